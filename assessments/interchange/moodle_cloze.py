"""The inner language of Moodle's cloze: {1:SHORTANSWER:=right#why~%50%half}, both ways."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from assessments.engine.exact import format_credit, parse_credit
from assessments.engine.plain_text import plain_text
from assessments.interchange.credits import read_percent, write_percent
from assessments.interchange.markup import escaped, to_markdown
from assessments.interchange.tolerances import absolute
from assessments.interchange.travel import Note, changed, lettered, lost

_KINDS = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), ("typed", False)),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), ("typed", True)),
    **dict.fromkeys(("NUMERICAL", "NM"), ("numeric", False)),
    **dict.fromkeys(("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"), ("chosen", False)),
    **dict.fromkeys(
        ("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"), ("chosen", True)
    ),
}
_OPEN = re.compile(r"\{([0-9]*):([A-Z_]+):")
_SIGNED = re.compile(r"(=|%-?[0-9]+(?:\.[0-9]+)?%)?(.*)\Z", re.DOTALL)
_SPECIAL = re.compile(r"([\\}#~/\"])")


def read_cloze(source: str) -> tuple[str, list[dict[str, Any]], tuple[Note, ...]]:
    """The text with [[g1]] in its gaps' places, the gaps, and what was not kept. Raises ValueError."""
    pieces: list[str] = []
    gaps: list[dict[str, Any]] = []
    notes: list[Note] = []
    position = 0
    for start, end, weight, kind, body in _found(source):
        pieces.append(source[position:start])
        gap, found = _gap(f"g{len(gaps) + 1}", weight, kind, body)
        gaps.append(gap)
        notes += found
        pieces.append(f"GAPMARK{len(gaps)}X")
        position = end
    pieces.append(source[position:])
    if not gaps:
        raise ValueError("{1:SHORTANSWER:…}")
    text, lost_markup = to_markdown("".join(pieces))
    for number in range(len(gaps), 0, -1):
        text = text.replace(f"GAPMARK{number}X", f"[[g{number}]]")
    return text, gaps, tuple(dict.fromkeys((*notes, *lost_markup)))


def _found(source: str) -> Iterator[tuple[int, int, int, str, str]]:
    for opened in _OPEN.finditer(source):
        end = opened.end()
        while end < len(source) and source[end] != "}":
            end += 2 if source[end] == "\\" else 1
        if end >= len(source):
            raise ValueError(source[opened.start() : opened.start() + 40])
        yield opened.start(), end + 1, int(opened[1] or 1), opened[2], source[opened.end() : end]


def _split(body: str, sign: str) -> list[str]:
    """Parts between signs that no backslash stands before."""
    parts, current, escape = [], "", False
    for character in body:
        if escape:
            current += "\\" + character
            escape = False
        elif character == "\\":
            escape = True
        elif character == sign:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip()


def _gap(name: str, weight: int, kind: str, body: str) -> tuple[dict[str, Any], list[Note]]:
    if kind not in _KINDS:
        raise ValueError(kind)
    of, flag = _KINDS[kind]
    notes: list[Note] = []
    rows = []
    for part in _split(body, "~"):
        answer, *feedback = _split(part, "#")
        signed = _SIGNED.match(answer.strip())
        sign, text = (signed[1] or "", signed[2]) if signed else ("", answer)
        credit, found = read_percent(sign.strip("%")) if "%" in sign else (parse_credit(int(sign == "=")), ())
        notes += found
        rows.append((_plain(text), format_credit(credit), escaped(_plain("#".join(feedback)))))
    gap: dict[str, Any] = {"id": name, "kind": of, "weight": max(1, min(weight, 100))}
    if of == "typed":
        gap["answers"] = [{"text": text, "credit": credit, "rationale": why} for text, credit, why in rows]
        gap["case_sensitive"] = flag
    elif of == "chosen":
        gap["shuffle"] = flag
        gap["choices"] = lettered(
            [{"text": escaped(text), "credit": credit, "rationale": why} for text, credit, why in rows]
        )
    else:
        gap["answers"] = [_value(text, credit, why) for text, credit, why in rows]
    return gap, notes


def _value(text: str, credit: int | str, why: str) -> dict[str, Any]:
    value, _colon, tolerance = text.replace(" ", "").partition(":")
    try:
        numbers = Decimal(value), Decimal(tolerance or "0")
    except InvalidOperation as error:
        raise ValueError(text) from error
    return {
        "value": f"{numbers[0]:f}",
        "tolerance": f"{abs(numbers[1]):f}",
        "credit": credit,
        "rationale": why,
    }


def write_gap(gap: Mapping[str, Any], notes: list[Note]) -> str:
    """A gap in Moodle's words; what it cannot hold is noted."""
    kind = {
        "typed": "SHORTANSWER_C" if gap.get("case_sensitive") else "SHORTANSWER",
        "chosen": "MULTICHOICE_S" if gap.get("shuffle", True) else "MULTICHOICE",
        "numeric": "NUMERICAL",
    }[gap["kind"]]
    parts = []
    for part in gap.get("choices") or gap["answers"]:
        credit = parse_credit(part["credit"])
        percent, found = write_percent(credit)
        notes += found
        sign = "=" if credit == 1 else f"%{percent}%"
        if gap["kind"] == "numeric":
            value, tolerance, same = absolute(part)
            if not same:
                notes.append(changed("tolerance_absolute"))
            said = f"{value}:{tolerance}"
        else:
            said = _markdown_as_text(part["text"]) if gap["kind"] == "chosen" else part["text"]
        why = _markdown_as_text(part.get("rationale", ""))
        parts.append(f"{sign}{_special(said)}" + (f"#{_special(why)}" if why else ""))
    if gap.get("unit"):
        notes.append(lost("unit"))
    return f"{{{gap.get('weight', 1)}:{kind}:{'~'.join(parts)}}}"


def _special(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _markdown_as_text(markdown: str) -> str:
    return plain_text(markdown)
