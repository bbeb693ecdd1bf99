"""The rules of an assessment in plain words, for whoever is about to start."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import engine
from assessments.models import Assessment


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i')} {local:%Z}"


def _minutes(span: timedelta) -> str:
    count = int(span // timedelta(minutes=1))
    return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def hours_words(hours: int) -> str:
    """A wait in days where it is whole days, else in hours."""
    days, rest = divmod(hours, 24)
    if days and not rest:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def window_words(rules: engine.Rules, *, now: datetime) -> list[str]:
    """When one may start, when it is due, when it ends, and what that leaves of the time limit."""
    said = []
    if rules.opens_at is not None and now < rules.opens_at:
        said.append(_("It opens on %(when)s.") % {"when": _moment(rules.opens_at)})
    if rules.start_closes_at is not None:
        said.append(
            _("You can start until %(when)s. An attempt that you have started by then goes on.")
            % {"when": _moment(rules.start_closes_at)}
        )
    if rules.due_at is not None:
        said.append(
            _("It is due on %(when)s. You may submit later: it is marked as after due, and no mark is lost.")
            % {"when": _moment(rules.due_at)}
        )
    if rules.closes_at is not None:
        said.append(
            _("It ends on %(when)s for everybody, also for an attempt that has time left.")
            % {"when": _moment(rules.closes_at)}
        )
        said += _late_start(rules, now)
    return said


def _late_start(rules: engine.Rules, now: datetime) -> list[str]:
    limit, end = engine.time_limit(rules), rules.closes_at
    if limit is None or end is None:
        return []
    if engine.window(rules, now) is engine.Window.OPEN and engine.lost_time(rules, now):
        return [
            _("If you start now you have %(left)s, not %(limit)s: it ends then.")
            % {"left": _minutes(end - now), "limit": _minutes(limit)}
        ]
    if now < end:
        return [_("To have the whole time, start by %(when)s.") % {"when": _moment(end - limit)}]
    return []


def time_words(rules: engine.Rules) -> str:
    """How long one has."""
    limit = engine.time_limit(rules)
    if limit is None:
        return _("There is no time limit. You may leave and come back.")
    return _(
        "You have %(limit)s from the moment you start. Our server keeps the time; closing the page does not stop it."
    ) % {"limit": _minutes(limit)}


def navigation_words(assessment: Assessment) -> str:
    """How one moves."""
    if assessment.is_sequential:
        return _(
            "One item a page, one after the other. Once you go on from an item there is no way back to it, "
            "and its answer stays as it was."
        )
    if assessment.is_immediate:
        return _("One item a page. You can move freely, flag items, and change answers until you check them.")
    return _("One item a page. You can move freely, flag items, and change answers until you submit.")


def attempt_words(rules: engine.Rules) -> list[str]:
    """How often, and after which wait."""
    said = []
    if rules.attempts_allowed is not None:
        said.append(
            ngettext("You have %(count)s attempt.", "You have %(count)s attempts.", rules.attempts_allowed)
            % {"count": rules.attempts_allowed}
        )
    first, later = rules.retake_delay_hours, rules.later_delay_hours
    if rules.attempts_allowed == 1:
        return said
    if first == later and first:
        said.append(_("Between two attempts you wait %(wait)s.") % {"wait": hours_words(first)})
    elif first != later:
        said.append(
            _("You wait %(first)s before the second attempt, and %(later)s before each later one.")
            % {"first": hours_words(first), "later": hours_words(later)}
        )
    return said


def _part_words(parts: frozenset[str]) -> str:
    words = {
        "outcome": _("the result"),
        "domains": _("scores by domain"),
        "responses": _("your answers"),
        "correctness": _("what was right"),
        "feedback": _("the reasons"),
        "key": _("the right answers"),
    }
    return get_text_list([words[part] for part in engine.REVIEW_PARTS if part in parts], _("and"))


def review_words(matrix: engine.ReviewMatrix, *, has_close: bool) -> list[str]:
    """What may be seen when. A column that adds nothing to the one before it is not said."""
    said = []
    if matrix.during:
        said.append(
            _("You may check each item once: its answer is final then, and you see %(parts)s.")
            % {"parts": _part_words(matrix.during)}
        )
    after = _("After you submit you see %(parts)s.") % {"parts": _part_words(matrix.after)}
    said.append(
        after if matrix.after else _("After you submit you see nothing at first but whether it is decided.")
    )
    if matrix.later != matrix.after:
        said.append(
            _later(matrix.later)
            % {"wait": hours_words(matrix.later_hours), "parts": _part_words(matrix.later)}
        )
    if has_close and matrix.closed != matrix.later:
        said.append(
            _("After the end you see %(parts)s.") % {"parts": _part_words(matrix.closed)}
            if matrix.closed
            else _("After the end you see none of this any more.")
        )
    return said


def _later(parts: frozenset[str]) -> str:
    if parts:
        return _("%(wait)s after submission you see %(parts)s.")
    return _("%(wait)s after submission you see none of this any more.")


def rule_words(assessment: Assessment, rules: engine.Rules, *, now: datetime) -> list[str]:
    """Every rule that applies to an attempt that this person would start now."""
    matrix = engine.read_review(assessment.review)
    said = [*window_words(rules, now=now), time_words(rules), navigation_words(assessment)]
    said += attempt_words(rules)
    if rules.access_code_hash:
        said.append(_("You need an access code to start."))
    return said + review_words(matrix, has_close=rules.closes_at is not None)


def more_to_come(policy: Mapping[str, Any], submitted_at: datetime | None, *, now: datetime) -> str:
    """From when more can be seen of a submitted attempt than now; "" when nothing is to come."""
    if submitted_at is None:
        return ""
    matrix = engine.read_review(policy.get("review", []))
    closes = policy.get("closes_at")
    closes_at = datetime.fromisoformat(closes) if closes else None
    column = engine.when(matrix, submitted_at=submitted_at, closes_at=closes_at, now=now)
    later_at = submitted_at + timedelta(hours=matrix.later_hours)
    seen = engine.allowed(matrix, column)
    if column is engine.When.AFTER and matrix.later - seen and (closes_at is None or later_at < closes_at):
        parts, moment = matrix.later - seen, later_at
    elif column is not engine.When.CLOSED and closes_at is not None and matrix.closed - seen:
        parts, moment = matrix.closed - seen, closes_at
    else:
        return ""
    return _("From %(when)s you also see %(parts)s.") % {"when": _moment(moment), "parts": _part_words(parts)}
