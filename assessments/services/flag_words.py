"""What flags of items say to people, and where they lead."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.engine.statistics import Advice, Flag
from assessments.services.item_results import OneItem

LABELS: dict[Flag, Any] = {
    Flag.KEY_SUSPECT: _("Key in doubt"),
    Flag.NEGATIVE: _("Works against the test"),
    Flag.WEAK: _("Hardly tells apart"),
    Flag.BELOW_GUESSING: _("Below guessing"),
    Flag.TOO_HARD: _("Too hard"),
    Flag.TOO_EASY: _("Too easy"),
    Flag.NO_SPREAD: _("Everybody alike"),
    Flag.GOOD_DISTRACTOR: _("Option attracts the strong"),
    Flag.IDLE_DISTRACTOR: _("Idle option"),
}
REASONS: dict[Flag, Any] = {
    Flag.KEY_SUSPECT: _("More people chose “%(option)s” than the key, and they did better on the rest."),
    Flag.NEGATIVE: _("Those who did well on the rest of the test did worse on this item."),
    Flag.WEAK: _("Those who did well on the rest did hardly better on this item than the others."),
    Flag.BELOW_GUESSING: _("On average people earned less than a random guess would."),
    Flag.TOO_HARD: _("On average people earned less than 30 %% of the mark."),
    Flag.TOO_EASY: _("On average people earned more than 95 %% of the mark."),
    Flag.NO_SPREAD: _("Everybody earned the same: the item says nothing about anybody."),
    Flag.GOOD_DISTRACTOR: _(
        "“%(option)s” is wrong, and those who chose it did better than the others on the rest."
    ),
    Flag.IDLE_DISTRACTOR: _("Fewer than 5 %% chose “%(option)s”."),
}
ADVICE: dict[Advice, Any] = {
    Advice.CHECK_KEY: _(
        "Check the key first, then the wording. If the key is wrong, mark the item again; meanwhile take it out "
        "of new forms."
    ),
    Advice.REVISE: _("Revise the wording or the options, and have the change approved."),
    Advice.RETIRE: _("Retire it, or replace it by one that asks more."),
    Advice.REPLACE_OPTION: _(
        "Replace the option by a mistake that people really make, or make it plainly wrong."
    ),
    Advice.KEEP_WATCHING: _("Keep it if everybody must know this; otherwise ask for more."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One flag in words."""

    label: Any
    reason: str
    advice: Any
    is_grave: bool


_GRAVE = {Flag.KEY_SUSPECT, Flag.NEGATIVE, Flag.BELOW_GUESSING}


def is_grave(flag: Flag) -> bool:
    """Whether candidates may have been marked wrongly, rather than an item that could be better."""
    return flag in _GRAVE


def say(flag: Flag, advice: Advice, option: str = "") -> Said:
    """A flag, why it is raised, and what to do about it. `option` is the option's text."""
    return Said(LABELS[flag], str(REASONS[flag]) % {"option": option}, ADVICE[advice], is_grave(flag))


def said_of(found: OneItem) -> list[Said]:
    """Everything that is noticeable about an item, in words."""
    labels = option_labels(found)
    return [say(one.flag, one.advice, labels.get(one.option, one.option)) for one in found.judged.flags]


def option_labels(found: OneItem) -> dict[str, str]:
    """What the options of an item are called, with the row that they belong to."""
    labels = {"": gettext("No answer")}
    for one in found.classes:
        text = one.text or {"true": gettext("True"), "false": gettext("False")}.get(one.id, one.id)
        labels[one.id] = f"{one.row}: {text}" if one.row else text
    return labels
