"""Prose in a report: what it mentions and which terms it uses. Feedback for the writer, never a score that counts."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

from assessments.engine.labs.verdicts import Verdict
from assessments.engine.parts import Part
from assessments.engine.phrases import mentions_one, uses
from assessments.engine.texts import Identifier, Kept, Line, MarkdownText


class AvoidedTerm(Part):
    """A term that a report does not use in its own words, and what to write instead."""

    id: Identifier
    term: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), Kept]
    rationale: MarkdownText


def judge_prose(text: str, rules: Sequence[Line], avoid: Sequence[AvoidedTerm]) -> tuple[Verdict, list[str]]:
    """What a text comes to, and what to say of the terms that it should not use.

    Right: every rule is mentioned. Acceptable: some. Misleading: an avoided term, whatever else.
    """
    said = [one.rationale for one in avoid if uses(text, one.term)]
    if said:
        return Verdict.MISLEADING, said
    met = sum(mentions_one(text, rule) for rule in rules)
    if met == len(rules):
        return Verdict.RIGHT, []
    return (Verdict.ACCEPTABLE if met else Verdict.WRONG), []
