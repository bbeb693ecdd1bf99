"""Numbers that claim something about the world, and where each of them comes from.

A passage claims a number when it has a percentage, an amount of money, a large number, or a year or date of
something that happened. It is excused when it has a link to a source, says that the number is the course's own
(“our arithmetic”, “the course's rule”), repeats numbers which a passage with a source gave before, or stands
in an example that is plainly made up: a callout of kind example or practice, a section called a worked
example, anything after words such as “Picture a”, “Suppose” or “fictional” up to the next heading, or a lesson that
says once “the numbers in this lesson are made up”. What the rule cannot see, lint.yaml explains.
"""

import re
from collections.abc import Iterator, Sequence

from courses.linting.advice import Advice, advise
from courses.linting.passages import Passage

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_CLAIM = re.compile(
    r"\d[\d,.]*\s?(?:%|per\s?cent\b|percent\b)"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s(?:in|of|out of)\s(?:every\s)?(?:ten|a hundred|a thousand|\d+)\b"
    r"|[$€£]\s?\d|\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\s(?:million|billion|thousand)\b"
    rf"|\b\d{{1,2}}\s(?:{_MONTH})\s(?:19|20)\d\d\b"
    r"|\b(?:in|since|from|until|by|during|between|of|for|before|after)\s(?:the (?:first|second) half of\s)?"
    rf"(?:(?:{_MONTH})\s)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_OWN = re.compile(
    r"\bour (?:arithmetic|sum|subtraction|count|convention|choice|rule|figures?|numbers?)\b"
    r"|\bthe course['’]s\b|\bby the (?:rule|formula) above\b",
    re.IGNORECASE,
)
_FICTION = re.compile(
    r"\b(?:fictional|fictitious|invented|made[- ]up|hypothetical|imagine|suppose|picture (?:a|an|the|two|three)|say that|"
    r"for illustration|illustrative|composite)\b",
    re.IGNORECASE,
)
# A lesson that says so once needs not say it again under each heading.
_WHOLE = re.compile(
    r"\b(?:numbers|figures|names|cases|organisations|companies|services|people)\b[^.]{0,40}\b(?:in|of) this (?:lesson|module)\b"
    r"[^.]{0,40}\b(?:made up|fictional|invented|ours)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"\bexample\b|\bexercise\b|\bworked\b|\bfictional\b|\bcase\b|\bthought experiment\b", re.IGNORECASE
)
_EXAMPLES = ("example", "practice")
# What a text says of itself, and code: neither claims anything about the world.
_ASIDE = re.compile(
    rf"`[^`]*`|\b(?:as of|read(?: on| in)?|(?:seen|checked|reviewed|stood|stands|stated) (?:on|at|as of))\s(?:\d{{1,2}}\s)?(?:{_MONTH})\s\d{{4}}",
    re.IGNORECASE,
)


def is_sourced(passage: Passage) -> bool:
    """Whether a passage leads to a source."""
    return any(link.startswith(("#source-", "http")) for link in passage.links)


def claims(text: str) -> set[str]:
    """The numbers of a text that claim something, as they are written."""
    found: set[str] = set()
    for match in _CLAIM.finditer(_ASIDE.sub(" ", text)):
        found.update(number.rstrip(".,") for number in _NUMBER.findall(match[0]))
        found.add(match[0]) if not _NUMBER.search(match[0]) else None
    return found


def unsourced_numbers(passages: Sequence[Passage]) -> Iterator[Advice]:
    """Passages of a lesson with a claim, no source and no excuse."""
    given: set[str] = set()
    fictional: set[int] = set()
    if any(_WHOLE.search(passage.text) for passage in passages):
        return
    for passage in passages:
        text = passage.text
        if passage.kind == "heading":
            continue
        if is_sourced(passage):
            given.update(number.rstrip(".,") for number in _NUMBER.findall(text))
        if _FICTION.search(text):
            fictional.add(passage.section)
        claimed = claims(text)
        if (
            not claimed
            or is_sourced(passage)
            or passage.kind in _EXAMPLES
            or passage.section in fictional
            or _EXAMPLE.search(passage.heading)
            or _OWN.search(text)
            or claimed <= given
        ):
            continue
        said = ", ".join(sorted(claimed - given))
        yield advise(
            "unsourced-number",
            passage.file,
            passage.line,
            f"says {said} without a source: link one, say “our arithmetic”, or make the example plainly fictional",
        )
