"""Four eyes: nobody approves what they wrote."""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState, WorkflowState


def writers_of(item: Any, *, upto: Any = None) -> set[int]:
    """Whoever wrote any revision since the live one, up to and with `upto` (by default, to the newest)."""
    revisions = item.revisions.exclude(user=None)
    if item.live_revision_id is not None:
        revisions = revisions.filter(pk__gt=item.live_revision_id)
    if upto is not None:
        revisions = revisions.filter(pk__lte=upto.pk)
    written = set(revisions.values_list("user_id", flat=True))
    return written | {upto.user_id} if upto is not None else written


def may_approve(item: Any, user: Any) -> bool:
    """Whether this person neither wrote any of what waits for approval nor asked for the approval."""
    state = item.current_workflow_state
    asked = state is not None and state.requested_by_id == user.pk
    return not asked and user.pk not in writers_of(item)


def approved_by_another(item: Any, revision: Any) -> bool:
    """Whether a finished workflow holds another person's approval of this very revision."""
    approvals = TaskState.objects.filter(
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        workflow_state__status=WorkflowState.STATUS_APPROVED,
        finished_by__isnull=False,
        # A revision that was written over since is another one.
        finished_at__gte=F("revision__created_at"),
    )
    writers = writers_of(item, upto=revision)
    return any(
        approver not in writers and approver != asked
        for approver, asked in approvals.values_list("finished_by_id", "workflow_state__requested_by_id")
    )


def is_pinned(item: Any, revision: Any) -> bool:
    """Whether a revision is live, or somebody was asked to approve it."""
    asked: bool = TaskState.objects.filter(revision=revision).exists()
    return asked or revision.pk == item.live_revision_id


def _live_revision() -> Any:
    """Of the object of a task's state the revision that is live; 0 where none is."""
    found = (
        When(
            workflow_state__base_content_type=ContentType.objects.get_for_model(model),
            then=Subquery(
                model._default_manager.filter(
                    pk=Cast(OuterRef("workflow_state__object_id"), BigIntegerField())
                ).values("live_revision_id")[:1]
            ),
        )
        for model in (apps.get_model("assessments", "Item"), Page)
    )
    return Coalesce(Case(*found, output_field=BigIntegerField()), Value(0, output_field=BigIntegerField()))


class FourEyesTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups who has not written what is approved; administrators too."""

    class Meta:
        verbose_name = _("approval by another person")
        verbose_name_plural = _("approvals by another person")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        # Wagtail's editor may hold the thing as it was before it was saved and sent once more: what is asked for is
        # the approval of what was sent.
        workflow_state.content_object.refresh_from_db(fields=["latest_revision"])
        return super().start(workflow_state, user=user)

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        found = super().get_actions(obj, user)
        return found if may_approve(obj, user) else [action for action in found if action[0] != "approve"]

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        if action_name == "approve" and not may_approve(task_state.workflow_state.content_object, user):
            raise PermissionDenied(_("You wrote this: another person has to approve it."))
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """What waits for this person, as `may_approve` judges it: one query, however much waits."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        wrote = Revision.objects.filter(
            user=user,
            base_content_type=OuterRef("workflow_state__base_content_type"),
            object_id=OuterRef("workflow_state__object_id"),
            pk__gt=OuterRef("live_revision"),
        )
        others = states.exclude(workflow_state__requested_by=user).annotate(live_revision=_live_revision())
        # Wagtail joins what several tasks answer: the annotation stays inside.
        return states.filter(pk__in=others.exclude(Exists(wrote)).values("pk"))

    @classmethod
    def get_description(cls) -> Any:
        return _("A member of the chosen groups who did not write the item must approve it")
