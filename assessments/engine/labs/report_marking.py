"""The marking of a report form: a verdict for each field, an exact score, signal and noise.

    right 1 · acceptable 4/5 · missing 0 · wrong 0 · misleading -1/2, each times the field's weight
    score = max(0, sum) / sum of weights; with a critical misleading entry at most 49 %

Untouched is no answer. Prose is judged for feedback and stays out of the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.labs.report_fields import FormField, Value
from assessments.engine.labs.report_keys import FieldKey, fits
from assessments.engine.labs.report_words import AvoidedTerm, judge_prose
from assessments.engine.labs.verdicts import CREDIT, CRITICAL_CAP, Verdict, judged, lab_mark, weighed
from assessments.engine.marks import ZERO, Figure, Mark, PartMark

_EARNING = frozenset({Verdict.RIGHT, Verdict.ACCEPTABLE})


@dataclass(frozen=True, slots=True)
class Judged:
    """One field with its verdict. `is_statement`: something was entered, rather than left out or untouched."""

    key: FieldKey
    verdict: Verdict
    feedback: str
    is_statement: bool
    is_touched: bool
    counts: bool

    @property
    def is_critical(self) -> bool:
        return self.key.critical and self.verdict is Verdict.MISLEADING

    @property
    def earned(self) -> Fraction:
        return self.key.weight * CREDIT[self.verdict]

    def as_part(self) -> PartMark:
        return judged(
            self.key.id,
            self.verdict,
            chosen=self.is_touched,
            feedback=self.feedback,
            worth=self.key.weight,
            is_critical=self.is_critical,
        )

    @property
    def is_invented(self) -> bool:
        """Said although nothing is known, and not acceptable."""
        return self.is_statement and self.key.wants_blank and self.verdict not in _EARNING


def mark_report(
    fields: Mapping[str, FormField],
    keys: Sequence[FieldKey],
    values: Mapping[str, Value],
    left_out: frozenset[str],
    *,
    avoid: Sequence[AvoidedTerm],
    feedback: str,
) -> Mark:
    """The mark of a whole form. Its parts come in the order in which to read them: critical first, then by loss."""
    found = [_judge(fields[key.id], key, values, left_out, avoid) for key in keys]
    found.sort(key=lambda one: (not one.is_critical, -one.key.weight * (1 - CREDIT[one.verdict])))
    counted = [one for one in found if one.counts]
    caps = [("critical", CRITICAL_CAP)] if any(one.is_critical for one in counted) else []
    figures = (Figure("signal", signal(counted)), Figure("noise", noise(counted)))
    return lab_mark(
        weighed(one.as_part() for one in counted),
        [one.as_part() for one in found],
        caps=caps,
        figures=figures,
        feedback=feedback,
    )


def _judge(
    field: FormField,
    key: FieldKey,
    values: Mapping[str, Value],
    left_out: frozenset[str],
    avoid: Sequence[AvoidedTerm],
) -> Judged:
    value = values.get(field.id)
    if field.kind == "prose":
        return _judge_prose(key, value, avoid)
    touched = value is not None or field.id in left_out
    verdict, feedback = verdict_of(field, key, value) if touched else (Verdict.MISSING, key.rationale)
    return Judged(key, verdict, feedback, value is not None, touched, counts=True)


def _judge_prose(key: FieldKey, value: Value | None, avoid: Sequence[AvoidedTerm]) -> Judged:
    if not isinstance(value, str):
        return Judged(key, Verdict.MISSING, key.rationale, is_statement=False, is_touched=False, counts=False)
    verdict, said = judge_prose(value, key.mentions or (), avoid)
    return Judged(
        key, verdict, " ".join([*said, key.rationale]), is_statement=True, is_touched=True, counts=False
    )


def verdict_of(field: FormField, key: FieldKey, value: Value | None) -> tuple[Verdict, str]:
    """The verdict on a field that was filled in, or (None) left out on purpose, and what to say to it.

    The first listed answer that fits decides: right, acceptable, misleading, wrong. What is not listed is
    wrong, and missing where it was left out.
    """
    for verdict, answers in ((Verdict.RIGHT, key.right), (Verdict.ACCEPTABLE, key.accept)):
        if any(fits(field, answer, value) for answer in answers or ()):
            return verdict, key.rationale
    for verdict, listed in ((Verdict.MISLEADING, key.misleading), (Verdict.WRONG, key.wrong)):
        found = next((said for said in listed or () if fits(field, said.answer, value)), None)
        if found is not None:
            return verdict, f"{found.rationale} {key.rationale}"
    return (Verdict.MISSING if value is None else Verdict.WRONG), key.rationale


def signal(fields: Sequence[Judged]) -> Fraction:
    """What was earned where there is something to say, over all that could be earned there."""
    substantive = [one for one in fields if not one.key.wants_blank]
    weights = sum(one.key.weight for one in substantive)
    earned = sum((one.earned for one in substantive if one.verdict in _EARNING), ZERO)
    return earned / weights if weights else ZERO


def noise(fields: Sequence[Judged]) -> Fraction:
    """Misleading or invented statements, over all statements made; nothing said is no noise."""
    made = [one for one in fields if one.is_statement]
    bad = sum(one.verdict is Verdict.MISLEADING or one.is_invented for one in made)
    return Fraction(bad, len(made)) if made else ZERO
