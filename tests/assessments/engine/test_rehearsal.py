"""Whether a bank can give a person every form that is promised."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import Cell, CellShort, EnemiesMeet, TooManyRepeats, rehearse, short_cells

PLACE = ("d", "l")
QUARTER = Fraction(1, 4)


def cells(count: int) -> list[Cell]:
    return [Cell(*PLACE, count)]


@pytest.mark.parametrize(
    ("items", "attempts", "share", "drawn"),
    [
        (4, 1, QUARTER, 1),
        (4, 2, QUARTER, 1),
        (7, 2, QUARTER, 2),
        (6, 2, QUARTER, 1),
        (10, 3, QUARTER, 2),
        (12, 3, QUARTER, 3),
        (4, 5, Fraction(1), 5),
        (8, 3, Fraction(0), 2),
    ],
    ids=[
        "one form needs its items only",
        "a second would repeat all",
        "three fresh and one repeated are a quarter",
        "two repeated of four are more than a quarter",
        "the third has two fresh ones left",
        "the third has what it needs",
        "where all may repeat one form is enough",
        "none may repeat: two forms of four take eight",
    ],
)
def test_so_many_forms_of_four_items_can_be_drawn(
    items: int, attempts: int, share: Fraction, drawn: int
) -> None:
    found = rehearse(cells(4), {PLACE: range(items)}, attempts=attempts, max_repeat=share)
    assert found.drawn == drawn
    assert (found.refusal is None) == (drawn == attempts)


def test_what_is_short_is_named() -> None:
    empty = rehearse(cells(4), {PLACE: range(3)}, attempts=1, max_repeat=QUARTER)
    assert isinstance(empty.refusal, CellShort)
    assert empty.short == (Cell(*PLACE, 4),)
    later = rehearse(cells(4), {PLACE: range(5)}, attempts=2, max_repeat=QUARTER)
    assert isinstance(later.refusal, TooManyRepeats)
    assert later.short == (Cell(*PLACE, 4),)
    rivals = rehearse(
        cells(2), {PLACE: [1, 2]}, attempts=1, max_repeat=QUARTER, enemies={1: "pair", 2: "pair"}
    )
    assert isinstance(rivals.refusal, EnemiesMeet)
    assert rivals.short == (Cell(*PLACE, 2),)


def test_every_short_cell_is_counted() -> None:
    wanted = [Cell("a", "l", 3), Cell("b", "l", 1), Cell("c", "l", 2)]
    pool = {("a", "l"): [1], ("b", "l"): [2]}
    assert short_cells(wanted, pool) == {("a", "l"): 2, ("c", "l"): 2}


@given(
    count=st.integers(1, 6),
    items=st.integers(0, 30),
    attempts=st.integers(1, 5),
    share=st.sampled_from([Fraction(0), QUARTER, Fraction(1, 2)]),
    seeds=st.tuples(st.integers(0, 9), st.integers(0, 9)),
)
def test_without_enemies_the_seed_changes_nothing_and_a_formula_says_the_same(
    count: int, items: int, attempts: int, share: Fraction, seeds: tuple[int, int]
) -> None:
    pool = {PLACE: range(items)}
    found = [
        rehearse(cells(count), pool, attempts=attempts, max_repeat=share, seed=seed).drawn for seed in seeds
    ]
    expected = 0
    for number in range(attempts):
        fresh = max(0, items - number * count)
        if items < count or max(0, count - fresh) > int(count * share):
            break
        expected += 1
    assert found == [expected, expected]
