"""The verification page for visitors: rendered once in each form that it can take, then filled in.

Two certificates of one achievement in one state have the same page but for a name, a code and some
dates. The template is rendered with gaps in place of those; each visit then fills its own values in.
"""

import re
from collections.abc import Mapping
from html import escape
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from certificates.services.verifying import Verification
from certificates.templatetags.certificates_tags import day, day_of, moment
from website.context import SCHEMES

TEMPLATE = "certificates/verify_result.html"
# Enough for every achievement in every state and language; more would be somebody's trial.
_MOST = 500
# Around the name of a gap in the template's output. What is filled in is never searched for them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_UUID = UUID(int=(1 << 128) - 1)
# Stands for a code where the template makes an address of it.
_CODE = "ASY-ZZZZ-ZZZZ-ZZZZ"
_GAP = re.compile(f"{_OPEN}([a-z_0-9]+){_CLOSE}")
_sheets: dict[tuple[Any, ...], list[str]] = {}


def fill_sheet(request: HttpRequest, found: Verification, context: Mapping[str, Any]) -> str:
    """The page of a verification for somebody who is not signed in. The context is the template's."""
    key = _form_of(request, found)
    pieces = _sheets.get(key)
    if pieces is None:
        if len(_sheets) >= _MOST:
            _sheets.clear()
        pieces = _sheets[key] = _render(request, found, context)
    values = _values(found)
    return "".join(escape(values[piece]) if place % 2 else piece for place, piece in enumerate(pieces))


def _form_of(request: HttpRequest, found: Verification) -> tuple[Any, ...]:
    """Everything on which the page depends beside the values that are filled in."""
    credential = found.credential
    version = credential.achievement_version
    achievement = version.achievement
    basis = credential.basis
    scheme = request.COOKIES.get("scheme", "")
    return (
        get_language(),
        scheme if scheme in SCHEMES else "",
        found.state,
        found.shows_name,
        found.did,
        tuple((check.name, check.result) for check in found.checks),
        (version.pk, achievement.code, achievement.subject, achievement.level),
        (credential.is_specimen, credential.is_pilot, credential.public_reason),
        credential.valid_until is None,
        bool(found.successor),
        bool(credential.pdf.digest),
        bool(basis)
        and (
            basis["supervision"],
            basis["identity_basis"],
            basis["bank_use"],
            bool(basis.get("invigilator")),
        ),
    )


def _values(found: Verification) -> dict[str, str]:
    credential = found.credential
    words = {f"words_{place}": check.words for place, check in enumerate(found.checks)}
    return words | {
        "uuid": str(credential.uuid),
        "name": credential.recipient_name,
        "code": credential.code,
        "digest": credential.digest,
        "title": str(credential.basis.get("title", "")),
        "invigilator": str(credential.basis.get("invigilator", "")),
        "items": str(credential.basis.get("items", "")),
        "examined": day_of(str(credential.basis.get("examined_at", ""))),
        "awarded": day(credential.awarded_at),
        "until": day(credential.valid_until),
        "since": day(credential.standing_since),
        "successor": found.successor,
        "checked": moment(found.checked_at),
    }


def _gap(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


def _render(request: HttpRequest, found: Verification, context: Mapping[str, Any]) -> list[str]:
    """Pieces of HTML and, between them, the names of the gaps."""
    real = found.credential
    credential = SimpleNamespace(
        uuid=_UUID,
        recipient_name=_gap("name"),
        code=_gap("code"),
        digest=_gap("digest"),
        awarded_at=_gap("awarded"),
        valid_until=real.valid_until and _gap("until"),
        standing_since=_gap("since"),
        is_specimen=real.is_specimen,
        is_pilot=real.is_pilot,
        public_reason=real.public_reason,
        pdf=SimpleNamespace(digest=real.pdf.digest),
        basis=real.basis
        and {
            **real.basis,
            "title": _gap("title"),
            "invigilator": real.basis.get("invigilator") and _gap("invigilator"),
            "items": _gap("items"),
            "examined_at": _gap("examined"),
        },
    )
    checks = [
        SimpleNamespace(name=check.name, words=_gap(f"words_{place}"), result=check.result)
        for place, check in enumerate(found.checks)
    ]
    stand_in = SimpleNamespace(
        checked_at=_gap("checked"),
        did=found.did,
        shows_name=found.shows_name,
        successor=found.successor and _CODE,
        checks=checks,
    )
    html: str = render_to_string(TEMPLATE, {**context, "credential": credential, "found": stand_in}, request)
    html = html.replace(str(_UUID), _gap("uuid")).replace(_CODE, _gap("successor"))
    return _GAP.split(html)
