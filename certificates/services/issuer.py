"""The issuer's identity: pinned at the first issue, the root of every published address."""

import warnings
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from certificates.credentials import AchievementFacts, did_document, did_of
from certificates.models import AchievementVersion, Issuer, IssuerKey
from certificates.services.keys import ensure_keys
from certificates.services.seals import ensure_seals

NAME = "Assay"


def identity() -> Issuer:
    """The pinned identity, or what it would be if something were issued now (then unsaved)."""
    pinned = Issuer.objects.first()
    if pinned is not None:
        return pinned
    return Issuer(pk=1, origin=settings.SITE_URL, did=did_of(settings.SITE_URL), name=NAME)


def issuer_origin() -> str:
    """The root of every published address."""
    return identity().origin


def pin_identity(*, now: datetime) -> Issuer:
    """Write the identity at the first issue and lock its row. Call it inside a transaction.

    The locked row makes issuing and logging one at a time: the log must never fork.
    """
    Issuer.objects.get_or_create(
        pk=1,
        defaults={
            "origin": settings.SITE_URL,
            "did": did_of(settings.SITE_URL),
            "name": NAME,
            "pinned_at": now,
        },
    )
    return Issuer.objects.select_for_update().get(pk=1)


@transaction.atomic
def ensure_issuer(*, now: datetime) -> list[str]:
    """Make missing keys and hold the site to its pinned origin; the names of keys made.

    In production another origin than the pinned one is a refusal to start; in development the pinned
    one is kept, with a warning.
    """
    pinned = Issuer.objects.first()
    if pinned is not None and pinned.origin != settings.SITE_URL:
        message = (
            f"SITE_URL is {settings.SITE_URL}, but credentials were issued under {pinned.origin}: "
            "their addresses cannot move."
        )
        if not settings.DEVELOPMENT:
            raise ImproperlyConfigured(message)
        warnings.warn(f"{message} New ones keep {pinned.origin}.", stacklevel=2)
    name = pinned.name if pinned is not None else NAME
    return [*ensure_keys(now=now), *ensure_seals(name=name, now=now)]


def published_did_document() -> dict[str, Any]:
    """The DID document with every key that ever signed credentials or specimens."""
    keys = list(IssuerKey.objects.exclude(purpose=IssuerKey.Purpose.LOG))
    revoked = {key.kid: key.compromised_at for key in keys if key.compromised_at is not None}
    return did_document(identity().did, {key.kid: bytes(key.public) for key in keys}, revoked)


def achievement_facts(
    version: AchievementVersion, issuer: Issuer, *, marks: Sequence[str] = (), is_specimen: bool = False
) -> AchievementFacts:
    """What is said of an achievement, at its own address and in each credential: pilot and specimen marks too."""
    achievement = version.achievement
    tags = [*(["specimen"] if is_specimen else []), *(["pilot"] if achievement.is_pilot else []), *marks]
    address = f"{issuer.origin}/achievements/{achievement.slug}/v{version.number}"
    return AchievementFacts(
        address=address,
        version=version.number,
        name=f"SPECIMEN: {version.title}" if is_specimen else version.title,
        description=version.description,
        criteria=version.criteria,
        code=achievement.code,
        tags=tuple(tags),
        image=f"{address}-specimen.png" if is_specimen else f"{address}.png",
    )
