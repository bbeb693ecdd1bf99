"""What a course covers: its topics by lessons, its outcomes by lessons, items and labs, its blueprint by the bank.

A topic's place is found by the words that a professional would type: a lesson has it whose text has one of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from courses.packages import ItemDocument, Lesson, Module, Package, Topic

# The blueprint draws from a cell; the bank has at least so many times as many.
TIMES = 3
# What an outcome needs in the bank, where the course has an examination.
EXAMINED = 2
# Interactions that are labs.
LABS = frozenset({"report-form", "threat-model", "audit-findings", "branching-scenario"})
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Place:
    """One lesson: its number in the course, such as 4.2, its title and the outcomes that it names."""

    number: str
    title: str
    outcomes: frozenset[str]
    text: str = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: where each of its words is found, and the lessons that say most of it."""

    topic: Topic
    places: tuple[Place, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome: the lessons that name it, and how many items and labs measure it."""

    id: str
    text: str
    places: tuple[Place, ...]
    practice: int
    examination: Mapping[str, int]
    labs: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell of the examination's blueprint: what is drawn, and what the bank has."""

    domain: str
    level: str
    drawn: int
    have: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything together."""

    title: str
    levels: tuple[str, ...]
    topics: tuple[TopicRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    cells: tuple[CellRow, ...]
    pilots: tuple[int, int]

    @property
    def has_examination(self) -> bool:
        return bool(self.cells)

    def holes(self) -> list[str]:
        """What is missing, in sentences; none in a course that is whole."""
        return [*self._topic_holes(), *self._outcome_holes(), *self._bank_holes()]

    def _topic_holes(self) -> Iterator[str]:
        for row in self.topics:
            if not row.places:
                yield f"No lesson covers the topic “{row.topic.title}”."
            for word in row.missing:
                yield f"No lesson says “{word}” (topic “{row.topic.title}”)."

    def _outcome_holes(self) -> Iterator[str]:
        for row in self.outcomes:
            if not row.places:
                yield f"No lesson teaches {row.id}."
            if not row.practice + row.labs:
                yield f"No practice item or lab is about {row.id}."
            examined = sum(row.examination.values())
            if self.has_examination and examined < EXAMINED:
                yield f"{examined} examination items measure {row.id}: {EXAMINED} are wanted."

    def _bank_holes(self) -> Iterator[str]:
        for cell in self.cells:
            if cell.have < TIMES * cell.drawn:
                yield (
                    f"The bank has {cell.have} items of {cell.domain}, {cell.level}: "
                    f"{TIMES} times the {cell.drawn} that are drawn are wanted."
                )
        drawn, have = self.pilots
        if have < drawn:
            yield f"The bank has {have} pilot items: {drawn} are drawn."


def coverage_of(package: Package) -> Coverage:
    """What a package covers, by its coverage.yaml, its outcomes and its examination."""
    places = list(_places(package))
    topics = package.coverage.topics if package.coverage is not None else []
    examination = next((one for one in package.assessments if one.kind == "examination"), None)
    live = [item for item in package.items if item.stage is None]
    supply = Counter((item.domain, item.level) for item in live if item.use == "examination")
    cells = examination.blueprint if examination is not None else []
    wanted = (examination.pilot_items or 0) if examination is not None else 0
    pilots = sum(item.stage == "pilot" for item in package.items)
    return Coverage(
        package.course.title,
        tuple(level.id for level in package.course.levels),
        tuple(_topic(topic, places) for topic in topics),
        tuple(_outcomes(package, places, live)),
        tuple(
            CellRow(cell.domain, cell.level, cell.items, supply[cell.domain, cell.level]) for cell in cells
        ),
        (wanted, pilots),
    )


def _places(package: Package) -> Iterator[Place]:
    for module_number, module in enumerate(package.modules, 1):
        for number, lesson in enumerate(module.lessons, 1):
            yield Place(
                f"{module_number}.{number}",
                lesson.front.title,
                frozenset(lesson.front.outcomes),
                _text(module, lesson),
            )


def _text(module: Module, lesson: Lesson) -> str:
    values = [block.value for block in (*lesson.body, *lesson.alternative)]
    parts = [lesson.front.title, lesson.front.summary or "", *map(str, values)]
    return _TAG.sub(" ", "\n".join(parts))


def word_pattern(word: str) -> re.Pattern[str]:
    """A word or phrase as it stands in a text: whole, in any case, its last word in the plural too."""
    parts = r"[\s\u00a0-]+".join(re.escape(part) for part in re.split(r"[\s-]+", word))
    return re.compile(rf"(?<!\w){parts}(?:s|es)?(?!\w)", re.IGNORECASE)


def _topic(topic: Topic, places: list[Place]) -> TopicRow:
    patterns = {word: word_pattern(word) for word in topic.words}
    counts = {
        place: sum(len(pattern.findall(place.text)) for pattern in patterns.values()) for place in places
    }
    missing = tuple(
        word for word, pattern in patterns.items() if not any(pattern.search(place.text) for place in places)
    )
    said = [place for place in places if counts[place]]
    # A lesson that says it in passing is no place for it, where others say it often.
    most = max(counts.values(), default=0)
    return TopicRow(topic, tuple(place for place in said if 4 * counts[place] >= most), missing)


def _outcomes(package: Package, places: list[Place], live: list[ItemDocument]) -> Iterator[OutcomeRow]:
    for outcome in package.course.outcomes:
        of_outcome = [item for item in live if item.outcome == outcome.id]
        examined = Counter(item.level for item in of_outcome if item.use == "examination")
        labs = sum(item.interaction.get("type") in LABS for item in of_outcome)
        practice = sum(item.use == "practice" for item in of_outcome) - sum(
            item.use == "practice" and item.interaction.get("type") in LABS for item in of_outcome
        )
        taught = tuple(place for place in places if outcome.id in place.outcomes)
        yield OutcomeRow(outcome.id, outcome.text, taught, practice, examined, labs)


def write_coverage(coverage: Coverage) -> str:
    """The coverage as a page of the documentation."""
    holes = coverage.holes()
    lines = [
        f"# What “{coverage.title}” covers",
        "",
        "Written by `manage.py check_course PATH --coverage FILE` from the package: do not edit it by hand. A topic's lessons are",
        "those whose text has the words that a professional would type (`coverage.yaml`); numbers of lessons are those of the site.",
        "",
    ]
    if coverage.topics:
        lines += ["## Topics and lessons", "", "| topic | words | lessons |", "|---|---|---|"]
        lines += [
            f"| {row.topic.title} | {', '.join(row.topic.words)} | {_numbers(row.places)} |"
            for row in coverage.topics
        ]
        lines.append("")
    levels = coverage.levels
    heads = " | ".join(f"examination, {level}" for level in levels)
    lines += [
        "## Outcomes, lessons, items and labs",
        "",
        f"| outcome | | lessons | practice | {heads} | labs |",
        f"|---|---|---|--:|{'--:|' * len(levels)}--:|",
    ]
    for row in coverage.outcomes:
        examined = " | ".join(str(row.examination.get(level, 0)) for level in levels)
        lines.append(
            f"| {row.id} | {row.text} | {_numbers(row.places)} | {row.practice} | {examined} | {row.labs} |"
        )
    if coverage.cells:
        lines += [
            "",
            "## Blueprint and bank",
            "",
            f"The examination draws from each cell; the bank is to have {TIMES} times as many, pilot items not counted.",
            "",
            "| domain | level | drawn | in the bank | times |",
            "|---|---|--:|--:|--:|",
        ]
        lines += [
            f"| {cell.domain} | {cell.level} | {cell.drawn} | {cell.have} | {_times(cell)} |"
            for cell in coverage.cells
        ]
        drawn, have = coverage.pilots
        lines += ["", f"Pilot items: {drawn} drawn, {have} in the bank."]
    lines += ["", "## Holes", ""]
    lines += [f"- {hole}" for hole in holes] or ["None."]
    return "\n".join(lines) + "\n"


def _numbers(places: tuple[Place, ...]) -> str:
    return ", ".join(place.number for place in places) or "none"


def _times(cell: CellRow) -> str:
    tenths = cell.have * 10 // cell.drawn
    return f"{tenths // 10}.{tenths % 10}"
