"""How alike two items are in wording, and how the few that may be alike are found among many.

Items are compared by the word sequences of stem and options (Broder, "On the resemblance and containment of
documents", 1997). Of each item the smallest hashes of its sequences are kept (a bottom-k sketch): two items that
share half of their sequences share about half of those, so that a look into an index finds them.
"""

import hashlib
from fractions import Fraction
from typing import TypeAlias

from assessments.engine.plain_text import plain_text
from assessments.linting.reading import ItemReading, ItemText, read_item, text_of
from assessments.linting.words import tokens

SHINGLE = 3
ALIKE = Fraction(1, 2)
PRINTS = 12

Sequences: TypeAlias = frozenset[tuple[str, ...]]


def sequences_of(item: ItemReading) -> Sequences:
    """Every three words in a row of what is asked and of each option."""
    found: set[tuple[str, ...]] = set()
    asked = item.stem_text or plain_text(text_of(item.source.interaction.get("text")))
    for text in (asked, *(option.text for option in item.options)):
        line = tokens(text)
        found.update(tuple(line[at : at + SHINGLE]) for at in range(len(line) - SHINGLE + 1))
    return frozenset(found)


def wording_of(text: ItemText) -> Sequences:
    """The word sequences of an item, finished or not."""
    return sequences_of(read_item(text))


def likeness(first: Sequences, second: Sequences) -> Fraction:
    """The share of word sequences that both have; 0 where the two are of such unequal size that it is below half."""
    smaller, larger = sorted((len(first), len(second)))
    if not smaller or 2 * smaller < larger:
        return Fraction(0)
    return Fraction(len(first & second), len(first | second))


def prints_of(sequences: Sequences) -> tuple[int, ...]:
    """The smallest hashes of an item's sequences, as signed 64-bit numbers: equal wording has equal prints."""
    hashes = sorted(
        int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big", signed=True)
        for words in sequences
    )
    return tuple(hashes[:PRINTS])
