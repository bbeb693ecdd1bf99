"""An author answers an item in its preview: marked against the draft in the editor, never kept, for editors only."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.roles import Role
from assessments.models import AttemptItem, Item, ItemBank, ItemView, Response
from tests.assessments.editor import form_of, form_with
from tests.assessments.engine import samples
from tests.assessments.test_item_admin import approve, as_role, submitted, url
from tests.factories.assessments import make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=2)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def posted_by_a_lab(response: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for a response to a lab."""
    sent: dict[str, Any] = {}
    for number, row in enumerate(response.get("rows", [])):
        sent |= {
            f"{name.removesuffix('s') if name == 'mitigations' else name}-{number}": value
            for name, value in row.items()
        }
    for name, said in response.get("questions", {}).items():
        sent[f"question-{name}"] = "yes" if said else "no"
    for name, value in response.get("fields", {}).items():
        if isinstance(value, dict):
            sent |= {f"field-{name}:{part}": inner for part, inner in value.items()}
        else:
            sent[f"field-{name}"] = value
    sent |= {f"out-{name}": "on" for name in response.get("left_out", [])}
    for name, given in response.get("criteria", {}).items():
        sent |= {f"{part}-{name}": value for part, value in given.items()}
    for name, given in response.get("findings", {}).items():
        sent |= {f"finding-{name}:{question}": value for question, value in given.items()}
    return sent | {name: response[name] for name in ("path", "recommendation") if name in response}


def posted(response: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for a response."""
    if isinstance(response.get("rows"), list) or {"path", "fields", "criteria"} & set(response):
        return posted_by_a_lab(response)
    (kind, value), *_rest = response.items()
    if kind in ("rows", "places", "gaps", "markers"):
        prefix = {"rows": "row-", "places": "place-", "gaps": "gap-", "markers": "marker-"}[kind]
        return {f"{prefix}{name}": inner for name, inner in value.items()}
    if kind == "spots":
        return {"spot": value}
    if kind == "files":
        return {"file": value}
    if isinstance(value, bool):
        return {kind: "true" if value else "false"}
    return {kind: value}


def hold(client: Client, item: Item, content: dict[str, Any]) -> None:
    """Let the editor hand its draft to the preview."""
    sent = client.post(url("preview_on_edit", item.pk), form_with(item, content))
    assert sent.json()["is_valid"]


def tried(client: Client, item: Item, answer: dict[str, Any]) -> str:
    page = client.post(reverse("item_desk:try", args=[item.pk]), answer)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("name", samples.EVERY)
def test_an_item_of_each_type_is_written_answered_in_its_preview_sent_approved_and_published(
    name: str, instructor: Client, bank: ItemBank, settings: Any
) -> None:
    settings.ASSESSMENT_UPLOADS = True
    whole, right = samples.EVERY[name]
    # A lab's other sets of facts have other right answers.
    content = {field: value for field, value in whole.items() if field != "variants"}
    item = submitted(instructor, bank, content)
    hold(instructor, item, content)
    preview = instructor.get(url("preview_on_edit", item.pk)).content.decode()
    assert "Mark this answer" in preview
    assert "The reasoning." not in preview
    page = tried(instructor, item, posted(right))
    if name in ("essay", "upload"):
        assert "A person marks this by the rubric." in page
    else:
        assert "It earns 1 of 1." in page
    assert "The reasoning." in page
    assert 'data-testid="key"' in page
    assert not AttemptItem.objects.exists()
    assert not Response.objects.exists()
    assert approve(as_role(Role.REVIEWER), item) == 302
    item.refresh_from_db()
    assert item.live
    assert item.current_version.content == content


def test_the_answer_is_marked_against_what_is_being_typed_not_what_is_stored(
    instructor: Client, bank: ItemBank
) -> None:
    item = bank.items.first()
    hold(instructor, item, samples.single_choice(0, 1, 0, 0))
    assert "It earns 0 of 1." in tried(instructor, item, {"choice": "a"})
    page = tried(instructor, item, {"choice": "b"})
    assert "It earns 1 of 1." in page
    assert "Rationale of b" in page
    assert "A random guess earns ¼ on average." in page
    item.refresh_from_db()
    assert item.content["choices"][0]["credit"] in (1, "1")


def test_a_new_item_can_be_tried_before_it_is_saved(instructor: Client, bank: ItemBank) -> None:
    sent = instructor.post(url("preview_on_add"), form_of(bank, samples.true_false()))
    assert sent.json()["is_valid"]
    assert reverse("item_desk:try_new") in instructor.get(url("preview_on_add")).content.decode()
    page = instructor.post(reverse("item_desk:try_new"), {"value": "true"}).content.decode()
    assert "It earns 1 of 1." in page


def test_no_answer_and_an_impossible_one_are_said_as_such(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    hold(instructor, item, samples.single_choice())
    assert "You answered nothing" in tried(instructor, item, {})
    page = tried(instructor, item, {"choice": "z"})
    assert 'role="alert"' in page
    assert "It earns" not in page


def test_an_unfinished_draft_says_what_is_missing_instead(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    hold(instructor, item, samples.single_choice(0, 0))
    page = tried(instructor, item, {"choice": "a"})
    assert 'data-testid="unfinished"' in page
    assert escape("Exactly one option must have credit 1.") in page


def test_an_author_sees_only_their_own_draft(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    hold(instructor, item, samples.single_choice(0, 1, 0, 0))
    other = as_role(Role.INSTRUCTOR)
    assert "It earns 1 of 1." in tried(other, item, {"choice": "a"})


@pytest.mark.parametrize("role", [Role.MARKER, Role.CERTIFICATION_OFFICER])
def test_whoever_may_not_edit_items_is_refused(role: Role, bank: ItemBank) -> None:
    client = as_role(role)
    for address in (reverse("item_desk:try", args=[bank.items.first().pk]), reverse("item_desk:try_new")):
        assert client.post(address, {"choice": "a"}).status_code in (302, 403)


def test_trying_a_live_item_is_recorded_as_a_view(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    tried(instructor, item, {"choice": "a"})
    assert ItemView.objects.filter(item=item, viewer=instructor.user, screen="try").exists()


def test_a_revision_shown_outside_the_editor_cannot_be_answered(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    page = instructor.get(url("revisions_view", item.pk, item.latest_revision_id)).content.decode()
    assert "Which one" in page
    assert "Mark this answer" not in page
