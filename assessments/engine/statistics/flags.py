"""What is noticeable about an item, and what to do about it. Advice for a person, never a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessments.engine.statistics.items import ItemStatistics
from assessments.engine.statistics.options import OptionRow

# In per cent. The course's practice, in the range that item-writing texts recommend; see docs/algorithms/statistics.md.
TOO_HARD, TOO_EASY = 30, 95
WEAK, NEGATIVE = 10, 0
IDLE_OPTION = 5


class Flag(StrEnum):
    """Why somebody should look at an item."""

    KEY_SUSPECT = "key-suspect"
    NEGATIVE = "negative-discrimination"
    WEAK = "weak-discrimination"
    BELOW_GUESSING = "below-guessing"
    TOO_HARD = "too-hard"
    TOO_EASY = "too-easy"
    NO_SPREAD = "no-spread"
    GOOD_DISTRACTOR = "distractor-attracts-strong"
    IDLE_DISTRACTOR = "idle-distractor"


class Advice(StrEnum):
    """Where a flag leads."""

    CHECK_KEY = "check-key"
    REVISE = "revise"
    RETIRE = "retire"
    REPLACE_OPTION = "replace-option"
    KEEP_WATCHING = "keep-watching"


_ADVICE = {
    Flag.KEY_SUSPECT: Advice.CHECK_KEY,
    Flag.NEGATIVE: Advice.CHECK_KEY,
    Flag.WEAK: Advice.REVISE,
    Flag.BELOW_GUESSING: Advice.CHECK_KEY,
    Flag.TOO_HARD: Advice.REVISE,
    Flag.TOO_EASY: Advice.KEEP_WATCHING,
    Flag.NO_SPREAD: Advice.RETIRE,
    Flag.GOOD_DISTRACTOR: Advice.REPLACE_OPTION,
    Flag.IDLE_DISTRACTOR: Advice.REPLACE_OPTION,
}


@dataclass(frozen=True, slots=True)
class Flagged:
    """One flag with where it leads; `option` where it is about one option."""

    flag: Flag
    advice: Advice
    option: str = ""


def flags_of(
    found: ItemStatistics,
    *,
    guess: float | None = None,
    options: Sequence[OptionRow] = (),
    keys: frozenset[str] = frozenset(),
) -> list[Flagged]:
    """What is noticeable, the gravest first. `guess` is what a random guess earns, in per cent."""
    flags = [
        *_of_key(options, keys),
        *_of_discrimination(found),
        *_of_facility(found, guess),
        *_of_distractors(options, keys),
    ]
    return [Flagged(flag, _ADVICE[flag], option) for flag, option in flags]


def _of_key(options: Sequence[OptionRow], keys: frozenset[str]) -> list[tuple[Flag, str]]:
    """A wrong option that more people took than the key, and better ones: the key itself is in doubt."""
    key = max((row for row in options if row.id in keys), key=lambda row: row.count, default=None)
    if key is None or key.point_biserial is None:
        return []
    return [
        (Flag.KEY_SUSPECT, row.id)
        for row in options
        if row.id not in keys
        and row.count > key.count
        and row.point_biserial is not None
        and row.point_biserial > key.point_biserial
    ]


def _of_discrimination(found: ItemStatistics) -> list[tuple[Flag, str]]:
    if found.discrimination is None:
        return [(Flag.NO_SPREAD, "")] if found.count > 1 and found.sd == 0 else []
    if found.discrimination < NEGATIVE:
        return [(Flag.NEGATIVE, "")]
    return [(Flag.WEAK, "")] if found.discrimination < WEAK else []


def _of_facility(found: ItemStatistics, guess: float | None) -> list[tuple[Flag, str]]:
    if found.facility is None:
        return []
    if guess is not None and found.facility < guess:
        return [(Flag.BELOW_GUESSING, "")]
    if found.facility < TOO_HARD:
        return [(Flag.TOO_HARD, "")]
    return [(Flag.TOO_EASY, "")] if found.facility > TOO_EASY else []


def _of_distractors(options: Sequence[OptionRow], keys: frozenset[str]) -> list[tuple[Flag, str]]:
    wrong = [row for row in options if row.id not in keys]
    strong = [
        (Flag.GOOD_DISTRACTOR, row.id)
        for row in wrong
        if row.point_biserial is not None and row.point_biserial > 0 and row.share >= IDLE_OPTION
    ]
    return [*strong, *((Flag.IDLE_DISTRACTOR, row.id) for row in wrong if row.share < IDLE_OPTION)]
