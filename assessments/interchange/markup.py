"""Between the HTML of other systems and the Markdown of items."""

import re
from functools import lru_cache

from lxml import etree, html
from markdown_it import MarkdownIt

from assessments.interchange.travel import Note, lost

_parser = MarkdownIt("commonmark", {"html": False})
_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_LINE_START = re.compile(r"^(\s*)([#>+-]|\d+[.)])(?=\s|$)", re.MULTILINE)
_INLINE = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_PLAIN = frozenset(
    {"span", "div", "p", "font", "u", "sub", "sup", "small", "section", "body", "html", "label"}
)
_LINES = frozenset(
    {"p", "div", "section", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr"}
)
_DROPPED = frozenset(
    {"script", "style", "iframe", "object", "embed", "form", "input", "video", "audio", "svg", "math"}
)
MAX_DEPTH = 60


def escaped(text: str) -> str:
    """Plain text as Markdown that says the same."""
    return _LINE_START.sub(
        lambda found: (
            f"{found[1]}\\{found[2]}"
            if not found[2][0].isdigit()
            else f"{found[1]}{found[2][:-1]}\\{found[2][-1]}"
        ),
        _SPECIAL.sub(r"\\\1", text),
    )


@lru_cache(maxsize=4096)
def to_html(markdown: str) -> str:
    """Markdown as XHTML without line feeds between its blocks."""
    return str(_parser.render(markdown)).strip().replace(">\n<", "><")


def to_markdown(source: str) -> tuple[str, tuple[Note, ...]]:
    """HTML as Markdown, with what was lost: pictures, and markup that items do not have."""
    if "<" not in source and "&" not in source:
        return escaped(source.strip()), ()
    try:
        root = html.fragment_fromstring(source, create_parent="div")
    except (etree.ParserError, ValueError):
        return escaped(source.strip()), ()
    reader = _Reader()
    text = reader.read(root)
    notes = [lost("picture")] if reader.pictures else []
    if reader.unknown:
        notes.append(lost("markup", names=", ".join(sorted(reader.unknown))))
    return _tidy(text), tuple(notes)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader:
    """Reads one tree; what it had to leave out is counted."""

    def __init__(self) -> None:
        self.pictures = 0
        self.unknown: set[str] = set()

    def read(self, node: etree._Element, depth: int = 0) -> str:
        if depth > MAX_DEPTH:
            return ""
        parts = [_text(node.text)]
        for child in node:
            if isinstance(child.tag, str):
                parts.append(self._element(child, depth + 1))
            parts.append(_text(child.tail))
        return "".join(parts)

    def _element(self, node: etree._Element, depth: int) -> str:
        tag = node.tag.lower()
        if tag in _DROPPED:
            self.unknown.add(tag)
            return ""
        if tag == "br":
            return "\n\n"
        if tag == "img":
            self.pictures += 1
            return escaped(node.get("alt") or "")
        if tag == "code":
            said = " ".join("".join(node.itertext()).split())
            return f"`{said}`" if said and "`" not in said else escaped(said)
        if tag in ("ul", "ol"):
            return self._list(node, tag, depth)
        inner = self.read(node, depth)
        if tag in _INLINE:
            said = inner.strip()
            return f"{_INLINE[tag]}{said}{_INLINE[tag]}" if said and "\n" not in said else inner
        if tag == "a":
            address = node.get("href") or ""
            return (
                f"[{inner}]({address})"
                if re.match(r"https://[^\s()<>]+\Z", address) and inner.strip()
                else inner
            )
        if tag not in _PLAIN | _LINES or tag in _LINES - _PLAIN - {"ul", "ol"}:
            self.unknown.add(tag)
        return f"\n\n{inner.strip()}\n\n" if tag in _LINES else inner

    def _list(self, node: etree._Element, tag: str, depth: int) -> str:
        rows = [self.read(child, depth + 1).strip() for child in node if child.tag == "li"]
        said = [re.sub(r"\n+", " ", row) for row in rows if row]
        return (
            "\n\n"
            + "\n".join(
                f"{place}. {row}" if tag == "ol" else f"- {row}" for place, row in enumerate(said, start=1)
            )
            + "\n\n"
        )


def _text(text: str | None) -> str:
    return escaped(re.sub(r"\s+", " ", text)) if text else ""
