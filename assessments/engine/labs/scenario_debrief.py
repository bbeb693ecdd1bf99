"""What is said of a path after it, and what a path of random decisions comes to."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from assessments.engine.json_types import Json
from assessments.engine.labs.scenario import Decision, Flags, Graph, best_path, best_totals
from assessments.engine.labs.verdicts import CRITICAL_CAP
from assessments.engine.marks import ONE, ZERO


def debrief(graph: Graph, decisions: Sequence[Decision], parts: frozenset[str]) -> dict[str, Json]:
    """The path taken with what each decision earned and what was still within reach after it, and the better path."""
    best = best_totals(graph)
    earned, steps = 0, list[Json]()
    for taken in decisions:
        earned += taken.option.score
        ahead = 0 if taken.option.next is None else best[taken.option.next, taken.after][0]
        step: dict[str, Json] = {"time": taken.node.time, "chosen": taken.option.text}
        if "correctness" in parts:
            step |= {
                "node": taken.node.id,
                "score": taken.option.score,
                "reachable": earned + ahead,
                "critical": taken.option.critical,
            }
        if "feedback" in parts:
            step["rationale"] = taken.option.rationale
        name = best[taken.node.id, taken.before][1]
        if "key" in parts and name != taken.option.id:
            better = next(one for one in taken.node.options if one.id == name)
            step |= {"better": better.text, "why": better.rationale}
        steps.append(step)
    told: dict[str, Json] = {"steps": steps}
    if "key" in parts:
        told["best"] = [
            {"time": one.node.time, "text": one.option.text, "score": one.option.score}
            for one in best_path(graph)
        ]
    return told


def expected_share(graph: Graph, *, total: int) -> Fraction:
    """What decisions that are each drawn at random from those offered earn on average, exactly."""
    nodes = graph.by_id
    # How likely it is to stand at a node with these flags, points, and a critical decision behind.
    at: dict[str, dict[tuple[Flags, int, bool], Fraction]] = {graph.nodes[0].id: {(Flags(), 0, False): ONE}}
    expected = ZERO
    for name in _in_order(graph):
        for (flags, points, critical), likely in at.pop(name, {}).items():
            options = nodes[name].offered(flags)
            for one in options:
                state = flags.union(one.sets or ()), points + one.score, critical or one.critical
                if one.next is None:
                    share = max(ZERO, Fraction(state[1], total))
                    expected += likely / len(options) * (min(share, CRITICAL_CAP) if state[2] else share)
                    continue
                reached = at.setdefault(one.next, defaultdict(Fraction))
                reached[state] += likely / len(options)
    return expected


def _in_order(graph: Graph) -> list[str]:
    """The names of the nodes, each after all that lead to it."""
    nodes, found = graph.by_id, list[str]()

    def visit(name: str) -> None:
        if name in found:
            return
        for one in nodes[name].options:
            if one.next is not None:
                visit(one.next)
        found.append(name)

    visit(graph.nodes[0].id)
    return found[::-1]
