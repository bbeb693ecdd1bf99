"""More time to begin, hand in and close: for a person, or for a group such as a cohort."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Assessment, Override
from assessments.services.adjustments import AdjustmentRefused, set_override

if TYPE_CHECKING:
    from accounts.models import User


class ExtensionRefused(Exception):
    """Nothing was written; the message is for whoever asked."""


@transaction.atomic
def extend_dates(
    assessment_id: int, target: "User | Group", *, until: datetime, reason: str, by: "User", now: datetime
) -> Override:
    """Let a person or a group begin, hand in and finish until a moment. Other rules that they have stay.

    Dates that the assessment does not have stay away. Raises ExtensionRefused with a sentence; the right to set
    overrides is demanded.
    """
    assessment = Assessment.objects.active().filter(pk=assessment_id).first()
    if assessment is None:
        raise ExtensionRefused(_("This assessment is not there any more."))
    if until <= now:
        raise ExtensionRefused(_("Choose a moment that is still to come."))
    is_group = isinstance(target, Group)
    mine = {"group": target} if is_group else {"person": target}
    standing = Override.objects.standing().filter(assessment=assessment, **mine).first()
    changes = standing.terms().changes() if standing is not None else {}
    dates = {
        name: until
        for name in ("start_closes_at", "due_at", "closes_at")
        if (end := changes.get(name, getattr(assessment, name))) is not None and end < until
    }
    if not dates:
        raise ExtensionRefused(_("It ends no earlier than that already."))
    terms = engine.Override(scope="group" if is_group else "person", reason=reason, **(changes | dates))
    try:
        return set_override(assessment, target, by=by, terms=terms, now=now)
    except AdjustmentRefused as refusal:
        raise ExtensionRefused(str(refusal)) from refusal
    except PermissionDenied:
        if not by.has_perm("assessments.set_override"):
            raise
        raise ExtensionRefused(_("Nobody extends dates for themselves.")) from None
