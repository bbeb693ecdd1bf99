"""Issuing from a list: checked whole, shown, then issued in steps; whatever stops it, it goes on where it was."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import people_at
from certificates.credentials import UnsafeText, plain_name
from certificates.models import AchievementVersion, BulkIssue, BulkIssueRow, Credential
from certificates.services.awards import Award
from certificates.services.issuing import MAX_BATCH, issue_credentials
from certificates.services.keys import KeyMissing
from certificates.signals import list_started

MAX_BYTES = 1_048_576
MAX_ROWS = 5_000
# How many certificates are issued between two looks at whether somebody has stopped it.
STEP = MAX_BATCH
_MOST_NAME = 150
_COLUMNS = ("name", "email")


class ListRefused(Exception):
    """The list cannot be read, started or cancelled; the message says what to do."""


@transaction.atomic
def check_list(
    version: AchievementVersion, data: bytes, *, note: str, by_id: int, now: datetime
) -> BulkIssue:
    """Read a CSV of names and addresses and keep it with what is wrong in each line. Nothing is issued.

    The first line names the columns: name and email, in any order; others are left alone.
    Raises ListRefused for what is no such list.
    """
    lines = list(_lines(data))
    if not lines:
        raise ListRefused(_("There is no line below the names of the columns."))
    if len(lines) > MAX_ROWS:
        raise ListRefused(
            _("The list has %(count)s lines; at most %(most)s go into one. Divide it.")
            % {"count": len(lines), "most": MAX_ROWS}
        )
    bulk = BulkIssue.objects.create(
        version=version, note=note, total=len(lines), created_by_id=by_id, created_at=now
    )
    rows = [BulkIssueRow(bulk=bulk, line=line, name=name, email=email) for line, name, email in lines]
    _judge(rows, version, by_id=by_id)
    BulkIssueRow.objects.bulk_create(rows)
    return bulk


def _lines(data: bytes) -> Iterator[tuple[int, str, str]]:
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
        missing = [column for column in _COLUMNS if names.count(column) != 1]
        if missing:
            raise ListRefused(
                _("The first line must name each of these columns once: %(missing)s.")
                % {"missing": ", ".join(missing)}
            )
        places = [names.index(column) for column in _COLUMNS]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                name, email = (cells[place].strip() if place < len(cells) else "" for place in places)
                yield reader.line_num, name, email
    except csv.Error as error:
        raise ListRefused(_("Line %(line)s is no line of CSV.") % {"line": reader.line_num}) from error


def _judge(rows: list[BulkIssueRow], version: AchievementVersion, *, by_id: int) -> None:
    """Write into each row what hinders it, and what an officer should know."""
    held = set(
        Credential.objects.real()
        .filter(
            achievement_version__achievement=version.achievement_id,
            standing=Credential.Standing.GOOD,
            recipient_email__in={row.email.lower() for row in rows},
        )
        .values_list("recipient_email", flat=True)
    )
    people = people_at(row.email for row in rows)
    seen: dict[str, int] = {}
    for row in rows:
        row.problem = _problem_of(row)
        row.name, row.email = row.name[:_MOST_NAME], row.email.lower()[:254]
        if not row.problem and row.email in seen:
            row.problem = _("The same address stands in line %(line)s.") % {"line": seen[row.email]}
        seen.setdefault(row.email, row.line)
        if not row.problem and people.get(row.email) == by_id:
            row.problem = _("This is your own address: another officer issues it.")
        if row.email in held:
            row.remark = _("Holds this certificate already.")


def _problem_of(row: BulkIssueRow) -> str:
    try:
        plain_name(row.name)
    except ValueError:
        return _("There is no name.")
    if len(row.name) > _MOST_NAME:
        return _("The name is longer than %(most)s characters.") % {"most": _MOST_NAME}
    try:
        validate_email(row.email)
    except ValidationError:
        return _("This is no e-mail address.")
    return ""


@transaction.atomic
def start_list(bulk_id: int, *, by_id: int, now: datetime) -> None:
    """Let the worker issue a checked list, in the name of whoever starts it.

    Raises ListRefused while a line has a problem, or where one is the starter's own.
    """
    bulk = BulkIssue.objects.select_for_update().get(pk=bulk_id)
    if bulk.started_at is not None or bulk.cancelled_at is not None:
        raise ListRefused(_("This list was started or cancelled already."))
    if bulk.rows.exclude(problem="").exists():
        raise ListRefused(_("Mend the lines that have a problem, and hand the list in again."))
    if by_id in people_at(bulk.rows.values_list("email", flat=True)).values():
        raise ListRefused(_("Your own address is in this list: another officer starts it."))
    bulk.started_at, bulk.started_by_id = now, by_id
    bulk.save(update_fields=["started_at", "started_by"])
    transaction.on_commit(partial(list_started.send_robust, sender=BulkIssue, bulk_id=bulk.pk))


@transaction.atomic
def cancel_list(bulk_id: int, *, now: datetime) -> None:
    """Issue nothing more of a list. What was issued stands."""
    bulk = BulkIssue.objects.select_for_update().get(pk=bulk_id)
    if bulk.finished_at is not None or bulk.cancelled_at is not None:
        raise ListRefused(_("This list is done or cancelled already."))
    bulk.cancelled_at = now
    bulk.save(update_fields=["cancelled_at"])


def due_lists() -> list[int]:
    """The lists that were started and are not done."""
    return list(BulkIssue.objects.due().order_by("pk").values_list("pk", flat=True))


def issue_step(bulk_id: int, *, now: datetime) -> bool:
    """Issue the next lines of a list in one transaction; False when nothing is left, or it cannot go on."""
    try:
        return _issue_step(bulk_id, now=now)
    except (KeyMissing, UnsafeText, ValueError) as error:
        BulkIssue.objects.filter(pk=bulk_id).update(trouble=str(error)[:300])
        return False


@transaction.atomic
def _issue_step(bulk_id: int, *, now: datetime) -> bool:
    # The list's row is locked: a second worker waits, and then finds the next lines.
    bulk = (
        BulkIssue.objects.select_for_update(of=("self",))
        .select_related("version__achievement__scheme")
        .get(pk=bulk_id)
    )
    if bulk.started_at is None or bulk.finished_at is not None or bulk.cancelled_at is not None:
        return False
    rows = list(bulk.rows.filter(credential=None).order_by("line")[:STEP])
    if not rows:
        bulk.finished_at, bulk.trouble = now, ""
        bulk.save(update_fields=["finished_at", "trouble"])
        return False
    scheme = getattr(bulk.version.achievement, "scheme", None)
    awards = [
        Award(
            version=bulk.version,
            name=row.name,
            email=row.email,
            note=bulk.note,
            validity_months=scheme.validity_months if scheme is not None else None,
        )
        for row in rows
    ]
    # Lists that were started before that was kept name whoever handed them in.
    issued = issue_credentials(awards, actor_id=bulk.started_by_id or bulk.created_by_id, now=now)
    for row, credential in zip(rows, issued, strict=True):
        row.credential = credential
    BulkIssueRow.objects.bulk_update(rows, ["credential"])
    return True
