"""What overrides and accommodations make of an assessment's rules for one candidate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any, Literal

from assessments.engine.policies import Rules


class Unset(Enum):
    """The value of what an override leaves alone: None says "none", which is something else."""

    UNSET = "not overridden"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class Override:
    """Other rules of one assessment for a person or a group, for a reason.

    UNSET leaves the assessment's own rule; None, or 0 for minutes and attempts, or "" for the code, is none.
    """

    scope: Literal["person", "group"]
    opens_at: datetime | Unset | None = UNSET
    start_closes_at: datetime | Unset | None = UNSET
    due_at: datetime | Unset | None = UNSET
    closes_at: datetime | Unset | None = UNSET
    minutes: int | Unset | None = UNSET
    attempts_allowed: int | Unset | None = UNSET
    access_code_hash: str | Unset = UNSET
    reason: str = ""

    def changes(self) -> dict[str, Any]:
        """What it overrides, by the rule's name."""
        return {name: value for name in _MOST_GENEROUS if (value := getattr(self, name)) is not UNSET}


@dataclass(frozen=True, slots=True)
class Accommodation:
    """What one person is granted in every assessment. Raises ValueError for what would take anything away."""

    multiplier: Fraction = Fraction(1)
    break_minutes: int = 0
    breaks: int = 0
    extra_attempts: int = 0
    window: tuple[datetime, datetime] | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        if self.multiplier < 1:
            raise ValueError("multiplier")
        if min(self.break_minutes, self.breaks, self.extra_attempts) < 0:
            raise ValueError("negative")
        if self.window is not None and self.window[0] >= self.window[1]:
            raise ValueError("window")

    def is_valid(self, now: datetime) -> bool:
        """Whether it holds now: from its first moment, and at its end no more."""
        started = self.valid_from is None or now >= self.valid_from
        return started and (self.valid_until is None or now < self.valid_until)


@dataclass(frozen=True, slots=True)
class BreakAllowance:
    """So many breaks of so many minutes each, with the clock stopped."""

    breaks: int = 0
    minutes: int = 0


def _earliest(values: Sequence[Any]) -> Any:
    return None if None in values else min(values)


def _latest(values: Sequence[Any]) -> Any:
    return None if None in values else max(values)


def _largest(values: Sequence[Any]) -> Any:
    return max(values) if all(values) else None


def _weakest_code(values: Sequence[Any]) -> Any:
    return values[0] if all(values) else ""


_MOST_GENEROUS: dict[str, Callable[[Sequence[Any]], Any]] = {
    "opens_at": _earliest,
    "start_closes_at": _latest,
    "due_at": _latest,
    "closes_at": _latest,
    "minutes": _largest,
    "attempts_allowed": _largest,
    "access_code_hash": _weakest_code,
}


def effective(
    base: Rules, overrides: Sequence[Override], accommodations: Sequence[Accommodation], now: datetime
) -> Rules:
    """The rules that hold for a candidate.

    Field by field, a person's override beats every group's, and of several groups the most generous wins:
    the earliest opening, the latest end, the longest limit; none is the most generous (Moodle's rule). Of
    several access codes the first given counts. Accommodations that are valid now come on top and only
    ever add.
    """
    return _accommodated(replace(base, **_overridden(overrides)), accommodations, now)


def _overridden(overrides: Sequence[Override]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, most_generous in _MOST_GENEROUS.items():
        for scope in ("person", "group"):
            values = [
                override.changes()[name]
                for override in overrides
                if override.scope == scope and name in override.changes()
            ]
            if values:
                found[name] = most_generous(values)
                break
    return found


def _accommodated(rules: Rules, accommodations: Sequence[Accommodation], now: datetime) -> Rules:
    for granted in accommodations:
        if not granted.is_valid(now):
            continue
        allowed = rules.attempts_allowed
        rules = replace(
            rules,
            multiplier=max(rules.multiplier, granted.multiplier),
            attempts_allowed=None if allowed is None else allowed + granted.extra_attempts,
        )
        if granted.window is not None:
            opens, closes = granted.window
            rules = replace(
                rules,
                opens_at=_earliest([rules.opens_at, opens]),
                start_closes_at=_latest([rules.start_closes_at, closes]),
                due_at=_latest([rules.due_at, closes]),
                closes_at=_latest([rules.closes_at, closes]),
            )
    return rules


def break_allowance(accommodations: Sequence[Accommodation], now: datetime) -> BreakAllowance:
    """The breaks that a person may take now: of several grants, the one with the most time."""
    granted = [
        BreakAllowance(one.breaks, one.break_minutes)
        for one in accommodations
        if one.is_valid(now) and one.breaks and one.break_minutes
    ]
    return max(granted, key=lambda one: (one.breaks * one.minutes, one.breaks), default=BreakAllowance())


def extended(minutes: int, multiplier: Fraction) -> timedelta:
    """A limit with its extra time, exact to the microsecond that the deadline is kept in."""
    return timedelta(microseconds=int(minutes * 60_000_000 * multiplier))
