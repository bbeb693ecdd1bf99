"""Labs in lessons: a card that leads to a page, work that is kept, decisions that stay, another variant."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.api import item_ids
from assessments.services.loading import load_item
from courses.models import Enrolment, LessonPage, LessonProgress
from tests.assessments.engine import samples
from tests.factories.assessments import NOON, item_data
from tests.factories.courses import EnrolmentFactory, check, make_bank, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    course = make_course()
    bank = make_bank(course)
    for kind in ("branching-scenario", "threat-model"):
        data = item_data(kind, use="practice", interaction=samples.EVERY[kind][0])
        load_item(bank, data, actor=None, now=NOON)
    ids = item_ids(bank)
    body = [check(ids["branching-scenario"]), check(ids["threat-model"])]
    make_lesson(make_module(course), title="Open to all")
    return make_lesson(make_module(course, title="Labs"), title="Two labs", body=body)


@pytest.fixture
def enrolment(lesson: LessonPage) -> Enrolment:
    return EnrolmentFactory.create(course=lesson.get_parent().get_parent().specific)


@pytest.fixture
def learner(client: Client, enrolment: Enrolment) -> Client:
    client.force_login(enrolment.user)
    return client


def lab(lesson: LessonPage, kind: str) -> str:
    course = lesson.get_parent().get_parent().specific
    return reverse("courses:lesson_lab", args=[lesson.uuid, item_ids(course.slug)[kind]])


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def take_best(client: Client, address: str) -> int:
    """Decide until the scenario is over, each time for the option that earns most; how many decisions it took."""
    taken: list[str] = []
    for number in range(10):
        page = text_of(client, address)
        if 'name="decide"' not in page:
            return number
        choice = next(name for name in ("b", "c", "a") if f'value="{name}" autocomplete' in page)
        client.post(address, {"path": taken, "option": choice, "decide": "yes"})
        taken.append(choice)
    raise AssertionError("no end")


def test_the_lesson_shows_a_card_and_nothing_of_the_lab(learner: Client, lesson: LessonPage) -> None:
    page = text_of(learner, lesson.path_on_site)
    assert "A quiet Friday" in page
    assert lab(lesson, "branching-scenario") in page
    assert "about 20 minutes" in page
    assert "Inject" not in page
    assert "The reasoning." not in page


def test_a_lab_is_for_whoever_is_enrolled(client: Client, lesson: LessonPage) -> None:
    address = lab(lesson, "threat-model")
    assert client.get(address).status_code == 302
    client.force_login(EnrolmentFactory.create(course=make_course(slug="another")).user)
    assert client.get(address).status_code == 404


def test_a_scenario_unfolds_decision_by_decision_and_none_is_taken_back(
    learner: Client, lesson: LessonPage
) -> None:
    address = lab(lesson, "branching-scenario")
    start = text_of(learner, address)
    assert "Inject first." in start
    assert "Inject look." not in start
    assert "Training form: it sends nothing." in start
    # Marking an option decides nothing.
    learner.post(address, {"option": "b"})
    assert "Inject first." in text_of(learner, address)
    learner.post(address, {"option": "c", "decide": "yes"})
    after = text_of(learner, address)
    assert "Inject look." in after
    assert "Rationale of c for 4" in after
    assert "Inject last." not in after
    back = learner.post(address, {"option": "b", "decide": "yes"})
    assert back.status_code == 422
    assert "it cannot be taken back" in back.content.decode()
    assert "Inject look." in text_of(learner, address)


def test_the_last_decision_hands_in_and_the_debrief_says_what_was_better(
    learner: Client, lesson: LessonPage, enrolment: Enrolment
) -> None:
    address = lab(lesson, "branching-scenario")
    take_best(learner, address)
    page = text_of(learner, address)
    assert "The path that you took" in page
    assert "The best path" in page
    assert "The reasoning." in page
    assert LessonProgress.objects.get(enrolment=enrolment).completed_at is None
    assert "Your last result" in text_of(learner, lesson.path_on_site)


def test_whoever_tries_again_gets_another_variant_and_then_keeps_its_facts(
    learner: Client, lesson: LessonPage
) -> None:
    address = lab(lesson, "branching-scenario")
    take_best(learner, address)
    first = "at night" in text_of(learner, address)
    learner.post(address, {"again": "another"})
    second = text_of(learner, address)
    assert ("at night" in second) is not first
    assert "Inject first." in second
    take_best(learner, address)
    learner.post(address, {"again": "same"})
    assert ("at night" in text_of(learner, address)) is not first
    assert "Inject first." in text_of(learner, address)


def test_a_list_is_kept_handed_in_and_marked_and_any_answers_complete_the_lesson(
    learner: Client, lesson: LessonPage, enrolment: Enrolment
) -> None:
    address = lab(lesson, "threat-model")
    row = {"statement-0": "s1", "element-0": "P1", "category-0": "leak", "mitigation-0": ["m1"]}
    learner.post(address, row | {"more": "yes"})
    kept = text_of(learner, address)
    assert '<option value="s1" selected>' in kept
    assert "Rationale" not in kept
    assert "The reasoning." not in kept
    empty = learner.post(address, {"hand-in": "yes"})
    assert empty.status_code == 422
    learner.post(address, row | {"hand-in": "yes"})
    marked = text_of(learner, address)
    assert "Your list and the model answer" in marked
    assert "Not passed yet" in marked
    assert "Rationale of s2" not in marked
    take_best(learner, lab(lesson, "branching-scenario"))
    progress = LessonProgress.objects.get(enrolment=enrolment)
    assert progress.completed_at is not None
    learner.post(address, {"again": "same"})
    assert '<option value="s1" selected>' in text_of(learner, address)
    assert "The reasoning." not in text_of(learner, address)


def test_an_answer_that_fits_no_more_is_dropped_and_nothing_breaks(
    learner: Client, lesson: LessonPage, enrolment: Enrolment
) -> None:
    address = lab(lesson, "branching-scenario")
    learner.post(address, {"option": "b", "decide": "yes"})
    progress = LessonProgress.objects.get(enrolment=enrolment)
    (name,) = progress.labs
    progress.labs[name] |= {"values": {"variant": "gone"}, "response": {"path": ["zz"]}}
    progress.save()
    assert "Inject first." in text_of(learner, address)


def test_a_check_of_a_lab_is_not_answered_by_the_lessons_form(learner: Client, lesson: LessonPage) -> None:
    course = lesson.get_parent().get_parent().specific
    item = item_ids(course.slug)["branching-scenario"]
    learner.post(f"/study/lessons/{lesson.uuid}/checks/{item}/", {"path": "b"})
    assert not LessonProgress.objects.filter(answers__has_key=str(item)).exists()


def _shape(value: Any) -> Any:
    return sorted(value) if isinstance(value, dict) else type(value)


def test_the_work_on_a_lab_holds_what_was_drawn_and_answered_and_nothing_else(
    learner: Client, lesson: LessonPage, enrolment: Enrolment
) -> None:
    learner.post(lab(lesson, "branching-scenario"), {"option": "b", "decide": "yes"})
    (kept,) = LessonProgress.objects.get(enrolment=enrolment).labs.values()
    assert _shape(kept) == ["is_handed_in", "met", "response", "tries", "values"]


def test_a_lab_is_left_quietly_and_what_was_done_is_kept(learner: Client, lesson: LessonPage) -> None:
    address = lab(lesson, "threat-model")
    assert 'data-testid="quiet-exit"' in text_of(learner, address)
    row = {"statement-0": "s1", "element-0": "P1", "category-0": "leak", "mitigation-0": ["m1"]}
    left = learner.post(address, row | {"goto": "leave"})
    assert left.headers["Location"] == reverse("website:pause")
    assert '<option value="s1" selected>' in text_of(learner, address)
