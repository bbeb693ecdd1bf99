"""Marking an item again in every attempt that had it: first shown, then carried out, nothing lost on the way."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import rfc8785
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import Attempt, AttemptItem, ItemVersion, Remark
from assessments.models.remarks import REMARK
from assessments.ports import AffectedRecord, records_affected
from assessments.services.outcomes import record_outcome
from assessments.services.remark_effects import Effect, Result, effects_of, recorded_result, result_now
from assessments.signals import remark_decided

if TYPE_CHECKING:
    from accounts.models import User

# A list says of no version more exactly in how many attempts it stands.
MOST_COUNTED = 1000
# So many versions are listed of those that a search finds.
MOST_FOUND = 500


class RemarkRefused(Exception):
    """Nothing was written; the message is for whoever asked."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be done about one version of an item; `by_version` is what to mark by, where that is the action."""

    version: ItemVersion
    action: engine.Action
    by_version: ItemVersion | None = None

    def remark(self) -> Remark:
        """The re-mark that it would be, not kept."""
        return Remark(version=self.version, action=self.action.value, by_version=self.by_version)


@dataclass(frozen=True, slots=True)
class DryRun:
    """Everything that a re-mark would do, and the records that rest on attempts whose decision it changes."""

    effects: tuple[Effect, ...]
    records: tuple[AffectedRecord, ...]
    digest: str

    @property
    def changes(self) -> list[Effect]:
        """What would be different for whom, changed decisions first."""
        changed = [effect for effect in self.effects if effect.is_changed]
        return sorted(changed, key=lambda effect: not effect.changes_decision)

    def count(self, before: str, after: str) -> int:
        """How many decisions would turn from one into another."""
        return sum((one.before.decision, one.after.decision) == (before, after) for one in self.effects)


def dry_run(proposal: Proposal) -> DryRun:
    """What marking a version in another way would do; nothing is written. Raises RemarkRefused."""
    _check(proposal)
    effects = tuple(effects_of(proposal.remark(), _attempts(proposal.version)))
    if any(effect.after.maximum == 0 for effect in effects):
        raise RemarkRefused(_("A form would have no item left: give full marks instead."))
    decided = [effect.attempt_id for effect in effects if effect.changes_decision]
    return DryRun(effects, tuple(records_affected(decided)), _digest(effects))


@transaction.atomic
def decide_remark(proposal: Proposal, *, reason: str, by: "User", seen: str, now: datetime) -> Remark:
    """Decide what a dry run showed; a task carries it out, attempt by attempt, and a sweep finds what it missed.

    `seen` is the digest of that dry run: where it would show something else by now, nothing is decided.
    Not without the permission, and not by a candidate whom it concerns: raises PermissionDenied. Raises
    RemarkRefused with a sentence for whoever decides.
    """
    # Lock the version: two decisions about it come one after the other.
    version = ItemVersion.objects.select_for_update().get(pk=proposal.version.pk)
    if not by.has_perm(REMARK) or _attempts(version).filter(candidate=by).exists():
        raise PermissionDenied
    if not reason.strip():
        raise RemarkRefused(_("Give the reason: it stands in every new outcome."))
    shown = dry_run(proposal)
    if shown.digest != seen:
        raise RemarkRefused(_("Something has changed since this was shown. Look at it again."))
    remark = proposal.remark()
    remark.reason, remark.decided_by, remark.decided_at = reason.strip(), by, now
    remark.shown_digest = seen
    remark.attempts, remark.to_change = len(shown.effects), len(shown.changes)
    remark.save()
    transaction.on_commit(partial(remark_decided.send_robust, sender=Remark, remark_id=remark.pk))
    facts: dict[str, str | int | bool | None] = {
        "action": remark.action,
        "attempts": remark.attempts,
        "changed": remark.to_change,
    }
    record_act("item.remarked", by=by, about=version, label=version.item.slug, facts=facts, now=now)
    return remark


def carry_out_remark(remark_id: int, *, now: datetime) -> int:
    """Add the outcomes that a re-mark leads to, each in a transaction of its own; how many there were.

    Safe to run twice, and to be killed in between: an attempt that has its new outcome gets no other.
    """
    remark = Remark.objects.select_related("version").filter(pk=remark_id, finished_at=None).first()
    if remark is None:
        return 0
    added = 0
    for attempt_id in _attempts(remark.version).values_list("pk", flat=True):
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
            if result_now(attempt) != recorded_result(attempt):
                record_outcome(attempt, now=now, reason=f"Marked again: {remark.reason}")
                Remark.objects.filter(pk=remark.pk).update(changed=F("changed") + 1)
                added += 1
    Remark.objects.filter(pk=remark.pk, finished_at=None).update(finished_at=now)
    return added


class _Counted(Subquery):
    """How many rows a query finds, which may stop at a limit: a version may stand in every attempt there is."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def versions_in_use(text: str) -> "models.QuerySet[ItemVersion]":
    """Versions that stand in submitted attempts, by a part of their item's name.

    `stands_in` says in how many, as far as MOST_COUNTED and one more.
    """
    stands = AttemptItem.objects.filter(version=OuterRef("pk"), attempt__submitted_at__isnull=False)
    found = ItemVersion.objects.select_related("item__bank").defer("content", "item__interaction")
    if text:
        found = found.filter(Q(item__slug__icontains=text) | Q(item__measures__icontains=text))
    counted = _Counted(stands.order_by().values("pk")[: MOST_COUNTED + 1])
    in_use = found.filter(Exists(stands)).annotate(stands_in=counted)
    return in_use.order_by("item__bank__slug", "item__slug", "-number")


def find_versions(text: str) -> "tuple[models.QuerySet[ItemVersion], bool]":
    """Versions in use by a part of their item's name, MOST_FOUND at most, and whether there are more.

    One is chosen by its name: whose words are in thousands is asked for more of them. The item of that very name
    is among them.
    """
    found = versions_in_use(text)
    same = found.filter(item__slug=text).order_by().values_list("pk", flat=True)
    keys = list(found.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])
    some = {*same[:MOST_FOUND], *keys[:MOST_FOUND]}
    return found.filter(pk__any_of=some), len(keys) > MOST_FOUND


def unfinished_remarks() -> Sequence[int]:
    """The re-marks that are not carried out yet, oldest first."""
    return list(Remark.objects.unfinished().order_by("pk").values_list("pk", flat=True))


def _check(proposal: Proposal) -> None:
    version, other = proposal.version, proposal.by_version
    if (proposal.action is engine.Action.NEW_VERSION) != (other is not None):
        raise RemarkRefused(_("Choose the version to mark by, where one marks by another version."))
    if other is None:
        return
    if other.item_id != version.item_id or other.pk == version.pk:
        raise RemarkRefused(_("Choose another version of the same item."))
    if other.content["type"] != version.content["type"]:
        raise RemarkRefused(_("The other version is answered in another way."))
    if engine.drawn_by(other.content) != engine.drawn_by(version.content):
        raise RemarkRefused(_("The other version has other parameters: what candidates saw does not fit it."))


def _attempts(version: ItemVersion) -> "models.QuerySet[Attempt]":
    """Every submitted attempt whose form has the version."""
    return Attempt.objects.filter(items__version=version).exclude(submitted_at=None).order_by("pk")


def _digest(effects: Sequence[Effect]) -> str:
    def plain(result: Result) -> list[str]:
        return [str(result.score), str(result.maximum), result.decision]

    shown = [[str(one.uuid), plain(one.before), plain(one.after)] for one in effects]
    return hashlib.sha256(rfc8785.dumps(shown)).hexdigest()
