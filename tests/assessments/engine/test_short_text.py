"""Short text."""

import random
import re
import time
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.wildcards import read_pattern
from tests.assessments.engine import samples


def matches(pattern: str, text: str, *, case_sensitive: bool = False) -> bool:
    return read_pattern(pattern, case_sensitive=case_sensitive).matches(text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("frog", "frog", True),
        ("frog", " Frog\t", True),
        ("frog", "frogs", False),
        ("frog", "a frog", False),
        ("tree frog", "tree   frog", True),
        ("tree frog", "treefrog", False),
        ("*", "", True),
        ("*", "anything", True),
        ("frog*", "frog", True),
        ("frog*", "frogs", True),
        ("*frog", "tree frog", True),
        ("*frog*", "two frogs", True),
        ("f*g", "fg", True),
        ("f*g", "f", False),
        ("ab*ab", "ab", False),
        ("ab*ab", "abab", True),
        ("ab*ba", "aba", False),
        ("a*b*c", "a c b c", True),
        ("a*b*c", "acb", False),
        ("**", "x", True),
        ("a**b", "a1b", True),
        (r"5 \* 3", "5 * 3", True),
        (r"5 \* 3", "5 x 3", False),
        (r"\*", "*", True),
        (r"\*", "x", False),
        (r"\\", "\\", True),
        (r"a\b", r"a\b", True),
        ("a\\", "a\\", True),
        (r"\**", "*anything", True),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("(a+)+$", "(a+)+$", True),
        ("a?", "a?", True),
        ("Itálie", "ITÁLIE", True),
        ("Itálie", unicodedata.normalize("NFD", "Itálie"), True),
        (unicodedata.normalize("NFD", "Itálie"), "Itálie", True),
        ("Itálie", "Italie", False),
        ("e*", unicodedata.normalize("NFD", "é"), False),
        ("Straße", "STRASSE", True),
        ("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ", True),
        ("don't", "don’t", True),
        ('"so"', "“so”", True),
        ("self-review", "self–review", True),
        ("self-review", "self\u2011review", True),
        ("self-review", "self-\u200breview", True),
        ("co-operate", "co\u00ad-operate", True),
        ("0", "0", True),
        ("0", "00", False),
    ],
)
def test_a_response_matches_whole_or_not_at_all(pattern: str, text: str, *, fits: bool) -> None:
    assert matches(pattern, text) is fits


def test_case_counts_where_the_item_says_so() -> None:
    assert matches("NIST", "nist")
    assert not matches("NIST", "nist", case_sensitive=True)
    assert matches("NIST", "NIST", case_sensitive=True)


def test_the_first_answer_that_matches_wins() -> None:
    content = samples.short_text(("residual risk", 1), ("residual*", "1/2"), ("*", 0))
    assert engine.mark_item(content, {"text": "Residual risk"}).score == 1
    assert engine.mark_item(content, {"text": "residual danger"}).score == Fraction(1, 2)
    mark = engine.mark_item(content, {"text": "something"})
    assert mark.score == 0
    assert [(part.id, part.feedback) for part in mark.parts] == [("2", "Why *")]


def test_an_answer_that_nobody_foresaw_earns_nothing_and_has_no_part() -> None:
    mark = engine.mark_item(samples.short_text(), {"text": "no idea"})
    assert (mark.score, mark.parts, mark.feedback) == (0, (), "The reasoning.")


def test_the_answer_0_is_an_answer() -> None:
    content = samples.short_text("0")
    interaction = engine.interaction_of(content)
    assert interaction.is_answered(engine.read_content(content), {"text": "0"})
    assert engine.mark_item(content, {"text": "0"}).score == 1


def test_thirty_stars_take_no_longer_than_one() -> None:
    started = time.perf_counter()
    assert not matches("a*" * 30 + "b", "a" * 500)
    assert not matches("*a" * 90 + "*b", "a" * 500)
    assert matches("a*" * 30, "a" * 500)
    assert time.perf_counter() - started < 0.1


letters = st.text(alphabet="ab ", max_size=12)


@given(st.text(alphabet="ab*", min_size=1, max_size=10), letters)
def test_patterns_match_what_the_same_regular_expression_would(pattern: str, text: str) -> None:
    text = " ".join(text.split())
    expression = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    assert matches(pattern, text) is bool(re.fullmatch(expression, text))


@given(st.text(min_size=1, max_size=40))
def test_every_text_matches_itself_with_its_stars_escaped(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace("*", "\\*")
    assert matches(escaped, text)
    assert matches(escaped, text, case_sensitive=True)


@given(st.text(max_size=40))
def test_a_text_in_either_unicode_form_is_the_same_answer(text: str) -> None:
    decomposed, composed = (unicodedata.normalize(form, text) for form in ("NFD", "NFC"))
    for pattern in ("*a*", "é*", "ab"):
        assert matches(pattern, decomposed) == matches(pattern, composed)


def test_random_patterns_end_in_time() -> None:
    source = random.Random(1)
    started = time.perf_counter()
    for _round in range(300):
        pattern = "".join(source.choice("ab*") for _place in range(200))
        matches(pattern, "".join(source.choice("ab") for _place in range(500)))
    assert time.perf_counter() - started < 2
