"""What other apps may use of assessments."""

from assessments.blocks import sentence_of
from assessments.engine import ContentInvalid, ResponseInvalid, json_schema, plain_content
from assessments.ports import (
    AffectedRecord,
    CohortSource,
    ItemUse,
    register_cohorts,
    register_conflict,
    register_eligibility,
    register_holding,
    register_item_uses,
    register_records,
    register_renewal,
)
from assessments.services.assessment_loading import export_assessments, load_assessment
from assessments.services.course_supply import OutcomeSupply, PlacedItem, outcome_supply, place_items
from assessments.services.extending import ExtensionRefused, extend_dates
from assessments.services.facts import (
    AssessmentFacts,
    AttemptFacts,
    AttemptSummary,
    assessment_id_of,
    assessments_of_bank,
    attempt_facts,
    attempts_of,
    passed_attempts,
)
from assessments.services.items import (
    Check,
    answerable_checks,
    check_versions,
    item_content_type,
    read_check_answer,
    show_checks,
)
from assessments.services.labs import LabAnswer, NoSuchLab, ShownLab, draw_lab, read_lab_answer, show_lab
from assessments.services.linting import ItemAdvice, LintedItem, advise_on_items, find_banned_terms
from assessments.services.loading import (
    Problem,
    export_items,
    item_ids,
    item_places,
    load_bank,
    load_items,
    validate_item,
)
from assessments.services.pictures import PictureRefused, item_pictures, keep_picture, picture_facts
from assessments.services.refusals import StartRefused
from assessments.services.simulating import Sitter, simulate_attempts
from assessments.signals import attempt_submitted, outcome_recorded

__all__ = [
    "AffectedRecord",
    "AssessmentFacts",
    "AttemptFacts",
    "AttemptSummary",
    "Check",
    "CohortSource",
    "ContentInvalid",
    "ExtensionRefused",
    "ItemAdvice",
    "ItemUse",
    "LabAnswer",
    "LintedItem",
    "NoSuchLab",
    "OutcomeSupply",
    "PictureRefused",
    "PlacedItem",
    "Problem",
    "ResponseInvalid",
    "ShownLab",
    "Sitter",
    "StartRefused",
    "advise_on_items",
    "answerable_checks",
    "assessment_id_of",
    "assessments_of_bank",
    "attempt_facts",
    "attempt_submitted",
    "attempts_of",
    "check_versions",
    "draw_lab",
    "export_assessments",
    "export_items",
    "extend_dates",
    "find_banned_terms",
    "item_content_type",
    "item_ids",
    "item_pictures",
    "item_places",
    "json_schema",
    "keep_picture",
    "load_assessment",
    "load_bank",
    "load_items",
    "outcome_recorded",
    "outcome_supply",
    "passed_attempts",
    "picture_facts",
    "place_items",
    "plain_content",
    "read_check_answer",
    "read_lab_answer",
    "register_cohorts",
    "register_conflict",
    "register_eligibility",
    "register_holding",
    "register_item_uses",
    "register_records",
    "register_renewal",
    "sentence_of",
    "show_checks",
    "show_lab",
    "simulate_attempts",
    "validate_item",
]
