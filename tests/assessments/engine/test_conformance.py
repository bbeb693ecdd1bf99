"""The rules that users of Moodle, Open edX and QTI rely on, each with an id; where we differ, the row says why.

The ids name the section of the field's survey that states the rule: 1a question types, 1b behaviours, 1c settings,
1d grading methods, T the traps that have bitten those engines.
"""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessments import engine
from assessments.engine import Override, Rules, StepStatus
from tests.assessments.engine import samples
from tests.assessments.engine.samples import chosen_gap, numeric_answer, numeric_gap, rows, typed_gap

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
THIRD = Fraction(1, 3)
ITALY_NFC, ITALY_NFD = "ITÁLIE", unicodedata.normalize("NFD", "ITÁLIE")

SINGLE = samples.single_choice(1, "-0.3333333", 0)
MULTI = samples.multiple_choice("0.3333333", "0.3333333", "0.3333333", "-1/2")
HALVES = samples.multiple_choice("1/2", "1/2", "-1/2", "-1/2")
ALL_OR_NOTHING = samples.multiple_choice("1/2", "1/2", -1)
MASS = samples.numeric(numeric_answer("2.5"), unit="kg", units=[{"name": "g", "factor": "0.001"}])
WEIGHTED = samples.cloze(
    typed_gap("board", weight=3), chosen_gap("scope", weight=1), numeric_gap("term", weight=2)
)


def near(kind: str, tolerance: str) -> dict[str, Any]:
    return samples.numeric(numeric_answer("8", tolerance, tolerance_type=kind))


