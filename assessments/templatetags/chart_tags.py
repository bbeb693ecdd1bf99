"""Charts of results as SVG: shapes and classes only, with a title and a description; the table stands beside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import uuid4

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

WIDTH, HEIGHT = 490, 300
LEFT, RIGHT, TOP, BOTTOM = 54, 474, 30, 250
_MARKS = 4
# Where the name of a line is written, beside its end.
_LINE_END = 350
_LEAST_GAP = 14
# About how wide an item's name is, and how many are written beside their points.
_NAME_WIDTH = 64
_MOST_NAMES = 8


def _chart(title: str, description: str, unit: str, parts: Iterable[SafeString]) -> SafeString:
    name = uuid4().hex[:8]
    return format_html(
        '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-labelledby="t{name} d{name}">'
        '<title id="t{name}">{title}</title><desc id="d{name}">{description}</desc>{parts}'
        '<text class="title" x="0" y="14">{unit}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        name=name,
        title=title,
        description=description,
        parts=_join(parts),
        unit=unit,
    )


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _text(x: float, y: float, words: Any, *, anchor: str = "middle", kind: str = "") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>', _n(x), _n(y), anchor, kind, words
    )


def _line(kind: str, start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    return format_html(
        '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        kind,
        _n(start[0]),
        _n(start[1]),
        _n(end[0]),
        _n(end[1]),
    )


def _n(value: float) -> str:
    return f"{value:.1f}"


def _y(value: float, low: float, high: float) -> float:
    return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


def _grid(low: float, high: float, *, digits: int = 0) -> list[SafeString]:
    parts = []
    for mark in range(_MARKS + 1):
        value = low + (high - low) * mark / _MARKS
        y = _y(value, low, high)
        parts.append(_line("grid", (LEFT, y), (RIGHT, y)))
        parts.append(_text(LEFT - 8, y + 4, number_format(value, digits), anchor="end"))
    return [*parts, _line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM))]


def _round_up(value: float) -> int:
    """A height that four steps divide evenly."""
    step = 1
    while value > _MARKS * step:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return _MARKS * step


@register.simple_tag
def histogram(bars: Sequence[Any], cut: float | None, title: str) -> SafeString:
    """How many attempts have which total, with the cut score as a line. Bars at or above the cut are filled."""
    top = _round_up(max(bar.count for bar in bars))
    low, high = float(bars[0].low), float(bars[-1].high)
    wide = (RIGHT - LEFT) / len(bars)

    def x(total: float) -> float:
        return float(LEFT + (total - low) / (high - low) * (RIGHT - LEFT))

    parts = _grid(0, top)
    for place, bar in enumerate(bars):
        y = _y(bar.count, 0, top)
        kind = "f1" if cut is None or bar.low >= cut else "hollow"
        parts.append(
            format_html(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                kind,
                _n(LEFT + place * wide + 1),
                _n(y),
                _n(wide - 2),
                _n(BOTTOM - y),
            )
        )
        if place % max(1, len(bars) // 8) == 0:
            parts.append(_text(LEFT + (place + 0.5) * wide, BOTTOM + 20, bar.label))
    if cut is not None:
        parts.append(_line("ref", (x(cut), TOP - 6), (x(cut), BOTTOM)))
        words = _("Cut score %(cut)s") % {"cut": number_format(cut, 0 if cut == int(cut) else 2)}
        parts.append(_text(x(cut) - 6, TOP + 2, words, anchor="end", kind="title halo"))
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 8, _("Score in marks")))
    most = max(bars, key=lambda bar: bar.count)
    said = _("Most attempts, %(count)s, have a score of %(label)s.") % {
        "count": most.count,
        "label": most.label,
    }
    return _chart(title, said, _("Attempts"), parts)


@register.simple_tag
def scatter(points: Sequence[Any], review_line: float, title: str) -> SafeString:
    """Facility against discrimination, both in per cent. Items under the line are diamonds, with their names."""
    lowest = min((point.discrimination for point in points), default=0)
    low, high = (-100.0 if lowest < -20 else -20.0), 100.0

    def x(facility: float) -> float:
        return LEFT + facility / 100 * (RIGHT - LEFT)

    zone = _y(review_line, low, high)
    parts = [
        format_html(
            '<rect class="zone" x="{}" y="{}" width="{}" height="{}"/>',
            LEFT,
            _n(zone),
            RIGHT - LEFT,
            _n(BOTTOM - zone),
        ),
        *_grid(low, high),
        _line("ref", (LEFT, zone), (RIGHT, zone)),
        _text(
            LEFT + 8,
            zone + 16,
            _("Review below %(line)s") % {"line": number_format(review_line, 0)},
            anchor="start",
        ),
        *(_text(x(mark), BOTTOM + 20, number_format(mark, 0)) for mark in (0, 25, 50, 75, 100)),
    ]
    marks = []
    under = []
    for point in sorted(points, key=lambda one: one.discrimination):
        at_x, at_y = x(min(100, max(0, point.facility))), _y(point.discrimination, low, high)
        if point.discrimination >= review_line:
            marks.append(format_html('<circle class="f1 point" cx="{}" cy="{}" r="4"/>', _n(at_x), _n(at_y)))
        else:
            marks.append(format_html('<path class="f2" d="M{} {}l6 6l-6 6l-6-6z"/>', _n(at_x), _n(at_y - 6)))
            under.append((point.name, at_x, at_y))
    # Names lie under the marks: none hides an item.
    parts += [*_names(under), *marks]
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 8, _("Facility: mean share of the mark, %")))
    said = _("%(all)s items, of which %(under)s lie under the line of review.") % {
        "all": len(points),
        "under": len(under),
    }
    return _chart(title, said, _("Discrimination, %"), parts)


def _names(under: Sequence[tuple[str, float, float]]) -> Iterator[SafeString]:
    """The names of the worst items, each on a side where nothing is; where neither is free the table has it."""
    taken = [(at_x - 6, at_x + 6, at_y) for _name, at_x, at_y in under]
    named = 0
    for name, at_x, at_y in under:
        sides = [("start", at_x + 10, at_x + 10), ("end", at_x - 10, at_x - 10 - _NAME_WIDTH)]
        for anchor, at, start in sides:
            end = start + _NAME_WIDTH
            is_free = start >= LEFT and end <= WIDTH
            is_free &= all(
                abs(y - at_y) >= _LEAST_GAP or right <= start or end <= left for left, right, y in taken
            )
            if is_free and named < _MOST_NAMES:
                named += 1
                taken.append((start, end, at_y))
                yield _text(at, at_y + 4, name, anchor=anchor, kind="title halo")
                break


@register.simple_tag
def over_time(periods: Sequence[Any], title: str) -> SafeString:
    """The share that passed, period by period."""
    shown = [(place, one) for place, one in enumerate(periods) if one.pass_rate is not None]
    step = (RIGHT - LEFT) / max(1, len(periods))
    points = [(LEFT + (place + 0.5) * step, _y(one.pass_rate, 0, 100)) for place, one in shown]
    parts = _grid(0, 100)
    if len(points) > 1:
        parts.append(_polyline("s1", points))
    parts += [format_html('<circle class="f1" cx="{}" cy="{}" r="4"/>', _n(x), _n(y)) for x, y in points]
    every = max(1, len(periods) // 6)
    parts += [
        _text(LEFT + (place + 0.5) * step, BOTTOM + 20, one.since)
        for place, one in enumerate(periods)
        if place % every == 0
    ]
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 8, _("Month of submission, or the first of several")))
    said = _("From %(first)s to %(last)s per cent.") % {
        "first": number_format(shown[0][1].pass_rate, 0) if shown else "–",
        "last": number_format(shown[-1][1].pass_rate, 0) if shown else "–",
    }
    return _chart(title, said, _("Passed, % of decided attempts"), parts)


def _polyline(kind: str, points: Sequence[tuple[float, float]]) -> SafeString:
    joined = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return format_html('<polyline class="{}" points="{}"/>', kind, joined)


@register.simple_tag
def option_curves(curves: Sequence[Any], title: str) -> SafeString:
    """The share of each fifth that took an option: the key's line is whole, those of the others are dashed."""
    step = (_LINE_END - LEFT) / 4
    parts = _grid(0, 100)
    names = {0: _("Lowest"), 4: _("Highest")}
    parts += [_text(LEFT + place * step, BOTTOM + 20, names.get(place, str(place + 1))) for place in range(5)]
    ends: list[float] = []
    for curve in sorted(curves, key=lambda curve: curve.shares[-1]):
        kind = "1" if curve.is_key else "2" if curve.is_flagged else "3"
        points = [(LEFT + place * step, _y(share, 0, 100)) for place, share in enumerate(curve.shares)]
        parts.append(_polyline(f"s{kind}", points))
        parts += [
            format_html('<circle class="f{}" cx="{}" cy="{}" r="3"/>', kind, _n(x), _n(y)) for x, y in points
        ]
        # From the lowest upwards, none over the one before it.
        end = min(points[-1][1] + 4, ends[-1] - _LEAST_GAP) if ends else points[-1][1] + 4
        ends.append(end)
        parts.append(_text(_LINE_END + 8, end, curve.label, anchor="start", kind="title halo"))
    parts.append(_text((LEFT + _LINE_END) / 2, HEIGHT - 8, _("Fifths of attempts by the rest of the test")))
    keys = [curve for curve in curves if curve.is_key]
    said = " ".join(
        _("%(label)s goes from %(first)s to %(last)s per cent.")
        % {
            "label": curve.label,
            "first": number_format(curve.shares[0], 0),
            "last": number_format(curve.shares[-1], 0),
        }
        for curve in keys
    )
    return _chart(title, said, _("Took each option, %"), parts)
