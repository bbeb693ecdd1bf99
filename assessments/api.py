"""What other apps may use of assessments."""

from assessments.engine import ContentInvalid, ResponseInvalid, json_schema, plain_content
from assessments.ports import (
    AffectedRecord,
    register_conflict,
    register_eligibility,
    register_holding,
    register_records,
)
from assessments.services.assessment_loading import export_assessments, load_assessment
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
    read_check_answer,
    show_checks,
)
from assessments.services.loading import (
    Problem,
    export_items,
    item_ids,
    item_places,
    load_bank,
    load_item,
    validate_item,
)
from assessments.services.pictures import PictureRefused, item_pictures, keep_picture, picture_facts
from assessments.signals import attempt_submitted, outcome_recorded

__all__ = [
    "AffectedRecord",
    "AssessmentFacts",
    "AttemptFacts",
    "AttemptSummary",
    "Check",
    "ContentInvalid",
    "PictureRefused",
    "Problem",
    "ResponseInvalid",
    "answerable_checks",
    "assessment_id_of",
    "assessments_of_bank",
    "attempt_facts",
    "attempt_submitted",
    "attempts_of",
    "check_versions",
    "export_assessments",
    "export_items",
    "item_ids",
    "item_pictures",
    "item_places",
    "json_schema",
    "keep_picture",
    "load_assessment",
    "load_bank",
    "load_item",
    "outcome_recorded",
    "passed_attempts",
    "picture_facts",
    "plain_content",
    "read_check_answer",
    "register_conflict",
    "register_eligibility",
    "register_holding",
    "register_records",
    "show_checks",
    "validate_item",
]
