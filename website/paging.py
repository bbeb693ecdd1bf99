"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Window
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator


class KeyPaginator(WagtailPaginator):
    """A paginator of rows that have a key: it finds the keys of a page first, and then what stands in its rows.

    So what goes before a late page, and what is sorted, is never joined nor read whole.
    """

    @cached_property
    def count(self) -> int:
        """How many rows there are, told apart by nothing but their keys."""
        rows = self.object_list
        return rows.order_by().values("pk").count() if isinstance(rows, QuerySet) else len(rows)

    def page(self, number: Any) -> "Page[Any]":
        """One page; an empty list is not asked for its rows."""
        rows, number = self.object_list, self.validate_number(number)
        page: Page[Any]
        if not isinstance(rows, QuerySet):
            page = super().page(number)
        elif not self.count:
            page = self._get_page(rows.none(), number, self)
        else:
            first = (number - 1) * self.per_page
            last = self.count if first + self.per_page + self.orphans >= self.count else first + self.per_page
            page = self._get_page(_told_apart(rows.filter(pk__in=self._keys(first, last))), number, self)
        return page

    def _keys(self, first: int, last: int) -> list[Any]:
        """Those from `first` up to `last`, counted from whichever end is nearer: late pages are no slower."""
        keys = _told_apart(self.object_list).values_list("pk", flat=True)
        if first <= self.count // 2:
            return list(keys[first:last])
        return list(keys.reverse()[self.count - last : self.count - first])


class FoundPaginator(KeyPaginator):
    """Pages of what a search found by reading every row: they are read once for the count and the first page."""

    @cached_property
    def count(self) -> int:
        """How many were found; the keys of the first page with it."""
        counted = _told_apart(self.object_list).values_list("pk", Window(Count("*")))
        found = list(counted[: self.per_page + self.orphans])
        self._first = [key for key, _count in found]
        return found[0][1] if found else 0

    def _keys(self, first: int, last: int) -> list[Any]:
        return self._first[:last] if first == 0 else super()._keys(first, last)


def _told_apart(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows in their order, and by key where that says nothing: else a row could be on two pages, or on none."""
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(*order, "pk") if rows.ordered else rows.order_by("pk")


# So many keys at most go from one query into another.
_MOST_KEYS = 5000


def found_once(rows: Any, condition: Q) -> Any:
    """The rows for which a condition holds that no index answers: looked for once, not anew for a count and a page.

    Where very many are found, they are looked for each time.
    """
    found = rows.filter(condition)
    keys = list(found.order_by().values_list("pk", flat=True)[: _MOST_KEYS + 1])
    return found if len(keys) > _MOST_KEYS else rows.filter(pk__any_of=keys)
