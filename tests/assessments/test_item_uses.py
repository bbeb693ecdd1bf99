"""Where an item is used, which items say nearly the same, and two revisions compared in words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Item, ItemBank, ItemLikeness, ItemPrint
from assessments.services.item_likeness import compare_item, compare_some
from assessments.services.item_uses import uses_of
from assessments.services.loading import load_item
from tests.assessments.editor import form_with
from tests.assessments.engine import samples
from tests.assessments.test_item_admin import as_role, drafted, url
from tests.factories.assessments import (
    NOON,
    item_data,
    make_assessment,
    make_attempt,
    make_bank,
    single_choice,
)
from tests.factories.courses import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db

LONG = "A night desk receives three reports about one account within an hour and has one person on duty."


@pytest.fixture
def bank() -> ItemBank:
    return make_bank(items=3)


@pytest.fixture
def instructor() -> Client:
    return as_role(Role.INSTRUCTOR)


def worded(slug: str, stem: str, **fields: Any) -> Item:
    load_item("bank", item_data(slug, interaction=single_choice(stem), **fields), actor=None, now=NOON)
    return Item.objects.get(slug=slug)


def test_uses_are_assessments_that_fit_attempts_without_names_and_lessons() -> None:
    attempt = make_attempt(items=2, pool=2)
    item = attempt.items.first().version.item
    make_assessment(item.bank, slug="other", blueprint=[{"domain": "d2", "level": "apply", "items": 1}])
    load_item("bank", item_data("p-1", use="practice"), actor=None, now=NOON)
    check = Item.objects.get(slug="p-1")
    lesson = make_lesson(make_module(make_course()), title="Asked here", body=[("check", {"item": check})])
    uses = uses_of(item)
    assert [(use.assessment, use.items, use.is_drawn) for use in uses.assessments] == [
        (attempt.assessment, 2, True)
    ]
    assert (uses.attempts, uses.running, uses.elsewhere) == (1, 1, ())
    shown = uses_of(check)
    assert [use.title for use in shown.elsewhere] == ["Asked here"]
    assert str(lesson.pk) in shown.elsewhere[0].address
    page = as_role(Role.INSTRUCTOR).get(reverse("item_desk:uses", args=[item.pk])).content.decode()
    assert "It has stood in 1 form." in page
    assert attempt.candidate.email not in page
    assert attempt.candidate.legal_name not in page


def test_a_retired_item_is_not_drawn_any_more(bank: ItemBank) -> None:
    make_assessment(bank)
    item = bank.items.first()
    Item.objects.filter(pk=item.pk).update(stage="retired")
    item.refresh_from_db()
    assert [use.is_drawn for use in uses_of(item).assessments] == [False]


def test_items_that_say_nearly_the_same_find_each_other_once(bank: ItemBank, instructor: Client) -> None:
    one = worded("long-1", f"{LONG} What comes first?")
    other = worded("long-2", f"{LONG} What comes last?")
    worded("far", "Which register names every system, its owner, its purpose and its last review?")
    assert compare_some() == 6
    assert compare_some() == 0
    pairs = {(pair.one.slug, pair.other.slug) for pair in ItemLikeness.objects.all()}
    assert (one.slug, other.slug) in pairs
    assert not any("far" in pair for pair in pairs)
    panel = instructor.get(url("edit", one.pk)).content.decode()
    assert "Nearly the same, and where it is used" in panel
    assert "long-2" in panel
    report = instructor.get(reverse("item_desk:duplicates"), {"bank": bank.pk}).content.decode()
    assert "long-1" in report


def test_a_new_wording_is_compared_anew(bank: ItemBank, instructor: Client) -> None:
    one = worded("long-1", f"{LONG} What comes first?")
    worded("long-2", f"{LONG} What comes last?")
    compare_some()
    changed = single_choice("Which register names every system and its last review, and who keeps it?")
    instructor.post(url("edit", one.pk), form_with(one, changed))
    assert Item.objects.uncompared().get() == one
    page = instructor.get(reverse("item_desk:uses", args=[one.pk])).content.decode()
    assert "No item of the bank says nearly the same." in page
    assert not ItemLikeness.objects.of(one.pk).exists()


def test_a_phrase_that_every_item_has_makes_nothing_alike(bank: ItemBank, monkeypatch: Any) -> None:
    monkeypatch.setattr("assessments.services.item_likeness._COMMON", 2)
    for number in range(5):
        worded(f"n-{number}", f"{LONG} What?")
    compare_some()
    monkeypatch.undo()
    assert ItemPrint.objects.exists()
    assert ItemLikeness.objects.filter(one__slug="n-0", other__slug="n-1").exists()
    assert not ItemLikeness.objects.filter(one__slug="n-3", other__slug="n-4").exists()


def test_comparing_one_item_takes_the_same_queries_in_a_large_bank(
    bank: ItemBank, django_assert_max_num_queries: Any
) -> None:
    compare_some()
    with django_assert_max_num_queries(30) as few:
        compare_item(bank.items.first().pk)
    for number in range(100, 130):
        load_item("bank", item_data(f"e-{number:03}"), actor=None, now=NOON)
    compare_some()
    with django_assert_max_num_queries(len(few)):
        compare_item(bank.items.first().pk)


def compared(client: Client, item: Item) -> str:
    first, last = item.revisions.order_by("pk").first(), item.revisions.order_by("pk").last()
    page = client.get(url("revisions_compare", item.pk, first.pk, last.pk))
    assert page.status_code == 200
    return page.content.decode()


def test_two_revisions_are_compared_field_by_field_in_words(instructor: Client, bank: ItemBank) -> None:
    content = samples.single_choice(1, 0, 0)
    item = drafted(instructor, bank, content)
    first = item.get_latest_revision_as_object().interaction[0]
    options = [dict(option) for option in content["choices"]]
    options[1] |= {"text": "Another option", "credit": "-1/4"}
    changed = form_with(item, content | {"choices": options}, measures="what is new")
    changed["interaction-0-id"] = first.id
    assert instructor.post(url("edit", item.pk), changed).status_code == 302
    page = compared(instructor, item)
    assert "Options › 2. Another option › Credit" in page
    assert page.count("Options › 2. Another option") == 2
    assert "what is" in page
    assert "Option c" not in page
    assert "&quot;id&quot;" not in page


def test_another_way_of_answering_is_shown_whole_on_both_sides(instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, samples.single_choice())
    instructor.post(url("edit", item.pk), form_with(item, samples.matching()))
    page = compared(instructor, item)
    assert "Single choice" in page
    assert "Matching" in page
    assert "Who owns it" in page or "Management" in page


@pytest.mark.parametrize("name", samples.EVERY)
def test_every_type_can_be_compared(name: str, instructor: Client, bank: ItemBank) -> None:
    item = drafted(instructor, bank, samples.EVERY[name][0])
    first = item.get_latest_revision_as_object().interaction[0]
    changed = form_with(item, samples.EVERY[name][0] | {"general_feedback": "Another reason."})
    changed["interaction-0-id"] = first.id
    instructor.post(url("edit", item.pk), changed)
    page = compared(instructor, item)
    assert "Another reason" in page or "Another" in page
    assert "assay-differences" in page
