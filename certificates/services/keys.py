"""Signing keys: private halves in files of mode 0600, public halves in the database for ever."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from certificates.credentials import Ed25519Signer, Signer
from certificates.models import IssuerKey
from certificates.services.key_files import key_file, write_key


class KeyMissing(Exception):
    """The private half of an active key is not where it should be."""


@transaction.atomic
def ensure_keys(*, now: datetime) -> list[str]:
    """Make the key of every purpose that has none; the names of those made."""
    made = []
    for purpose in IssuerKey.Purpose.values:
        if not IssuerKey.objects.filter(purpose=purpose, retired_at=None).exists():
            made.append(_make(purpose, now=now).kid)
    return made


@transaction.atomic
def rotate_key(purpose: str, *, now: datetime) -> IssuerKey:
    """Retire the active key of a purpose and make a new one. The old one stays published."""
    IssuerKey.objects.filter(purpose=purpose, retired_at=None).update(retired_at=now)
    return _make(purpose, now=now)


def _make(purpose: str, *, now: datetime) -> IssuerKey:
    number = IssuerKey.objects.filter(purpose=purpose).count() + 1
    signer = Ed25519Signer.generate(f"{purpose}-{number}")
    write_key(signer.kid, signer.to_pem(), now=now)
    return IssuerKey.objects.create(kid=signer.kid, purpose=purpose, public=signer.public(), created_at=now)


@lru_cache(maxsize=32)
def _load(path: str, kid: str, changed_at: int) -> Ed25519Signer:
    return Ed25519Signer.from_pem(kid, Path(path).read_bytes())


def signer_of(key: IssuerKey) -> Signer:
    """The signer of a key. Raises KeyMissing when its file is gone or is another key."""
    try:
        path = key_file(key.kid)
        signer = _load(str(path), key.kid, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise KeyMissing(f"The private key {key.kid} cannot be read in {settings.KEYS_DIR}.") from error
    if signer.public() != bytes(key.public):
        raise KeyMissing(f"The private key {key.kid} is not the one whose public half is published.")
    return signer


def active_key(purpose: str) -> IssuerKey:
    """The key that signs now. Raises KeyMissing when there is none yet."""
    key = IssuerKey.objects.filter(purpose=purpose, retired_at=None).first()
    if key is None:
        raise KeyMissing(f"There is no {purpose} key yet: run manage.py prepare.")
    return key
