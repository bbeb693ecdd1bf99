"""The pure assessment engine: what an item is, how a response is marked, how a form is drawn.

Frozen data in, results out. No clock, no settings, no randomness but a seed.
"""

from assessments.engine.adjustments import (
    UNSET,
    Accommodation,
    BreakAllowance,
    Override,
    Unset,
    break_allowance,
    effective,
    extended,
)
from assessments.engine.breaks import Break, break_left, start_break
from assessments.engine.content import Content
from assessments.engine.decisions import CutScore, Decision, classify
from assessments.engine.exact import CreditUnreadable, format_credit, parse_credit
from assessments.engine.faults import ContentInvalid, Fault, ResponseInvalid
from assessments.engine.gaps import placeholders, with_placeholders
from assessments.engine.json_types import Json
from assessments.engine.marking import DomainScore, ItemResult, by_domain, count_waiting, mark_item, total
from assessments.engine.marks import Mark, PartMark
from assessments.engine.policies import Rules
from assessments.engine.registry import (
    INTERACTIONS,
    Interaction,
    canonical_json,
    digest,
    interaction_of,
    plain_content,
    read_content,
)
from assessments.engine.rubrics import (
    LevelsInvalid,
    Remark,
    is_marked_by_people,
    remark_on,
    remark_on_length,
    rubric_mark,
    rubric_score,
)
from assessments.engine.rules import RULES_VERSION
from assessments.engine.schema import json_schema
from assessments.engine.selection import MAX_REPEAT, Cell, CellShort, DrawRefused, TooManyRepeats, draw
from assessments.engine.steps import Step, StepStatus, classify_step, current
from assessments.engine.timing import deadline, is_over, time_left

__all__ = [
    "INTERACTIONS",
    "MAX_REPEAT",
    "RULES_VERSION",
    "UNSET",
    "Accommodation",
    "Break",
    "BreakAllowance",
    "Cell",
    "CellShort",
    "Content",
    "ContentInvalid",
    "CreditUnreadable",
    "CutScore",
    "Decision",
    "DomainScore",
    "DrawRefused",
    "Fault",
    "Interaction",
    "ItemResult",
    "Json",
    "LevelsInvalid",
    "Mark",
    "Override",
    "PartMark",
    "Remark",
    "ResponseInvalid",
    "Rules",
    "Step",
    "StepStatus",
    "TooManyRepeats",
    "Unset",
    "break_allowance",
    "break_left",
    "by_domain",
    "canonical_json",
    "classify",
    "classify_step",
    "count_waiting",
    "current",
    "deadline",
    "digest",
    "draw",
    "effective",
    "extended",
    "format_credit",
    "interaction_of",
    "is_marked_by_people",
    "is_over",
    "json_schema",
    "mark_item",
    "parse_credit",
    "placeholders",
    "plain_content",
    "read_content",
    "remark_on",
    "remark_on_length",
    "rubric_mark",
    "rubric_score",
    "start_break",
    "time_left",
    "total",
    "with_placeholders",
]
