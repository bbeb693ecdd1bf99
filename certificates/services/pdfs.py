"""The printed certificate: set once by typst, PDF/A-3a and PDF/UA-1, the credential attached, sealed, then kept."""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates import faults
from certificates.credentials import reads_right_to_left
from certificates.models import Credential, CredentialPdf
from certificates.services.basis_words import basis_words
from certificates.services.issuer import identity, pin_identity
from certificates.services.log import append_leaf
from certificates.services.seals import seal
from certificates.transparency import LogEvent

_FOLDER = Path(__file__).resolve().parent.parent / "typst"
_LEVEL_PUNCH = {"foundation": 1, "practitioner": 2, "lead": 3}
# a = 2025, b = 2026, …; j is skipped.
_YEAR_LETTERS = "abcdefghiklmnopqrstuvwxyz"
_FIRST_YEAR = 2025


def verification_address(credential: Credential) -> str:
    """The address that the QR code carries."""
    return f"{identity().origin}/verify/{credential.code}/"


def render(credential: Credential) -> bytes:
    """The PDF of a credential, not sealed yet: the same credential gives the same bytes.

    A name in a script that the shipped fonts lack is not printed; the page then says where it stands.
    """
    with translation.override("en"):
        data = _data(credential)
        try:
            return _typeset(data, credential)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
            data["right_to_left"] = False
            data["name"] = _("The person named in the attached credential")
            data["words"]["marks"] += " " + _(
                "The printed face has no characters for the name; the signed credential attached to this "
                "file holds it."
            )
            return _typeset(data, credential)


def _typeset(data: Mapping[str, Any], credential: Credential) -> bytes:
    return bytes(
        typst.compile(
            _FOLDER / "certificate.typ",
            root=settings.BASE_DIR,
            font_paths=[_FOLDER / "fonts"],
            # Fonts of the machine would make the bytes depend on it.
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data), "credential": bytes(credential.document).decode()},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(credential.awarded_at.timestamp()),
        )
    )


def _data(credential: Credential) -> dict[str, Any]:
    version = credential.achievement_version
    achievement = version.achievement
    issuer = identity()
    address = verification_address(credential)
    code = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        code, kind="svg", border=4, xmldecl=False, svgns=True, dark="#14201f"
    )
    awarded = credential.awarded_at.astimezone(UTC)
    until = credential.valid_until
    return {
        "title": f"{version.title}, {credential.code}",
        "issuer": issuer.name,
        "language": "en",
        "date": [awarded.year, awarded.month, awarded.day],
        "name": credential.recipient_name,
        "right_to_left": reads_right_to_left(credential.recipient_name),
        "specimen": credential.is_specimen,
        "achievement": version.title,
        "address": address,
        "qr": code.getvalue().decode(),
        "punches": _punches(credential),
        "facts": [
            [_("Issued"), date_format(awarded, "j F Y")],
            [_("Expires"), date_format(until, "j F Y") if until else _("Does not expire")],
            [_("Code"), credential.code],
        ],
        "words": {
            "motto": _("Training, examination and certificates in AI governance"),
            "specimen": _("SPECIMEN: proves nothing"),
            **_sentence(credential, issuer.name),
            "level": f"{achievement.get_level_display()}, {achievement.code}",
            "marks": marks_of(credential),
            "limits": _(
                "It does not show that whoever presents it is the person named, nor how they work today. "
                "No authority has accredited it."
            ),
            "check": _("Check this certificate at"),
            "key": _("Signed with key %(key)s") % {"key": credential.key.kid},
            "qr": _("QR code that leads to the verification page of this certificate"),
            "attached": _("The signed credential"),
        },
    }


def _sentence(credential: Credential, issuer: str) -> dict[str, str]:
    """What stands before the name and after it: an examination is claimed where one is named."""
    if credential.basis:
        return {
            "before": _("%(issuer)s has examined") % {"issuer": issuer},
            "after": _("and finds that the standard is met in"),
        }
    return {
        "before": _("%(issuer)s certifies that") % {"issuer": issuer},
        "after": _("meets the standard of"),
    }


def marks_of(credential: Credential) -> str:
    """What a reader must know beside the award: how it was examined, and what is not settled yet."""
    basis = credential.basis
    parts = []
    if basis:
        parts.append(
            _("Examined on %(date)s: %(supervision)s; identity %(identity)s.")
            % {
                "date": date_format(datetime.fromisoformat(basis["examined_at"]).astimezone(UTC), "j F Y"),
                "supervision": ", ".join(
                    filter(None, (basis_words(basis["supervision"]), basis.get("invigilator")))
                ),
                "identity": basis_words(basis["identity_basis"]),
            }
        )
    else:
        parts.append(_("Issued by a certification officer; no examination is named."))
    if basis.get("bank_use") == "specimen":
        parts.append(_("Specimen item bank: the items are public."))
    if credential.is_pilot:
        parts.append(_("Pilot: the pass mark is provisional."))
    return " ".join(parts)


def _punches(credential: Credential) -> list[dict[str, str]]:
    achievement = credential.achievement_version.achievement
    letter = _YEAR_LETTERS[(credential.awarded_at.year - _FIRST_YEAR) % len(_YEAR_LETTERS)]
    names = [
        ("punch-issuer", _("Issuer: Assay")),
        (f"punch-subject-{achievement.subject.lower()}", _("Subject")),
        (f"punch-level-{_LEVEL_PUNCH[achievement.level]}", achievement.get_level_display()),
        (f"punch-year-{letter}", _("Year letter %(letter)s") % {"letter": letter}),
    ]
    folder = Path(settings.BASE_DIR) / "website" / "static" / "website" / "img"
    return [{"file": f"{name}.svg", "alt": alt} for name, alt in names if (folder / f"{name}.svg").exists()]


def render_pdf(credential_id: int, *, now: datetime) -> bool:
    """Render, seal and keep the PDF of a credential, with its leaf; False when that was done already."""
    credential = Credential.objects.select_related("achievement_version__achievement", "key").get(
        pk=credential_id
    )
    if CredentialPdf.objects.filter(credential=credential, rendered_at__isnull=False).exists():
        return False
    with translation.override("en"):
        # Last of all, and outside the transaction: it takes long.
        data = seal(render(credential), is_specimen=credential.is_specimen, now=now)
    faults.point("pdf:rendered")
    with transaction.atomic():
        issuer = pin_identity(now=now)
        # Lock the row and look again: two workers may have rendered the same bytes.
        pdf = CredentialPdf.objects.select_for_update().get(credential=credential)
        if pdf.rendered_at is not None:
            return False
        pdf.data = data
        pdf.digest = hashlib.sha256(data).hexdigest()
        pdf.rendered_at = now
        if not credential.is_specimen:
            address = f"{issuer.origin}/credentials/{credential.uuid}".encode()
            logged = append_leaf(
                LogEvent.RENDERED, {"credential": address, "pdf": data}, issuer=issuer, now=now
            )
            pdf.leaf, pdf.leaf_salt = logged.leaf, logged.salt
        pdf.save()
        faults.point("pdf:before-commit")
    return True


def pending_pdfs(*, limit: int = 200) -> list[int]:
    """The credentials whose PDF is owed, oldest first."""
    pending = CredentialPdf.objects.filter(rendered_at=None).order_by("credential_id")
    return list(pending.values_list("credential_id", flat=True)[:limit])
