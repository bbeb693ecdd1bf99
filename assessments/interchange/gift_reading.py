"""GIFT as Moodle reads it (docs.moodle.org, “GIFT format”)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from assessments.engine.exact import format_credit
from assessments.interchange.credits import read_percent
from assessments.interchange.markup import escaped, to_markdown
from assessments.interchange.travel import (
    Note,
    Travelling,
    changed,
    counted,
    decoded,
    lettered,
    lost,
    missing,
    named,
)

# A private use area: no text of a person holds these.
_ESCAPED = {character: chr(0xE000 + place) for place, character in enumerate("~=#{}:\\")}
_UNESCAPED = {mark: character for character, mark in _ESCAPED.items()}
_NAME = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_ANSWER = re.compile(r"([=~])")
_WEIGHT = re.compile(r"%(-?[0-9]+(?:[.,][0-9]+)?)%")
_BLANK = "_____"
# Far more than an item has; a file of nothing but signs must not keep a worker busy.
_MAX_ANSWERS = 200


@dataclass(slots=True)
class _Answer:
    """One answer: whether it was marked right, its weight, its text, its feedback."""

    right: bool
    text: str
    weight: Fraction | None
    feedback: str


@dataclass(slots=True)
class _Reading:
    """What is known while one item is read."""

    format: str = "moodle"
    notes: list[Note] = field(default_factory=list)

    def markdown(self, text: str) -> str:
        """A text as Markdown, by the item's format."""
        text = _plain(text).strip()
        if self.format == "markdown":
            return text
        if self.format == "plain":
            return escaped(text)
        found, notes = to_markdown(text)
        self.notes += [note for note in notes if note not in self.notes]
        return found


def read_gift(data: bytes) -> list[Travelling]:
    """The items of a file, with a note for each that cannot be understood. Raises FileRefused."""
    return counted(list(_items(_hidden(decoded(data)))))


def _hidden(text: str) -> str:
    r"""Escaped characters behind marks of their own; \n is a line feed."""

    def mark(found: re.Match[str]) -> str:
        character = found[1]
        return "\n" if character == "n" else _ESCAPED.get(character, found[0])

    return re.sub(r"\\(.)", mark, text)


def _plain(text: str) -> str:
    return "".join(_UNESCAPED.get(character, character) for character in text)


def _items(text: str) -> Iterator[Travelling]:
    category = ""
    for line, block in _blocks(text):
        if block.startswith("$CATEGORY:"):
            category = _plain(block.removeprefix("$CATEGORY:").split("\n")[0]).strip()
            block = "\n".join(block.split("\n")[1:]).strip()
            if not block:
                continue
        yield _item(block, line, category)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """What stands between blank lines outside of braces, without comments, with its first line's number."""
    held: list[str] = []
    start, depth = 1, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("//"):
            continue
        if not line.strip() and depth <= 0:
            if held:
                yield start, "\n".join(held).strip()
            held, depth = [], 0
            continue
        if not held:
            start = number
        held.append(line)
        depth += line.count("{") - line.count("}")
    if held:
        yield start, "\n".join(held).strip()


def _item(block: str, line: int, category: str) -> Travelling:
    reading = _Reading()
    found = _NAME.match(block)
    name = _plain(found[1]).strip() if found else ""
    rest = block[found.end() :].strip() if found else block
    form = _FORMAT.match(rest)
    if form:
        reading.format, rest = form[1], rest[form.end() :]
    before, opened, after = rest.partition("{")
    inner, _closed, tail = after.partition("}")
    title = name or " ".join(_plain(before).split())[:60] or f"line {line}"
    place = f"line {line}"
    if not opened:
        return Travelling(title, None, place, category, (lost("not_an_item"),))
    if tail.strip():
        before = f"{before.rstrip()} {_BLANK} {tail.strip()}"
        reading.notes.append(changed("missing_word"))
    try:
        content = _content(reading, reading.markdown(before), inner.strip())
    except _Unreadable as error:
        return Travelling(title, None, place, category, (lost("unreadable", why=error),))
    return Travelling(title, content, place, category, (*reading.notes, *to_write(content)))


class _Unreadable(ValueError):
    """What stands in the braces is of no kind."""


def to_write(content: dict[str, Any]) -> list[Note]:
    """What the item still lacks."""
    notes = []
    parts = [
        part
        for name in ("choices", "answers", "pairs", "entries")
        for part in content.get(name, ())
        if isinstance(part, dict)
    ]
    if any(not part.get("rationale") for part in parts) or "" in (
        content.get("rationale_true"),
        content.get("rationale_false"),
    ):
        notes.append(missing("write_rationale"))
    if not content.get("general_feedback"):
        notes.append(missing("write_general_feedback"))
    if content.get("rubric") == []:
        notes.append(missing("write_rubric"))
    return notes


def _content(reading: _Reading, stem: str, inner: str) -> dict[str, Any]:
    inner, general = _general_feedback(inner)
    said = reading.markdown(general)
    if not inner:
        return {"type": "essay", "stem": stem, "rubric": [], "general_feedback": said}
    if inner.startswith("#"):
        return _numeric(reading, stem, inner[1:].strip(), said)
    truth = re.match(r"(T|TRUE|F|FALSE)\s*(?:#(.*))?\Z", inner, re.DOTALL | re.IGNORECASE)
    if truth:
        return _true_false(reading, stem, truth, said)
    answers = _answers(reading, inner)
    if answers and all("->" in answer.text for answer in answers) and all(answer.right for answer in answers):
        return _matching(reading, stem, answers, said)
    if answers and all(answer.right for answer in answers):
        return _short_text(reading, stem, answers, said)
    return _choices(reading, stem, answers, said)


