"""A small report form and a small audit, each with a variant."""

from typing import Any

MENU = [{"id": "vendor", "text": "The supplier"}, {"id": "robot", "text": "A service account"}]
TRUTH = [{"id": "true", "text": "true"}, {"id": "false", "text": "false"}]


def said(answer: str, rationale: str = "Rationale of that.") -> dict[str, str]:
    return {"answer": answer, "rationale": rationale}


def key(field: str, *right: str, weight: int = 1, **more: Any) -> dict[str, Any]:
    """The key of one field."""
    return {
        "id": field,
        "weight": weight,
        "critical": False,
        "right": list(right),
        "rationale": f"Rationale of {field}",
    } | more


def report_form(**changes: Any) -> dict[str, Any]:
    """Eight fields of every kind. 20 points count; the narrative does not."""
    return {
        "type": "report-form",
        "stem": "Fill in the form.",
        "title": "A match at intake",
        "minutes": 20,
        "case": "1. A job retrieves a batch.\n2. Nobody opens a file.",
        "groups": [
            {
                "id": "incident",
                "title": "Incident",
                "fields": [
                    {"id": "count", "title": "reportCount", "kind": "number", "help": "How many?"},
                    {"id": "time", "title": "incidentDateTime", "kind": "moment"},
                    {"id": "until", "title": "preserveUntil", "kind": "day"},
                    {"id": "account", "title": "espIdentifier", "kind": "line"},
                    {"id": "suspect", "title": "personOrUserReported", "kind": "choice"},
                    {
                        "id": "event",
                        "title": "ipCaptureEvent",
                        "kind": "record",
                        "parts": [
                            {"id": "ip", "title": "ipAddress", "kind": "line"},
                            {"id": "port", "title": "port", "kind": "number"},
                            {"id": "name", "title": "eventName", "kind": "choice", "choices": [
                                {"id": "Upload", "text": "Upload"}, {"id": "Login", "text": "Login"},
                            ]},
                            {"id": "at", "title": "dateTime", "kind": "moment"},
                        ],
                    },
                ],
            },
            {
                "id": "file",
                "title": "File",
                "help": "All files.",
                "fields": [
                    {"id": "viewed", "title": "fileViewedByEsp", "kind": "choice", "choices": TRUTH},
                    {"id": "flags", "title": "fileAnnotations", "kind": "flags", "choices": [
                        {"id": "ai", "text": "generativeAi"}, {"id": "viral", "text": "viral"},
                        {"id": "meme", "text": "potentialMeme"},
                    ]},
                    {"id": "narrative", "title": "Narrative", "kind": "prose"},
                ],
            },
        ],
        "menus": [{"id": "suspect", "choices": MENU}],
        "key": [
            key("count", "1", weight=2, wrong=[said("42")]),
            key("time", "2026-03-03T02:14:00Z", weight=2, accept=["2025-11-08T00:00:00Z"],
                wrong=[said("2026-03-03T02:14:00")]),
            key("until", "2027-03-03", weight=1, wrong=[said("2026-06-01")]),
            key("account", "u-58213", weight=2),
            key("suspect", "(blank)", weight=4, critical=True, misleading=[said("vendor"), said("*")]),
            key("event", "ip 203.0.113.77; port 51544; name Upload; at 2026-03-03T02:14:00Z", weight=3,
                accept=["ip 203.0.113.77; port (blank); name Upload; at 2026-03-03T02:14:00Z"],
                wrong=[said("ip 198.51.100.23")]),
            key("viewed", "false", weight=3, critical=True, misleading=[said("true")]),
            key("flags", "ai + viral", weight=3, accept=["ai"], misleading=[said("+ meme"), said("viral")],
                wrong=[said("(blank)")]),
            {"id": "narrative", "weight": 1, "critical": False, "mentions": ["exact | hash", "not opened"],
             "rationale": "Rationale of narrative"},
        ],
        "avoid": [{"id": "offender", "term": "offender", "rationale": "Rationale: write reported user."}],
        "model_answer": "The model narrative.",
        "general_feedback": "The reasoning.",
        "variants": [
            {
                "id": "second",
                "title": "Another match",
                "case": "1. Another job.\n2. A reviewer opens every file.",
                "key": [key("viewed", "true", weight=3, misleading=[said("false")])],
                "model_answer": "The other model narrative.",
            }
        ],
    } | changes  # fmt: skip


def report_response(**changes: Any) -> dict[str, Any]:
    """What earns everything; a change of None leaves the field untouched."""
    fields = {
        "count": "1",
        "time": "2026-03-03T02:14:00Z",
        "until": "2027-03-03",
        "account": "u-58213",
        "event": {"ip": "203.0.113.77", "port": "51544", "name": "Upload", "at": "2026-03-03T02:14:00Z"},
        "viewed": "false",
        "flags": ["ai", "viral"],
        "narrative": "An exact match; the file was not opened.",
    } | changes
    kept = {name: value for name, value in fields.items() if value is not None}
    return {"fields": kept, "left_out": [] if "suspect" in kept else ["suspect"]}


GRADES = ("conform", "conform", "major", "minor", "opportunity", "not-determined")


def criterion_key(number: int, grade: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"C0{number}",
        "grade": grade,
        "evidence": [f"D0{number}"],
        "clauses": ["a", "b"],
        "rationale": f"Rationale of C0{number}",
    } | more


def sentence(name: str, title: str) -> dict[str, Any]:
    worth = {"a": 0, "b": 1, "c": "3/5"}
    return {
        "id": name,
        "title": title,
        "choices": [
            {"id": one, "text": f"{title} {one}", "credit": credit, "rationale": f"Rationale of {one}"}
            for one, credit in worth.items()
        ],
    }


def audit_findings(**changes: Any) -> dict[str, Any]:
    """Six criteria of every grade, one finding of two sentences, a recommendation: 42 and 7 points."""
    return {
        "type": "audit-findings",
        "stem": "Grade the criteria.",
        "title": "A gate",
        "minutes": 50,
        "case": "Fieldwork closes today.",
        "guide": "- **Major**: a control is absent.",
        "documents": [
            {"id": f"D0{n}", "title": f"Document {n}", "text": f"What document {n} says."} for n in range(1, 8)
        ],
        "clauses": [{"id": name, "text": f"Clause {name}"} for name in "abc"],
        "criteria": [{"id": f"C0{n}", "text": f"Criterion {n}."} for n in range(1, 7)],
        "key": [criterion_key(number, grade) for number, grade in enumerate(GRADES, start=1)],
        "findings": [
            {"id": "F1", "title": "Finding 1", "questions": [sentence("condition", "Condition"), sentence("effect", "Effect")]}
        ],
        "recommendation": [sentence("advice", "Recommendation")],
        "model_answer": "The model report.",
        "general_feedback": "The reasoning.",
        "variants": [{"id": "second", "key": [criterion_key(1, "minor", traps=[{"grade": "major", "rationale": "Rationale of the trap"}])]}],
    } | changes  # fmt: skip


def audit_response(*grades: str, extra: bool = True) -> dict[str, Any]:
    """Grades with perfect citations, and everything else right."""
    said_of = {
        f"C0{n}": {"grade": grade, "evidence": [f"D0{n}"], "clause": "a"}
        for n, grade in enumerate(grades or GRADES, start=1)
        if grade
    }
    response: dict[str, Any] = {"criteria": said_of} if said_of else {}
    if extra:
        response |= {"findings": {"F1": {"condition": "b", "effect": "b"}}, "recommendation": "b"}
    return response
