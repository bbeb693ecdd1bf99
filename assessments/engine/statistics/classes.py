"""Into which classes the responses of an item fall, where that says something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.interactions.categorise import CategoriseContent
from assessments.engine.interactions.choices import ChoiceContent
from assessments.engine.interactions.matching import MatchingContent
from assessments.engine.interactions.pairing import rows_of, token_of
from assessments.engine.interactions.true_false import TrueFalseContent
from assessments.engine.marks import ZERO
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.statistics.tallies import PAIR

# Nothing was answered. No option may have this name.
NO_ANSWER = ""
CLASSED = frozenset({"single-choice", "multiple-choice", "true-false", "matching", "categorise"})


@dataclass(frozen=True, slots=True)
class ResponseClass:
    """One thing that can be taken: an option, or a target for a row. `row` groups those of which one is taken."""

    id: str
    text: str
    is_key: bool
    row: str = ""


def taken_of(type_name: str, response: Any) -> tuple[str, ...]:
    """The classes that a checked response falls into; () for a kind of item that has none."""
    if type_name not in CLASSED:
        return ()
    if type_name == "multiple-choice":
        found = only_value(response, "choices")
        taken = tuple(dict.fromkeys(map(str, found))) if isinstance(found, list) else ()
    elif type_name in {"matching", "categorise"}:
        taken = tuple(f"{row}{PAIR}{target}" for row, target in rows_of(response).items())
    else:
        found = only_value(response, "choice" if type_name == "single-choice" else "value")
        taken = (str(found).lower() if isinstance(found, bool) else str(found),) if found is not None else ()
    return taken or (NO_ANSWER,)


def classes_of(content: Any) -> list[ResponseClass]:
    """Everything that can be taken of an item's content, in the author's order; [] where there are no classes."""
    if isinstance(content, ChoiceContent):
        return [ResponseClass(one.id, plain_text(one.text), one.credit > ZERO) for one in content.choices]
    if isinstance(content, TrueFalseContent):
        return [ResponseClass("true", "", content.answer), ResponseClass("false", "", not content.answer)]
    if isinstance(content, MatchingContent):
        right = {pair.id: pair.match for pair in content.pairs}
        texts = {pair.id: pair.text for pair in content.pairs}
        return _rows(texts, right, [*right.values(), *content.distractors])
    if isinstance(content, CategoriseContent):
        right = {entry.id: entry.category for entry in content.entries}
        texts = {entry.id: entry.text for entry in content.entries}
        return _rows(texts, right, list(content.categories))
    return []


def _rows(texts: Mapping[str, str], right: Mapping[str, str], targets: list[str]) -> list[ResponseClass]:
    return [
        ResponseClass(f"{row}{PAIR}{token}", target, token == token_of(right[row]), plain_text(text))
        for row, text in texts.items()
        for token, target in {token_of(target): target for target in targets}.items()
    ]
