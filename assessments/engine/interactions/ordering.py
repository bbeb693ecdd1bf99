"""Ordering: entries to put into their right order, marked by one of three schemes."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from math import factorial
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.interactions.pairing import distinct_rows
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, MarkdownText

MAX_ENTRIES = 12
FIELD = "place-"


class Scoring(StrEnum):
    """How an order earns its score."""

    ALL_OR_NOTHING = "all-or-nothing"
    ABSOLUTE_POSITION = "absolute-position"
    LONGEST_ORDERED_SUBSET = "longest-ordered-subset"


class Placed(Part):
    """One entry, with the reason why it stands where it does."""

    id: Identifier
    text: MarkdownText
    rationale: MarkdownText


class OrderingContent(Content):
    """The entries in their right order. Their ids must not stand in that order: a page shows them."""

    scoring: Scoring = Scoring.ABSOLUTE_POSITION
    entries: Annotated[tuple[Placed, ...], Field(min_length=3, max_length=MAX_ENTRIES)]
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _opaque(self) -> Self:
        distinct_rows(self.entries, "entries")
        ids = self.ids()
        if ids in (sorted(ids), sorted(ids, reverse=True)):
            raise refusal("ids_tell", "entries")
        return self

    def ids(self) -> list[str]:
        return [entry.id for entry in self.entries]


def _places(response: Json | None) -> dict[str, int]:
    found = only_value(response, "places")
    if not isinstance(found, dict):
        return {}
    return {name: place for name, place in found.items() if isinstance(place, int)}


def placed(response: Json | None) -> dict[str, int]:
    """Entry → place, without entries that share a place with another one: those have none yet."""
    places = _places(response)
    taken = Counter(places.values())
    return {name: place for name, place in places.items() if taken[place] == 1}


def longest_ordered(numbers: Sequence[int]) -> list[int]:
    """The longest subsequence that rises; of several the one that ends lowest. Patience sorting, n log n."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tops, number)
        before[number] = tops[at - 1] if at else None
        tops[at : at + 1] = [number]
    found: list[int] = []
    step = tops[-1] if tops else None
    while step is not None:
        found.append(step)
        step = before[step]
    return found[::-1]


class Ordering:
    """The ordering interaction.

    Entries without a place, or that share one, are marked as not placed: what is half done is kept and earns
    what it earns. A longest ordered subset of one entry says nothing and earns nothing.
    """

    type = "ordering"
    title = "Ordering"
    content_model = OrderingContent

    def view(self, content: OrderingContent, *, seed: int) -> dict[str, Json]:
        texts = {entry.id: entry.text for entry in content.entries}
        order = shuffled(texts, seed=seed, purpose="entries")
        if order == content.ids():
            # The right order is never the one that is shown first.
            order = [*order[1:], order[0]]
        return {
            "type": self.type,
            "stem": content.stem,
            "rows": [{"id": name, "text": texts[name]} for name in order],
            "places": list(range(1, len(texts) + 1)),
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        chosen: dict[str, Json] = {
            name.removeprefix(FIELD): int(values[0]) if _is_place(values[0]) else values[0]
            for name, values in fields.items()
            if name.startswith(FIELD) and values and values[0]
        }
        return {"places": chosen} if chosen else {}

    def check(self, content: OrderingContent, response: Json) -> Json:
        if response == {}:
            return {}
        sent = only_value(response, "places")
        if not isinstance(sent, dict):
            raise ResponseInvalid("choose_places")
        if not set(sent) <= set(content.ids()):
            raise ResponseInvalid("foreign_option")
        places = range(1, len(content.entries) + 1)
        if not all(type(place) is int and place in places for place in sent.values()):
            raise ResponseInvalid("choose_places")
        kept: dict[str, Json] = {name: sent[name] for name in content.ids() if name in sent}
        return {"places": kept} if kept else {}

    def is_answered(self, content: OrderingContent, response: Json) -> bool:
        return bool(_places(response))

    def mark(self, content: OrderingContent, response: Json | None) -> Mark:
        given, right = placed(response), {name: n for n, name in enumerate(content.ids(), start=1)}
        if content.scoring is Scoring.LONGEST_ORDERED_SUBSET:
            sequence = [right[name] for name in sorted(given, key=given.__getitem__)]
            subset = longest_ordered(sequence)
            fine = set(subset) if len(subset) > 1 else set()
        else:
            fine = {place for name, place in right.items() if given.get(name) == place}
        score = Fraction(len(fine), len(right))
        if content.scoring is Scoring.ALL_OR_NOTHING and score != ONE:
            score = ZERO
        chosen = _places(response)
        parts = tuple(
            PartMark(entry.id, ONE if right[entry.id] in fine else ZERO, entry.id in chosen, entry.rationale)
            for entry in content.entries
        )
        return Mark(score, parts, content.general_feedback)

    def guess(self, content: OrderingContent) -> Fraction | None:
        count = len(content.entries)
        if content.scoring is Scoring.ALL_OR_NOTHING:
            return Fraction(1, factorial(count))
        return Fraction(1, count) if content.scoring is Scoring.ABSOLUTE_POSITION else None

    def describe(self, content: OrderingContent, response: Json) -> str:
        places = _places(response)
        texts = {entry.id: plain_text(entry.text) for entry in content.entries}
        known = sorted((place, name) for name, place in places.items() if name in texts)
        return "; ".join(f"{place}: {texts[name]}" for place, name in known)

    def key(self, content: OrderingContent) -> str:
        return self.describe(content, {"places": {name: n for n, name in enumerate(content.ids(), start=1)}})


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 4
