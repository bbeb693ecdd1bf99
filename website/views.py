"""Error pages, the colour scheme, a page to stop at, and the health of the process."""

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from website.context import SCHEMES
from website.metrics import exposition
from website.readiness import failures


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, in the design."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, in the design."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the design."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, in the design, without touching the database."""
    return render(request, "500.html", status=500)


@require_POST
def set_scheme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the system's scheme for a year, and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    scheme = request.POST.get("scheme", "")
    if scheme in SCHEMES:
        response.set_cookie("scheme", scheme, max_age=31_536_000, samesite="Lax", httponly=True)
    else:
        response.delete_cookie("scheme")
    return response


@require_GET
@never_cache
def pause(request: HttpRequest) -> HttpResponse:
    """Where the quiet exit leads: a page that names no subject, asks nothing and keeps nothing."""
    return render(request, "website/pause.html")


@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to whoever knows the token; without one, on this machine only. To others, no page."""
    if not _may_measure(request):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, settings.METRICS_TOKEN)
    # A proxy on this machine passes the whole world on from a loopback address.
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-Ip"))
    return not passed_on and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@require_GET
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Every registered check passes; 503 with the name of the one that does not."""
    problems = failures()
    status = {"status": "ready" if not problems else "not ready", "problems": problems}
    return JsonResponse(status, status=503 if problems else 200)
