"""The page that says in words what was not done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refusal(request: HttpRequest, heading: str, words: str, *, status: int) -> HttpResponse:
    """A page that says in words what was not done, and why, and offers to try again."""
    context = {"section": "verify", "heading": heading, "words": words}
    response = render(request, "certificates/verify_refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
