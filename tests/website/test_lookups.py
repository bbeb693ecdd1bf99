"""Very many keys in one condition: the same rows as by `in`, and one parameter on PostgreSQL."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_any_of_finds_what_in_finds() -> None:
    people = [UserFactory.create().pk for _number in range(5)]
    group = Group.objects.create(name="One")
    group.user_set.add(*people[:3])
    for keys in (people[:2], {people[0], -1}, [10**12], [str(people[4])], [], [None], [people[1], None]):
        some = [key for key in keys if key is not None]
        assert set(User.objects.filter(pk__any_of=keys)) == set(User.objects.filter(pk__in=some))
        assert set(User.objects.exclude(pk__any_of=some)) == set(User.objects.exclude(pk__in=some))
    through = User.groups.through.objects
    assert through.filter(user__id__any_of=people[2:]).count() == 1
    assert set(User.objects.filter(pk__any_of=through.values("user_id"))) == set(group.user_set.all())


def test_any_of_asks_without_a_join_and_with_one_parameter() -> None:
    through = User.groups.through.objects
    with CaptureQueriesContext(connection) as queries:
        assert not through.filter(user__id__any_of=range(1, 2000)).exists()
    (asked,) = (query["sql"] for query in queries)
    assert "JOIN" not in asked
    if connection.vendor == "postgresql":
        assert "= ANY(" in asked
