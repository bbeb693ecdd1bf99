"""Rules about a bank as a whole: where keys stand, how long they are, and items that are nearly the same."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb
from string import ascii_lowercase

from assessments.linting.likeness import ALIKE, likeness, sequences_of
from assessments.linting.reading import ItemReading, ItemText, read_item
from assessments.linting.rules import Finding, finding

# Upper one per cent of chi-square by degrees of freedom, from any table of it.
_CHI_SQUARE = {
    1: Fraction("6.635"),
    2: Fraction("9.210"),
    3: Fraction("11.345"),
    4: Fraction("13.277"),
    5: Fraction("15.086"),
}
# Fewer items to each place say nothing (the usual rule for chi-square).
EXPECTED = 5
RARE = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class BankItem:
    """One item of a bank: its name, what it is used for, its group of enemies."""

    name: str
    use: str
    text: ItemText
    enemies: str = ""


def lint_bank(items: Sequence[BankItem]) -> list[tuple[str, Finding]]:
    """Findings with the name of the item they are in; "" for those about all items together."""
    readings = {item.name: read_item(item.text) for item in items}
    found: list[tuple[str, Finding]] = []
    for use in sorted({item.use for item in items}):
        of_use = [readings[item.name] for item in items if item.use == use]
        found += [("", one) for one in (*_key_positions(of_use, use), *_long_keys(of_use, use))]
    # Labs of one course share their form and their task.
    questions = [item for item in items if not readings[item.name].is_lab]
    return [*found, *_duplicates(questions, readings)]


def _by_options(items: Sequence[ItemReading]) -> dict[int, list[ItemReading]]:
    found: defaultdict[int, list[ItemReading]] = defaultdict(list)
    for item in items:
        if item.key is not None:
            found[len(item.options)].append(item)
    return found


def _key_positions(items: Sequence[ItemReading], use: str) -> Iterator[Finding]:
    """Places of keys that chance would give less than once in a hundred banks (chi-square)."""
    for width, group in sorted(_by_options(items).items()):
        limit = _CHI_SQUARE.get(width - 1)
        if limit is None or len(group) < EXPECTED * width:
            continue
        places = Counter(item.key.place for item in group if item.key is not None)
        expected = Fraction(len(group), width)
        statistic = sum(((places[place] - expected) ** 2 / expected for place in range(width)), Fraction(0))
        if statistic > limit:
            said = ", ".join(f"{ascii_lowercase[place]} {places[place]}" for place in range(width))
            yield finding("key-position", places=said, count=len(group), use=use)


def _long_keys(items: Sequence[ItemReading], use: str) -> Iterator[Finding]:
    """Keys that are the longest option more often than one bank in a hundred would have by chance."""
    for width, group in sorted(_by_options(items).items()):
        if width < 2 or len(group) < EXPECTED * width:
            continue
        longest = 0
        for item in group:
            sizes = {option.place: len(option.text) for option in item.options}
            top = max(sizes.values())
            only = list(sizes.values()).count(top) == 1
            longest += only and item.key is not None and sizes[item.key.place] == top
        if _at_least(longest, len(group), Fraction(1, width)) < RARE:
            yield finding("key-longest-often", found=longest, count=len(group), use=use)


def _at_least(found: int, count: int, chance: Fraction) -> Fraction:
    """The binomial chance of at least so many; exact."""
    return sum(
        (
            comb(count, hits) * chance**hits * (1 - chance) ** (count - hits)
            for hits in range(found, count + 1)
        ),
        Fraction(0),
    )


def _duplicates(items: Sequence[BankItem], readings: dict[str, ItemReading]) -> Iterator[tuple[str, Finding]]:
    """Pairs of items that share half of their word sequences, unless they may not meet in one form."""
    wording = {name: sequences_of(reading) for name, reading in readings.items()}
    for one, other in combinations(items, 2):
        if one.enemies and one.enemies == other.enemies:
            continue
        share = likeness(wording[one.name], wording[other.name])
        if share >= ALIKE:
            yield other.name, finding("duplicate-items", "stem", other=one.name, share=round(share * 100))
