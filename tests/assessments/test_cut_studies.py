"""A panel from its beginning to a cut that holds: nobody looks before a round closes, no judge adopts."""

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import StaffAct, User
from accounts.roles import Role
from assessments.models import Assessment, CutScoreStudy, ItemView, JudgeRating, StudyItem, StudyRound
from assessments.services.cut_judging import save_ratings
from assessments.services.cut_studies import (
    StudyRefused,
    adopt_cut,
    apply_due_cuts,
    close_round,
    facility_of,
    leave_out_judge,
    open_round,
    open_study,
    pass_rate_of,
)
from assessments.services.loading import load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from assessments.views import cut_studies as cut_views
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, item_data, make_assessment, make_bank

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=7)
WORDS = {"definition": "Finds the three gravest faults.", "training": "An hour, with two items of practice."}


@pytest.fixture
def assessment() -> Assessment:
    return make_assessment(make_bank(items=4), items=2)


@pytest.fixture
def judges() -> list[User]:
    return [staff(Role.INSTRUCTOR), staff(Role.REVIEWER), staff(Role.INSTRUCTOR)]


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


def begun(assessment: Assessment, judges: list[User], by: User) -> CutScoreStudy:
    return open_study(assessment, judges=judges, **WORDS, by=by, now=NOON)


def judged(study: CutScoreStudy, judge: User, percent: int) -> int:
    return save_ratings(study, {item.pk: percent for item in study.items.all()}, by=judge)


def round_of(study: CutScoreStudy, judges: list[User], percents: tuple[int, ...], by: User) -> StudyRound:
    words = "We talked." if study.rounds.exists() else ""
    open_round(study, by=by, discussion=words, now=NOON)
    for judge, percent in zip(judges, percents, strict=True):
        judged(study, judge, percent)
    return close_round(study, by=by, now=NOON)


def adopt(study: CutScoreStudy, by: User, effective_at: Any = LATER) -> CutScoreStudy:
    return adopt_cut(study, reason="The committee agrees.", effective_at=effective_at, by=by, now=NOON)


