"""Where the advice on an item leads: only what this person may do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Item, ItemVersion
from assessments.models.item_life import MOVE_ITEM
from assessments.models.remarks import REMARK

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Action:
    """A link with what it does."""

    label: str
    url: str


def actions_for(user: "User", item: Item, version: ItemVersion) -> list[Action]:
    """The ways on from an item's figures: its editor, marking again, its stage."""
    wanted: list[tuple[str, str, str, list[Any]]] = [
        ("assessments.change_item", _("Edit the item"), "wagtailsnippets_assessments_item:edit", [item.pk]),
        (REMARK, _("Mark this version again"), "remarks:version", [version.pk]),
        (MOVE_ITEM, _("Take it out of new forms, or bring it back"), "item_life:stage", [item.pk]),
    ]
    return [
        Action(label, reverse(name, args=arguments))
        for permission, label, name, arguments in wanted
        if user.has_perm(permission)
    ]
