"""Instructors and reviewers at their items in Wagtail's admin."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import ModelLogEntry, TaskState

from accounts.roles import Role
from assessments.models import Item, ItemBank
from assessments.services.loading import load_item
from tests.assessments.editor import NAMESPACE, form_of, form_with
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import CANARY, NOON, item_data, make_bank, single_choice

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"{NAMESPACE}:{name}", args=args)


def as_role(role: Role) -> Client:
    client = Client()
    client.user = sign_in_staff(client, staff(role))
    return client


def as_administrator() -> Client:
    client = Client()
    admin = UserFactory.create(is_staff=True, is_superuser=True)
    client.user = sign_in_staff(client, admin)
    return client


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=2)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def drafted(client: Client, bank: ItemBank, content: dict[str, Any] | None, **fields: Any) -> Item:
    """A new item, saved as a draft."""
    response = client.post(url("add"), form_of(bank, content, **fields))
    assert response.status_code == 302, response.context["form"].errors
    return Item.objects.get(slug=fields.get("slug", "e-900"))


def submitted(client: Client, bank: ItemBank, content: dict[str, Any]) -> Item:
    """A new item that waits for approval."""
    item = drafted(client, bank, content)
    sent = client.post(url("edit", item.pk), form_with(item, content) | {"action-submit": "1"})
    assert sent.status_code == 302, sent.context["form"].errors
    item.refresh_from_db()
    return item


def approve(client: Client, item: Item) -> int:
    state = item.current_workflow_state.current_task_state
    address = url("workflow_action", item.pk, "approve", state.pk)
    return client.post(address, {"comment": ""}).status_code


def errors_of(response: Any) -> Any:
    return response.context["form"].errors["interaction"].as_data()[0].as_json_data()


def test_the_list_finds_items_by_their_facets_and_by_words(instructor: Client, bank: ItemBank) -> None:
    load_item("bank", item_data("p-001", use="practice", measures="spotting noise"), actor=None, now=NOON)
    everything = instructor.get(url("list")).content.decode()
    assert all(slug in everything for slug in ("e-000", "e-001", "p-001"))
    for query in ("purpose=practice", f"bank={bank.pk}&purpose=practice&live=true", "q=noise", "q=p-001"):
        found = instructor.get(f"{url('list_results')}?{query}").content.decode()
        assert "p-001" in found, query
        assert "e-000" not in found, query
    both = instructor.get(
        f"{url('list_results')}?q=noise&bank={bank.pk}&purpose=practice&domain=d1&level=apply"
    )
    assert "p-001" in both.content.decode()


def test_the_list_asks_no_more_queries_for_more_items(
    instructor: Client, bank: ItemBank, django_assert_max_num_queries: Any
) -> None:
    instructor.get(url("list"))
    with django_assert_max_num_queries(60) as few:
        instructor.get(url("list"))
    for number in range(10, 30):
        load_item("bank", item_data(f"e-{number:03}"), actor=None, now=NOON)
    with django_assert_max_num_queries(len(few)):
        instructor.get(url("list"))


@pytest.mark.parametrize("name", samples.EVERY)
def test_every_interaction_can_be_written_in_its_form(name: str, instructor: Client, bank: ItemBank) -> None:
    content = samples.EVERY[name][0]
    item = submitted(instructor, bank, content)
    assert item.get_latest_revision_as_object().content == item.content
    assert approve(as_role(Role.REVIEWER), item) == 302
    item.refresh_from_db()
    assert item.live
    assert item.current_version.content == content


def test_an_unfinished_draft_is_saved_and_says_what_is_missing_when_it_is_sent(
    instructor: Client, bank: ItemBank
) -> None:
    unfinished = samples.single_choice(0, "much", stem="")
    item = drafted(instructor, bank, unfinished)
    assert not item.live
    sent = instructor.post(url("edit", item.pk), form_with(item, unfinished) | {"action-submit": "1"})
    assert sent.status_code == 200
    assert item.current_workflow_state is None
    assert "stem" in str(errors_of(sent))


def test_the_engines_faults_stand_beside_their_fields(instructor: Client, bank: ItemBank) -> None:
    faulty = samples.single_choice(1, "much")
    item = drafted(instructor, bank, faulty)
    sent = instructor.post(url("edit", item.pk), form_with(item, faulty) | {"action-submit": "1"})
    block = errors_of(sent)["blockErrors"][0]["blockErrors"]
    assert "fraction such as 1/3" in str(block["choices"]["blockErrors"][1]["blockErrors"]["credit"])
    assert list(block) == ["choices"]


def test_a_rule_on_the_whole_list_stands_above_the_list(instructor: Client, bank: ItemBank) -> None:
    keyless = samples.single_choice(0, 0)
    item = drafted(instructor, bank, keyless)
    sent = instructor.post(url("edit", item.pk), form_with(item, keyless) | {"action-submit": "1"})
    block = errors_of(sent)["blockErrors"][0]["blockErrors"]
    assert block["choices"]["messages"] == ["Exactly one option must have credit 1."]


def test_an_item_has_exactly_one_interaction(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, None)
    sent = instructor.post(url("edit", item.pk), form_of(bank, None) | {"action-submit": "1"})
    assert sent.status_code == 200
    assert "interaction" in sent.context["form"].errors
    assert item.current_workflow_state is None


def test_options_without_a_letter_are_given_one_for_good(instructor: Client, bank: ItemBank) -> None:
    options = samples.choices(1, 0, 0)
    options[0]["id"], options[1]["id"], options[2]["id"] = "", "a", ""
    item = drafted(instructor, bank, samples.single_choice(choices=options))
    draft = item.get_latest_revision_as_object()
    assert [choice["id"] for choice in draft.interaction[0].value["choices"]] == ["b", "a", "c"]


def test_a_domain_that_the_bank_does_not_have_is_refused(instructor: Client, bank: ItemBank) -> None:
    response = instructor.post(url("add"), form_of(bank, single_choice(), domain="d9"))
    assert "This bank has: d1." in str(response.context["form"].errors["domain"])


def test_saving_without_a_change_publishes_no_other_version(instructor: Client, bank: ItemBank) -> None:
    multiline = single_choice("A first line.\n\n- one\n- two\n\nWhich?")
    load_item("bank", item_data("e-000", interaction=multiline), actor=None, now=NOON)
    item = Item.objects.get(slug="e-000")
    before = item.current_version
    sent = instructor.post(url("edit", item.pk), form_with(item, multiline) | {"action-submit": "1"})
    assert sent.status_code == 302
    item.refresh_from_db()
    assert approve(as_role(Role.REVIEWER), item) == 302
    item.refresh_from_db()
    assert item.current_version == before
    assert load_item("bank", item_data("e-000", interaction=multiline), actor=None, now=NOON) == "unchanged"


def test_nobody_is_offered_to_publish(bank: ItemBank) -> None:
    item = bank.items.first()
    for client in (as_role(Role.INSTRUCTOR), as_role(Role.REVIEWER), as_administrator()):
        for page in (client.get(url("edit", item.pk)), client.get(url("add"))):
            assert page.status_code == 200
            assert 'name="action-publish"' not in page.content.decode()
        assert 'name="action-submit"' in client.get(url("edit", item.pk)).content.decode()


def test_no_role_holds_the_permission_to_publish(bank: ItemBank) -> None:
    for role in Role:
        assert not staff(role).has_perm("assessments.publish_item")


def test_an_administrator_who_posts_publish_by_hand_is_refused_and_the_draft_stays(bank: ItemBank) -> None:
    admin = as_administrator()
    item = bank.items.first()
    changed = single_choice("Published alone?")
    admin.post(url("edit", item.pk), form_with(item, changed) | {"action-publish": "1"})
    item.refresh_from_db()
    assert item.content["stem"] != "Published alone?"
    assert item.versions.count() == 1


def test_whoever_wrote_or_asked_cannot_approve_whatever_their_role(bank: ItemBank) -> None:
    author = as_role(Role.REVIEWER)
    item = submitted(author, bank, single_choice())
    page = author.get(url("edit", item.pk)).content.decode()
    assert 'data-workflow-action-name="approve"' not in page
    approve(author, item)
    item.refresh_from_db()
    assert not item.live
    assert item.current_workflow_state.current_task_state.status == TaskState.STATUS_IN_PROGRESS


def test_an_administrator_cannot_approve_what_they_wrote(bank: ItemBank) -> None:
    admin = as_administrator()
    item = submitted(admin, bank, single_choice())
    approve(admin, item)
    item.refresh_from_db()
    assert not item.live


def test_who_mends_an_item_under_review_needs_another_approver(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice("First?"))
    reviewer, other = as_role(Role.REVIEWER), as_role(Role.REVIEWER)
    saved = reviewer.post(url("edit", item.pk), form_with(item, single_choice("Mended?")))
    assert saved.status_code == 302
    approve(reviewer, item)
    item.refresh_from_db()
    assert not item.live
    # The first approval may find the newer revision and start the task again: then it is given once more.
    for _time in range(2):
        if item.current_workflow_state is not None:
            approve(other, item)
            item.refresh_from_db()
    assert item.live
    assert item.content["stem"] == "Mended?"


def decide(name: str) -> dict[str, str]:
    """What the editor's own buttons add to its form."""
    extra = json.dumps({"comment": "Read."})
    return {
        "action-workflow-action": "1",
        "workflow-action-name": name,
        "workflow-action-extra-data": extra,
    }


