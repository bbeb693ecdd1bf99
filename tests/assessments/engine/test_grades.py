"""Grades over several attempts, and bands."""

from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine import GradingMethod

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("method", "shares", "found"),
    [
        ("highest", [THIRD, Fraction(1, 2), Fraction(0)], Fraction(1, 2)),
        ("latest", [THIRD, Fraction(1, 2), Fraction(0)], Fraction(0)),
        ("first", [THIRD, Fraction(1, 2), Fraction(0)], THIRD),
        ("average", [THIRD, THIRD, THIRD], THIRD),
        ("average", [Fraction(1), None, THIRD], Fraction(2, 3)),
        ("latest", [THIRD, None], THIRD),
        ("first", [None, THIRD], THIRD),
        ("highest", [None], None),
        ("average", [], None),
    ],
    ids=[
        "highest",
        "latest",
        "first",
        "average is exact",
        "average skips nothing known",
        "latest skips",
        "first skips",
        "none known",
        "no attempt",
    ],
)
def test_a_grade_is_exact_and_skips_what_has_no_result(
    method: str, shares: list[Fraction | None], found: Fraction | None
) -> None:
    assert engine.grade(GradingMethod(method), shares) == found


BANDS = engine.read_bands(
    [{"name": "Low", "min": 0}, {"name": "Fair", "min": "1/3"}, {"name": "Full", "min": 1}]
)


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (Fraction(0), "Low"),
        (THIRD - Fraction(1, 10**12), "Low"),
        (THIRD, "Fair"),
        (1 - Fraction(1, 10**12), "Fair"),
        (Fraction(1), "Full"),
    ],
    ids=["nothing", "just under", "at the beginning", "just under the maximum", "the maximum"],
)
def test_a_band_holds_from_its_beginning_up_to_the_next(share: Fraction, name: str) -> None:
    found = engine.band_of(BANDS, share)
    assert found is not None
    assert found.name == name


def test_bands_come_back_as_they_were_written_and_thirds_are_thirds() -> None:
    assert engine.plain_bands(BANDS)[1] == {"name": "Fair", "min": "1/3"}
    assert engine.read_bands([{"name": "a", "min": 0}, {"name": "b", "min": "0.33333"}])[1].low == THIRD
    assert engine.band_of((), THIRD) is None
    assert engine.band_of(BANDS, None) is None


@pytest.mark.parametrize(
    "written",
    [
        {"name": "a"},
        [{"name": "a", "min": "1/2"}],
        [{"name": "a", "min": 0}, {"name": "b", "min": 0}],
        [{"name": "a", "min": 0}, {"name": "b", "min": 2}],
        [{"name": "", "min": 0}],
        [{"name": "a", "min": 0.5}],
    ],
    ids=["no list", "a gap at the bottom", "twice", "above the maximum", "no name", "a float"],
)
def test_bands_that_leave_a_share_in_doubt_are_refused(written: Any) -> None:
    with pytest.raises(engine.BandsUnreadable):
        engine.read_bands(written)
