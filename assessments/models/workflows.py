"""Four eyes: nobody approves what they wrote."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


def wrote(item: Any, user: Any) -> bool:
    """Whether this person asked for the review, or wrote any revision since the live one."""
    state = item.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    revisions = item.revisions
    if item.live_revision_id is not None:
        revisions = revisions.filter(created_at__gt=item.live_revision.created_at)
    return bool(revisions.filter(user=user).exists())


class FourEyesTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups who has not written what is approved; administrators too."""

    class Meta:
        verbose_name = _("approval by another person")
        verbose_name_plural = _("approvals by another person")

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        found = super().get_actions(obj, user)
        return [action for action in found if action[0] != "approve"] if wrote(obj, user) else found

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve" and wrote(task_state.workflow_state.content_object, user):
            raise PermissionDenied(_("You wrote this: another person has to approve it."))
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("A member of the chosen groups who did not write the item must approve it")