def test_who_approves_in_the_editor_does_not_become_an_author(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice())
    reviewer = as_role(Role.REVIEWER)
    page = reviewer.get(url("edit", item.pk))
    assert 'data-workflow-action-name="approve"' in page.content.decode()
    revisions = item.revisions.count()
    sent = reviewer.post(url("edit", item.pk), form_with(item, item.content) | decide("approve"))
    assert sent.status_code == 302
    item.refresh_from_db()
    assert item.live
    assert item.current_version is not None
    assert item.revisions.count() == revisions
    assert not item.revisions.filter(user=reviewer.user).exists()


def test_who_changes_and_approves_in_one_is_told_and_nothing_happens(
    instructor: Client, bank: ItemBank
) -> None:
    item = submitted(instructor, bank, single_choice())
    revisions = item.revisions.count()
    sent = as_role(Role.REVIEWER).post(
        url("edit", item.pk), form_with(item, single_choice("Changed?")) | decide("approve")
    )
    assert sent.status_code == 200
    assert "You changed the item." in sent.content.decode()
    item.refresh_from_db()
    assert not item.live
    assert item.revisions.count() == revisions


def test_who_sends_back_in_the_editor_writes_nothing(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice())
    state = item.current_workflow_state.current_task_state
    as_role(Role.REVIEWER).post(url("edit", item.pk), form_with(item, item.content) | decide("reject"))
    state.refresh_from_db()
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "Read.")


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_who_decides_too_late_is_told_and_does_not_become_an_author(
    action: str, instructor: Client, bank: ItemBank
) -> None:
    item = submitted(instructor, bank, single_choice())
    late = form_with(item, item.content) | decide(action)
    as_role(Role.REVIEWER).post(url("edit", item.pk), form_with(item, item.content) | decide("reject"))
    slow = as_role(Role.REVIEWER)
    told = slow.post(url("edit", item.pk), late, follow=True)
    assert "Nothing was done" in told.content.decode()
    assert not item.revisions.filter(user=slow.user).exists()


