"""Where items are used, and which say nearly the same."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api import AuthenticatedRequest
from assessments.models import Item, ItemBank, ItemLikeness
from assessments.services.item_actions import CHANGE_ITEM
from assessments.services.item_life import record_view
from assessments.services.item_likeness import compare_item
from assessments.services.item_uses import uses_of
from assessments.services.ownership import VIEW_ITEM

SCREEN = "uses"
_PER_PAGE = 50


def _may_see(request: AuthenticatedRequest) -> None:
    if not (request.user.has_perm(CHANGE_ITEM) or request.user.has_perm(VIEW_ITEM)):
        raise PermissionDenied


@never_cache
@require_safe
def item_uses(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Where an item is used. What it says is compared with its bank first, if that is new."""
    _may_see(request)
    if Item.objects.uncompared().filter(pk=pk).exists():
        compare_item(pk)
    item: Item = get_object_or_404(
        Item.objects.select_related("bank", "current_version").defer("interaction"), pk=pk
    )
    record_view(item.pk, viewer=request.user, screen=SCREEN, now=timezone.now())
    return render(request, "assessments/admin/item_uses.html", {"item": item, "uses": uses_of(item)})


@never_cache
@require_safe
def duplicates(request: AuthenticatedRequest) -> HttpResponse:
    """Pairs of items that share at least half of their wording, by bank, the most alike first."""
    _may_see(request)
    banks = ItemBank.objects.order_by("title")
    chosen = request.GET.get("bank", "")
    pairs = ItemLikeness.objects.select_related("one", "other", "bank").order_by("-share", "pk")
    pairs = pairs.defer("one__interaction", "other__interaction")
    if chosen.isdecimal() and len(chosen) < 18:
        pairs = pairs.filter(bank=int(chosen))
    context = {
        "banks": banks,
        "chosen": chosen,
        "page": Paginator(pairs, _PER_PAGE).get_page(request.GET.get("p")),
        "waiting": Item.objects.uncompared().count(),
    }
    return render(request, "assessments/admin/duplicates.html", context)
