"""Forms drawn ahead: taken once, by whoever has met nothing yet, and only while they still hold."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from assessments.models import Assessment, Attempt, Item, PreparedForm
from assessments.services.item_life import move_item
from assessments.services.outcomes import submit_attempt
from assessments.services.preparing import top_up_forms
from assessments.services.starting import StartRefused, start_attempt
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, make_assessment, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    found = make_assessment(make_bank(items=8), items=2, retake_delay_hours=None)
    Assessment.objects.update(forms_ahead=3)
    found.refresh_from_db()
    return found


def start(assessment: Assessment) -> Attempt:
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)


def test_as_many_as_asked_for_wait_and_no_more(assessment: Assessment) -> None:
    assert top_up_forms(assessment, most=2) == 2
    assert top_up_forms(assessment) == 1
    assert top_up_forms(assessment) == 0


def test_a_start_takes_the_oldest_and_it_is_gone(assessment: Assessment) -> None:
    top_up_forms(assessment)
    waiting = PreparedForm.objects.first()
    assert waiting is not None
    attempt = start(assessment)
    assert attempt.seed == waiting.seed
    assert [item.version_id for item in attempt.items.all()] == [row[0] for row in waiting.rows]
    assert PreparedForm.objects.count() == 2
    assert start(assessment).seed != attempt.seed


def test_without_a_waiting_form_one_is_drawn(assessment: Assessment) -> None:
    assert start(assessment).items.count() == 2


def test_whoever_has_met_items_gets_a_form_of_their_own(assessment: Assessment) -> None:
    first = start(assessment)
    submit_attempt(first.pk, now=NOON)
    top_up_forms(assessment)
    second = start_attempt(assessment, first.candidate, agreed=True, now=NOON + timedelta(hours=1))
    assert PreparedForm.objects.count() == 3
    met = set(first.items.values_list("version", flat=True))
    assert met.isdisjoint(second.items.values_list("version", flat=True))


def test_a_form_with_an_item_that_was_retired_is_void(assessment: Assessment) -> None:
    top_up_forms(assessment)
    waiting = PreparedForm.objects.first()
    assert waiting is not None
    item = Item.objects.get(current_version=waiting.rows[0][0])
    move_item(item, to="retired", reason="Leaked.", by=staff(Role.CERTIFICATION_OFFICER), now=NOON)
    attempt = start(assessment)
    assert attempt.seed != waiting.seed
    assert not attempt.items.filter(version__item=item).exists()


def test_forms_of_an_older_blueprint_are_thrown_away(assessment: Assessment) -> None:
    top_up_forms(assessment)
    assessment.blueprint.update(items=3)
    assert start(assessment).items.count() == 3
    assert top_up_forms(assessment) == 3
    assert all(len(form.rows) == 3 for form in PreparedForm.objects.all())


def test_a_refused_start_gives_the_form_back_and_an_impossible_blueprint_draws_none(
    assessment: Assessment,
) -> None:
    top_up_forms(assessment)
    with pytest.raises(StartRefused):
        start_attempt(assessment, UserFactory.create(), agreed=False, now=NOON)
    assert PreparedForm.objects.count() == 3
    assessment.blueprint.update(items=99)
    assert top_up_forms(assessment) == 0
