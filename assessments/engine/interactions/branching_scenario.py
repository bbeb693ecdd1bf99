"""Branching scenario: injects that follow from decisions, which are never taken back."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.base import Lab, LabContent
from assessments.engine.labs.scenario import (
    MAX_FLAGS,
    MAX_NODES,
    Decision,
    Flag,
    Graph,
    Names,
    Node,
    best_path,
    best_totals,
)
from assessments.engine.labs.scenario_debrief import debrief, expected_share
from assessments.engine.labs.scenario_faults import judge_graph
from assessments.engine.labs.variants import MAX_VARIANTS, OrNothing, Variant
from assessments.engine.labs.verdicts import CRITICAL_CAP, Verdict, lab_mark
from assessments.engine.marks import ZERO, Figure, Mark, PartMark
from assessments.engine.parts import Part
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_TOTAL = 10_000


class Taken(Part):
    """A decision by its node's and its own name."""

    node: Identifier
    option: Identifier


class Badge(Part):
    """What is said of a whole path: every decision in `taken` was taken, and no flag in `without` is true."""

    id: Identifier
    text: Line
    without: Names = None
    taken: Annotated[tuple[Taken, ...] | None, OrNothing] = None


class ScenarioVariant(Variant):
    """Other facts: nodes that take the places of those with their ids, or come in addition."""

    stem: MarkdownText | None = None
    total: Annotated[int, Field(strict=True, ge=1, le=MAX_TOTAL)] | None = None
    nodes: Annotated[tuple[Node, ...] | None, OrNothing] = None
    badges: Annotated[tuple[Badge, ...] | None, OrNothing] = None


class ScenarioContent(LabContent):
    """The first node is the start. `total` is the most that a path can earn: the engine computes it and compares."""

    total: Annotated[int, Field(strict=True, ge=1, le=MAX_TOTAL)]
    flags: Annotated[tuple[Flag, ...], Field(max_length=MAX_FLAGS)] = ()
    nodes: Annotated[tuple[Node, ...], Field(min_length=2, max_length=MAX_NODES)]
    badges: Annotated[tuple[Badge, ...], Field(max_length=MAX_FLAGS)] = ()
    facilitator_notes: MarkdownText | None = None
    general_feedback: MarkdownText
    variants: Annotated[
        Annotated[tuple[ScenarioVariant, ...], Field(max_length=MAX_VARIANTS)] | None, OrNothing
    ] = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        judge_graph(self.nodes, self.flags, total=self.total)
        flags = {flag.id for flag in self.flags}
        taken = {(node.id, option.id) for node in self.nodes for option in node.options}
        for place, badge in enumerate(self.badges):
            for name in badge.without or ():
                if name not in flags:
                    raise refusal("unknown_flag", "badges", place, "without", id=name)
            for at, one in enumerate(badge.taken or ()):
                if (one.node, one.option) not in taken:
                    raise refusal(
                        "unknown_decision", "badges", place, "taken", at, node=one.node, option=one.option
                    )
        return self

    @property
    def graph(self) -> Graph:
        return Graph(self.nodes)


