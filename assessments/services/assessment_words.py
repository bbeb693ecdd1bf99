"""An assessment in plain words, for whoever makes it."""

from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, Attempt
from assessments.ports import is_held_for_officer
from assessments.services.policy_words import hours_words, rule_words
from assessments.services.rules import base_rules
from assessments.services.supply import Plan


def summary_words(assessment: Assessment, plan: Plan) -> list[str]:
    """What the assessment is, in sentences: its form, its attempts, its decision."""
    said = [_form_words(assessment, plan.total)]
    if plan.total:
        parts = [
            _("%(count)s from %(domain)s") % {"count": row.total, "domain": row.title}
            for row in plan.rows
            if row.total
        ]
        said.append(_("A form has %(parts)s.") % {"parts": get_text_list(parts, _("and"))})
    if assessment.pilot_items:
        said.append(
            ngettext(
                "Up to %(count)s item on trial is mixed in, unscored.",
                "Up to %(count)s items on trial are mixed in, unscored.",
                assessment.pilot_items,
            )
            % {"count": assessment.pilot_items}
        )
    said += [_attempts_words(assessment), _decision_words(assessment, plan.total)]
    if not assessment.is_active:
        said.append(_("It is closed: nobody starts it until it is made active."))
    return said


def candidate_words(assessment: Assessment, *, now: datetime) -> list[str]:
    """What a candidate without adjustments reads before starting."""
    return rule_words(assessment, base_rules(assessment), now=now)


def _form_words(assessment: Assessment, total: int) -> str:
    if not total:
        return _("It has no items yet: fill the blueprint below.")
    items = ngettext("%(count)s scored item", "%(count)s scored items", total) % {"count": total}
    if assessment.minutes is None:
        return _("%(items)s without a time limit.") % {"items": items}
    return ngettext(
        "%(items)s in %(count)s minute.", "%(items)s in %(count)s minutes.", assessment.minutes
    ) % {"items": items, "count": assessment.minutes}


def _attempts_words(assessment: Assessment) -> str:
    allowed, first = assessment.attempts_allowed, assessment.retake_delay_hours
    later = first if assessment.later_delay_hours is None else assessment.later_delay_hours
    if allowed == 1:
        return _("One attempt.")
    count = _("Any number of attempts") if allowed is None else _("%(count)s attempts") % {"count": allowed}
    if first == later:
        if not first:
            return _("%(attempts)s, one straight after the other if one likes.") % {"attempts": count}
        return _("%(attempts)s, at least %(wait)s apart.") % {"attempts": count, "wait": hours_words(first)}
    return _("%(attempts)s: the second %(first)s after the first, later ones %(later)s after the last.") % {
        "attempts": count,
        "first": hours_words(first),
        "later": hours_words(later),
    }


def _decision_words(assessment: Assessment, total: int) -> str:
    if not assessment.is_examination or assessment.cut_score is None:
        return _("Nothing is decided: it is practice.")
    cut = f"{assessment.cut_score.normalize():f}"
    said = (
        _("It is passed with %(cut)s marks of %(total)s (%(status)s).")
        if total
        else _("It is passed with %(cut)s marks (%(status)s).")
    ) % {"cut": cut, "total": total, "status": assessment.get_cut_score_status_display()}
    by = (
        _("An officer decides on each result.")
        if assessment.pk and is_held_for_officer(assessment)
        else _("The score decides, at once.")
    )
    return f"{said} {by}"


def change_words(assessment: Assessment) -> list[str]:
    """What a change means for whom, where people have started already; nothing where nobody has."""
    attempts = Attempt.objects.filter(assessment=assessment)
    started = attempts.count()
    if not started:
        return []
    running = attempts.filter(submitted_at=None).count()
    head = ngettext(
        "%(count)s attempt was started, %(running)s of them runs now.",
        "%(count)s attempts were started, %(running)s of them run now.",
        started,
    ) % {"count": started, "running": running}
    return [
        head,
        _(
            "They keep the items, the times, the cut score, the review rules and the agreement with which they "
            "started: what you change here holds for later attempts."
        ),
        _(
            "Title and instructions change for everybody at once. How many attempts there are and how far "
            "apart holds for whoever starts next, also if they have started before."
        ),
        _("To mark submitted attempts again after a key was wrong, use a re-mark; nothing here does it."),
    ]
