"""Where an item stands, how it came there, and who of the staff has looked at it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments.forms.decisions import MoveForm
from assessments.models import Item, ItemMove, ItemView
from assessments.models.item_life import MOVE_ITEM
from assessments.services.item_life import MoveRefused, move_item
from assessments.views.lists import page_of, words_of

VIEW_LOG = "assessments.view_itemview"


@never_cache
def stage_list(request: AuthenticatedRequest) -> HttpResponse:
    """Published items by stage, with how often they were shown; never what they ask."""
    if not (request.user.has_perm(MOVE_ITEM) or request.user.has_perm(VIEW_LOG)):
        raise PermissionDenied
    stage = request.GET.get("stage", "")
    items = (
        Item.objects.filter(live=True, current_version__isnull=False)
        .select_related("bank")
        .defer("interaction")
        .order_by("bank__slug", "slug")
    )
    text = words_of(request)
    if stage in Item.Stage.values:
        items = items.filter(stage=stage)
    items = items.containing(text, fields=("slug", "measures"))
    context = {
        "q": text,
        "items": page_of(request, items),
        "stages": Item.Stage.choices,
        "stage": stage,
    }
    return render(request, "assessments/admin/item_stages.html", context)


@never_cache
def item_stage(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """An item's stage with its history. POST brings it to another."""
    may_move, may_see = request.user.has_perm(MOVE_ITEM), request.user.has_perm(VIEW_LOG)
    if not (may_move or may_see):
        raise PermissionDenied
    item: Item = get_object_or_404(
        Item.objects.select_related("bank", "current_version").defer("interaction"), pk=pk
    )
    is_published = item.live and item.current_version is not None
    form = MoveForm(request.POST or None, stage=item.stage)
    if request.method == "POST" and form.is_valid():
        try:
            move_item(item, by=request.user, **form.cleaned_data, now=timezone.now())
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied as refusal:
            messages.error(request, str(refusal) or _("You may not move items."))
        else:
            messages.success(request, _("Moved. Forms that were drawn before keep the item."))
        return redirect("item_life:stage", pk)
    views = ItemView.objects.filter(item=item).select_related("viewer")
    context = {
        "item": item,
        "form": form if may_move and is_published else None,
        "is_published": is_published,
        "moves": ItemMove.objects.filter(item=item).select_related("actor", "version"),
        "views": page_of(request, views) if may_see else None,
    }
    return render(request, "assessments/admin/item_stage.html", context)
