"""Words, sentences and their counts: what several rules look at."""

import re
from fractions import Fraction

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TOKEN = re.compile(r"\w+(?:[.,'’-]\w+)*")
_SENTENCE_END = re.compile(r"([.!?…][\"”’)\]]*)\s+(?=[\"“‘(\[]?[A-Z0-9])")
_VOWELS = re.compile(r"[aeiouy]+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


# Words that carry no content of an option or a stem.
STOP = word_set(
    "a an the and or but of to in on at by for from with without into onto over under after before between than"
    " is are was were be been being has have had do does did can could may might must shall should will would"
    " it its this that these those they them their there he she his her you your we our who whom whose which what"
    " when where why how as if so because since while though not no nor only also just more most less least each"
    " every any all some one two three other another such same both either neither about"
)


def without_quotations(text: str) -> str:
    """A text without what it quotes: an author does not choose the words of a quotation."""
    return _QUOTED.sub(" ", text)


def words(text: str) -> list[str]:
    """The words of a text, folded; numbers are none."""
    return [word.casefold() for word in _WORD.findall(text)]


def tokens(text: str) -> list[str]:
    """Words and numbers of a text, folded."""
    return [token.casefold() for token in _TOKEN.findall(text)]


def root(word: str) -> str:
    """A word without the commonest endings: enough to see that “reports” and “reported” are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    for ending in ("ingly", "ings", "ing", "edly", "ied", "ies", "ed", "es", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def content_words(text: str) -> frozenset[str]:
    """The roots of the words that carry a text's content."""
    return frozenset(root(word) for word in words(text) if word not in STOP and len(word) > 2)


def sentences(text: str) -> list[str]:
    """A text's sentences, as well as capitals and full stops tell."""
    # A line break stands for nothing else: the text's own are spaces by now.
    broken = _SENTENCE_END.sub("\\1\n", " ".join(text.split()))
    return [part for part in broken.split("\n") if part.strip()]


def syllables(word: str) -> int:
    """About how many syllables an English word has."""
    word = word.casefold()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def reading_grade(text: str) -> Fraction:
    """The Flesch-Kincaid grade of a text; nought where it has no words.

    Source: Kincaid, Fishburne, Rogers & Chissom (1975), Research Branch Report 8-75.
    """
    found = words(text)
    parts = sentences(text)
    if not found or not parts:
        return Fraction(0)
    return (
        Fraction(39, 100) * Fraction(len(found), len(parts))
        + Fraction(118, 10) * Fraction(sum(map(syllables, found)), len(found))
        - Fraction(1559, 100)
    )
