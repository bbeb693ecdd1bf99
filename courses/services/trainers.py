"""Who trained whom: the trainer of a candidate does not examine them (ISO/IEC 17024, impartiality)."""

from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from courses.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


def why_trainer(staff: "User", candidate_id: int) -> str:
    """Why this person must not mark or decide on a candidate: they wrote what the candidate studies; "" otherwise."""
    wrote = Revision.page_revisions.filter(user=staff, object_id=Cast(OuterRef("pk"), CharField()))
    paths = Enrolment.objects.filter(user_id=candidate_id).values_list("course__path", flat=True)
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    taught = Page.objects.filter(below).filter(Q(owner=staff) | Exists(wrote)).exists()
    return _("You teach a course that this candidate studies: somebody else decides.") if taught else ""
