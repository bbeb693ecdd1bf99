"""Which numbers need a source, and what excuses them."""

from pathlib import Path

import pytest

from courses.linting import explain
from courses.linting.advice import advise
from courses.linting.numbers import unsourced_numbers
from courses.linting.passages import passages_of
from courses.packages import LintDocument, package_from_files, read_files

EVERYTHING = Path(__file__).parent.parent / "packages" / "everything"
NAME = "modules/02-signals/02-second-sight.md"
FRONT = "---\ntitle: Second sight\nminutes: 5\nsources:\n- id: tables\n  title: Tables\n---\n"


def _lines(body: str) -> list[int]:
    files, _faults = read_files(EVERYTHING)
    files[NAME] = (FRONT + body).encode()
    package, faults = package_from_files(files)
    assert package is not None
    assert [str(fault) for fault in faults] == []
    lesson = package.modules[0].lessons[1]
    passages = passages_of(NAME, files[NAME], lesson, package.marks[NAME])
    return [advice.fault.line for advice in unsourced_numbers(passages)]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("Reports rose by 12%.\n", [8], id="a percentage"),
        pytest.param("About 3 of every 10 are late.\n", [8], id="a share in words"),
        pytest.param("The list holds 8,029 files.\n", [8], id="a large number"),
        pytest.param("It fell to 1.5 million.\n", [8], id="millions"),
        pytest.param("It cost £ 90.\n", [8], id="money"),
        pytest.param("The law changed in 2024.\n", [8], id="a year of an event"),
        pytest.param("The law changed on 3 May 2024.\n", [8], id="a date of an event"),
        pytest.param("- Reports rose by 12%.\n", [8], id="an entry of a list"),
        pytest.param("Text\n\n```callout\nkind: note\ntext: It rose by 12%.\n```\n", [10], id="a note"),
        pytest.param("Text\n\n```table\ncolumns:\n- Year\nrows:\n- - 12%\n```\n", [10], id="a table"),
        pytest.param(
            "It follows ISO 42001:2023, as of 23 November 2026.\n", [], id="an edition, and as of when"
        ),
        pytest.param("Take five steps, and 12 of them twice.\n", [], id="a small number"),
        pytest.param("The field holds `in 2024`.\n", [], id="code"),
        pytest.param("Reports rose by 12% ([tables](#source-tables)).\n", [], id="a source"),
        pytest.param("Reports rose by 12% ([tables](https://example.org/)).\n", [], id="an address"),
        pytest.param("That is 12% (our arithmetic).\n", [], id="our arithmetic"),
        pytest.param(
            "It is 12% ([t](#source-tables)).\n\nThe 12% stand.\n", [], id="a number that was sourced"
        ),
        pytest.param(
            "The 12% stand.\n\nIt is 12% ([t](#source-tables)).\n", [8], id="a source that comes later"
        ),
        pytest.param(
            "Suppose that 12% are late.\n\nThen 88% are not.\n", [], id="a made-up case, and what follows"
        ),
        pytest.param(
            "Suppose that 12% are late.\n\n## Next\n\nThen 88% are not.\n", [12], id="until the next heading"
        ),
        pytest.param("## A worked example\n\nOf 1,200 cases 5% are late.\n", [], id="a worked example"),
        pytest.param(
            "```callout\nkind: example\ntext: Of 1,200 cases 5% are late.\n```\n", [], id="an example"
        ),
        pytest.param(
            "The numbers in this lesson are made up.\n\n## One\n\n12% rise.\n", [], id="a made-up lesson"
        ),
    ],
)
def test_a_number_needs_a_source_or_an_excuse(body: str, lines: list[int]) -> None:
    assert _lines(body) == lines


def test_an_exception_explains_its_own_rule_in_its_own_file_only() -> None:
    document = LintDocument.model_validate(
        {"exceptions": [{"file": "a.md", "rule": "unsourced-number", "reason": "The desk is fictional."}]}
    )
    one, two = advise("unsourced-number", "a.md", 3, "x"), advise("unsourced-number", "a.md", 9, "y")
    other = advise("unused-source", "a.md", 3, "z")
    elsewhere = advise("unsourced-number", "b.md", 3, "x")
    left, explained = explain([one, two, other, elsewhere], document, {0: 2})
    assert left == [other, elsewhere]
    assert [found.advice for found in explained] == [one, two]
    left, _explained = explain([], document, {0: 2})
    assert [(advice.fault.file, advice.fault.line, advice.fault.rule) for advice in left] == [
        ("lint.yaml", 2, "unused-exception")
    ]
