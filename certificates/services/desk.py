"""What an officer looks at: certificates by what is known of them, and how the machinery stands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from certificates.credentials import CodeForm, State, read_code
from certificates.models import (
    Credential,
    CredentialCase,
    CredentialNotice,
    CredentialPdf,
    IssuerKey,
    KeyChange,
    LogCheckpoint,
    SealCertificate,
    StatusList,
)
from certificates.services.log import log_size
from certificates.services.notices import MAX_TRIES
from website.paging import found_once

# What a list can be narrowed to; "expired" is a good one past its end.
STATES = (State.VALID, State.EXPIRED, State.SUSPENDED, State.REVOKED, State.SUPERSEDED)


def search_credentials(
    *, text: str = "", state: str = "", achievement_id: int | None = None, now: datetime
) -> QuerySet[Credential]:
    """Certificates by a code, an address or a part of a name, in a state, of an achievement; newest first."""
    found = Credential.objects.select_related("achievement_version__achievement").defer("document")
    text = text.strip()
    if text:
        read = read_code(text)
        if read.form is CodeForm.WELL_FORMED:
            found = found.filter(code=read.code)
        elif "@" in text:
            found = found.filter(recipient_email=text.lower())
        else:
            found = found_once(found, Q(recipient_name__icontains=text))
    if achievement_id is not None:
        found = found.filter(achievement_version__achievement=achievement_id)
    if state in {State.VALID, State.EXPIRED}:
        over = Q(valid_until__lte=now)
        found = found.filter(
            over if state == State.EXPIRED else ~over | Q(valid_until=None), standing="valid"
        )
    elif state in STATES:
        found = found.filter(standing=state)
    return found


@dataclass(frozen=True, slots=True)
class Machinery:
    """Keys, lists, the log, and what is owed or stuck."""

    keys: list[IssuerKey]
    seals: list[SealCertificate]
    changes: list[KeyChange]
    lists: list[StatusList]
    size: int
    checkpoint: LogCheckpoint | None
    pdfs: int
    mails: int
    stuck: list[CredentialNotice]
    cases: int


def machinery() -> Machinery:
    """How everything that works by itself stands now."""
    notices = CredentialNotice.objects
    unsure = Q(state=CredentialNotice.State.SENDING)
    refused = Q(state=CredentialNotice.State.PENDING, tries__gte=MAX_TRIES)
    return Machinery(
        keys=list(IssuerKey.objects.order_by("purpose", "-created_at")),
        seals=list(SealCertificate.objects.defer("pem").order_by("purpose", "-created_at")),
        changes=list(KeyChange.objects.select_related("key", "actor").order_by("-at")[:20]),
        lists=list(StatusList.objects.defer("document").order_by("pk")),
        size=log_size(),
        checkpoint=LogCheckpoint.objects.first(),
        pdfs=CredentialPdf.objects.filter(rendered_at=None).count(),
        mails=notices.filter(state=CredentialNotice.State.PENDING, tries__lt=MAX_TRIES).count(),
        stuck=list(notices.filter(unsure | refused).select_related("event__credential").order_by("-pk")[:50]),
        cases=CredentialCase.objects.filter(closed_at=None).count(),
    )


def owe_again(notice_id: int) -> bool:
    """Let a mail that is unconfirmed or was refused go once more; False when it is neither."""
    stuck = CredentialNotice.objects.exclude(state=CredentialNotice.State.SENT).filter(pk=notice_id)
    return bool(stuck.update(state=CredentialNotice.State.PENDING, tries=0, problem=""))
