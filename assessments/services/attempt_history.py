"""One attempt step by step: what was saved, what became of it, how it was marked, what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Attempt, AttemptEvent, AttemptItem, ManualMark, Outcome, Response
from assessments.services.candidates import VIEW_NAMES, name_of
from assessments.services.tables import Cell, Column, Report, Table, numbers

if TYPE_CHECKING:
    from accounts.models import User

# An answer is told in so many characters; the whole of it is where it is marked.
_MOST_TEXT = 300


@dataclass(slots=True)
class _Places:
    """The items of a form, each read once."""

    items: dict[int, AttemptItem]
    read: dict[int, tuple[engine.Interaction, Any]] = field(default_factory=dict)

    def said(self, item_id: int, response: Any) -> str:
        """A response in words."""
        if item_id not in self.read:
            item = self.items[item_id]
            content = engine.variant_of(item.version.content, item.values)
            self.read[item_id] = engine.interaction_of(content), engine.read_content(content)
        interaction, model = self.read[item_id]
        words = interaction.describe(model, response) if response else ""
        return words if len(words) <= _MOST_TEXT else f"{words[:_MOST_TEXT]}…"


def attempt_report(attempt: Attempt, *, reader: "User") -> Report:
    """The history of one attempt as this person may see it. The same number of queries for any attempt."""
    items = {item.pk: item for item in attempt.items.select_related("version__item").order_by("position")}
    places = _Places(items)
    outcomes = list(attempt.outcomes.select_related("decided_by").order_by("number"))
    steps = list(
        Response.objects.filter(attempt_item__attempt=attempt)
        .select_related("late_acceptance")
        .order_by("received_at", "pk")
    )
    marks = list(
        ManualMark.objects.filter(attempt_item__attempt=attempt)
        .select_related("marker")
        .order_by("marked_at", "pk")
    )
    tables = [
        _items(attempt, places, outcomes[-1] if outcomes else None),
        _steps(places, steps),
        _marks(places, marks),
        _outcomes(outcomes),
        _events(AttemptEvent.objects.visible_to(reader).filter(attempt=attempt).select_related("actor")),
    ]
    name = name_of(attempt.candidate, may_name=reader.has_perm(VIEW_NAMES))
    return Report(
        _("Attempt %(number)s at %(title)s") % {"number": attempt.number, "title": attempt.assessment.title},
        subtitle=name,
        facts=_facts(attempt, outcomes[-1] if outcomes else None),
        tables=[table for table in tables if table.rows],
    )


def _facts(attempt: Attempt, outcome: Outcome | None) -> list[tuple[Any, Cell]]:
    came_to = (
        []
        if outcome is None
        else [
            (_("Decision"), Cell(outcome.decision_in_words)),
            (_("Score"), Cell(outcome.score, 2)),
            (_("Of"), Cell(outcome.maximum, 0)),
        ]
    )
    return [
        *came_to,
        (_("Started"), Cell(attempt.started_at)),
        (_("Submitted"), Cell(attempt.submitted_at)),
        (_("Closed by"), Cell(str(attempt.get_closed_by_display()) if attempt.closed_by else None)),
        (_("Supervision"), Cell(str(attempt.get_supervision_display()))),
        (_("Identity"), Cell(str(attempt.get_identity_basis_display()))),
        (_("Receipt"), Cell(attempt.receipt_digest or None)),
    ]


def _items(attempt: Attempt, places: _Places, outcome: Outcome | None) -> Table:
    details: Mapping[int, Any] = (
        {entry["position"]: entry for entry in outcome.items} if outcome is not None else {}
    )
    rows = []
    for item in places.items.values():
        detail = details.get(item.position, {})
        rows.append(
            [
                Cell(item.position),
                Cell(
                    item.version.item.slug,
                    url=reverse("results:item", args=[attempt.assessment.uuid, item.version.item_id]),
                ),
                Cell(item.version.number),
                Cell(places.said(item.pk, item.response) or None),
                Cell(item.step_count),
                Cell(detail.get("score")),
                Cell(_how(detail)),
            ]
        )
    return Table(
        _("Items in the order of the form"),
        [
            numbers(_("Place")),
            Column(_("Item")),
            numbers(_("Version")),
            Column(_("Answer that was accepted last")),
            numbers(_("Saves")),
            Column(_("Mark")),
            Column(_("How it is marked")),
        ],
        rows,
        name="places",
    )


def _how(detail: Mapping[str, Any]) -> str:
    if not detail:
        return ""
    if detail.get("needs_marker"):
        return _("Waits for a marker")
    said = [_("By a person") if detail.get("manual_mark") else _("By the engine")]
    remark = {
        "new-version": _("marked again by a corrected version"),
        "drop": _("taken out of the score"),
        "award": _("full marks for everybody"),
    }.get(detail.get("remark", ""))
    if remark:
        said.append(remark)
    if detail.get("pilot"):
        said.append(_("on trial, does not count"))
    return ", ".join(said)


def _steps(places: _Places, steps: list[Response]) -> Table:
    rows = [
        [
            Cell(step.received_at),
            Cell(places.items[step.attempt_item_id].position),
            Cell(step.sequence),
            Cell(_became(step)),
            Cell(places.said(step.attempt_item_id, step.data) or _("cleared")),
            Cell(step.device_time),
        ]
        for step in steps
    ]
    return Table(
        _("Every save, as it was received"),
        [
            Column(_("Received")),
            numbers(_("Place")),
            numbers(_("Step")),
            Column(_("What became of it")),
            Column(_("Answer")),
            Column(_("The device's own time")),
        ],
        rows,
        [_("Nothing here is ever changed: a re-mark adds an outcome, and never edits a save.")],
        name="steps",
    )


def _became(step: Response) -> str:
    said = [str(step.get_status_display())]
    if step.settles:
        said.append(_("the candidate's choice between versions"))
    if step.status == Response.Status.LATE:
        acceptance = getattr(step, "late_acceptance", None)
        said.append(
            _("accepted by an officer: %(reason)s") % {"reason": acceptance.reason}
            if acceptance is not None
            else _("not counted")
        )
    return ", ".join(said)


def _marks(places: _Places, marks: list[ManualMark]) -> Table:
    rows = [
        [
            Cell(mark.marked_at),
            Cell(places.items[mark.attempt_item_id].position),
            Cell(mark.step),
            Cell(str(mark.score)),
            Cell(str(mark.marker)),
            Cell(mark.comment or None),
        ]
        for mark in marks
    ]
    return Table(
        _("Marks by people"),
        [
            Column(_("Marked")),
            numbers(_("Place")),
            numbers(_("Step")),
            Column(_("Mark")),
            Column(_("Marker")),
            Column(_("Comment")),
        ],
        rows,
        name="marks",
    )


def _outcomes(outcomes: list[Outcome]) -> Table:
    rows = [
        [
            Cell(one.number),
            Cell(one.decided_at),
            Cell(f"{Cell(one.score, 2).text} / {Cell(one.maximum, 0).text}"),
            Cell(one.decision_in_words),
            Cell(str(one.decided_by) if one.decided_by else None),
            Cell(one.reason or None),
            Cell(one.rules_version),
        ]
        for one in outcomes
    ]
    return Table(
        _("Outcomes: the newest counts"),
        [
            numbers(_("Number")),
            Column(_("Computed")),
            Column(_("Score")),
            Column(_("Decision")),
            Column(_("Decided by")),
            Column(_("Reason")),
            Column(_("Rules of marking")),
        ],
        rows,
        name="outcomes",
    )


def _events(events: Any) -> Table:
    rows = [
        [
            Cell(date_format(localtime(one.at), "Y-m-d H:i:s")),
            Cell(str(one.get_kind_display())),
            Cell(str(one.actor) if one.actor else None),
        ]
        for one in events.order_by("pk")
    ]
    return Table(
        _("Time, breaks and files"),
        [Column(_("When")), Column(_("What")), Column(_("Who"))],
        rows,
        name="events",
    )
