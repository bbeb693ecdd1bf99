"""Gaps in a Markdown text: where [[id]] stands, and placeholders that no author's text can forge."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assessments.engine.plain_text import plain_text

WORDS_AROUND = 6
_GAP = re.compile(r"\[\[([a-zA-Z0-9][a-zA-Z0-9_-]{0,63})\]\]")
_parser = MarkdownIt("commonmark", {"html": False})


def gap_ids(text: str) -> list[str]:
    """The ids of the gaps in a text, in their order, as often as they stand there."""
    return _GAP.findall(text)


@lru_cache(maxsize=1024)
def placeholders(text: str) -> Mapping[str, str]:
    """A placeholder for each gap of a text, by id, in the order of the text.

    A placeholder carries the SHA-256 of the whole text: no text can contain it, because that would take a
    text that holds its own hash. It is one word of letters and digits, so Markdown leaves it as it is.
    """
    name = hashlib.sha256(text.encode()).hexdigest()
    return {gap: f"gap{name}x{place}x" for place, gap in enumerate(dict.fromkeys(gap_ids(text)))}


def with_placeholders(text: str) -> str:
    """The Markdown with each gap's placeholder in its place."""
    names = placeholders(text)
    return _GAP.sub(lambda found: names[found[1]], text)


def reachable_gaps(text: str) -> set[str]:
    """The gaps that stand in running text. One in code, in a link or in an address can hold no control."""
    seen = " ".join(_running_texts(_parser.parse(with_placeholders(text))))
    return {gap for gap, name in placeholders(text).items() if name in seen}


def _running_texts(tokens: list[Token]) -> Iterator[str]:
    for block in tokens:
        depth = 0
        for token in block.children or []:
            depth += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "text" and depth == 0:
                yield token.content


def words_around(text: str, gap: str, *, other: str) -> tuple[str, str]:
    """The few words before and after a gap, without Markdown; `other` stands for every other gap."""
    words = plain_text(with_placeholders(text))
    for name, placeholder in placeholders(text).items():
        if name != gap:
            words = words.replace(placeholder, other)
    before, _gap, after = words.partition(placeholders(text)[gap])
    return " ".join(before.split()[-WORDS_AROUND:]), " ".join(after.split()[:WORDS_AROUND])
