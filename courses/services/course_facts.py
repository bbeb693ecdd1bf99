"""What a course leads to and what it asks for first, from the apps below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from assessments.api import AssessmentFacts, assessments_of_bank
from courses.models import CoursePage
from courses.services.banks import titles_of


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course that comes first; `path` is "" when it is not here to be linked."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One domain of a blueprint: how many items of each level, in the order of the ledger's levels."""

    title: str
    cells: tuple[tuple[str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A blueprint as a table of domains by levels; the last row holds the totals."""

    levels: tuple[str, ...]
    rows: tuple[LedgerRow, ...]
    totals: LedgerRow


@dataclass(frozen=True, slots=True)
class CourseAssessment:
    """One assessment of a course: its facts, its address and its blueprint."""

    facts: AssessmentFacts
    path: str
    ledger: Ledger

    @property
    def retake_delay_days(self) -> int:
        """Whole days to wait after a fail; a part of a day counts as one."""
        return -(-self.facts.retake_delay_hours // 24)


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """The outcomes, examinations and practice sets of a course, and the courses to complete first."""

    outcomes: Sequence[str]
    examinations: Sequence[CourseAssessment]
    practice: Sequence[CourseAssessment]
    prerequisites: Sequence[Prerequisite]


def read_course_facts(course: CoursePage) -> CourseFacts:
    """What the course itself lists, and what assessments have for its item bank."""
    domains, levels = titles_of(course.domains), titles_of(course.levels)
    found = [
        CourseAssessment(
            facts=facts,
            path=reverse("assessments:assessment_detail", args=[facts.uuid]),
            ledger=draw_ledger(facts.blueprint, domains=domains, levels=levels),
        )
        for facts in assessments_of_bank(course.bank_slug)
    ]
    return CourseFacts(
        outcomes=[outcome.value["text"] for outcome in course.outcomes],
        examinations=[one for one in found if one.facts.is_examination],
        practice=[one for one in found if not one.facts.is_examination],
        prerequisites=_prerequisites(course),
    )


def draw_ledger(
    blueprint: Sequence[tuple[str, str, int]], *, domains: Mapping[str, str], levels: Mapping[str, str]
) -> Ledger:
    """Lay a blueprint's rules (domain, level, items) out as a table, in the course's own order and words.

    A domain or level that the course does not name comes last, under its short name.
    """
    in_levels = _in_order({level for _, level, _ in blueprint}, levels)
    in_domains = _in_order({domain for domain, _, _ in blueprint}, domains)

    def row(title: str, of: set[str]) -> LedgerRow:
        cells = tuple(
            (
                levels.get(level, level),
                sum(items for domain, at, items in blueprint if at == level and domain in of),
            )
            for level in in_levels
        )
        return LedgerRow(title, cells, sum(items for _, items in cells))

    return Ledger(
        levels=tuple(levels.get(level, level) for level in in_levels),
        rows=tuple(row(domains.get(domain, domain), {domain}) for domain in in_domains),
        totals=row("", set(in_domains)),
    )


def _in_order(present: set[str], titles: Mapping[str, str]) -> list[str]:
    return [name for name in titles if name in present] + sorted(present - set(titles))


def _prerequisites(course: CoursePage) -> list[Prerequisite]:
    if not course.prerequisites:
        return []
    known = {page.slug: page for page in CoursePage.objects.live().filter(slug__in=course.prerequisites)}
    return [
        Prerequisite(known[slug].title, known[slug].path_on_site) if slug in known else Prerequisite(slug, "")
        for slug in course.prerequisites
    ]
