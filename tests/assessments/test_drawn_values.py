"""Items with parameters in attempts: drawn once, kept with the attempt, shown and marked by what was drawn."""

from datetime import datetime
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import engine
from assessments.models import Attempt, AttemptItem, Item
from assessments.services.items import read_check_answer, show_checks
from assessments.services.loading import export_items, load_item
from assessments.services.marks import marks_of
from assessments.services.outcomes import submit_attempt
from assessments.services.remarking import Proposal, RemarkRefused, dry_run
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, item_data, make_assessment, make_bank

pytestmark = pytest.mark.django_db
DATA = item_data("rates", interaction=samples.parameterised())


def sat(*, now: datetime = NOON, **changes: object) -> AttemptItem:
    bank = make_bank(items=0)
    load_item(bank.slug, DATA, actor=None, now=now)
    assessment = make_assessment(bank, items=1, **changes)
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=now).items.get()


def answer(item: AttemptItem, text: str) -> Fraction:
    attempt = item.attempt
    save_response(attempt.uuid, 1, Answer({"text": text}, 0), user_id=attempt.candidate_id, now=NOON)
    return submit_attempt(attempt.pk, now=NOON).score


def test_the_values_are_kept_with_the_attempt_and_mark_it() -> None:
    item = sat()
    cases, rate, found = (int(item.values[name]) for name in ("cases", "rate", "found"))
    assert found * 100 == cases * rate
    assert answer(item, f"{found} cases") == 1


def test_another_attempts_right_answer_is_not_this_ones() -> None:
    item = sat()
    assert answer(item, str(int(item.values["found"]) + 5)) == 0


def test_two_candidates_get_what_their_own_seed_draws() -> None:
    first = sat()
    drawn = {
        tuple(sorted(start_attempt(first.attempt.assessment, UserFactory.create(), agreed=True, now=NOON)
              .items.get().values.items()))
        for _candidate in range(12)
    }  # fmt: skip
    assert len(drawn) > 1


def test_the_page_shows_values_and_nothing_of_how_they_came_about(client: Client) -> None:
    item = sat(now=timezone.now())
    client.force_login(item.attempt.candidate)
    page = client.get(reverse("assessments:attempt_item", args=[item.attempt.uuid, 1])).content.decode()
    assert f"Of {item.values['cases']} cases {item.values['rate']} % are found" in page
    assert "{{" not in page
    assert "formula" not in page


def test_the_review_shows_the_key_of_ones_own_values(client: Client) -> None:
    item = sat(now=timezone.now(), review=["outcome", "responses", "correctness", "key"])
    submit_attempt(item.attempt_id, now=timezone.now())
    client.force_login(item.attempt.candidate)
    page = client.get(reverse("assessments:attempt_review", args=[item.attempt.uuid])).content.decode()
    assert f"{item.values['found']} cases" in page


def test_marking_by_another_version_keeps_what_was_seen_and_other_parameters_are_refused() -> None:
    item = sat()
    wrong = samples.parameterised(
        {"name": "cases", "lowest": "200", "highest": "600", "step": "100"},
        {"name": "rate", "values": ["5", "10"]},
        {"name": "found", "formula": "cases * rate / 100 + 1"},
    )
    answer(item, str(int(item.values["found"]) + 1))
    first = item.version
    load_item("bank", DATA | {"interaction": wrong}, actor=None, now=NOON)
    corrected = Item.objects.get(slug="rates").current_version
    shown = dry_run(Proposal(first, engine.Action.NEW_VERSION, corrected))
    assert [(one.before.score, one.after.score) for one in shown.effects] == [(0, 1)]
    others = samples.parameterised(
        {"name": "cases", "values": ["1", "2"]}, {"name": "rate", "values": ["5", "10"]},
        {"name": "found", "values": ["1", "2"]},
    )  # fmt: skip
    load_item("bank", DATA | {"interaction": others}, actor=None, now=NOON)
    foreign = Item.objects.get(slug="rates").current_version
    with pytest.raises(RemarkRefused, match="other parameters"):
        dry_run(Proposal(first, engine.Action.NEW_VERSION, foreign))


def test_a_lesson_asks_everybody_the_same_variant() -> None:
    bank = make_bank(items=0)
    load_item(bank.slug, DATA | {"use": "practice"}, actor=None, now=NOON)
    item = Item.objects.get(slug="rates")
    values = engine.draw_values_of(item.current_version.content, seed=item.pk)
    given = read_check_answer(item.pk, {"text": [values["found"]]})
    check = show_checks({item.pk: given})[item.pk]
    assert check.mark is not None
    assert check.mark.score == 1


def test_parameters_travel_with_the_package() -> None:
    bank = make_bank(items=0)
    load_item(bank.slug, DATA, actor=None, now=NOON)
    [exported] = export_items(bank.slug)
    assert exported["interaction"] == engine.plain_content(samples.parameterised())


def test_marking_again_by_the_stored_values_gives_the_same() -> None:
    item = sat()
    answer(item, item.values["found"])
    [one] = marks_of(Attempt.objects.get())
    assert one.mark.score == 1
    assert "parameters" not in one.content
