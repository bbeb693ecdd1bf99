"""The seal on PDFs: its authority and certificates, the keys behind them, and what is published."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.api import record_act
from certificates.credentials.sealing import Sealer
from certificates.credentials.x509 import (
    Named,
    P256Signer,
    authority_certificate,
    certified_key,
    seal_certificate,
)
from certificates.models import SealCertificate
from certificates.services.key_files import key_file, write_key
from certificates.services.keys import KeyMissing

_Purpose = SealCertificate.Purpose
# What a reader of PDF files shows as the signer. Technical names, the same in every language.
_COMMON_NAMES = {
    _Purpose.AUTHORITY: "{name} seal authority {number}",
    _Purpose.SEAL: "{name} seal {number}",
    _Purpose.SPECIMEN: "{name} SPECIMEN seal {number}, proves nothing",
}


class SealChangeRefused(Exception):
    """The seal cannot be changed in this way; the message says why."""


@transaction.atomic
def ensure_seals(*, name: str, now: datetime) -> list[str]:
    """Make the authority and the seals that are missing, for an issuer of this name; the names of those made."""
    made = []
    for purpose in _Purpose:
        if not SealCertificate.objects.filter(purpose=purpose, retired_at=None).exists():
            made.append(_make(purpose, name=name, now=now).kid)
    return made


@transaction.atomic
def rotate_seal(purpose: str, *, name: str, now: datetime) -> SealCertificate:
    """Retire the active certificate of a purpose and make a new one; with a new authority, new seals below it.

    Old ones stay published. Raises KeyMissing when the authority's key cannot be read.
    """
    retired = {*_Purpose} if purpose == _Purpose.AUTHORITY else {_Purpose(purpose)}
    SealCertificate.objects.filter(purpose__in=retired, retired_at=None).update(retired_at=now)
    ensure_seals(name=name, now=now)
    return _active(purpose)


@transaction.atomic
def declare_seal_compromised(
    kid: str, *, name: str, since: datetime, actor_id: int | None, now: datetime
) -> SealCertificate:
    """Say that somebody else may have sealed with a key since a moment; what is certified under it falls with it.

    What was in use is replaced, and the one that seals from now on is given back: for an authority another
    authority. Certificates stand: they rest on signatures, and the register knows the digest of each PDF.
    Raises SealChangeRefused for an unknown key, a moment to come, or one declared with an earlier moment.
    """
    found = SealCertificate.objects.select_for_update().filter(kid=kid).first()
    if found is None:
        raise SealChangeRefused(f"There is no seal key {kid}.")
    if since > now:
        raise SealChangeRefused("Give a moment that has passed.")
    if found.compromised_at is not None and found.compromised_at <= since:
        raise SealChangeRefused(f"{kid} is declared compromised since {found.compromised_at:%Y-%m-%d %H:%M}.")
    fallen = SealCertificate.objects.filter(Q(pk=found.pk) | Q(authority=found.pk))
    fallen.filter(Q(compromised_at=None) | Q(compromised_at__gt=since)).update(compromised_at=since)
    if found.retired_at is None:
        rotate_seal(found.purpose, name=name, now=now)
    facts = {"change": "compromised", "purpose": found.purpose}
    record_act("keys.changed", by=actor_id, about=found, label=kid, facts=facts, now=now)
    return _active(found.purpose)


def compromised_seals() -> list[SealCertificate]:
    """The seals and authorities whose keys others may have used, newest first. One query."""
    return list(SealCertificate.objects.exclude(compromised_at=None).defer("pem").order_by("-pk"))


def seal_compromised_since(*, is_specimen: bool, at: datetime) -> datetime | None:
    """Since when others may have used the key with which a PDF was sealed at a moment; None if nobody. One query."""
    purpose = _Purpose.SPECIMEN if is_specimen else _Purpose.SEAL
    used = SealCertificate.objects.filter(purpose=purpose, created_at__lte=at).order_by("-created_at", "-pk")
    return used.values_list("compromised_at", flat=True).first()


def seal(document: bytes, *, is_specimen: bool, now: datetime) -> bytes:
    """The PDF with a seal that any later change breaks. Raises KeyMissing when there is no key for it."""
    certificate = _active(_Purpose.SPECIMEN if is_specimen else _Purpose.SEAL)
    reason = (
        _("SPECIMEN: proves nothing")
        if is_specimen
        else _("Sealed when it was made: a change breaks the seal")
    )
    return sealer_of(certificate).seal(document, reason=reason, now=now)


def sealer_of(certificate: SealCertificate) -> Sealer:
    """What seals with a certificate. Raises KeyMissing when its key is gone or is another one."""
    authority = certificate.authority
    if authority is None:
        raise KeyMissing(f"{certificate.kid} certifies seals; it seals nothing itself.")
    signer = _signer_of(certificate)
    return _sealer(signer, certificate.pem, authority.pem)


def seals_are_ready() -> None:
    """Raise KeyMissing unless documents can be sealed. The authority's key may be kept elsewhere."""
    for purpose in (_Purpose.SEAL, _Purpose.SPECIMEN):
        sealer_of(_active(purpose))


