"""Who trained whom: the trainer of a candidate does not examine them (ISO/IEC 17024, impartiality)."""

from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from courses.models import Cohort, CoursePage, Enrolment
from courses.models.cohorts import CohortMember
from courses.models.open_pages import COURSE_DEPTH, STEP

if TYPE_CHECKING:
    from accounts.models import User


def is_taught_by(staff: "User", path: str) -> Q | None:
    """The condition that this person trains whoever a path leads to: leads a cohort of theirs, or wrote a page they study.

    None for whoever trains nobody.
    """
    led = list(Cohort.objects.filter(instructors=staff).values_list("pk", flat=True))
    condition = Q()
    if led:
        condition |= Q(Exists(CohortMember.objects.filter(user=OuterRef(path), cohort__in=led)))
    if courses := _courses_of(staff):
        condition |= Q(Exists(Enrolment.objects.filter(user=OuterRef(path), course__in=courses)))
    return condition or None


def _courses_of(staff: "User") -> list[int]:
    wrote = Revision.page_revisions.filter(user=staff, object_id=Cast(OuterRef("pk"), CharField()))
    pages = Page.objects.filter(Q(owner=staff) | Exists(wrote))
    paths = pages.annotate(course=Substr("path", 1, STEP * COURSE_DEPTH)).order_by().values("course")
    return list(CoursePage.objects.filter(path__in=paths).values_list("pk", flat=True))


def why_trainer(staff: "User", candidate_id: int) -> str:
    """Why this person must not mark or decide on a candidate whom they train; "" otherwise."""
    if CohortMember.objects.filter(user=candidate_id, cohort__instructors=staff).exists():
        return _("You lead a cohort that this candidate is in: somebody else decides.")
    if Enrolment.objects.filter(user=candidate_id, course__in=_courses_of(staff)).exists():
        return _("You teach a course that this candidate studies: somebody else decides.")
    return ""
