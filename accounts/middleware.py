"""What every request learns about the person behind it."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation

from accounts.acting import acting

GetResponse = Callable[[HttpRequest], HttpResponse]
# Listing the zones walks through a folder of files: once for each process, not for each request.
_LANGUAGES = {code for code, _name in settings.LANGUAGES}
_ZONES = zoneinfo.available_timezones()


class PreferencesMiddleware:
    """Show times in the reader's own zone, and words in the language of the profile.

    A language chosen by a link (its cookie) weighs more than the profile, and that more than the browser's.

    The person is looked up only where a session cookie came with the request, so that a visitor
    without one costs no query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = ""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            zone = request.user.time_zone
            language = request.user.language
            if language in _LANGUAGES and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                # Until the next request, for which LocaleMiddleware chooses anew.
                translation.activate(language)
                request.LANGUAGE_CODE = language
        if zone and zone in _ZONES:
            with timezone.override(zone):
                return self.get_response(request)
        return self.get_response(request)


class StaffSecondFactorMiddleware:
    """Nobody works under /admin/ without a second factor proved in this session.

    Anonymous visitors are left to Wagtail, which leads them to sign-in; signed-in learners are refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and request.user.is_authenticated:
            if not request.user.is_staff:
                raise PermissionDenied
            door = self._missing_proof(request)
            if door:
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse(door)}?{query}")
            with acting(request.user.pk):
                return self.get_response(request)
        return self.get_response(request)

    def _missing_proof(self, request: HttpRequest) -> str | None:
        if not is_mfa_enabled(request.user):
            return "mfa_activate_totp"
        if not any(
            record.get("method") == "mfa" for record in get_authentication_records(request, request.user)
        ):
            return "mfa_reauthenticate"
        return None