# id: (content, response, what it earns)
MARKING: dict[str, tuple[dict[str, Any], Any, str]] = {
    "1a-single-fraction-of-the-option": (SINGLE, {"choice": "a"}, "1"),
    "1a-single-negative-is-kept-and-not-clipped": (SINGLE, {"choice": "b"}, "-1/3"),
    "1a-single-nothing-chosen": (SINGLE, {}, "0"),
    "1a-multiple-sum-of-fractions": (HALVES, {"choices": ["a"]}, "1/2"),
    "1a-multiple-costs-count": (HALVES, {"choices": ["a", "b", "c"]}, "1/2"),
    "1a-multiple-clipped-at-0": (HALVES, {"choices": ["c", "d"]}, "0"),
    "1a-multiple-all-or-nothing-by-a-cost-of-1": (ALL_OR_NOTHING, {"choices": ["a", "b", "c"]}, "0"),
    "1b-three-thirds-are-the-whole": (MULTI, {"choices": ["a", "b", "c"]}, "1"),
    "1a-true-false-right": (samples.true_false(), {"value": True}, "1"),
    "1a-true-false-wrong": (samples.true_false(), {"value": False}, "0"),
    "1a-text-first-matching-answer": (
        samples.short_text(("risk register", "1/2"), "risk*"), {"text": "risk register"}, "1/2",
    ),
    "1a-text-star-is-any-text": (samples.short_text("residual * risk"), {"text": "residual and other risk"}, "1"),
    "1a-text-star-is-also-nothing": (samples.short_text("risk*"), {"text": "risk"}, "1"),
    "1a-text-escaped-star-is-a-star": (samples.short_text(r"2 \* 3"), {"text": "2 * 3"}, "1"),
    "T-text-escaped-star-is-nothing-else": (samples.short_text(r"2 \* 3"), {"text": "2 and 3"}, "0"),
    "1a-text-outer-space-is-trimmed": (samples.short_text("risk"), {"text": "  risk  "}, "1"),
    "1a-text-matches-whole-not-by-its-beginning": (samples.short_text("risk"), {"text": "risky"}, "0"),
    "1a-text-case-is-forgiven-by-default": (samples.short_text("risk"), {"text": "RISK"}, "1"),
    "1a-text-case-counts-where-it-says-so": (
        samples.short_text("risk", case_sensitive=True), {"text": "Risk"}, "0",
    ),
    "T-text-nfd-is-nfc": (samples.short_text(ITALY_NFC), {"text": ITALY_NFD}, "1"),
    "T-text-nfc-is-nfd": (samples.short_text(ITALY_NFD), {"text": ITALY_NFC.lower()}, "1"),
    "T-text-accents-count": (samples.short_text(ITALY_NFC), {"text": "ITALIE"}, "0"),
    "T-text-0-is-an-answer": (samples.short_text("0"), {"text": "0"}, "1"),
    "1a-number-nominal-edge": (near("absolute", "1"), {"text": "9"}, "1"),
    "1a-number-nominal-beyond": (near("absolute", "1"), {"text": "9.0000001"}, "0"),
    "1a-number-relative-edge": (near("relative", "0.25"), {"text": "10"}, "1"),
    "1a-number-relative-beyond": (near("relative", "0.25"), {"text": "10.01"}, "0"),
    "1a-number-geometric-low-edge": (near("geometric", "1"), {"text": "4"}, "1"),
    "1a-number-geometric-high-edge": (near("geometric", "1"), {"text": "16"}, "1"),
    "1a-number-geometric-beyond": (near("geometric", "1"), {"text": "3.99"}, "0"),
    "T-number-tolerance-0-at-1e-20": (samples.numeric(numeric_answer("1e-20")), {"text": "1e-20"}, "1"),
    "T-number-tolerance-0-beside-1e-20": (samples.numeric(numeric_answer("1e-20")), {"text": "1.0001e-20"}, "0"),
    "1a-number-power-of-ten": (samples.numeric("1300"), {"text": "1.3 x 10^3"}, "1"),
    "1a-number-raised-digits": (samples.numeric("1300"), {"text": "1.3×10³"}, "1"),
    "1a-number-thousands": (samples.numeric("1299"), {"text": "1,299"}, "1"),
    "1a-number-decimal-comma": (samples.numeric("12.5"), {"text": "12,5"}, "1"),
    "1a-number-unit-optional": (MASS, {"text": "2.5"}, "1"),
    "1a-number-unit-converted": (MASS, {"text": "2500 g"}, "1"),
    "1a-number-unit-graded": (MASS | {"unit_policy": "required"}, {"text": "2.5"}, "0"),
    "1a-number-unit-penalty": (MASS | {"unit_policy": "penalty", "unit_penalty": "1/4"}, {"text": "2.5"}, "3/4"),
    "T-number-frog-1332": (samples.numeric("1332", unit="$"), {"text": "frog 1332"}, "0"),
    "T-number-currency-before": (samples.numeric("1332", unit="$"), {"text": "$1332"}, "1"),
    "1a-matching-right-over-stems": (
        samples.matching(), rows(r1="Management", r2="Management", r3="Management"), "2/3",
    ),
    "1a-ordering-all-or-nothing": (
        samples.ordering("all-or-nothing"), {"places": {"s3": 1, "s1": 2, "s4": 4, "s2": 3}}, "0",
    ),
    "1a-ordering-absolute-position": (
        samples.ordering("absolute-position"), {"places": {"s3": 1, "s1": 2, "s4": 4, "s2": 3}}, "1/2",
    ),
    "1a-ordering-longest-ordered-subset": (
        samples.ordering("longest-ordered-subset"), {"places": {"s3": 1, "s1": 2, "s4": 4, "s2": 3}}, "3/4",
    ),
    "1a-gaps-weighted": (WEIGHTED, {"gaps": {"board": "audit committee", "scope": "b"}}, "1/2"),
    "1a-markers-right-over-needed": (samples.markers(), {"markers": {"m2": ["p3"]}}, "1/2"),
    "T-markers-surplus-costs": (samples.markers(), {"markers": {"m2": ["p3", "p1", "p2"]}}, "2/3"),
    "1a-markers-an-edge-is-inside": (samples.markers(), {"markers": {"m2": ["100,100", "390,190"]}}, "1"),
    "T-points-in-one-area-count-once": (samples.hotspot(), {"spots": ["p3", "110,110"]}, "1/2"),
    "T-points-bounded-below": (samples.hotspot(), {"spots": ["0,0", "1,1", "2,2"]}, "0"),
    "1a-essay-waits-for-a-person": (samples.essay(), {"text": "The log has no entry."}, "0"),
    "1a-upload-waits-for-a-person": (samples.upload(), {"files": ["b" * 64]}, "0"),
}  # fmt: skip


