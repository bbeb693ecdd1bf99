"""Audit findings: an evidence pack to read, a grade with its citations for each criterion, a report made of them."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.audit_marking import (
    PER_SENTENCE,
    RECOMMENDATION,
    criterion_parts,
    everything_major,
    is_false_finding,
    most_of,
    points,
    question_part,
    total_share,
)
from assessments.engine.labs.audit_pack import (
    MAX_CITED,
    AuditQuestion,
    Clauses,
    Criteria,
    Documents,
    Findings,
    Grade,
    Keys,
    Recommendation,
    judge_ids,
    judge_keys,
)
from assessments.engine.labs.audit_reading import Pack, answer_to, read_response, sentence_of
from assessments.engine.labs.base import Lab, LabContent
from assessments.engine.labs.variants import MAX_VARIANTS, OrNothing, Variant
from assessments.engine.labs.verdicts import lab_mark
from assessments.engine.marks import Figure, Mark, PartMark
from assessments.engine.plain_text import plain_text
from assessments.engine.sentences import GRADES
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Line, MarkdownText

# Calling everything major must stay below this, whatever else is right.
EVERYTHING_MAJOR_BELOW: Final = Fraction(2, 5)


class AuditVariant(Variant):
    """Another evidence pack for the same audit: what differs."""

    title: Line | None = None
    case: MarkdownText | None = None
    documents: Annotated[Documents | None, OrNothing] = None
    clauses: Annotated[Clauses | None, OrNothing] = None
    criteria: Annotated[Criteria | None, OrNothing] = None
    key: Annotated[Keys | None, OrNothing] = None
    findings: Annotated[Findings | None, OrNothing] = None
    recommendation: Annotated[Recommendation | None, OrNothing] = None
    model_answer: MarkdownText | None = None


class AuditFindingsContent(LabContent):
    """The pack, the criteria and clauses, how grades are meant, and apart from them the key."""

    case: MarkdownText
    guide: MarkdownText
    documents: Documents
    clauses: Clauses
    criteria: Criteria
    key: Keys
    findings: Annotated[Findings | None, OrNothing] = None
    recommendation: Annotated[Recommendation | None, OrNothing] = None
    model_answer: MarkdownText
    general_feedback: MarkdownText
    variants: Annotated[
        Annotated[tuple[AuditVariant, ...], Field(max_length=MAX_VARIANTS)] | None, OrNothing
    ] = None

    @model_validator(mode="after")
    def _markable(self) -> Self:
        for name in ("documents", "clauses", "criteria", "findings"):
            judge_ids(getattr(self, name) or (), name)
        for place, finding in enumerate(self.findings or ()):
            known = [question.id for question in finding.questions]
            for row, own in enumerate(known):
                if own in known[:row]:
                    raise refusal("entry_twice", "findings", place, "questions", row, "id", id=own)
        ids = {name: {one.id for one in getattr(self, name)} for name in ("documents", "clauses", "criteria")}
        judge_keys(self.key, ids)
        worth = everything_major(self.key, extra_most=self.extra_most)
        if worth >= EVERYTHING_MAJOR_BELOW:
            raise refusal("everything_major", "key", percent=round(100 * worth))
        return self

    @property
    def advice(self) -> AuditQuestion | None:
        """The question that asks what to recommend, if there is one."""
        return self.recommendation[0] if self.recommendation else None

    @property
    def extra_most(self) -> int:
        return most_of(self.findings or (), self.advice)


class AuditFindings(Lab):
    """The audit findings interaction. See `audit_marking` for the score."""

    type = "audit-findings"
    title = "Audit findings (lab)"
    content_model = AuditFindingsContent

    def view_at(self, content: AuditFindingsContent, response: Json, *, seed: int) -> dict[str, Json]:
        findings: list[Json] = []
        for finding in content.findings or ():
            questions: list[Json] = [
                _shown(question, seed=seed, purpose=f"{finding.id}|{question.id}")
                for question in finding.questions
            ]
            findings.append({"id": finding.id, "title": finding.title, "questions": questions})
        advice = content.advice
        return {
            "type": self.type,
            "stem": content.stem,
            "title": content.title,
            "case": content.case,
            "guide": content.guide,
            "documents": [{"id": one.id, "title": one.title, "text": one.text} for one in content.documents],
            "clauses": [{"id": one.id, "text": one.text} for one in content.clauses],
            "criteria": [{"id": one.id, "text": one.text} for one in content.criteria],
            "grades": [grade.value for grade in Grade],
            "max_cited": MAX_CITED,
            "findings": findings,
            "recommendation": _shown(advice, seed=seed, purpose="recommendation") if advice else None,
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        criteria: dict[str, Any] = {}
        findings: dict[str, Any] = {}
        found: dict[str, Json] = {}
        for name, posted in fields.items():
            given = [text for text in posted if text.strip()]
            kind, _hyphen, own = name.partition("-")
            if not given:
                continue
            if kind in ("grade", "clause") and own:
                criteria.setdefault(own, {})[kind] = given[-1]
            elif kind == "evidence" and own:
                criteria.setdefault(own, {})[kind] = given
            elif kind == "finding" and ":" in own:
                finding, _colon, question = own.partition(":")
                findings.setdefault(finding, {})[question] = given[-1]
            elif name == "recommendation":
                found["recommendation"] = given[-1]
        if findings:
            found = {"findings": findings, **found}
        return {"criteria": criteria, **found} if criteria else found

    def check(self, content: AuditFindingsContent, response: Json) -> Json:
        return read_response(
            response,
            pack=Pack(content.criteria, content.documents, content.clauses),
            findings=content.findings or (),
            recommendation=content.advice,
        )

    def is_answered(self, content: AuditFindingsContent, response: Json) -> bool:
        return bool(response) and isinstance(response, dict)

    def mark(self, content: AuditFindingsContent, response: Json | None) -> Mark:
        answers = {one.id: answer_to(response, one.id) for one in content.criteria}
        graded = [part for key in content.key for part in criterion_parts(key, answers[key.id])]
        extra = list(_extra_parts(content, response if isinstance(response, dict) else {}))
        false = sum(is_false_finding(key, answers[key.id].grade) for key in content.key)
        majors = [key for key in content.key if key.grade is Grade.MAJOR]
        found = sum(answers[key.id].grade is Grade.MAJOR for key in majors)
        figures = [Figure("false-findings", Fraction(false), Fraction(len(content.key)))]
        if majors:
            figures.append(Figure("majors-found", Fraction(found), Fraction(len(majors))))
        score = total_share(
            points(graded), points(extra), criteria=len(content.key), extra_most=content.extra_most
        )
        return lab_mark(score, [*graded, *extra], figures=figures, feedback=content.general_feedback)

    def debrief(
        self, content: AuditFindingsContent, response: Json, parts: frozenset[str]
    ) -> dict[str, Json]:
        if "key" not in parts:
            return {}
        clauses = {one.id: one.text for one in content.clauses}
        return {
            "model_answer": content.model_answer,
            "key": {
                key.id: {
                    "grades": [grade.value for grade in (key.grade, *(key.accept or ()))],
                    "evidence": list(key.evidence),
                    "clauses": [clauses[name] for name in key.clauses],
                }
                for key in content.key
            },
        }

    def guess(self, content: AuditFindingsContent) -> None:
        """Nothing: false findings cost and the sum is clipped, so that no mean of criteria says it."""

    def describe(self, content: AuditFindingsContent, response: Json) -> str:
        return "; ".join(self._described(content, response)) if isinstance(response, dict) else ""

    def _described(self, content: AuditFindingsContent, response: dict[str, Json]) -> Iterator[str]:
        clauses = {one.id: one.text for one in content.clauses}
        for one in content.criteria:
            answer = answer_to(response, one.id)
            if answer.grade is not None:
                cited = [*sorted(answer.evidence), clauses.get(answer.clause, "")]
                said = ", ".join(filter(None, [GRADES[answer.grade], *cited]))
                yield f"{one.id}: {said}"
        for finding in content.findings or ():
            for question in finding.questions:
                text = _text(question, sentence_of(response, finding.id, question.id))
                if text:
                    yield f"{finding.title}, {question.title}: {text}"
        if content.advice is not None:
            text = _text(content.advice, str(response.get("recommendation", "")))
            if text:
                yield f"{content.advice.title}: {text}"

    def key(self, content: AuditFindingsContent) -> str:
        clauses = {one.id: one.text for one in content.clauses}
        said = [
            f"{key.id}: {GRADES[key.grade]}, {', '.join(key.evidence)}, {clauses[key.clauses[0]]}"
            for key in content.key
        ]
        if content.advice is not None:
            right = next(choice.id for choice in content.advice.choices if choice.credit == 1)
            said.append(f"{content.advice.title}: {_text(content.advice, right)}")
        return "; ".join(said)


def _shown(question: AuditQuestion, *, seed: int, purpose: str) -> dict[str, Json]:
    texts = {choice.id: plain_text(choice.text) for choice in question.choices}
    order = shuffled(texts, seed=seed, purpose=f"choices|{purpose}")
    choices: list[Json] = [{"id": name, "text": texts[name]} for name in order]
    return {"id": question.id, "title": question.title, "choices": choices}


def _text(question: AuditQuestion, chosen: str) -> str:
    return next((plain_text(choice.text) for choice in question.choices if choice.id == chosen), "")


def _extra_parts(content: AuditFindingsContent, response: Mapping[str, Json]) -> Iterator[PartMark]:
    for finding in content.findings or ():
        for question in finding.questions:
            chosen = sentence_of(response, finding.id, question.id)
            yield question_part(question, chosen, name=f"{finding.id}.{question.id}", worth=PER_SENTENCE)
    if content.advice is not None:
        advice = response.get("recommendation")
        chosen = advice if isinstance(advice, str) else ""
        yield question_part(content.advice, chosen, name="recommendation", worth=RECOMMENDATION)
