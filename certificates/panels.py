"""What a course page says of the certificate it leads to."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from certificates.services.held import award_of_course


def course_panel(course_id: int) -> SafeString | str:
    """The panel for the aside of a course page, or nothing."""
    award = award_of_course(course_id)
    if award is None:
        return ""
    return render_to_string("certificates/course_panel.html", {"award": award})