@pytest.mark.parametrize("rule", MARKING)
def test_marking(rule: str) -> None:
    content, response, score = MARKING[rule]
    assert engine.mark_item(engine.plain_content(content), response).score == Fraction(score)


# id: (content, what a random guess earns)
GUESSES: dict[str, tuple[dict[str, Any], Fraction | None]] = {
    "1d-guess-true-false": (samples.true_false(), Fraction(1, 2)),
    "1d-guess-single-is-the-mean": (samples.single_choice(1, 0, "-1/2", 0), Fraction(1, 8)),
    "1d-guess-matching-is-1-over-choices": (samples.matching(), Fraction(1, 4)),
    "1d-guess-multiple-says-nothing": (samples.multiple_choice(), None),
    "1d-guess-markers-say-nothing": (samples.markers(), None),
    "1d-guess-text-is-that-of-a-star": (samples.short_text("risk", ("*", "1/4")), Fraction(1, 4)),
    "1d-guess-text-without-a-star": (samples.short_text("risk"), Fraction(0)),
    "1d-guess-number": (samples.numeric("5"), Fraction(0)),
    "1d-guess-cloze-is-the-weighted-sum": (samples.cloze(chosen_gap("scope"), numeric_gap("term")), Fraction(1, 6)),
}  # fmt: skip


@pytest.mark.parametrize("rule", GUESSES)
def test_random_guess(rule: str) -> None:
    content, worth = GUESSES[rule]
    assert engine.interaction_of(content).guess(engine.read_content(content)) == worth


def _step(data: Any, *, seen: int, at: datetime = NOON) -> StepStatus | None:
    last = engine.Step(1, StepStatus.ACCEPTED, {"choice": "a"})
    return engine.classify_step(last, data, seen_sequence=seen, received_at=at, deadline=NOON + MINUTE)


def _effective(*overrides: Override, **base: Any) -> Rules:
    return engine.effective(Rules(**base), list(overrides), [], NOON)


def _grade(method: str) -> Any:
    return engine.grade(engine.GradingMethod(method), [THIRD, None, Fraction(1), Fraction(1, 2)])


BANDS = engine.read_bands([{"name": "Again", "min": 0}, {"name": "Good", "min": "1/2"}])
PIN = {"minutes": 60, "closes_at": NOON + 90 * MINUTE}

