"""What is done to items of a list, one by one: each is judged by itself, and whoever asked hears what was left alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import WorkflowState

from assessments import engine
from assessments.blocks import sentence_of
from assessments.linting import Severity
from assessments.models import Item, ItemMove
from assessments.models.item_life import MOVE_ITEM, TAKEN_BACK
from assessments.services.item_life import MoveRefused

if TYPE_CHECKING:
    from accounts.models import User

CHANGE_ITEM = "assessments.change_item"


class ActionRefused(Exception):
    """The item is left alone; the message says why."""


@dataclass(slots=True)
class Report:
    """What became of the items of a list: those done, and those left alone, each with the reason."""

    done: list[Item] = field(default_factory=list)
    left: list[tuple[Item, str]] = field(default_factory=list)


def for_each(items: Iterable[Item], act: Callable[[Item], object]) -> Report:
    """Do something to each item in a transaction of its own; what is refused for one stops no other."""
    report = Report()
    for item in items:
        try:
            with transaction.atomic():
                act(item)
        except (ActionRefused, MoveRefused) as refusal:
            report.left.append((item, str(refusal)))
        except PermissionDenied as refusal:
            report.left.append((item, str(refusal) or _("You may not do this to it.")))
        else:
            report.done.append(item)
    return report


def _locked(item: Item, *, by: "User") -> Item:
    """The item with its row locked, if this person may change it now."""
    found: Item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not by.has_perm(CHANGE_ITEM):
        raise PermissionDenied
    lock = found.get_lock()
    if lock is not None and lock.for_user(by):
        raise ActionRefused(_("It is locked: somebody else works on it, or it waits for approval."))
    return found


@transaction.atomic
def submit_item(item: Item, *, by: "User") -> None:
    """Send an item's newest draft for another person's approval, if it is finished. Raises ActionRefused."""
    found = _locked(item, by=by)
    state = found.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ActionRefused(_("It waits for approval already."))
    if found.live and not found.has_unpublished_changes:
        raise ActionRefused(_("It is published as it stands: there is no draft to approve."))
    why = why_unfinished(found.get_latest_revision_as_object())
    if why:
        raise ActionRefused(why)
    if state is not None:
        state.resume(by)
        return
    workflow = found.get_workflow()
    if workflow is None:
        raise ActionRefused(_("Items have no workflow now. Ask an administrator."))
    workflow.start(found, by)


def why_unfinished(draft: Item) -> str:
    """Why a draft cannot be sent for approval, as the editor would say it; "" when it can."""
    try:
        draft.full_clean(exclude=["interaction"])
        content = engine.plain_content(draft.content)
        if content["type"] == "upload" and not settings.ASSESSMENT_UPLOADS:
            raise engine.ContentInvalid((engine.fault_of("uploads_off"),))
    except ValidationError as error:
        said = [
            f"{Item._meta.get_field(name).verbose_name}: {' '.join(messages)}"
            for name, messages in error.message_dict.items()
        ]
        return _("It is not finished: %(why)s") % {"why": "; ".join(said)}
    except engine.ContentInvalid as error:
        sentences = "; ".join(sentence_of(fault) for fault in error.faults)
        return _("It is not finished: %(why)s") % {"why": sentences}
    grave = [found for found in draft.advice() if found.rule.severity is Severity.ERROR]
    if grave:
        return _("It has to be mended: %(why)s") % {"why": "; ".join(sentence_of(found) for found in grave)}
    return ""


@transaction.atomic
def place_draft(item: Item, *, fields: Mapping[str, str], by: "User") -> None:
    """Write where a draft belongs (domain, level, outcome, enemies) as another revision. Raises ActionRefused.

    Whoever does it has written a revision, and does not approve it.
    """
    found = _locked(item, by=by)
    if found.workflow_in_progress:
        raise ActionRefused(_("It waits for approval: what is being judged does not change meanwhile."))
    if found.live and not found.has_unpublished_changes:
        raise ActionRefused(
            _("It is published and has no draft. Open it, change it and send it for approval.")
        )
    draft = found.get_latest_revision_as_object()
    if all(getattr(draft, name) == value for name, value in fields.items()):
        raise ActionRefused(_("It says so already."))
    for name, value in fields.items():
        setattr(draft, name, value)
    try:
        draft.clean()
    except ValidationError as error:
        raise ActionRefused(" ".join(error.messages)) from error
    draft.save_revision(user=by, clean=False, log_action=True)


@transaction.atomic
def take_back_item(item: Item, *, reason: str, by: "User", now: datetime) -> None:
    """Unpublish an item, with a reason that stays. Attempts that have it keep it. Raises ActionRefused."""
    found: Item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if not by.has_perm(MOVE_ITEM):
        raise PermissionDenied
    if not found.live:
        raise ActionRefused(_("It is not published."))
    if not reason.strip():
        raise ActionRefused(_("Give the reason: it stays in the item's history."))
    ItemMove.objects.create(
        item=found,
        version_id=found.current_version_id,
        from_stage=found.stage,
        to_stage=TAKEN_BACK,
        reason=reason.strip(),
        actor=by,
        at=now,
    )
    # Nobody holds Wagtail's permission to publish: whoever may move an item may take it back.
    UnpublishAction(found, user=by).execute(skip_permission_checks=True)
