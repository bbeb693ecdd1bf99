"""What an issuer publishes: its identity, its keys, its achievements, its status lists."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from certificates.models import AchievementVersion, StatusList
from certificates.services.issuer import address_of_achievement, identity, published_did_document

_HTML = "text/html"
_JSON = ["application/json", "application/ld+json"]


def _for_machines(data: dict[str, Any], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False}, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "max-age=300"
    response["Vary"] = "Accept"
    return response


@require_GET
def did_document(request: HttpRequest) -> HttpResponse:
    """The DID document, with every key that ever signed."""
    wanted = request.get_preferred_type(
        ["application/json", "application/did+json", "application/did+ld+json"]
    )
    return _for_machines(published_did_document(), wanted or "application/json")


@require_GET
def issuer(request: HttpRequest) -> HttpResponse:
    """The issuer's profile."""
    who = identity()
    if request.get_preferred_type([_HTML, *_JSON]) == _HTML:
        keys = published_did_document()["verificationMethod"]
        return render(request, "certificates/issuer.html", {"issuer": who, "keys": keys, "section": "verify"})
    profile = {"id": who.did, "type": ["Profile"], "name": who.name, "url": who.origin}
    return _for_machines(profile)


@require_GET
def achievement(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version of an achievement: the criteria to a person, the Open Badges object to a machine."""
    version = get_object_or_404(
        AchievementVersion.objects.select_related("achievement__scheme"),
        achievement__slug=slug,
        number=number,
    )
    if request.get_preferred_type([_HTML, *_JSON]) == _HTML:
        return render(
            request,
            "certificates/achievement.html",
            {"version": version, "achievement": version.achievement, "section": "verify"},
        )
    address = address_of_achievement(identity().origin, slug, number)
    return _for_machines(
        {
            "id": address,
            "type": ["Achievement"],
            "achievementType": "Certification",
            "version": str(version.number),
            "name": version.title,
            "description": version.description,
            "humanCode": version.achievement.code,
            "criteria": {"id": f"{address}#criteria", "narrative": version.criteria},
        }
    )


@require_GET
def status_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed revocation list, byte for byte as it was signed."""
    found = get_object_or_404(StatusList, slug=slug)
    response = HttpResponse(bytes(found.document), content_type="application/vc+ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["ETag"] = f'"{found.digest}"'
    response["Cache-Control"] = "no-cache"
    return response
