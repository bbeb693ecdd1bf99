"""Many items sent for approval at once: one mail a person tells of all of them, where Wagtail would send one an item."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateSubmissionEmailNotifier,
)
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from assessments.models import Item, ItemStatus, ReviewerNotice
from assessments.services.item_actions import Report, for_each, submit_item
from assessments.signals import reviewers_owed
from website.owed_mail import hand_over

if TYPE_CHECKING:
    from accounts.models import User

_one_by_one: ContextVar[bool] = ContextVar("mails_one_by_one", default=True)


@contextmanager
def _no_mail_each() -> Iterator[None]:
    token = _one_by_one.set(False)
    try:
        yield
    finally:
        _one_by_one.reset(token)


class TaskNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's mail to whoever may approve, where one thing was sent."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return _one_by_one.get() and bool(super().can_handle(instance, **kwargs))


class WorkflowNotifier(WorkflowStateSubmissionEmailNotifier):
    """Wagtail's mail to superusers, where one thing was sent."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return _one_by_one.get() and bool(super().can_handle(instance, **kwargs))


def submit_items(items: Iterable[Item], *, by: "User") -> Report:
    """Send each finished draft for approval; whoever may approve is owed one mail of all of them."""
    with _no_mail_each():
        report = for_each(items, partial(submit_item, by=by))
    ids = [item.pk for item in report.done]
    owed = ReviewerNotice.objects.bulk_create(
        ReviewerNotice(person_id=pk, sent_by=by, items=ids) for pk in _whom_to_tell(ids, by=by)
    )
    if owed:
        keys = [notice.pk for notice in owed]
        transaction.on_commit(partial(reviewers_owed.send_robust, sender=ReviewerNotice, notice_ids=keys))
    return report


def _waiting(item_ids: Sequence[int]) -> Any:
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Item),
        workflow_state__object_id__in=[str(pk) for pk in item_ids],
    )


def _whom_to_tell(item_ids: Sequence[int], *, by: "User") -> list[int]:
    """Whoever may approve one of these items and wants mail of it, but for who sent them."""
    one_each = {state.task_id: state for state in _waiting(item_ids).select_related("task")}
    people = {
        person.pk
        for state in one_each.values()
        for person in TaskNotifier().get_valid_recipients(state, user=by)
    }
    return sorted(people)


def send_digest(notice_id: int, *, now: datetime) -> bool:
    """Tell one person how many of the items that were sent wait for them now. Asked for twice, it goes once.

    Where none waits any more there is nothing to tell: the notice goes.
    """
    notice = (
        ReviewerNotice.objects.select_related("person", "sent_by")
        .filter(pk=notice_id, state=ReviewerNotice.State.PENDING)
        .first()
    )
    if notice is None:
        return False
    waiting = _waiting(notice.items).values("pk")
    count = TaskState.objects.reviewable_by(notice.person).filter(pk__in=waiting).count()
    if not count:
        ReviewerNotice.objects.filter(pk=notice_id, state=ReviewerNotice.State.PENDING).delete()
        return False
    return hand_over(notice, partial(_digest, notice, count), now=now)


def _digest(notice: ReviewerNotice, count: int, connection: BaseEmailBackend) -> EmailMessage:
    page = reverse(Item.snippet_viewset.get_url_name("list"))
    context = {
        "person": notice.person,
        "by": notice.sent_by,
        "count": count,
        "page": f"{settings.SITE_URL}{page}?status={ItemStatus.WAITING.value}",
    }
    with override(UserProfile.get_for_user(notice.person).get_preferred_language()):
        return EmailMessage(
            subject=render_to_string("assessments/mail/items_wait_subject.txt", context).strip(),
            body=render_to_string("assessments/mail/items_wait.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[notice.person.email],
            connection=connection,
            headers={"Message-ID": f"<reviewer-{notice.pk}@{settings.SITE_HOST}>"},
        )
