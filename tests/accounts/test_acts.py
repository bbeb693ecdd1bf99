"""The audit trail: every entry chained to the one before, none changed or taken away unseen, nothing said in words."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from accounts.acting import acting
from accounts.acts import _registered, act_choices, register_act
from accounts.models import StaffAct, User
from accounts.roles import Role
from accounts.services.acts import START, digest_of, record_act, verify_acts
from tests.factories.accounts import UserFactory, sign_in_staff, staff

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, 0, 0, 123456, tzinfo=UTC)
register_act("test.done", "Did a test", "count")


def some(count: int = 3, by: User | None = None) -> list[StaffAct]:
    return [record_act("test.done", by=by, facts={"count": n}, now=NOON) for n in range(count)]


def tamper(sql: str) -> None:
    """What somebody with the database in their hands may do; on PostgreSQL they have to take the trigger away first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table with checks that are still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_staffact DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_each_entry_holds_the_digest_of_the_one_before() -> None:
    first, second, third = some()
    assert (first.number, first.previous) == (1, START)
    assert (second.previous, third.previous) == (first.digest, second.digest)
    assert verify_acts().count == 3
    assert verify_acts().fault == ""


def test_the_digest_is_of_canonical_json() -> None:
    entry = {
        "number": 1,
        "at": NOON,
        "act": "test.done",
        "actor_id": None,
        "subject_type": "",
        "subject_key": "",
        "label": "",
        "facts": {"count": 0},
        "previous": START,
    }
    text = (
        '{"act":"test.done","actor_id":null,"at":"2026-11-27T12:00:00.123456Z","facts":{"count":0},'
        f'"label":"","number":1,"previous":"{START}","subject_key":"","subject_type":""}}'
    )
    assert digest_of(entry) == hashlib.sha256(text.encode()).hexdigest()
    assert some(1)[0].digest == digest_of(entry)


def test_the_documented_entry_has_the_documented_digest() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/algorithms/transparency.md").read_text()
    line = next(line for line in text.splitlines() if line.startswith('{"act":"item.moved"'))
    entry = json.loads(line)
    entry["at"] = datetime.fromisoformat(entry["at"])
    assert f"has the digest `{digest_of(entry)}`" in text


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE accounts_staffact SET act = 'staff.signed_in' WHERE number = 2", "Entry 2 was changed."),
        ("UPDATE accounts_staffact SET facts = '{\"count\": 9}' WHERE number = 3", "Entry 3 was changed."),
        ("DELETE FROM accounts_staffact WHERE number = 2", "Entry 2 is missing."),
        ("DELETE FROM accounts_staffact WHERE number = 1", "Entry 1 is missing."),
        ("DELETE FROM accounts_staffact WHERE number = 3", "The end of the trail is missing."),
    ],
    ids=["act", "facts", "middle", "first", "last"],
)
def test_what_was_changed_or_taken_out_is_found(sql: str, said: str) -> None:
    some()
    tamper(sql)
    assert verify_acts().fault == said


def test_the_application_changes_and_removes_nothing() -> None:
    entry = some(1)[0]
    for act in (entry.save, entry.delete, StaffAct.objects.all().delete):
        with pytest.raises(TypeError, match="append-only"):
            act()
    with pytest.raises(TypeError, match="append-only"):
        StaffAct.objects.update(act="test.done")


