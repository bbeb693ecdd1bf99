"""What each file of a package holds. The order of fields is the order in which keys are written."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from courses.packages.fields import (
    Address,
    Date,
    Document,
    Line,
    Markdown,
    Name,
    ObjectSlug,
    PageSlug,
    Positive,
    Slug,
    SourceName,
    Summary,
    Text,
    Title,
)
from courses.packages.interactions import in_order
from courses.packages.policies import (
    GradeBand,
    Moment,
    ReviewColumns,
    ReviewPart,
    Share,
    check_bands,
    check_times,
    normal_review,
)

CourseCode = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{3}$")]


def _whole_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("date", "must be a date such as 2026-11-23") from None
    return text


def _number_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _decimal(text: str) -> str:
    try:
        fine = Decimal(text) >= 0
    except InvalidOperation:
        fine = False
    if not fine:
        raise PydanticCustomError("decimal", 'must be a number such as "17" or "17.5"')
    return f"{Decimal(text).normalize():f}"


def _hours(text: str) -> str:
    number = Decimal(_decimal(text))
    if number != round(number, 1) or number >= 10_000:
        raise PydanticCustomError("hours", "must be hours with one decimal at most")
    return _decimal(text)


WholeDate = Annotated[str, AfterValidator(_whole_date), WithJsonSchema({"type": "string", "format": "date"})]
Hours = Annotated[
    str,
    BeforeValidator(_number_text),
    AfterValidator(_hours),
    WithJsonSchema({"type": ["integer", "number", "string"], "description": "8 or 7.5"}),
]
Raw = Annotated[
    str,
    BeforeValidator(_number_text),
    AfterValidator(_decimal),
    WithJsonSchema({"type": ["string", "integer"], "description": 'raw marks, such as "17"'}),
]


def _wrong(rule: str, message: str, *path: str) -> PydanticCustomError:
    return PydanticCustomError(rule, "{message}", {"message": message, "path": path})


class Named(Document):
    """A domain or level: the short name by which others refer to it, and its title."""

    id: Name
    title: Annotated[Line, Field(max_length=120)]


class LearningOutcome(Document):
    """What a learner can do afterwards."""

    id: Annotated[Name, Field(max_length=40)]
    text: Annotated[Line, Field(max_length=300)]


class CourseDocument(Document):
    """course.yaml"""

    format: Literal[1]
    slug: PageSlug
    code: Annotated[Line, Field(max_length=12)]
    title: Title
    summary: Summary
    description: Markdown | None = None
    level: Literal["foundation", "practitioner", "lead"]
    topics: list[Line] = []
    effort_hours: Hours
    language: Annotated[Line, Field(max_length=10)]
    outcomes: list[LearningOutcome] = []
    prerequisites: list[PageSlug] = []
    audience: Text | None = None
    content_note: Markdown | None = None
    domains: list[Named] = []
    levels: list[Named] = []
    facts_reviewed: WholeDate | None = None


class ModuleDocument(Document):
    """module.yaml"""

    title: Title
    summary: Summary | None = None
    domain: Name | None = None
    outcomes: list[Name] = []
    content_note: Markdown | None = None


class Source(Document):
    """Where a claim comes from."""

    id: SourceName
    title: Annotated[Line, Field(max_length=400)]
    publisher: Annotated[Line, Field(max_length=200)] | None = None
    date: Date | None = None
    url: Address | None = None
    reported_by: Annotated[Line, Field(max_length=300)] | None = None
    mark: Literal["seen", "seen-2", "known"] | None = None
    valid_until: WholeDate | None = None
    review_by: WholeDate | None = None


class LessonFront(Document):
    """The front matter of a lesson. The alternative may hold every fence but items."""

    title: Title
    summary: Summary | None = None
    minutes: Annotated[int, Field(ge=0, le=32_767)]
    outcomes: list[Name] = []
    content_note: Markdown | None = None
    alternative: Text | None = None
    sources: list[Source] = []

    @model_validator(mode="after")
    def _note_needs_alternative(self) -> Self:
        if self.content_note is not None and self.alternative is None:
            raise _wrong("alternative", "a lesson with a content note needs an alternative", "content_note")
        return self


def _unless_live(stage: str) -> str | None:
    """Live is what an item is where its file says nothing."""
    return None if stage == "live" else stage


class ItemDocument(Document):
    """items/<slug>.yaml; what the interaction holds is the engine's to judge."""

    slug: ObjectSlug
    use: Literal["practice", "examination"]
    stage: Annotated[Literal["pilot", "live", "retired"], AfterValidator(_unless_live)] | None = None
    domain: Name
    level: Name
    outcome: Name | None = None
    enemies: Name | None = None
    measures: Text
    references: Annotated[list[Line], Field(min_length=1)]
    content_note: Text | None = None
    interaction: Annotated[dict[str, Any], AfterValidator(in_order)]


