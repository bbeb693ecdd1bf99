"""What is recorded of changes to assessments: who, and of what, never what the policies say."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.api import record_act
from assessments.models import Assessment

if TYPE_CHECKING:
    from accounts.models import User

_MOST = 200


def record_change(
    assessment: Assessment, moved: Sequence[str], *, was_active: bool | None, by: "User", now: datetime
) -> None:
    """Record that an assessment was made (`was_active` is None), changed, opened or closed, after it was written."""
    label = f"{assessment.bank.slug}/{assessment.slug}"
    if was_active is None:
        facts = {"kind": assessment.kind}
        record_act("assessment.made", by=by, about=assessment, label=label, facts=facts, now=now)
        return
    changed = [name for name in moved if name != "is_active"]
    if changed:
        fields = {"fields": ", ".join(changed)[:_MOST]}
        record_act("assessment.changed", by=by, about=assessment, label=label, facts=fields, now=now)
    if assessment.is_active != was_active:
        act = "assessment.opened" if assessment.is_active else "assessment.closed"
        record_act(act, by=by, about=assessment, label=label, now=now)
