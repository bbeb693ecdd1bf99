"""The bank, browsed: items by their facets, by words, and in any order."""

from typing import Any

from django.db.models import F
from wagtail.snippets.views.snippets import IndexView

from website.paging import FoundPaginator, KeyPaginator

# What an author looks for: parts of names and of questions, as they are.
SEARCHED = ("slug", "measures", "stem", "outcome", "references")
# Nothing is known of items that nobody has answered: they come last, in whichever direction.
_MAY_BE_UNKNOWN = ("facility", "discrimination", "last_used_at")


class ItemListView(IndexView):
    """The list of items. Every word that is looked for has to be somewhere in an item."""

    paginator_class = KeyPaginator

    def get_paginator(self, *args: Any, **kwargs: Any) -> KeyPaginator:
        return FoundPaginator(*args, **kwargs) if self.search_query else KeyPaginator(*args, **kwargs)

    def search_queryset(self, queryset: Any) -> Any:
        return queryset.containing(self.search_query or "", fields=SEARCHED)

    def order_queryset(self, queryset: Any) -> Any:
        name = str(self.ordering).removeprefix("-")
        if name not in _MAY_BE_UNKNOWN:
            return super().order_queryset(queryset)
        by = (
            F(name).desc(nulls_last=True)
            if str(self.ordering).startswith("-")
            else F(name).asc(nulls_last=True)
        )
        return queryset.order_by(by, "pk")
