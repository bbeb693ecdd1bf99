"""What assessments does when Wagtail or Django has news."""

import logging
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from kombu.exceptions import OperationalError
from wagtail.models import Revision

from accounts.api import record_act
from assessments.models import Item
from assessments.services.approval import ensure_item_workflow
from assessments.services.item_figures import keep_facets
from assessments.services.item_life import keep_published
from assessments.tasks import carry_out_one_remark, send_one_notice, take_in_items, tell_one_reviewer

logger = logging.getLogger(__name__)


def keep_version(sender: Any, instance: Item, revision: Any = None, **kwargs: Any) -> None:
    """A published item gets its immutable version in the same transaction: without one it is not published."""
    # Wagtail sends the signal for a publication that is only scheduled, too.
    if instance.live:
        keep_published(instance, now=timezone.now())
    if revision is not None:
        # Publishing writes the whole row, from an object that may not know what lists were told meanwhile.
        keep_facets(instance.pk, revision.content)


def keep_saved(sender: Any, instance: Revision, **kwargs: Any) -> None:
    """An item was saved: lists find it by what it says now."""
    if instance.content_type_id == ContentType.objects.get_for_model(Item).pk:
        keep_facets(int(instance.object_id), instance.content)


def on_approved(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Somebody approved what another person wrote."""
    _record_verdict("item.approved", instance, user)


def on_rejected(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Somebody sent what another person wrote back."""
    _record_verdict("item.rejected", instance, user)


def _record_verdict(act: str, state: Any, user: Any) -> None:
    item = state.workflow_state.content_object
    if isinstance(item, Item):
        facts = {"revision": state.revision_id}
        record_act(act, by=user, about=item, label=item.slug, facts=facts, now=timezone.now())


def keep_workflow(**kwargs: Any) -> None:
    """After each migrate: items have their workflow."""
    ensure_item_workflow()


def on_notice_owed(notice_id: int, **kwargs: Any) -> None:
    """A decision owes a mail. A broker that is away delays it until the next sweep."""
    try:
        send_one_notice.delay(notice_id)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")


def on_remark_decided(remark_id: int, **kwargs: Any) -> None:
    """A re-mark waits to be carried out."""
    try:
        carry_out_one_remark.delay(remark_id)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")


def on_reviewers_owed(notice_ids: list[int], **kwargs: Any) -> None:
    """Items wait for these people's approval."""
    try:
        for notice_id in notice_ids:
            tell_one_reviewer.delay(notice_id)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")


def on_import_due(batch_id: int, **kwargs: Any) -> None:
    """A file of items waits to be read, or to be taken in."""
    try:
        take_in_items.delay(batch_id)
    except (OperationalError, OSError):
        logger.warning("The broker does not answer; a sweep will find what is due.")
