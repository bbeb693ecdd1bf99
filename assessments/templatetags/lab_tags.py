"""The marking of labs in words."""

from collections.abc import Sequence
from fractions import Fraction
from html import escape
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import engine
from assessments.templatetags.assessments_tags import exact, part

register = template.Library()

# Colour is never alone: the word and the icon say the same.
_FACES = {
    "right": ("valid", "check"),
    "acceptable": ("valid", "circle-dot"),
    "missing": ("unsure", "circle"),
    "wrong": ("caution", "x"),
    "misleading": ("void", "triangle-alert"),
}


@register.filter
def percent(share: Fraction | None) -> str:
    """A share as a percentage, cut after one decimal: what is below a bar never looks as if it were at it."""
    if share is None:
        return ""
    whole, tenth = divmod(int(share * 1000), 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


@register.filter
def passes(score: Fraction) -> bool:
    """Whether a lab's score passes."""
    return engine.is_passed(score)


@register.filter
def pass_bar(mark: object) -> str:
    """The bar of every lab."""
    return percent(engine.PASS_SHARE)


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict in the reader's language."""
    return _(engine.VERDICTS[verdict]) if verdict in engine.VERDICTS else ""


@register.filter
def verdict_class(verdict: str) -> str:
    return _FACES.get(verdict, ("", ""))[0]


@register.filter
def verdict_icon(verdict: str) -> str:
    return _FACES.get(verdict, ("", "circle"))[1]


@register.filter
def figure_title(figure: engine.Figure) -> str:
    """What a figure beside the score is called."""
    return _(engine.FIGURES[figure.id])


@register.filter
def figure_value(figure: engine.Figure) -> str:
    """A figure: a share as a percentage, a number as "9 of 10"."""
    if figure.of is None:
        return percent(figure.value)
    return _("%(value)s of %(of)s") % {"value": exact(figure.value), "of": exact(figure.of)}


@register.filter
def cap_words(rule: str) -> str:
    """Why a score is less than its parts come to."""
    return _(engine.CAPS[rule])


@register.simple_tag
def menu(
    name: str, number: int, uid: object, entries: Sequence[Any], given: Any, place: str = ""
) -> SafeString:
    """A list to choose from, joined by hand: a threat model has a hundred of them. `place` is which of several."""
    if place:
        chosen = given[int(place)] if isinstance(given, list) and int(place) < len(given) else ""
    else:
        chosen = "" if given is None else given
    parts = [f'<option value="">{escape(_("Choose"))}</option>']
    for entry in entries:
        value, text = (entry["id"], entry["text"]) if isinstance(entry, dict) else (entry, entry)
        marked = " selected" if value == chosen else ""
        parts.append(f'<option value="{escape(str(value))}"{marked}>{escape(str(text))}</option>')
    tail = f"-{place}" if place else ""
    opening = format_html(
        '<select class="select" id="{}-{}-{}{}" name="{}-{}" autocomplete="off">',
        name,
        uid,
        number,
        tail,
        name,
        number,
    )
    return mark_safe(f"{opening}{''.join(parts)}</select>")  # noqa: S308 - every text is escaped above


@register.filter
def element_kind(kind: str) -> str:
    """What an element of a diagram is, in words."""
    return {"external": _("outside party"), "process": _("process"), "store": _("data store")}.get(kind, "")


@register.filter
def band_words(band: str) -> str:
    """The band of a rating in words."""
    return {"low": _("low"), "medium": _("medium"), "high": _("high"), "critical": _("critical")}.get(
        band, ""
    )


@register.filter
def reason_words(reason: str) -> str:
    """Why a row of a threat model does not count."""
    return {
        "open": _("The statement or the element is open."),
        "decoy": _("This is no threat to this system."),
        "element": _("This threat does not happen at the element that you named."),
        "twice": _("You have this threat already: it counts once."),
    }.get(reason, "")


@register.simple_tag
def threat_told(rows: Sequence[Any], number: int) -> Any:
    """One row of a candidate's list by its number."""
    return rows[number - 1]


@register.simple_tag
def row_part(mark: object, number: int) -> engine.PartMark | None:
    """The marking of one row."""
    return part(mark, f"row-{number}")
