"""The officer's desk: certificates found, one certificate's life, and what is done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest, require_recent_mfa
from certificates.credentials import CodeForm, read_code
from certificates.forms.desk import EraseForm, RevokeForm, SearchForm, SupersedeForm, WhyForm
from certificates.models import Credential, CredentialEvent
from certificates.services.changes import (
    Act,
    ChangeRefused,
    reinstate_credential,
    revoke_credential,
    suspend_credential,
)
from certificates.services.desk import machinery, owe_again, search_credentials
from certificates.services.erasing import erase_credential, others_of
from certificates.services.replacing import renew_credential, supersede_credential
from certificates.services.verifying import find_by_uuid, verify
from website.paging import KeyPaginator

VIEW, CHANGE = "certificates.view_credential", "certificates.change_credential"
_PER_PAGE = 50

may_view = permission_required(VIEW, raise_exception=True)
may_change = permission_required(CHANGE, raise_exception=True)


@never_cache
@may_view
@require_safe
def credential_list(request: AuthenticatedRequest) -> HttpResponse:
    """Certificates by code, address or name, by state and by achievement."""
    form = SearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    achievement = wanted.get("achievement")
    now = timezone.now()
    found = search_credentials(
        text=wanted.get("q", ""),
        state=wanted.get("state", ""),
        achievement_id=achievement.pk if achievement else None,
        now=now,
    )
    page = KeyPaginator(found, _PER_PAGE).get_page(request.GET.get("p"))
    rows = [(credential, credential.state(now)) for credential in page]
    context = {"form": form, "page": page, "rows": rows}
    return render(request, "certificates/desk/list.html", context)


@never_cache
@may_view
@require_safe
def credential_life(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Everything that is known of one certificate, and everything that was done to it."""
    credential = get_object_or_404(
        Credential.objects.select_related(
            "achievement_version__achievement", "key", "status_list", "leaf", "pdf", "recipient", "replaces"
        ).defer("pdf__data", "status_list__document"),
        uuid=uuid,
    )
    now = timezone.now()
    whole = find_by_uuid(uuid)
    context = {
        "credential": credential,
        "state": credential.state(now),
        "checks": verify(whole, reader_id=None, now=now).checks if whole is not None else (),
        "events": credential.events.select_related("actor", "notice").order_by("-at", "-pk"),
        "successors": credential.replacements.defer("document"),
        "cases": credential.cases.all(),
        "reason": CredentialEvent.Reason(credential.public_reason).label if credential.public_reason else "",
        "deeds": [(name, deed.label) for name, deed in DEEDS.items() if deed.fits(credential)]
        if request.user.has_perm(CHANGE)
        else [],
    }
    return render(request, "certificates/desk/life.html", context)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that an officer can do to a certificate."""

    label: Any
    warning: Any
    form: type[forms.Form]
    standings: frozenset[str]
    done: Any
    carry_out: Callable[[Credential, dict[str, Any], Act], Any]

    def fits(self, credential: Credential) -> bool:
        return credential.erased_at is None and credential.standing in self.standings


def _simply(service: Callable[..., Any]) -> Callable[[Credential, dict[str, Any], Act], Any]:
    return lambda credential, data, act: service(credential.pk, act=act)


def _revoke(credential: Credential, data: dict[str, Any], act: Act) -> Any:
    return revoke_credential(
        credential.pk,
        reason=data["reason"],
        private_text=act.private_text,
        actor_id=act.actor_id,
        now=act.now,
    )


def _supersede(credential: Credential, data: dict[str, Any], act: Act) -> Any:
    return supersede_credential(credential.pk, name=data["name"], act=act, corrects_account=data["account"])


def _erase(credential: Credential, data: dict[str, Any], act: Act) -> Any:
    read = read_code(data["code"])
    if read.form is not CodeForm.WELL_FORMED or read.code != credential.code:
        raise ChangeRefused(_("That is not the code of this certificate. Nothing was erased."))
    return erase_credential(credential.pk, act=act)


_GOOD, _HELD = frozenset({"valid"}), frozenset({"suspended"})
_EVER = frozenset(Credential.Standing.values)
_lazy = gettext_lazy
DEEDS: dict[str, Deed] = {
    "suspend": Deed(
        _lazy("Suspend"),
        _lazy(
            "Our pages and the API tell everybody not to rely on it for now. Other verifiers do not see it."
        ),
        WhyForm,
        _GOOD,
        _lazy("Suspended. The recipient is told by mail."),
        _simply(suspend_credential),
    ),
    "reinstate": Deed(
        _lazy("Reinstate"),
        _lazy("It stands again as before."),
        WhyForm,
        _HELD,
        _lazy("Reinstated. The recipient is told by mail."),
        _simply(reinstate_credential),
    ),
    "revoke": Deed(
        _lazy("Revoke"),
        _lazy("For good, everywhere: there is no way back. Issue a new one if this turns out to be wrong."),
        RevokeForm,
        _GOOD | _HELD,
        _lazy("Revoked. The recipient is told by mail."),
        _revoke,
    ),
    "supersede": Deed(
        _lazy("Correct and issue again"),
        _lazy(
            "A new certificate with a new code takes its place at once; this one is void for good. The day of "
            "issue is today's: nothing is dated back."
        ),
        SupersedeForm,
        _GOOD | _HELD,
        _lazy("Issued again. The recipient is told by mail."),
        _supersede,
    ),
    "renew": Deed(
        _lazy("Renew"),
        _lazy("A new certificate for its whole validity. This one stays good until its own end."),
        WhyForm,
        _GOOD,
        _lazy("Renewed. The recipient gets the new certificate by mail."),
        _simply(renew_credential),
    ),
    "erase": Deed(
        _lazy("Erase"),
        _lazy(
            "Destroys the signed bytes, the PDF, the name and the address. What remains cannot be read by anyone, "
            "and nobody can check the certificate again. There is no way back. Why is not kept with it, for it may "
            "name the person: file the request where you file requests."
        ),
        EraseForm,
        _EVER,
        _lazy("Erased. The person is told by a last mail."),
        _erase,
    ),
}


@never_cache
@may_change
@require_recent_mfa
def credential_deed(request: AuthenticatedRequest, uuid: UUID, deed: str) -> HttpResponse:
    """Say why, and do it. The second factor was given within the last minutes."""
    doing = DEEDS.get(deed)
    if doing is None:
        raise Http404
    credential = get_object_or_404(
        Credential.objects.select_related("achievement_version").defer("document"), uuid=uuid
    )
    make = partial(doing.form, initial={"name": credential.recipient_name})
    form = make(request.POST) if request.method == "POST" else make()
    if request.method == "POST" and form.is_valid():
        act = Act(timezone.now(), request.user.pk, form.cleaned_data.get("text", ""))
        others = others_of(credential) if deed == "erase" else []
        try:
            done = doing.carry_out(credential, form.cleaned_data, act)
        except ChangeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, doing.done)
            if others:
                codes = ", ".join(other.code for other in others)
                messages.warning(
                    request, _("Other certificates of this person stay: %(codes)s") % {"codes": codes}
                )
            # A new certificate is what one wants to see next.
            return redirect("desk:life", done.uuid if isinstance(done, Credential) else uuid)
    context = {
        "credential": credential,
        "doing": doing,
        "deed": deed,
        "form": form,
        "others": others_of(credential) if deed == "erase" else [],
    }
    return render(request, "certificates/desk/deed.html", context)


@never_cache
@may_view
@require_safe
def machinery_state(request: AuthenticatedRequest) -> HttpResponse:
    """Keys, lists, log, and what is owed or stuck."""
    context = {"found": machinery(), "now": timezone.now()}
    return render(request, "certificates/desk/machinery.html", context)


@never_cache
@may_change
@require_POST
def mail_again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a stuck mail go once more."""
    if owe_again(pk):
        messages.success(request, _("It goes out with the next sweep, within a minute."))
    return redirect("desk:machinery")
