"""Each rule of item writing at its edge: what breaks it, and what looks alike and does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.linting import (
    BankItem,
    BannedTerm,
    ItemText,
    Severity,
    banned_terms,
    house_terms,
    lint_bank,
    lint_item,
)
from assessments.linting.options import interval
from assessments.linting.words import reading_grade, root, sentences

WHY = "It follows from what was written down."


def _choice(stem: str, *texts: str, key: int = 0, **more: Any) -> dict[str, Any]:
    choices = [
        {"id": "abcdefgh"[place], "text": text, "credit": "1" if place == key else "0", "rationale": WHY}
        for place, text in enumerate(texts)
    ]
    content = {"type": "single-choice", "stem": stem, "shuffle": True, "choices": choices}
    return {**content, "general_feedback": "Look again.", **more}


def _rules(content: dict[str, Any], **more: Any) -> set[str]:
    given = {"references": ["A handbook, 2024"], "measures": "Counts", **more}
    return {finding.rule.id for finding in lint_item(ItemText(content, **given))}


STEM = "What does the desk do first?"


@pytest.mark.parametrize(
    ("rule", "content", "breaks"),
    [
        ("all-of-the-above", _choice(STEM, "Ask", "Wait", "All of these answers"), True),
        ("all-of-the-above", _choice(STEM, "Ask", "Wait", "All of the records of May"), False),
        ("none-of-the-above", _choice(STEM, "Ask", "Wait", "None of the options is right"), True),
        ("none-of-the-above", _choice(STEM, "Ask", "Wait", "None of the records of May"), False),
        ("combined-options", _choice(STEM, "Ask", "Wait", "a and c"), True),
        ("combined-options", _choice(STEM, "P and M, because of it", "P alone", "Q alone"), False),
        ("key-longest", _choice(STEM, "x" * 60, "x" * 40, "x" * 40), True),
        ("key-longest", _choice(STEM, "x" * 50, "x" * 41, "x" * 40), False),
        ("key-longest", _choice(STEM, "x" * 60, "x" * 40, "x" * 40, key=1), False),
        ("overlapping-options", _choice(STEM, "Between 2 and 5", "Between 4 and 9", "10 to 20"), True),
        ("overlapping-options", _choice(STEM, "Between 2 and 5", "5 to 9", "10 to 20"), False),
        ("overlapping-options", _choice(STEM, "On 2 May", "On 3 May", "On 4 May"), False),
        ("overlapping-options", _choice(STEM, "Ask the night desk", "Ask the night desk in writing", "Wait"), True),
        ("number-order", _choice(STEM, "2 days", "3 days", "9 days", shuffle=False), False),
        ("number-order", _choice(STEM, "2 days", "9 days", "3 days", shuffle=False), True),
        ("number-order", _choice(STEM, "2 days", "Three or four", "9 days"), False),
        ("negative-stem", _choice("Which of them is never kept?", "Ask", "Wait"), True),
        ("negative-stem", _choice("Which of them is **not** kept?", "Ask", "Wait"), False),
        ("negative-stem", _choice("The form was not kept. What now?", "Ask", "Wait"), False),
        ("negative-stem", _choice("What does “do not open” mean?", "Ask", "Wait"), False),
        ("incomplete-stem", _choice("The night desk", "Asks", "Waits"), True),
        ("incomplete-stem", _choice("For each row, name its owner.", "Ask", "Wait"), False),
        ("incomplete-stem", {"type": "true-false", "stem": "The desk asks first."}, False),
        ("convergence", _choice(STEM, "Red lamps", "Red flags", "Blue lamps", "Green bells"), True),
        ("convergence", _choice(STEM, "Red lamps", "Red flags", "Blue lamps", "Blue flags"), False),
        ("convergence", _choice(STEM, "Red lamps", "Red flags", "Red bells", "Red horns"), False),
        ("clang", _choice("Who signs the custody record today?", "Custody record holder", "Porter", "Guest"), True),
        ("clang", _choice("Who signs the custody record today?", "Custody clerk", "Porter", "Guest"), False),
        ("clang", _choice("Who signs a custody record?", "Custody record clerk", "Whoever signs", "Guest"), False),
        ("absolute-words", _choice(STEM, "Ask", "Never ask", "Wait"), True),
        ("absolute-words", _choice(STEM, "Always ask", "Never ask", "Wait"), False),
        ("absolute-words", _choice(STEM, "Ask", "Write “never”", "Wait"), False),
        ("grammar-clue", _choice("The desk needs an", "Answer", "Lamp", "Bell"), True),
        ("grammar-clue", _choice("The desk needs an", "Answer", "Order", "Bell"), False),
        ("grammar-clue", _choice("The first things on the desk are", "Lamps", "Bell", "Ink"), True),
        ("grammar-clue", _choice("The desk needs a", "Uniform", "Answer", "Order"), True),
        ("negative-option", _choice(STEM, "Ask", "Wait", "Do not open it"), True),
        ("negative-option", _choice(STEM, "Ask", "Do not wait", "Do not open it"), False),
        ("thin-rationale", _choice(STEM, "Ask", "Wait") | {"answers": [{"rationale": "Wrong."}]}, True),
        ("thin-rationale", _choice(STEM, "Ask", "Wait") | {"answers": [{"rationale": "42 × 4."}]}, False),
        ("missing-rationale", _choice(STEM, "Ask", "Wait") | {"choices": [{"text": "Ask", "rationale": " "}]}, True),
        ("missing-rationale", {"type": "true-false", "stem": STEM, "rationale_true": WHY}, True),
        ("missing-rationale", {"type": "cloze", "gaps": [{"answers": [{"text": "x"}]}]}, True),
        ("missing-rationale", _choice(STEM, "Ask", "Wait"), False),
    ],
)  # fmt: skip
def test_a_rule_at_its_edge(rule: str, content: dict[str, Any], breaks: bool) -> None:
    assert (rule in _rules(content)) is breaks


def test_a_reference_and_what_it_measures_are_asked_for() -> None:
    found = _rules(_choice(STEM, "Ask", "Wait"), references=["  "], measures="")
    assert {"missing-reference", "missing-measure"} <= found


def test_an_item_that_keeps_the_rules_has_no_finding() -> None:
    assert _rules(_choice(STEM, "Asks the night desk", "Waits until noon", "Sends the form")) == set()


def test_each_finding_leads_to_its_place() -> None:
    (found,) = lint_item(
        ItemText(_choice(STEM, "Ask", "Always ask", "Wait"), ["A handbook, 2024"], "Counts"),
    )
    assert found.path == ("choices", 1, "text")
    assert found.message == "“always” stands in wrong options alone: candidates learn to strike it out."
    assert found.rule.severity is Severity.WARNING
    assert found.rule.basis.endswith("guideline 28a")


_TEXT = st.text("abnot A1?.,“”`*{}\n", max_size=20)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=12,
)
_KEYS = st.sampled_from(
    ["type", "stem", "choices", "text", "credit", "rationale", "answers", "gaps", "shuffle", "pairs"]
)


@given(
    content=st.dictionaries(
        _KEYS, _JSON | st.sampled_from(["single-choice", "true-false", "matching"]), max_size=6
    )
)
def test_a_draft_of_any_shape_is_linted_without_falling_over(content: dict[str, Any]) -> None:
    for finding in lint_item(ItemText(content)):
        assert finding.message


@given(
    texts=st.lists(
        st.text("abnot A1?.,“”`*\n-–%", min_size=1, max_size=60), min_size=2, max_size=6, unique=True
    ),
    key=st.integers(0, 5),
)
def test_options_of_any_words_are_linted_without_falling_over(texts: list[str], key: int) -> None:
    for finding in lint_item(ItemText(_choice(STEM, *texts, key=key))):
        assert finding.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("between 2 and 5 days", "2 5"),
        ("2–5", "2 5"),
        ("1,000 to 2,000 files", "1000 2000"),
        ("at least 3", "3 None"),
        ("fewer than 7 cases", "None 7"),
        ("From 2 to 5 of 9", None),
        ("three", None),
    ],
)
def test_the_range_that_an_option_names(text: str, said: str | None) -> None:
    found = interval(text)
    assert (None if found is None else f"{found[0]} {found[1]}") == said


def test_a_reading_grade_rises_with_the_length_of_sentences_and_words() -> None:
    plain = "The cat sat on the mat. The dog ran to the door."
    hard = "Organisational accountability necessitates comprehensive documentation of responsibilities."
    assert reading_grade(plain) < 3 < 20 < reading_grade(hard)
    assert reading_grade("") == 0


def test_roots_and_sentences() -> None:
    assert root("reports") == root("reported") == root("report")
    assert sentences("It is so. “Is it?” Yes, 3.5 of it.") == ["It is so.", "“Is it?”", "Yes, 3.5 of it."]


# Banned terms.

_TERM = house_terms()[0]


@pytest.mark.parametrize(
    ("text", "markdown", "found"),
    [
        (f"An old {_TERM.phrase} term", True, True),
        (f"An old {_TERM.phrase.upper()} term", True, True),
        (f"An old {_TERM.phrase.replace(' ', chr(10))} term", True, True),
        (f"The value `{_TERM.phrase}`", True, False),
        (f"The value ``x `{_TERM.phrase}` y``", True, False),
        (f"The statute “{_TERM.phrase}”", False, False),
        (f"The statute “{_TERM.phrase}”", True, True),
        (f"un{_TERM.phrase}", True, False),
        (f"{_TERM.phrase}y", True, False),
    ],
)
def test_a_banned_term_is_a_whole_phrase_and_a_mark_quotes_it(text: str, markdown: bool, found: bool) -> None:
    assert bool(list(banned_terms(text, house_terms(), markdown=markdown))) is found


def test_a_banned_term_names_its_line_and_what_to_write() -> None:
    terms = (BannedTerm("perfect detector", "detector with its error rates"),)
    ((line, term),) = banned_terms("One.\nTwo perfect\ndetectors.", terms)
    assert (line, term.instead) == (1, "detector with its error rates")


# Banks.


def _bank(keys: list[int], *, widths: list[int] | None = None) -> list[BankItem]:
    items = []
    for number, key in enumerate(keys):
        texts = [f"{word}{number}" for word in ("Ash", "Oak", "Elm", "Fir")]
        if widths:
            texts[key] += "x" * widths[number]
        content = _choice(f"Which{number} tree{number} stands{number} there?", *texts, key=key)
        items.append(BankItem(f"i-{number}", "practice", ItemText(content)))
    return items


def test_keys_in_one_place_are_found_and_balanced_ones_are_not() -> None:
    assert [found.rule.id for _name, found in lint_bank(_bank([0] * 20))] == ["key-position"]
    assert lint_bank(_bank([0, 1, 2, 3] * 5)) == []
    # Too few for chance to be told from habit.
    assert lint_bank(_bank([0] * 19)) == []


def test_keys_that_are_the_longest_too_often_are_found() -> None:
    often = lint_bank(_bank([0, 1, 2, 3] * 5, widths=[1] * 20))
    assert [found.rule.id for _name, found in often] == ["key-longest-often"]
    assert lint_bank(_bank([0, 1, 2, 3] * 5, widths=[1, 0, 0, 0] * 5)) == []


def test_items_that_are_nearly_the_same_are_found_unless_they_are_enemies() -> None:
    stem = "A courier brings nine sealed letters to the harbour office on the day before the market opens."
    one = ItemText(_choice(f"{stem} What now?", "Sign", "Wait"))
    other = ItemText(_choice(f"{stem} What next?", "Sign", "Wait"))
    pair = [BankItem("one", "practice", one), BankItem("other", "examination", other)]
    ((name, found),) = lint_bank(pair)
    assert (name, found.rule.id, found.values["other"]) == ("other", "duplicate-items", "one")
    assert lint_bank([BankItem(item.name, item.use, item.text, "letters") for item in pair]) == []