class BlueprintCell(Document):
    """How many items an assessment takes from one domain and level."""

    domain: Name
    level: Name
    items: Positive


def _said(number: int) -> int | None:
    """No delay is the same as none said."""
    return number or None


class AssessmentDocument(Document):
    """assessments/<slug>.yaml"""

    slug: ObjectSlug
    title: Annotated[Title, Field(max_length=200)]
    kind: Literal["practice", "examination"]
    instructions: Markdown | None = None
    opens_at: Moment | None = None
    start_closes_at: Moment | None = None
    due_at: Moment | None = None
    closes_at: Moment | None = None
    minutes: Positive | None = None
    grace_seconds: Annotated[int, Field(ge=0, le=3600), AfterValidator(_said)] | None = None
    attempts: Positive | None = None
    retake_delay_hours: Annotated[int, Field(ge=0, le=100_000), AfterValidator(_said)] | None = None
    later_delay_hours: Annotated[int, Field(ge=0, le=100_000)] | None = None
    navigation: Literal["free", "sequential"] | None = None
    item_order: Literal["shuffled", "blueprint"] | None = None
    max_repeat: Share | None = None
    pilot_items: Annotated[int, Field(ge=0, le=100), AfterValidator(_said)] | None = None
    exposure_limit: Positive | None = None
    quiet_minutes: Annotated[int, Field(ge=0, le=60), AfterValidator(_said)] | None = None
    feedback: Literal["deferred", "immediate"] | None = None
    grading: Literal["highest", "latest", "first", "average"] | None = None
    grade_bands: list[GradeBand] | None = None
    cut_score: Raw | None = None
    cut_score_status: Literal["provisional"] | None = None
    agreement: Markdown | None = None
    review: Annotated[list[ReviewPart] | ReviewColumns, AfterValidator(normal_review)] = []
    blueprint: Annotated[list[BlueprintCell], Field(min_length=1)]

    @model_validator(mode="after")
    def _cells_are_apart(self) -> Self:
        seen: set[tuple[str, str]] = set()
        for cell in self.blueprint:
            if (cell.domain, cell.level) in seen:
                message = f"the blueprint names {cell.domain}, {cell.level} twice"
                raise _wrong("blueprint", message, "blueprint")
            seen.add((cell.domain, cell.level))
        return self

    @model_validator(mode="after")
    def _examination_has_a_cut(self) -> Self:
        items = sum(cell.items for cell in self.blueprint)
        if self.kind == "examination" and self.cut_score is None:
            raise _wrong("cut-score", "an examination has a cut_score")
        if self.kind == "practice" and self.agreement is not None:
            raise _wrong("agreement", "only an examination has an agreement", "agreement")
        if self.cut_score is not None and Decimal(self.cut_score) > items:
            raise _wrong("cut-score", f"nobody can reach it: the form has {items} items", "cut_score")
        return self

    @model_validator(mode="after")
    def _policies_agree(self) -> Self:
        names = ("opens_at", "start_closes_at", "due_at", "closes_at")
        check_times({name: getattr(self, name) for name in names})
        check_bands(self.grade_bands or [])
        during = isinstance(self.review, ReviewColumns) and self.review.during
        if self.kind == "examination" and (self.feedback == "immediate" or during):
            raise _wrong(
                "feedback",
                "an examination shows nothing while it runs",
                "feedback" if self.feedback == "immediate" else "review",
            )
        if during and self.feedback != "immediate":
            raise _wrong("feedback", "a review during the attempt needs feedback: immediate", "review")
        if self.kind == "examination" and self.grade_bands:
            raise _wrong("grade-bands", "an examination has a cut score, no grade bands", "grade_bands")
        return self

    def said(self) -> dict[str, Any]:
        """What the file says, with the status that a cut score has by itself."""
        data = self.model_dump(exclude_none=True)
        if self.cut_score is not None:
            data.setdefault("cut_score_status", "provisional")
        return {name: data[name] for name in type(self).model_fields if name in data}


class Scheme(Document):
    """What must be met before the achievement is awarded."""

    examination: ObjectSlug
    completion: Literal["required", "recommended"]
    decision: Literal["automatic", "officer"]
    validity_months: Positive | None = None
    renewal: Text | None = None


class AchievementDocument(Document):
    """achievement.yaml"""

    slug: Slug
    code: CourseCode
    subject: Literal["GV", "AU", "TM", "RS", "IR", "WS"]
    level: Literal["foundation", "practitioner", "lead"]
    title: Title
    description: Text
    criteria: Markdown
    skills: list[Line] = []
    status: Slug
    scheme: Scheme
