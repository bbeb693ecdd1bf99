"""Status lists: a random bit for each credential, and signed bytes that are never stale."""

import hashlib
import json
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from certificates.credentials import SIZE, add_proof, bits_of, stamp, status_list_document
from certificates.models import Credential, IssuerKey, StatusList
from certificates.services.issuer import identity
from certificates.services.keys import active_key, signer_of

VALID = timedelta(hours=48)
SIGN_AFTER = timedelta(hours=1)
STALE_AFTER = timedelta(hours=24)
# A random index must stay easy to find, and the list large enough to hide in.
_FULL = SIZE // 2
SET = (Credential.Standing.REVOKED, Credential.Standing.SUPERSEDED)


def allocate_indices(count: int, *, is_specimen: bool, now: datetime) -> tuple[StatusList, list[int]]:
    """A list and random free indices in it. Call it while holding the issuer's row."""
    status_list = StatusList.objects.filter(is_specimen=is_specimen).order_by("-pk").first()
    if status_list is None or status_list.given + count > _FULL:
        number = StatusList.objects.filter(is_specimen=is_specimen).count() + 1
        slug = f"specimen-{number}" if is_specimen else f"r{number}"
        status_list = StatusList.objects.create(slug=slug, is_specimen=is_specimen)
        sign_list(status_list, now=now)
    free: set[int] = set()
    while len(free) < count:
        drawn = {secrets.randbelow(SIZE) for _number in range(count - len(free))}
        taken = Credential.objects.filter(status_list=status_list, status_index__in=drawn)
        free |= drawn - set(taken.values_list("status_index", flat=True))
    StatusList.objects.filter(pk=status_list.pk).update(given=F("given") + count)
    # A set of numbers has an order of its own: it must not tell who stood next to whom in a batch.
    return status_list, secrets.SystemRandom().sample(sorted(free), count)


def list_address(origin: str, status_list: StatusList) -> str:
    """Where a list is published."""
    return f"{origin}/status/{status_list.slug}"


@transaction.atomic
def sign_list(status_list: StatusList, *, now: datetime) -> None:
    """Derive the list's bits from the credentials and sign it, valid for 48 hours."""
    # Lock the list: two revocations at once must not publish each other away.
    locked = StatusList.objects.select_for_update().get(pk=status_list.pk)
    indices = Credential.objects.filter(status_list=locked, standing__in=SET).values_list(
        "status_index", flat=True
    )
    purpose = IssuerKey.Purpose.SPECIMEN if locked.is_specimen else IssuerKey.Purpose.CREDENTIAL
    signer = signer_of(active_key(purpose))
    issuer = identity()
    until = now + VALID
    document = status_list_document(
        address=list_address(issuer.origin, locked),
        did=issuer.did,
        bits=bits_of(indices.iterator()),
        valid_from=now,
        valid_until=until,
    )
    signed = add_proof(document, signer, did=issuer.did, created=stamp(now))
    locked.document = json.dumps(signed, ensure_ascii=False).encode()
    locked.digest = hashlib.sha256(locked.document).hexdigest()
    locked.signed_at, locked.valid_until = now, until
    locked.save(update_fields=["document", "digest", "signed_at", "valid_until"])


def sign_due_lists(*, now: datetime) -> int:
    """Sign every list that was signed an hour ago or longer; how many were."""
    due = StatusList.objects.exclude(signed_at__gt=now - SIGN_AFTER)
    for status_list in due:
        sign_list(status_list, now=now)
    return len(due)


def stale_lists(*, now: datetime) -> list[str]:
    """The lists that were not signed within a day: other people's verifiers will soon refuse everything."""
    return list(StatusList.objects.exclude(signed_at__gt=now - STALE_AFTER).values_list("slug", flat=True))
