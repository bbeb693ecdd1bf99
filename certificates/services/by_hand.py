"""Issuing one credential by hand: an officer names the person and what the award rests on."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.api import people_at
from certificates.models import AchievementVersion, CertificationScheme, Credential
from certificates.services.awards import Award
from certificates.services.changes import ChangeRefused
from certificates.services.issuing import issue_credential

if TYPE_CHECKING:
    from accounts.models import User


def issue_by_hand(award: Award, *, by: "User", now: datetime) -> Credential:
    """Issue what an officer filled in: wording, name, address, note, and the form's uuid.

    The uuid becomes the credential's, so that a second click finds the first one. A person with an account
    at that address becomes its recipient; the scheme says for how long it holds. Raises ChangeRefused for
    the officer's own address, or where nothing says what the award rests on.
    """
    if award.uuid is not None and (issued := Credential.objects.filter(uuid=award.uuid).first()) is not None:
        return issued
    email = award.email.strip().lower()
    if people_at([email]).get(email) == by.pk:
        raise ChangeRefused(_("This is your own address: another officer issues it."))
    if not award.note.strip():
        raise ChangeRefused(_("Say what the award rests on: officers read it, nobody else."))
    scheme = CertificationScheme.objects.filter(achievement=award.version.achievement_id).first()
    whole = replace(
        award,
        email=email,
        validity_months=scheme.validity_months if scheme is not None else None,
        note=award.note.strip(),
    )
    return issue_credential(whole, actor_id=by.pk, now=now)


def newest_versions() -> list[AchievementVersion]:
    """The newest wording of each achievement, by title."""
    versions: dict[int, AchievementVersion] = {}
    for version in AchievementVersion.objects.select_related("achievement").order_by("number"):
        versions[version.achievement_id] = version
    return sorted(versions.values(), key=lambda version: version.title)
