"""Packages by the admin: read, tried without a trace, then applied whole by another person."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from accounts.api import record_act
from courses.models import CoursePage, PackageImport
from courses.models.package_imports import APPLY, HAND_IN
from courses.packages import Fault, NotAnArchive, PackageInvalid, read_archive
from courses.services.checking import check_files
from courses.services.loading import CatalogueMissing, load_files
from courses.services.page_finding import NameUnknown
from courses.signals import package_due

if TYPE_CHECKING:
    from accounts.models import User

# The entry that a load leaves in a course's history.
LOG_ACTION = "courses.load_package"
State = PackageImport.State
_WHY = {
    "larger": gettext_noop("The file is larger than 64 MB."),
    "unreadable": gettext_noop("This is no ZIP, or it is damaged."),
    "encrypted": gettext_noop("The ZIP is encrypted. Hand it in without a password."),
    "much": gettext_noop("There is too much in the ZIP for a course."),
    "name": gettext_noop("A name in the ZIP leads out of its folder, or too deep."),
    "twice": gettext_noop("A name stands in the ZIP twice."),
}


class ImportRefused(Exception):
    """The package cannot be read, applied or called off; the message says what to do."""


def hand_in(data: bytes, *, file_name: str, overwrite: bool, by: "User", now: datetime) -> PackageImport:
    """Take a zipped package and let a worker try it. A package with faults is kept with them, and goes no further.

    Raises ImportRefused for what is no archive, PermissionDenied.
    """
    if not by.has_perm(HAND_IN):
        raise PermissionDenied
    try:
        files, faults = read_archive(data)
    except NotAnArchive as error:
        raise ImportRefused(_(_WHY[str(error)])) from error
    checked = check_files(files, faults)
    batch = PackageImport(file_name=file_name[:200], overwrite=overwrite, handed_in_by=by, handed_in_at=now)
    if checked.package is None or checked.faults:
        batch.state, batch.finished_at, batch.data = State.REFUSED, now, b""
        batch.entries = _faults(checked.faults) or _faults(
            [Fault("course.yaml", 0, "file", _("There is no course.yaml in the ZIP."))]
        )
        batch.save()
        return batch
    batch.course_slug, batch.data = checked.package.course.slug, data
    with transaction.atomic():
        batch.save()
        _announce(batch)
    return batch


@transaction.atomic
def apply_import(batch_id: int, *, by: "User", now: datetime) -> None:
    """Let a worker write a package that was tried. Raises ImportRefused, PermissionDenied.

    Nobody applies what they handed in, administrators included.
    """
    batch = PackageImport.objects.select_for_update().get(pk=batch_id)
    if not by.has_perm(APPLY):
        raise PermissionDenied
    if by.pk == batch.handed_in_by_id:
        raise ImportRefused(
            _("You handed it in: somebody else applies it, as it publishes without a review.")
        )
    if batch.state != State.TRIED:
        raise ImportRefused(_("It cannot be applied any more."))
    batch.state, batch.applied_by, batch.applied_at = State.APPLYING, by, now
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    _announce(batch)


@transaction.atomic
def cancel_import(batch_id: int, *, by: "User", now: datetime) -> None:
    """Call a package off that is not being written. Raises ImportRefused, PermissionDenied."""
    batch = PackageImport.objects.select_for_update().get(pk=batch_id)
    if by.pk != batch.handed_in_by_id and not by.has_perm(APPLY):
        raise PermissionDenied
    if batch.state not in (State.TRYING, State.TRIED):
        raise ImportRefused(_("It is at its end already, or being written."))
    batch.state, batch.finished_at, batch.data = State.CANCELLED, now, b""
    batch.save(update_fields=["state", "finished_at", "data"])


def due_imports() -> list[int]:
    """The packages that wait for a worker."""
    return list(PackageImport.objects.due().order_by("pk").values_list("pk", flat=True))


def work_on_import(batch_id: int, *, now: datetime) -> None:
    """Try a package, or write it. Safe to run twice: the second finds another state."""
    with transaction.atomic():
        batch = PackageImport.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
        if batch is None or not batch.is_running:
            return
        is_trial = batch.state == State.TRYING
        files, faults = read_archive(bytes(batch.data))
        try:
            # Within a savepoint: what a refused load has written goes, and the import's own row stays.
            with transaction.atomic():
                report = load_files(
                    files,
                    faults,
                    now=now,
                    actor=batch.applied_by,
                    overwrite=batch.overwrite,
                    is_trial=is_trial,
                )
        except PackageInvalid as invalid:
            _finish(batch, State.REFUSED, _faults(invalid.faults), now)
            return
        except (CatalogueMissing, NameUnknown) as error:
            _finish(batch, State.REFUSED, _faults([Fault("course.yaml", 0, "load", str(error))]), now)
            return
        entries = [
            {"path": entry.path, "outcome": entry.outcome.value, "note": entry.note}
            for entry in report.entries
        ]
        if is_trial:
            batch.state, batch.entries = State.TRIED, entries
            batch.save(update_fields=["state", "entries"])
            return
        _finish(batch, State.DONE, entries, now)
        course = CoursePage.objects.filter(slug=batch.course_slug).first()
        if course is not None:
            said = {"file": batch.file_name, "handed_in_by": batch.handed_in_by_id, "report": report.summary}
            log(instance=course, action=LOG_ACTION, user=batch.applied_by, data=said)
        record_act("package.applied", by=batch.applied_by_id, about=batch, label=batch.course_slug, now=now)


def _finish(batch: PackageImport, state: str, entries: list[dict[str, Any]], now: datetime) -> None:
    batch.state, batch.entries, batch.finished_at, batch.data = state, entries, now, b""
    batch.save(update_fields=["state", "entries", "finished_at", "data"])


def _faults(faults: Any) -> list[dict[str, Any]]:
    return [
        {"path": fault.file, "line": fault.line, "rule": fault.rule, "message": fault.message}
        for fault in faults
    ]


def _announce(batch: PackageImport) -> None:
    transaction.on_commit(partial(package_due.send_robust, sender=PackageImport, import_id=batch.pk))
