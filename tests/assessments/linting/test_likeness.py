"""How alike two items are, and that the few prints find what is alike."""

from fractions import Fraction
from random import Random

from assessments.linting import ALIKE, ItemText, likeness, prints_of, wording_of
from tests.assessments.engine import samples

WORDS = [f"word{number}" for number in range(400)]


def text(words: list[str]) -> ItemText:
    return ItemText({"type": "short-text", "stem": " ".join(words)})


def test_the_same_wording_is_wholly_alike_and_another_is_not() -> None:
    one, other = wording_of(text(WORDS[:40])), wording_of(text(WORDS[50:90]))
    assert likeness(one, one) == 1
    assert likeness(one, other) == 0
    assert likeness(one, wording_of(text([]))) == 0


def test_case_marks_and_markdown_do_not_count() -> None:
    plain = wording_of(ItemText(samples.single_choice(stem="Which one of these is right?")))
    dressed = wording_of(ItemText(samples.single_choice(stem="WHICH *one* of these, is right?")))
    assert likeness(plain, dressed) == 1


def test_a_text_with_gaps_is_compared_by_its_text() -> None:
    assert wording_of(ItemText(samples.cloze()))


def test_prints_find_nearly_every_pair_that_is_alike_and_hardly_any_other() -> None:
    random, found, alike, stray = Random(7), 0, 0, 0
    for _round in range(300):
        one = [random.choice(WORDS) for _word in range(40)]
        other = list(one)
        for _change in range(random.randint(0, 4)):
            other[random.randrange(len(other))] = random.choice(WORDS)
        strange = [random.choice(WORDS) for _word in range(40)]
        first, second, third = (wording_of(text(words)) for words in (one, other, strange))
        if likeness(first, second) >= ALIKE:
            alike += 1
            found += len(set(prints_of(first)) & set(prints_of(second))) >= 3
        stray += len(set(prints_of(first)) & set(prints_of(third))) >= 3
    assert alike > 200
    assert Fraction(found, alike) > Fraction(97, 100)
    assert stray == 0
