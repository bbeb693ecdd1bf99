"""Rich text → the Markdown subset, or nothing where the subset cannot hold it.

Whatever is written is read again: text that would come back different is not written, and the caller keeps
the HTML instead. So a round trip never changes a text, whatever an author typed.
"""

import re

from courses.packages.markdown_reading import LINK, Heading, Prose, read_document
from courses.packages.rich_text import LINE_BREAK, ListOfItems, Paragraph, RichText, Run, Runs

_EVERYWHERE = re.compile(r"([\\`*_\[\]<>&#!~|(){}+=-])")
_LIGHT = re.compile(r"([\\`]|(?<![\w*])\*(?! )|(?<=[\w*])\*(?=\S)|<(?=[a-zA-Z/!?]))")
# What would make a heading, a list, a quotation or a rule of a line's first characters.
_SIGN_FIRST = re.compile(r"(?=#{1,6}(?: |$)|[-+](?: |$)|>|-{3,}$|={2,}$|~{3})")
_NUMBER_FIRST = re.compile(r"(\d{1,9})([.)])(?= |$)")
_ORDER = ("strong", "emphasis", "href")


def _code(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = (
        " "
        if text.startswith("`") or text.endswith("`") or (text.strip() and text[0] == text[-1] == " ")
        else ""
    )
    return f"{fence}{pad}{text}{pad}{fence}"


def _text(run: Run, *, escape: bool) -> str:
    if run.code:
        return _code(run.text)
    return (_EVERYWHERE if escape else _LIGHT).sub(r"\\\1", run.text)


def _wrap(name: str, value: object, inside: str) -> str:
    if name == "strong":
        return f"**{inside}**"
    return f"*{inside}*" if name == "emphasis" else f"[{inside}]({value})"


def _write_runs(runs: Runs, open_styles: tuple[str, ...], *, escape: bool) -> str:
    """Write the runs; of the styles that begin at one place the one that lasts longest is outermost."""
    found = []
    position = 0
    while position < len(runs):
        lengths = {}
        for name in _ORDER:
            value = getattr(runs[position], name)
            if name in open_styles or not value:
                continue
            end = position
            while end < len(runs) and getattr(runs[end], name) == value:
                end += 1
            lengths[name] = end
        if not lengths:
            found.append(_text(runs[position], escape=escape))
            position += 1
            continue
        name = max(_ORDER, key=lambda name: lengths.get(name, 0))
        inside = _write_runs(runs[position : lengths[name]], (*open_styles, name), escape=escape)
        found.append(_wrap(name, getattr(runs[position], name), inside))
        position = lengths[name]
    return "".join(found)


def _allowed(runs: Runs, anchors: frozenset[str] | None) -> bool:
    for run in runs:
        if LINE_BREAK in run.text or "\r" in run.text or (run.strong and run.emphasis):
            return False
        if run.href is None:
            continue
        if not LINK.fullmatch(run.href):
            return False
        if anchors is not None and run.href.startswith("#") and run.href not in anchors:
            return False
    return bool(runs)


def _line(runs: Runs, anchors: frozenset[str] | None) -> str | None:
    """One line of Markdown: as few backslashes as will do, or as many as there can be."""
    if not _allowed(runs, anchors):
        return None
    for escape in (False, True):
        line = _write_runs(runs, (), escape=escape)
        if _SIGN_FIRST.match(line):
            line = f"\\{line}"
        line = _NUMBER_FIRST.sub(r"\1\\\2", line, count=1) if _NUMBER_FIRST.match(line) else line
        parts, problems, _links = read_document(line)
        if not problems and parts == [Prose((Paragraph(runs),), 0)]:
            return line
    return None


def _list(block: ListOfItems, anchors: frozenset[str] | None, indent: str) -> list[str] | None:
    lines: list[str] = []
    for number, item in enumerate(block.items, start=1):
        line = _line(item.runs, anchors)
        if line is None:
            return None
        marker = f"{number}. " if block.ordered else "- "
        lines.append(f"{indent}{marker}{line}")
        for below in item.below:
            inside = _list(below, anchors, indent + " " * len(marker))
            if inside is None:
                return None
            lines.extend(inside)
    return lines


def write_markdown(text: RichText, anchors: frozenset[str] | None = None) -> str | None:
    """Rich text in its one form as Markdown, or None where the subset cannot hold it.

    `anchors` are the links (`#source-…`, `#term-…`) that lead somewhere; None takes all.
    """
    parts: list[str] = []
    for block in text:
        if isinstance(block, Paragraph):
            line = _line(block.runs, anchors)
            lines = None if line is None else [line]
        else:
            lines = _list(block, anchors, "")
        if lines is None:
            return None
        parts.append("\n".join(lines))
    markdown = "\n\n".join(parts)
    read, problems, _links = read_document(markdown)
    return markdown if not problems and read == [Prose(text, 0)] else None


def write_heading(text: str, size: str) -> str | None:
    """A heading as one line of Markdown, or None where its words do not come back equal."""
    level = int(size[1])
    for escape in (False, True):
        line = f"{'#' * level} {_text(Run(text), escape=escape)}"
        read, problems, _links = read_document(line)
        if not problems and read == [Heading(level, text, 0)]:
            return line
    return None
