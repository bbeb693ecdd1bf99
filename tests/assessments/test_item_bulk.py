"""What is done to many items at once: each judged by itself, and what was left alone is said with its reason."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Item, ItemBank, ItemMove, ItemView
from tests.assessments.engine import samples
from tests.assessments.test_item_admin import approve, as_role, drafted, url
from tests.factories.assessments import make_bank, single_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=3)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def bulk(client: Client, action: str, items: Any, **form: Any) -> Any:
    query = "&".join(f"id={item if isinstance(item, str) else item.pk}" for item in items)
    address = reverse("wagtail_bulk_action", args=["assessments", "item", action])
    return client.post(f"{address}?{query}&next={url('list')}", form)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_finished_drafts_are_sent_and_the_others_are_left_with_the_reason(
    instructor: Client, bank: ItemBank
) -> None:
    good = drafted(instructor, bank, single_choice("Sent?"), slug="good")
    unfinished = drafted(instructor, bank, samples.single_choice(0, 0), slug="unfinished")
    published = bank.items.get(slug="e-000")
    answer = bulk(instructor, "submit", [good, unfinished, published])
    assert answer.status_code == 302
    words = said(answer)
    assert "Done with 1 item." in words
    assert "2 items were left alone" in words
    assert "Exactly one option must have credit 1." in words
    assert "It is published as it stands" in words
    good.refresh_from_db()
    assert good.workflow_in_progress
    assert "It waits for approval already." in said(bulk(instructor, "submit", [good]))
    assert approve(as_role(Role.REVIEWER), good) == 302
    good.refresh_from_db()
    assert good.live


def test_whoever_sends_in_bulk_does_not_approve(bank: ItemBank) -> None:
    author = as_role(Role.REVIEWER)
    item = drafted(as_role(Role.INSTRUCTOR), bank, single_choice("Sent by another?"))
    bulk(author, "submit", [item])
    item.refresh_from_db()
    approve(author, item)
    item.refresh_from_db()
    assert not item.live


def test_items_are_moved_with_a_reason_and_their_authors_move_none_of_theirs(bank: ItemBank) -> None:
    reviewer = as_role(Role.REVIEWER)
    own, other, draft = list(bank.items.order_by("slug"))
    Item.objects.filter(pk__in=[own.pk, other.pk]).update(stage="pilot")
    own.revisions.update(user=reviewer.user)
    Item.objects.filter(pk=draft.pk).update(live=False)
    answer = bulk(reviewer, "move", [own, other, draft], to="live", reason="As the trial says.")
    words = said(answer)
    assert "Done with 1 item." in words
    assert "You wrote this item" in words
    assert "has to be approved first" in words
    assert list(ItemMove.objects.values_list("item_id", "to_stage")) == [(other.pk, "live")]
    assert bulk(reviewer, "move", [other], to="retired", reason="").status_code == 200


def test_drafts_get_a_place_and_published_items_and_waiting_ones_do_not(
    instructor: Client, bank: ItemBank
) -> None:
    draft = drafted(instructor, bank, single_choice(), slug="draft")
    waiting = drafted(instructor, bank, single_choice("Waiting?"), slug="waiting")
    bulk(instructor, "submit", [waiting])
    colleague = as_role(Role.REVIEWER)
    answer = bulk(
        colleague, "place", [draft, waiting, bank.items.get(slug="e-000")], outcome="o-7", enemies="pair"
    )
    words = said(answer)
    assert "Done with 1 item." in words
    assert "what is being judged does not change" in words
    assert "It is published and has no draft." in words
    draft.refresh_from_db()
    newest = draft.get_latest_revision_as_object()
    assert (newest.outcome, newest.enemies, draft.enemies) == ("o-7", "pair", "pair")
    assert draft.latest_revision.user == colleague.user
    bulk(colleague, "place", [draft], no_enemies="on")
    assert draft.refresh_from_db() is None
    assert draft.get_latest_revision_as_object().enemies == ""
    assert "It says so already." in said(bulk(colleague, "place", [draft], no_enemies="on"))
    assert "This bank has: d1." in said(bulk(colleague, "place", [draft], domain="d9"))
    assert "Say what should change." in bulk(colleague, "place", [draft]).content.decode()


def test_items_are_taken_back_with_a_reason_that_stays(bank: ItemBank) -> None:
    reviewer = as_role(Role.REVIEWER)
    item = bank.items.get(slug="e-000")
    answer = bulk(reviewer, "unpublish", [item], reason="The law has changed.")
    assert "Done with 1 item." in said(answer)
    item.refresh_from_db()
    assert not item.live
    stage = reviewer.get(reverse("item_life:stage", args=[item.pk])).content.decode()
    assert "The law has changed." in stage
    assert "taken back" in stage
    assert "It is not published." in said(bulk(reviewer, "unpublish", [item], reason="Again."))


def test_chosen_items_go_out_after_saying_what_is_lost_and_it_is_recorded(
    instructor: Client, bank: ItemBank
) -> None:
    draft = drafted(instructor, bank, single_choice(), slug="draft")
    chosen = [bank.items.get(slug="e-000"), draft]
    looked = bulk(instructor, "export", chosen, format="gift", do="look").content.decode()
    assert "1 item is published and goes out." in looked
    assert "1 draft stays here." in looked
    assert not ItemView.objects.filter(screen="export").exists()
    taken = bulk(instructor, "export", chosen, format="gift", do="download")
    assert taken["Content-Disposition"].startswith("attachment")
    assert b"Which one, in e-000?" in taken.content
    assert ItemView.objects.filter(screen="export").count() == 1
    nothing = bulk(instructor, "export", [draft], format="gift", do="download")
    assert "None of the chosen items is published" in nothing.content.decode()


def test_all_means_all_that_the_list_shows(bank: ItemBank) -> None:
    reviewer = as_role(Role.REVIEWER)
    Item.objects.filter(slug="e-001").update(stage="pilot")
    address = reverse("wagtail_bulk_action", args=["assessments", "item", "move"])
    answer = reviewer.post(f"{address}?status=pilot&id=all", {"to": "retired", "reason": "Worn."})
    assert "Done with 1 item." in said(answer)
    assert set(Item.objects.filter(stage="retired").values_list("slug", flat=True)) == {"e-001"}


def test_too_many_items_and_strange_ids_do_nothing(bank: ItemBank, monkeypatch: Any) -> None:
    reviewer = as_role(Role.REVIEWER)
    monkeypatch.setattr("assessments.views.item_actions.MOST", 2)
    answer = bulk(reviewer, "move", ["all"], to="retired", reason="Too many.")
    assert "These are more than 2 items." in answer.content.decode()
    assert not ItemMove.objects.exists()
    none = bulk(reviewer, "move", ["abc", "9" * 30], to="retired", reason="Strange.")
    assert "None of the chosen items is there" in none.content.decode()


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        ("submit", {Role.INSTRUCTOR, Role.REVIEWER}),
        ("place", {Role.INSTRUCTOR, Role.REVIEWER}),
        ("export", {Role.INSTRUCTOR, Role.REVIEWER}),
        ("move", {Role.REVIEWER, Role.CERTIFICATION_OFFICER}),
        ("unpublish", {Role.REVIEWER, Role.CERTIFICATION_OFFICER}),
    ],
)
def test_each_action_asks_for_its_permission(action: str, allowed: set[Role], bank: ItemBank) -> None:
    address = reverse("wagtail_bulk_action", args=["assessments", "item", action])
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER, Role.CERTIFICATION_OFFICER):
        page = as_role(role).get(f"{address}?id={bank.items.first().pk}")
        assert (page.status_code == 200) is (role in allowed), role
