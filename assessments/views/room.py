"""A branching scenario on paper: what a facilitator needs who plays it with a team in a room."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.models import Item

SCENARIO = "branching-scenario"
EDIT = "assessments.change_item"


@never_cache
def scenario_room(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Cards to cut out, then the facilitator's sheets with points, reasons and ways. For practice alone.

    A scenario of an examination is not printed: it would be known before anybody sits it.
    """
    if not request.user.has_perm(EDIT):
        raise PermissionDenied
    item: Item = get_object_or_404(
        Item.objects.select_related("current_version"), pk=pk, purpose=Item.Purpose.PRACTICE, live=True
    )
    version = item.current_version
    if version is None or version.content["type"] != SCENARIO:
        raise Http404
    names = engine.variant_ids(version.content) or [engine.BASE]
    chosen = request.GET.get("variant", names[0])
    if chosen not in names:
        raise Http404
    drawn = engine.draw_values_of(version.content, seed=item.pk)
    content = engine.variant_of(version.content, {**drawn, engine.VARIANT: chosen})
    context = {
        "item": item,
        "content": content,
        "nodes": _numbered(content["nodes"]),
        "variants": [(name, _("First set of facts") if name == engine.BASE else name) for name in names],
        "chosen": chosen,
    }
    return render(request, "assessments/admin/scenario_room.html", context)


def _numbered(nodes: Sequence[Any]) -> list[dict[str, Any]]:
    """Nodes with numbers instead of names, so that people can follow from card to card."""
    numbers = {node["id"]: number for number, node in enumerate(nodes, start=1)}
    return [
        {
            **node,
            "number": numbers[node["id"]],
            "options": [{**one, "to": numbers.get(one.get("next"))} for one in node["options"]],
        }
        for node in nodes
    ]
