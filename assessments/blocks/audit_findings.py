"""The editing form of an audit: the evidence pack, criteria and clauses, apart from them the key, and variants."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.lab_parts import (
    AFTERWARDS,
    EntryBlock,
    line_field,
    list_of,
    long_text,
    minutes_field,
    name_field,
    title_field,
    without_field,
)
from assessments.blocks.parts import ChoiceBlock, reasoning_field, spoken, stem_field, text_field
from assessments.blocks.values import give_letters
from assessments.engine.labs.audit_pack import MAX_CITED

_GRADES = [
    ("conform", _("Conform")),
    ("opportunity", _("Opportunity for improvement")),
    ("minor", _("Minor nonconformity")),
    ("major", _("Major nonconformity")),
    ("not-determined", _("Not determined")),
]


def _grade(label: object) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(label=label, choices=_GRADES)


class DocumentBlock(blocks.StructBlock):
    """One document of the evidence pack."""

    id = name_field(_("Short, as in D01: it is shown, and cited."))
    title = line_field(_("Title"))
    text = long_text(_("What it says"), rows=4)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        label_format = "{id}: {title}"


class CriterionTextBlock(blocks.StructBlock):
    """One criterion."""

    id = name_field(_("Short, as in C01: it is shown."))
    text = text_field(_("Criterion"))

    class Meta:
        icon = "tick"
        label = _("Criterion")
        label_format = "{id}: {text}"


class TrapBlock(blocks.StructBlock):
    """A grade that is often given and wrong."""

    grade = _grade(_("Grade"))
    rationale = text_field(_("What to say to it"), AFTERWARDS)

    class Meta:
        icon = "warning"
        label = _("Trap")


class CriterionKeyBlock(blocks.StructBlock):
    """How one criterion is judged."""

    id = name_field(_("The name of the criterion."))
    grade = _grade(_("Right grade"))
    accept = list_of(spoken(_grade(_("Grade"))), _("Also acceptable"))
    evidence = list_of(
        spoken(blocks.CharBlock(label=_("Document"))),
        _("Documents that carry it"),
        _("By their names."),
        min_num=1,
        max_num=MAX_CITED,
        required=True,
    )
    clauses = list_of(
        spoken(blocks.CharBlock(label=_("Clause"))),
        _("Clauses"),
        _("By their names; any one of them is enough."),
        min_num=1,
        required=True,
    )
    rationale = text_field(_("Why"), AFTERWARDS)
    traps = list_of(TrapBlock(), _("Traps"))

    class Meta:
        icon = "key"
        label = _("Key of a criterion")
        label_format = "{id}"


class QuestionBlock(blocks.StructBlock):
    """A sentence to pick."""

    id = name_field()
    title = line_field(_("Heading"))
    choices = list_of(
        ChoiceBlock(),
        _("Sentences"),
        _("Exactly one has credit 1; none costs."),
        min_num=2,
        max_num=8,
        required=True,
    )

    class Meta:
        icon = "list-ul"
        label = _("Sentence")
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        give_letters(cleaned["choices"])
        return cleaned


class FindingBlock(blocks.StructBlock):
    """A finding to be written out."""

    id = name_field()
    title = line_field(_("Title"))
    questions = list_of(QuestionBlock(), _("Sentences to pick"), min_num=1, required=True)

    class Meta:
        icon = "edit"
        label = _("Finding")
        label_format = "{title}"


def _recommendation() -> blocks.ListBlock:
    return list_of(
        QuestionBlock(), _("Recommendation"), _("One question at most, worth five points."), max_num=1
    )


class AuditVariantBlock(blocks.StructBlock):
    """Another evidence pack for the same audit."""

    id = name_field(_("Letters, digits, hyphens."))
    without = without_field()
    title = title_field(required=False)
    case = long_text(_("Situation"), required=False)
    documents = list_of(DocumentBlock(), _("Documents that differ"))
    clauses = list_of(EntryBlock(), _("Clauses that differ"))
    criteria = list_of(CriterionTextBlock(), _("Criteria that differ"))
    key = list_of(CriterionKeyBlock(), _("Keys that differ"))
    findings = list_of(FindingBlock(), _("Findings that differ"))
    recommendation = _recommendation()
    model_answer = long_text(_("What the pack supports"), AFTERWARDS, required=False)

    class Meta:
        icon = "copy"
        label = _("Variant")
        label_format = "{id}"


class AuditFindingsBlock(EngineBlock):
    """Audit findings."""

    stem = stem_field(_("Task"))
    title = title_field()
    minutes = minutes_field()
    case = long_text(_("Situation"))
    guide = long_text(_("How grades are meant"))
    documents = list_of(DocumentBlock(), _("Evidence pack"), min_num=2, required=True)
    clauses = list_of(EntryBlock(), _("Clauses to cite"), min_num=2, required=True)
    criteria = list_of(CriterionTextBlock(), _("Criteria"), min_num=1, required=True)
    key = list_of(CriterionKeyBlock(), _("Key"), _("One for each criterion."), min_num=1, required=True)
    findings = list_of(FindingBlock(), _("Findings to write"))
    recommendation = _recommendation()
    model_answer = long_text(_("What the pack supports"), AFTERWARDS)
    general_feedback = reasoning_field()
    variants = list_of(
        AuditVariantBlock(),
        _("Variants"),
        _("Other packs with their own keys. A second attempt gets another one. Say only what differs."),
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Audit findings (lab)")
