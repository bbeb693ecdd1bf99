"""Every list of the staff's screens, where there are a hundred thousand of everything."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from wagtail.contrib.redirects.models import Redirect

from tests.effort import Effort
from tests.factories.accounts import sign_in_staff
from tests.workplace.big_house import fill_house
from tests.workplace.screens import BARE, NO_LISTS, OWN, addresses

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Fewer by the environment, where the machine is small.
ROWS = int(os.environ.get("ASSAY_LISTS", 100_000))
# Of what a list of Wagtail's with fifty rows of nothing that grows costs.
MOST = 5.0
# Fifty items with their columns and buttons, or fifty people, cost nearly that by themselves, however few there are.
MOST_WITH_BUTTONS = {"wagtailsnippets_assessments_item:list": 7.0, "wagtailusers_users:index": 7.0}
TIMES = 3
# What seems to be above is measured once more, longer, before it is called slow: the machine has other work.
TIMES_AGAIN = 15


@pytest.fixture(autouse=True)
def _swept(django_db_blocker: Any, django_db_setup: None) -> None:
    """What another suite of scale took back still lies in the tables: every list would read over it."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.copy().cursor() as other:
            other.execute("VACUUM")


def test_every_list_stays_quick_with_a_hundred_thousand_rows(client: Client) -> None:
    house = fill_house(ROWS)
    for number in range(50):
        Redirect.add_redirect(f"/old-{number}", "/courses/")
    sign_in_staff(client, house.head)
    effort = Effort()
    answered: dict[str, int] = {}

    def asking(address: str) -> Callable[[], None]:
        def ask() -> None:
            caches["default"].clear()
            answered[address] = client.get(address).status_code

        return ask

    bare = asking(BARE)
    bare()

    def cost(address: str, times: int) -> float:
        # Some screens want a sign-in that is not long ago.
        sign_in_staff(client, house.head)
        return effort.ratio(asking(address), bare, times=times)

    found = {address: cost(address, TIMES) for address in addresses(house)}
    for address, ratio in sorted(found.items(), key=lambda one: -one[1]):
        print(f"{ratio:5.1f}  {address}")  # noqa: T201 - kept in bench/check-slow.txt
    assert {address: status for address, status in answered.items() if status != 200} == {}
    again = [address for address, ratio in found.items() if ratio > _most(address)]
    slow = {address: cost(address, TIMES_AGAIN) for address in again}
    for address, ratio in slow.items():
        print(f"{ratio:5.1f}  {address} (once more)")  # noqa: T201 - kept in bench/check-slow.txt
    slow = {address: ratio for address, ratio in slow.items() if ratio > _most(address)}
    assert slow == {}


def _most(address: str) -> float:
    return MOST_WITH_BUTTONS.get(_view_of(address), MOST)


def _view_of(address: str) -> str:
    return str(resolve(address.partition("?")[0]).view_name)


def _names(patterns: Any, spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _names(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name and one.pattern.converters == {}:
            yield ":".join((*spaces, one.name))


def test_no_screen_of_ours_is_left_out(client: Client) -> None:
    house = fill_house(50)
    sign_in_staff(client, house.head)
    measured = {_view_of(address) for address in addresses(house)}
    ours = {name for name in _names(get_resolver().url_patterns) if name.partition(":")[0] in OWN}
    assert ours - measured == set(NO_LISTS)
    for address in addresses(house):
        assert client.get(address).status_code == 200, address
