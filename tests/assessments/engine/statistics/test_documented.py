"""The worked example of docs/algorithms/statistics.md is what the engine computes, by way of the tallies."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.engine import statistics
from assessments.engine.statistics import Answer, Counting, Kind, Sitting, Tally

PAGE = Path(__file__).resolve().parents[4] / "docs" / "algorithms" / "statistics.md"
NEAR = 5e-5


def table_after(heading: str) -> list[list[str]]:
    """The rows of the first table whose head starts so."""
    text = PAGE.read_text().partition("## Worked example")[2].partition(f"| {heading} |")[2]
    lines = text.splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.fixture(scope="module")
def tallies() -> dict[tuple[Kind, str], Tally]:
    counting = Counting()
    for _name, *marks in table_after("attempt"):
        answers = [
            Answer(str(version), "d", "d|l", mark, in_form=True, counts=True)
            for version, mark in enumerate(marks, start=1)
        ]
        counting.put(Sitting("2026-11", "shape", "pass", 30, answers, [None] * len(answers)))
    return {(key.kind, key.name): tally for key, tally in counting.tallies.items()}


def test_the_figures_of_the_test(tallies: dict[tuple[Kind, str], Tally]) -> None:
    places = [tally for (kind, _name), tally in tallies.items() if kind is Kind.PLACE]
    scale = statistics.scale_of(*(tally.of("marks") for tally in places))
    variances = [statistics.joint_with_total(tally, scale).variance_x() / scale**2 for tally in places]
    found = statistics.total_statistics(statistics.totals_of(tallies[Kind.FORM, ""]), variances=variances)
    rows = table_after("figure of the test")
    assert len(rows) == 8
    for name, value in rows:
        assert getattr(found, name) == pytest.approx(float(value), abs=NEAR), name


def test_the_figures_of_the_items(tallies: dict[tuple[Kind, str], Tally]) -> None:
    places = {name: tally for (kind, name), tally in tallies.items() if kind is Kind.PLACE}
    weights = statistics.effective_weights(
        {name: statistics.joint_with_total(tally, 2) for name, tally in places.items()}
    )
    rows = table_after("item")
    assert [row[0] for row in rows] == ["a", "b", "c", "d"]
    for number, (_name, *values) in enumerate(rows, start=1):
        joints = statistics.item_joints(tallies[Kind.ITEM, str(number)], counts=True)
        found = statistics.item_statistics(joints.with_rest, maximum=Fraction(joints.scale))
        figures = [found.facility, found.sd, found.discrimination, found.efficiency]
        figures.append(weights[f"d|l|{number}"])
        assert figures == [pytest.approx(float(value), abs=NEAR) for value in values]


def test_every_flag_is_documented() -> None:
    section = PAGE.read_text().partition("## Flags")[2].partition("## ")[0]
    assert len(re.findall(r"^\| [a-z]", section, re.MULTILINE)) == len(statistics.Flag) + 1
