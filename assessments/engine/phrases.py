"""Words and phrases in free text: whole, in their order, not denied.

Substrings mislead: "log" stands in "catalogue", "consensual" in "non-consensual". Nothing here judges prose; it says
what is mentioned, for feedback that a person may use.
"""

import re
from collections.abc import Sequence

from assessments.engine.texts import normal

# A word keeps its hyphens, points and colons inside: "non-consensual", "2026-02-27", "rq-1" are one each.
_WORD = re.compile(r"\w+(?:[-'./:]\w+)*")
_QUOTED = re.compile(r'"[^"]*"')
_DENIES = frozenset({"not", "no", "never", "without", "neither", "nor", "non", "isn't", "wasn't", "aren't"})
_SKIPPED = frozenset({"a", "an", "the", "any"})


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: small letters, plain quotation marks and dashes, no "'s"."""
    return [word.removesuffix("'s") for word in _WORD.findall(normal(text, case_sensitive=False))]


def without_quotations(text: str) -> str:
    """A text without what stands in quotation marks: somebody else's words, and marked so."""
    return _QUOTED.sub(" _quoted_ ", normal(text, case_sensitive=False))


def mentions(text: str, phrase: str) -> bool:
    """Whether the whole phrase stands in the text at least once without a "not" or its like right before it."""
    wanted, words = words_of(phrase), words_of(text)
    return bool(wanted) and any(
        words[place : place + len(wanted)] == wanted and not _is_denied(words, place)
        for place in range(len(words) - len(wanted) + 1)
    )


def _is_denied(words: Sequence[str], place: int) -> bool:
    before = place - 1
    while before >= 0 and words[before] in _SKIPPED:
        before -= 1
    return before >= 0 and words[before] in _DENIES


def alternatives(rule: str) -> list[str]:
    """The phrases of a rule, of which one is enough: "retrieval | ingestion"."""
    return [phrase for part in rule.split("|") if (phrase := part.strip())]


def mentions_one(text: str, rule: str) -> bool:
    """Whether a text mentions one of a rule's phrases."""
    return any(mentions(text, phrase) for phrase in alternatives(rule))


def uses(text: str, term: str) -> bool:
    """Whether a text uses a term in its own words, denied or not; what it quotes does not count."""
    wanted, words = words_of(term), words_of(without_quotations(text))
    return bool(wanted) and any(
        words[place : place + len(wanted)] == wanted for place in range(len(words) - len(wanted) + 1)
    )
