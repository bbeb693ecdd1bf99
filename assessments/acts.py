"""What the audit trail records of assessments: names of acts and of their facts, never words, keys or answers."""

from django.utils.translation import gettext_lazy as _

from accounts.api import register_act


def register_acts() -> None:
    """Name every act of the staff that assessments record."""
    register_act("item.approved", _("Approved an item"), "revision")
    register_act("item.rejected", _("Sent an item back"), "revision")
    register_act("item.moved", _("Moved an item to another stage"), "from", "to")
    register_act("item.remarked", _("Decided that an item is marked again"), "action", "attempts", "changed")
    register_act("items.imported", _("Took items in from a file"), "format", "items")
    register_act("items.exported", _("Took items out as a file"), "items")
    register_act("assessment.made", _("Made an assessment"), "kind")
    register_act("assessment.changed", _("Changed an assessment"), "fields")
    register_act("assessment.opened", _("Opened an assessment"))
    register_act("assessment.closed", _("Closed an assessment"))
    register_act("bank.use_decided", _("Decided what a bank certifies"), "use")
    register_act("override.set", _("Set other rules for somebody"))
    register_act("override.withdrawn", _("Withdrew other rules"))
    # Who is granted what is health data: the trail says that somebody decided, and on which row.
    register_act("accommodation.decided", _("Decided on accommodations"))
    register_act("outcome.decided", _("Decided on a held outcome"), "decision")
    register_act("response.late_accepted", _("Accepted a late answer"), "position")
    register_act("response.marked", _("Marked an answer"), "part", "answer")
    register_act("marking.released", _("Put an answer back that another held"), "answer")
    register_act("appeal.decided", _("Decided an appeal"), "decision")
    register_act("appeal.followed", _("Carried out what follows from an appeal"), "remedy")
    register_act("cut_study.opened", _("Began a cut-score study"))
    register_act("cut_study.round_opened", _("Opened a round of a cut-score study"), "round")
    register_act("cut_study.round_closed", _("Closed a round of a cut-score study"), "round")
    register_act("cut_study.judge_left_out", _("Left a judge out of a cut-score study"), "judge")
    register_act("cut_study.adopted", _("Adopted a cut score"), "cut", "from")
    register_act("cut_study.abandoned", _("Abandoned a cut-score study"))
