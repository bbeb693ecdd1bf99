"""Content for tests: one builder for each interaction, `changes` replace or remove (None) fields."""

from collections.abc import Sequence
from typing import Any

from assessments.engine.interactions.pairing import token_of
from tests.assessments.engine.report_samples import (
    audit_findings,
    audit_response,
    report_form,
    report_response,
)


def _changed(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (content | changes).items() if value is not None}


def choices(*worth: int | str, ids: str = "abcdefghijkl") -> list[dict[str, Any]]:
    """Options a, b, c … with these credits."""
    return [
        {"id": name, "text": f"Option {name}", "credit": credit, "rationale": f"Rationale of {name}"}
        for name, credit in zip(ids, worth, strict=False)
    ]


def single_choice(*worth: int | str, **changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "single-choice",
            "stem": "Which *one* is right?",
            "shuffle": True,
            "choices": choices(*(worth or (1, 0, 0, 0))),
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def multiple_choice(*worth: int | str, **changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "multiple-choice",
            "stem": "Which are right?",
            "shuffle": True,
            "choices": choices(*(worth or ("1/2", "1/2", "-1/2", "-1/4"))),
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def true_false(**changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "true-false",
            "stem": "Two and two are four.",
            "answer": True,
            "rationale_true": "They are.",
            "rationale_false": "Count again.",
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def text_answers(*answers: str | tuple[str, int | str]) -> list[dict[str, Any]]:
    pairs = [answer if isinstance(answer, tuple) else (answer, 1) for answer in answers]
    return [{"text": text, "credit": credit, "rationale": f"Why {text}"} for text, credit in pairs]


def short_text(*answers: str | tuple[str, int | str], **changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "short-text",
            "stem": "What is left after controls?",
            "answers": text_answers(*(answers or ("residual risk",))),
            "case_sensitive": False,
            "max_length": 60,
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def numeric_answer(value: int | str, tolerance: int | str = "0", **changes: Any) -> dict[str, Any]:
    return {
        "value": value,
        "tolerance": tolerance,
        "tolerance_type": "absolute",
        "credit": 1,
        "rationale": f"Why {value}",
    } | changes


def numeric(*answers: dict[str, Any] | int | str, **changes: Any) -> dict[str, Any]:
    listed: Sequence[dict[str, Any]] = [
        answer if isinstance(answer, dict) else numeric_answer(answer) for answer in (answers or ("299",))
    ]
    return _changed(
        {
            "type": "numeric",
            "stem": "How many?",
            "answers": list(listed),
            "unit": "items",
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def parameterised(*parameters: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A number that differs by attempt: cases × rate / 100, of cases 200, 300 … 600 and a rate of 5 or 10."""
    listed = list(parameters) or [
        {"name": "cases", "lowest": "200", "highest": "600", "step": "100"},
        {"name": "rate", "values": ["5", "10"]},
        {"name": "found", "formula": "cases * rate / 100"},
    ]
    return numeric(
        numeric_answer("{{found}}", rationale="{{rate}} of every hundred of {{cases}}."),
        stem="Of {{cases}} cases {{rate}} % are found. How many?",
        parameters=listed,
        unit="cases",
        **changes,
    )


def typed_gap(name: str, *answers: str | tuple[str, int | str], **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "typed",
        "weight": 1,
        "answers": text_answers(*(answers or ("audit committee",))),
        "case_sensitive": False,
    } | changes


def chosen_gap(name: str, *worth: int | str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "chosen",
        "weight": 1,
        "shuffle": True,
        "choices": choices(*(worth or (1, 0, 0))),
    } | changes


def numeric_gap(name: str, *answers: dict[str, Any] | int | str, **changes: Any) -> dict[str, Any]:
    listed = [one if isinstance(one, dict) else numeric_answer(one) for one in (answers or ("12",))]
    return {"id": name, "kind": "numeric", "weight": 1, "answers": listed, "unit": "months"} | changes


def cloze(*gaps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Gaps board (typed), scope (chosen) and term (numeric) unless others are given."""
    listed = list(gaps or (typed_gap("board"), chosen_gap("scope"), numeric_gap("term")))
    marked = " and then ".join(f"[[{gap['id']}]]" for gap in listed)
    return _changed(
        {
            "type": "cloze",
            "stem": "Fill in the *gaps*.",
            "text": f"The auditor reports to {marked} in every case.",
            "gaps": listed,
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def criterion(name: str, *marks: int) -> dict[str, Any]:
    levels = [
        {"marks": mark, "descriptor": f"Rationale of {mark} for {name}"} for mark in (marks or (0, 1, 3))
    ]
    return {"id": name, "title": f"Criterion {name}", "levels": levels}


def essay(*criteria: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "essay",
            "stem": "Write a finding about the access log.",
            "rubric": list(criteria or (criterion("evidence"), criterion("clarity", 0, 2))),
            "min_words": 5,
            "max_words": 40,
            "lines": 12,
            "template": "Condition:\nCause:",
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def upload(**changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "upload",
            "stem": "Hand in your audit report.",
            "rubric": [criterion("evidence"), criterion("clarity", 0, 2)],
            "kinds": ["pdf", "text"],
            "max_files": 2,
            "max_megabytes": 1,
            "general_feedback": "The reasoning.",
        },
        changes,
    )


# Those that people mark: the engine gives nothing for them, and says so.
MARKED_BY_PEOPLE = frozenset({"essay", "upload"})


def matching(**changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "matching",
            "stem": "Who does what?",
            "shuffle": True,
            "pairs": [
                {"id": "r1", "text": "Owns a risk", "match": "Management", "rationale": "Rationale of r1"},
                {
                    "id": "r2",
                    "text": "Challenges it",
                    "match": "Risk function",
                    "rationale": "Rationale of r2",
                },
                {"id": "r3", "text": "Decides on it", "match": "Management", "rationale": "Rationale of r3"},
            ],
            "distractors": ["The vendor", "The regulator"],
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def categorise(**changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "categorise",
            "stem": "Observed or inferred?",
            "shuffle": True,
            "categories": ["Observed", "Inferred", "Unknown"],
            "entries": [
                {
                    "id": "e4",
                    "text": "The log's time",
                    "category": "Observed",
                    "rationale": "Rationale of e4",
                },
                {"id": "e1", "text": "The age", "category": "Inferred", "rationale": "Rationale of e1"},
                {"id": "e3", "text": "The upload", "category": "Observed", "rationale": "Rationale of e3"},
                {"id": "e2", "text": "The motive", "category": "Inferred", "rationale": "Rationale of e2"},
            ],
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def ordering(scoring: str = "absolute-position", **changes: Any) -> dict[str, Any]:
    return _changed(
        {
            "type": "ordering",
            "stem": "In which order?",
            "scoring": scoring,
            "entries": [
                {"id": name, "text": text, "rationale": f"Rationale of {name}"}
                for name, text in (("s3", "Scope"), ("s1", "Plan"), ("s4", "Test"), ("s2", "Report"))
            ],
            "general_feedback": "The reasoning.",
        },
        changes,
    )


PICTURE = {"digest": "a" * 64, "width": 400, "height": 300}
PLACES = [
    {"id": "p3", "label": "The gate in the middle", "at": "150,150"},
    {"id": "p1", "label": "The store at the right", "at": "350,150"},
    {"id": "p2", "label": "The lake below", "at": "200,280"},
]


def area(label: str, coords: str, shape: str = "rectangle", **more: Any) -> dict[str, Any]:
    return {
        "label": label,
        "shape": shape,
        "coords": coords,
        "rationale": f"Rationale of {label}",
    } | more


def hotspot(**changes: Any) -> dict[str, Any]:
    """Gate and store are right, half each; a point elsewhere costs a quarter."""
    return _changed(
        {
            "type": "hotspot",
            "stem": "Where does data leave the zone?",
            "image": PICTURE,
            "image_description": "A gate in the middle, a store at the right, a lake below.",
            "places": PLACES,
            "areas": [
                area("Gate", "100,100,200,200", credit="1/2"),
                area("Store", "350,150,40", "circle", credit="1/2"),
            ],
            "max_choices": 3,
            "miss_cost": "1/4",
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def markers(**changes: Any) -> dict[str, Any]:
    """The guard belongs at the gate and in the store, the clerk nowhere."""
    return _changed(
        {
            "type": "markers",
            "stem": "Who stands where?",
            "image": PICTURE,
            "image_description": "A gate in the middle, a store at the right, a lake below.",
            "places": PLACES,
            "markers": [{"id": "m2", "text": "Guard", "uses": 3}, {"id": "m1", "text": "Clerk", "uses": 1}],
            "zones": [
                area("Gate", "100,100,200,200", marker="m2"),
                area("Store", "310,110,390,110,390,190,310,190", "polygon", marker="m2"),
            ],
            "general_feedback": "The reasoning.",
        },
        changes,
    )


def option(name: str, score: int, to: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "text": f"Decision {name} for {score}",
        "score": score,
        **({"next": to} if to else {}),
        "critical": False,
        "rationale": f"Rationale of {name} for {score}",
    } | more


def node(name: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "time": f"Fri {name}",
        "text": f"Inject {name}.",
        "options": list(options),
    } | more


def branching_scenario(**changes: Any) -> dict[str, Any]:
    """Best b, a, c for 30. A halt opens a repair; what is told in the end depends on whether somebody looked."""
    return _changed(
        {
            "type": "branching-scenario",
            "stem": "You are on call.",
            "title": "A quiet Friday",
            "minutes": 20,
            "total": 30,
            "flags": [{"id": "seen", "text": "Somebody looked"}, {"id": "gap", "text": "Records are gone"}],
            "nodes": [
                node(
                    "first",
                    option("a", -5, "repair", sets=["gap"]),
                    option("b", 10, "look", sets=["seen"]),
                    option("c", 4, "look"),
                    channel="Telephone",
                    clock="48 hours from now",
                ),
                node("repair", option("b", 4, "look"), option("a", -10, "look", critical=True)),
                node("look", option("a", 10, "last"), option("b", -2, "last")),
                node(
                    "last",
                    option("c", 10, requires="seen"),
                    option("a", 6),
                    option("b", -10, critical=True),
                ),
            ],
            "badges": [
                {"id": "whole", "text": "Records kept", "without": ["gap"]},
                {"id": "seen", "text": "Looked first", "taken": [{"node": "first", "option": "b"}]},
            ],
            "facilitator_notes": "Rationale for the room: give cards out one by one.",
            "general_feedback": "The reasoning.",
            "variants": [
                {
                    "id": "night",
                    "stem": "You are on call at night.",
                    "total": 24,
                    "nodes": [node("look", option("c", 4, "last"), option("a", -2, "last"))],
                }
            ],
        },
        changes,
    )


def threat(name: str, *statements: str, elements: Sequence[str] = ("P1",), **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "statements": list(statements),
        "elements": list(elements),
        "categories": ["tamper"],
        "likelihood": 3,
        "impact": 4,
        "mitigations": ["m1", "m2"],
        "owners": ["o1"],
        "must_have": False,
        "floor": False,
        "rationale": f"Rationale of {name}",
    } | more


def entries(**texts: str) -> list[dict[str, Any]]:
    return [{"id": name, "text": text} for name, text in texts.items()]


def threat_model(**changes: Any) -> dict[str, Any]:
    """Three threats, one of which nobody may miss and has two wordings, and two decoys."""
    return _changed(
        {
            "type": "threat-model",
            "stem": "List the threats.",
            "title": "A small service",
            "minutes": 30,
            "most_threats": 8,
            "zones": [{"id": "TB1", "text": "Inside", "column": 1, "row": 0, "columns": 2, "rows": 1}],
            "elements": [
                {"id": "E1", "text": "User", "kind": "external", "column": 0, "row": 0},
                {"id": "P1", "text": "Gateway", "kind": "process", "column": 1, "row": 0},
                {"id": "D1", "text": "Store", "kind": "store", "column": 2, "row": 0},
            ],
            "flows": [
                {
                    "id": "F1",
                    "text": "Request",
                    "links": [{"source": "E1", "target": "P1", "both": False, "bend": 0}],
                },
                {
                    "id": "F2",
                    "text": "Records",
                    "links": [{"source": "P1", "target": "D1", "both": True, "bend": 2}],
                },
            ],
            "categories": entries(spoof="Spoofing", tamper="Tampering", leak="Disclosure"),
            "statements": entries(
                s1="Bad records come in",
                s2="Pictures are dull",
                s3="False records come in",
                s4="Records leak",
                s5="A stranger signs in",
                s6="Prices rise",
            ),
            "mitigations": entries(m1="Check", m2="Alarm", m3="Poster"),
            "owners": entries(o1="Head of product", o2="Engineer"),
            "threats": [
                threat("T1", "s1", "s3", elements=("P1", "F1"), must_have=True, floor=True, impact=5),
                threat("T2", "s4", elements=("D1",), categories=["leak"]),
                threat("T3", "s5", elements=("E1",), categories=["spoof"]),
            ],
            "decoys": [
                {"id": "s2", "rationale": "Rationale of s2"},
                {"id": "s6", "rationale": "Rationale of s6"},
            ],
            "questions": [
                {
                    "id": "q1",
                    "text": "May an engineer accept it?",
                    "yes": False,
                    "rationale": "Rationale of q1",
                }
            ],
            "general_feedback": "The reasoning.",
            "variants": [
                {
                    "id": "closed",
                    "without": ["T3", "s5"],
                    "stem": "List the threats to the closed service.",
                    "threats": [threat("T2", "s4", elements=("F2",), categories=["leak"])],
                }
            ],
        },
        changes,
    )


def listed(statement: str, element: str, category: str = "tamper", *rate: int, **more: Any) -> dict[str, Any]:
    """A row of a threat model."""
    likelihood, impact = rate or (3, 4)
    return {
        "statement": statement,
        "element": element,
        "category": category,
        "owner": "o1",
        "likelihood": likelihood,
        "impact": impact,
        "mitigations": ["m1", "m2"],
    } | more


def rows(**targets: str) -> dict[str, Any]:
    """A response that gives rows these targets."""
    return {"rows": {row: token_of(target) for row, target in targets.items()}}


# One of each, and the response to it that earns everything.
EVERY = {
    "single-choice": (single_choice(), {"choice": "a"}),
    "multiple-choice": (multiple_choice(), {"choices": ["a", "b"]}),
    "true-false": (true_false(), {"value": True}),
    "short-text": (short_text(), {"text": "residual risk"}),
    "numeric": (numeric(), {"text": "299"}),
    "matching": (matching(), rows(r1="Management", r2="Risk function", r3="Management")),
    "ordering": (ordering(), {"places": {"s3": 1, "s1": 2, "s4": 3, "s2": 4}}),
    "categorise": (categorise(), rows(e4="Observed", e1="Inferred", e3="Observed", e2="Inferred")),
    "cloze": (cloze(), {"gaps": {"board": "audit committee", "scope": "a", "term": "12"}}),
    "hotspot": (hotspot(), {"spots": ["p3", "350,150"]}),
    "markers": (markers(), {"markers": {"m2": ["150,150", "p1"]}}),
    "essay": (essay(), {"text": "The log has no entry for the change of access rights."}),
    "upload": (upload(), {"files": ["b" * 64]}),
    "threat-model": (
        threat_model(),
        {
            "rows": [
                listed("s3", "F1", "tamper", 2, 5),
                listed("s4", "D1", "leak"),
                listed("s5", "E1", "spoof"),
            ],
            "questions": {"q1": False},
        },
    ),
    "branching-scenario": (branching_scenario(), {"path": ["b", "a", "c"]}),
    "report-form": (report_form(), report_response()),
    "audit-findings": (audit_findings(), audit_response()),
}
