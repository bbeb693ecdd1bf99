"""A report as a file: CSV, a spreadsheet, or a PDF. They hold what the screen shows, cell by cell."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from assessments.services.tables import Cell, Report, Table

_TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "report.typ"
# What a spreadsheet would take for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MOST_TITLE = 31


def _safe(value: str | int | Decimal | None) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, str):
        text = _NOT_IN_XML.sub("", value)
        return f"'{text}" if _FORMULA.match(text) else text
    return value


def as_csv(report: Report) -> bytes:
    """The facts and each table, one under the other, in UTF-8 with a mark for spreadsheets."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([_safe(report.title)])
    if report.subtitle:
        writer.writerow([_safe(report.subtitle)])
    writer.writerows([_safe(str(note))] for note in report.notes)
    for name, fact in report.facts:
        writer.writerow([_safe(str(name)), _safe(fact.plain)])
    for table in report.tables:
        writer.writerow([])
        writer.writerow([_safe(str(table.title))])
        writer.writerows([_safe(str(note))] for note in table.notes)
        writer.writerow([_safe(str(column.title)) for column in table.columns])
        writer.writerows([_safe(cell.plain) for cell in row] for row in table.rows)
    return output.getvalue().encode("utf-8-sig")


def as_xlsx(report: Report) -> bytes:
    """A sheet for what it is, its notes and facts, and one for each table."""
    book = Workbook(write_only=True)
    bold = Font(bold=True)

    def head(sheet: Any, values: list[Any]) -> None:
        cells = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=_safe(value))
            cell.font = bold
            cells.append(cell)
        sheet.append(cells)

    sheet = book.create_sheet(_sheet_name(report.title, 0))
    head(sheet, [report.title])
    if report.subtitle:
        sheet.append([_safe(report.subtitle)])
    for note in report.notes:
        sheet.append([_safe(str(note))])
    for name, fact in report.facts:
        sheet.append([_safe(str(name)), _safe(fact.plain)])
    for number, table in enumerate(report.tables, start=1):
        sheet = book.create_sheet(_sheet_name(str(table.title), number))
        head(sheet, [str(column.title) for column in table.columns])
        for row in table.rows:
            sheet.append([_safe(cell.plain) for cell in row])
        for note in table.notes:
            sheet.append([_safe(str(note))])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _sheet_name(title: str, number: int) -> str:
    """At most 31 characters, without those that a sheet's name may not have, and each once."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title)
    return f"{number} {plain}"[:_MOST_TITLE] if number else plain[:_MOST_TITLE] or "0"


def as_pdf(report: Report) -> bytes:
    """An A4 document with real tables, tagged for screen readers."""
    data = {
        "title": report.title,
        "subtitle": report.subtitle,
        "language": (translation.get_language() or "en").split("-")[0],
        "notes": [str(note) for note in report.notes],
        "facts": [[str(name), cell.text] for name, cell in report.facts],
        "tables": [_plain_table(table) for table in report.tables],
    }
    return bytes(
        typst.compile(
            _TEMPLATE,
            root=settings.BASE_DIR,
            font_paths=[settings.TYPST_FONTS],
            # Fonts of the machine would make the bytes depend on it.
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    )


def _plain_table(table: Table) -> dict[str, Any]:
    return {
        "title": str(table.title),
        "notes": [str(note) for note in table.notes],
        "columns": [{"title": str(one.title), "number": one.is_number} for one in table.columns],
        "rows": [[_text(cell) for cell in row] for row in table.rows],
    }


def _text(cell: Cell) -> str:
    return cell.text


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (as_pdf, "application/pdf"),
}
