"""What the labs share: variants as data, verdicts with exact credits, caps."""

from fractions import Fraction
from typing import Any

import pytest

from assessments.engine.labs.variants import draw_variant, place_in, variant_ids, with_variant
from assessments.engine.labs.verdicts import CRITICAL_CAP, Verdict, is_passed, judged, lab_mark, weighed

FIELDS = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "C"}]
DATA: dict[str, Any] = {
    "type": "some-lab",
    "stem": "The first facts.",
    "fields": FIELDS,
    "menu": ["one", "two"],
    "variants": [
        {
            "id": "second",
            "stem": "Other facts.",
            "fields": [{"id": "d", "text": "D"}, {"id": "b", "text": "Other B"}],
        },
        {"id": "third", "without": ["a"], "menu": ["three"]},
    ],
}


def test_the_first_set_of_facts_is_the_content_without_variants() -> None:
    assert variant_ids(DATA) == ["base", "second", "third"]
    assert with_variant(DATA, "base") == {name: value for name, value in DATA.items() if name != "variants"}
    assert variant_ids({"type": "some-lab"}) == []


def test_a_variant_says_anew_what_differs_and_entries_with_ids_take_each_others_place() -> None:
    second = with_variant(DATA, "second")
    assert second["stem"] == "Other facts."
    assert [one["text"] for one in second["fields"]] == ["A", "Other B", "C", "D"]
    third = with_variant(DATA, "third")
    assert [one["id"] for one in third["fields"]] == ["b", "c"]
    assert third["menu"] == ["three"]
    with pytest.raises(KeyError):
        with_variant(DATA, "fourth")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("stem",), ("variants", 0, "stem")),
        (("menu", 1), ("menu", 1)),
        (("fields", 0, "text"), ("fields", 0, "text")),
        (("fields", 1, "text"), ("variants", 0, "fields", 1, "text")),
        (("fields", 3, "text"), ("variants", 0, "fields", 0, "text")),
        (("fields", 9), ("variants", 0)),
        ((), ("variants", 0)),
    ],
)
def test_a_fault_with_a_variant_is_placed_where_its_author_wrote_it(path: Any, place: Any) -> None:
    assert place_in(DATA, 0, path) == place


def test_another_variant_is_drawn_than_those_met_and_the_same_for_a_seed() -> None:
    names = variant_ids(DATA)
    for seed in range(40):
        first = draw_variant(names, seed=seed)
        assert first == draw_variant(names, seed=seed)
        second = draw_variant(names, seed=seed, met=[first])
        third = draw_variant(names, seed=seed, met=[first, second])
        assert {first, second, third} == set(names)
        assert draw_variant(names, seed=seed, met=[first, second, third]) != third
    assert {draw_variant(names, seed=seed) for seed in range(40)} == set(names)
    assert draw_variant(["base"], seed=1, met=["base"]) == "base"


@pytest.mark.parametrize(
    ("verdict", "credit"),
    [
        (Verdict.RIGHT, "1"),
        (Verdict.ACCEPTABLE, "4/5"),
        (Verdict.MISSING, "0"),
        (Verdict.WRONG, "0"),
        (Verdict.MISLEADING, "-1/2"),
    ],
)
def test_a_verdict_has_an_exact_credit(verdict: Verdict, credit: str) -> None:
    part = judged("a", verdict, chosen=True, worth=3)
    assert (part.score, part.worth, part.verdict) == (Fraction(credit), 3, verdict)


def test_parts_count_by_their_worth_and_never_come_to_less_than_nothing() -> None:
    parts = [
        judged("a", Verdict.RIGHT, chosen=True, worth=3),
        judged("b", Verdict.MISLEADING, chosen=True, worth=2),
        judged("c", Verdict.ACCEPTABLE, chosen=True, worth=1),
    ]
    assert weighed(parts) == Fraction(14, 30)
    assert weighed(parts[1:2]) == 0
    assert weighed([]) == 0


def test_a_cap_is_named_only_where_it_lowers_the_score() -> None:
    high = lab_mark(Fraction(9, 10), [], caps=[("critical", CRITICAL_CAP)])
    assert (high.score, high.caps) == (CRITICAL_CAP, ("critical",))
    low = lab_mark(Fraction(1, 10), [], caps=[("critical", CRITICAL_CAP)])
    assert (low.score, low.caps) == (Fraction(1, 10), ())
    assert lab_mark(Fraction(-1), []).score == 0


def test_a_score_at_the_bar_passes_and_nothing_is_rounded() -> None:
    assert is_passed(Fraction(3, 4))
    assert not is_passed(Fraction(7499999, 10_000_000))
