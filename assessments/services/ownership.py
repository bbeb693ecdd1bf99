"""Whose assessments are whose: officers own examinations, instructors own practice."""

from typing import TYPE_CHECKING

from assessments.models import Assessment

if TYPE_CHECKING:
    from accounts.models import User

OWN_PRACTICE = "assessments.own_practice"
OWN_EXAMINATION = "assessments.own_examination"
CHANGE_ASSESSMENT = "assessments.change_assessment"
VIEW_ITEM = "assessments.view_item"

_OWNING = {Assessment.Kind.PRACTICE: OWN_PRACTICE, Assessment.Kind.EXAMINATION: OWN_EXAMINATION}


def kinds_owned_by(user: "User") -> list[str]:
    """The kinds of assessment that this person may make and change."""
    return [kind.value for kind, permission in _OWNING.items() if user.has_perm(permission)]


def may_own(user: "User", assessment: Assessment) -> bool:
    """Whether this assessment is of a kind that this person may change."""
    return user.has_perm(CHANGE_ASSESSMENT) and assessment.kind in kinds_owned_by(user)
