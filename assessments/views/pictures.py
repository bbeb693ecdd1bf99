"""Pictures of items, for whoever may see the item."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.api import AuthenticatedRequest
from assessments.services.pictures import picture_for


@require_safe
@login_required
def item_picture(request: AuthenticatedRequest, digest: str) -> HttpResponse:
    """The bytes of one picture. Kept by the reader's own browser only, and not after the review has closed."""
    found = picture_for(digest, user=request.user, now=timezone.now())
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.kind)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
