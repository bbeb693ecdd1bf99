"""Reminding recipients before their certificate runs out, and telling them when it has: once each."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from certificates.models import Credential, CredentialEvent
from certificates.services.changes import Act, locked, record_event
from certificates.services.issuer import pin_identity
from certificates.services.renewing import WINDOW

Kind = CredentialEvent.Kind
# What is said when, as the time from now until the end; after the last one nothing is said any more.
_WINDOWS = (
    (Kind.REMINDER_90, timedelta(days=30), WINDOW),
    (Kind.REMINDER_30, timedelta(0), timedelta(days=30)),
    (Kind.EXPIRED, timedelta(days=-30), timedelta(0)),
)


def due_reminders(*, now: datetime, limit: int = 500) -> Iterator[tuple[int, str]]:
    """Credential and kind of every reminder that is due: the certificate stands and was not renewed."""
    for kind, after, until in _WINDOWS:
        found = (
            Credential.objects.real()
            .filter(
                standing=Credential.Standing.GOOD,
                valid_until__gt=now + after,
                valid_until__lte=now + until,
            )
            .exclude(recipient_email="")
            .filter(~Exists(CredentialEvent.objects.filter(credential=OuterRef("pk"), event=kind)))
            .filter(~Exists(Credential.objects.filter(replaces=OuterRef("pk"))))
        )
        for pk in found.order_by("pk").values_list("pk", flat=True)[:limit]:
            yield pk, kind.value


@transaction.atomic
def remind(credential_id: int, kind: str, *, now: datetime) -> bool:
    """Record one reminder and owe its mail; False when another task was quicker. Safe to run twice."""
    issuer = pin_identity(now=now)
    credential = locked(credential_id)
    if credential.standing != Credential.Standing.GOOD or credential.replacements.exists():
        return False
    if credential.events.filter(event=kind).exists():
        return False
    record_event(credential, Kind(kind), issuer=issuer, act=Act(now))
    return True
