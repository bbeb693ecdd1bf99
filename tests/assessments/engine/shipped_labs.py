"""The labs that the course ships, and answers to them: the model answer, and ones by chance."""

import random
from pathlib import Path
from typing import Any

from assessments import engine
from assessments.engine.labs.audit_pack import MAX_CITED, Grade
from assessments.engine.labs.report_fields import FormField
from assessments.engine.labs.report_keys import BLANK, flags_in, parts_in
from courses.packages.yaml_reading import read_yaml

MODULES = Path(__file__).resolve().parents[3] / "curriculum" / "ai-security-governance" / "modules"
REPORTS = {
    name: MODULES / "04-reporting-semantics" / "items" / f"{name}.yaml"
    for name in ("rs-lab-01", "rs-lab-02", "rs-lab-03")
}
AUDITS = {"au-lab-01": MODULES / "02-auditing" / "items" / "au-lab-01.yaml"}


def contents(path: Path) -> dict[str, Any]:
    """The content of every variant of a lab by the variant's name."""
    located, faults = read_yaml(path.read_text(), file=path.name)
    assert located is not None, faults
    data = located.data["interaction"]
    engine.read_content(data)
    return {
        name: engine.read_content(engine.variant_of(data, {engine.VARIANT: name}))
        for name in engine.variant_ids(data)
    }


REPORT_CASES = [
    (f"{name} {variant}", content)
    for name, path in REPORTS.items()
    for variant, content in contents(path).items()
]
AUDIT_CASES = [
    (f"{name} {variant}", content)
    for name, path in AUDITS.items()
    for variant, content in contents(path).items()
]


def as_entered(field: FormField, answer: str) -> Any:
    """An answer of a key as a response holds it."""
    if field.kind == "flags":
        return sorted(flags_in(answer))
    if field.kind == "record":
        return {name: text for name, text in parts_in(answer).items() if text != BLANK}
    return answer


def model_report(content: Any, **changes: str) -> dict[str, Any]:
    """Every field as the key has it first; a change is another answer of the key's notation, or "" for untouched."""
    fields = content.fields()
    response: dict[str, Any] = {"fields": {}, "left_out": []}
    for key in content.key:
        answer = changes.get(key.id, key.right[0] if key.right else "")
        if answer == BLANK:
            response["left_out"].append(key.id)
        elif answer:
            response["fields"][key.id] = as_entered(fields[key.id], answer)
    return response


def random_report(content: Any, chance: random.Random) -> dict[str, Any]:
    """Every field by chance; what is typed is one of the answers that the key knows, or is left out."""
    answers: dict[str, str] = {}
    for key in content.key:
        field = content.fields()[key.id]
        if field.kind == "prose":
            continue
        if field.kind == "flags":
            taken = [choice.id for choice in field.choices if chance.random() < 1 / 2]
            answers[key.id] = " + ".join(taken) or BLANK
        elif field.kind == "choice":
            answers[key.id] = chance.choice([BLANK, *(choice.id for choice in field.choices)])
        else:
            known = [answer for _place, answer in key.listed() if answer != "*"]
            answers[key.id] = chance.choice([BLANK, *known])
    return model_report(content, **answers)


def model_audit(content: Any, grade: str = "") -> dict[str, Any]:
    """Perfect grades, citations, sentences and advice; or one grade for everything, and all else perfect."""
    return {
        "criteria": {
            key.id: {
                "grade": grade or key.grade.value,
                "evidence": list(key.evidence),
                "clause": key.clauses[0],
            }
            for key in content.key
        },
        "findings": {
            finding.id: {
                question.id: next(choice.id for choice in question.choices if choice.credit == 1)
                for question in finding.questions
            }
            for finding in content.findings
        },
        "recommendation": next(choice.id for choice in content.advice.choices if choice.credit == 1),
    }


def random_audit(content: Any, chance: random.Random) -> dict[str, Any]:
    """Grades, citations, sentences and advice by chance."""
    documents = [one.id for one in content.documents]
    grades = [grade.value for grade in Grade]
    return {
        "criteria": {
            key.id: {
                "grade": chance.choice(grades),
                "evidence": chance.sample(documents, chance.randint(1, MAX_CITED)),
                "clause": chance.choice(content.clauses).id,
            }
            for key in content.key
        },
        "findings": {
            finding.id: {question.id: chance.choice(question.choices).id for question in finding.questions}
            for finding in content.findings
        },
        "recommendation": chance.choice(content.advice.choices).id,
    }
