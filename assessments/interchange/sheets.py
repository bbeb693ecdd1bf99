"""Items as rows of a table, CSV or XLSX: choices and short answers in columns, everything else as JSON in one cell."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from assessments.interchange.archives import read_archive
from assessments.interchange.travel import (
    MAX_ITEMS,
    FileRefused,
    Note,
    Travelling,
    Written,
    checked_size,
    counted,
    decoded,
    lettered,
    lost,
    missing,
)

OPTIONS = 12
# What an item says of itself, beside its content.
FIELDS = ("purpose", "domain", "level", "outcome", "measures", "references", "content_note", "enemies")
_PARTS = [
    f"{what}_{number}" for number in range(1, OPTIONS + 1) for what in ("option", "credit", "rationale")
]
COLUMNS = ("name", *FIELDS, "type", "stem", *_PARTS, "general_feedback", "shuffle", "content")
_NEEDED = ("name", "type", "stem")
# A cell that begins like this may be run as a formula by a spreadsheet: a leading apostrophe keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHOICES = ("single-choice", "multiple-choice")
_MAX_CELL = 32_767


def read_csv(data: bytes) -> list[Travelling]:
    """The items of a CSV file; commas or semicolons. Raises FileRefused."""
    text = decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        return _rows([_unguarded(cell) for cell in row] for row in rows)
    except csv.Error as error:
        raise FileRefused("no_columns", names=str(error)) from error


def read_xlsx(data: bytes) -> list[Travelling]:
    """The items of a workbook's first sheet. Raises FileRefused."""
    # Bounds on what it unpacks to, before anything parses it.
    read_archive(checked_size(data))
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        return _rows(
            ["" if cell is None else str(cell) for cell in row[: len(COLUMNS)]]
            for row in sheet.iter_rows(values_only=True, max_row=MAX_ITEMS + 2)
        )
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("not_sheet") from error


def _rows(rows: Iterable[Sequence[str]]) -> list[Travelling]:
    source = iter(rows)
    head = [name.strip().lower() for name in next(source, [])]
    lacking = [name for name in _NEEDED if name not in head]
    if lacking:
        raise FileRefused("no_columns", names=", ".join(lacking))
    found = []
    for number, row in enumerate(source, start=2):
        cells = {name: value.strip() for name, value in zip(head, row, strict=False)}
        if any(cells.values()):
            found.append(_item(cells, number))
    return counted(found)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in (*_FORMULA, "'") else cell


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _item(cells: Mapping[str, str], number: int) -> Travelling:
    place = f"row {number}"
    name = cells["name"] or place
    fields = {key: cells.get(key, "") for key in FIELDS if cells.get(key)}
    notes: list[Note] = []
    try:
        content = _content(cells)
    except ValueError as error:
        return Travelling(name, None, place, notes=(lost("unreadable", why=error),), fields=fields)
    if content is None:
        return Travelling(name, None, place, notes=(lost("type_unknown", kind=cells["type"]),), fields=fields)
    if any(not choice["rationale"] for choice in content.get("choices", ()) if isinstance(choice, dict)):
        notes.append(missing("write_rationale"))
    if not content.get("general_feedback"):
        notes.append(missing("write_general_feedback"))
    if not (fields.get("measures") and fields.get("references")):
        notes.append(missing("write_references"))
    return Travelling(name, content, place, notes=tuple(notes), fields=fields)


def _content(cells: Mapping[str, str]) -> dict[str, Any] | None:
    if cells.get("content"):
        return _json(cells)
    if cells["type"] not in _CHOICES:
        return None
    choices = [
        {
            "text": cells[f"option_{number}"],
            "credit": cells.get(f"credit_{number}") or "0",
            "rationale": cells.get(f"rationale_{number}", ""),
        }
        for number in range(1, OPTIONS + 1)
        if cells.get(f"option_{number}")
    ]
    return {
        "type": cells["type"],
        "stem": cells["stem"],
        "shuffle": cells.get("shuffle", "").lower() not in ("no", "false", "0"),
        "choices": lettered([{**choice, "credit": _number(choice["credit"])} for choice in choices]),
        "general_feedback": cells.get("general_feedback", ""),
    }


def _number(credit: str) -> int | str:
    """Spreadsheets write 1 as 1.0."""
    plain = credit.removesuffix(".0")
    return int(plain) if plain.lstrip("-").isdigit() else plain


def _json(cells: Mapping[str, str]) -> dict[str, Any]:
    try:
        content = json.loads(cells["content"])
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError("content") from error
    if not isinstance(content, dict) or content.get("type") != cells["type"]:
        raise ValueError("content, type")
    return content


def write_csv(items: Iterable[Travelling]) -> Written:
    """A CSV file with every item: nothing is lost but pictures."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    notes: dict[str, tuple[Note, ...]] = {}
    for row in _table(items, notes):
        writer.writerow([_guarded(cell) for cell in row])
    return Written(target.getvalue().encode("utf-8-sig"), notes)


def write_xlsx(items: Iterable[Travelling]) -> Written:
    """A workbook with every item: nothing is lost but pictures. No cell is a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Items"
    sheet.freeze_panes = "B2"
    notes: dict[str, tuple[Note, ...]] = {}
    for number, row in enumerate(_table(items, notes), start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(number, column, text[:_MAX_CELL])
                cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return Written(target.getvalue(), notes)


def _table(items: Iterable[Travelling], notes: dict[str, tuple[Note, ...]]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for item in items:
        content = dict(item.content or {})
        cells = {
            "name": item.name,
            "type": str(content.get("type", "")),
            "stem": str(content.get("stem", "")),
        }
        cells |= dict(item.fields)
        cells["general_feedback"] = str(content.get("general_feedback", ""))
        plain = content.get("type") in _CHOICES and not content.get("parameters")
        plain = plain and [choice["id"] for choice in content["choices"]] == [
            choice["id"] for choice in lettered([{} for _choice in content["choices"]])
        ]
        if plain:
            cells["shuffle"] = "yes" if content.get("shuffle", True) else "no"
            for number, choice in enumerate(content["choices"], start=1):
                cells[f"option_{number}"] = choice["text"]
                cells[f"credit_{number}"] = str(choice["credit"])
                cells[f"rationale_{number}"] = choice.get("rationale", "")
        else:
            cells["content"] = json.dumps(content, ensure_ascii=False)
        notes[item.name] = (lost("picture"),) if item.images else ()
        yield [cells.get(name, "") for name in COLUMNS]
