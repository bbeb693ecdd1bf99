"""Rules about stems: positive, complete, as long as they have to be, and readable."""

import re
from collections.abc import Iterator

from assessments.engine.plain_text import plain_text
from assessments.linting.reading import ItemReading
from assessments.linting.rules import Finding, finding
from assessments.linting.words import reading_grade, sentences, without_quotations, word_set, words

WINDOW_WORDS = 100
GRADE = 16
# Fewer words than that have no reading level to speak of.
GRADE_WORDS = 30

_NEGATIVE = re.compile(r"\b(?:not|never|except|cannot|neither|nor)\b|\b\w+n[’']t\b", re.IGNORECASE)
_EMPHASISED = re.compile(r"\*\*[^*]+\*\*")
_ORDERS = word_set(
    "select choose match put place sort write name compute calculate fill order mark assign give state enter point"
    " complete arrange decide drag type tick draw bring pair classify rank list identify find label connect set work"
    " report answer say tell show explain describe judge read use upload attach compare weigh grade rate model"
)
# What is answered by what stands beside it: a statement to be judged, a text with gaps, a lab's own form.
_ASKS = (
    "single-choice",
    "multiple-choice",
    "matching",
    "ordering",
    "categorise",
    "numeric",
    "short-text",
    "essay",
)


def _question(markdown: str) -> str:
    """The sentences that ask, as Markdown; the last one where none has a question mark."""
    parts = sentences(" ".join(markdown.split()))
    asking = [part for part in parts if "?" in part]
    return " ".join(asking or parts[-1:])


def negative_stem(item: ItemReading) -> Iterator[Finding]:
    """A question that asks for what is not, unless the word is set in bold. The case before it may say no."""
    if item.type == "true-false":
        return
    question = without_quotations(_EMPHASISED.sub(" ", _question(item.stem)))
    if found := _NEGATIVE.search(plain_text(question)):
        yield finding("negative-stem", "stem", word=found[0])


def complete_stem(item: ItemReading) -> Iterator[Finding]:
    """A stem that neither asks nor tells the reader what to do."""
    if item.type not in _ASKS or not item.stem.strip() or "?" in without_quotations(item.stem_text):
        return
    for sentence in sentences(item.stem_text):
        # An order may stand behind a condition: “For each row, name …”.
        for clause in re.split(r"[,:;]\s+", sentence):
            first = words(clause)[:1]
            if first and first[0] in _ORDERS:
                return
    yield finding("incomplete-stem", "stem")


def length(item: ItemReading) -> Iterator[Finding]:
    """A stem that is longer than a case needs to be."""
    count = len(item.stem_text.split())
    if count > WINDOW_WORDS:
        yield finding("window-dressing", "stem", count=count)


def reading_level(item: ItemReading) -> Iterator[Finding]:
    """A stem that reads harder than a specialist's magazine."""
    if len(words(item.stem_text)) < GRADE_WORDS:
        return
    grade = reading_grade(item.stem_text)
    if grade > GRADE:
        yield finding("reading-level", "stem", grade=round(grade))