def _general_feedback(inner: str) -> tuple[str, str]:
    before, _found, general = inner.partition("####")
    return before.strip(), general


def _answers(reading: _Reading, inner: str) -> list[_Answer]:
    pieces = _ANSWER.split(inner)
    if pieces[0].strip():
        raise _Unreadable(f"“{_plain(pieces[0].strip())[:40]}”")
    if len(pieces) // 2 > _MAX_ANSWERS:
        raise _Unreadable(f"more than {_MAX_ANSWERS} answers")
    found = []
    for sign, body in zip(pieces[1::2], pieces[2::2], strict=True):
        text, _hash, feedback = body.strip().partition("#")
        weight = _WEIGHT.match(text)
        share = None
        if weight:
            try:
                share, notes = read_percent(weight[1].replace(",", "."))
            except ValueError as error:
                raise _Unreadable(f"%{weight[1]}%") from error
            reading.notes += notes
            text = text[weight.end() :]
        found.append(_Answer(sign == "=", text.strip(), share, feedback.strip()))
    if not found:
        raise _Unreadable(f"“{_plain(inner)[:40]}”")
    return found


def _choices(reading: _Reading, stem: str, answers: list[_Answer], general: str) -> dict[str, Any]:
    several = not any(answer.right for answer in answers)
    choices = [
        {
            "text": reading.markdown(answer.text),
            "credit": format_credit(
                answer.weight if answer.weight is not None else Fraction(1 if answer.right else 0)
            ),
            "rationale": reading.markdown(answer.feedback),
        }
        for answer in answers
    ]
    return {
        "type": "multiple-choice" if several else "single-choice",
        "stem": stem,
        "shuffle": True,
        "choices": lettered(choices),
        "general_feedback": general,
    }


def _short_text(reading: _Reading, stem: str, answers: list[_Answer], general: str) -> dict[str, Any]:
    rows = [
        {
            "text": " ".join(_plain(answer.text).split()),
            "credit": format_credit(answer.weight if answer.weight is not None else Fraction(1)),
            "rationale": reading.markdown(answer.feedback),
        }
        for answer in answers
    ]
    return {
        "type": "short-text",
        "stem": stem,
        "answers": rows,
        "case_sensitive": False,
        "general_feedback": general,
    }


def _matching(reading: _Reading, stem: str, answers: list[_Answer], general: str) -> dict[str, Any]:
    pairs, distractors = [], []
    for answer in answers:
        text, _arrow, match = answer.text.partition("->")
        target = " ".join(_plain(match).split())
        if text.strip():
            pairs.append(
                {
                    "text": reading.markdown(text),
                    "match": target,
                    "rationale": reading.markdown(answer.feedback),
                }
            )
        else:
            distractors.append(target)
    return {
        "type": "matching",
        "stem": stem,
        "shuffle": True,
        "pairs": named(pairs),
        **({"distractors": distractors} if distractors else {}),
        "general_feedback": general,
    }


def _true_false(reading: _Reading, stem: str, truth: re.Match[str], general: str) -> dict[str, Any]:
    answer = truth[1].upper().startswith("T")
    wrong, _hash, right = (truth[2] or "").partition("#")
    for_right, for_wrong = reading.markdown(right), reading.markdown(wrong)
    return {
        "type": "true-false",
        "stem": stem,
        "answer": answer,
        "rationale_true": for_right if answer else for_wrong,
        "rationale_false": for_wrong if answer else for_right,
        "general_feedback": general,
    }


def _numeric(reading: _Reading, stem: str, inner: str, general: str) -> dict[str, Any]:
    if not inner:
        raise _Unreadable("#")
    # Without signs of answers, a single one stands there.
    found = _answers(reading, inner if inner[0] in "=~" else f"={inner}")
    rows = []
    for answer in found:
        value, tolerance = _number(reading, answer.text)
        credit = answer.weight if answer.weight is not None else Fraction(1 if answer.right else 0)
        rows.append(
            {
                "value": value,
                "tolerance": tolerance,
                "credit": format_credit(credit),
                "rationale": reading.markdown(answer.feedback),
            }
        )
    return {"type": "numeric", "stem": stem, "answers": rows, "general_feedback": general}


def _number(reading: _Reading, text: str) -> tuple[str, str]:
    """ "3.14", "3.14:0.01" or "3..4" as a value and what it may be off by."""
    text = _plain(text).replace(" ", "")
    try:
        if ".." in text:
            low, high = (Decimal(part) for part in text.split("..", 1))
            if not (low.is_finite() and high.is_finite()) or high < low:
                raise _Unreadable(f"“{text}”")
            note = changed("tolerance_range")
            if note not in reading.notes:
                reading.notes.append(note)
            return f"{(low + high) / 2:f}", f"{(high - low) / 2:f}"
        value, _colon, tolerance = _with_colon(text)
        numbers = Decimal(value), Decimal(tolerance or "0")
    except InvalidOperation as error:
        raise _Unreadable(f"“{text[:40]}”") from error
    if not all(number.is_finite() for number in numbers):
        raise _Unreadable(f"“{text[:40]}”")
    return f"{numbers[0]:f}", f"{abs(numbers[1]):f}"


def _with_colon(text: str) -> tuple[str, str, str]:
    return text.partition(":")
