"""The tables of the assessments app."""

from assessments.models.adjustments import (
    Accommodation,
    AccommodationRequest,
    Override,
)
from assessments.models.appeals import Appeal, AppealEvent
from assessments.models.assessments import REVIEW_PARTS, Assessment, BlueprintRule
from assessments.models.attempt_events import AttemptEvent
from assessments.models.attempts import Attempt, AttemptItem
from assessments.models.cut_studies import (
    CutScoreStudy,
    JudgeRating,
    StudyItem,
    StudyJudge,
    StudyRound,
)
from assessments.models.imports import ItemImport, ItemImportRow
from assessments.models.item_images import ItemImage
from assessments.models.item_life import ItemMove, ItemView
from assessments.models.item_likeness import ItemLikeness, ItemPrint
from assessments.models.item_versions import ItemVersion
from assessments.models.items import Item, ItemBank, ItemStatus
from assessments.models.late_steps import LateAcceptance
from assessments.models.marking import ManualMark, MarkingTask, MarkPart
from assessments.models.notices import CandidateNotice, ReviewerNotice
from assessments.models.outcomes import Outcome
from assessments.models.prepared_forms import PreparedForm
from assessments.models.remarks import Remark
from assessments.models.response_files import ResponseFile
from assessments.models.responses import Response
from assessments.models.tallies import TalliedOutcome, Tally, TallyState
from assessments.models.workflows import FourEyesTask

__all__ = [
    "REVIEW_PARTS",
    "Accommodation",
    "AccommodationRequest",
    "Appeal",
    "AppealEvent",
    "Assessment",
    "Attempt",
    "AttemptEvent",
    "AttemptItem",
    "BlueprintRule",
    "CandidateNotice",
    "CutScoreStudy",
    "FourEyesTask",
    "Item",
    "ItemBank",
    "ItemImage",
    "ItemImport",
    "ItemImportRow",
    "ItemLikeness",
    "ItemMove",
    "ItemPrint",
    "ItemStatus",
    "ItemVersion",
    "ItemView",
    "JudgeRating",
    "LateAcceptance",
    "ManualMark",
    "MarkPart",
    "MarkingTask",
    "Outcome",
    "Override",
    "PreparedForm",
    "Remark",
    "Response",
    "ResponseFile",
    "ReviewerNotice",
    "StudyItem",
    "StudyJudge",
    "StudyRound",
    "TalliedOutcome",
    "Tally",
    "TallyState",
]
