"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest

SCHEMES = {"light", "dark"}


def site(request: HttpRequest) -> dict[str, object]:
    """The chosen colour scheme, and whether to look for a signed-in person at all.

    A page asked for without a session cookie must not touch the session: that would cost queries
    and a Vary header that no visitor needs.
    """
    scheme = request.COOKIES.get("scheme", "")
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {
        "scheme": scheme if scheme in SCHEMES else "",
        "person": request.user
        if has_session and hasattr(request, "user") and request.user.is_authenticated
        else None,
        "site_url": settings.SITE_URL,
    }
