"""Aiken: one single choice after another, in plain text (docs.moodle.org, “Aiken format”). It is only read."""

import re
from collections.abc import Iterator

from assessments.interchange.markup import escaped
from assessments.interchange.travel import Travelling, counted, decoded, lettered, lost, missing

_OPTION = re.compile(r"([A-Z])[.)]\s+(.*\S)\s*\Z")
_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*\Z")
_MOST = 12


def read_aiken(data: bytes) -> list[Travelling]:
    """The items of a file, with a note for each that cannot be understood. Raises FileRefused."""
    return counted(list(_items(decoded(data).split("\n"))))


def _items(lines: list[str]) -> Iterator[Travelling]:
    stem: list[str] = []
    options: dict[str, str] = {}
    start = 1
    for number, line in enumerate(lines, start=1):
        answer, option = _ANSWER.match(line.strip()), _OPTION.match(line.strip())
        if answer:
            yield _item(" ".join(stem), options, answer[1], start)
            stem, options = [], {}
        elif option and stem:
            options[option[1]] = option[2]
        elif line.strip():
            if options:
                # A new question before the answer of the last one.
                yield _item(" ".join(stem), options, "", start)
                stem, options = [], {}
            if not stem:
                start = number
            stem.append(line.strip())
    if stem or options:
        yield _item(" ".join(stem), options, "", start)


def _item(stem: str, options: dict[str, str], key: str, line: int) -> Travelling:
    name, place = stem[:60] or f"line {line}", f"line {line}"
    if key not in options or len(options) < 2 or len(options) > _MOST:
        why = "ANSWER" if key not in options else "A. B. …"
        return Travelling(name, None, place, notes=(lost("unreadable", why=why),))
    choices = [
        {"text": escaped(text), "credit": 1 if letter == key else 0, "rationale": ""}
        for letter, text in options.items()
    ]
    content = {
        "type": "single-choice",
        "stem": escaped(stem),
        "shuffle": True,
        "choices": lettered(choices),
        "general_feedback": "",
    }
    return Travelling(
        name, content, place, notes=(missing("write_rationale"), missing("write_general_feedback"))
    )
