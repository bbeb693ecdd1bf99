"""What a re-mark does to each attempt: the item's mark anew, every other item as the newest outcome has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments import engine
from assessments.models import (
    Attempt,
    AttemptItem,
    LateAcceptance,
    ManualMark,
    MarkingTask,
    Outcome,
    Remark,
    Response,
)
from assessments.ports import is_held_for_officer
from assessments.services.marks import mark_one
from assessments.services.outcomes import compute_outcome, judge_results

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt comes to."""

    score: Fraction
    maximum: Fraction
    decision: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a re-mark does to one attempt."""

    attempt_id: int
    uuid: UUID
    before: Result
    after: Result

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def changes_decision(self) -> bool:
        return self.before.decision != self.after.decision


def recorded_result(attempt: Attempt) -> Result:
    """What the newest outcome of an attempt says."""
    found: Outcome = attempt.outcomes.order_by("-number")[0]
    return Result(found.score, found.maximum, found.decision)


def result_now(attempt: Attempt) -> Result:
    """What an attempt comes to when every item is marked anew."""
    computed = compute_outcome(attempt)
    return Result(computed.score, computed.maximum, computed.decision.value)


def effects_of(remark: Remark, attempts: QuerySet[Attempt]) -> Iterator[Effect]:
    """What a re-mark that is only being thought about does to each attempt, in their order.

    Only its own item is marked: seven queries for five hundred attempts.
    """
    ids = list(attempts.values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        some = Attempt.objects.filter(pk__in=ids[start : start + _AT_ONCE]).select_related("assessment")
        yield from _Batch(remark, list(some.order_by("pk"))).effects()


class _Batch:
    """Some attempts with all that has to be known of one version in them."""

    def __init__(self, remark: Remark, attempts: Sequence[Attempt]) -> None:
        self.remark, self.attempts = remark, attempts
        self.held: dict[int, bool] = {}
        outcomes = Outcome.objects.filter(attempt__in=attempts).order_by("number")
        self.newest = {found.attempt_id: found for found in outcomes}
        self.by_officer = {found.attempt_id: found for found in outcomes if found.decided_by_id is not None}
        self.items = AttemptItem.objects.filter(attempt__in=attempts, version=remark.version_id)
        self.items = self.items.select_related("version")
        by_hand = ManualMark.objects.newest().filter(attempt_item__in=self.items)
        held = MarkingTask.objects.holding().filter(attempt_item__in=self.items)
        waiting = set(held.values_list("attempt_item_id", flat=True))
        self.by_hand = {
            found.attempt_item_id: found for found in by_hand if found.attempt_item_id not in waiting
        }
        late = LateAcceptance.objects.filter(step__attempt_item__in=self.items).select_related("step")
        self.late: Mapping[int, Response] = {
            found.step.attempt_item_id: found.step for found in late.order_by("step__sequence")
        }

    def effects(self) -> Iterator[Effect]:
        of_attempt = {item.attempt_id: item for item in self.items}
        for attempt in self.attempts:
            newest = self.newest[attempt.pk]
            before = Result(newest.score, newest.maximum, newest.decision)
            after = self._after(attempt, of_attempt[attempt.pk], newest.items)
            yield Effect(attempt.pk, attempt.uuid, before, after)

    def _after(self, attempt: Attempt, item: AttemptItem, recorded: Sequence[Mapping[str, Any]]) -> Result:
        one = mark_one(item, self.late.get(item.pk), self.by_hand.get(item.pk), self.remark)
        anew = engine.ItemResult(
            item.position,
            item.version.domain,
            one.mark.score,
            answered=one.answered,
            needs_marker=one.mark.needs_marker,
        )
        scored = [detail for detail in recorded if not detail.get("pilot")]
        results = [
            anew if detail["position"] == item.position else _result(detail)
            for detail in scored
            if (one.counts if detail["position"] == item.position else _counted(detail))
        ]
        verdict = judge_results(
            attempt,
            results,
            items=len(scored),
            by_officer=lambda: self.by_officer.get(attempt.pk),
            waits_for_officer=lambda: self._waits_for_officer(attempt),
        )
        return Result(verdict.score, verdict.maximum, verdict.decision.value)

    def _waits_for_officer(self, attempt: Attempt) -> bool:
        if attempt.assessment_id not in self.held:
            self.held[attempt.assessment_id] = is_held_for_officer(attempt.assessment)
        return self.held[attempt.assessment_id]


def _counted(detail: Mapping[str, Any]) -> bool:
    return detail.get("remark") != Remark.Action.DROP


def _result(detail: Mapping[str, Any]) -> engine.ItemResult:
    return engine.ItemResult(
        detail["position"],
        detail["domain"],
        Fraction(detail["score"]),
        answered=detail["answered"],
        needs_marker=detail.get("needs_marker", False),
    )
