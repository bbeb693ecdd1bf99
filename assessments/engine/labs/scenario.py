"""The parts of a branching scenario, and what its graph comes to: who gets where, with what, and how well at best."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import Field, StrictBool

from assessments.engine.labs.variants import OrNothing
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_NODES = 60
MAX_OPTIONS = 8
MAX_FLAGS = 8
MAX_POINTS = 100

Flags = frozenset[str]
Names = Annotated[Annotated[tuple[Identifier, ...], Field(max_length=MAX_FLAGS)] | None, OrNothing]


class Flag(Part):
    """Something that a decision makes true from then on; `text` says it in the debrief."""

    id: Identifier
    text: Line


class Option(Part):
    """One decision: what it earns or costs, and what follows. Without `next` the scenario ends.

    `requires` names a flag without which the option is not offered; `sets` those that it makes true. A `critical`
    one fails the exercise whatever else is decided.
    """

    id: Identifier
    text: MarkdownText
    score: Annotated[int, Field(strict=True, ge=-MAX_POINTS, le=MAX_POINTS)]
    next: Identifier | None = None
    requires: Identifier | None = None
    sets: Names = None
    critical: StrictBool = False
    rationale: MarkdownText


class Node(Part):
    """One inject, with the time at which it comes, its channel and a clock that runs, and what may be decided."""

    id: Identifier
    time: Line
    channel: Line | None = None
    clock: Line | None = None
    text: MarkdownText
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MAX_OPTIONS)]

    def offered(self, flags: Flags) -> tuple[Option, ...]:
        """The options that are offered where these flags are true."""
        return tuple(one for one in self.options if one.requires is None or one.requires in flags)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision on a path: where, what, and what was true before and after it."""

    node: Node
    option: Option
    before: Flags
    after: Flags


@dataclass(frozen=True)
class Graph:
    """The nodes by name; the first one is the start. Walks ask for a graph without faults."""

    nodes: tuple[Node, ...]

    @property
    def by_id(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    def walk(self, path: Sequence[str]) -> tuple[list[Decision], Node | None, Flags]:
        """The decisions of a path, the node at which it stands (None: the end), and what is true there.

        Raises KeyError for an option that is not offered there.
        """
        nodes, flags = self.by_id, Flags()
        decisions: list[Decision] = []
        node: Node | None = self.nodes[0]
        for name in path:
            options = {one.id: one for one in (node.offered(flags) if node is not None else ())}
            option = options[name]
            after = flags.union(option.sets or ())
            decisions.append(Decision(node, option, flags, after))  # type: ignore[arg-type]  # the end offers nothing: KeyError above
            flags, node = after, nodes[option.next] if option.next is not None else None
        return decisions, node, flags

    def states(self) -> Iterator[tuple[Node, Flags]]:
        """Every node with every set of flags with which a path gets there."""
        nodes, seen, waiting = self.by_id, set[tuple[str, Flags]](), [(self.nodes[0], Flags())]
        while waiting:
            node, flags = waiting.pop()
            if (node.id, flags) in seen:
                continue
            seen.add((node.id, flags))
            yield node, flags
            waiting += [
                (nodes[one.next], flags.union(one.sets or ()))
                for one in node.offered(flags)
                if one.next is not None
            ]

    def cycle_at(self) -> str | None:
        """The name of a node from which a path comes back to it; None where every path ends."""
        nodes, done, here = self.by_id, set[str](), list[str]()

        def visit(name: str) -> str | None:
            if name in here:
                return name
            if name in done:
                return None
            here.append(name)
            found = (visit(one.next) for one in nodes[name].options if one.next is not None)
            again = next((one for one in found if one is not None), None)
            here.pop()
            done.add(name)
            return again

        return next((again for name in nodes if (again := visit(name)) is not None), None)


@lru_cache(maxsize=64)
def best_totals(graph: Graph) -> Mapping[tuple[str, Flags], tuple[int, str]]:
    """For each node and set of flags the most that can still be earned, and the option that begins it.

    Of options that come to the same the first in the author's order.
    """
    nodes, found = graph.by_id, dict[tuple[str, Flags], tuple[int, str]]()

    def total(name: str | None, flags: Flags) -> int:
        if name is None:
            return 0
        if (name, flags) not in found:
            worth = {
                one.id: one.score + total(one.next, flags.union(one.sets or ()))
                for one in nodes[name].offered(flags)
            }
            most = max(worth.values(), default=0)
            found[name, flags] = most, next((one for one, of in worth.items() if of == most), "")
        return found[name, flags][0]

    total(graph.nodes[0].id, Flags())
    for node, flags in graph.states():
        total(node.id, flags)
    return found


def best_path(graph: Graph) -> list[Decision]:
    """The decisions that earn the most from the start."""
    path: list[str] = []
    best = best_totals(graph)
    while True:
        decisions, node, flags = graph.walk(path)
        if node is None:
            return decisions
        path.append(best[node.id, flags][1])
