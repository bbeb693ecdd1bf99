"""Report forms and audits for templates: what stands in a field, how it is shown, the report that answers make."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _

from assessments import engine

register = template.Library()

# Up to here a menu is a row of buttons; a sentence needs a line of its own; a long menu of words is a list.
_SHORT, _SENTENCE, _FEW = 24, 48, 6


def _of(response: Any, name: str) -> Any:
    return response.get(name) if isinstance(response, Mapping) else None


@register.filter
def face(field: Mapping[str, Any]) -> str:
    """How a field is shown: "single" or "list" is one control with a label, the others are groups of controls.

    Of menus, a "row" has short words, "lines" have sentences, which a closed list would cut, and a "list" is
    for all others.
    """
    if field["kind"] != "choice":
        return "group" if field["kind"] in ("flags", "record") else "single"
    texts = [choice["text"] for choice in field["choices"]]
    longest = max(map(len, texts))
    if len(texts) < _FEW and longest <= _SHORT:
        return "row"
    return "lines" if len(texts) <= _FEW and longest > _SENTENCE else "list"


@register.filter
def entry(response: Any, field: str) -> Any:
    """What a response has in a field; "" for nothing."""
    fields = _of(response, "fields")
    return fields.get(field, "") if isinstance(fields, Mapping) else ""


@register.filter
def is_left_out(response: Any, field: str) -> bool:
    """Whether a field was left out on purpose."""
    left_out = _of(response, "left_out")
    return isinstance(left_out, Sequence) and field in left_out


@register.simple_tag
def look_at_first(mark: Any, view: Mapping[str, Any], most: int = 5) -> list[tuple[str, engine.PartMark]]:
    """The entries of a marked report that cost most, with their titles, critical ones first."""
    if not isinstance(mark, engine.Mark):
        return []
    titles = {field["id"]: field["title"] for group in view["groups"] for field in group["fields"]}
    found = [(titles[part.id], part) for part in mark.parts if part.verdict != "right" and part.id in titles]
    return found[:most]


@register.filter
def said_of(response: Any, criterion: str) -> Mapping[str, Any]:
    """What an audit's response says of a criterion."""
    criteria = _of(response, "criteria")
    said = criteria.get(criterion) if isinstance(criteria, Mapping) else None
    return said if isinstance(said, Mapping) else {}


@register.filter
def cited(said: Mapping[str, Any], slots: int) -> list[str]:
    """The documents cited for a criterion, one for each list to choose from; "" where nothing is chosen."""
    documents = [str(name) for name in said.get("evidence", ())]
    return [*documents, *[""] * slots][:slots]


@register.filter
def part_below(mark: Any, criterion: str) -> list[tuple[str, engine.PartMark]]:
    """The marks of a criterion's citations: "evidence" and "clause"; none where they earn nothing."""
    if not isinstance(mark, engine.Mark):
        return []
    start = f"{criterion}."
    return [(part.id.removeprefix(start), part) for part in mark.parts if part.id.startswith(start)]


@register.simple_tag
def picked(response: Any, finding: str, question: str) -> str:
    """The sentence that was picked for a finding."""
    findings = _of(response, "findings")
    given = findings.get(finding) if isinstance(findings, Mapping) else None
    return str(given.get(question, "")) if isinstance(given, Mapping) else ""


@register.filter
def grade_words(grade: str) -> str:
    """A grade in the reader's language."""
    return _(engine.GRADES[grade])


@register.simple_tag
def audit_report(view: Mapping[str, Any], response: Any) -> engine.AuditReport | None:
    """The audit report that the answers make."""
    return engine.assemble(view, response)
