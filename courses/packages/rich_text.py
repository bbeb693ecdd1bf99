"""Rich text as plain data: paragraphs and lists of runs, and its HTML in the form that is stored.

A run is a stretch of text with one link and one set of styles, as the editor keeps it: nesting is no part of
the meaning, so `<b><a>x</a></b>` and `<a><b>x</b></a>` are the same. `normalise` makes equal texts equal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self, TypeAlias

LINE_BREAK = "\n"


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


def _unstyle_edges(run: Run) -> Iterator[Run]:
    """Spaces at the edge of bold or italic text look the same without the style, and Markdown needs it so."""
    if run.code or not (run.strong or run.emphasis):
        yield run
        return
    bare = run.text.lstrip(" \n")
    before = run.text[: len(run.text) - len(bare)]
    kept = bare.rstrip(" \n")
    plain = replace(run, strong=False, emphasis=False)
    yield plain.with_text(before)
    yield run.with_text(kept)
    yield plain.with_text(bare[len(kept) :])


def _strip(runs: Runs) -> Runs:
    """The runs without spaces at either end of the paragraph."""
    found = list(runs)
    while found and not found[0].code:
        found[0] = found[0].with_text(found[0].text.lstrip(" "))
        if found[0].text:
            break
        found.pop(0)
    while found and not found[-1].code:
        found[-1] = found[-1].with_text(found[-1].text.rstrip(" "))
        if found[-1].text:
            break
        found.pop()
    return tuple(found)


def normalise_runs(runs: Iterable[Run]) -> Runs:
    """The one form of a line of text: no styled spaces at edges, no spaces at the ends, neighbours joined."""
    # A space between two bold words is bold when both are of one run only: unstyle after joining.
    return _strip(merge_runs(part for run in merge_runs(runs) for part in _unstyle_edges(run)))


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
