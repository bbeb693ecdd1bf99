"""People in the admin: a page shows every field that it saves, and saving it as it is changes nothing."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from tests.factories.accounts import UserFactory, sign_in_staff, staff

pytestmark = pytest.mark.django_db


class _Fields(HTMLParser):
    """What a browser would send of a page, and what it could."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name")
        if tag == "option" and "selected" in found:
            self.sent[self._select] = [found.get("value") or ""]
        if tag not in ("input", "select", "textarea") or not name or "disabled" in found:
            return
        self.names.add(name)
        self._select = name if tag == "select" else self._select
        if found.get("type") in ("checkbox", "radio") and "checked" not in found:
            return
        self.sent.setdefault(name, []).append(found.get("value") or ("on" if "checked" in found else ""))


def editor(client: Client) -> User:
    return sign_in_staff(client, staff(Role.ADMINISTRATOR, is_superuser=True))


def edit(person: User) -> str:
    return reverse("wagtailusers_users:edit", args=[person.pk])


def shown(client: Client, address: str) -> tuple[str, _Fields]:
    page = client.get(address).content.decode()
    return page, _Fields(page)


def state(person: User) -> Any:
    person.refresh_from_db()
    values = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
    return values, set(person.groups.values_list("name", flat=True))


@pytest.mark.parametrize("is_locked", [False, True], ids=["free", "locked"])
def test_saving_a_person_as_the_page_shows_them_changes_nothing(client: Client, is_locked: bool) -> None:
    editor(client)
    person = staff(Role.INSTRUCTOR, legal_name="Ada Lindqvist", preferred_name="Ada")
    if is_locked:
        User.objects.filter(pk=person.pk).update(legal_name_locked_at=timezone.now())
    before = state(person)
    _page, fields = shown(client, edit(person))
    assert client.post(edit(person), fields.sent).status_code == 302
    assert state(person) == before


@pytest.mark.parametrize("which", ["add", "edit", "self"])
def test_the_page_shows_every_field_of_its_form_once_and_each_has_its_label(
    client: Client, which: str
) -> None:
    me = editor(client)
    person = me if which == "self" else staff(Role.MARKER)
    address = reverse("wagtailusers_users:add") if which == "add" else edit(person)
    form = client.get(address).context["form"]
    page, fields = shown(client, address)
    assert set(form.fields) <= fields.names
    assert {"legal_name", "email", "groups"} <= set(form.fields)
    assert not {"first_name", "last_name"} & fields.names
    assert ("is_staff" in fields.names) is (which != "self")
    for bound in form:
        assert re.search(rf'<label[^>]*for="{bound.id_for_label or bound.auto_id}|<legend', page), bound.name
    assert not re.search(r"<li>\s*</li>", page)


def test_an_administrator_makes_a_member_of_staff_with_a_role(client: Client) -> None:
    editor(client)
    address = reverse("wagtailusers_users:add")
    _page, fields = shown(client, address)
    role = Group.objects.get(name=Role.INSTRUCTOR.value)
    new = {"email": "new@example.org", "legal_name": "Nora Ny", "is_staff": "on", "groups": [role.pk]}
    assert client.post(address, fields.sent | new).status_code == 302
    made = User.objects.get(email="new@example.org")
    assert (made.is_staff, made.legal_name, made.is_superuser) == (True, "Nora Ny", False)
    sign_in_staff(client, made)
    assert client.get("/admin/").status_code == 200


def test_a_person_becomes_staff_and_stops_being_it(client: Client) -> None:
    editor(client)
    person = UserFactory.create()
    _page, fields = shown(client, edit(person))
    client.post(edit(person), fields.sent | {"is_staff": "on"})
    assert User.objects.get(pk=person.pk).is_staff
    client.post(edit(person), {name: sent for name, sent in fields.sent.items() if name != "is_staff"})
    assert not User.objects.get(pk=person.pk).is_staff


def test_settings_of_the_admin_ask_for_no_names_and_lead_to_ones_own_account(client: Client) -> None:
    person = sign_in_staff(client, staff(Role.MARKER))
    address = reverse("wagtailadmin_account")
    page, fields = shown(client, address)
    assert not {name for name in fields.names if name.startswith("name_email")}
    assert reverse("accounts:profile") in page
    before = state(person)
    assert client.post(address, fields.sent).status_code == 302
    assert state(person)[0] | {"last_login": None} == before[0] | {"last_login": None}
    client.force_login(UserFactory.create())
    assert client.get(address).status_code == 403


def test_the_people_of_some_groups_are_listed_each_once(client: Client) -> None:
    groups = [Group.objects.create(name=name) for name in ("One", "Two", "Empty")]
    people = [UserFactory.create(legal_name=name) for name in ("Ada In", "Bo Both", "Cy Out")]
    groups[0].user_set.add(*people[:2])
    groups[1].user_set.add(people[1])
    editor(client)
    address = reverse("wagtailusers_users:index")

    def listed(*chosen: Group, q: str = "") -> list[str]:
        page = client.get(address, {"group": [group.pk for group in chosen], "q": q}).content.decode()
        return [person.legal_name for person in people for _n in range(page.count(person.email))]

    assert [sorted(set(found)) for found in (listed(groups[0]), listed(groups[1]), listed(groups[2]))] == [
        ["Ada In", "Bo Both"],
        ["Bo Both"],
        [],
    ]
    both = listed(*groups[:2])
    assert both.count("Bo Both") == both.count("Ada In") == listed(groups[1]).count("Bo Both")
    assert set(listed(*groups[:2], q="both")) == {"Bo Both"}
    assert set(listed()) == {person.legal_name for person in people}


@pytest.mark.postgresql
def test_a_part_of_a_name_is_found_by_an_index() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    with connection.cursor() as cursor:
        # A table of a few rows is read whole, unless that is forbidden.
        cursor.execute("SET LOCAL enable_seqscan = off")
    for field in ("email", "legal_name", "preferred_name"):
        asked = User.objects.filter(**{f"{field}__icontains": "lindqvist"}).order_by().values("pk")
        assert f"accounts_user_{field}_parts" in asked.explain()
