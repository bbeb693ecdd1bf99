"""Drawing forms."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import Cell, CellShort, TooManyRepeats, draw
from assessments.engine.selection import shortages

POOL = {("risk", "apply"): range(100, 120), ("risk", "understand"): range(200, 206)}
CELLS = [Cell("risk", "apply", 8), Cell("risk", "understand", 4)]


def test_a_form_has_what_the_blueprint_wants_and_nothing_twice() -> None:
    form = draw(CELLS, POOL, seed=1)
    assert len(set(form)) == len(form) == 12
    assert sum(item in POOL["risk", "apply"] for item in form) == 8


def test_the_same_seed_draws_the_same_form_whatever_the_order_of_the_pool() -> None:
    turned = {place: list(reversed(ids)) for place, ids in POOL.items()}
    assert draw(CELLS, POOL, seed=1) == draw(CELLS, turned, seed=1)
    assert draw(CELLS, POOL, seed=1) != draw(CELLS, POOL, seed=2)


def test_a_draw_is_the_one_that_was_always_made_from_its_seed() -> None:
    # Written down: a form can be drawn again by whoever has its seed, for ever.
    assert draw([Cell("risk", "apply", 3)], POOL, seed=7) == (102, 119, 116)


def test_items_are_mixed_across_cells() -> None:
    form = draw(CELLS, POOL, seed=3)
    places = [item in POOL["risk", "apply"] for item in form]
    assert places != sorted(places)
    assert places != sorted(places, reverse=True)


def test_every_item_is_drawn_about_as_often_as_every_other() -> None:
    drawn = [item for seed in range(2000) for item in draw([Cell("risk", "apply", 5)], POOL, seed=seed)]
    for item in POOL["risk", "apply"]:
        # 500 times each; five standard deviations are 97.
        assert abs(drawn.count(item) - 500) < 97


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ([Cell("risk", "apply", 21)], ("risk", "apply", 21, 20)),
        ([Cell("risk", "apply", 8), Cell("risk", "create", 1)], ("risk", "create", 1, 0)),
        ([Cell("risk", "apply", 15), Cell("risk", "apply", 6)], ("risk", "apply", 6, 5)),
    ],
)
def test_a_cell_that_cannot_be_filled_is_refused_by_name(
    cells: list[Cell], named: tuple[str, str, int, int]
) -> None:
    with pytest.raises(
        CellShort, match=f"{named[0]} × {named[1]} wants {named[2]} items and has {named[3]}"
    ) as refused:
        draw(cells, POOL, seed=1)
    found = refused.value
    assert (found.domain, found.level, found.wanted, found.have) == named


def test_a_planner_hears_of_every_short_cell_at_once() -> None:
    short = shortages([Cell("risk", "apply", 21), Cell("risk", "understand", 7), Cell("x", "y", 1)], POOL)
    assert [(found.domain, found.level, found.have) for found in short] == [
        ("risk", "apply", 20),
        ("risk", "understand", 6),
        ("x", "y", 0),
    ]


def test_known_items_are_taken_only_where_fresh_ones_run_out() -> None:
    seen = set(range(100, 112))
    assert not seen & set(draw([Cell("risk", "apply", 8)], POOL, seed=1, seen=seen))


def test_at_most_a_quarter_of_a_form_repeats() -> None:
    cell = [Cell("risk", "apply", 8)]
    form = draw(cell, POOL, seed=1, seen=set(range(100, 114)))
    assert sum(item < 114 for item in form) == 2
    with pytest.raises(TooManyRepeats, match="short are risk × apply") as refused:
        draw(cell, POOL, seed=1, seen=set(range(100, 115)))
    assert (refused.value.repeats, refused.value.allowed) == (3, 2)
    assert refused.value.short == ((cell[0], 5),)


def test_repeats_are_counted_over_the_whole_form_and_rounded_down() -> None:
    # A quarter of 7 is 1.
    cells = [Cell("risk", "apply", 4), Cell("risk", "understand", 3)]
    seen = {200, 201, 202, 203}
    assert len(set(draw(cells, POOL, seed=1, seen=seen)) & seen) == 1
    with pytest.raises(TooManyRepeats):
        draw(cells, POOL, seed=1, seen=seen | {204})


def test_practice_may_repeat_everything() -> None:
    everything = set(range(100, 120))
    assert len(draw([Cell("risk", "apply", 20)], POOL, seed=1, seen=everything, max_repeat=Fraction(1))) == 20


counts = st.integers(0, 6)


@given(
    counts,
    counts,
    st.integers(0, 10**6),
    st.sets(st.sampled_from([*range(100, 120), *range(200, 206)])),
)
def test_a_draw_meets_the_blueprint_and_the_repeat_rule_or_refuses(
    apply: int, understand: int, seed: int, seen: set[int]
) -> None:
    cells = [Cell("risk", "apply", apply), Cell("risk", "understand", understand)]
    fresh = [len(set(POOL["risk", level]) - seen) for level in ("apply", "understand")]
    needed = max(0, apply - fresh[0]) + max(0, understand - fresh[1])
    if needed > (apply + understand) // 4:
        with pytest.raises(TooManyRepeats):
            draw(cells, POOL, seed=seed, seen=seen)
        return
    form = draw(cells, POOL, seed=seed, seen=seen)
    assert sum(item < 200 for item in form) == apply
    assert sum(item >= 200 for item in form) == understand
    assert len(set(form) & seen) == needed
