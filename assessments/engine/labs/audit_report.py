"""The audit report that a candidate's answers make, put together from what they see: no key is needed for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.engine.labs.audit_pack import Grade

# The order of a report: what matters most comes first.
ORDER = (Grade.MAJOR, Grade.MINOR, Grade.NOT_DETERMINED, Grade.OPPORTUNITY, Grade.CONFORM)


@dataclass(frozen=True, slots=True)
class Row:
    """One graded criterion with what was cited for it."""

    id: str
    text: str
    grade: str
    evidence: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding in sentences, each with its heading."""

    title: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The report: criteria by severity, how many of each grade, findings, the recommendation, what is still open."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]
    findings: tuple[WrittenFinding, ...]
    recommendation: str
    open_criteria: tuple[str, ...]


def assemble(view: Mapping[str, Any], response: Any) -> AuditReport | None:
    """The report of a checked response to what the view shows; None where no criterion is graded yet."""
    given = response if isinstance(response, Mapping) else {}
    criteria = given.get("criteria") or {}
    titles = {document["id"]: document["title"] for document in view["documents"]}
    clauses = {clause["id"]: clause["text"] for clause in view["clauses"]}
    rows = [
        Row(
            one["id"],
            one["text"],
            said["grade"],
            tuple(f"{name} {titles[name]}" for name in said.get("evidence", ()) if name in titles),
            clauses.get(said.get("clause", ""), ""),
        )
        for one in view["criteria"]
        if (said := criteria.get(one["id"], {})).get("grade")
    ]
    if not rows:
        return None
    place = {grade.value: number for number, grade in enumerate(ORDER)}
    rows.sort(key=lambda row: place[row.grade])
    graded = {row.id for row in rows}
    return AuditReport(
        tuple(rows),
        tuple((grade.value, count) for grade in ORDER if (count := sum(row.grade == grade for row in rows))),
        tuple(_findings(view["findings"], given.get("findings") or {})),
        _picked(view["recommendation"], given.get("recommendation", "")) if view["recommendation"] else "",
        tuple(one["id"] for one in view["criteria"] if one["id"] not in graded),
    )


def _findings(shown: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> list[WrittenFinding]:
    found = []
    for finding in shown:
        picked = given.get(finding["id"], {})
        sentences = tuple(
            (question["title"], text)
            for question in finding["questions"]
            if (text := _picked(question, picked.get(question["id"], "")))
        )
        if sentences:
            found.append(WrittenFinding(finding["title"], sentences))
    return found


def _picked(question: Mapping[str, Any], chosen: str) -> str:
    return next((str(choice["text"]) for choice in question["choices"] if choice["id"] == chosen), "")
