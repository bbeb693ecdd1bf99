"""Threat model: a data-flow diagram, and the threats that a candidate lists for it from menus."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.base import Lab, LabContent
from assessments.engine.labs.diagram import (
    MAX_ELEMENTS,
    MAX_FLOWS,
    Element,
    Flow,
    TrustBoundary,
    drawing,
    judge_diagram,
    words,
)
from assessments.engine.labs.threat_menus import check_rows, judge_key, read_rows, row_of
from assessments.engine.labs.threats import (
    MAX_MENU,
    MAX_THREATS,
    Decoy,
    Judged,
    MenuEntry,
    Question,
    Threat,
    band,
    judge_rows,
    result_of,
)
from assessments.engine.labs.variants import MAX_VARIANTS, OrNothing, Variant
from assessments.engine.labs.verdicts import Verdict, judged, lab_mark
from assessments.engine.marks import ONE, ZERO, Figure, Mark, PartMark
from assessments.engine.texts import MarkdownText

MAX_ROWS = 60
# With fewer than this share of the must-haves the score is capped.
MUST_HAVE_SHARE = Fraction(3, 5)
MUST_HAVE_CAP = Fraction(69, 100)
OPEN_ROWS = 2
QUESTION = "question-"

_Menu = Annotated[tuple[MenuEntry, ...], Field(min_length=2, max_length=MAX_MENU)]
_Zones = Annotated[tuple[TrustBoundary, ...], Field(max_length=12)]
_Elements = Annotated[tuple[Element, ...], Field(min_length=2, max_length=MAX_ELEMENTS)]
_Flows = Annotated[tuple[Flow, ...], Field(min_length=1, max_length=MAX_FLOWS)]
_Threats = Annotated[tuple[Threat, ...], Field(min_length=1, max_length=MAX_THREATS)]
_Decoys = Annotated[tuple[Decoy, ...], Field(max_length=MAX_THREATS)]
_Questions = Annotated[tuple[Question, ...], Field(max_length=12)]


class ThreatVariant(Variant):
    """Other facts: any part of the diagram, the menus and the key anew."""

    stem: MarkdownText | None = None
    zones: Annotated[_Zones | None, OrNothing] = None
    elements: Annotated[tuple[Element, ...] | None, OrNothing] = None
    flows: Annotated[tuple[Flow, ...] | None, OrNothing] = None
    statements: Annotated[tuple[MenuEntry, ...] | None, OrNothing] = None
    mitigations: Annotated[tuple[MenuEntry, ...] | None, OrNothing] = None
    threats: Annotated[tuple[Threat, ...] | None, OrNothing] = None
    decoys: Annotated[_Decoys | None, OrNothing] = None
    questions: Annotated[_Questions | None, OrNothing] = None


class ThreatModelContent(LabContent):
    """The diagram, the menus, the key. Every statement of the menu is some threat's wording or a decoy."""

    most_threats: Annotated[int, Field(strict=True, ge=1, le=MAX_ROWS)] = 20
    zones: _Zones = ()
    elements: _Elements
    flows: _Flows
    categories: _Menu
    statements: _Menu
    mitigations: _Menu
    owners: _Menu
    threats: _Threats
    decoys: _Decoys = ()
    questions: _Questions = ()
    general_feedback: MarkdownText
    variants: Annotated[
        Annotated[tuple[ThreatVariant, ...], Field(max_length=MAX_VARIANTS)] | None, OrNothing
    ] = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        judge_diagram(self.zones, self.elements, self.flows)
        judge_key(self)
        for place, one in enumerate(self.questions):
            if one.id in {other.id for other in self.questions[:place]}:
                raise refusal("same_id", "questions", place, "id", id=one.id)
        return self

    def named(self) -> dict[str, str]:
        """Elements and flows by name, as people read them."""
        elements = {one.id: f"{one.id} {one.text}" for one in self.elements}
        return elements | {one.id: f"{one.id} {one.text}" for one in self.flows}


