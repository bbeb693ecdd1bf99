"""Hotspot and markers: what is inside, what counts once, and what surplus costs."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.interactions.pictures import Outline
from tests.assessments.engine import samples

HOTSPOT = engine.plain_content(samples.hotspot())
MARKERS = engine.plain_content(samples.markers())


def outline(shape: str, coords: str) -> Outline:
    return Outline(label="x", shape=shape, coords=coords, rationale="x")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shape", "coords", "point", "inside"),
    [
        ("rectangle", "10,10,20,20", (10, 10), True),
        ("rectangle", "10,10,20,20", (20, 15), True),
        ("rectangle", "10,10,20,20", (21, 15), False),
        ("circle", "10,10,5", (15, 10), True),
        ("circle", "10,10,5", (13, 14), True),
        ("circle", "10,10,5", (14, 14), False),
        ("polygon", "0,0,10,0,0,10", (0, 5), True),
        ("polygon", "0,0,10,0,0,10", (5, 5), True),
        ("polygon", "0,0,10,0,0,10", (6, 5), False),
        ("polygon", "0,0,10,0,10,10,5,5,0,10", (5, 6), False),
        ("polygon", "0,0,10,0,10,10,5,5,0,10", (1, 8), True),
    ],
)
def test_an_edge_is_inside(shape: str, coords: str, point: tuple[int, int], inside: bool) -> None:
    assert outline(shape, coords).has(point) is inside


@given(st.integers(0, 20), st.integers(0, 20))
def test_a_square_is_the_same_as_a_polygon_whichever_way_it_turns(x: int, y: int) -> None:
    square = outline("rectangle", "5,5,15,15").has((x, y))
    assert square == outline("polygon", "5,5,15,5,15,15,5,15").has((x, y))
    assert square == outline("polygon", "5,5,5,15,15,15,15,5").has((x, y))


@pytest.mark.parametrize(
    ("spots", "score"),
    [
        ([], "0"),
        (["p3"], "1/2"),
        (["150,150"], "1/2"),
        (["p3", "p1"], "1"),
        (["p3", "150,150", "199,199"], "1/2"),
        (["p3", "p1", "p2"], "3/4"),
        (["p3", "0,0", "1,1"], "0"),
        (["p2"], "0"),
    ],
)
def test_an_area_counts_once_and_a_miss_costs(spots: list[str], score: str) -> None:
    response: Any = {"spots": spots} if spots else {}
    assert engine.mark_item(HOTSPOT, response).score == Fraction(score)


@pytest.mark.parametrize(
    ("placed", "score"),
    [
        ({}, "0"),
        ({"m2": ["p3"]}, "1/2"),
        ({"m2": ["p3", "p1"]}, "1"),
        ({"m2": ["350,150", "100,100"]}, "1"),
        # A third marker down: two right of three.
        ({"m2": ["p3", "p1", "p2"]}, "2/3"),
        ({"m2": ["p3", "p1"], "m1": ["p2"]}, "2/3"),
        ({"m2": ["p3", "p1", "p2"], "m1": ["p2"]}, "1/2"),
        # Two in one zone fill it once.
        ({"m2": ["150,150", "160,160"]}, "1/2"),
        ({"m1": ["p3"]}, "0"),
    ],
)
def test_right_over_the_greater_of_needed_and_put_down(placed: dict[str, list[str]], score: str) -> None:
    assert engine.mark_item(MARKERS, {"markers": placed}).score == Fraction(score)


def test_markers_of_overlapping_zones_are_shared_out_as_well_as_can_be() -> None:
    content = engine.plain_content(
        samples.markers(
            zones=[
                samples.area("Wide", "100,100,300,200", marker="m2"),
                samples.area("Narrow", "310,110,390,190", marker="m2"),
                samples.area("Left", "0,100,90,200", marker="m2"),
            ],
            places=[
                {"id": "p1", "label": "A", "at": "150,150"},
                {"id": "p2", "label": "B", "at": "350,150"},
                {"id": "p3", "label": "C", "at": "50,150"},
                {"id": "p4", "label": "D", "at": "5,5"},
            ],
        )
    )
    assert engine.mark_item(content, {"markers": {"m2": ["p1", "p2", "p3"]}}).score == 1


@pytest.mark.parametrize(
    "response",
    [
        {"spots": "p3"},
        {"spots": ["400,10"]},
        {"spots": ["10,300"]},
        {"spots": ["01,10"]},
        {"spots": ["-1,10"]},
        {"spots": ["1.5,10"]},
        {"spots": ["p9"]},
        {"spots": ["p1", "p2", "p3", "1,1"]},
        {"spots": [{"at": "1,1"}]},
        {"spot": ["p1"]},
        [],
    ],
)
def test_a_spot_off_the_picture_is_refused(response: Any) -> None:
    with pytest.raises(engine.ResponseInvalid):
        engine.interaction_of(HOTSPOT).check(engine.read_content(HOTSPOT), response)


def test_the_view_holds_places_without_their_coordinates_and_no_area() -> None:
    for content in (HOTSPOT, MARKERS):
        view = engine.interaction_of(content).view(engine.read_content(content), seed=3)
        assert {place["id"] for place in view["places"]} == {"p1", "p2", "p3"}  # type: ignore[union-attr, index, call-overload]
        said = str(view)
        for hidden in ("coords", "credit", "100,100", "'at'", "Rationale", "zones", "Gate"):
            assert hidden not in said, hidden


def test_what_was_answered_is_said_without_saying_whether_it_is_right() -> None:
    say = engine.interaction_of(HOTSPOT).describe
    content = engine.read_content(HOTSPOT)
    assert say(content, {"spots": ["p3", "150,150"]}) == "The gate in the middle; point 150, 150"


def test_a_guess_by_place_earns_what_the_places_hold_and_several_choices_say_nothing() -> None:
    one = engine.read_content(
        samples.hotspot(areas=[samples.area("Gate", "100,100,200,200", credit=1)], max_choices=1)
    )
    assert engine.INTERACTIONS["hotspot"].guess(one) == Fraction(1, 3)
    assert engine.INTERACTIONS["hotspot"].guess(engine.read_content(HOTSPOT)) is None
    assert engine.INTERACTIONS["markers"].guess(engine.read_content(MARKERS)) is None


spots = st.lists(
    st.sampled_from(["p1", "p2", "p3"]) | st.builds("{},{}".format, st.integers(0, 399), st.integers(0, 299)),
    max_size=3,
    unique=True,
)


@given(spots, st.randoms())
def test_the_order_of_choices_changes_nothing_and_scores_stay_within_bounds(
    given_: list[str], random: Any
) -> None:
    other = random.sample(given_, len(given_))
    for content, name in ((HOTSPOT, "spots"), (MARKERS, "markers")):
        first: Any = {name: given_ if name == "spots" else {"m2": given_}}
        second: Any = {name: other if name == "spots" else {"m2": other}}
        score = engine.mark_item(content, first).score
        assert 0 <= score <= 1
        assert score == engine.mark_item(content, second).score
