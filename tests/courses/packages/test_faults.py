"""Every fault is told with its file, its line and its rule, and all of them in one run."""

import os
from pathlib import Path

import pytest

from courses.packages import PackageInvalid, package_from_files, read_files, read_package, write_package
from courses.packages.files import MAX_TEXT_BYTES
from courses.packages.pictures import picture_problem

EVERYTHING = Path(__file__).parent / "everything"
LESSON = "modules/02-signals/01-first-light.md"
ITEM = "modules/02-signals/items/sn-p-01.yaml"
GLOSSARY = "glossary.yaml"
EXAMINATION = "assessments/examination.yaml"
FIGURE = "modules/02-signals/figures/shares.svg"


@pytest.fixture
def files() -> dict[str, bytes]:
    found, faults = read_files(EVERYTHING)
    assert faults == []
    return found


def _places(files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    _package, faults = package_from_files(files)
    return [(fault.file, fault.line, fault.rule) for fault in sorted(set(faults))]


def test_a_package_of_everything_has_no_fault_and_is_written_byte_by_byte(files: dict[str, bytes]) -> None:
    assert write_package(read_package(EVERYTHING)) == files


@pytest.mark.parametrize(
    ("file", "old", "new", "below", "rule"),
    [
        pytest.param("course.yaml", "level: foundation", "level: high", 0, "value", id="a choice"),
        pytest.param("course.yaml", "format: 1", "format: 2", 0, "value", id="another format"),
        pytest.param("course.yaml", "code: RS-101\n", "", -2, "missing-key", id="a key that is missing"),
        pytest.param("course.yaml", "language: en", "language: en\nlanguage: fr", 1, "duplicate-key", id="twice"),
        pytest.param("course.yaml", "language: en", "lang: en", 0, "unknown-key", id="a key that is not known"),
        pytest.param("course.yaml", "language: en", "language: en # x", 0, "comment", id="a comment"),
        pytest.param("course.yaml", "language: en", "language: &a en", 0, "yaml", id="an anchor"),
        pytest.param("course.yaml", "language: en", "language: !!str en", 0, "yaml", id="a tag"),
        pytest.param("course.yaml", "language: en", "language: a: b", 0, "yaml", id="not YAML"),
        pytest.param("course.yaml", "- One list", "- > One", 0, "markdown", id="Markdown in a literal text"),
        pytest.param("course.yaml", "2026-11-23", "2026-02-30", 0, "date", id="a day that is none"),
        pytest.param("course.yaml", '"1.5"', '"1.55"', 0, "hours", id="hours"),
        pytest.param("course.yaml", "- first-steps", "- signals-and-noise", 0, "reference", id="itself"),
        pytest.param(LESSON, "---\ntitle", "title", 0, "front-matter", id="no front matter"),
        pytest.param(LESSON, "- sn-1", "- sn-9", 0, "reference", id="an outcome"),
        pytest.param(LESSON, "kind: practice", "kind: other", 0, "value", id="a fence in the alternative"),
        pytest.param(LESSON, "(#source-tables)", "(#source-table)", 0, "source", id="a source"),
        pytest.param(LESSON, "(#term-report)", "(#term-rapport)", 0, "term", id="a term"),
        pytest.param(LESSON, "(#term-finding)", "(#term-found)", 0, "term", id="a term in the alternative"),
        pytest.param(LESSON, "note: One", "note: One [x](#term-x)", 0, "term", id="a term in a content note"),
        pytest.param("course.yaml", "Leave by", "Leave [by](#term-no)", 0, "term", id="a term in a course"),
        pytest.param(GLOSSARY, "  - finding", "  - found", 0, "term", id="a neighbour that is not there"),
        pytest.param(GLOSSARY, "  - finding", "  - report", 0, "term", id="a term that refers to itself"),
        pytest.param(GLOSSARY, "(#term-finding)", "(#term-found)", 0, "term", id="a term in a definition"),
        pytest.param(GLOSSARY, "**this**", "[this](#source-x)", 0, "source", id="a source in a glossary"),
        pytest.param(GLOSSARY, "term: finding", "term: Report", -1, "reference", id="a term twice"),
        pytest.param(GLOSSARY, "A judgement", "A <b>judgement</b>", 0, "markdown", id="Markdown in a definition"),
        pytest.param(ITEM, "rationale: One", "rationale: See [One](#term-report)", 0, "link", id="a term in an item"),
        pytest.param(LESSON, "## What is counted", "# What", 0, "markdown", id="a heading of level 1"),
        pytest.param(LESSON, "## What is counted", "## What *is*", 0, "markdown", id="a styled heading"),
        pytest.param(LESSON, "Back to plain", "<b>Back</b> to plain", 0, "markdown", id="raw HTML"),
        pytest.param(LESSON, "Back to plain", "![x](y) to plain", 0, "markdown", id="an image"),
        pytest.param(LESSON, "Back to plain", "[x](javascript:y) to plain", 0, "markdown", id="a link to a script"),
        pytest.param(LESSON, "Back to plain", "[x]: https://y.example\n\nplain", 0, "markdown", id="a definition"),
        pytest.param(LESSON, "Back to plain", "> Back to plain", 0, "markdown", id="a block quote"),
        pytest.param(LESSON, "Back to plain", "Back  \nto plain", 0, "markdown", id="a hard line break"),
        pytest.param(LESSON, "Back to plain", "***Back*** to plain", 0, "markdown", id="nested emphasis"),
        pytest.param(LESSON, "```quote", "```qoute", 0, "fence", id="an unknown fence"),
        pytest.param(LESSON, '  - ""\n', "", -1, "table", id="a row that is short"),
        pytest.param(LESSON, "figures/shares.svg", "figures/none.svg", -1, "reference", id="a figure"),
        pytest.param(LESSON, "figures/shares.svg", "../../../x.svg", 0, "value", id="a path that leads out"),
        pytest.param(LESSON, "item: sn-p-01", "item: sn-p-09", -1, "reference", id="an item that is not there"),
        pytest.param(LESSON, "item: sn-p-01", "item: sn-x-01", -1, "item-use", id="an examination item as a check"),
        pytest.param(LESSON, "<br/>", "<script>", 0, "html", id="HTML outside of the subset"),
        pytest.param(ITEM, "slug: sn-p-01", "slug: sn-p-7", 0, "slug", id="a slug that is not the file's"),
        pytest.param(ITEM, "domain: counting", "domain: count", 0, "reference", id="a domain"),
        pytest.param(ITEM, "level: understand", "level: know", 0, "reference", id="a level"),
        pytest.param(ITEM, "    - How", "    # How", 0, "markdown", id="a stem's third line"),
        pytest.param(ITEM, "rationale: One", "rationale: <i>One</i>", 0, "markdown", id="a rationale"),
        pytest.param(EXAMINATION, 'cut_score: "3"', 'cut_score: "5"', 0, "cut-score", id="a cut out of reach"),
        pytest.param(EXAMINATION, "items: 3", "items: 4", -2, "blueprint-supply", id="too few items"),
        pytest.param(EXAMINATION, "kind: examination", "kind: practice", 7, "agreement", id="an agreement"),
        pytest.param("achievement.yaml", "examination: exam", "examination: x", 0, "reference", id="an examination"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(
    files: dict[str, bytes], file: str, old: str, new: str, below: int, rule: str
) -> None:
    """`below` counts the lines from the first one that changes to the one that is named."""
    text = files[file].decode()
    line = text[: text.index(old)].count("\n") + 1 + below
    files[file] = text.replace(old, new, 1).encode()
    assert (file, line, rule) in _places(files)


def test_all_faults_are_told_at_once(files: dict[str, bytes]) -> None:
    files["course.yaml"] = files["course.yaml"].replace(b"level: foundation", b"level: high")
    files[ITEM] = files[ITEM].replace(b"use: practice\n", b"").replace(b"measures", b"mesures")
    files["notes.txt"] = b"x"
    assert _places(files) == [
        ("course.yaml", 11, "value"),
        (ITEM, 1, "missing-key"),
        (ITEM, 1, "missing-key"),
        (ITEM, 5, "unknown-key"),
        ("notes.txt", 0, "unknown-file"),
    ]


def test_a_file_with_a_fault_of_its_own_causes_no_faults_elsewhere(files: dict[str, bytes]) -> None:
    files[ITEM] = files[ITEM].replace(b"use: practice", b"use: other")
    assert _places(files) == [(ITEM, 2, "value")]


def test_a_file_that_nothing_uses_is_a_fault(files: dict[str, bytes]) -> None:
    files["modules/05-noise/figures/more.svg"] = files[FIGURE]
    assert _places(files) == [("modules/05-noise/figures/more.svg", 0, "unused-file")]


def test_text_that_is_not_utf_8_is_a_fault(files: dict[str, bytes]) -> None:
    files[LESSON] = files[LESSON].replace(b"Count twice", b"Count \xe9")
    assert (LESSON, 55, "encoding") in _places(files)


def test_links_out_of_the_folder_and_large_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    package = tmp_path / "package"
    (package / "modules").mkdir(parents=True)
    (package / "course.yaml").symlink_to(tmp_path / "secret")
    (package / "assessments").symlink_to(tmp_path)
    (package / "achievement.yaml").write_bytes(b"x" * (MAX_TEXT_BYTES + 1))
    os.mkfifo(package / "modules" / "pipe")
    files, faults = read_files(package)
    assert files == {}
    assert [(fault.file, fault.rule) for fault in faults] == [
        ("achievement.yaml", "size"),
        ("assessments", "file"),
        ("course.yaml", "file"),
        ("modules/pipe", "file"),
    ]


def test_a_folder_that_is_none_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(PackageInvalid) as raised:
        read_package(tmp_path / "nowhere")
    assert len(raised.value.faults) == 1


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>x</script></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><a href="https://x.example"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><use href="data:x"/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style>@import "x";</style></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect fill="url(https://x)"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html/>",
        b"\x89PNG",
    ],
)
def test_a_picture_that_does_more_than_show_is_refused(content: bytes) -> None:
    assert picture_problem("figures/a.svg", content)


def test_a_picture_may_refer_to_its_own_parts() -> None:
    picture = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><defs><g id="a"/></defs>'
        b'<use href="#a"/><rect fill="url(#b)"/></svg>'
    )
    assert picture_problem("figures/a.svg", picture) == ""
