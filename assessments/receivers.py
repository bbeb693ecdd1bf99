"""What assessments does when Wagtail or Django has news."""

from typing import Any

from django.utils import timezone

from assessments.models import Item
from assessments.services.approval import ensure_item_workflow
from assessments.services.items import record_version


def keep_version(sender: Any, instance: Item, **kwargs: Any) -> None:
    """A published item gets its immutable version in the same transaction: without one it is not published."""
    # Wagtail sends the signal for a publication that is only scheduled, too.
    if instance.live:
        record_version(instance, now=timezone.now())


def keep_workflow(**kwargs: Any) -> None:
    """After each migrate: items have their workflow."""
    ensure_item_workflow()
