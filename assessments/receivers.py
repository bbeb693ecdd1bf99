"""What assessments does when Wagtail or Django has news."""

import logging
from typing import Any

from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.models import Item
from assessments.services.approval import ensure_item_workflow
from assessments.services.item_life import keep_published
from assessments.tasks import carry_out_one_remark, send_one_notice

logger = logging.getLogger(__name__)


def keep_version(sender: Any, instance: Item, **kwargs: Any) -> None:
    """A published item gets its immutable version in the same transaction: without one it is not published."""
    # Wagtail sends the signal for a publication that is only scheduled, too.
    if instance.live:
        keep_published(instance, now=timezone.now())


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
