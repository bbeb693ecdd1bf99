"""A package by every rule of the linters, with what its lint.yaml explains set apart. Touches no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.api import LintedItem, advise_on_items, find_banned_terms
from courses.linting import Advice, Explained, Severity, explain, lint_package
from courses.packages import Fault, ItemDocument, Located, Package
from courses.services.checking import CheckedPackage
from website.support import support_lines


@dataclass(frozen=True, slots=True)
class LintedPackage:
    """What the linters say of a package: what is left to mend or to look at, and what is explained."""

    advice: tuple[Advice, ...]
    explained: tuple[Explained, ...] = ()

    def of(self, severity: Severity) -> list[Advice]:
        """The advice of one severity."""
        return [one for one in self.advice if one.severity is severity]

    @property
    def has_errors(self) -> bool:
        return bool(self.of(Severity.ERROR))


def lint_checked(checked: CheckedPackage, *, today: date) -> LintedPackage:
    """Everything that the linters say. A package with faults is not linted: its faults come first."""
    package = checked.package
    if package is None or checked.faults:
        return LintedPackage(())
    phrases = [(term.phrase, term.instead) for term in package.lint.terms] if package.lint else []

    def words(text: str, markdown: bool) -> list[tuple[int, str, str]]:
        return find_banned_terms(text, markdown=markdown, phrases=phrases)

    found = lint_package(package, checked.files, today=today, words=words, support=support_lines().lines)
    found += _item_advice(package, phrases)
    lines: dict[int, int] = {}
    if package.lint is not None:
        located = package.marks["lint.yaml"]
        lines = {place: located.line(("exceptions", place)) for place in range(len(package.lint.exceptions))}
    left, explained = explain(sorted(found), package.lint, lines)
    return LintedPackage(tuple(left), tuple(explained))


def _item_advice(package: Package, phrases: list[tuple[str, str]]) -> Iterator[Advice]:
    for found in advise_on_items(map(_linted, package.items), phrases=phrases):
        file = package.item_file(found.item) if found.item else "course.yaml"
        line = _line(package.marks[file], found.path) if found.item else 0
        fault = Fault(file, line, found.rule, found.message)
        yield Advice(fault, Severity(found.severity), found.basis)


def _line(located: Located, path: tuple[str | int, ...]) -> int:
    """The line of a place in an item's data; `@name` is a field beside its interaction."""
    first = path[0] if path else ""
    if isinstance(first, str) and first.startswith("@"):
        return located.line((first.removeprefix("@"),))
    return located.line(("interaction", *path)) if path else 0


def _linted(item: ItemDocument) -> LintedItem:
    beside = {
        "measures": item.measures,
        "content_note": item.content_note or "",
        "enemies": item.enemies or "",
    }
    return LintedItem(item.slug, item.use, item.interaction, item.references, beside)
