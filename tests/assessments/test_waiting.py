"""What waits for approval: the first page tells how much and the newest, and one mail tells of many."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Revision, TaskState
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.roles import Role
from assessments.models import Item, ReviewerNotice
from assessments.models.workflows import may_approve
from assessments.services.item_submission import submit_items
from assessments.services.loading import load_item
from assessments.tasks import sweep_notices
from config.celery import app
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, item_data, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Any) -> Iterator[Any]:
    """A block after which everything that waits for the commit, and every task, has run."""
    before, app.conf.task_always_eager = app.conf.task_always_eager, True
    yield partial(django_capture_on_commit_callbacks, execute=True)
    app.conf.task_always_eager = before


def drafts(count: int, *, by: User) -> list[Item]:
    """Published items with a draft by this person."""
    made = []
    for number in range(count):
        slug = f"d-{Item.objects.count():03}"
        load_item("bank", item_data(slug), actor=None, now=NOON)
        item = Item.objects.get(slug=slug)
        draft = item.get_latest_revision_as_object()
        draft.interaction[0].value["stem"] = f"Which one is it in {slug}, number {number}?"
        draft.save_revision(user=by)
        made.append(Item.objects.get(pk=item.pk))
    return made


def sent(count: int, *, by: User) -> list[Item]:
    items = drafts(count, by=by)
    report = submit_items(items, by=by)
    assert not report.left
    return [Item.objects.get(pk=item.pk) for item in items]


def waiting_for(person: User) -> set[int]:
    states = TaskState.objects.reviewable_by(person).select_related("revision")
    return {int(state.revision.object_id) for state in states}


def test_what_waits_for_a_person_is_what_they_may_approve() -> None:
    make_bank(items=0)
    author, second, reviewer = staff(Role.INSTRUCTOR), staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    first, other = sent(2, by=author)
    # Another hand in the draft, and an old one in what is published.
    draft = first.get_latest_revision_as_object()
    draft.save_revision(user=second)
    Revision.objects.filter(pk=other.live_revision_id).update(user=second)
    never = Item(
        bank=first.bank, slug="never", domain="d1", level="apply", measures="m", references="r", live=False
    )
    never.interaction = first.interaction
    never.save()
    never.save_revision(user=reviewer)
    never.get_workflow().start(never, author)
    items = [first, other, Item.objects.get(slug="never")]
    people = [author, second, reviewer, UserFactory.create(is_superuser=True, is_staff=True)]
    for person in people:
        expected = {item.pk for item in items if may_approve(item, person)}
        assert waiting_for(person) == expected, person
    assert waiting_for(second) == {other.pk, items[2].pk}
    assert waiting_for(staff(Role.MARKER)) == set()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INSTRUCTOR])
def test_the_first_page_asks_as_much_for_fifty_items_as_for_one(client: Client, role: Role) -> None:
    make_bank(items=0)
    author, reader = staff(Role.INSTRUCTOR), staff(role)
    if role == Role.INSTRUCTOR:
        author = reader
    sign_in_staff(client, reader)
    home = reverse("wagtailadmin_home")

    def asked() -> tuple[int, str]:
        client.get(home)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(home).content.decode()
        return len(queries), page

    sent(10, by=author)
    few, _page = asked()
    sent(41, by=author)
    many, page = asked()
    assert many <= few + 2
    assert "51 wait." in page
    assert page.count("d-05") + page.count("d-04") >= 10
    assert "d-003" not in page
    assert "?status=waiting" in page


def test_one_mail_a_person_tells_of_everything_that_was_sent_in_bulk(client: Client, at_once: Any) -> None:
    make_bank(items=0)
    author, reviewer, other = staff(Role.INSTRUCTOR), staff(Role.REVIEWER), staff(Role.INSTRUCTOR)
    items = drafts(12, by=author)
    # Whoever wrote some of them hears of the rest alone.
    for item in items[:5]:
        item.get_latest_revision_as_object().save_revision(user=other)
    sign_in_staff(client, author)
    query = "&".join(f"id={item.pk}" for item in items)
    address = reverse("wagtail_bulk_action", args=["assessments", "item", "submit"])
    with at_once():
        assert client.post(f"{address}?{query}").status_code == 302
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert len(mail.outbox) == len(subjects)
    assert subjects[reviewer.email] == "12 items wait for your approval"
    assert subjects[other.email] == "7 items wait for your approval"
    assert author.email not in subjects
    assert "?status=waiting" in mail.outbox[0].body


def test_a_single_item_is_told_of_as_before(at_once: Any) -> None:
    make_bank(items=0)
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    (item,) = drafts(1, by=author)
    with at_once():
        item.get_workflow().start(item, author)
    assert reviewer.email in {address for message in mail.outbox for address in message.to}


def test_who_wants_no_mail_gets_none(at_once: Any) -> None:
    make_bank(items=0)
    author, reviewer, other = staff(Role.INSTRUCTOR), staff(Role.REVIEWER), staff(Role.REVIEWER)
    profile = UserProfile.get_for_user(reviewer)
    profile.submitted_notifications = False
    profile.save()
    with at_once():
        sent(2, by=author)
    told = {address for message in mail.outbox for address in message.to}
    assert other.email in told
    assert reviewer.email not in told


def test_a_mail_that_no_worker_sent_is_found_by_the_sweep_and_goes_once(at_once: Any) -> None:
    make_bank(items=0)
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    # The commit's news reach nobody, as where the broker is away.
    items = sent(3, by=author)
    notice = ReviewerNotice.objects.get(person=reviewer)
    assert (notice.state, notice.sent_by, sorted(notice.items)) == (
        "pending",
        author,
        [item.pk for item in items],
    )
    before = len(mail.outbox)
    with at_once():
        sweep_notices()
        sweep_notices()
    told = [message for message in mail.outbox[before:] if message.to == [reviewer.email]]
    assert [message.subject for message in told] == ["3 items wait for your approval"]
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_a_mail_about_items_that_wait_no_more_is_not_sent(at_once: Any) -> None:
    make_bank(items=0)
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    items = sent(2, by=author)
    assert ReviewerNotice.objects.filter(person=reviewer).exists()
    for item in items:
        item.current_workflow_state.cancel(user=author)
    before = len(mail.outbox)
    with at_once():
        sweep_notices()
    assert [message.subject for message in mail.outbox[before:] if "wait" in message.subject] == []
    assert not ReviewerNotice.objects.exists()
