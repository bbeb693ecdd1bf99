"""A course's item bank follows its page: it is there from the first publication on, with the page's names."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Item, ItemBank
from courses.models import CatalogueIndexPage, CoursePage
from tests.factories.courses import make_course, make_lesson, make_module, publish

pytestmark = pytest.mark.django_db


def term(kind: str, **titles: str) -> list[Any]:
    return [(kind, {"id": name, "title": title}) for name, title in titles.items()]


def test_a_course_that_is_written_here_has_a_bank_once_it_is_published() -> None:
    course = CoursePage(title="Audits", slug="audits", code="AU-101", summary="Short.", topics=["audits"])
    course.domains, course.levels = term("domain", d1="Planning"), term("level", apply="Apply")
    CatalogueIndexPage.objects.get().add_child(instance=course)
    course.live = False
    course.save()
    assert not ItemBank.objects.exists()
    publish(course)
    bank = ItemBank.objects.get(slug="audits")
    assert (bank.title, bank.use) == ("Audits", "specimen")
    assert bank.names == {"domains": {"d1": "Planning"}, "levels": {"apply": "Apply"}}


def test_a_new_domain_is_known_to_the_item_editor_once_the_course_is_published() -> None:
    course = make_course(domains=term("domain", d1="Planning"), levels=term("level", apply="Apply"))
    course.domains = term("domain", d1="Planning", d2="Reporting")
    course.title = "Another title"
    course.save_revision()
    assert list(ItemBank.objects.get().names["domains"]) == ["d1"]
    publish(course)
    bank = ItemBank.objects.get()
    assert bank.title == "Another title"
    Item(bank=bank, slug="new", domain="d2", level="apply").clean()


def test_a_copied_course_has_a_bank_of_its_own() -> None:
    course = make_course("audits", domains=term("domain", d1="Planning"))
    copied = course.copy(update_attrs={"slug": "audits-2", "title": "Audits again"}, keep_live=False)
    publish(copied)
    assert {bank.slug: bank.names["domains"] for bank in ItemBank.objects.all()} == {
        "audits": {"d1": "Planning"},
        "audits-2": {"d1": "Planning"},
    }


@pytest.mark.parametrize("lessons", [1, 20])
def test_publishing_asks_no_more_of_the_bank_for_a_long_course(lessons: int) -> None:
    course = make_course()
    module = make_module(course)
    for number in range(lessons):
        make_lesson(module, title=f"Lesson {number}")
    course = CoursePage.objects.get()
    revision = course.save_revision()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        revision.publish()
    assert sum("assessments_itembank" in one["sql"] for one in queries) == 1
