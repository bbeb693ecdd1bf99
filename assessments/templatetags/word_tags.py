"""Texts with gaps and essays for templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import engine
from website import markdown as md

register = template.Library()


@dataclass(frozen=True, slots=True)
class Piece:
    """Rendered text up to a gap, and the gap; the last piece has none."""

    html: SafeString
    gap: Mapping[str, Any] | None


@register.filter
def cloze_pieces(view: Mapping[str, Any]) -> list[Piece]:
    """A text with gaps in pieces, for the controls to stand between them.

    The text is rendered and cleaned with a placeholder in each gap, and cut there afterwards: no control goes
    through the cleaning, and nothing that an author writes can stand for one.
    """
    text = view["text"]
    gaps, names = {gap["id"]: gap for gap in view["gaps"]}, engine.placeholders(text)
    pieces, rest = [], str(md.render(engine.with_placeholders(text)))
    for gap, name in names.items():
        before, _name, rest = rest.partition(name)
        pieces.append(Piece(_cleaned(before), gaps.get(gap)))
    return [*pieces, Piece(_cleaned(rest), None)]


def _cleaned(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - a stretch of what md.render has cleaned


@register.filter
def written(response: Any, gap: str) -> str:
    """What a response has in a gap."""
    gaps = response.get("gaps") if isinstance(response, Mapping) else None
    return str(gaps.get(gap, "")) if isinstance(gaps, Mapping) else ""


@register.filter
def said_of_length(view: Mapping[str, Any], response: Any) -> engine.Remark | None:
    """How long an essay's answer is against what is asked for; nothing where nothing was answered."""
    text = response.get("text") if isinstance(response, Mapping) else None
    if not isinstance(text, str) or not text.strip():
        return None
    return engine.remark_on_length(text, at_least=view["min_words"], at_most=view["max_words"])


@register.filter
def sentence(remark: engine.Remark) -> str:
    """A remark in the reader's language."""
    return _(remark.template) % remark.values


@register.filter
def marks_of(part: engine.PartMark, view: Mapping[str, Any]) -> Fraction:
    """The marks that a criterion earned; its part holds its share of the item."""
    maximum: int = sum(criterion["marks"] for criterion in view["criteria"])
    return part.score * maximum