@pytest.mark.postgresql
def test_the_database_refuses_what_the_application_might_try() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a trigger of PostgreSQL")
    some(1)
    for sql in ("UPDATE accounts_staffact SET label = 'x'", "DELETE FROM accounts_staffact"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


@pytest.mark.parametrize(
    ("act", "facts"),
    [("nobody.knows", {}), ("test.done", {"words": "a text"}), ("test.done", {"count": "x" * 201})],
    ids=["act", "fact", "text"],
)
def test_only_what_was_registered_is_recorded(act: str, facts: Any) -> None:
    with pytest.raises(ValueError, match=r"registered|not a text"):
        record_act(act, by=None, facts=facts, now=NOON)


def test_an_act_that_falls_through_leaves_no_entry() -> None:
    some(1)
    taken = UserFactory.create().email

    @transaction.atomic
    def fall_through() -> None:
        record_act("test.done", by=None, now=NOON)
        User.objects.create(email=taken)

    with pytest.raises(IntegrityError):
        fall_through()
    assert verify_acts().count == 1
    record_act("test.done", by=None, now=NOON)
    assert verify_acts().fault == ""


def test_no_fact_can_carry_reasons_answers_or_health() -> None:
    """The names of what may be said, over every app: a new one is looked at here."""
    names = {fact for name, act in _registered.items() for fact in act.facts if name != "test.done"}
    assert names <= {
        "action",
        "active",
        "answer",
        "attempts",
        "change",
        "changed",
        "count",
        "cut",
        "decision",
        "fields",
        "format",
        "from",
        "items",
        "judge",
        "kind",
        "part",
        "position",
        "purpose",
        "reason",
        "remedy",
        "revision",
        "roles",
        "round",
        "staff",
        "superuser",
        "to",
        "use",
    }
    assert _registered["accommodation.decided"].facts == frozenset()


def test_roles_are_recorded_with_whoever_gave_them() -> None:
    officer, person = staff(Role.ADMINISTRATOR), UserFactory.create()
    group = Group.objects.get(name=Role.MARKER.value)
    with acting(officer.pk):
        person.groups.add(group)
        person.groups.add(group)
    person.groups.clear()
    acts = StaffAct.objects.filter(subject_key=str(person.pk)).order_by("number")
    assert [(one.act, one.actor_id, one.facts) for one in acts] == [
        ("person.roles_given", officer.pk, {"roles": "Markers"}),
        ("person.roles_taken", None, {"roles": "Markers"}),
    ]
    person.is_staff = True
    person.save()
    person.save(update_fields=["preferred_name"])
    assert StaffAct.objects.filter(act="person.standing_changed").count() == 1


def test_groups_without_any_right_are_no_roles() -> None:
    person, cohort = UserFactory.create(), Group.objects.create(name="Autumn")
    person.groups.add(cohort)
    cohort.user_set.remove(person)
    assert not StaffAct.objects.exists()
    named = [Group.objects.get(name=Role.REVIEWER.value)]
    for name, right in (("Readers", "permissions"), ("Editors of one page", "page_permissions")):
        group = Group.objects.create(name=name)
        permission = Permission.objects.get(codename="view_staffact")
        if right == "permissions":
            group.permissions.add(permission)
        else:
            page = Page.objects.first()
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        named.append(group)
    person.groups.add(cohort, *named)
    named[0].user_set.remove(person)
    assert [one.facts["roles"] for one in StaffAct.objects.order_by("number")] == [
        "Editors of one page, Readers, Reviewers",
        "Reviewers",
    ]


def test_sign_ins_of_staff_are_recorded_and_those_of_learners_are_not(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert not StaffAct.objects.filter(act="staff.signed_in").exists()
    person = staff(Role.MARKER)
    client.force_login(person)
    assert StaffAct.objects.get(act="staff.signed_in").actor == person


def test_the_trail_is_searched_filtered_and_taken_out_by_those_who_may(client: Client) -> None:
    address = reverse("staff_acts:list")
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER):
        sign_in_staff(client, staff(role))
        # Wagtail leads away who may not.
        assert client.get(address).status_code in (302, 403)
        assert client.post(reverse("staff_acts:check")).status_code in (302, 403)
    officer = staff(Role.CERTIFICATION_OFFICER)
    for number in range(60):
        record_act("test.done", by=officer, label=f"=item-{number}", facts={"count": number}, now=NOON)
    sign_in_staff(client, officer)
    answer = client.get(address)
    assert answer.status_code == 200, answer.headers
    page = answer.content.decode()
    assert "Did a test" in page
    assert "=item-59" in page
    assert "=item-2<" not in page
    found = client.get(address, {"q": "item-42"}).content.decode()
    assert "=item-42" in found
    assert "=item-43" not in found
    none = client.get(address, {"act": "staff.signed_in", "actor": officer.pk, "q": "x"}).content.decode()
    assert "=item-" not in none
    other_day = client.get(address, {"at_from": "2030-01-01"}).content.decode()
    assert "=item-" not in other_day
    taken = b"".join(client.get(address, {"q": "item-42", "export": "csv"}))  # type: ignore[arg-type]
    lines = taken.decode().splitlines()
    assert len(lines) == 2
    assert "'=item-42" in lines[1]
    assert StaffAct.objects.filter(act="acts.exported", actor=officer).count() == 1
    checked = client.post(reverse("staff_acts:check"), follow=True).content.decode()
    assert "entries hold" in checked
    tamper("UPDATE accounts_staffact SET label = 'other' WHERE label = '=item-5'")
    assert "was changed" in client.post(reverse("staff_acts:check"), follow=True).content.decode()


def test_the_list_asks_no_more_for_more_entries(client: Client, django_assert_max_num_queries: Any) -> None:
    officer = sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address = reverse("staff_acts:list")
    client.get(address)

    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            client.get(address)
        return len(counted)

    before = queries()
    for person in (officer, staff(Role.MARKER), staff(Role.REVIEWER)):
        for _number in range(17):
            record_act("test.done", by=person, about=person, now=NOON)
    assert queries() <= before
    assert ("test.done", "Did a test") in act_choices()
