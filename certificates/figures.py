"""Figures for Prometheus: what is owed, and whether what is signed by the clock is fresh."""

from collections.abc import Iterable

from django.db.models import Min
from django.utils import timezone

from certificates.models import (
    BulkIssue,
    CredentialCase,
    CredentialNotice,
    CredentialPdf,
    LogCheckpoint,
    StatusList,
)
from certificates.services.log import log_size
from website.metrics import Figure

Notice = CredentialNotice.State


def figures() -> Iterable[Figure]:
    """Eight queries, each answered by an index or a small table."""
    now = timezone.now()
    size = log_size()
    head = LogCheckpoint.objects.values_list("size", "signed_at").first()
    yield Figure("assay_log_entries_total", "Entries of the transparency log.", size, kind="counter")
    yield Figure(
        "assay_log_uncovered_entries",
        "Entries that no signed head covers yet.",
        size - (head[0] if head is not None else 0),
    )
    if head is not None:
        yield Figure(
            "assay_log_head_timestamp_seconds", "When the newest head was signed.", head[1].timestamp()
        )
    oldest = StatusList.objects.aggregate(oldest=Min("signed_at"))["oldest"]
    if oldest is not None:
        yield Figure(
            "assay_status_list_age_seconds",
            "Age of the status list that was signed longest ago.",
            (now - oldest).total_seconds(),
        )
    owed = {
        "pdf": CredentialPdf.objects.filter(rendered_at=None).count(),
        "mail": CredentialNotice.objects.filter(state=Notice.PENDING).count(),
        "bulk-list": BulkIssue.objects.due().count(),
    }
    for work, count in owed.items():
        yield Figure("assay_certificates_pending", "What a worker owes.", count, (("work", work),))
    yield Figure(
        "assay_certificates_mails_uncertain",
        "Mails of which nobody knows whether they went.",
        CredentialNotice.objects.filter(state=Notice.SENDING).count(),
    )
    yield Figure(
        "assay_certificates_open_cases",
        "Refusals, disputes and reports that wait for an officer.",
        CredentialCase.objects.filter(closed_at=None).count(),
    )
