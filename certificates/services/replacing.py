"""A credential in the place of another: a correction supersedes it, a renewal lets it run out."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import correct_legal_name
from certificates.credentials import plain_name
from certificates.models import AchievementVersion, CertificationScheme, Credential, CredentialEvent, Issuer
from certificates.services.addresses import addresses_of
from certificates.services.awards import Award
from certificates.services.changes import (
    Act,
    ChangeRefused,
    locked,
    record_event,
    refuse_unless,
    set_standing,
)
from certificates.services.issuer import pin_identity
from certificates.services.issuing import issue_credential
from certificates.services.status import sign_list

Kind = CredentialEvent.Kind
Standing = Credential.Standing


@transaction.atomic
def supersede_credential(
    credential_id: int, *, name: str, act: Act, corrects_account: bool = False
) -> Credential:
    """Issue a credential with another name (or the same) in the place of one that stands, and void that one.

    What it rests on, its wording and its end stay; the day of issue is today's, because nothing is dated
    back. Whether the name is hidden goes over. The account's legal name follows if it is to, so that the next
    examination is under the new one. Raises ChangeRefused where the old one does not stand, or there is no account.
    """
    issuer = pin_identity(now=act.now)
    old = locked(credential_id, by=act.actor_id)
    _refuse_erased(old)
    refuse_unless(old, {Standing.GOOD, Standing.SUSPENDED})
    if old.valid_until is not None and act.now >= old.valid_until:
        raise ChangeRefused(_("%(code)s has expired: renew it instead.") % {"code": old.code})
    try:
        name = plain_name(name)
    except ValueError as error:
        raise ChangeRefused(_("Give the name that the new certificate carries.")) from error
    if corrects_account:
        if old.recipient_id is None:
            raise ChangeRefused(_("Nobody has an account for it: there is no legal name to correct."))
        correct_legal_name(old.recipient_id, name, by_id=act.actor_id, now=act.now)
    reason = CredentialEvent.Reason.NAME if name != old.recipient_name else CredentialEvent.Reason.SUPERSEDED
    act = replace(act, public_reason=reason)
    # The old one first: an attempt has one credential that counts.
    set_standing(old, Standing.SUPERSEDED, act=act)
    award = replace(_award(old, old.achievement_version), name=name, valid_until=old.valid_until)
    new = issue_credential(award, actor_id=act.actor_id, now=act.now)
    _take_over(new, old)
    record_event(old, Kind.SUPERSEDED, issuer=issuer, act=act)
    sign_list(old.status_list, now=act.now)
    return new


@transaction.atomic
def renew_credential(credential_id: int, *, act: Act) -> Credential:
    """Issue the achievement anew, in its newest wording, for its whole validity; the old one runs out by itself.

    What was met for it is the officer's to judge and to write down. Raises ChangeRefused for one that was
    revoked, suspended or superseded, that does not expire, or that was renewed already.
    """
    issuer = pin_identity(now=act.now)
    old = locked(credential_id, by=act.actor_id)
    _refuse_erased(old)
    refuse_unless(old, {Standing.GOOD})
    if old.valid_until is None:
        raise ChangeRefused(_("%(code)s does not expire.") % {"code": old.code})
    if Credential.objects.filter(replaces=old).exclude(standing__in=[Standing.REVOKED]).exists():
        raise ChangeRefused(_("%(code)s was renewed already.") % {"code": old.code})
    if not act.private_text.strip():
        raise ChangeRefused(_("Say what was met for the renewal: nobody but officers reads it."))
    newest = (
        AchievementVersion.objects.select_related("achievement")
        .filter(achievement=old.achievement_version.achievement_id)
        .order_by("-number")[:1]
        .get()
    )
    scheme = CertificationScheme.objects.filter(achievement=newest.achievement_id).first()
    months = scheme.validity_months if scheme is not None else None
    # The examination stays the old one's: an attempt has one credential that counts.
    award = replace(_award(old, newest), attempt_id=None, validity_months=months)
    new = issue_credential(award, actor_id=act.actor_id, now=act.now)
    record_renewal(new, old, issuer=issuer, act=act)
    return new


def record_renewal(new: Credential, old: Credential, *, issuer: Issuer, act: Act) -> None:
    """Write that a credential was renewed by another; whether the name is hidden goes over."""
    _take_over(new, old)
    record_event(old, Kind.RENEWED, issuer=issuer, act=act, mailed=False)


def _refuse_erased(old: Credential) -> None:
    if old.erased_at is not None:
        raise ChangeRefused(_("%(code)s was erased: nothing is left to issue again.") % {"code": old.code})


def _award(old: Credential, version: AchievementVersion) -> Award:
    return Award(
        version=version,
        name=old.recipient_name,
        email=addresses_of([old])[0],
        recipient_id=old.recipient_id,
        attempt_id=old.attempt_id,
        basis=old.basis,
        is_specimen=old.is_specimen,
        replaces_id=old.pk,
    )


def _take_over(new: Credential, old: Credential) -> None:
    Credential.objects.filter(pk=new.pk).update(name_hidden=old.name_hidden)
    new.name_hidden = old.name_hidden
