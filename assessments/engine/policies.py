"""The rules under which one candidate sits: what an assessment says, before or after adjustments."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """Windows, limits and delays of an assessment for one candidate. None is none: no end, no limit."""

    opens_at: datetime | None = None
    start_closes_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts_allowed: int | None = None
    access_code_hash: str = ""
    multiplier: Fraction = Fraction(1)
    retake_delay_hours: int = 0
    later_delay_hours: int = 0
    grace_seconds: int = 0
