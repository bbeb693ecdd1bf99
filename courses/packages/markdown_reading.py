"""The Markdown subset → rich text, with the line of everything that is not of the subset.

CommonMark 0.31 without raw HTML, images, block quotes, rules, hard line breaks, reference definitions and
nested emphasis. A line break inside of a paragraph is a space.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from courses.packages.rich_text import ListItem, ListOfItems, Paragraph, RichText, Run, Runs, normalise

LINK = re.compile(
    r"https?://[^\s<>\"\\]+|mailto:[^\s<>\"\\]+|page:[\w/-]+|#source-[a-z0-9][a-z0-9.-]*|#term-[a-z0-9][a-z0-9-]*"
)


def _parser() -> MarkdownIt:
    # Raw HTML is parsed only to be refused by name: switched off, it would silently become text.
    parser = MarkdownIt("commonmark", {"html": True})
    # Links are judged here; the library's own check turns what it dislikes into text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


_PARSER = _parser()

_REFUSED = {
    "blockquote_open": "block quotes are not allowed: use a `quote` fence",
    "hr": "rules (---) are not allowed",
    "html_block": "raw HTML is not allowed: write \\< for the sign itself",
    "html_inline": "raw HTML is not allowed: write \\< for the sign itself",
    "code_block": "indented code is not allowed: remove the four spaces at the start",
    "image": "images are not allowed in text: use a `figure` fence",
    "hardbreak": "hard line breaks are not allowed: remove the spaces or \\ at the line's end",
}


class Link(NamedTuple):
    """Where a link leads; `offset` counts lines from 0."""

    offset: int
    href: str


class Problem(NamedTuple):
    """What is outside of the subset; `offset` counts lines from 0."""

    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3."""

    level: int
    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its name and what stands inside."""

    name: str
    content: str
    offset: int


@dataclass(frozen=True, slots=True)
class Prose:
    """A stretch of paragraphs and lists."""

    text: RichText
    offset: int


@dataclass(slots=True)
class _State:
    problems: list[Problem] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def refuse(self, offset: int, message: str) -> None:
        self.problems.append(Problem(offset, message))


class _Node(NamedTuple):
    """A token with what stands inside of it."""

    token: Token
    children: list["_Node"]

    @property
    def offset(self) -> int:
        return self.token.map[0] if self.token.map else 0


def _tree(tokens: Sequence[Token]) -> list[_Node]:
    top: list[_Node] = []
    stack = [top]
    for token in tokens:
        if token.nesting == -1:
            stack.pop()
            continue
        node = _Node(token, [])
        stack[-1].append(node)
        if token.nesting == 1:
            stack.append(node.children)
    return top


def _attribute(token: Token, name: str) -> str | None:
    value = token.attrGet(name)
    return None if value is None else str(value)


class _Inline:
    """Reads the children of one inline token into runs."""

    def __init__(self, state: _State, offset: int) -> None:
        self.state, self.offset = state, offset
        self.href: str | None = None
        self.styles: list[str] = []
        self.runs: list[Run] = []

    def read(self, tokens: Iterable[Token]) -> Runs:
        for token in tokens:
            self._take(token)
        return tuple(self.runs)

    def _add(self, text: str, *, code: bool = False) -> None:
        self.runs.append(Run(text, self.href, "strong" in self.styles, "em" in self.styles, code))

    def _take(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":
                self._add(token.content)
            case "softbreak":
                self._add(" ")
                self.offset += 1
            case "code_inline":
                self._add(token.content, code=True)
            case "strong_open" | "em_open":
                if self.styles:
                    self.state.refuse(self.offset, "nested emphasis is not allowed")
                self.styles.append(token.tag)
            case "strong_close" | "em_close":
                self.styles.pop()
            case "link_open":
                self._open_link(token)
            case "link_close":
                self.href = None
            case other:
                self.state.refuse(self.offset, _REFUSED.get(other, f"“{other}” is not allowed"))

    def _open_link(self, token: Token) -> None:
        self.href = _attribute(token, "href") or ""
        self.state.links.append(Link(self.offset, self.href))
        if _attribute(token, "title") is not None:
            self.state.refuse(self.offset, "a link's title is not allowed")
        if not LINK.fullmatch(self.href):
            self.state.refuse(
                self.offset,
                f"a link goes to https://…, mailto:…, #source-… or #term-…, not to “{self.href[:80]}”",
            )


def _read_runs(node: _Node, state: _State) -> Runs:
    found: list[Run] = []
    for child in node.children:
        found.extend(_Inline(state, node.offset).read(child.token.children or ()))
    return tuple(found)


def _read_item(node: _Node, state: _State, depth: int) -> ListItem:
    runs: Runs = ()
    below: list[ListOfItems] = []
    for position, child in enumerate(node.children):
        kind = child.token.type
        if kind == "paragraph_open" and position == 0:
            runs = _read_runs(child, state)
        elif kind == "paragraph_open":
            state.refuse(child.offset, "a list item holds one paragraph")
        elif kind in ("bullet_list_open", "ordered_list_open"):
            below.append(_read_list(child, state, depth + 1))
        else:
            state.refuse(child.offset, _REFUSED.get(kind, "a list item holds text and lists only"))
    if not runs:
        state.refuse(node.offset, "a list item begins with words")
    return ListItem(runs, tuple(below))


def _read_list(node: _Node, state: _State, depth: int = 1) -> ListOfItems:
    ordered = node.token.type == "ordered_list_open"
    if depth > 2:
        state.refuse(node.offset, "lists are nested one level at most")
    if ordered and _attribute(node.token, "start") not in (None, "1"):
        state.refuse(node.offset, "a numbered list begins with 1")
    return ListOfItems(ordered, tuple(_read_item(child, state, depth) for child in node.children))


def _read_heading(node: _Node, state: _State) -> Heading | None:
    level = int(node.token.tag[1])
    if node.token.markup in ("=", "-"):
        state.refuse(node.offset, "a line under a heading is not allowed: use ## or ###")
    elif level not in (2, 3):
        state.refuse(node.offset, "headings are ## or ###")
    runs = _read_runs(node, state)
    if any(run.style != (None, False, False, False) for run in runs):
        state.refuse(node.offset, "a heading is plain text")
    text = "".join(run.text for run in runs).strip(" ")
    if not text:
        state.refuse(node.offset, "a heading has words")
    return Heading(level, text, node.offset)


class Reading(NamedTuple):
    """A body as headings, fences and prose, what in it is not of the subset, and the links of its prose."""

    parts: list[Heading | Fence | Prose]
    problems: list[Problem]
    links: list[Link]


def read_document(markdown: str) -> Reading:
    """A lesson's body in parts, with everything in it that is not of the subset."""
    state = _State()
    environment: dict[str, Any] = {}
    parts: list[Heading | Fence | Prose] = []
    prose: list[Paragraph | ListOfItems] = []
    begin = 0

    def end_prose() -> None:
        if prose:
            parts.append(Prose(normalise(prose), begin))
            prose.clear()

    for node in _tree(_PARSER.parse(markdown, environment)):
        kind = node.token.type
        if not prose:
            begin = node.offset
        if kind == "paragraph_open":
            prose.append(Paragraph(_read_runs(node, state)))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            prose.append(_read_list(node, state))
        elif kind == "heading_open":
            end_prose()
            heading = _read_heading(node, state)
            if heading is not None:
                parts.append(heading)
        elif kind == "fence":
            end_prose()
            parts.append(Fence(node.token.info.strip(), node.token.content, node.offset))
        else:
            state.refuse(node.offset, _REFUSED.get(kind, f"“{kind}” is not allowed"))
    end_prose()
    for name, definition in environment.get("references", {}).items():
        state.refuse(definition["map"][0], f"link definitions ([{name.lower()}]: …) are not allowed")
    return Reading(parts, state.problems, state.links)


def read_markdown(markdown: str) -> tuple[RichText, list[Problem]]:
    """Paragraphs and lists as rich text, and everything that is not of the subset (headings, fences too)."""
    parts, problems, _links = read_document(markdown)
    text: list[Paragraph | ListOfItems] = []
    for part in parts:
        if isinstance(part, Prose):
            text.extend(part.text)
        else:
            what = "headings" if isinstance(part, Heading) else "fences"
            problems.append(Problem(part.offset, f"{what} are not allowed in this text"))
    return tuple(text), sorted(problems)
