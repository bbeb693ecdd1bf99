"""A lesson's body: Markdown with fenced blocks ↔ block data.

Block data is what a StreamField holds, in its one form, with the package's own names for pictures, files and
items: `heading` {text, size}, `text` (HTML), `callout` {kind, title, text}, `quote`, `table`, `figure` {image,
alt, caption}, `download` {file, title}, `content_note` {text}, `check` {item}.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from courses.packages.faults import Fault
from courses.packages.fences import BY_BLOCK, BY_FENCE, CalloutFence
from courses.packages.html import read_html, write_html
from courses.packages.markdown_reading import Fence, Heading, Link, Prose, read_document
from courses.packages.markdown_writing import write_heading, write_markdown
from courses.packages.validation import faults_of
from courses.packages.yaml_reading import read_yaml
from courses.packages.yaml_writing import write_yaml

_NAMESPACE = uuid.UUID("7f3f0f6e-3f5c-5d0c-9a39-6f0f5a1f6f0e")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. `line` is where it stands, and no part of what it is."""

    type: str
    value: Any
    line: int = field(default=0, compare=False, repr=False)


def block_ids(place: str, blocks: Sequence[Block]) -> list[str]:
    """An id for every block: equal content at an equal occurrence keeps its id from load to load.

    `place` names the lesson. Source: RFC 9562, §5.5 (name-based UUIDs).
    """
    seen: Counter[str] = Counter()
    found = []
    for block in blocks:
        content = json.dumps([block.type, block.value], ensure_ascii=False, sort_keys=True)
        found.append(str(uuid.uuid5(_NAMESPACE, f"{place}|{seen[content]}|{content}")))
        seen[content] += 1
    return found


_OWNERS = {"source": "the front matter has no source", "term": "the glossary has no term"}


def _anchor_faults(
    found: Iterable[Link], anchors: frozenset[str] | None, file: str, first_line: int
) -> list[Fault]:
    """Links to sources that the front matter does not have, and to terms that the glossary does not have."""
    if anchors is None:
        return []
    faults = []
    for link in found:
        kind, _hyphen, name = link.href.removeprefix("#").partition("-")
        if link.href.startswith("#") and kind in _OWNERS and link.href not in anchors:
            faults.append(Fault(file, first_line + link.offset, kind, f"{_OWNERS[kind]} “{name}”"))
    return faults


def _read_fence(
    part: Fence, file: str, first_line: int, anchors: frozenset[str] | None
) -> tuple[Block | None, list[Fault]]:
    line = part.offset + first_line
    if part.name not in BY_FENCE:
        known = ", ".join(name for name in BY_FENCE if name not in ("heading", "text"))
        what = f"“{part.name}” is not a fence" if part.name else "a fence has a name"
        return None, [Fault(file, line, "fence", f"{what}: {known}")]
    kind, model = BY_FENCE[part.name]
    located, faults = read_yaml(part.content, file=file, first_line=line + 1)
    if located is None:
        return None, faults
    try:
        document = model.model_validate(located.data)
    except ValidationError as error:
        return None, [*faults, *faults_of(error, located, file, where=f"the {part.name} fence", line=line)]
    if isinstance(document, CalloutFence) and document.text is not None:
        found = read_document(document.text).links
        faults += _anchor_faults(found, anchors, file, located.text_line(("text",)))
    return Block(kind, document.value(), line), faults


def markdown_to_blocks(
    markdown: str, *, file: str, first_line: int = 1, anchors: frozenset[str] | None = None
) -> tuple[list[Block], list[Fault]]:
    """A lesson's body as block data, and its faults.

    `anchors` are the links that lead somewhere (`#source-…`, `#term-…`); None takes all.
    """
    parts, problems, found_links = read_document(markdown)
    blocks: list[Block] = []
    faults = [Fault(file, first_line + problem.offset, "markdown", problem.message) for problem in problems]
    faults += _anchor_faults(found_links, anchors, file, first_line)
    for part in parts:
        line = part.offset + first_line
        if isinstance(part, Heading):
            blocks.append(Block("heading", {"text": part.text, "size": f"h{part.level}"}, line))
        elif isinstance(part, Prose):
            blocks.append(Block("text", write_html(part.text), line))
        else:
            block, found = _read_fence(part, file, first_line, anchors)
            faults += found
            if block is not None:
                blocks.append(block)
    return blocks, faults


def _fenced(name: str, content: dict[str, Any]) -> str:
    yaml = write_yaml(content)
    # A line of backticks inside must not end the fence (CommonMark §4.5).
    longest = max(
        (len(line) - len(line.lstrip("`")) for line in map(str.strip, yaml.splitlines())), default=0
    )
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{name}\n{yaml}{ticks}"


def _written(block: Block, before: str, anchors: frozenset[str] | None) -> str:
    """One block as Markdown; as a fence where Markdown cannot hold it."""
    if block.type == "heading":
        line = write_heading(block.value["text"], block.value["size"])
        if line is not None:
            return line
    elif block.type == "text" and before != "text":
        # Two texts in a row would be read as one: the second is fenced.
        rich = read_html(block.value)
        markdown = write_markdown(rich, anchors)
        if markdown and write_html(rich) == block.value:
            return markdown
    fence, model = BY_BLOCK[block.type]
    return _fenced(fence, model.from_value(block.value, anchors))


def blocks_to_markdown(blocks: Iterable[Block], *, anchors: frozenset[str] | None = None) -> str:
    """Block data as a lesson's body in the canonical form: reading it gives equal blocks."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        parts.append(_written(block, before, anchors))
        # A fenced text ends a stretch of prose like every other fence.
        before = "text" if block.type == "text" and not parts[-1].startswith("```") else ""
    return "\n\n".join(parts) + ("\n" if parts else "")
