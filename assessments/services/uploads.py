"""Files that candidates hand in: taken, given back, and removed where no answer ever named them."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import AttemptEvent, AttemptItem, ResponseFile
from assessments.services.contents import read_item
from assessments.services.file_checks import FileRefused, kind_of, safe_name
from assessments.services.sitting import OnBreak, lock_item, refuse_final

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.engine.interactions.upload import UploadContent

logger = logging.getLogger(__name__)

MAX_BYTES_PER_ATTEMPT = 60 * 1024 * 1024
MAX_FILES_PER_ITEM = 20
KEEP_UNNAMED = timedelta(days=7)
TYPE = "upload"


def uploads_allowed() -> bool:
    """Whether this installation takes files at all: off unless somebody has turned it on."""
    return bool(settings.ASSESSMENT_UPLOADS)


def limit_of(item: AttemptItem) -> int:
    """The most bytes that one file of an item may have. Raises FileRefused where no files are taken."""
    return _content(item).max_megabytes * 1024 * 1024


def _content(item: AttemptItem) -> "UploadContent":
    interaction, content = read_item(item)
    if not uploads_allowed() or interaction.type != TYPE:
        raise FileRefused(_("No files are taken here."))
    return cast("UploadContent", content)


def keep_file(
    attempt: UUID, position: int, *, data: bytes, name: str, user_id: int, now: datetime
) -> ResponseFile:
    """Keep a file for an item of one's own open attempt, or find it there already. It is no answer yet.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, FileRefused and SaveRefused with a sentence.
    """
    stored = ""
    try:
        with transaction.atomic():
            item = lock_item(attempt, position, user_id)
            _judge_moment(item, now)
            kept = _new(item, data, name, now)
            if kept.pk is None:
                kept.file.save("", ContentFile(data), save=False)
                stored = kept.file.name
                kept.save()
            return kept
    except OSError as error:
        logger.exception("A file of a candidate could not be written.")
        raise FileRefused(
            _(
                "The file could not be kept: our storage does not answer. Your other answers are safe. Try again."
            )
        ) from error
    except BaseException:
        # The database forgets the row; the folder does not.
        if stored:
            ResponseFile._meta.get_field("file").storage.delete(stored)
        raise


def _judge_moment(item: AttemptItem, now: datetime) -> None:
    sat = item.attempt
    if not sat.is_open or engine.is_over(now, sat.accept_until):
        raise FileRefused(_("The time is over: no file is taken any more."))
    if sat.is_on_break(now):
        raise OnBreak(_("You are on a break: nothing is answered until you resume."))
    refuse_final(item)


def _new(item: AttemptItem, data: bytes, name: str, now: datetime) -> ResponseFile:
    content = _content(item)
    if len(data) > content.max_megabytes * 1024 * 1024:
        raise FileRefused(_("A file has at most %(most)s MB here.") % {"most": content.max_megabytes})
    digest = hashlib.sha256(data).hexdigest()
    known = ResponseFile.objects.filter(attempt_item=item, digest=digest).first()
    if known is not None:
        return known
    kind = kind_of(data, frozenset(one.value for one in content.kinds))
    held = ResponseFile.objects.filter(attempt_item__attempt=item.attempt_id)
    total = held.aggregate(total=Sum("size"))["total"] or 0
    if (
        total + len(data) > MAX_BYTES_PER_ATTEMPT
        or held.filter(attempt_item=item).count() >= MAX_FILES_PER_ITEM
    ):
        raise FileRefused(_("You have uploaded as much as an attempt may hold."))
    return ResponseFile(
        attempt_item=item, digest=digest, name=safe_name(name), size=len(data), kind=kind, uploaded_at=now
    )


def record_download(file: ResponseFile, *, by: "User", now: datetime) -> None:
    """Record that somebody of the staff took a candidate's file."""
    attempt = file.attempt_item.attempt
    if attempt.candidate_id != by.pk:
        AttemptEvent.objects.create(
            attempt=attempt,
            kind=AttemptEvent.Kind.FILE_TAKEN,
            actor=by,
            at=now,
            data={"file": str(file.uuid), "digest": file.digest},
        )


def remove_unnamed_files(*, now: datetime, limit: int = 500) -> int:
    """Remove files that no answer ever named, a week after the submission; how many. Safe to run at any time."""
    due = ResponseFile.objects.filter(
        is_settled=False, attempt_item__attempt__submitted_at__lt=now - KEEP_UNNAMED
    ).select_related("attempt_item")
    removed = 0
    for file in due[:limit]:
        if file.digest in _named(file.attempt_item.steps.values_list("data", flat=True)):
            ResponseFile.objects.filter(pk=file.pk).update(is_settled=True)
            continue
        # The row first: a file without a row is lost space, a row without a file is a lost answer.
        ResponseFile.objects.filter(pk=file.pk).delete()
        file.file.storage.delete(str(file.file.name))
        removed += 1
    return removed


def _named(steps: Iterable[engine.Json]) -> set[str]:
    return {digest for data in steps for digest in engine.files_of(data)}
