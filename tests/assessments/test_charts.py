"""Charts of results: whatever is drawn can be read."""

import re
from dataclasses import dataclass

from assessments.templatetags.chart_tags import option_curves, scatter


@dataclass(frozen=True)
class Point:
    name: str
    facility: float
    discrimination: float


@dataclass(frozen=True)
class Curve:
    label: str
    shares: tuple[float, ...]
    is_key: bool
    is_flagged: bool


def names_in(svg: str) -> list[str]:
    return re.findall(r'class="title halo">([^<]+)<', svg)


def test_no_name_lies_over_another_item_and_the_worst_is_named_first() -> None:
    crowd = [Point(f"it-{number:02}", 50 + number / 4, -10 + number / 4) for number in range(6)]
    svg = scatter([*crowd, Point("fine", 60, 40)], 10, "Facility against discrimination")
    assert svg.count("<path") == 6
    assert names_in(svg)[0] == "it-00"
    # They lie too near to each other for all of them to be named.
    assert len(names_in(svg)) < 6
    # What is drawn later lies on top: no name hides a mark.
    assert svg.rindex("title halo") < svg.index("<path")


def test_items_far_apart_are_all_named_up_to_eight() -> None:
    apart = [Point(f"it-{number:02}", 10 + 40 * (number % 3), -18 + 9 * (number // 3)) for number in range(9)]
    svg = scatter(apart, 10, "Facility against discrimination")
    assert len(names_in(svg)) == 8


def test_the_longest_label_of_a_curve_stays_inside_the_chart() -> None:
    svg = option_curves([Curve("Named ri…, key", (10, 20, 30, 40, 50), True, False)], "Options")
    width = float(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    at = float(re.findall(r'<text x="([\d.]+)"[^>]*class="title halo">', svg)[0])
    # A bold letter of this size is 8 wide at most.
    assert at + 8 * len("Named ri…, key") <= width
