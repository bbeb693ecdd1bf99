"""Markdown as plain text, for what is read aloud, listed or compared."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=4096)
def plain_text(markdown: str) -> str:
    """The words of a Markdown text on one line."""
    words = [_words(token.children or []) for token in _parser.parse(markdown) if token.type == "inline"]
    code = [token.content for token in _parser.parse(markdown) if token.type in ("fence", "code_block")]
    return " ".join(" ".join([*words, *code]).split())


def _words(tokens: list[Token]) -> str:
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)
