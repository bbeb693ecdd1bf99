"""Questions that assessments have for the apps above, which fill them in at start."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Assessment

# Why this person may not start this assessment, as a sentence for them; "" when they may.
Eligibility = Callable[["User", "Assessment"], str]

_eligibility: list[Eligibility] = []


def register_eligibility(check: Eligibility) -> None:
    """Let an upper app refuse a start. Call it in AppConfig.ready."""
    if check not in _eligibility:
        _eligibility.append(check)


def why_not_eligible(user: "User", assessment: "Assessment") -> str:
    """The first refusal of the apps above, or ""."""
    return next((why for check in _eligibility if (why := check(user, assessment))), "")
