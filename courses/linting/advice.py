"""What the linter says of a package: where, which rule, how grave; and what a package explains."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from courses.packages import Fault, LintDocument


class Severity(StrEnum):
    """How grave an advice is. An error fails a check; a warning is mended or explained; a review is looked at."""

    ERROR = "error"
    WARNING = "warning"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class CourseRule:
    """One rule about a course: its name, its severity, what it rests on."""

    id: str
    severity: Severity
    basis: str


@dataclass(frozen=True, slots=True, order=True)
class Advice:
    """One finding: a place as in a fault, and how grave it is. `basis` says where the rule is published."""

    fault: Fault
    severity: Severity
    basis: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.fault} ({self.basis})"


@dataclass(frozen=True, slots=True)
class Explained:
    """An advice that the package's lint.yaml explains, and the reason that it gives."""

    advice: Advice
    reason: str


_GUARD = "guardrail of the house: content and care"
_CLAIMS = "rule of the house: claims carry their source"
_DATES = "rule of the house: facts carry their date"
_E, _W = Severity.ERROR, Severity.WARNING
RULES: Final[Mapping[str, CourseRule]] = {
    name: CourseRule(name, severity, basis)
    for name, severity, basis in (
        ("banned-term", _E, "Terminology Guidelines (Luxembourg Guidelines), 2016; house rule"),
        ("module-content-note", _E, _GUARD),
        ("lesson-content-note", _W, _GUARD),
        ("short-alternative", _W, _GUARD),
        ("figure-alternative", _W, "WCAG 2.2, success criterion 1.1.1; house rule of 30 words"),
        ("unsourced-number", _W, _CLAIMS),
        ("unused-source", _W, _CLAIMS),
        ("mark-reported-by", _E, _CLAIMS),
        ("known-number", _E, _CLAIMS),
        ("source-expired", _E, _DATES),
        ("source-review-due", _W, _DATES),
        ("facts-review-due", _W, _DATES),
        ("support-line-unchecked", _W, _GUARD),
        ("support-line-unsourced", _E, _GUARD),
        ("unlinked-term", _W, "rule of the house: a term is linked where it is used"),
        ("unused-exception", _W, "rule of the house: what is explained is there"),
    )
}


def advise(rule: str, file: str, line: int, message: str) -> Advice:
    """An advice of one of the rules."""
    known = RULES[rule]
    return Advice(Fault(file, line, rule, message), known.severity, known.basis)


def explain(
    found: Iterable[Advice], document: LintDocument | None, lines: Mapping[int, int]
) -> tuple[list[Advice], list[Explained]]:
    """What is left to mend, and what lint.yaml explains. An exception that matches nothing is advice itself.

    `lines` gives the line of each exception by its number.
    """
    exceptions = list(document.exceptions) if document is not None else []
    used: set[int] = set()
    left: list[Advice] = []
    explained: list[Explained] = []
    for advice in found:
        number = next(
            (
                number
                for number, exception in enumerate(exceptions)
                if (exception.file, exception.rule) == (advice.fault.file, advice.fault.rule)
            ),
            None,
        )
        if number is None:
            left.append(advice)
        else:
            used.add(number)
            explained.append(Explained(advice, exceptions[number].reason))
    left += [
        advise(
            "unused-exception",
            "lint.yaml",
            lines.get(number, 0),
            f"nothing in {exception.file} breaks the rule “{exception.rule}” any more: remove the exception",
        )
        for number, exception in enumerate(exceptions)
        if number not in used
    ]
    return sorted(left), explained