def test_two_rounds_lead_to_a_cut_that_holds_for_later_attempts_alone(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    running = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    study = begun(assessment, judges, officer)
    # Four items in the bank, two in a form: each stands for a half.
    assert {item.weight for item in study.items.all()} == {Fraction(1, 2)}
    round_of(study, judges, (60, 70, 80), officer)
    round_of(study, judges, (70, 70, 75), officer)
    adopted = adopt(study, officer)
    assert adopted.adopted_cut == Fraction(43, 30)
    assessment.refresh_from_db()
    assert (assessment.cut_score, assessment.cut_score_status) == (Decimal("1"), "provisional")
    assert apply_due_cuts(now=LATER - timedelta(seconds=1)) == 0
    assert apply_due_cuts(now=LATER) == 1
    assert apply_due_cuts(now=LATER) == 0
    assessment.refresh_from_db()
    assert (assessment.cut_score, assessment.cut_score_status) == (Decimal("1.433"), "set")
    running.refresh_from_db()
    assert (running.policy["cut_score"], running.policy["cut_score_status"]) == ("1.000", "provisional")
    newer = start_attempt(assessment, UserFactory.create(), agreed=True, now=LATER)
    assert (newer.policy["cut_score"], newer.policy["cut_score_status"]) == ("1.433", "set")
    facts = StaffAct.objects.get(act="cut_study.adopted").facts
    assert facts == {"cut": "1.433", "from": LATER.isoformat()}


def test_no_judge_adopts_left_out_or_not_nor_an_administrator_who_judged(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    User.objects.filter(pk=judges[0].pk).update(is_superuser=True)
    judges[0] = User.objects.get(pk=judges[0].pk)
    study = begun(assessment, judges, officer)
    round_of(study, judges, (50, 60, 70), officer)
    leave_out_judge(study.judges.get(person=judges[0]), reason="Ill.", by=officer, now=NOON)
    round_of(study, judges[1:], (60, 70), officer)
    with pytest.raises(PermissionDenied, match="judge"):
        adopt(study, judges[0])
    with pytest.raises(PermissionDenied):
        adopt(study, judges[1])
    # Who was left out counts no more: (60 + 70) / 2 per cent of two items.
    assert adopt(study, officer).adopted_cut == Fraction(13, 10)


def test_a_round_closes_only_when_everybody_has_judged_everything(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    open_round(study, by=officer, now=NOON)
    with pytest.raises(StudyRefused, match="is open"):
        open_round(study, by=officer, now=NOON)
    for judge in judges[:2]:
        assert judged(study, judge, 50) == 0
    first = study.items.first()
    assert first is not None
    assert save_ratings(study, {first.pk: 50}, by=judges[2]) == 3
    with pytest.raises(StudyRefused, match="every item"):
        close_round(study, by=officer, now=NOON)
    assert judged(study, judges[2], 55) == 0
    close_round(study, by=officer, now=NOON)
    with pytest.raises(StudyRefused, match="not kept"):
        judged(study, judges[0], 99)
    assert set(JudgeRating.objects.values_list("percent", flat=True)) == {50, 55}


def test_one_round_alone_is_never_adopted_and_a_changed_blueprint_neither(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    with pytest.raises(StudyRefused):
        adopt(study, officer)
    round_of(study, judges, (50, 60, 70), officer)
    with pytest.raises(StudyRefused, match="once more"):
        adopt(study, officer)
    with pytest.raises(StudyRefused, match="talked"):
        open_round(study, by=officer, now=NOON)
    round_of(study, judges, (50, 60, 70), officer)
    assessment.blueprint.update(items=1)
    with pytest.raises(StudyRefused, match="blueprint"):
        adopt(study, officer)


def test_an_adopted_cut_waits_while_the_blueprint_is_another_one(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    for _round in range(2):
        round_of(study, judges, (50, 60, 70), officer)
    adopt(study, officer)
    assessment.blueprint.update(items=1)
    assert apply_due_cuts(now=LATER) == 0
    assessment.blueprint.update(items=2)
    assert apply_due_cuts(now=LATER) == 1


def test_who_may_begin_judge_and_run(assessment: Assessment, judges: list[User], officer: User) -> None:
    with pytest.raises(PermissionDenied):
        begun(assessment, judges, judges[0])
    with pytest.raises(StudyRefused, match="two judges"):
        begun(assessment, judges[:1], officer)
    with pytest.raises(StudyRefused, match="role"):
        begun(assessment, [*judges, staff(Role.MARKER)], officer)
    study = begun(assessment, judges, officer)
    with pytest.raises(StudyRefused, match="under way"):
        begun(assessment, judges, officer)
    open_round(study, by=officer, now=NOON)
    for person in (officer, staff(Role.INSTRUCTOR)):
        with pytest.raises(PermissionDenied):
            judged(study, person, 50)
    for value in (101, -1):
        with pytest.raises(StudyRefused, match="whole number"):
            judged(study, judges[0], value)


def test_facility_is_kept_at_the_first_close_and_said_from_thirty_candidates_on(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    submit_attempt(attempt.pk, now=NOON)
    study = begun(assessment, judges, officer)
    round_of(study, judges, (50, 60, 70), officer)
    assert sum(study.items.values_list("impact_count", flat=True)) == 2
    item = StudyItem(impact_count=30, impact_sum=Fraction(21))
    assert facility_of(item) == Fraction(7, 10)
    item.impact_count = 29
    assert facility_of(item) is None


def numbers_on(page: str) -> set[str]:
    """The numbers that a page shows or has filled in, but for those in names, addresses and tokens."""
    main = page.partition("<main")[2].partition("</main>")[0]
    filled = re.findall(r'<input type="number"[^>]*\bvalue="(\d+)"', main)
    read = re.sub(r"<[^>]*>|Number \d+", " ", main)
    return {*filled, *re.findall(r"\d+", read)}


def test_a_judge_sees_no_other_rating_before_the_round_is_closed(
    client: Client, assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    open_round(study, by=officer, now=NOON)
    judged(study, judges[0], 37)
    address = reverse("cut_studies:judge", args=[study.uuid])
    sign_in_staff(client, judges[0])
    assert "37" in numbers_on(client.get(address).content.decode())
    sign_in_staff(client, judges[1])
    page = client.get(address).content.decode()
    assert "37" not in numbers_on(page)
    assert ItemView.objects.filter(viewer=judges[1]).count() == 4
    client.get(address)
    assert ItemView.objects.filter(viewer=judges[1]).count() == 4
    fields = {f"item-{item.pk}": "64" for item in study.items.all()}
    assert client.post(address, dict.fromkeys(fields, "140")).status_code == 422
    assert client.post(address, fields).url == reverse("cut_studies:list")
    sign_in_staff(client, officer)
    record = client.get(reverse("cut_studies:one", args=[study.uuid])).content.decode()
    assert "64" not in numbers_on(record)
    judged(study, judges[2], 41)
    client.post(reverse("cut_studies:close", args=[study.uuid]))
    client.post(reverse("cut_studies:open", args=[study.uuid]), {"discussion": "Item 2."})
    sign_in_staff(client, judges[1])
    page = client.get(address).content.decode()
    assert "from 37 to 64" in page
    sign_in_staff(client, staff(Role.INSTRUCTOR))
    assert client.get(address).status_code == 404


def test_a_judge_goes_through_a_long_form_by_pages_and_loses_nothing_on_the_way(
    client: Client,
    assessment: Assessment,
    judges: list[User],
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cut_views, "ITEMS_AT_ONCE", 3)
    study = begun(assessment, judges, officer)
    open_round(study, by=officer, now=NOON)
    address = reverse("cut_studies:judge", args=[study.uuid])
    items = [item.pk for item in study.items.all()]
    names = [f"item-{pk}" for pk in items]

    def ratings() -> dict[int, int]:
        return dict(study.judges.get(person=judges[0]).ratings.values_list("item_id", "percent"))

    sign_in_staff(client, judges[0])
    page = client.get(address).content.decode()
    assert "0 of 4 items have your rating. Here are items 1 to 3." in page
    assert [f'name="{name}"' in page for name in names] == [True, True, True, False]
    # Only what was shown was seen.
    assert ItemView.objects.filter(viewer=judges[0]).count() == 3
    # What is entered is kept on the way to a page; what belongs to another page is not taken for it.
    answer = client.post(address, {names[0]: "10", names[3]: "99", "to": "2"})
    assert answer.url == f"{address}?page=2"
    assert ratings() == {items[0]: 10}
    page = client.get(answer.url).content.decode()
    assert [f'name="{name}"' in page for name in names] == [False, False, False, True]
    assert ItemView.objects.filter(viewer=judges[0]).count() == 4
    refused = client.post(answer.url, {names[3]: "140", "to": "1"})
    assert (refused.status_code, "140" in numbers_on(refused.content.decode())) == (422, True)
    # After the last page comes the first that lacks something, then the end.
    assert client.post(answer.url, {names[3]: "40"}).url == f"{address}?page=1"
    assert ratings() == {items[0]: 10, items[3]: 40}
    full = dict(zip(names[:3], ("11", "20", "30"), strict=True))
    assert client.post(f"{address}?page=1", full).url == reverse("cut_studies:list")
    assert ratings() == dict(zip(items, (11, 20, 30, 40), strict=True))
    assert "(all rated)" in client.get(address).content.decode()


def test_an_officer_begins_and_adopts_on_the_screens(
    client: Client, assessment: Assessment, judges: list[User], officer: User
) -> None:
    sign_in_staff(client, officer)
    fields = {"assessment": assessment.pk, "judges": [judge.pk for judge in judges], **WORDS}
    begun_at = client.post(reverse("cut_studies:new"), fields)
    study = CutScoreStudy.objects.get()
    assert begun_at.url == reverse("cut_studies:one", args=[study.uuid])
    round_of(study, judges, (50, 60, 70), officer)
    round_of(study, judges, (60, 60, 60), officer)
    address = reverse("cut_studies:adopt", args=[study.uuid])
    refused = client.post(address, {"reason": "", "effective_at": "2027-01-01T09:00"})
    assert (refused.status_code, "2027-01-01T09:00" in refused.content.decode()) == (422, True)
    assert Assessment.objects.get().cut_score_status == "provisional"
    page = client.post(address, {"reason": "Agreed.", "effective_at": ""}, follow=True).content.decode()
    assert "1.200" in page
    assert Assessment.objects.get().cut_score == Decimal("1.2")
    study.refresh_from_db()
    assert study.applied_at is not None
    assert study.effective_at is not None
    assert study.effective_at <= timezone.now()


def test_screens_of_studies_open_to_their_roles_alone(
    client: Client, assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    addresses = {
        reverse("cut_studies:list"): {Role.CERTIFICATION_OFFICER, Role.INSTRUCTOR, Role.REVIEWER},
        reverse("cut_studies:new"): {Role.CERTIFICATION_OFFICER},
        reverse("cut_studies:one", args=[study.uuid]): {Role.CERTIFICATION_OFFICER},
    }
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER, Role.CERTIFICATION_OFFICER):
        sign_in_staff(client, staff(role))
        for address, roles in addresses.items():
            assert (client.get(address).status_code == 200) is (role in roles), (role, address)


@pytest.mark.parametrize("kind", [*samples.EVERY, "drawn values"])
def test_judges_see_every_kind_of_item_as_a_candidate_gets_it_with_its_key(
    client: Client, judges: list[User], officer: User, settings: Any, kind: str
) -> None:
    settings.ASSESSMENT_UPLOADS = True
    content = samples.parameterised() if kind == "drawn values" else samples.EVERY[kind][0]
    bank = make_bank(items=0)
    load_item("bank", item_data("only", interaction=content), actor=None, now=NOON)
    study = begun(make_assessment(bank, items=1), judges, officer)
    open_round(study, by=officer, now=NOON)
    sign_in_staff(client, judges[0])
    answer = client.get(reverse("cut_studies:judge", args=[study.uuid]))
    page = answer.content.decode()
    assert answer.status_code == 200
    (rated,) = answer.context["form"].rated
    assert rated.key
    assert escape(rated.key) in page
    assert "{{" not in page
    # What a candidate would fill in stands there to be read.
    assert "disabled" in page or kind in ("essay", "upload", "branching-scenario", "threat-model")
    assert save_ratings(study, {rated.item.pk: 50}, by=judges[0]) == 0


def test_judges_of_a_later_round_read_what_was_said_and_how_many_would_have_passed(
    client: Client, assessment: Assessment, judges: list[User], officer: User
) -> None:
    study = begun(assessment, judges, officer)
    first = round_of(study, judges, (50, 50, 50), officer)
    open_round(study, by=officer, discussion="Item 2 reads as two questions.", now=NOON)
    address = reverse("cut_studies:judge", args=[study.uuid])
    sign_in_staff(client, judges[0])
    page = client.get(address).content.decode()
    assert "Item 2 reads as two questions." in page
    assert "came to a cut of 1.000" in page
    assert "would have passed" not in page
    StudyRound.objects.filter(pk=first.pk).update(candidates=30, passing=21)
    assert "70.0 % of the 30 candidates so far would have passed" in client.get(address).content.decode()
    sign_in_staff(client, officer)
    record = client.get(reverse("cut_studies:one", args=[study.uuid])).content.decode()
    assert "Item 2 reads as two questions." in record
    assert "70.0 %" in record


def test_a_closed_round_keeps_how_many_reach_its_cut(
    assessment: Assessment, judges: list[User], officer: User
) -> None:
    for _candidate in range(2):
        submit_attempt(start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON).pk, now=NOON)
    study = begun(assessment, judges, officer)
    hard = round_of(study, judges, (50, 60, 70), officer)
    easy = round_of(study, judges, (0, 0, 0), officer)
    assert [(one.candidates, one.passing) for one in (hard, easy)] == [(2, 0), (2, 2)]
    assert pass_rate_of(easy) is None
    assert pass_rate_of(StudyRound(candidates=30, passing=15)) == Fraction(1, 2)


def test_what_was_typed_is_kept_when_a_judge_may_not_adopt_and_abandoning_is_asked_twice(
    client: Client, assessment: Assessment, judges: list[User]
) -> None:
    both = judges[0]
    both.groups.add(*staff(Role.CERTIFICATION_OFFICER).groups.all())
    both = User.objects.get(pk=both.pk)
    study = begun(assessment, judges, both)
    for _round in range(2):
        round_of(study, judges, (50, 60, 70), both)
    sign_in_staff(client, both)
    kept = client.post(reverse("cut_studies:adopt", args=[study.uuid]), {"reason": "Long thought over."})
    assert kept.status_code == 422
    assert kept.context["adopt"]["reason"].value() == "Long thought over."
    silent = client.post(reverse("cut_studies:open", args=[study.uuid]), {"discussion": " "})
    assert silent.status_code == 422
    address = reverse("cut_studies:abandon", args=[study.uuid])
    assert client.get(address).status_code == 200
    client.post(address)
    assert CutScoreStudy.objects.running().exists()
    client.post(address, {"is_sure": "on"})
    assert not CutScoreStudy.objects.running().exists()
