"""Which lessons show an item as a knowledge check."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from assessments.api import ItemUse, item_content_type
from courses.models import LessonPage

_MOST = 50


def lessons_with(item_id: int) -> list[ItemUse]:
    """The lessons that ask an item, as their authors find them. Two queries, by Wagtail's index of references."""
    pages = (
        ReferenceIndex.objects.filter(
            content_type=ContentType.objects.get_for_model(LessonPage),
            to_content_type=item_content_type(),
            to_object_id=str(item_id),
        )
        .order_by()
        .values_list("object_id", flat=True)
        .distinct()
    )
    lessons = LessonPage.objects.filter(pk__in=[int(pk) for pk in pages[:_MOST]]).order_by("path")
    return [
        ItemUse(
            lesson.title,
            reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
            "" if lesson.live else _("(not published)"),
        )
        for lesson in lessons.only("title", "live", "path", "content_type")
    ]
