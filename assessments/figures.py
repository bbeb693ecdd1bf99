"""Figures for Prometheus: sittings that run, and those that should be over."""

from collections.abc import Iterable

from django.utils import timezone

from assessments.models import Attempt
from website.metrics import Figure


def figures() -> Iterable[Figure]:
    """Two queries, answered by the index of open attempts."""
    now = timezone.now()
    yield Figure(
        "assay_attempts_running",
        "Timed attempts that run.",
        Attempt.objects.open().filter(deadline__gt=now).count(),
    )
    yield Figure(
        "assay_attempts_overdue",
        "Attempts whose time is over and that no sweep has submitted yet.",
        Attempt.objects.overdue(now=now).count(),
    )
