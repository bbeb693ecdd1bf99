"""Items to and from the formats of other systems: pure, bytes in and items out, and the other way.

Every reader says of each item what was changed or lost on the way; every writer says what the format could not hold.
Files are hostile until read: bounded, without entities, document types or names that lead elsewhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments.interchange.aiken import read_aiken
from assessments.interchange.examples import EXAMPLES
from assessments.interchange.gift_reading import read_gift
from assessments.interchange.gift_writing import write_gift
from assessments.interchange.moodle_reading import read_moodle
from assessments.interchange.moodle_writing import write_moodle
from assessments.interchange.qti_packages import read_qti, write_qti
from assessments.interchange.sheets import read_csv, read_xlsx, write_csv, write_xlsx
from assessments.interchange.travel import (
    MAX_BYTES,
    MAX_ITEMS,
    Fate,
    FileRefused,
    Note,
    Travelling,
    Written,
)

__all__ = [
    "EXAMPLES",
    "FORMATS",
    "MAX_BYTES",
    "MAX_ITEMS",
    "Fate",
    "FileRefused",
    "Format",
    "Note",
    "Travelling",
    "Written",
]

Reader = Callable[[bytes], list[Travelling]]
Writer = Callable[[Iterable[Travelling]], Written]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called, how its files end, how it is read and, where it is, written."""

    name: str
    title: str
    suffix: str
    media_type: str
    read: Reader
    write: Writer | None


FORMATS = {
    found.name: found
    for found in (
        Format("gift", "GIFT", "gift", "text/plain; charset=utf-8", read_gift, write_gift),
        Format("moodle", "Moodle XML", "xml", "application/xml", read_moodle, write_moodle),
        Format("qti", "QTI 3.0", "zip", "application/zip", read_qti, write_qti),
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", read_csv, write_csv),
        Format(
            "xlsx",
            "Excel (XLSX)",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            read_xlsx,
            write_xlsx,
        ),
        Format("aiken", "Aiken", "txt", "text/plain; charset=utf-8", read_aiken, None),
    )
}
