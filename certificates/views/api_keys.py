"""A person's own keys for the API."""

from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.api import AuthenticatedRequest
from certificates.forms.api_keys import ApiKeyForm
from certificates.models import ApiKey
from certificates.services.api_keys import MOST_KEYS, TooManyKeys, make_key, revoke_key


@login_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def api_keys(request: AuthenticatedRequest) -> HttpResponse:
    """See one's keys and make one; its secret is in this one answer and never again."""
    form = ApiKeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    if form.is_valid():
        now = timezone.now()
        days = form.cleaned_data["days"]
        try:
            _key, secret = make_key(
                owner_id=request.user.pk,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=now + timedelta(days=days) if days else None,
                now=now,
            )
            form = ApiKeyForm()
        except TooManyKeys:
            words = _("You have %(most)s keys in use, as many as one may have. Revoke one first.")
            form.add_error(None, words % {"most": MOST_KEYS})
    context = {
        "section": "verify",
        "form": form,
        "secret": secret,
        "keys": ApiKey.objects.filter(owner=request.user),
        "now": timezone.now(),
        "most": MOST_KEYS,
    }
    return render(request, "certificates/api_keys.html", context, status=400 if form.errors else 200)


@login_required
@reauthentication_required
@require_POST
def api_key_revoke(request: AuthenticatedRequest, number: int) -> HttpResponse:
    """Revoke one of one's own keys."""
    if not revoke_key(number, owner_id=request.user.pk, now=timezone.now()):
        raise Http404
    messages.success(request, _("The key is revoked: nothing can be asked with it any more."))
    return redirect("certificates:api_keys")
