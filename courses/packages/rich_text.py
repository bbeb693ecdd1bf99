"""Rich text as plain data: paragraphs and lists of runs, and its HTML in the form that is stored.

A run is a stretch of text with one link and one set of styles, as the editor keeps it: nesting is no part of
the meaning, so `<b><a>x</a></b>` and `<a><b>x</b></a>` are the same. `normalise` makes equal texts equal.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Self, TypeAlias

LINE_BREAK = "\n"
_BLANK = " \n"
_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Run:
    """Text with one link (or none) and one set of styles; a line break is the text `\\n`."""

    text: str
    href: str | None = None
    strong: bool = False
    emphasis: bool = False
    code: bool = False

    @property
    def style(self) -> tuple[str | None, bool, bool, bool]:
        return (self.href, self.strong, self.emphasis, self.code)

    def with_text(self, text: str) -> Self:
        return replace(self, text=text)


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list: a line of text and the lists below it."""

    runs: Runs
    below: tuple["ListOfItems", ...] = ()


@dataclass(frozen=True, slots=True)
class ListOfItems:
    """A bulleted or numbered list."""

    ordered: bool
    items: tuple[ListItem, ...]

    @property
    def depth(self) -> int:
        return 1 + max((below.depth for item in self.items for below in item.below), default=0)


RichText: TypeAlias = tuple[Paragraph | ListOfItems, ...]


def merge_runs(runs: Iterable[Run]) -> Runs:
    """The same runs with neighbours of one style joined and empty ones dropped."""
    found = []
    for _style, group in groupby((run for run in runs if run.text), key=lambda run: run.style):
        same = list(group)
        found.append(same[0].with_text("".join(run.text for run in same)))
    return tuple(found)


def _split(run: Run, **without: Any) -> tuple[Run, Run, Run]:
    """The spaces before, the text, the spaces after; the spaces without these styles."""
    bare = run.text.lstrip(_BLANK)
    kept = bare.rstrip(_BLANK)
    before = replace(run, text=run.text[: len(run.text) - len(bare)], **without)
    return before, run.with_text(kept), replace(run, text=bare[len(kept) :], **without)


def _unlink_edges(runs: Runs) -> Iterator[Run]:
    """Spaces at the ends of a link are none of it; within it, from one style to another, they are."""
    for href, group in groupby(runs, key=lambda run: run.href):
        same = list(group)
        if href is None:
            yield from same
            continue
        before = _split(same[0], href=None)[0]
        same[0] = same[0].with_text(same[0].text.lstrip(_BLANK))
        after = _split(same[-1], href=None)[2]
        same[-1] = same[-1].with_text(same[-1].text.rstrip(_BLANK))
        yield from (before, *same, after)


def _unstyle_edges(runs: Runs) -> Iterator[Run]:
    """Spaces at the ends of bold text look the same without it; Markdown needs it so, and the editor does it."""
    for run in runs:
        if run.strong or run.emphasis or run.code:
            yield from _split(run, strong=False, emphasis=False, code=False)
        else:
            yield run


def _strip(runs: Runs) -> Runs:
    """The runs without spaces at either end of the paragraph."""
    found = list(runs)
    while found:
        found[0] = found[0].with_text(found[0].text.lstrip(" "))
        if found[0].text:
            break
        found.pop(0)
    while found:
        found[-1] = found[-1].with_text(found[-1].text.rstrip(" "))
        if found[-1].text:
            break
        found.pop()
    return tuple(found)


def normalise_runs(runs: Iterable[Run]) -> Runs:
    """The one form of a line of text: what browsers and the editor make no difference between is equal.

    No styled spaces at edges, no spaces at the ends, one space where there are several, neighbours joined.
    """
    found = merge_runs(_unstyle_edges(merge_runs(runs)))
    found = merge_runs(_unlink_edges(found))
    return _strip(tuple(run.with_text(_SPACES.sub(" ", run.text)) for run in found))


def _normalise_list(block: ListOfItems) -> ListOfItems:
    items = tuple(ListItem(normalise_runs(item.runs), _normalise_lists(item.below)) for item in block.items)
    return ListOfItems(block.ordered, items)


def _normalise_lists(lists: Iterable[ListOfItems]) -> tuple[ListOfItems, ...]:
    """Lists of one kind that follow each other are one list, as in the editor."""
    found: list[ListOfItems] = []
    for block in map(_normalise_list, lists):
        if found and found[-1].ordered == block.ordered:
            block = ListOfItems(block.ordered, found.pop().items + block.items)
        found.append(block)
    return tuple(found)


def normalise(text: Iterable[Paragraph | ListOfItems]) -> RichText:
    """The one form of a rich text."""
    found: list[Paragraph | ListOfItems] = []
    for is_list, group in groupby(text, key=lambda block: isinstance(block, ListOfItems)):
        if is_list:
            found.extend(_normalise_lists(block for block in group if isinstance(block, ListOfItems)))
        else:
            found.extend(Paragraph(normalise_runs(b.runs)) for b in group if isinstance(b, Paragraph))
    return tuple(found)
