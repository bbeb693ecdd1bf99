"""A lesson as passages: paragraphs, list entries, tables and callouts, each with its line and its heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from courses.packages import Block, Lesson, Located

_TAG = re.compile(r"<[^>]+>")
_HREF = re.compile(r'href="([^"]*)"')
_MARKDOWN_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ENTRY = re.compile(r"\s*(?:[-*]|\d{1,9}[.)])\s+")
_FENCE = re.compile(r"(`{3,})(.*)")
FRONT = re.compile(r"---\n.*?^---(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of text that stands for itself. `section` counts the headings before it."""

    file: str
    line: int
    kind: str
    text: str
    section: int
    heading: str = ""
    links: tuple[str, ...] = ()


def _block_text(value: Any) -> str:
    """Every word of a block's value, without tags."""
    if isinstance(value, dict):
        return "\n".join(
            _block_text(kept) for name, kept in value.items() if name not in ("image", "file", "item")
        )
    if isinstance(value, (list, tuple)):
        return "\n".join(map(_block_text, value))
    return _TAG.sub(" ", value) if isinstance(value, str) else ""


def _block_links(value: Any) -> tuple[str, ...]:
    text = str(value)
    return (*_HREF.findall(text), *_MARKDOWN_LINK.findall(text))


def _paragraphs(markdown: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Paragraphs, list entries and headings outside of fences, with their lines."""
    fence = ""
    begin, held = 0, [""]
    for number, line in enumerate(markdown.split("\n"), first_line):
        found = _FENCE.fullmatch(line.strip())
        if fence or found:
            if held[0]:
                yield begin, " ".join(held)
            held = [""]
            if fence and line.strip().startswith(fence) and not line.strip().strip("`"):
                fence = ""
            elif not fence and found:
                fence = found[1]
            continue
        starts = not line.strip() or _ENTRY.match(line) or line.startswith("#")
        if starts and held[0]:
            yield begin, " ".join(held)
            held = [""]
        if line.strip():
            if not held[0]:
                begin, held = number, [line.strip()]
            else:
                held.append(line.strip())
            if line.startswith("#"):
                yield begin, " ".join(held)
                held = [""]
    if held[0]:
        yield begin, " ".join(held)


def _passages(file: str, markdown: str, first_line: int, blocks: Sequence[Block]) -> Iterator[Passage]:
    parts: list[tuple[int, str, str, tuple[str, ...]]] = []
    for line, text in _paragraphs(markdown, first_line):
        kind = "heading" if text.startswith("#") else "entry" if _ENTRY.match(text) else "prose"
        parts.append((line, kind, text, tuple(_MARKDOWN_LINK.findall(text))))
    for block in blocks:
        if block.type in ("text", "heading") and not _is_fenced(markdown, block.line - first_line):
            continue
        kind = block.value["kind"] if block.type == "callout" else block.type
        parts.append((block.line, kind, _block_text(block.value), _block_links(block.value)))
    section, heading = 0, ""
    for line, kind, text, links in sorted(parts, key=lambda part: part[0]):
        if kind == "heading":
            section, heading = section + 1, text.lstrip("# ").strip()
        yield Passage(file, line, kind, text, section, heading, links)


def _is_fenced(markdown: str, offset: int) -> bool:
    lines = markdown.split("\n")
    return 0 <= offset < len(lines) and lines[offset].startswith("```")


def passages_of(file: str, content: bytes, lesson: Lesson, located: Located) -> list[Passage]:
    """The passages of a lesson's body and of its alternative, in the order of their lines."""
    text = content.decode().replace("\r\n", "\n")
    match = FRONT.match(text)
    end = match.end() if match else 0
    found = [*_passages(file, text[end:], text.count("\n", 0, end) + 1, lesson.body)]
    if lesson.front.alternative is not None:
        first = located.text_line(("alternative",))
        inside = _passages(file, lesson.front.alternative, first, lesson.alternative)
        found += [
            Passage(file, one.line, one.kind, one.text, -1 - one.section, one.heading, one.links)
            for one in inside
        ]
    return sorted(found, key=lambda passage: passage.line)
