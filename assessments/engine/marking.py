"""From responses to exact scores, by item and by domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark
from assessments.engine.registry import interaction_of, read_content

# Under this many items a domain's score says too little to be drawn as a bar.
MIN_ITEMS_FOR_A_BAR = 6


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's mark in one attempt; `maximum` is what it is worth."""

    position: int
    domain: str
    score: Fraction
    maximum: Fraction = ONE
    answered: bool = True
    needs_marker: bool = False


@dataclass(frozen=True, slots=True)
class DomainScore:
    """The score of the items of one domain. A domain has no pass mark of its own.

    While any of them waits for a marker the score is provisional: it is that of the others.
    """

    domain: str
    score: Fraction
    maximum: Fraction
    items: int
    waiting: int = 0

    @property
    def is_provisional(self) -> bool:
        return self.waiting > 0

    @property
    def has_bar(self) -> bool:
        return self.items >= MIN_ITEMS_FOR_A_BAR


def mark_item(content: Mapping[str, Any], response: Json) -> Mark:
    """Mark one response against item content; nothing answered ({} or None) earns nothing.

    Where the mark says that it needs a marker, the engine has not judged the response.
    """
    interaction = interaction_of(content)
    return interaction.mark(read_content(content), response if response is not None else {})


def total(results: Iterable[ItemResult]) -> tuple[Fraction, Fraction]:
    """The exact sum of scores and of maxima. A sum below nothing is nothing."""
    listed = list(results)
    score = sum((result.score for result in listed), ZERO)
    return max(ZERO, score), sum((result.maximum for result in listed), ZERO)


def by_domain(results: Iterable[ItemResult]) -> tuple[DomainScore, ...]:
    """The score of each domain, in the order in which domains first appear."""
    grouped: dict[str, list[ItemResult]] = {}
    for result in results:
        grouped.setdefault(result.domain, []).append(result)
    return tuple(
        DomainScore(domain, *total(listed), items=len(listed), waiting=count_waiting(listed))
        for domain, listed in grouped.items()
    )


def count_waiting(results: Iterable[ItemResult]) -> int:
    """How many items wait for a marker."""
    return sum(result.needs_marker for result in results)
