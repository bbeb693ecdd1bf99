"""An item's life: tried out unscored, live, retired; how often it is shown, and who of the staff has seen it."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from assessments.models import Item, ItemMove, ItemView
from assessments.services.item_life import MoveRefused, count_exposures, move_item
from assessments.services.loading import export_items, load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import StartRefused, start_attempt
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, RIGHT, item_data, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


def move(item: Item, to: str, by: User, **changes: Any) -> ItemMove:
    return move_item(item, **({"to": to, "reason": "As its results say.", "by": by, "now": NOON} | changes))


def test_an_approved_examination_item_is_tried_out_before_it_counts() -> None:
    bank = make_bank(items=1)
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    item = Item(
        bank=bank,
        slug="new",
        purpose="examination",
        domain="d1",
        level="apply",
        measures="what is new",
        references="A source",
        interaction=bank.items.get().interaction,
        live=False,
    )
    item.save()
    item.save_revision(user=author)
    item.get_workflow().start(item, author)
    item.refresh_from_db()
    state = item.current_workflow_state.current_task_state
    state.task.specific.on_action(state, reviewer, "approve")
    item.refresh_from_db()
    assert (item.live, item.stage) == (True, Item.Stage.PILOT)
    assert [item.slug for item in Item.objects.pilots(purpose="examination")] == ["new"]
    assert not Item.objects.drawable(purpose="examination").filter(slug="new").exists()
    move(item, "live", reviewer)
    assert Item.objects.drawable(purpose="examination").filter(slug="new").exists()
    with pytest.raises(PermissionDenied):
        move(item, "retired", author)


def test_nobody_brings_what_they_wrote_to_where_it_counts_administrators_included() -> None:
    bank = make_bank(items=1)
    item = bank.items.get()
    root = UserFactory.create(is_superuser=True, is_staff=True)
    Item.objects.filter(pk=item.pk).update(stage="pilot")
    revision = item.revisions.latest("pk")
    type(revision).objects.filter(pk=revision.pk).update(user=root)
    with pytest.raises(PermissionDenied, match="You wrote"):
        move(item, "live", root)
    assert move(item, "retired", root).to_stage == "retired"


@pytest.mark.parametrize(
    ("stage", "to", "allowed"),
    [
        ("pilot", "live", True),
        ("pilot", "retired", True),
        ("live", "retired", True),
        ("live", "pilot", True),
        ("retired", "pilot", True),
        ("retired", "live", False),
        ("live", "live", False),
        ("pilot", "draft", False),
    ],
)
def test_stages_follow_one_another(stage: str, to: str, allowed: bool, officer: User) -> None:
    item = make_bank(items=1).items.get()
    Item.objects.filter(pk=item.pk).update(stage=stage)
    if allowed:
        assert move(item, to, officer).from_stage == stage
        item.refresh_from_db()
        assert item.stage == to
    else:
        with pytest.raises(MoveRefused):
            move(item, to, officer)
        assert not ItemMove.objects.exists()


def test_a_move_needs_a_reason_a_published_item_and_the_permission(officer: User) -> None:
    item = make_bank(items=1).items.get()
    with pytest.raises(MoveRefused, match="reason"):
        move(item, "retired", officer, reason=" ")
    with pytest.raises(PermissionDenied):
        move(item, "retired", UserFactory.create())
    Item.objects.filter(pk=item.pk).update(live=False)
    with pytest.raises(MoveRefused, match="approved first"):
        move(item, "retired", officer)


def test_pilot_items_are_mixed_in_answered_and_count_for_nothing() -> None:
    bank = make_bank(items=4)
    for number in range(2):
        load_item(bank.slug, item_data(f"trial-{number}", stage="pilot"), actor=None, now=NOON)
    assessment = make_assessment(bank, items=2, pilot_items=3, cut_score="2")
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    trial = attempt.items.filter(is_scored=False)
    assert attempt.items.count() == 4
    assert {item.version.item.slug for item in trial} == {"trial-0", "trial-1"}
    for item in attempt.items.filter(is_scored=True):
        save_response(attempt.uuid, item.position, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=NOON)
    outcome = submit_attempt(attempt.pk, now=NOON)
    assert (outcome.score, outcome.maximum, outcome.decision) == (Fraction(2), Fraction(2), "pass")
    assert sum(entry.get("pilot", False) for entry in outcome.items) == 2
    assert outcome.domains[0]["items"] == 2


def test_a_person_never_meets_a_pilot_item_twice_and_none_keeps_anybody_out() -> None:
    bank = make_bank(items=8)
    load_item(bank.slug, item_data("trial", stage="pilot"), actor=None, now=NOON)
    assessment = make_assessment(bank, items=2, pilot_items=1, retake_delay_hours=None)
    person = UserFactory.create()
    first = start_attempt(assessment, person, agreed=True, now=NOON)
    submit_attempt(first.pk, now=NOON)
    second = start_attempt(assessment, person, agreed=True, now=NOON + timedelta(hours=1))
    assert [first.items.count(), second.items.count()] == [3, 2]


def test_a_retired_item_is_drawn_no_more_and_forms_that_have_it_keep_it(officer: User) -> None:
    attempt = make_attempt(items=2, pool=2)
    item = attempt.items.first().version.item
    move(item, "retired", officer)
    with pytest.raises(StartRefused, match="has 1 of 2 items"):
        start_attempt(attempt.assessment, UserFactory.create(), agreed=True, now=NOON)
    saved = save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=NOON)
    assert saved.is_new
    assert submit_attempt(attempt.pk, now=NOON).score == 1


def test_exposures_are_counted_and_a_limit_keeps_worn_items_out_and_says_so() -> None:
    attempt = make_attempt(items=2, pool=4, exposure_limit=1)
    assert count_exposures() == 2
    assert count_exposures() == 0
    drawn = {item.version.item_id for item in attempt.items.all()}
    again = start_attempt(attempt.assessment, UserFactory.create(), agreed=True, now=NOON)
    assert drawn.isdisjoint(item.version.item_id for item in again.items.all())
    count_exposures()
    with pytest.raises(StartRefused, match="4 more have reached the limit"):
        start_attempt(attempt.assessment, UserFactory.create(), agreed=True, now=NOON)


def test_the_stage_travels_with_the_package() -> None:
    bank = make_bank(items=1)
    data = item_data("trial", stage="pilot")
    assert load_item(bank.slug, data, actor=None, now=NOON) == "created"
    assert load_item(bank.slug, data, actor=None, now=NOON) == "unchanged"
    stages = {item["slug"]: item.get("stage") for item in export_items(bank.slug)}
    assert stages == {"e-000": None, "trial": "pilot"}


def test_every_screen_of_a_live_item_is_logged_and_a_draft_is_not(client: Client) -> None:
    item = make_bank(items=1).items.get()
    reviewer = sign_in_staff(client, staff(Role.REVIEWER))
    for name in ("edit", "history", "inspect", "preview_on_edit"):
        client.get(reverse(f"wagtailsnippets_assessments_item:{name}", args=[item.pk]))
    seen = set(ItemView.objects.filter(item=item, viewer=reviewer).values_list("screen", flat=True))
    assert {"edit", "history", "inspect"} <= seen
    client.get(reverse("wagtailsnippets_assessments_item:list"))
    count = ItemView.objects.count()
    Item.objects.filter(pk=item.pk).update(live=False)
    client.get(reverse("wagtailsnippets_assessments_item:edit", args=[item.pk]))
    assert ItemView.objects.count() == count
    with pytest.raises(TypeError):
        ItemView.objects.first().delete()


def test_the_stage_screen_moves_an_item_and_shows_who_saw_it(client: Client, officer: User) -> None:
    item = make_bank(items=1).items.get()
    sign_in_staff(client, officer)
    address = reverse("item_life:stage", args=[item.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"to": "retired", "reason": "Too easy."}, follow=True)
    assert "Too easy." in answer.content.decode()
    item.refresh_from_db()
    assert item.stage == "retired"
    sign_in_staff(client, staff(Role.MARKER))
    assert client.get(address).status_code in (302, 403)


def test_the_list_shows_stages_and_never_what_items_ask(client: Client, officer: User) -> None:
    bank = make_bank(items=2)
    load_item(bank.slug, item_data("trial", stage="pilot"), actor=None, now=NOON)
    sign_in_staff(client, officer)
    page = client.get(reverse("item_life:list")).content.decode()
    assert "trial" in page
    assert "e-000" in page
    assert "Which one" not in page
    pilots = client.get(reverse("item_life:list"), {"stage": "pilot"}).content.decode()
    assert "e-000" not in pilots
    assert "No published item" in client.get(reverse("item_life:list"), {"stage": "retired"}).content.decode()
    sign_in_staff(client, staff(Role.MARKER))
    assert client.get(reverse("item_life:list")).status_code in (302, 403)


def test_the_list_asks_no_more_for_more_items(
    client: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    bank = make_bank(items=2)
    sign_in_staff(client, officer)
    client.get(reverse("item_life:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("item_life:list"))
    for number in range(20):
        load_item(bank.slug, item_data(f"more-{number:02}"), actor=None, now=NOON)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("item_life:list"))
