"""Pages of long lists: the same rows as by any paginator, found by their keys."""

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories.accounts import UserFactory
from website import paging
from website.paging import KeyPaginator, found_once

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
