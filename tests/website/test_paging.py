"""Pages of long lists: the same rows as by any paginator, found by their keys."""

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories.accounts import UserFactory
from website import paging
from website.paging import FoundPaginator, KeyPaginator, found_once

pytestmark = pytest.mark.django_db


def test_a_page_has_the_rows_that_it_would_have_by_number_and_none_is_joined_before_it() -> None:
    UserFactory.create_batch(7)
    people = User.objects.order_by("-email")
    for number in (1, 2, 3, "nonsense", 99):
        other = Paginator(people, 3).get_page(number)
        expected = list(other)
        with CaptureQueriesContext(connection) as queries:
            page = KeyPaginator(people, 3).get_page(number)
            assert list(page) == expected
        assert (page.number, page.paginator.count) == (other.number, 7)
        assert not any("OFFSET" in query["sql"] and "legal_name" in query["sql"] for query in queries)


@pytest.mark.parametrize("order", [("legal_name",), ("-legal_name",), ("last_login", "-legal_name")])
def test_every_row_is_on_one_page_though_the_order_does_not_tell_them_apart(order: tuple[str, ...]) -> None:
    for number in range(11):
        UserFactory.create(legal_name=f"Name {number % 2}")
    people = User.objects.order_by(*order)
    pages = [list(KeyPaginator(people, 2).get_page(number)) for number in range(1, 7)]
    assert [len(page) for page in pages] == [2, 2, 2, 2, 2, 1]
    assert [person for page in pages for person in page] == list(people.order_by(*order, "pk"))


def test_what_was_found_is_counted_with_its_first_page() -> None:
    UserFactory.create_batch(7)
    people = User.objects.filter(email__contains="@").order_by("email")
    expected = list(people)
    for number, asked in ((1, 2), (2, 3), (3, 3), (99, 3)):
        with CaptureQueriesContext(connection) as queries:
            page = FoundPaginator(people, 3).get_page(number)
            assert list(page) == list(expected[3 * (page.number - 1) : 3 * page.number])
        assert (page.paginator.count, len(queries)) == (7, asked)
    nobody = FoundPaginator(people.filter(email="nowhere"), 3).get_page(1)
    assert (nobody.paginator.count, list(nobody)) == (0, [])


def test_a_late_page_is_read_from_the_end() -> None:
    UserFactory.create_batch(9)
    people = User.objects.order_by("email")
    expected = list(people[6:9])
    with CaptureQueriesContext(connection) as queries:
        assert list(KeyPaginator(people, 3).get_page(3)) == expected
    assert not any("OFFSET 6" in query["sql"] for query in queries)


def test_rows_of_a_join_are_counted_once_and_lists_are_paged_as_ever() -> None:
    person = UserFactory.create()
    person.groups.create(name="One")
    person.groups.create(name="Two")
    both = User.objects.filter(groups__name__in=["One", "Two"]).distinct().order_by("email")
    page = KeyPaginator(both, 3).get_page(1)
    assert (page.paginator.count, list(page)) == (1, [person])
    assert list(KeyPaginator([1, 2, 3, 4], 3).get_page(2)) == [4]
    with CaptureQueriesContext(connection) as queries:
        assert list(KeyPaginator(User.objects.none(), 3).get_page(1)) == []
    assert len(queries) == 0


@pytest.mark.parametrize("most", [5, 1])
def test_what_no_index_answers_is_looked_for_once_unless_very_much_is_found(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    UserFactory.create_batch(3, legal_name="Ada Lindqvist")
    UserFactory.create(legal_name="Somebody Else")
    monkeypatch.setattr(paging, "_MOST_KEYS", most)
    with CaptureQueriesContext(connection) as asked:
        found = found_once(User.objects.order_by("pk"), Q(legal_name__icontains="lindqvist"))
        assert [person.legal_name for person in found] == ["Ada Lindqvist"] * 3
    assert len(asked) == 2
    assert ("LIKE" in asked[-1]["sql"]) is (most < 3)
