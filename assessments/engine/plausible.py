"""Responses that candidates might give to an item, right and wrong: what a simulation draws from."""

import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assessments.engine.interactions.pairing import token_of
from assessments.engine.json_types import Json
from assessments.engine.registry import interaction_of, read_content
from assessments.engine.wildcards import shown

# Right, a few slips, and some that are far off: more would say nothing more about an item.
_EACH = 12
_WRONG_TEXT = ("not sure", "it depends", "none of them")


def plausible_responses(content: Mapping[str, Any], *, seed: int) -> tuple[Json, ...]:
    """Checked responses to an item without open parameters, the empty one last; the same for a seed.

    For a kind of item that is not known here there is only the empty one.
    """
    interaction, model = interaction_of(content), read_content(content)
    source = random.Random(seed)  # noqa: S311 - a simulation has to be reproducible from its seed
    make = _MAKERS.get(interaction.type)
    found: list[Json] = []
    for response in make(model, source) if make is not None else ():
        checked = interaction.check(model, response)
        if checked and checked not in found:
            found.append(checked)
    return (*found, {})


def _single(model: Any, source: random.Random) -> list[Json]:
    return [{"choice": name} for name in model.ids()]


def _multiple(model: Any, source: random.Random) -> list[Json]:
    right = {choice.id for choice in model.choices if choice.credit > 0}
    found: list[Json] = [{"choices": sorted(right)}]
    for _number in range(_EACH):
        flipped = set(source.sample(model.ids(), k=source.choice((1, 1, 2))))
        taken: list[Json] = [name for name in model.ids() if (name in right) != (name in flipped)]
        found.append({"choices": taken} if taken else {})
    return found


def _true_false(model: Any, source: random.Random) -> list[Json]:
    return [{"value": True}, {"value": False}]


def _texts(answers: Any) -> list[str]:
    return [text for answer in answers if (text := shown(answer.text).replace("…", " ").strip())]


def _short_text(model: Any, source: random.Random) -> list[Json]:
    return [{"text": text[: model.max_length]} for text in (*_texts(model.answers), *_WRONG_TEXT)]


def _values(answers: Any, source: random.Random) -> list[str]:
    """The values that are foreseen, and slips around the first: a step beside it, doubled, another place."""
    found = [Decimal(answer.value) for answer in answers]
    slips = (found[0] + 1, found[0] - 1, found[0] * 2, found[0] * 10, found[0] + source.randint(3, 30))
    return [f"{value:f}" for value in (*found, *slips)]


def _numeric(model: Any, source: random.Random) -> list[Json]:
    unit = f" {model.unit}" if model.unit else ""
    return [{"text": f"{value}{unit}"} for value in _values(model.answers, source)]


def _rows(right: Mapping[str, str], targets: list[str], source: random.Random) -> list[Json]:
    found: list[Json] = [{"rows": {row: token_of(target) for row, target in right.items()}}]
    for _number in range(_EACH):
        moved = set(source.sample(sorted(right), k=source.randint(1, min(3, len(right)))))
        rows: dict[str, Json] = {
            row: token_of(source.choice(targets) if row in moved else target) for row, target in right.items()
        }
        found.append({"rows": rows})
    return found


def _matching(model: Any, source: random.Random) -> list[Json]:
    return _rows({pair.id: pair.match for pair in model.pairs}, model.choices(), source)


def _categorise(model: Any, source: random.Random) -> list[Json]:
    right = {entry.id: entry.category for entry in model.entries}
    return _rows(right, list(model.categories), source)


def _ordering(model: Any, source: random.Random) -> list[Json]:
    found: list[Json] = []
    for number in range(_EACH):
        order = model.ids()
        for _swap in range((number + 1) // 3):
            at = source.randrange(len(order) - 1)
            order[at], order[at + 1] = order[at + 1], order[at]
        places: dict[str, Json] = {name: place for place, name in enumerate(order, start=1)}
        found.append({"places": places})
    return found


def _gap(gap: Any, source: random.Random) -> list[str]:
    """What might stand in a gap, the right answer first."""
    if gap.kind == "chosen":
        return [choice.id for choice in sorted(gap.choices, key=lambda choice: -choice.credit)]
    best = sorted(gap.answers, key=lambda answer: -answer.credit)
    return [*_texts(best), *_WRONG_TEXT] if gap.kind == "typed" else _values(best, source)


def _cloze(model: Any, source: random.Random) -> list[Json]:
    options = {gap.id: _gap(gap, source) for gap in model.gaps}
    found: list[Json] = [{"gaps": {name: listed[0] for name, listed in options.items()}}]
    for _number in range(_EACH):
        slipped = set(source.sample(sorted(options), k=source.randint(1, len(options))))
        gaps: dict[str, Json] = {
            name: source.choice(listed) if name in slipped else listed[0] for name, listed in options.items()
        }
        found.append({"gaps": gaps})
    return found


def _hotspot(model: Any, source: random.Random) -> list[Json]:
    names = [place.id for place in model.places]
    right = [
        place.id
        for place in model.places
        if (at := model.area_at(place.point, model.areas)) is not None and model.areas[at].credit > 0
    ]
    found: list[Json] = [{"spots": list(right[: model.max_choices])}]
    for _number in range(_EACH):
        count = source.randint(1, min(len(names), model.max_choices))
        found.append({"spots": list(source.sample(names, k=count))})
    return found


def _markers(model: Any, source: random.Random) -> list[Json]:
    right: dict[str, list[Json]] = {}
    for zone in model.zones:
        inside = [place.id for place in model.places if zone.has(place.point)]
        right.setdefault(zone.marker, []).extend(inside[:1])
    names = [place.id for place in model.places]
    found: list[Json] = [{"markers": {name: spots for name, spots in right.items() if spots}}]
    for _number in range(_EACH):
        found.append({"markers": {marker.id: [source.choice(names)] for marker in model.markers}})
    return found


def _essay(model: Any, source: random.Random) -> list[Json]:
    sentences = (
        "The register names no owner for two of the four systems.",
        "The policy asks for an owner and for a date of review.",
        "The review is planned, and no record shows that it took place.",
        "An auditor would ask for the minutes and for the change requests.",
    )
    longest = model.max_words or 400
    found: list[Json] = []
    for count in range(1, len(sentences) + 1):
        words = (" ".join(source.sample(sentences, k=count)) + " ").split() * (
            1 + (model.min_words or 0) // 9
        )
        found.append({"text": " ".join(words[:longest])})
    return found


_MAKERS: Mapping[str, Callable[[Any, random.Random], list[Json]]] = {
    "single-choice": _single,
    "multiple-choice": _multiple,
    "true-false": _true_false,
    "short-text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "cloze": _cloze,
    "hotspot": _hotspot,
    "markers": _markers,
    "essay": _essay,
}
