"""Long lists of the staff's screens: a page of each at a time, and people found by name or address."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from assessments.services.candidates import matching
from website.paging import KeyPaginator, found_once

PER_PAGE = 50
_LONGEST = 100


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    name: str = "p",
    per_page: int = PER_PAGE,
    count: int | None = None,
) -> Page[Any]:
    """The page that the address asks for by this name: each list of a screen has its own.

    `count`: how many rows there are, where that is known.
    """
    pages = KeyPaginator(rows, per_page)
    if count is not None:
        pages.count = count
    page: Page[Any] = pages.get_page(request.GET.get(name))
    return page


def words_of(request: HttpRequest) -> str:
    """What is looked for, as it stands in the address."""
    return request.GET.get("q", "").strip()[:_LONGEST]


def people_named(text: str) -> Any:
    """Whom some words name, looked for once however many lists are asked about them; None for no words."""
    return found_once(get_user_model().objects.order_by(), matching(text)).values("pk") if text else None


def found_by(rows: Any, people: Any, *, path: str, more: Q | None = None) -> Any:
    """The rows of these people, or that are found otherwise; all of them where people_named says None.

    They are looked for here, once: what is asked of them later goes by their keys.
    """
    if people is None:
        return rows
    by_person = Q(**{f"{path}in": people})
    return found_once(rows, by_person if more is None else by_person | more)
