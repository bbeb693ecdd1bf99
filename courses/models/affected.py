"""Who is affected by a change: said in the editor, before anything is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from wagtail.admin.panels import Panel

from courses.models.enrolments import Enrolment
from courses.models.open_pages import course_path
from courses.models.progress import LessonProgress


@dataclass(frozen=True, slots=True)
class Affected:
    """How many learn in a course; of them, how many are in this lesson now, began it, or completed it."""

    enrolled: int
    here: int
    begun: int
    completed: int


def count_affected(page: Any) -> Affected:
    """The learners of a course, module or lesson. Two queries."""
    enrolled = Enrolment.objects.filter(course__path=course_path(page.path)).aggregate(
        all=Count("pk"), here=Count("pk", filter=Q(place__path__startswith=page.path))
    )
    studied = LessonProgress.objects.filter(lesson__path__startswith=page.path).aggregate(
        begun=Count(F("enrolment"), filter=Q(completed_at=None), distinct=True),
        completed=Count(F("enrolment"), filter=Q(completed_at__isnull=False), distinct=True),
    )
    return Affected(enrolled["all"], enrolled["here"], studied["begun"], studied["completed"])


class AffectedPanel(Panel):
    """Says in a page's editor whom a change reaches; nothing while nobody learns."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page."""

        template_name = "courses/desk/affected.html"

        def is_shown(self) -> bool:
            """Only of a page that learners may see."""
            return bool(super().is_shown() and self.instance.pk and self.instance.live)

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {"affected": count_affected(self.instance), "page": self.instance}
