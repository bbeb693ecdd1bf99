"""The facets by which items are found in their list."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from assessments.models import Item, ItemBank, ItemStatus
from assessments.models.items import WAYS_OF_ANSWERING


def _names(what: str) -> list[tuple[str, str]]:
    """What banks call their domains or levels; of a bank that names none, what its items say."""
    found: dict[str, str] = {}
    nameless = []
    for pk, names in ItemBank.objects.order_by("title").values_list("pk", "names"):
        known = names.get(f"{what}s") or {}
        found |= {slug: str(title) for slug, title in known.items() if slug not in found}
        if not known:
            nameless.append(pk)
    if nameless:
        said = Item.objects.filter(bank__in=nameless).order_by().values_list(what, flat=True).distinct()
        found |= {slug: slug for slug in said if slug not in found}
    return sorted(found.items(), key=lambda entry: entry[1].casefold())


def _boxes(label: Any, choices: Any, **kwargs: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


def _bound(label: Any, field: str, lookup: str) -> django_filters.NumberFilter:
    widget = forms.NumberInput(attrs={"step": "any"})
    return django_filters.NumberFilter(label=label, field_name=field, lookup_expr=lookup, widget=widget)


class ItemFilterSet(WagtailFilterSet):
    """Where an item belongs, where it stands, who wrote it, and what its results say."""

    bank = django_filters.ModelChoiceFilter(label=_("Bank"), queryset=ItemBank.objects.order_by("title"))
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=Item.Purpose.choices)
    domain = _boxes(_("Domain"), lambda: _names("domain"))
    level = _boxes(_("Level"), lambda: _names("level"))
    interaction_type = _boxes(_("Way of answering"), list(WAYS_OF_ANSWERING.items()))
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=ItemStatus.choices, method="filter_status"
    )
    author = django_filters.ModelChoiceFilter(
        label=_("Written by"),
        queryset=lambda request: get_user_model().objects.filter(is_staff=True).order_by("email"),
        method="filter_author",
    )
    exposures_from = _bound(_("Forms, at least"), "exposures", "gte")
    exposures_to = _bound(_("Forms, at most"), "exposures", "lte")
    facility_from = _bound(_("Facility, from"), "facility", "gte")
    facility_to = _bound(_("Facility, to"), "facility", "lte")
    discrimination_from = _bound(_("Discrimination, from"), "discrimination", "gte")
    discrimination_to = _bound(_("Discrimination, to"), "discrimination", "lte")
    last_used_at = django_filters.DateFromToRangeFilter(label=_("Last used"), widget=DateRangePickerWidget)

    class Meta:
        model = Item
        fields: list[str] = []

    def filter_status(self, items: Any, _name: str, status: str) -> Any:
        return items.in_status(status)

    def filter_author(self, items: Any, _name: str, author: Any) -> Any:
        return items.written_by(author.pk)


def found_by(query: Any, *, fields: Iterable[str]) -> Any:
    """The items that the list shows for an address: its facets, and its words in any of the `fields`."""
    facets = ItemFilterSet(data=query, queryset=Item.objects.all())
    items = facets.filter_queryset(Item.objects.all()) if facets.is_valid() else Item.objects.none()
    return items.containing(query.get("q", ""), fields=fields)
