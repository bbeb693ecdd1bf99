"""What the files of a package say about each other."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from courses.packages.bodies import Block
from courses.packages.documents import AssessmentDocument, ItemDocument
from courses.packages.faults import Fault, Path
from courses.packages.package import Lesson, Module, Package

# What the editor takes as a document.
DOWNLOAD_ENDINGS = (".csv", ".pdf", ".txt", ".zip")


def _known(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


class _Checker:
    """Holds the names that may be referred to."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.outcomes = {outcome.id for outcome in package.course.outcomes}
        self.domains = {domain.id for domain in package.course.domains}
        self.levels = {level.id for level in package.course.levels}
        self.items = {item.slug: item for item in package.items}
        # Items whose files have faults of their own are known by name.
        self.item_names = {slug for module in package.modules for slug in module.items}

    def at(self, file: str, path: Path, rule: str, message: str) -> Fault:
        located = self.package.marks.get(file)
        return Fault(file, located.line(path) if located else 0, rule, message)

    def names(self, file: str, path: Path, given: str, known: Collection[str], what: str) -> Iterator[Fault]:
        if given not in known:
            message = f"the course has no {what} “{given}” (it has {_known(known)})"
            yield self.at(file, path, "reference", message)

    def twice(self, file: str, path: Path, names: Iterable[str]) -> Iterator[Fault]:
        for name, count in Counter(names).items():
            if count > 1:
                yield self.at(file, path, "reference", f"“{name}” stands here {count} times")

    def course(self) -> Iterator[Fault]:
        course = self.package.course
        for key in ("outcomes", "domains", "levels"):
            yield from self.twice("course.yaml", (key,), (named.id for named in getattr(course, key)))
        yield from self.twice("course.yaml", ("topics",), course.topics)
        if course.slug in course.prerequisites:
            yield self.at("course.yaml", ("prerequisites",), "reference", "a course does not require itself")

    def module(self, module: Module) -> Iterator[Fault]:
        file = f"{module.folder}/module.yaml"
        if module.document.domain is not None:
            yield from self.names(file, ("domain",), module.document.domain, self.domains, "domain")
        for position, outcome in enumerate(module.document.outcomes):
            yield from self.names(file, ("outcomes", position), outcome, self.outcomes, "outcome")
        used: set[str] = set()
        for lesson in module.lessons:
            yield from self.lesson(module, lesson, used)
        for name in module.files:
            if name not in used:
                yield Fault(f"{module.folder}/{name}", 0, "unused-file", "no lesson of the module uses it")
        yield from self._numbers(module.folder, [(lesson.number, lesson.slug) for lesson in module.lessons])

    def _numbers(self, folder: str, given: list[tuple[str, str]]) -> Iterator[Fault]:
        for position, what in ((0, "number"), (1, "slug")):
            for name, count in Counter(pair[position] for pair in given).items():
                if count > 1:
                    yield Fault(folder, 0, "order", f"{count} of them have the {what} “{name}”")

    def lesson(self, module: Module, lesson: Lesson, used: set[str]) -> Iterator[Fault]:
        file = self.package.lesson_file(module, lesson)
        for position, outcome in enumerate(lesson.front.outcomes):
            yield from self.names(file, ("outcomes", position), outcome, self.outcomes, "outcome")
        yield from self.twice(file, ("sources",), (source.id for source in lesson.front.sources))
        for block in (*lesson.body, *lesson.alternative):
            yield from self.block(module, file, block, used)

    def block(self, module: Module, file: str, block: Block, used: set[str]) -> Iterator[Fault]:
        if block.type in ("figure", "download"):
            name = block.value["image" if block.type == "figure" else "file"]
            folder = "figures/" if block.type == "figure" else "files/"
            used.add(name)
            if not name.startswith(folder):
                yield Fault(file, block.line, "reference", f"a {block.type} stands in {folder}")
            elif block.type == "download" and not name.lower().endswith(DOWNLOAD_ENDINGS):
                kinds = ", ".join(DOWNLOAD_ENDINGS)
                yield Fault(file, block.line, "reference", f"a download is one of {kinds}")
            elif name not in module.files:
                yield Fault(file, block.line, "reference", f"{module.folder}/{name} does not exist")
        # Whether another bank has the item is known only where that bank is.
        elif block.type == "check" and "/" not in block.value["item"]:
            item = self.items.get(block.value["item"])
            if item is None and block.value["item"] not in self.item_names:
                yield Fault(file, block.line, "reference", f"there is no item “{block.value['item']}”")
            elif item is not None and item.use != "practice":
                message = f"“{item.slug}” is an examination item: a knowledge check shows its key"
                yield Fault(file, block.line, "item-use", message)

    def item(self, item: ItemDocument) -> Iterator[Fault]:
        file = self.package.item_file(item.slug)
        yield from self.names(file, ("domain",), item.domain, self.domains, "domain")
        yield from self.names(file, ("level",), item.level, self.levels, "level")
        if item.outcome is not None:
            yield from self.names(file, ("outcome",), item.outcome, self.outcomes, "outcome")

    def assessment(self, assessment: AssessmentDocument) -> Iterator[Fault]:
        file = f"assessments/{assessment.slug}.yaml"
        supply = Counter(
            (item.domain, item.level) for item in self.items.values() if item.use == assessment.kind
        )
        for position, cell in enumerate(assessment.blueprint):
            path = ("blueprint", position)
            yield from self.names(file, (*path, "domain"), cell.domain, self.domains, "domain")
            yield from self.names(file, (*path, "level"), cell.level, self.levels, "level")
            have = supply[cell.domain, cell.level]
            if have < cell.items:
                message = (
                    f"{cell.items} {assessment.kind} items of {cell.domain}, {cell.level} are wanted, "
                    f"the package has {have}"
                )
                yield self.at(file, path, "blueprint-supply", message)

    def achievement(self) -> Iterator[Fault]:
        part = self.package.parts.get("achievement")
        if part is None:
            return
        slug = part["scheme"]["examination"]
        kinds = {assessment.slug: assessment.kind for assessment in self.package.assessments}
        path = ("scheme", "examination")
        if slug not in kinds and f"assessments/{slug}.yaml" not in self.package.marks:
            yield self.at("achievement.yaml", path, "reference", f"there is no assessments/{slug}.yaml")
        elif kinds.get(slug, "examination") != "examination":
            yield self.at("achievement.yaml", path, "reference", f"“{slug}” is no examination")


def reference_faults(package: Package, *, whole: bool = True) -> list[Fault]:
    """Every reference that leads nowhere.

    With `whole=False` some files could not be read: what depends on all items being known is not judged.
    """
    checker = _Checker(package)
    faults = [*checker.course(), *checker.achievement()]
    faults += checker._numbers("modules", [(module.number, module.slug) for module in package.modules])
    for module in package.modules:
        faults += checker.module(module)
    for item in package.items:
        faults += checker.item(item)
    for assessment in package.assessments:
        faults += checker.assessment(assessment)
    if whole:
        return faults
    return [fault for fault in faults if fault.rule not in ("blueprint-supply", "unused-file")]
