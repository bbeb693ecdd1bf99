"""Rules about clues: what gives the right option away to whoever does not know it."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from assessments.linting.options import is_formula
from assessments.linting.reading import ItemReading, Option
from assessments.linting.rules import Finding, finding
from assessments.linting.words import content_words, root, without_quotations, word_set, words

_ENDS_OPEN = re.compile(r"\b(an?|is|are|was|were|these|this)\s*(?:[:…]|\.{3}|_+)?\s*$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(?i:[aeio]|u(?!n[ia]|se|ti)|hour|honest|heir)|[FHLMNRSX](?=[A-Z0-9])")
_ABSOLUTE = word_set("always never only none every all entirely completely absolutely impossible")
_SINGULAR_S = ("ss", "us", "is", "ics", "ness")
# One word may be chance.
CLANG_WORDS = 2


def _fits(word: str, option: Option) -> bool:
    text = option.text.strip()
    word = word.casefold()
    if word in ("a", "an"):
        return bool(_VOWEL_SOUND.match(text)) == (word == "an")
    first = (words(text) or [""])[0]
    plural = first.endswith("s") and not first.endswith(_SINGULAR_S)
    return plural == (word in ("are", "were", "these"))


def grammar(item: ItemReading) -> Iterator[Finding]:
    """A stem that ends on an article or a verb which fits the right option alone, or every other one."""
    found = _ENDS_OPEN.search(item.stem_text)
    if found is None or item.key is None or len(item.options) < 3:
        return
    fitting = [option for option in item.options if _fits(found[1], option)]
    odd = fitting if len(fitting) == 1 else [option for option in item.options if option not in fitting]
    if odd == [item.key]:
        yield finding("grammar-clue", "choices", odd[0].place, "text", text=odd[0].text, word=found[1])


def convergence(item: ItemReading) -> Iterator[Finding]:
    """Whatever two options share, one of the two is the key, and it shares different elements with several."""
    key = item.key
    if key is None or len(item.options) < 3:
        return
    elements = {option.place: content_words(option.text) for option in item.options}
    spread = Counter(word for found in elements.values() for word in found)
    # What all of them say is the subject, and no element by which they differ.
    telling = {word for word, count in spread.items() if 1 < count < len(item.options)}
    shared: dict[int, frozenset[str]] = {}
    for one, other in combinations(elements, 2):
        common = elements[one] & elements[other] & telling
        if not common:
            continue
        if key.place not in (one, other):
            return
        shared[other if one == key.place else one] = common
    if len(shared) > 1 and not frozenset.intersection(*shared.values()):
        yield finding("convergence", "choices", key.place, "text")


def clang(item: ItemReading) -> Iterator[Finding]:
    """Words of the stem that the key repeats, while no other option repeats any of its own."""
    key = item.key
    if key is None:
        return
    stem = content_words(item.stem_text)
    own = {
        option.place: (content_words(option.text) & stem).difference(
            *(content_words(other.text) for other in item.options if other.place != option.place)
        )
        for option in item.options
    }
    echoes = own.pop(key.place)
    if len(echoes) >= CLANG_WORDS and not any(own.values()):
        spoken = dict.fromkeys(word for word in words(key.text) if root(word) in echoes)
        yield finding("clang", "choices", key.place, "text", words=", ".join(spoken))


def absolutes(item: ItemReading) -> Iterator[Finding]:
    """Always and never in wrong options alone."""
    found = {
        option.place: _ABSOLUTE & set(words(without_quotations(option.text)))
        for option in item.options
        # “All of the above” has a rule of its own.
        if not is_formula(option.text)
    }
    if any(found.get(option.place) for option in item.options if option.is_key):
        return
    for option in item.distractors:
        for word in sorted(found.get(option.place, ()))[:1]:
            yield finding("absolute-words", "choices", option.place, "text", word=word)
