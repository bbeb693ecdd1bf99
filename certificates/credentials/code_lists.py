"""Lists of codes as people have them: pasted lines, a column of a spreadsheet, addresses from mails."""

import csv
import io
import re
from collections import Counter

MAX_CODES = 1000
_DELIMITERS = ("\t", ";", ",")
_IN_ADDRESS = re.compile(r"/verify/([^/?#\s]+)", re.IGNORECASE)
# What may stand between, before and after the characters of a code; no delimiter of a table is among it.
_BETWEEN = "[\\s._\u2010-\u2015\u2212\u2018-\u201f\"'-]*"
# A code with its prefix, perhaps a character or two too long or too short.
_PREFIXED = re.compile(rf"{_BETWEEN}ASY{_BETWEEN}(?:[0-9A-Z]{_BETWEEN}){{8,15}}\Z", re.IGNORECASE)
# A code without its prefix: twelve characters, perhaps in groups, one of them a digit.
_BARE = re.compile(r"(?=.*\d)[0-9A-Z]{4}[\s._-]?[0-9A-Z]{4}[\s._-]?[0-9A-Z]{4}\Z", re.IGNORECASE)
_LONGEST = 60
# Several codes in one cell, parted by spaces.
_NEXT = re.compile(r"\s+(?=ASY[^0-9A-Z]?[0-9A-Z]{4})", re.IGNORECASE)


class NotAList(Exception):
    """This is no text, or nothing in it looks like a code."""


class TooManyCodes(Exception):
    """More codes than are checked at a time; `count` says how many there are."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


def list_text(data: bytes) -> str:
    """The text of an uploaded list: UTF-8, UTF-16 with its mark, or what Western spreadsheets write.

    Raises NotAList where the bytes are no text.
    """
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotAList


def codes_in(text: str) -> list[str]:
    """The codes of a list, in its order and as they were typed; a table's other columns are left out.

    The column is found by what stands in it, not by its heading. What stands in that column and is no code
    is kept, so that no line is lost unseen; a heading is not. Raises NotAList and TooManyCodes.
    """
    rows = max((_rows(text, delimiter) for delimiter in ("", *_DELIMITERS)), key=_likeness)
    found = _in_column(rows)
    if len(found) > MAX_CODES:
        raise TooManyCodes(len(found))
    if not found:
        raise NotAList
    return found


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The cells of each line; without a delimiter a line is one cell."""
    if not delimiter:
        rows = [[line] for line in text.splitlines()]
    else:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            return []
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: str) -> str:
    cell = cell.strip().strip("\"'").strip()
    address = _IN_ADDRESS.search(cell)
    return address.group(1) if address else cell


def _likeness(rows: list[list[str]]) -> tuple[int, int]:
    """How many cells hold exactly one code, and then: how few cells there are."""
    likely = sum(_is_likely(cell) and len(_NEXT.split(cell)) == 1 for row in rows for cell in row)
    return likely, -sum(len(row) for row in rows)


def _is_likely(cell: str) -> bool:
    """Whether a cell holds a code, or several."""
    return all(
        len(part) <= _LONGEST and (_PREFIXED.match(part) or _BARE.match(part)) for part in _NEXT.split(cell)
    )


def _in_column(rows: list[list[str]]) -> list[str]:
    if any(sum(map(_is_likely, row)) > 1 for row in rows):
        # Codes side by side: a list that was written in lines, not a table with a column.
        return [code for row in rows for cell in row if _is_likely(cell) for code in _NEXT.split(cell)]
    columns = Counter(place for row in rows for place, cell in enumerate(row) if _is_likely(cell))
    if not columns:
        return []
    column = columns.most_common(1)[0][0]
    cells = [row[column] for row in rows if len(row) > column and row[column]]
    if not _is_likely(cells[0]):
        cells = cells[1:]
    return [code for cell in cells for code in _NEXT.split(cell)]
