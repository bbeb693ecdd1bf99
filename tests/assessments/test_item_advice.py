"""The item linter in the editor: advice beside the form, on drafts too; errors refused when an item is sent for review."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from assessments.models import Item, ItemBank
from tests.assessments.editor import form_of, form_with
from tests.assessments.test_item_admin import as_role, drafted, url
from tests.factories.assessments import make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=2)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def _choice(*texts: str) -> dict[str, Any]:
    choices = [
        {"text": text, "credit": "0" if place else "1", "rationale": "It follows from the record."}
        for place, text in enumerate(texts)
    ]
    stem = "What does the desk do first?"
    return {
        "type": "single-choice",
        "stem": stem,
        "shuffle": True,
        "choices": choices,
        "general_feedback": "Look at the record again.",
    }


def _page(client: Client, item: Item) -> str:
    return client.get(url("edit", item.pk)).content.decode()


def test_advice_stands_beside_the_form_with_its_source(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, _choice("Asks the night desk", "Always waits", "Sends a form"))
    page = _page(instructor, item)
    assert "Advice of the item linter" in page
    assert "“always” stands in wrong options alone" in page
    assert "guideline 28a" in page


def test_an_item_that_keeps_the_rules_is_told_so(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, _choice("Asks the night desk", "Waits until noon", "Sends a form"))
    assert "What only a person can judge is yours" in _page(instructor, item)


def test_a_draft_without_an_interaction_is_judged_as_far_as_it_goes(
    instructor: Client, bank: ItemBank
) -> None:
    item = drafted(instructor, bank, None)
    assert "Advice of the item linter" in _page(instructor, item)


def test_a_draft_with_an_error_is_saved_and_says_so(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, _choice("Asks", "Waits", "All of the above"))
    page = _page(instructor, item)
    assert "Has to be mended:" in page
    assert "“All of the above” is answered by knowing two of the others" in page


def test_an_error_is_refused_when_the_item_is_sent_for_review(instructor: Client, bank: ItemBank) -> None:
    content = _choice("Asks", "Waits", "All of the above")
    item = drafted(instructor, bank, content)
    sent = instructor.post(url("edit", item.pk), form_with(item, content) | {"action-submit": "1"})
    assert sent.status_code == 200
    assert "is answered by knowing two of the others" in sent.content.decode()
    item.refresh_from_db()
    assert not item.workflow_in_progress


def test_a_warning_stops_nobody(instructor: Client, bank: ItemBank) -> None:
    content = _choice("Asks the night desk", "Always waits", "Sends a form")
    item = drafted(instructor, bank, content)
    sent = instructor.post(url("edit", item.pk), form_with(item, content) | {"action-submit": "1"})
    assert sent.status_code == 302
    item.refresh_from_db()
    assert item.workflow_in_progress


def test_the_preview_judges_what_is_being_typed(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, _choice("Asks the night desk", "Waits", "Sends a form"))
    typed = form_of(bank, _choice("Asks the night desk", "Never waits", "Sends a form"), slug=item.slug)
    assert instructor.post(url("preview_on_edit", item.pk), typed).json()["is_valid"]
    shown = instructor.get(url("preview_on_edit", item.pk), {"mode": "advice"}).content.decode()
    assert "“never” stands in wrong options alone" in shown
    assert "For you to judge" in shown
