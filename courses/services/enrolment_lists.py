"""Enrolling from a list: judged whole, shown, then carried out in steps; whatever stops it, it goes on where it was."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_act
from courses.models import Cohort, EnrolmentList, EnrolmentListRow
from courses.services.cohorts import add_member, invite, may_run
from courses.signals import enrolment_list_started

if TYPE_CHECKING:
    from accounts.models import User

MAX_BYTES = 1_048_576
MAX_ROWS = 5_000
_STEP = 50
_CHUNK = 500
Verdict = EnrolmentListRow.Verdict


class ListRefused(Exception):
    """The list cannot be read, started or cancelled; the message says what to do."""


@transaction.atomic
def check_list(cohort: Cohort, data: bytes, *, by: "User", now: datetime) -> EnrolmentList:
    """Read a CSV with a column `email` and keep what would become of each line. Nothing is done yet.

    Raises ListRefused for what is no such list, PermissionDenied.
    """
    may_run(cohort, by)
    lines = list(_lines(data))
    if not lines:
        raise ListRefused(_("There is no line below the names of the columns."))
    if len(lines) > MAX_ROWS:
        raise ListRefused(
            _("The list has %(count)s lines; at most %(most)s go into one. Divide it.")
            % {"count": len(lines), "most": MAX_ROWS}
        )
    batch = EnrolmentList.objects.create(cohort=cohort, total=len(lines), created_by=by, created_at=now)
    rows = [EnrolmentListRow(batch=batch, line=line, email=email[:254]) for line, email in lines]
    _judge(rows, cohort)
    EnrolmentListRow.objects.bulk_create(rows, batch_size=_CHUNK)
    return batch


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    if len(data) > MAX_BYTES:
        raise ListRefused(_("The file is larger than 1 MB. Divide it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListRefused(_("The file is not in UTF-8. Save it as CSV UTF-8.")) from error
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else "\t" if "\t" in head else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if names.count("email") != 1:
            raise ListRefused(_("The first line must name one column “email”."))
        place = names.index("email")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, (cells[place] if place < len(cells) else "").strip().lower()
    except csv.Error as error:
        raise ListRefused(_("Line %(line)s is no line of CSV.") % {"line": reader.line_num}) from error


def _judge(rows: list[EnrolmentListRow], cohort: Cohort) -> None:
    known: dict[str, bool] = {}
    emails = [row.email for row in rows]
    people = get_user_model()._default_manager
    for start in range(0, len(emails), _CHUNK):
        found = people.filter(email__in=emails[start : start + _CHUNK])
        known |= dict(found.values_list("email", "is_active"))
    present = set(cohort.members.values_list("user__email", flat=True))
    invited = set(cohort.invitations.filter(accepted_at=None).values_list("email", flat=True))
    seen: dict[str, int] = {}
    for row in rows:
        row.verdict, row.note = _verdict(row.email, known, present, invited)
        if row.verdict != Verdict.PROBLEM and row.email in seen:
            row.verdict = Verdict.PROBLEM
            row.note = _("The same address stands in line %(line)s.") % {"line": seen[row.email]}
        seen.setdefault(row.email, row.line)


def _verdict(
    email: str, known: dict[str, bool], present: set[str], invited: set[str]
) -> tuple[EnrolmentListRow.Verdict, str]:
    try:
        validate_email(email)
    except ValidationError:
        return Verdict.PROBLEM, _("This is no e-mail address.")
    if email in present:
        return Verdict.PRESENT, ""
    if email in invited:
        return Verdict.PRESENT, _("Was invited already, and has not signed up yet.")
    if email in known:
        if not known[email]:
            return Verdict.PROBLEM, _("This account is closed.")
        return Verdict.KNOWN, ""
    return Verdict.NEW, ""


@transaction.atomic
def start_list(batch_id: int, *, by: "User", now: datetime) -> None:
    """Let the worker carry a list out; lines with a problem are left out. Raises ListRefused, PermissionDenied."""
    batch = EnrolmentList.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=batch_id)
    may_run(batch.cohort, by)
    if batch.started_at is not None or batch.cancelled_at is not None:
        raise ListRefused(_("This list was started or cancelled already."))
    count = batch.rows.filter(verdict__in=(Verdict.KNOWN, Verdict.NEW)).count()
    if not count:
        raise ListRefused(_("There is nobody in the list who can be added or invited."))
    batch.started_at = now
    batch.save(update_fields=["started_at"])
    transaction.on_commit(partial(enrolment_list_started.send_robust, sender=EnrolmentList, list_id=batch.pk))
    record_act(
        "cohort.list_applied", by=by, about=batch, label=batch.cohort.title, facts={"count": count}, now=now
    )


@transaction.atomic
def cancel_list(batch_id: int, *, by: "User", now: datetime) -> None:
    """Do nothing more of a list. Who was added or invited stays so."""
    batch = EnrolmentList.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=batch_id)
    may_run(batch.cohort, by)
    if batch.finished_at is not None or batch.cancelled_at is not None:
        raise ListRefused(_("This list is done or cancelled already."))
    batch.cancelled_at = now
    batch.save(update_fields=["cancelled_at"])


def due_lists() -> list[int]:
    """The lists that were started and are not done."""
    return list(EnrolmentList.objects.due().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def list_step(batch_id: int, *, now: datetime) -> bool:
    """Carry out the next lines of a list; False when nothing is left."""
    # The list's row is locked: a second worker waits, and then finds the next lines.
    batch = (
        EnrolmentList.objects.select_for_update(of=("self",))
        .select_related("cohort", "created_by")
        .get(pk=batch_id)
    )
    if not batch.is_running:
        return False
    rows = list(
        batch.rows.filter(is_done=False, verdict__in=(Verdict.KNOWN, Verdict.NEW)).order_by("line")[:_STEP]
    )
    if not rows:
        batch.finished_at = now
        batch.save(update_fields=["finished_at"])
        return False
    people = get_user_model()._default_manager.filter(email__in=[row.email for row in rows])
    known = {person.email: person for person in people}
    for row in rows:
        person = known.get(row.email)
        if person is None:
            # Also whoever has closed their account since the list was read.
            invite(batch.cohort, row.email, by=batch.created_by, now=now)
        elif person.is_active:
            left = add_member(batch.cohort, person, by=batch.created_by, now=now)
            if left:
                row.note = (
                    _("Not enrolled, as other courses come first: %(titles)s.") % {"titles": ", ".join(left)}
                )[:300]
        row.is_done = True
    EnrolmentListRow.objects.bulk_update(rows, ["is_done", "note"])
    return True