# id: (what is computed, what it must be)
RULES: dict[str, tuple[Callable[[], Any], Any]] = {
    "1b-identical-submission-makes-no-step": (lambda: _step({"choice": "a"}, seen=1), None),
    "1b-out-of-order-is-kept-as-a-conflict": (lambda: _step({"choice": "b"}, seen=0), StepStatus.CONFLICT),
    "1b-in-order-counts": (lambda: _step({"choice": "b"}, seen=1), StepStatus.ACCEPTED),
    "1b-late-is-kept": (lambda: _step({"choice": "b"}, seen=1, at=NOON + MINUTE), StepStatus.LATE),
    "1b-0.9999999-is-right": (lambda: engine.parse_credit("0.9999999"), Fraction(1)),
    "1b-0.3333333-is-a-third": (lambda: engine.parse_credit("0.3333333"), THIRD),
    "1b-one-in-three-tries-is-left-out-one-try": (
        lambda: engine.read_review({"during": ["feedback"]}).during, frozenset({"feedback"}),
    ),
    "1c-deadline-is-close-or-limit-whichever-is-first": (
        lambda: engine.ends_at(Rules(**PIN), NOON + 45 * MINUTE), NOON + 90 * MINUTE,
    ),
    "1c-deadline-by-the-limit": (lambda: engine.ends_at(Rules(**PIN), NOON), NOON + 60 * MINUTE),
    "1c-attempts-0-is-unlimited": (
        lambda: _effective(Override("person", attempts_allowed=0), attempts_allowed=2).attempts_allowed, None,
    ),
    "1c-a-persons-override-beats-a-groups": (
        lambda: _effective(Override("group", minutes=90), Override("person", minutes=30), minutes=60).minutes, 30,
    ),
    "1c-of-groups-the-longest-limit": (
        lambda: _effective(Override("group", minutes=90), Override("group", minutes=70), minutes=60).minutes, 90,
    ),
    "1c-of-groups-the-latest-close": (
        lambda: _effective(
            Override("group", closes_at=NOON + 2 * MINUTE), Override("group", closes_at=NOON + MINUTE),
            closes_at=NOON,
        ).closes_at,
        NOON + 2 * MINUTE,
    ),
    "1c-0-is-no-limit-and-most-generous": (
        lambda: _effective(Override("group", minutes=0), Override("group", minutes=90), minutes=60).minutes, None,
    ),
    "1c-delay1-after-the-first": (
        lambda: engine.next_start(Rules(retake_delay_hours=24, later_delay_hours=48), [NOON]),
        NOON + timedelta(hours=24),
    ),
    "1c-delay2-after-later-ones": (
        lambda: engine.next_start(Rules(retake_delay_hours=24, later_delay_hours=48), [NOON, NOON + MINUTE]),
        NOON + MINUTE + timedelta(hours=48),
    ),
    "1c-a-band-holds-from-its-beginning": (lambda: engine.band_of(BANDS, Fraction(1, 2)).name, "Good"),
    "1c-a-band-holds-up-to-the-next": (lambda: engine.band_of(BANDS, Fraction(499, 1000)).name, "Again"),
    "1c-a-review-column-is-during-after-later-closed": (
        lambda: [when.value for when in engine.When], ["during", "after", "later", "closed"],
    ),
    "1d-highest": (lambda: _grade("highest"), Fraction(1)),
    "1d-average-skips-nulls": (lambda: _grade("average"), Fraction(11, 18)),
    "1d-first": (lambda: _grade("first"), THIRD),
    "1d-last": (lambda: _grade("latest"), Fraction(1, 2)),
    "1d-a-sum-below-0-is-0": (
        lambda: engine.total([engine.ItemResult(1, "d", Fraction(-1, 3))]), (Fraction(0), Fraction(1)),
    ),
    "T-an-item-worth-nothing-divides-nothing": (
        lambda: engine.share(Fraction(0), Fraction(0)), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule: str) -> None:
    compute, expected = RULES[rule]
    assert compute() == expected


# What those systems have and Assay has not, or elsewhere: said, so that nobody looks for it here.
ELSEWHERE = {
    "1a-multiple-edc-and-halves": "Open edX's partial schemes: an author writes the credits instead.",
    "1a-text-regular-expressions": "A pattern with stars is enough, and ends in linear time.",
    "1a-slider-media-custom": "Not among the interactions.",
    "1b-interactive-adaptive": "Examinations have one try; practice has immediate feedback with one try an item.",
    "1b-certainty-based-marking": "Not among the behaviours: a certificate rests on what was answered.",
    "1b-manual-mark-survives": "tests/assessments/test_remarking.py",
    "1b-sequence-out-of-order": "tests/concurrency/test_attempts.py",
    "1c-precreated-attempts": "A start is drawn in one transaction; 250 at once are measured in bench/.",
    "1c-server-side-submission": "tests/assessments/test_sitting.py and tests/concurrency/test_killed_workers.py",
    "1c-subnet-and-browser-lock": "Supervision is recorded, not imitated by a page.",
    "1d-regrade-dry-run-history": "tests/assessments/test_remarking.py",
    "T-thirty-stars-in-linear-time": "tests/assessments/engine/test_short_text.py",
    "T-statistics": "Negative alpha, negative covariance, kurtosis of three attempts: with the item analysis.",
}


def test_every_rule_has_an_id_of_its_own_and_what_is_tested_elsewhere_is_there() -> None:
    ids = [*MARKING, *GUESSES, *RULES, *ELSEWHERE]
    assert len(ids) == len(set(ids))
    assert {rule.partition("-")[0] for rule in ids} == {"1a", "1b", "1c", "1d", "T"}
    root = Path(__file__).parents[3]
    named = [word for said in ELSEWHERE.values() for word in said.split() if word.startswith("tests/")]
    assert named
    assert [path for path in named if not (root / path).is_file()] == []
