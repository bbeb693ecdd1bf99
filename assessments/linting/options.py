"""Rules about options: what they say, how long they are, whether they overlap."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from assessments.linting.reading import ItemReading, Option
from assessments.linting.rules import Finding, finding
from assessments.linting.words import tokens, without_quotations

_WHOLE = r"(?:the\s+)?(?:above|others?|options?|answers?|statements?|these|them|below)(?:\s+\w+){0,2}"
_ALL = re.compile(rf"(?:all|each|both|every one)\s+(?:of\s+)?{_WHOLE}\W*", re.IGNORECASE)
_NONE = re.compile(rf"(?:none|neither|no one|not any)\s+(?:of\s+)?{_WHOLE}\W*", re.IGNORECASE)
_COMBINED = re.compile(
    r"(?:both\s+|only\s+)?\(?[A-Ha-h1-8]\)?(?:\s*,\s*\(?[A-Ha-h1-8]\)?)*\s*(?:and|or|&)\s*\(?[A-Ha-h1-8]\)?(?:\s+only)?\W*",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"\b(?:not|never|cannot)\b|n[’']t\b", re.IGNORECASE)

# Conspicuous is a quarter more than the next, and enough characters to be seen at a glance.
LONGEST_SHARE = Fraction(5, 4)
LONGEST_CHARACTERS = 15
# Twice as long, and enough characters for that to mean something.
UNEVEN_SHARE = 2
UNEVEN_CHARACTERS = 30

_NUMBER = r"[-−]?\d[\d,]*(?:\.\d+)?"
_ANY_NUMBER = re.compile(_NUMBER)
_RANGE = re.compile(rf"(?P<low>{_NUMBER})\s*(?:%|per cent)?\s*(?:–|—|-|to|and)\s*(?P<high>{_NUMBER})")
_AT_LEAST = re.compile(
    rf"(?:more than|over|above|at least|from|longer than|later than|≥|>)\s*(?P<low>{_NUMBER})", re.IGNORECASE
)
_AT_MOST = re.compile(
    rf"(?:less than|fewer than|under|below|at most|up to|within|shorter than|≤|<)\s*(?P<high>{_NUMBER})",
    re.IGNORECASE,
)
_QUANTITY = re.compile(rf"(?:about |around |nearly )?[$€£]?{_NUMBER}\s*(?:%|[a-zA-Z]+)?(?:\s[a-zA-Z]+)?\.?")

_Interval = tuple[Decimal | None, Decimal | None]


def is_formula(text: str) -> bool:
    """Whether an option says all, none or a combination of the others."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_ALL, _NONE, _COMBINED))


def formula_options(item: ItemReading) -> Iterator[Finding]:
    """All, none or a combination of the other options."""
    for option in item.options:
        text = option.text.strip()
        for rule, pattern in (
            ("all-of-the-above", _ALL),
            ("none-of-the-above", _NONE),
            ("combined-options", _COMBINED),
        ):
            if pattern.fullmatch(text):
                yield finding(rule, "choices", option.place, "text", text=text)


def lengths(item: ItemReading) -> Iterator[Finding]:
    """A key that is conspicuously the longest; options of very unequal length."""
    sizes = {option.place: len(option.text) for option in item.options}
    if len(sizes) < 2:
        return
    if (key := item.key) is not None:
        after = max(size for place, size in sizes.items() if place != key.place)
        size = sizes[key.place]
        if size >= after * LONGEST_SHARE and size - after >= LONGEST_CHARACTERS:
            yield finding("key-longest", "choices", key.place, "text", key=size, next=after)
            return
    longest, shortest = max(sizes.values()), min(sizes.values())
    if longest > shortest * UNEVEN_SHARE and longest - shortest >= UNEVEN_CHARACTERS:
        yield finding("uneven-options", "choices", longest=longest, shortest=shortest)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def interval(text: str) -> _Interval | None:
    """The range of numbers that an option names, open ends as None; None when it names none, or several."""
    if found := _RANGE.search(text):
        low, high = _decimal(found["low"]), _decimal(found["high"])
        rest = text[: found.start()] + text[found.end() :]
        return (low, high) if low <= high and not _ANY_NUMBER.search(rest) else None
    for pattern, end in ((_AT_LEAST, "low"), (_AT_MOST, "high")):
        found = pattern.search(text)
        if found and not _ANY_NUMBER.search(text[: found.start()] + text[found.end() :]):
            number = _decimal(found[end])
            return (number, None) if end == "low" else (None, number)
    return None


def _overlap(one: _Interval, other: _Interval) -> bool:
    """Whether two ranges share more than an end."""
    lows = [low for low in (one[0], other[0]) if low is not None]
    highs = [high for high in (one[1], other[1]) if high is not None]
    return not lows or not highs or max(lows) < min(highs)


def _contains(whole: Option, part: Option) -> bool:
    """Whether the one option begins or ends with the whole other one."""
    long, short = tokens(whole.text), tokens(part.text)
    return 3 <= len(short) < len(long) and short in (long[: len(short)], long[-len(short) :])


def overlaps(item: ItemReading) -> Iterator[Finding]:
    """Ranges that share numbers, and options that hold a whole other one. Single choices only."""
    if not item.is_single:
        return
    ranges = {option.place: interval(option.text) for option in item.options}
    all_ranges = all(found is not None for found in ranges.values())
    for one, other in combinations(item.options, 2):
        first, second = ranges[one.place], ranges[other.place]
        by_numbers = all_ranges and first is not None and second is not None and _overlap(first, second)
        if by_numbers or _contains(one, other) or _contains(other, one):
            yield finding(
                "overlapping-options", "choices", other.place, "text", one=one.text, other=other.text
            )


def number_order(item: ItemReading) -> Iterator[Finding]:
    """Options that are quantities stand in their order, and nobody shuffles them."""
    if len(item.options) < 3 or not all(_QUANTITY.fullmatch(option.text) for option in item.options):
        return
    numbers = [_decimal(found[0]) for option in item.options if (found := _ANY_NUMBER.search(option.text))]
    rises = all(one <= other for one, other in pairwise(numbers))
    falls = all(one >= other for one, other in pairwise(numbers))
    if item.shuffled or not (rises or falls):
        yield finding("number-order", "choices")


def negative_options(item: ItemReading) -> Iterator[Finding]:
    """One option alone that says what is not."""
    negative = [option for option in item.options if _NEGATIVE.search(without_quotations(option.text))]
    if len(item.options) > 2 and len(negative) == 1:
        yield finding("negative-option", "choices", negative[0].place, "text", text=negative[0].text)