def published_authorities() -> str:
    """Every authority that ever certified a seal, newest first, but for compromised ones: whoever takes them trusts them; PEM."""
    found = SealCertificate.objects.filter(purpose=_Purpose.AUTHORITY, compromised_at=None).order_by("-pk")
    return "".join(found.values_list("pem", flat=True))


def published_seals() -> str:
    """Every seal's certificate with its authority below it, newest first, but for compromised ones; PEM."""
    found = (
        SealCertificate.objects.exclude(purpose=_Purpose.AUTHORITY)
        .filter(compromised_at=None)
        .order_by("-pk")
    )
    return "".join(leaf + authority for leaf, authority in found.values_list("pem", "authority__pem"))


def _active(purpose: str) -> SealCertificate:
    found = (
        SealCertificate.objects.select_related("authority").filter(purpose=purpose, retired_at=None).first()
    )
    if found is None:
        raise KeyMissing(f"There is no {purpose} certificate yet: run manage.py prepare.")
    return found


def _make(purpose: _Purpose, *, name: str, now: datetime) -> SealCertificate:
    number = SealCertificate.objects.filter(purpose=purpose).count() + 1
    signer = P256Signer.generate(f"{purpose}-{number}")
    named = Named(_COMMON_NAMES[purpose].format(name=name, number=number), name)
    authority = None
    if purpose == _Purpose.AUTHORITY:
        pem = authority_certificate(signer, named, now=now)
    else:
        authority = _active(_Purpose.AUTHORITY)
        pem = seal_certificate(
            signer.public(),
            named,
            authority=_signer_of(authority),
            authority_pem=authority.pem.encode(),
            now=now,
        )
    write_key(signer.kid, signer.to_pem(), now=now)
    return SealCertificate.objects.create(
        kid=signer.kid, purpose=purpose, pem=pem.decode(), authority=authority, created_at=now
    )


def _signer_of(certificate: SealCertificate) -> P256Signer:
    try:
        path = key_file(certificate.kid)
        signer = _load(str(path), certificate.kid, path.stat().st_mtime_ns)
    except (OSError, ValueError) as error:
        raise KeyMissing(
            f"The private key {certificate.kid} cannot be read in {settings.KEYS_DIR}."
        ) from error
    if signer.public() != _certified(certificate.pem):
        raise KeyMissing(f"The private key {certificate.kid} is not the one that its certificate names.")
    return signer


@lru_cache(maxsize=32)
def _load(path: str, kid: str, changed_at: int) -> P256Signer:
    return P256Signer.from_pem(kid, Path(path).read_bytes())


@lru_cache(maxsize=32)
def _certified(pem: str) -> bytes:
    return certified_key(pem.encode())


@lru_cache(maxsize=32)
def _sealer(signer: P256Signer, leaf: str, authority: str) -> Sealer:
    return Sealer(signer, leaf=leaf.encode(), authority=authority.encode())
