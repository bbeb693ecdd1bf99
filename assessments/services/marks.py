"""The marks of an attempt's items as they count: by the engine, a person, a re-mark, for a late answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assessments import engine
from assessments.models import Attempt, AttemptItem, LateAcceptance, ManualMark, MarkingTask, Remark, Response


@dataclass(frozen=True, slots=True)
class Marked:
    """One item's mark as it counts; `content` is what it was marked by, `step` the number of the answer."""

    item: AttemptItem
    mark: engine.Mark
    content: Mapping[str, Any]
    response: Any
    answered: bool
    step: int
    manual: ManualMark | None = None
    remark: Remark | None = None

    @property
    def is_dropped(self) -> bool:
        return self.remark is not None and self.remark.action == Remark.Action.DROP

    @property
    def counts(self) -> bool:
        return self.item.is_scored and not self.is_dropped

    @property
    def waits(self) -> bool:
        """Whether the outcome waits for a person's mark of it."""
        return self.counts and self.mark.needs_marker

    @property
    def by_people(self) -> bool:
        """Whether a person marks it, has marked it, or would have without a re-mark."""
        return self.mark.needs_marker or self.manual is not None or self.remark is not None


def marks_of(attempt: Attempt) -> list[Marked]:
    """Every item's mark in the order of the form: by a person where one has marked, else by the engine.

    Re-marks that stand are applied. A late answer counts where an officer has accepted it. Five queries for
    any number of items.
    """
    remarks = {
        found.version_id: found
        for found in Remark.objects.standing()
        .filter(version__in=attempt.items.values("version"))
        .select_related("by_version")
    }
    by_hand = {
        found.attempt_item_id: found
        for found in ManualMark.objects.newest().filter(attempt_item__attempt=attempt)
    }
    # Two marks that are both needed, or a third between them: the first alone does not count.
    held: set[int] = set()
    if by_hand:
        waiting = MarkingTask.objects.holding().filter(attempt_item__in=by_hand)
        held = set(waiting.values_list("attempt_item_id", flat=True))
    late = {
        found.step.attempt_item_id: found.step
        for found in LateAcceptance.objects.filter(step__attempt_item__attempt=attempt)
        .select_related("step")
        .order_by("step__sequence")
    }
    return [
        mark_one(
            item,
            late.get(item.pk),
            None if item.pk in held else by_hand.get(item.pk),
            remarks.get(item.version_id),
        )
        for item in attempt.items.select_related("version").order_by("position")
    ]


def mark_one(
    item: AttemptItem, late: Response | None, by_hand: ManualMark | None, remark: Remark | None
) -> Marked:
    """One item's mark: of the late answer that was accepted, by the person's mark, by the re-mark, if there are any."""
    response, answered, step = item.response, item.answered, item.sequence
    published = remark.by_version.content if remark and remark.by_version else item.version.content
    content = engine.variant_of(published, item.values)
    if late is not None:
        response, step = late.data, late.sequence
        answered = engine.interaction_of(content).is_answered(engine.read_content(content), response)
    mark, manual = engine.mark_item(content, response), None
    if mark.needs_marker and by_hand is not None and by_hand.step == step:
        manual = by_hand
        mark = replace(mark, score=manual.score, needs_marker=False)
    if remark is not None and remark.action == Remark.Action.AWARD:
        mark = replace(mark, score=Fraction(1), needs_marker=False)
    return Marked(item, mark, content, response, answered, step, manual, remark)
