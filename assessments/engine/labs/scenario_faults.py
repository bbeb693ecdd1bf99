"""What may be wrong with the graph of a branching scenario."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assessments.engine.faults import refusal
from assessments.engine.labs.scenario import Flag, Flags, Graph, Node, Option, best_totals

# From so many nodes on the ids of the best options are looked at: few of them say nothing.
MIN_FOR_IDS = 4


def judge_graph(nodes: Sequence[Node], flags: Sequence[Flag], *, total: int) -> None:
    """Refuse a graph with a fault: names first, then ways, then what it comes to."""
    _judge_names(nodes, flags)
    graph = Graph(tuple(nodes))
    again = graph.cycle_at()
    if again is not None:
        raise refusal("node_cycle", "nodes", _place(nodes, again), id=again)
    _judge_ways(graph)
    most = best_totals(graph)[nodes[0].id, Flags()][0]
    if most != total:
        raise refusal("total_differs", "total", total=total, most=most)
    _judge_ids(nodes)


def _options(nodes: Sequence[Node]) -> Iterator[tuple[int, int, Option]]:
    for place, node in enumerate(nodes):
        for at, option in enumerate(node.options):
            yield place, at, option


def _place(nodes: Sequence[Node], name: str) -> int:
    return next(place for place, node in enumerate(nodes) if node.id == name)


def _judge_names(nodes: Sequence[Node], flags: Sequence[Flag]) -> None:
    known: set[str] = set()
    for place, node in enumerate(nodes):
        if node.id in known:
            raise refusal("node_twice", "nodes", place, "id", id=node.id)
        known.add(node.id)
        taken: set[str] = set()
        for at, option in enumerate(node.options):
            if option.id in taken:
                raise refusal("same_id", "nodes", place, "options", at, "id", id=option.id)
            taken.add(option.id)
    named = [flag.id for flag in flags]
    for place, name in enumerate(named):
        if named.index(name) != place:
            raise refusal("flag_twice", "flags", place, "id", id=name)
    for place, at, option in _options(nodes):
        if option.next is not None and option.next not in known:
            raise refusal("unknown_next", "nodes", place, "options", at, "next", id=option.next)
        for name in (*(option.sets or ()), *([option.requires] if option.requires else ())):
            if name not in named:
                field = "requires" if name == option.requires else "sets"
                raise refusal("unknown_flag", "nodes", place, "options", at, field, id=name)
    set_somewhere = {name for _place, _at, option in _options(nodes) for name in option.sets or ()}
    for place, at, option in _options(nodes):
        if option.requires is not None and option.requires not in set_somewhere:
            raise refusal("flag_never_set", "nodes", place, "options", at, "requires", id=option.requires)


def _judge_ways(graph: Graph) -> None:
    offered: dict[str, set[str]] = {}
    for node, flags in graph.states():
        options = node.offered(flags)
        if len(options) < 2:
            said = ", ".join(sorted(flags)) or "–"
            raise refusal("node_stuck", "nodes", _place(graph.nodes, node.id), "options", flags=said)
        if max(one.score for one in options) <= 0:
            raise refusal("node_hopeless", "nodes", _place(graph.nodes, node.id), "options")
        offered.setdefault(node.id, set()).update(one.id for one in options)
    for place, node in enumerate(graph.nodes):
        if node.id not in offered:
            raise refusal("node_unreachable", "nodes", place, "id", id=node.id)
    for place, at, option in _options(graph.nodes):
        if option.id not in offered[graph.nodes[place].id]:
            raise refusal("option_never", "nodes", place, "options", at, "requires", id=option.requires)


def _judge_ids(nodes: Sequence[Node]) -> None:
    """The ids of options stand in the page: the best one may not have the same one at most of the nodes."""
    if len(nodes) < MIN_FOR_IDS:
        return
    best = Counter(max(node.options, key=lambda one: one.score).id for node in nodes)
    name, count = best.most_common(1)[0]
    if 2 * count > len(nodes):
        raise refusal("option_ids_tell", "nodes", id=name, count=count, nodes=len(nodes))
