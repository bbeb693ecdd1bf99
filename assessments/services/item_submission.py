"""Many items sent for approval at once: one mail a person tells of all of them, where Wagtail would send one an item."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
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

from assessments.models import Item, ItemStatus
from assessments.services.item_actions import Report, for_each, submit_item
from assessments.signals import items_submitted

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
    """Send each finished draft for approval; whoever may approve hears of all of them in one mail."""
    with _no_mail_each():
        report = for_each(items, partial(submit_item, by=by))
    if report.done:
        ids = [item.pk for item in report.done]
        transaction.on_commit(partial(items_submitted.send_robust, sender=Item, item_ids=ids, by_id=by.pk))
    return report


def _waiting(item_ids: Sequence[int]) -> Any:
    return TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=ContentType.objects.get_for_model(Item),
        workflow_state__object_id__in=[str(pk) for pk in item_ids],
    )


def whom_to_tell(item_ids: Sequence[int], *, by_id: int) -> list[int]:
    """Whoever may approve one of these items and wants mail of it, but for who sent them."""
    by = get_user_model()._default_manager.filter(pk=by_id).first()
    one_each = {state.task_id: state for state in _waiting(item_ids).select_related("task")}
    people = {
        person.pk
        for state in one_each.values()
        for person in TaskNotifier().get_valid_recipients(state, user=by)
    }
    return sorted(people)


def send_digest(person_id: int, *, item_ids: Sequence[int], by_id: int) -> bool:
    """Tell one person how many of these items wait for them now; False where none does. Sent twice, it goes twice."""
    people = get_user_model()._default_manager.in_bulk([person_id, by_id])
    person = people.get(person_id)
    if person is None:
        return False
    count = TaskState.objects.reviewable_by(person).filter(pk__in=_waiting(item_ids).values("pk")).count()
    if not count:
        return False
    page = reverse(Item.snippet_viewset.get_url_name("list"))
    context = {
        "person": person,
        "by": people.get(by_id),
        "count": count,
        "page": f"{settings.SITE_URL}{page}?status={ItemStatus.WAITING.value}",
    }
    with override(UserProfile.get_for_user(person).get_preferred_language()):
        mail = EmailMessage(
            subject=render_to_string("assessments/mail/items_wait_subject.txt", context).strip(),
            body=render_to_string("assessments/mail/items_wait.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[person.email],
        )
    return bool(mail.send())
