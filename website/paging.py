"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet
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
            keys = list(rows.values_list("pk", flat=True)[first:last])
            page = self._get_page(rows.filter(pk__in=keys), number, self)
        return page


# So many keys at most go from one query into another.
_MOST_KEYS = 5000


def found_once(rows: Any, condition: Q) -> Any:
    """The rows for which a condition holds that no index answers: looked for once, not anew for a count and a page.

    Where very many are found, they are looked for each time.
    """
    found = rows.filter(condition)
    keys = list(found.order_by().values_list("pk", flat=True)[: _MOST_KEYS + 1])
    return found if len(keys) > _MOST_KEYS else rows.filter(pk__any_of=keys)
