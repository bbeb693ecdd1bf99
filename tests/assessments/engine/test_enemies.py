"""Draws in which enemies may not meet, and blueprints that are one item short."""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine import Cell, CellShort, EnemiesMeet, TooManyRepeats, draw, in_blueprint_order

# The shipped examination's blueprint.
BLUEPRINT = [
    Cell(domain, level, count)
    for domain in ("auditing", "threat-modelling", "reporting-semantics")
    for level, count in (("understand", 3), ("apply", 5))
]


def pool_of(cells: list[Cell], *, spare: int = 0) -> dict[tuple[str, str], list[int]]:
    return {
        (cell.domain, cell.level): [100 * place + number for number in range(cell.count + spare)]
        for place, cell in enumerate(cells)
    }


@pytest.mark.parametrize("short", BLUEPRINT, ids=lambda cell: f"{cell.domain} {cell.level}")
def test_one_item_short_in_a_cell_refuses_naming_it(short: Cell) -> None:
    pool = pool_of(BLUEPRINT)
    assert len(draw(BLUEPRINT, pool, seed=1)) == 24
    pool[short.domain, short.level].pop()
    with pytest.raises(CellShort) as refused:
        draw(BLUEPRINT, pool, seed=1)
    assert (refused.value.cell, refused.value.have) == (short, short.count - 1)


@pytest.mark.parametrize("short", BLUEPRINT, ids=lambda cell: f"{cell.domain} {cell.level}")
def test_one_pair_of_enemies_too_many_in_a_cell_refuses_naming_it(short: Cell) -> None:
    pool = pool_of(BLUEPRINT)
    first, second = pool[short.domain, short.level][:2]
    with pytest.raises(EnemiesMeet) as refused:
        draw(BLUEPRINT, pool, seed=1, enemies={first: "pair", second: "pair"})
    assert refused.value.cell == short


def test_enemies_in_two_cells_move_to_where_each_cell_can_be_filled() -> None:
    # The first cell could take either; the second has nothing but the enemy of 1.
    cells = [Cell("a", "x", 1), Cell("b", "x", 1)]
    pool = {("a", "x"): [1, 2], ("b", "x"): [3]}
    for seed in range(30):
        assert set(draw(cells, pool, seed=seed, enemies={1: "g", 3: "g"})) == {2, 3}


def test_known_items_step_in_for_enemies_only_as_far_as_a_form_may_repeat() -> None:
    cells = [Cell("a", "x", 4)]
    pool = {("a", "x"): [1, 2, 3, 4, 5]}
    enemies = {1: "g", 2: "g"}
    assert len(set(draw(cells, pool, seed=1, seen={5}, enemies=enemies)) & {5}) == 1
    with pytest.raises(TooManyRepeats):
        draw(cells, pool, seed=1, seen={4, 5}, enemies=enemies)


def test_one_member_of_a_group_alone_forbids_nothing() -> None:
    pool = pool_of(BLUEPRINT)
    assert draw(BLUEPRINT, pool, seed=7, enemies={0: "alone", 1: ""}) == draw(BLUEPRINT, pool, seed=7)


def test_a_form_in_blueprint_order_has_its_items_cell_by_cell() -> None:
    pool = pool_of(BLUEPRINT, spare=3)
    form = draw(BLUEPRINT, pool, seed=3)
    ordered = in_blueprint_order(form, BLUEPRINT, pool)
    assert [item // 100 for item in ordered] == sorted(item // 100 for item in form)
    assert set(ordered) == set(form)


CELLS = (("a", "x"), ("b", "x"), ("c", "x"))
items = st.lists(
    st.tuples(st.sampled_from(CELLS), st.sampled_from(["", "g", "h", "i"]), st.booleans()), max_size=9
)


@settings(deadline=None)
@given(items, st.tuples(*[st.integers(0, 3)] * 3), st.integers(0, 99), st.sampled_from(["0", "1/4", "1"]))
def test_a_draw_finds_a_form_exactly_where_there_is_one_with_the_fewest_repeats(
    listed: list[tuple[tuple[str, str], str, bool]], counts: tuple[int, int, int], seed: int, share: str
) -> None:
    pool: dict[tuple[str, str], list[int]] = {place: [] for place in CELLS}
    for number, (place, _group, _met) in enumerate(listed):
        pool[place].append(number)
    enemies = {number: group for number, (_place, group, _met) in enumerate(listed)}
    met = {number for number, (_place, _group, seen) in enumerate(listed) if seen}
    cells = [Cell(*place, count) for place, count in zip(CELLS, counts, strict=True)]
    forms = [
        sum(choice, ())
        for choice in product(
            *(combinations(pool[place], count) for place, count in zip(CELLS, counts, strict=True))
        )
    ]

    def is_apart(form: tuple[int, ...]) -> bool:
        groups = [enemies[item] for item in form if enemies[item]]
        return len(groups) == len(set(groups))

    repeats = [len(met & set(form)) for form in forms if is_apart(form)]
    allowed = int(sum(counts) * Fraction(share))
    try:
        form = draw(cells, pool, seed=seed, seen=met, max_repeat=Fraction(share), enemies=enemies)
    except (CellShort, EnemiesMeet):
        assert not repeats
    except TooManyRepeats:
        assert min(repeats) > allowed
    else:
        assert is_apart(form)
        assert [sum(item in pool[place] for item in form) for place in CELLS] == list(counts)
        assert len(met & set(form)) == min(repeats) <= allowed