def test_the_editor_saves_by_itself_for_authors_and_not_for_whoever_is_asked_to_approve(
    instructor: Client, bank: ItemBank, settings: Any
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    draft = bank.items.first()
    assert "data-w-autosave-interval-value" in instructor.get(url("edit", draft.pk)).content.decode()
    item = submitted(instructor, bank, single_choice())
    asked = as_role(Role.REVIEWER).get(url("edit", item.pk)).content.decode()
    assert 'data-workflow-action-name="approve"' in asked
    assert "data-w-autosave-interval-value" not in asked


def test_what_waits_is_shown_to_those_who_may_approve_it(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice())
    state = item.current_workflow_state.current_task_state
    task = state.task.specific
    assert list(task.get_task_states_user_can_moderate(as_role(Role.REVIEWER).user)) == [state]
    assert list(task.get_task_states_user_can_moderate(instructor.user)) == []
    assert list(task.get_task_states_user_can_moderate(staff(Role.MARKER))) == []


def test_a_reviewer_sends_an_item_back_with_a_comment(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice())
    state = item.current_workflow_state.current_task_state
    as_role(Role.REVIEWER).post(url("workflow_action", item.pk, "reject", state.pk), {"comment": "Too long."})
    item.refresh_from_db()
    state.refresh_from_db()
    assert (state.status, state.comment) == (TaskState.STATUS_REJECTED, "Too long.")
    assert not item.live


def test_a_draft_of_a_live_item_changes_nothing_for_candidates(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    before = item.current_version
    instructor.post(url("edit", item.pk), form_with(item, single_choice("A draft?")))
    item.refresh_from_db()
    assert item.has_unpublished_changes
    assert (item.live, item.current_version) == (True, before)
    assert item.content["stem"] != "A draft?"


def preview(client: Client, item: Item, content: dict[str, Any], mode: str) -> str:
    address = url("preview_on_edit", item.pk)
    assert client.post(address, form_with(item, content)).json()["is_valid"]
    return client.get(f"{address}?mode={mode}").content.decode()


def feedback_of(value: Any, name: str = "") -> list[str]:
    """Every text of content that only a marked item shows."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in feedback_of(inner, key)]
    if isinstance(value, list):
        return [text for inner in value for text in feedback_of(inner, name)]
    return [value] if name.startswith(("rationale", "descriptor")) else []


@pytest.mark.parametrize("name", samples.EVERY)
def test_the_preview_shows_what_a_candidate_sees_and_what_comes_after(
    name: str, instructor: Client, bank: ItemBank
) -> None:
    item, content = bank.items.first(), samples.EVERY[name][0]
    candidate = preview(instructor, item, content, "candidate")
    assert "The reasoning." not in candidate
    assert "Rationale" not in candidate
    marked = preview(instructor, item, content, "marked")
    assert "The reasoning." in marked
    assert 'data-testid="key"' in marked
    for feedback in feedback_of(content):
        assert escape(feedback) in marked


def test_the_preview_of_an_unfinished_item_says_what_is_missing(instructor: Client, bank: ItemBank) -> None:
    page = preview(instructor, bank.items.first(), samples.single_choice(0, 0), "candidate")
    assert 'data-testid="unfinished"' in page
    assert "<strong>Options</strong>" in page
    assert "Exactly one option must have credit 1." in page
    assert CANARY not in page


def test_the_history_of_a_loaded_item_says_so(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    assert ModelLogEntry.objects.filter(object_id=str(item.pk), action="assessments.load_item").count() == 1
    assert "Loaded from a course package" in instructor.get(url("history", item.pk)).content.decode()


def test_an_item_can_be_inspected(instructor: Client, bank: ItemBank) -> None:
    page = instructor.get(url("inspect", bank.items.first().pk))
    assert "measures e-000" in page.content.decode()


def test_a_copy_is_a_draft_of_its_own(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    page = instructor.get(url("copy", item.pk))
    assert f'action="{url("add")}"' in page.content.decode()
    copy = drafted(instructor, bank, item.content, slug="e-copy")
    assert (copy.live, copy.current_version, copy.loaded_digest) == (False, None, "")


def test_a_post_to_the_form_of_a_copy_never_writes_the_original(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    response = instructor.post(url("copy", item.pk), form_with(item, single_choice("Hacked?"), slug="e-copy"))
    assert response.status_code == 405
    item.refresh_from_db()
    assert (item.live, item.slug) == (True, "e-000")


def test_what_was_published_is_never_deleted_and_a_draft_may_be(bank: ItemBank) -> None:
    admin = as_administrator()
    item = bank.items.first()
    response = admin.post(url("delete", item.pk), follow=True)
    assert "it can be taken back" in response.content.decode()
    draft = drafted(admin, bank, single_choice())
    admin.post(url("delete", draft.pk))
    assert list(Item.objects.order_by("slug")) == [item, bank.items.last()]


def test_an_item_that_was_taken_back_is_drawn_no_more(bank: ItemBank) -> None:
    item = bank.items.first()
    as_administrator().post(url("unpublish", item.pk))
    assert item not in Item.objects.drawable(purpose="examination")
    assert load_item("bank", item_data("e-000"), actor=None, now=NOON) == "conflict"


def test_autosave_never_writes_over_what_somebody_was_asked_to_approve(
    instructor: Client, bank: ItemBank
) -> None:
    item = submitted(instructor, bank, single_choice("Asked?"))
    asked = item.latest_revision
    posted = form_with(item, single_choice("Swapped?")) | {"overwrite_revision_id": str(asked.pk)}
    instructor.post(url("edit", item.pk), posted)
    asked.refresh_from_db()
    assert asked.as_object().content["stem"] == "Asked?"
    item.refresh_from_db()
    assert item.latest_revision != asked


def test_autosave_writes_over_the_authors_own_draft(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, single_choice("One?"))
    posted = form_with(item, single_choice("Two?")) | {"overwrite_revision_id": str(item.latest_revision_id)}
    instructor.post(url("edit", item.pk), posted)
    assert item.revisions.count() == 1
    assert item.revisions.get().as_object().content["stem"] == "Two?"


def test_an_old_approval_does_not_publish_a_revision_that_was_written_over(bank: ItemBank) -> None:
    admin = as_administrator()
    item = submitted(admin, bank, single_choice("Approved?"))
    assert approve(as_role(Role.REVIEWER), item) == 302
    item.refresh_from_db()
    posted = form_with(item, single_choice("Swapped?")) | {
        "overwrite_revision_id": str(item.live_revision_id),
        "action-publish": "1",
    }
    admin.post(url("edit", item.pk), posted)
    item.refresh_from_db()
    assert item.content["stem"] == "Approved?"


def test_learners_never_reach_items(client: Client, bank: ItemBank) -> None:
    client.force_login(UserFactory.create())
    for address in (url("list"), url("edit", bank.items.first().pk)):
        assert client.get(address).status_code == 403


def test_what_was_sent_back_and_mended_is_approved_once_as_it_was_sent_again(
    instructor: Client, bank: ItemBank
) -> None:
    item = submitted(instructor, bank, single_choice())
    reviewer = as_role(Role.REVIEWER)
    reviewer.post(url("edit", item.pk), form_with(item, item.content) | decide("reject"))
    mended = form_with(item, single_choice() | {"stem": "Mended?"}) | {"action-submit": "1"}
    assert instructor.post(url("edit", item.pk), mended).status_code == 302
    item = Item.objects.get(pk=item.pk)
    asked = item.current_workflow_state.current_task_state
    assert asked.revision == item.latest_revision
    assert asked.revision.as_object().content["stem"] == "Mended?"
    reviewer.post(
        url("edit", item.pk), form_with(item, asked.revision.as_object().content) | decide("approve")
    )
    item.refresh_from_db()
    assert item.live
    assert item.content["stem"] == "Mended?"


def test_a_reviewer_is_led_by_mail_to_the_preview_and_to_the_editor(
    instructor: Client, bank: ItemBank, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    reviewer = as_role(Role.REVIEWER)
    with django_capture_on_commit_callbacks(execute=True):
        item = submitted(instructor, bank, single_choice())
    [mail] = [mail for mail in mailoutbox if reviewer.user.email in mail.to]
    task = item.current_workflow_state.current_task_state.task
    for address in (url("workflow_preview", item.pk, task.pk), url("edit", item.pk)):
        assert f"{address}\n" in mail.body
        assert reviewer.get(address).status_code == 200
