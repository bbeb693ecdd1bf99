"""The answer while our register does not answer: the certificate cannot be checked now, and nothing is said of it."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certificates.credentials import State

_logger = logging.getLogger(__name__)
# What a database raises that is away, or too busy to answer.
AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 60


def says_when_unreachable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 503 in place of a view whose register is away. Failure to check is never failure of the certificate."""

    @wraps(view)
    def answering(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except AWAY as error:
            _logger.exception("The register does not answer.", exc_info=error)
        context = {"state": State.CANNOT_CHECK.value, "face": "unsure", "seal": "seal-unchecked"}
        response = render(request, "certificates/verify_unreachable.html", context, status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        response["Cache-Control"] = "no-store"
        return response

    return answering
