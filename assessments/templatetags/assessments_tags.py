"""Scores and marked options for templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

# Not Django's, which looks at each call for lazy texts: a navigator escapes many plain ones.
from html import escape
from string import ascii_uppercase
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments import engine

register = template.Library()


@register.filter
def exact(score: Fraction | None) -> str:
    """A score as people read it: "17", "16½", "5 1/3". Nothing is rounded."""
    if score is None:
        return ""
    whole, rest = divmod(score, 1)
    if rest == 0:
        return str(whole)
    part = {Fraction(1, 2): "½", Fraction(1, 4): "¼", Fraction(3, 4): "¾"}.get(rest)
    if part is not None:
        return f"{whole}{part}" if whole else part
    return f"{whole} {rest.numerator}/{rest.denominator}" if whole else f"{rest.numerator}/{rest.denominator}"


@register.filter
def decimals(number: Fraction) -> str:
    """A number with three decimals, for tables of exact ones."""
    return str(engine.as_cut(number))


@register.filter
def per_cent(share: Fraction | None) -> str:
    """A share in per cent with one decimal, such as "12.5 %"; a dash where there is none."""
    if share is None:
        return "–"
    tenths = round(share * 1000)
    sign = "−" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10} %"


@register.filter
def part(mark: object, name: str) -> engine.PartMark | None:
    """The marking of one option, if it may be seen. Where a page has no marking, `mark` is missing or ""."""
    if not isinstance(mark, engine.Mark):
        return None
    return next((found for found in mark.parts if found.id == name), None)


@register.filter
def verdict(found: engine.PartMark) -> str:
    """What the marking of an answer comes to, in words; "" where it earned nothing."""
    if found.score >= 1:
        return _("Right.")
    return _("Partly right.") if found.score > 0 else ""


@register.filter
def item_of(mapping: Any, name: Any) -> Any:
    """An entry of a mapping, or nothing."""
    return mapping.get(name) if hasattr(mapping, "get") else None


@register.filter
def interaction_template(name: str) -> str:
    """The template of an interaction type."""
    return f"assessments/interactions/{name}.html"


@dataclass(frozen=True, slots=True)
class SpotRow:
    """One list of places to choose from: its field, what it is for, how it is marked on the picture, its value."""

    name: str
    label: str
    mark: str
    value: str

    @property
    def is_point(self) -> bool:
        return "," in self.value


@register.simple_tag
def spot_rows(view: Any, response: Any) -> list[SpotRow]:
    """The lists of a picture's item: one for each choice, or for each use of a marker."""
    given = response if isinstance(response, dict) else {}
    if view["type"] == "hotspot":
        spots = [*given.get("spots", []), *[""] * view["max_choices"]][: view["max_choices"]]
        return [
            SpotRow("spot", _("Choice %(n)s") % {"n": number}, str(number), spot)
            for number, spot in enumerate(spots, start=1)
        ]
    rows = []
    for letter, marker in zip(ascii_uppercase, view["markers"], strict=False):
        placed = given.get("markers", {}).get(marker["id"], [])
        for use in range(marker["uses"]):
            label = marker["text"] if marker["uses"] == 1 else f"{marker['text']} ({use + 1})"
            value = placed[use] if use < len(placed) else ""
            rows.append(SpotRow(f"marker-{marker['id']}", f"{letter}. {label}", letter, value))
    return rows


@register.simple_tag
def files_of(item: Any, response: Any) -> Sequence[Any]:
    """The files that were uploaded for an item of an attempt, whether the answer names them or not."""
    return item.files.all() if hasattr(item, "files") and isinstance(response, dict) else []


@register.simple_tag
def score_bar(label: str, percent: float, cut: float | None = None) -> SafeString:
    """A score as a bar, with the cut drawn where there is one. The number stands beside it."""
    line = (
        format_html('<line class="cut" x1="{0}" x2="{0}" y1="-2" y2="16"/>', f"{cut:.1f}")
        if cut is not None
        else ""
    )
    return format_html(
        '<svg class="bar" viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="track" width="100" height="14"/><rect class="fill" y="2" width="{}" height="10"/>{}</svg>',
        label,
        f"{percent:.1f}",
        line,
    )


@register.simple_tag
def navigator(places: Sequence[Any], here: int, is_sequential: bool = False) -> SafeString:
    """A button for each place of a form, joined by hand: a form has up to a hundred of them."""
    item, flagged = _("Item %(n)s"), escape(_("flagged"))
    states = {True: escape(_("answered")), False: escape(_("not answered"))}
    conflict = escape(_("answered in two places"))
    left, later = escape(_("left, no way back")), escape(_("comes later"))
    buttons = []
    for place in places:
        words = f"{escape(item % {'n': place.position})}, {states[place.answered]}"
        words += f", {flagged}" if place.flagged else ""
        words += f", {conflict}" if place.in_conflict else ""
        closed = is_sequential and place.position != here
        words += f", {left if place.position < here else later}" if closed else ""
        faces = ("done" if place.answered else "") + (" flag" if place.flagged else "")
        current = ' aria-current="true"' if place.position == here else ""
        current += " disabled" if closed else ""
        buttons.append(
            f'<li><button type="submit" name="goto" value="{place.position}" class="{faces}"{current}'
            f' aria-label="{words}">{place.position}</button></li>'
        )
    return mark_safe("".join(buttons))  # noqa: S308 - numbers, and texts that are escaped above
