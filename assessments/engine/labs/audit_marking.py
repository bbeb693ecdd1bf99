"""The marking of an audit: seven points a criterion, and what a false finding costs.

    grade       4; a listed alternative 3; one step of severity off 1
    false       conform, opportunity or not determined called major -4, called minor -2
    missed      a major called conform -2
    evidence    2 x F1 of the documents cited, and
    clause      1 for any of those listed: both only where the grade is within one step

Written findings (1 a sentence) and the recommendation (5) count in proportion to what the grading earned: advice is
worth what the findings below it are worth. Otherwise whoever calls everything major could still collect them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from assessments.engine.labs.audit_pack import AuditQuestion, CriterionKey, Finding, Grade, steps_apart
from assessments.engine.labs.verdicts import Verdict
from assessments.engine.marks import ONE, ZERO, PartMark

GRADE, LISTED, ONE_STEP, EVIDENCE, CLAUSE = 4, 3, 1, 2, 1
PER_CRITERION: Final = GRADE + EVIDENCE + CLAUSE
FALSE_FINDING: Final[Mapping[Grade, int]] = {Grade.MAJOR: -4, Grade.MINOR: -2}
MISSED_MAJOR: Final = -2
PER_SENTENCE, RECOMMENDATION = 1, 5
_NO_FINDING = frozenset({Grade.CONFORM, Grade.OPPORTUNITY, Grade.NOT_DETERMINED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate said of one criterion; None where nothing was chosen."""

    grade: Grade | None = None
    evidence: frozenset[str] = frozenset()
    clause: str = ""


def is_false_finding(key: CriterionKey, grade: Grade | None) -> bool:
    """Whether a nonconformity was written where there is none."""
    return grade in FALSE_FINDING and key.grade in _NO_FINDING and grade not in (key.accept or ())


def grade_points(key: CriterionKey, grade: Grade | None) -> int:
    """The points of a grade, which may cost."""
    if grade is None:
        return 0
    if grade is key.grade:
        return GRADE
    if grade in (key.accept or ()):
        return LISTED
    if is_false_finding(key, grade):
        return FALSE_FINDING[grade]
    if key.grade is Grade.MAJOR and grade is Grade.CONFORM:
        return MISSED_MAJOR
    return ONE_STEP if steps_apart(key.grade, grade) == 1 else 0


def is_near(key: CriterionKey, grade: Grade | None) -> bool:
    """Whether citations earn: the grade is at most one step off, or a listed alternative."""
    if grade is None:
        return False
    apart = steps_apart(key.grade, grade)
    return grade in (key.accept or ()) or (apart is not None and apart <= 1)


def f1(cited: Collection[str], right: Collection[str]) -> Fraction:
    """The harmonic mean of precision and recall: 2 x hits over cited plus right; nothing cited is 0."""
    hits = len(set(cited) & set(right))
    return Fraction(2 * hits, len(set(cited)) + len(set(right)))


def verdict_of(key: CriterionKey, grade: Grade | None) -> Verdict:
    """The verdict on a grade. What costs is misleading: somebody acts on it."""
    if grade is None:
        return Verdict.MISSING
    if grade is key.grade:
        return Verdict.RIGHT
    if grade in (key.accept or ()):
        return Verdict.ACCEPTABLE
    return Verdict.MISLEADING if grade_points(key, grade) < 0 else Verdict.WRONG


def criterion_parts(key: CriterionKey, answer: Answer) -> list[PartMark]:
    """The grade, and where it is near enough the citations; worth x score are the points of each."""
    said = next((trap.rationale for trap in key.traps or () if trap.grade is answer.grade), "")
    parts = [
        PartMark(
            key.id,
            Fraction(grade_points(key, answer.grade), GRADE),
            answer.grade is not None,
            f"{said} {key.rationale}".strip(),
            verdict_of(key, answer.grade).value,
            Fraction(GRADE),
        )
    ]
    if is_near(key, answer.grade):
        found = f1(answer.evidence, key.evidence)
        parts.append(_cited(f"{key.id}.evidence", found, bool(answer.evidence), EVIDENCE))
        fits = ONE if answer.clause in key.clauses else ZERO
        parts.append(_cited(f"{key.id}.clause", fits, bool(answer.clause), CLAUSE))
    return parts


def _cited(name: str, score: Fraction, chosen: bool, worth: int) -> PartMark:
    verdict = Verdict.MISSING if not chosen else Verdict.WRONG
    if score:
        verdict = Verdict.RIGHT if score == ONE else Verdict.ACCEPTABLE
    return PartMark(name, score, chosen, "", verdict.value, Fraction(worth))


def question_part(question: AuditQuestion, chosen: str, *, name: str, worth: int) -> PartMark:
    """A sentence that was picked, or the recommendation."""
    found = next((choice for choice in question.choices if choice.id == chosen), None)
    if found is None:
        return PartMark(name, ZERO, chosen=False, verdict=Verdict.MISSING.value, worth=Fraction(worth))
    verdict = Verdict.RIGHT if found.credit == ONE else Verdict.ACCEPTABLE if found.credit else Verdict.WRONG
    return PartMark(name, found.credit, True, found.rationale, verdict.value, Fraction(worth))  # noqa: FBT003


def points(parts: Sequence[PartMark]) -> Fraction:
    """Worth x score, summed."""
    return sum((part.worth * part.score for part in parts), ZERO)


def total_share(graded: Fraction, extra: Fraction, *, criteria: int, extra_most: int) -> Fraction:
    """The whole audit between 0 and 1: the grading, and the rest in proportion to it."""
    most = criteria * PER_CRITERION
    earned = max(ZERO, graded)
    return (earned + extra * earned / most) / (most + extra_most)


def most_of(findings: Sequence[Finding], recommendation: AuditQuestion | None) -> int:
    """What the sentences and the recommendation are worth together."""
    sentences = sum(len(finding.questions) for finding in findings)
    return PER_SENTENCE * sentences + (RECOMMENDATION if recommendation else 0)


def everything_major(keys: Sequence[CriterionKey], *, extra_most: int) -> Fraction:
    """What calling every criterion major earns at most: with perfect citations, sentences and recommendation."""
    graded = ZERO
    for key in keys:
        answer = Answer(Grade.MAJOR, frozenset(key.evidence), key.clauses[0])
        graded += points(criterion_parts(key, answer))
    return total_share(graded, Fraction(extra_most), criteria=len(keys), extra_most=extra_most)