class ThreatModel(Lab):
    """The threat-model interaction. Coverage and precision of the list, and how well each threat is worked out.

    The score is 40 coverage, 20 precision, 15 category, 10 rating and 15 mitigation of a hundred; with too few
    must-haves it is capped. Owners and questions are judged, shown and not counted.
    """

    type = "threat-model"
    title = "Threat model"
    content_model = ThreatModelContent

    def view_at(self, content: ThreatModelContent, response: Json, *, seed: int) -> dict[str, Json]:
        rows = _rows(response)
        open_rows = min(OPEN_ROWS if rows else OPEN_ROWS + 1, content.most_threats - len(rows))
        listed: list[Json] = [
            {"number": number, "given": row} for number, row in enumerate([*rows, *[None] * open_rows])
        ]
        menus: dict[str, Json] = {
            "statements": _by_text(content.statements),
            "elements": [{"id": name, "text": text} for name, text in content.named().items()],
            "categories": [{"id": one.id, "text": one.text} for one in content.categories],
            "mitigations": _by_text(content.mitigations),
            "owners": _by_text(content.owners),
            "rates": [1, 2, 3, 4, 5],
        }
        return {
            "type": self.type,
            "title": content.title,
            "stem": content.stem,
            "drawing": drawing(content.zones, content.elements, content.flows),
            "words": words(content.zones, content.elements, content.flows),
            "menus": menus,
            "rows": listed,
            "most": content.most_threats,
            "questions": [{"id": one.id, "text": one.text} for one in content.questions],
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        rows: list[Json] = read_rows(fields, most=MAX_ROWS)
        questions: dict[str, Json] = {
            name.removeprefix(QUESTION): values[0] == "yes"
            for name, values in fields.items()
            if name.startswith(QUESTION) and values and values[0] in ("yes", "no")
        }
        kept: dict[str, Json] = {}
        if rows:
            kept["rows"] = rows
        if questions:
            kept["questions"] = questions
        return kept

    def check(self, content: ThreatModelContent, response: Json) -> Json:
        if not isinstance(response, dict) or not set(response) <= {"rows", "questions"}:
            raise ResponseInvalid("choose_some")
        rows: list[Json] = check_rows(content, response.get("rows", []))
        if len(rows) > content.most_threats:
            raise ResponseInvalid("too_many_rows", most=content.most_threats)
        sent = response.get("questions", {})
        known = {one.id for one in content.questions}
        if not isinstance(sent, dict) or not all(isinstance(said, bool) for said in sent.values()):
            raise ResponseInvalid("choose_some")
        if not set(sent) <= known:
            raise ResponseInvalid("foreign_option")
        questions: dict[str, Json] = {one.id: sent[one.id] for one in content.questions if one.id in sent}
        kept: dict[str, Json] = {"rows": rows} if rows else {}
        return kept | ({"questions": questions} if questions else {})

    def is_answered(self, content: ThreatModelContent, response: Json) -> bool:
        return bool(_rows(response))

    def mark(self, content: ThreatModelContent, response: Json | None) -> Mark:
        compared = _compared(content, response)
        result = result_of(compared, content.threats)
        needed = sum(threat.must_have for threat in content.threats)
        short = needed > 0 and Fraction(result.must_haves, needed) < MUST_HAVE_SHARE
        decoys = {decoy.id: decoy for decoy in content.decoys}
        parts = [_part(number, one, decoys) for number, one in enumerate(compared, start=1)]
        found = {one.threat.id for one in compared if one.threat is not None and not one.reason}
        parts += [
            judged(
                f"threat-{one.id}", Verdict.MISSING, chosen=False, feedback=one.rationale, worth=one.weight
            )
            for one in content.threats
            if one.id not in found
        ]
        figures = [
            Figure("coverage", result.coverage),
            Figure("precision", result.precision),
            Figure("category", result.category),
            Figure("rating", result.rating),
            Figure("mitigation", result.mitigation),
            Figure("must_haves", Fraction(result.must_haves), Fraction(needed)),
        ]
        if content.questions:
            right = sum(_answers(response).get(one.id) is one.yes for one in content.questions)
            figures.append(Figure("residual_questions", Fraction(right), Fraction(len(content.questions))))
        return lab_mark(
            result.score,
            parts,
            caps=[("must_haves", MUST_HAVE_CAP)] if short else [],
            figures=figures if compared else [],
            feedback=content.general_feedback,
        )

    def guess(self, content: ThreatModelContent) -> Fraction | None:
        return None

    def debrief(self, content: ThreatModelContent, response: Json, parts: frozenset[str]) -> dict[str, Json]:
        compared = _compared(content, response)
        told: dict[str, Json] = {"rows": [_told(content, one, parts) for one in compared]}
        if "correctness" in parts and content.questions:
            given = _answers(response)
            told["questions"] = [
                {
                    "id": one.id,
                    "text": one.text,
                    "right": given.get(one.id) is one.yes,
                    "given": given.get(one.id),
                    **({"rationale": one.rationale} if "feedback" in parts else {}),
                }
                for one in content.questions
            ]
        if "key" in parts:
            told["model"] = [_model(content, threat, compared) for threat in content.threats]
        return told

    def describe(self, content: ThreatModelContent, response: Json) -> str:
        texts, named = {one.id: one.text for one in content.statements}, content.named()
        said = []
        for row in map(row_of, _rows(response)):
            said.append(": ".join(filter(None, (named.get(row.element, ""), texts.get(row.statement, "")))))
        return "; ".join(filter(None, said))

    def key(self, content: ThreatModelContent) -> str:
        texts, named = {one.id: one.text for one in content.statements}, content.named()
        return "; ".join(
            f"{named[threat.elements[0]]}: {texts[threat.statements[0]]}" for threat in content.threats
        )


def _by_text(entries: Sequence[MenuEntry]) -> list[Json]:
    """A menu in the order of its texts: that of the author might tell which entries belong together."""
    return [{"id": one.id, "text": one.text} for one in sorted(entries, key=lambda one: one.text.casefold())]


def _rows(response: Json | None) -> list[Json]:
    found = response.get("rows") if isinstance(response, dict) else None
    return found if isinstance(found, list) else []


def _answers(response: Json | None) -> Mapping[str, Json]:
    found = response.get("questions") if isinstance(response, dict) else None
    return found if isinstance(found, dict) else {}


def _compared(content: ThreatModelContent, response: Json | None) -> list[Judged]:
    return judge_rows([row_of(row) for row in _rows(response)], content.threats)


def _part(number: int, one: Judged, decoys: Mapping[str, Decoy]) -> PartMark:
    name = f"row-{number}"
    if one.reason == "decoy":
        decoy = decoys.get(one.row.statement)
        return judged(name, Verdict.WRONG, chosen=True, feedback=decoy.rationale if decoy else "")
    if one.reason or one.threat is None:
        return judged(name, Verdict.WRONG, chosen=True)
    verdict = Verdict.RIGHT if one.worth == ONE else Verdict.ACCEPTABLE
    return PartMark(
        name,
        one.worth,
        chosen=True,
        feedback=one.threat.rationale,
        verdict=verdict.value,
        worth=Fraction(one.threat.weight),
    )


def _told(content: ThreatModelContent, one: Judged, parts: frozenset[str]) -> dict[str, Json]:
    menus = {entry.id: entry.text for entry in (*content.categories, *content.owners, *content.mitigations)}
    texts, row = {entry.id: entry.text for entry in content.statements}, one.row
    mitigations: list[Json] = [menus.get(name, "") for name in row.mitigations]
    told: dict[str, Json] = {
        "statement": texts.get(row.statement, ""),
        "element": content.named().get(row.element, ""),
        "category": menus.get(row.category, ""),
        "likelihood": row.likelihood,
        "impact": row.impact,
        "mitigations": mitigations,
        "owner": menus.get(row.owner, ""),
    }
    if "correctness" in parts:
        told["reason"] = one.reason
        if not one.reason:
            told |= {
                "category_right": one.category == ONE,
                "rating_right": one.rating == ONE,
                "mitigations_right": "all"
                if one.mitigation == ONE
                else "some"
                if one.mitigation > ZERO
                else "none",
                "owner_right": one.owner,
            }
    return told


def _model(content: ThreatModelContent, threat: Threat, compared: Sequence[Judged]) -> dict[str, Json]:
    menus = {entry.id: entry.text for entry in (*content.categories, *content.owners, *content.mitigations)}
    texts, named = {entry.id: entry.text for entry in content.statements}, content.named()
    numbers = [
        number
        for number, one in enumerate(compared, start=1)
        if one.threat is not None and one.threat.id == threat.id and not one.reason
    ]
    rating = threat.likelihood * threat.impact
    return {
        "id": threat.id,
        "statement": texts[threat.statements[0]],
        "elements": [named[name] for name in threat.elements],
        "categories": [menus[name] for name in threat.categories],
        "likelihood": threat.likelihood,
        "impact": threat.impact,
        "rating": rating,
        "band": band(rating),
        "mitigations": [menus[name] for name in threat.mitigations],
        "owners": [menus[name] for name in threat.owners or ()],
        "must_have": threat.must_have,
        "floor": threat.floor,
        "rationale": threat.rationale,
        "row": numbers[0] if numbers else None,
    }
