"""Items as GIFT, their texts as Markdown, which Moodle reads as such."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from assessments.engine.exact import parse_credit
from assessments.interchange.credits import write_percent
from assessments.interchange.tolerances import absolute
from assessments.interchange.travel import Note, Travelling, Written, changed, lost

_SPECIAL = re.compile(r"([~=#{}:\\])")


def write_gift(items: Iterable[Travelling]) -> Written:
    """A file with every item that GIFT can hold; what it cannot hold is noted by item."""
    blocks: list[str] = []
    notes: dict[str, tuple[Note, ...]] = {}
    left_out: list[str] = []
    category = ""
    for item in items:
        content = item.content or {}
        write = _WRITERS.get(str(content.get("type")))
        if write is None:
            left_out.append(item.name)
            notes[item.name] = (lost("type_unwritable", kind=content.get("type", "")),)
            continue
        found: list[Note] = []
        if content.get("parameters"):
            found.append(lost("parameters"))
        body = write(content, found)
        if item.category != category:
            category = item.category
            blocks.append(f"$CATEGORY: {_escaped(category)}")
        general = _text(content.get("general_feedback", ""))
        closing = f"\n\t####{general}" if general else ""
        blocks.append(f"::{_escaped(item.name)}::[markdown]{_text(content['stem'])}{{{body}{closing}\n}}")
        notes[item.name] = tuple(dict.fromkeys(found))
    return Written(("\n\n".join(blocks) + "\n").encode(), notes, tuple(left_out))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _text(markdown: str) -> str:
    """A text in one line: GIFT ends an item at a blank line."""
    return _escaped(markdown.strip()).replace("\n", "\\n")


def _feedback(part: Mapping[str, Any]) -> str:
    said = _text(part.get("rationale", ""))
    return f"#{said}" if said else ""


def _percent(part: Mapping[str, Any], notes: list[Note]) -> str:
    text, found = write_percent(parse_credit(part["credit"]))
    notes += found
    return f"%{text}%"


def _choices(content: Mapping[str, Any], notes: list[Note]) -> str:
    several = content["type"] == "multiple-choice"
    if not content.get("shuffle", True):
        notes.append(lost("shuffle"))
    lines = []
    for choice in content["choices"]:
        credit = parse_credit(choice["credit"])
        if not several and credit == 1:
            sign = "="
        elif credit == 0 and not several:
            sign = "~"
        else:
            sign = f"~{_percent(choice, notes)}"
        lines.append(f"\n\t{sign}{_text(choice['text'])}{_feedback(choice)}")
    return "".join(lines)


def _true_false(content: Mapping[str, Any], notes: list[Note]) -> str:
    answer = content["answer"]
    right = content["rationale_true"] if answer else content["rationale_false"]
    wrong = content["rationale_false"] if answer else content["rationale_true"]
    return f"{'TRUE' if answer else 'FALSE'}#{_text(wrong)}#{_text(right)}"


def _short_text(content: Mapping[str, Any], notes: list[Note]) -> str:
    notes.append(lost("size"))
    if content.get("case_sensitive"):
        notes.append(lost("case"))
    lines = []
    for answer in content["answers"]:
        credit = parse_credit(answer["credit"])
        sign = "=" if credit == 1 else f"={_percent(answer, notes)}"
        lines.append(f"\n\t{sign}{_escaped(answer['text'])}{_feedback(answer)}")
    return "".join(lines)


def _numeric(content: Mapping[str, Any], notes: list[Note]) -> str:
    if any(content.get(name) for name in ("unit", "units", "unit_policy", "unit_penalty")):
        notes.append(lost("unit"))
    lines = []
    for answer in content["answers"]:
        value, tolerance, same = absolute(answer)
        if not same:
            notes.append(changed("tolerance_absolute"))
        credit = parse_credit(answer["credit"])
        sign = "=" if credit == 1 else f"={_percent(answer, notes)}"
        lines.append(f"\n\t{sign}{value}:{tolerance}{_feedback(answer)}")
    return "#" + "".join(lines)


def _matching(content: Mapping[str, Any], notes: list[Note]) -> str:
    rows = [(pair["text"], pair["match"]) for pair in content["pairs"]]
    rows += [("", text) for text in content.get("distractors", ())]
    notes.append(lost("rationale_pairs"))
    return "".join(f"\n\t={_text(text)} -> {_escaped(match)}" for text, match in rows)


def _essay(content: Mapping[str, Any], notes: list[Note]) -> str:
    notes += [lost("rubric"), lost("size")]
    return ""


_WRITERS: Mapping[str, Callable[[Mapping[str, Any], list[Note]], str]] = {
    "single-choice": _choices,
    "multiple-choice": _choices,
    "true-false": _true_false,
    "short-text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "essay": _essay,
}
