"""The HTML subset of rich-text blocks ↔ rich text.

The subset: `p`, `ul`, `ol`, `li`, `b`, `i`, `code`, `br` and `a` with `href` alone. `strong` and `em` are read
as `b` and `i`; the editor's `data-block-key` and the white space between block tags are dropped.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from courses.packages.rich_text import (
    LINE_BREAK,
    ListItem,
    ListOfItems,
    Paragraph,
    RichText,
    Run,
    Runs,
    normalise,
)

_STYLES = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "code": "code"}
_SPACES = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "\f": " "})


# What the editor lets a link be; `page:` stands for a page of the site.
_SCHEMES = {"http", "https", "ftp", "mailto", "tel", "page"}
_SCHEME = re.compile(r"([^/?#]*?):")
# Browsers drop these before they look at a link's scheme (WHATWG URL, §4.4).
_DROPPED = re.compile(r"[\x00-\x20]")


class HtmlUnsupported(ValueError):
    """The HTML holds something outside the subset; the message says what."""


class _Reader(HTMLParser):
    """A strict reader: every tag must be of the subset, in its place and closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Paragraph | ListOfItems] = []
        self.tags: list[str] = []
        self.runs: list[Run] = []
        self.href: str | None = None
        # Open lists, each with its items so far; an item's runs and lists are kept until it closes.
        self.lists: list[tuple[bool, list[ListItem]]] = []
        self.items: list[tuple[list[Run], list[ListOfItems]]] = []

    def _inside(self, *names: str) -> bool:
        return bool(self.tags) and self.tags[-1] in names

    def _in_text(self) -> bool:
        return any(tag in ("p", "li") for tag in self.tags) and not self._inside("ul", "ol")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes if name != "data-block-key"}
        allowed = {"href"} if tag == "a" else set()
        if set(given) - allowed or (tag == "a" and "href" not in given):
            raise HtmlUnsupported(f"<{tag}> with these attributes: {', '.join(given) or 'none'}")
        if tag == "br":
            self._text(LINE_BREAK)
            return
        if tag == "p" and not self.tags:
            self.runs = []
        elif tag in ("ul", "ol") and (not self.tags or self._inside("li")):
            self.lists.append((tag == "ol", []))
        elif tag == "li" and self._inside("ul", "ol"):
            self.items.append(([], []))
        elif tag == "a" and self._in_text() and self.href is None:
            scheme = _SCHEME.match(_DROPPED.sub("", given["href"]))
            if scheme and scheme[1].lower() not in _SCHEMES:
                raise HtmlUnsupported(f"a link to {scheme[1]}:")
            self.href = given["href"]
        elif not (tag in _STYLES and self._in_text()):
            raise HtmlUnsupported(f"<{tag}> in this place")
        self.tags.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            raise HtmlUnsupported(f"<{tag}/>")
        self.handle_starttag(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        if not self._inside(tag):
            raise HtmlUnsupported(f"</{tag}> in this place")
        self.tags.pop()
        if tag == "p":
            self.blocks.append(Paragraph(tuple(self.runs)))
        elif tag == "a":
            self.href = None
        elif tag == "li":
            runs, below = self.items.pop()
            self.lists[-1][1].append(ListItem(tuple(runs), tuple(below)))
        elif tag in ("ul", "ol"):
            ordered, items = self.lists.pop()
            found = ListOfItems(ordered, tuple(items))
            if self.items:
                self.items[-1][1].append(found)
            else:
                self.blocks.append(found)

    def handle_data(self, data: str) -> None:
        self._text(data.translate(_SPACES))

    def _text(self, text: str) -> None:
        if not self._in_text():
            if text.strip(" "):
                raise HtmlUnsupported("text outside of a paragraph")
            return
        if self.items and self.items[-1][1]:
            if text.strip(" "):
                raise HtmlUnsupported("text after a list inside of an item")
            return
        styles = {_STYLES[tag] for tag in self.tags if tag in _STYLES}
        run = Run(text, self.href, "strong" in styles, "emphasis" in styles, "code" in styles)
        (self.items[-1][0] if self.items else self.runs).append(run)

    def handle_comment(self, data: str) -> None:
        raise HtmlUnsupported("a comment")

    def handle_decl(self, decl: str) -> None:
        raise HtmlUnsupported("a declaration")

    def handle_pi(self, data: str) -> None:
        raise HtmlUnsupported("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        raise HtmlUnsupported("a declaration")


def read_html(html: str) -> RichText:
    """HTML of the subset as rich text in its one form. Raises HtmlUnsupported."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.tags:
        raise HtmlUnsupported(f"<{reader.tags[-1]}> is not closed")
    return normalise(reader.blocks)


def normal_html(html: str) -> str:
    """The one form of this HTML: what two equal texts share. Raises HtmlUnsupported."""
    return write_html(read_html(html))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _write_run(run: Run) -> str:
    html = "<br/>".join(map(_escape, run.text.split(LINE_BREAK)))
    for tag, on in (("code", run.code), ("i", run.emphasis), ("b", run.strong)):
        if on:
            html = f"<{tag}>{html}</{tag}>"
    return html


def _write_runs(runs: Runs) -> str:
    found, href = [], None
    for run in runs:
        if run.href != href:
            found.append("</a>" if href is not None else "")
            if run.href is not None:
                target = _escape(run.href).replace('"', "&quot;")
                found.append(f'<a href="{target}">')
            href = run.href
        found.append(_write_run(run))
    found.append("</a>" if href is not None else "")
    return "".join(found)


def _write_list(block: ListOfItems) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join(
        f"<li>{_write_runs(item.runs)}{''.join(map(_write_list, item.below))}</li>" for item in block.items
    )
    return f"<{tag}>{items}</{tag}>"


def write_html(text: Iterable[Paragraph | ListOfItems]) -> str:
    """Rich text as HTML of the subset, without white space between block tags."""
    return "".join(
        f"<p>{_write_runs(block.runs)}</p>" if isinstance(block, Paragraph) else _write_list(block)
        for block in text
    )
