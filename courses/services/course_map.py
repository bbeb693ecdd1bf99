"""The map of a course for its authors: what there is, in which state, and what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from assessments.api import OutcomeSupply, PlacedItem, outcome_supply, place_items
from courses.services.drafts import DraftCourse, DraftPage, outcome_ids, read_drafts


class PageStatus(StrEnum):
    """Where a page stands on its way to learners."""

    LIVE = "live"
    CHANGED = "changed"
    DRAFT = "draft"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class MapPage:
    """One page of the map. `number` is its place among all, drafts included, such as "2.3"."""

    page: DraftPage
    number: str
    status: PageStatus
    warnings: tuple[str, ...]
    checks: tuple[PlacedItem, ...] = ()
    is_first: bool = False
    is_last: bool = False

    @property
    def pk(self) -> int:
        return self.page.pk

    @property
    def title(self) -> str:
        return self.page.title


@dataclass(frozen=True, slots=True)
class MapModule:
    """One module of the map with its lessons."""

    at: MapPage
    lessons: tuple[MapPage, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.page.minutes for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class MapOutcome:
    """One outcome of the course, and how often lessons, checks and items take it up."""

    name: str
    text: str
    lessons: tuple[str, ...]
    checks: int
    practice: int
    examination: int

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is missing for it."""
        found = []
        if not self.lessons:
            found.append(_("No lesson teaches it."))
        if not self.checks:
            found.append(_("No knowledge check asks for it."))
        if not self.examination:
            found.append(_("No examination item asks for it."))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class CourseMap:
    """A whole course for its authors."""

    course: MapPage
    modules: tuple[MapModule, ...]
    outcomes: tuple[MapOutcome, ...]

    @property
    def minutes(self) -> int:
        return sum(module.minutes for module in self.modules)

    @property
    def lessons(self) -> int:
        return sum(len(module.lessons) for module in self.modules)

    @property
    def checks(self) -> int:
        return sum(len(lesson.checks) for module in self.modules for lesson in module.lessons)

    @property
    def warnings(self) -> int:
        """How many things want a look."""
        pages = [self.course, *(module.at for module in self.modules)]
        pages += [lesson for module in self.modules for lesson in module.lessons]
        return sum(len(page.warnings) for page in pages) + sum(len(one.warnings) for one in self.outcomes)


def read_map(course: Any) -> CourseMap:
    """The map of a course. Its queries do not grow with the course."""
    drafts = read_drafts(course)
    outcomes = outcome_ids(drafts.page.fields["outcomes"])
    asked = place_items({pk for lesson in drafts.lessons for pk in lesson.checks})
    modules = tuple(
        MapModule(
            at=MapPage(
                page=module.page,
                number=str(number),
                status=_status(module.page),
                warnings=tuple(_module_warnings(module.page, module.lessons)),
                is_first=number == 1,
                is_last=number == len(drafts.modules),
            ),
            lessons=tuple(
                _lesson(lesson, (number, place, len(module.lessons)), asked, outcomes)
                for place, lesson in enumerate(module.lessons, 1)
            ),
        )
        for number, module in enumerate(drafts.modules, 1)
    )
    of_course = [_("It has no module yet.")] if not modules else []
    return CourseMap(
        course=MapPage(drafts.page, "", _status(drafts.page), (*of_course, *_change_warnings(drafts.page))),
        modules=modules,
        outcomes=_coverage(drafts, modules, outcomes, outcome_supply(drafts.page.slug)),
    )


def _status(page: DraftPage) -> PageStatus:
    if page.is_in_review:
        return PageStatus.REVIEW
    if not page.is_live:
        return PageStatus.DRAFT
    return PageStatus.CHANGED if page.has_unpublished else PageStatus.LIVE


def _lesson(
    lesson: DraftPage,
    place: tuple[int, int, int],
    asked: Mapping[int, PlacedItem],
    outcomes: Mapping[str, str],
) -> MapPage:
    module, number, among = place
    checks = tuple(asked[pk] for pk in lesson.checks if pk in asked)
    return MapPage(
        page=lesson,
        number=f"{module}.{number}",
        status=_status(lesson),
        warnings=tuple(_lesson_warnings(lesson, checks, outcomes)),
        checks=checks,
        is_first=number == 1,
        is_last=number == among,
    )


def _lesson_warnings(
    lesson: DraftPage, checks: Sequence[PlacedItem], outcomes: Mapping[str, str]
) -> Iterable[str]:
    if not lesson.checks:
        yield _("It has no knowledge check.")
    waiting = [check.slug for check in checks if not check.can_be_asked]
    if waiting:
        yield _("These checks are not published and are left out: %(names)s.") % {"names": ", ".join(waiting)}
    gone = len(lesson.checks) - len(checks)
    if gone:
        yield _("A knowledge check has lost its item.")
    unknown = [name for name in lesson.outcomes if name not in outcomes]
    if unknown:
        yield _("The course has no outcome %(names)s.") % {"names": ", ".join(unknown)}
    if not lesson.outcomes:
        yield _("It names no outcome.")
    yield from _change_warnings(lesson)


def _module_warnings(module: DraftPage, lessons: Sequence[DraftPage]) -> Iterable[str]:
    if not lessons:
        yield _("It has no lesson yet.")
    elif not module.is_live and any(lesson.is_live for lesson in lessons):
        yield _("It is not published, so its published lessons are not shown either.")
    yield from _change_warnings(module)


def _change_warnings(page: DraftPage) -> Iterable[str]:
    if page.is_live and page.has_unpublished:
        yield _("Changes wait to be published.")


def _coverage(
    drafts: DraftCourse,
    modules: Sequence[MapModule],
    outcomes: Mapping[str, str],
    supply: Mapping[str, OutcomeSupply],
) -> tuple[MapOutcome, ...]:
    taught: dict[str, list[str]] = {name: [] for name in outcomes}
    asked: Counter[str] = Counter()
    for module in modules:
        for lesson in module.lessons:
            for name in lesson.page.outcomes:
                taught.setdefault(name, []).append(lesson.number)
            asked.update(check.outcome for check in lesson.checks)
    nothing = OutcomeSupply(0, 0)
    return tuple(
        MapOutcome(
            name=name,
            text=text,
            lessons=tuple(taught[name]),
            checks=asked[name],
            practice=supply.get(name, nothing).practice,
            examination=supply.get(name, nothing).examination,
        )
        for name, text in outcomes.items()
    )