class BranchingScenario(Lab):
    """The branching-scenario interaction. The score is what the path earned over the most that a path can earn.

    A response names the options that were taken, in their order; the nodes follow from them, and no name of a
    node is ever in what a candidate receives.
    """

    type = "branching-scenario"
    title = "Branching scenario"
    content_model = ScenarioContent
    steps_are_final = True

    def view_at(self, content: ScenarioContent, response: Json, *, seed: int) -> dict[str, Json]:
        path = _path(response)
        decisions, node, flags = content.graph.walk(path)
        steps: list[Json] = [
            {**_inject(one.node), "chosen": one.option.text, "number": number}
            for number, one in enumerate(decisions, start=1)
        ]
        here: Json = None
        if node is not None:
            texts = {one.id: one.text for one in node.offered(flags)}
            order = shuffled(texts, seed=seed, purpose=f"options|{node.id}")
            options: list[Json] = [{"id": name, "text": texts[name]} for name in order]
            here = {**_inject(node), "options": options}
        kept: list[Json] = list(path)
        return {
            "type": self.type,
            "title": content.title,
            "stem": content.stem,
            "path": kept,
            "steps": steps,
            "node": here,
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        """The path so far, and the option that is marked where the decision was pressed: marking alone decides nothing."""
        path: list[Json] = [name for name in fields.get("path", ()) if name]
        if "decide" in fields:
            path += [name for name in fields.get("option", ()) if name]
        return {"path": path} if path else {}

    def check(self, content: ScenarioContent, response: Json) -> Json:
        if response == {}:
            return {}
        path = only_value(response, "path")
        if not isinstance(path, list) or not all(isinstance(name, str) for name in path):
            raise ResponseInvalid("choose_one")
        if not path:
            return {}
        try:
            content.graph.walk([str(name) for name in path])
        except KeyError as error:
            raise ResponseInvalid("foreign_option") from error
        return {"path": path}

    def may_follow(self, content: ScenarioContent, before: Json, after: Json) -> bool:
        taken = _path(before)
        return _path(after)[: len(taken)] == taken

    def is_answered(self, content: ScenarioContent, response: Json) -> bool:
        """Only a path that has come to an end is an answer."""
        path = _path(response)
        return bool(path) and content.graph.walk(path)[1] is None

    def mark(self, content: ScenarioContent, response: Json | None) -> Mark:
        decisions, _node, _flags = content.graph.walk(_path(response))
        raw = sum(one.option.score for one in decisions)
        critical = any(one.option.critical for one in decisions)
        return lab_mark(
            Fraction(raw, content.total),
            [_part(content.graph, one) for one in decisions],
            caps=[("critical_decision", CRITICAL_CAP)] if critical else [],
            figures=[Figure("points", Fraction(raw), Fraction(content.total))] if decisions else [],
            feedback=content.general_feedback,
        )

    def mark_so_far(self, content: ScenarioContent, response: Json) -> Mark | None:
        """What was decided, with its reasons; the feedback on the whole comes at the end."""
        mark = self.mark(content, response)
        return Mark(ZERO, mark.parts) if mark.parts else None

    def guess(self, content: ScenarioContent) -> Fraction:
        return expected_share(content.graph, total=content.total)

    def debrief(self, content: ScenarioContent, response: Json, parts: frozenset[str]) -> dict[str, Json]:
        decisions, _node, flags = content.graph.walk(_path(response))
        told = debrief(content.graph, decisions, parts)
        if "correctness" not in parts:
            return told
        taken = {(one.node.id, one.option.id) for one in decisions}
        earned: list[Json] = [
            {
                "text": badge.text,
                "earned": bool(decisions)
                and not flags.intersection(badge.without or ())
                and all((one.node, one.option) in taken for one in badge.taken or ()),
            }
            for badge in content.badges
        ]
        said: list[Json] = [flag.text for flag in content.flags if flag.id in flags]
        return {**told, "badges": earned, "flags": said}

    def describe(self, content: ScenarioContent, response: Json) -> str:
        return _said(content.graph.walk(_path(response))[0])

    def key(self, content: ScenarioContent) -> str:
        return _said(best_path(content.graph))


def _path(response: Json | None) -> list[str]:
    found = only_value(response, "path")
    return [str(name) for name in found] if isinstance(found, list) else []


def _inject(node: Node) -> dict[str, Json]:
    return {"time": node.time, "channel": node.channel, "clock": node.clock, "text": node.text}


def _said(decisions: Sequence[Decision]) -> str:
    return "; ".join(f"{one.node.time}: {plain_text(one.option.text)}" for one in decisions)


def _part(graph: Graph, taken: Decision) -> PartMark:
    """A decision against the best that was offered there, and worth as much as that earns."""
    most = max(one.score for one in taken.node.offered(taken.before))
    name = best_totals(graph)[taken.node.id, taken.before][1]
    score = taken.option.score
    if score == most or taken.option.id == name:
        verdict = Verdict.RIGHT
    else:
        verdict = Verdict.ACCEPTABLE if score > 0 else Verdict.WRONG
    share = Fraction(score, most) if most > 0 else ZERO
    return PartMark(
        taken.node.id,
        share,
        chosen=True,
        feedback=taken.option.rationale,
        verdict=verdict.value,
        worth=Fraction(max(most, 0)),
    )
