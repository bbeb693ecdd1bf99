"""The request behind a view that demands a signed-in person."""

from django.http import HttpRequest

from accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """For annotations only: what `login_required` hands to a view."""

    user: User
