"""/api/v1/: checking certificates by program. Every refusal is a problem of RFC 9457."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import ConfigDict, Field

from certificates.credentials import MAX_CODES, State
from certificates.models import ApiKey
from certificates.services.api_keys import key_of
from certificates.services.checked_data import checked_data
from certificates.services.checking_many import verify_codes
from certificates.services.limits import allow
from website.addresses import client_address

_logger = logging.getLogger(__name__)
MINUTE = 60
_EXAMPLE = "ASY-7F3K-22QX-9M0B"
_READ = "GET, HEAD, OPTIONS"
_WRITE = "POST, OPTIONS"

StateName = Literal[
    "valid", "expired", "suspended", "revoked", "superseded", "not-yet-valid", "altered", "cannot-check",
    "no-such-code",
]  # fmt: skip


class AchievementOut(Schema):
    """What was earned."""

    title: str
    code: str = Field(examples=["GV-201"])
    level: Literal["foundation", "practitioner", "lead"]
    version: str = Field(description="Address of the wording with its criteria; it never changes.")


class ResultOut(Schema):
    """What checking a code came to. Without a certificate everything but state and offers is null."""

    state: StateName
    since: str | None = Field(description="When the state began, in UTC, where that is known.")
    reason: str | None = Field(
        description="Public reason of a withdrawal: error, superseded, name, conduct, key."
    )
    did_you_mean: list[str] = Field(
        description="Codes that one slip would explain. None of them was checked."
    )
    code: str | None
    achievement: AchievementOut | None
    awarded: str | None
    expires: str | None = Field(description="Null: it does not expire.")
    recipient_name: str | None = Field(description="Null while its holder hides it.")
    name_hidden: bool | None
    pilot: bool | None = Field(description="The pass mark is provisional.")
    specimen: bool | None = Field(description="A demonstration: it proves nothing.")
    supervision: str | None
    invigilator: str | None = Field(description="Who supervised, where that is named.")
    identity_basis: str | None
    credential: str | None = Field(description="Address of the signed credential.")
    page: str | None = Field(description="Address of the page for people.")
    checked_at: str


class ListedOut(ResultOut):
    """The same for one code of a list, as it was sent."""

    typed: str


class ListOut(Schema):
    """Results in the order of the codes."""

    results: list[ListedOut]


class CodesIn(Schema):
    """Codes as people type them: case, spaces, hyphens and look-alikes are forgiven."""

    model_config = ConfigDict(extra="forbid")
    codes: list[str] = Field(min_length=1, max_length=MAX_CODES, examples=[[_EXAMPLE]])


class ProblemOut(Schema):
    """A refusal (RFC 9457), sent as application/problem+json."""

    type: str
    title: str
    status: int
    detail: str
    state: StateName | None = Field(None, description="With 503: cannot-check, and nothing else is known.")


class TooOften(Exception):
    """Asked more often than the limit; come back after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _limit(scope: str, who: str) -> None:
    if wait := allow(scope, who, limit=settings.VERIFY_LIMITS[scope], seconds=MINUTE):
        raise TooOften(wait)


class Bearer(HttpBearer):
    """A key in `Authorization: Bearer assay_…`. Wrong ones are counted by address."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = key_of(token, now=timezone.now())
        if key is None:
            _limit("wrong-key", client_address(request))
        return key


def _without_key(request: HttpRequest) -> str | None:
    """Whoever sends no key may ask about single codes."""
    return None if request.headers.get("Authorization") else "nobody"


api = NinjaAPI(
    title="Assay",
    version="1",
    description="Check certificates: one by its code without a key, up to 1,000 at once with one.",
    docs_url=None,
    urls_namespace="api",
)
_problems = dict.fromkeys((401, 403, 413, 422, 429, 503), ProblemOut)


@api.get(
    "/verify/{code}",
    auth=[Bearer(), _without_key],
    response={200: ResultOut, 401: ProblemOut, 429: ProblemOut, 503: ProblemOut},
    summary="Check one code",
    operation_id="verify_code",
)
def verify_one(request: HttpRequest, code: str) -> HttpResponse:
    """Answers 200 for every code: `state` says what was found. 60 calls a minute for an address, 300 for a key."""
    who = getattr(request, "auth", None)
    if isinstance(who, ApiKey):
        _limit("keyed-call", str(who.pk))
    else:
        _limit("call", client_address(request))
    [checked] = verify_codes([code], now=timezone.now())
    response = _json(checked_data(checked, with_typed=False))
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Authorization"])
    return _opened(response)


@api.api_operation(
    ["HEAD"], "/verify/{code}", auth=[Bearer(), _without_key], include_in_schema=False, operation_id="head"
)
def verify_one_head(request: HttpRequest, code: str) -> HttpResponse:
    """As GET, without the body."""
    return verify_one(request, code)


@api.post(
    "/verify",
    auth=Bearer(),
    response={200: ListOut, **_problems},
    summary="Check up to 1,000 codes",
    operation_id="verify_codes",
)
def verify_many(request: HttpRequest, body: CodesIn) -> HttpResponse:
    """One result for each code, in their order. Needs a key with the scope verify:batch; 60 calls a minute."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]  # set by ninja's authentication
    if ApiKey.Scope.VERIFY_BATCH not in key.scopes:
        raise AuthorizationError(message="This key lacks the scope verify:batch.")
    _limit("batch", str(key.pk))
    found = verify_codes(body.codes, now=timezone.now())
    response = _json({"results": [checked_data(checked, with_typed=True) for checked in found]})
    response["Cache-Control"] = "no-store"
    return response


