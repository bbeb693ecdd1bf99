"""What an issuer publishes: its identity, its keys, its achievements, its status lists."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certificates.credentials import achievement_object
from certificates.models import AchievementVersion, StatusList
from certificates.services.badges import badge_picture
from certificates.services.issuer import achievement_facts, identity, published_did_document
from certificates.services.seals import compromised_seals, published_authorities, published_seals
from certificates.views.machine import VC_TYPES, open_bytes, open_json, opened

_HTML = "text/html"
_JSON = ["application/json", "application/ld+json"]


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    """The DID document, with every key that ever signed."""
    wanted = request.get_preferred_type(
        ["application/json", "application/did+json", "application/did+ld+json"]
    )
    return open_json(request, published_did_document(), wanted or "application/json")


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """The issuer's profile."""
    who = identity()
    wanted = request.get_preferred_type([*_JSON, _HTML])
    if wanted == _HTML:
        keys = published_did_document()["verificationMethod"]
        context = {"issuer": who, "keys": keys, "fallen_seals": compromised_seals(), "section": "verify"}
        return opened(render(request, "certificates/issuer.html", context))
    profile = {"id": who.did, "type": ["Profile"], "name": who.name, "url": who.origin}
    return open_json(request, profile, wanted or _JSON[0])


@require_safe
def achievement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of an achievement: the criteria to a person, the Open Badges object to a machine."""
    version = get_object_or_404(
        AchievementVersion.objects.select_related("achievement__scheme"),
        achievement__slug=slug,
        number=number,
    )
    wanted = request.get_preferred_type([*_JSON, _HTML])
    if wanted == _HTML:
        context = {"version": version, "achievement": version.achievement, "section": "verify"}
        return opened(render(request, "certificates/achievement.html", context))
    return open_json(request, achievement_object(achievement_facts(version, identity())), wanted or _JSON[0])


@require_safe
def achievement_picture(
    request: HttpRequest, slug: str, number: int, *, is_specimen: bool = False
) -> HttpResponse:
    """The badge that credentials of an achievement name as its picture."""
    version = get_object_or_404(
        AchievementVersion.objects.select_related("achievement").only("achievement__level"),
        achievement__slug=slug,
        number=number,
    )
    data = badge_picture(version.achievement, "png", is_specimen=is_specimen)
    return open_bytes(request, data, digest=sha256(data).hexdigest(), content_type="image/png")


@require_safe
def status_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed revocation list, byte for byte as it was signed."""
    found = get_object_or_404(StatusList, slug=slug)
    wanted = request.get_preferred_type(list(VC_TYPES)) or VC_TYPES[0]
    return open_bytes(request, bytes(found.document), digest=found.digest, content_type=wanted)


@require_safe
def seal_authorities(request: HttpRequest) -> HttpResponse:
    """The certificates of the authorities that certified our seals: what a reader of PDF files is told to trust."""
    return _pem(request, published_authorities(), filename="assay-seal-ca.pem")


@require_safe
def seal_certificates(request: HttpRequest) -> HttpResponse:
    """The certificates of the seals themselves, each with its authority."""
    return _pem(request, published_seals(), filename="assay-seal.pem")


def _pem(request: HttpRequest, text: str, *, filename: str) -> HttpResponse:
    data = text.encode()
    return open_bytes(
        request,
        data,
        digest=sha256(data).hexdigest(),
        content_type="application/x-pem-file",
        filename=filename,
    )
