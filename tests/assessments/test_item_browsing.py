"""The bank, browsed: facets of what was last saved, figures of statistics, search, order; the same queries for any number."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from assessments.models import Item, ItemBank
from assessments.services.item_figures import ItemFigures, keep_item_figures
from assessments.services.loading import load_item
from tests.assessments.editor import form_with
from tests.assessments.engine import samples
from tests.assessments.test_item_admin import as_role, drafted, submitted, url
from tests.factories.assessments import NOON, item_data, make_bank, single_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=3)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def listed(client: Client, query: str) -> list[str]:
    page = client.get(f"{url('list_results')}?{query}")
    assert page.status_code == 200
    return [item.slug for item in page.context["object_list"]]


def test_facets_follow_what_was_last_saved(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, samples.numeric())
    item.refresh_from_db()
    assert (item.interaction_type, item.stem) == ("numeric", item.content["stem"])
    instructor.post(url("edit", item.pk), form_with(item, samples.essay(), outcome="o-9"))
    item.refresh_from_db()
    assert (item.interaction_type, item.outcome) == ("essay", "o-9")
    assert str(item.way_of_answering)


def test_a_draft_of_a_published_item_moves_only_how_it_is_found(instructor: Client, bank: ItemBank) -> None:
    item = bank.items.first()
    instructor.post(url("edit", item.pk), form_with(item, single_choice("Asked anew?"), outcome="o-9"))
    item.refresh_from_db()
    assert item.stem == "Asked anew?"
    assert item.outcome == "o-1"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("interaction_type=single-choice", ["e-000", "e-001", "e-002"]),
        ("interaction_type=essay&interaction_type=numeric", ["e-900"]),
        ("status=draft", ["e-900"]),
        ("status=live", ["e-000", "e-001", "e-002"]),
        ("status=waiting", []),
        ("domain=d1&level=apply&purpose=examination", ["e-000", "e-001", "e-002", "e-900"]),
        ("facility_from=0.5&facility_to=0.8", ["e-001"]),
        ("discrimination_to=0.1", ["e-000"]),
        ("exposures_from=7", ["e-002"]),
        ("last_used_at_from=2026-11-01", ["e-001"]),
        ("ordering=facility", ["e-000", "e-001", "e-002", "e-900"]),
        ("ordering=-facility", ["e-001", "e-000", "e-002", "e-900"]),
        ("q=audit+board", ["e-900"]),
        ("q=audit+unicorn", []),
    ],
)
def test_items_are_found_by_each_facet_and_by_words(
    query: str, found: list[str], instructor: Client, bank: ItemBank
) -> None:
    drafted(instructor, bank, samples.numeric(stem="How often does the board meet the audit?"))
    items = {item.slug: item.pk for item in bank.items.all()}
    used = datetime(2026, 11, 2, tzinfo=UTC)
    keep_item_figures(
        {
            items["e-000"]: ItemFigures(Fraction(1, 3), Fraction(1, 20), None),
            items["e-001"]: ItemFigures(Fraction(2, 3), Fraction(1, 2), used),
        }
    )
    Item.objects.filter(slug="e-002").update(exposures=7)
    assert listed(instructor, query) == found


def test_items_are_found_by_who_wrote_them_and_by_where_they_wait(instructor: Client, bank: ItemBank) -> None:
    item = submitted(instructor, bank, single_choice())
    assert listed(instructor, f"author={instructor.user.pk}") == [item.slug]
    assert listed(instructor, "status=waiting") == [item.slug]
    assert listed(instructor, f"author={as_role(Role.REVIEWER).user.pk}") == []


def test_figures_are_rounded_kept_once_and_forgotten_when_too_few_answered(bank: ItemBank) -> None:
    item = bank.items.first()
    figures = {item.pk: ItemFigures(Fraction(2, 3), Decimal("-0.25"), NOON)}
    assert keep_item_figures(figures) == 1
    assert keep_item_figures(figures) == 0
    item.refresh_from_db()
    assert (item.facility, item.discrimination) == (Decimal("0.6667"), Decimal("-0.2500"))
    assert keep_item_figures({item.pk: ItemFigures(None, None, NOON)}) == 1
    item.refresh_from_db()
    assert (item.facility, item.last_used_at) == (None, NOON)


def test_an_approval_does_not_bring_back_the_figures_of_an_older_day(
    instructor: Client, bank: ItemBank
) -> None:
    item = submitted(instructor, bank, single_choice("Asked?"))
    keep_item_figures({item.pk: ItemFigures(Fraction(1, 2), None, NOON)})
    item.refresh_from_db()
    state = item.current_workflow_state.current_task_state
    as_role(Role.REVIEWER).post(url("workflow_action", item.pk, "approve", state.pk), {"comment": ""})
    item.refresh_from_db()
    assert item.live
    assert (item.facility, item.last_used_at) == (Decimal("0.5000"), NOON)


def test_the_list_asks_no_more_queries_for_fifty_items_with_every_facet(
    instructor: Client, bank: ItemBank, django_assert_max_num_queries: Any
) -> None:
    address = f"{url('list')}?status=live&domain=d1&interaction_type=single-choice&ordering=-facility&q=one"
    instructor.get(address)
    with django_assert_max_num_queries(60) as few:
        instructor.get(address)
    for number in range(100, 150):
        load_item("bank", item_data(f"e-{number:03}"), actor=None, now=NOON)
    with django_assert_max_num_queries(len(few)):
        page = instructor.get(address)
    assert len(page.context["object_list"]) == 50
