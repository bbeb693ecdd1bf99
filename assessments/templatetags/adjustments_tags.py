"""Extra time and breaks in words."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import engine

register = template.Library()


@register.filter
def time_in_words(time: timedelta | None) -> str:
    """Minutes, and seconds where there are any: "67 min 30 s"."""
    if time is None:
        return ""
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    if not seconds:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}


@register.filter
def factor(multiplier: Fraction | int) -> str:
    """A multiplier as people write it: "1.5", "1.25"; "4/3" where no short decimal is exact."""
    exact = Fraction(multiplier)
    if 1000 % exact.denominator:
        return str(exact)
    return f"{(Decimal(exact.numerator) / exact.denominator).normalize():f}"


@register.simple_tag
def your_time(minutes: int | None, multiplier: Any) -> str:
    """ "45 minutes × 1.5 = 67 min 30 s" for whoever has extra time; "" for everybody else."""
    exact = Fraction(multiplier or 1)
    if minutes is None or exact == 1:
        return ""
    limit = ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    total = time_in_words(engine.extended(minutes, exact))
    return _("%(limit)s × %(factor)s = %(total)s") % {
        "limit": limit,
        "factor": factor(exact),
        "total": total,
    }


@register.simple_tag
def breaks_in_words(count: int, minutes: int) -> str:
    """ "2 breaks of 10 minutes" """
    return ngettext(
        "%(count)s break of up to %(minutes)s minutes",
        "%(count)s breaks of up to %(minutes)s minutes",
        count,
    ) % {"count": count, "minutes": minutes}