@api.api_operation(["OPTIONS"], "/verify/{code}", auth=None, include_in_schema=False, operation_id="options")
def verify_options(request: HttpRequest, code: str) -> HttpResponse:
    """Pages of other origins may ask about single codes, also with a key."""
    response = _opened(HttpResponse(status=HTTPStatus.NO_CONTENT))
    response["Allow"] = response["Access-Control-Allow-Methods"] = _READ
    response["Access-Control-Allow-Headers"] = "Authorization"
    response["Access-Control-Max-Age"] = "86400"
    return response


@api.api_operation(
    ["POST", "PUT", "PATCH", "DELETE"], "/verify/{code}", auth=None, include_in_schema=False, operation_id="x"
)
def verify_code_refused(request: HttpRequest, code: str) -> HttpResponse:
    """405 in the shape of every refusal."""
    return _not_allowed(request, _READ)


@api.api_operation(
    ["GET", "HEAD", "PUT", "PATCH", "DELETE"], "/verify", auth=None, include_in_schema=False, operation_id="y"
)
def verify_refused(request: HttpRequest) -> HttpResponse:
    """405 in the shape of every refusal."""
    return _not_allowed(request, _WRITE)


@api.api_operation(["OPTIONS"], "/verify", auth=None, include_in_schema=False, operation_id="z")
def verify_many_options(request: HttpRequest) -> HttpResponse:
    """What may be done here. Pages of other origins may not: a key is no thing for a page."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": _WRITE})


def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 for whatever else begins like the API."""
    return _problem(request, 404, "not-found", "There is no such address in this API. See /api/v1/docs.")


def _json(data: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")), content_type="application/json"
    )


def _opened(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Retry-After"
    return response


def _problem(request: HttpRequest, status: int, kind: str, detail: str, **more: str) -> HttpResponse:
    data = {
        "type": f"{settings.SITE_URL}/api/v1/docs#{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    response = HttpResponse(json.dumps(data), status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return _opened(response) if request.method in {"GET", "HEAD"} else response


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    response = _problem(request, 405, "method", f"Only {allowed} can be asked for here.")
    response["Allow"] = allowed
    return response


@api.exception_handler(TooOften)
def _on_too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
    response = _problem(request, 429, "too-often", f"Too many calls. Come back in {error.seconds} seconds.")
    response["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(AuthenticationError)
def _on_no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _problem(request, 401, "key", "Send a key that is in use: Authorization: Bearer assay_…")
    response["WWW-Authenticate"] = 'Bearer realm="assay"'
    return response


@api.exception_handler(ValidationError)
def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    # What was sent is not said again: it may be large, and it is known to whoever sent it.
    places = (
        (".".join(map(str, found["loc"][2:] or found["loc"][1:])), found["msg"]) for found in error.errors
    )
    return _problem(request, 422, "body", "; ".join(f"{place}: {words}" for place, words in places))


@api.exception_handler(RequestDataTooBig)
def _on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _problem(request, 413, "size", f"Send at most {MAX_CODES} codes, and at most 1 MB.")


@api.exception_handler(HttpError)
def _on_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, RequestDataTooBig):
        return _on_too_big(request, error.__cause__)
    kind = {400: "json", 403: "scope"}.get(error.status_code, "error")
    return _problem(request, error.status_code, kind, error.message)


@api.exception_handler(Http404)
def _on_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return no_such_address(request)


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _on_unreachable(request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("The register does not answer.", exc_info=error)
    response = _problem(
        request,
        503,
        State.CANNOT_CHECK.value,
        "Our register does not answer. This says nothing of any certificate: ask again in a minute.",
        state=State.CANNOT_CHECK.value,
    )
    response["Retry-After"] = str(MINUTE)
    return response


@api.exception_handler(Exception)
def _on_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("A call failed.", exc_info=error)
    return _problem(request, 500, "failure", "Something is broken on our side. Nothing is said of the code.")
