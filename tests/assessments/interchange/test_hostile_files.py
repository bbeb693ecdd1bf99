"""Files of strangers: refused in words, quickly, and with nothing read from elsewhere."""

import contextlib
import io
import time
import zipfile

import pytest
from openpyxl import load_workbook

from assessments.interchange import FORMATS, MAX_BYTES, MAX_ITEMS, FileRefused, Travelling
from tests.assessments.engine import samples


def archive(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in files.items():
            found.writestr(name, data)
    return target.getvalue()


def bomb() -> bytes:
    return archive(**{f"f{number}": b"\0" * 30_000_000 for number in range(8)})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><quiz>&b;</quiz>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>'


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        *((name, b"", "empty") for name in FORMATS),
        *((name, b"x" * (MAX_BYTES + 1), "too_large") for name in FORMATS),
        *((name, b"\xff\xfe\x00z", "not_utf8") for name in ("gift", "aiken", "csv")),
        ("moodle", ENTITIES, "xml_doctype"),
        ("moodle", ENTITIES.decode().encode("utf-16"), "xml_doctype"),
        ("moodle", OUTSIDE, "xml_doctype"),
        ("moodle", b"<quiz><question>", "not_xml"),
        ("moodle", b"<a>" * 100_000, "not_xml"),
        ("moodle", b"<html/>", "xml_other"),
        ("moodle", b"<quiz/>", "no_items"),
        ("qti", ENTITIES, "xml_doctype"),
        ("qti", b"PK\x03\x04 nothing", "not_zip"),
        ("qti", archive(**{"a.xml": b"<a/>"}), "no_manifest"),
        ("qti", archive(**{"../../etc/passwd": b"x"}), "zip_name"),
        ("qti", archive(**{"/etc/passwd": b"x"}), "zip_name"),
        ("xlsx", b"PK\x03\x04 nothing", "not_zip"),
        ("xlsx", archive(**{"a.xml": b"<a/>"}), "not_sheet"),
        ("csv", b"a,b,c\n1,2,3\n", "no_columns"),
        ("csv", b"name,type,stem\n", "no_items"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(name: str, data: bytes, rule: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        FORMATS[name].read(data)
    assert refusal.value.rule == rule
    assert str(refusal.value).endswith((".", "?"))


@pytest.mark.parametrize("name", ["qti", "xlsx"])
def test_an_archive_that_unpacks_to_too_much_is_refused(name: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        FORMATS[name].read(bomb())
    assert refusal.value.rule == "zip_bomb"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("gift", b"::a::" + b"{=" * 200_000),
        ("gift", b"a {" + b"~%5" * 200_000 + b"}"),
        ("gift", b"\\" * 500_000 + b"{T}"),
        ("aiken", b"A. x\n" * 100_000),
        ("moodle", b"<quiz><question type='cloze'><questiontext><text>" + b"{1:SA:" * 50_000 + b"</text></questiontext></question></quiz>"),
        ("moodle", b"<quiz><question type='multichoice'><questiontext><text>" + b"&lt;b&gt;" * 100_000 + b"</text></questiontext></question></quiz>"),
    ],
    ids=["braces", "percents", "backslashes", "options", "gaps", "markup"],
)  # fmt: skip
def test_no_text_takes_long(name: str, data: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(FileRefused):
        FORMATS[name].read(data)
    assert time.process_time() - started < 4


def test_more_items_than_allowed_are_refused_before_anything_is_kept() -> None:
    with pytest.raises(FileRefused) as refusal:
        FORMATS["gift"].read(b"a {T}\n\n" * (MAX_ITEMS + 1))
    assert refusal.value.rule == "too_many"


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_no_cell_is_a_formula(name: str) -> None:
    content = samples.single_choice(stem="=HYPERLINK(1)", general_feedback="@x")
    written = FORMATS[name].write([Travelling("+1", content)])
    if name == "csv":
        assert b",=HYPERLINK" not in written.data
        assert b"\n+1" not in written.data
    else:
        cells = [cell for row in load_workbook(io.BytesIO(written.data)).active.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
    (found,) = FORMATS[name].read(written.data)
    assert found.name == "+1"
    assert found.content is not None
    assert found.content["stem"] == "=HYPERLINK(1)"
