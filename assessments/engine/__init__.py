"""The pure assessment engine: what an item is, how a response is marked, how a form is drawn.

Frozen data in, results out. No clock, no settings, no randomness but a seed.
"""

from assessments.engine.content import Content
from assessments.engine.decisions import CutScore, Decision, classify
from assessments.engine.exact import CreditUnreadable, format_credit, parse_credit
from assessments.engine.faults import ContentInvalid, Fault, ResponseInvalid
from assessments.engine.grades import (
    Band,
    BandsUnreadable,
    GradingMethod,
    band_of,
    grade,
    plain_bands,
    read_bands,
    share,
)
from assessments.engine.json_types import Json
from assessments.engine.marking import DomainScore, ItemResult, by_domain, mark_item, total
from assessments.engine.marks import Mark, PartMark
from assessments.engine.policies import (
    Rules,
    Window,
    delay_before,
    ends_at,
    is_after_due,
    lost_time,
    next_start,
    order_faults,
    time_limit,
    window,
)
from assessments.engine.registry import (
    INTERACTIONS,
    Interaction,
    canonical_json,
    digest,
    interaction_of,
    plain_content,
    read_content,
)
from assessments.engine.review import (
    DURING_PARTS,
    ITEM_PARTS,
    REVIEW_PARTS,
    ReviewMatrix,
    ReviewUnreadable,
    When,
    allowed,
    limit_mark,
    plain_review,
    read_review,
    when,
)
from assessments.engine.rules import RULES_VERSION
from assessments.engine.schema import json_schema
from assessments.engine.selection import (
    MAX_REPEAT,
    Cell,
    CellShort,
    DrawRefused,
    EnemiesMeet,
    TooManyRepeats,
    draw,
    in_blueprint_order,
)
from assessments.engine.steps import Step, StepStatus, classify_step, current
from assessments.engine.timing import deadline, is_over, time_left

__all__ = [
    "DURING_PARTS",
    "INTERACTIONS",
    "ITEM_PARTS",
    "MAX_REPEAT",
    "REVIEW_PARTS",
    "RULES_VERSION",
    "Band",
    "BandsUnreadable",
    "Cell",
    "CellShort",
    "Content",
    "ContentInvalid",
    "CreditUnreadable",
    "CutScore",
    "Decision",
    "DomainScore",
    "DrawRefused",
    "EnemiesMeet",
    "Fault",
    "GradingMethod",
    "Interaction",
    "ItemResult",
    "Json",
    "Mark",
    "PartMark",
    "ResponseInvalid",
    "ReviewMatrix",
    "ReviewUnreadable",
    "Rules",
    "Step",
    "StepStatus",
    "TooManyRepeats",
    "When",
    "Window",
    "allowed",
    "band_of",
    "by_domain",
    "canonical_json",
    "classify",
    "classify_step",
    "current",
    "deadline",
    "delay_before",
    "digest",
    "draw",
    "ends_at",
    "format_credit",
    "grade",
    "in_blueprint_order",
    "interaction_of",
    "is_after_due",
    "is_over",
    "json_schema",
    "limit_mark",
    "lost_time",
    "mark_item",
    "next_start",
    "order_faults",
    "parse_credit",
    "plain_bands",
    "plain_content",
    "plain_review",
    "read_bands",
    "read_content",
    "read_review",
    "share",
    "time_left",
    "time_limit",
    "total",
    "when",
    "window",
]
