"""The builder of assessments: a grid of demand and supply, a summary that follows the form, sample forms, and owners."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import StaffAct
from accounts.roles import Role
from assessments.models import Assessment, AttemptItem, Item, ItemBank, ItemView
from assessments.services.loading import load_bank, load_item
from assessments.services.starting import start_attempt
from assessments.services.supply import demand_of, keep_blueprint, read_plan
from tests.assessments.test_item_admin import as_administrator, as_role
from tests.assessments.test_policy_admin import PRACTICE, posted
from tests.factories.accounts import UserFactory
from tests.factories.assessments import CANARY, NOON, item_data, make_assessment, make_bank

pytestmark = pytest.mark.django_db

CELL = "cell:d1:apply"


@pytest.fixture
def officer() -> Client:
    return as_role(Role.CERTIFICATION_OFFICER)


@pytest.fixture
def bank() -> ItemBank:
    return make_bank()


def edit(client: Client, assessment: Assessment, **changes: Any) -> Any:
    url = reverse("assessment_policies:edit", args=[assessment.pk])
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, posted(page, **changes))


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def practice(bank: ItemBank, **changes: Any) -> Assessment:
    return make_assessment(bank, **(PRACTICE | {"slug": "practice"} | changes))


def test_an_examination_is_made_filled_and_opened_without_leaving_the_admin(
    officer: Client, bank: ItemBank
) -> None:
    url = reverse("assessment_policies:add")
    page = officer.get(url)
    fields = posted(page, title="Autumn", slug="autumn", bank=str(bank.pk), kind="examination", cut_score="2")
    fields["review_after"] = ["outcome"]
    made = officer.post(url, fields)
    assessment = Assessment.objects.get(slug="autumn")
    assert made["Location"] == reverse("assessment_policies:edit", args=[assessment.pk])
    assert not assessment.is_active
    early = edit(officer, assessment, is_active="on")
    assert "fill the blueprint" in str(early.context["form"].errors["is_active"])
    filled = edit(officer, assessment, **{CELL: "3", "is_active": "on", "minutes": "90"})
    assert filled.status_code == 302, filled.context["form"].errors
    assessment.refresh_from_db()
    assert assessment.is_active
    assert demand_of(assessment) == {("d1", "apply"): 3}
    assert start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON).items.count() == 3


def test_every_cell_stands_on_the_page_once(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank)
    page = officer.get(reverse("assessment_policies:edit", args=[assessment.pk])).content.decode()
    assert [page.count(f'name="{name}"') for name in (CELL, "minutes")] == [1, 1]


def test_what_cannot_be_drawn_is_not_opened_and_its_cell_says_what_is_missing(
    officer: Client, bank: ItemBank
) -> None:
    assessment = make_assessment(bank)
    refused = edit(officer, assessment, **{CELL: "6"})
    assert "2 items are missing." in str(refused.context["form"].errors[CELL])
    assert "No form can be drawn" in str(refused.context["form"].errors["is_active"])
    page = refused.content.decode()
    assert 'data-state="short"' in page
    assert demand_of(assessment) == {("d1", "apply"): 2}
    closed = edit(officer, assessment, **{CELL: "6", "is_active": ""})
    assert closed.status_code == 302
    assert "2 items are missing." in said(closed)
    assert demand_of(assessment) == {("d1", "apply"): 6}


def test_a_bank_that_has_shrunk_stops_no_other_change(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank, items=4)
    Item.objects.filter(slug="e-000").update(stage="retired")
    saved = edit(officer, assessment, title="Another title")
    assert saved.status_code == 302
    assert "1 item is missing." in said(saved)


def test_later_attempts_that_would_repeat_too_much_are_warned_about(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank, items=4, attempts=2)
    saved = edit(officer, assessment, title="Two attempts")
    assert saved.status_code == 302
    assert "Only 1 attempt of one person can be drawn" in said(saved)
    assert "It promises 2." in said(saved)
    page = officer.get(reverse("assessment_policies:edit", args=[assessment.pk])).content.decode()
    assert 'data-state="later"' in page


def test_the_grid_counts_live_trial_worn_and_rival_items(bank: ItemBank) -> None:
    load_item("bank", item_data("trial", stage="pilot"), actor=None, now=NOON)
    Item.objects.filter(slug__in=["e-000", "e-001"]).update(enemies="pair")
    Item.objects.filter(slug="e-003").update(exposures=9)
    assessment = make_assessment(bank, exposure_limit=5, items=2)
    plan = read_plan(assessment, {("d1", "apply"): 2, ("d2", "apply"): 1})
    (first, second) = [row.cells[0] for row in plan.rows]
    assert (first.live, first.at_once, first.pilots, first.worn, first.wanted) == (3, 2, 1, 1, 2)
    assert (second.state, second.words) == ("short", "1 item is missing.")
    assert plan.rows[0].title == "Domain one"
    assert not plan.is_drawable
    rivals = read_plan(assessment, {("d1", "apply"): 3})
    assert rivals.refusals == {("d1", "apply"): "Too many of its items may not meet in one form."}


def test_a_cut_above_the_form_is_refused(officer: Client, bank: ItemBank) -> None:
    refused = edit(officer, make_assessment(bank), cut_score="3")
    assert "A form has 2 marks only." in str(refused.context["form"].errors["cut_score"])


def test_cells_keep_their_order_and_an_equal_blueprint_is_left_alone(bank: ItemBank) -> None:
    assessment = make_assessment(
        bank, blueprint=[{"domain": name, "level": "apply", "items": 1} for name in ("z", "d1", "a")]
    )
    places = list(demand_of(assessment).items())
    assert not keep_blueprint(assessment, dict(places))
    wanted = {("new", "apply"): 1} | dict(places[:1]) | {("a", "apply"): 2, ("d1", "apply"): 0}
    assert keep_blueprint(assessment, wanted)
    assert [rule.domain for rule in assessment.blueprint.all()] == ["z", "a", "new"]
    assert [rule.position for rule in assessment.blueprint.all()] == [0, 1, 2]


def summary(client: Client, assessment: Assessment, **changes: Any) -> Any:
    page = client.get(reverse("assessment_policies:edit", args=[assessment.pk]))
    return client.post(reverse("assessment_builder:summary", args=[assessment.pk]), posted(page, **changes))


def test_the_summary_says_what_the_form_holds_and_nothing_is_saved(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank, minutes=90, retake_delay_hours=336)
    page = officer.get(reverse("assessment_policies:edit", args=[assessment.pk])).content.decode()
    assert "2 scored items in 90 minutes." in page
    assert "2 attempts, at least 14 days apart." in page
    assert "A form has 2 from Domain one." in page
    assert "It is passed with 1 marks of 2 (Provisional). The score decides, at once." in page
    before = Assessment.objects.values().get()
    answer = summary(officer, assessment, **{CELL: "3", "minutes": "", "attempts_allowed": "1"}).json()
    assert "3 scored items without a time limit." in answer["html"]
    assert "One attempt." in answer["html"]
    assert answer["total"] == 3
    assert answer["cells"][CELL]["state"] == "fits"
    short = summary(officer, assessment, **{CELL: "9"}).json()
    assert short["cells"][CELL] == {"state": "short", "words": "5 items are missing."}
    assert "No form can be drawn now" in short["html"]
    assert Assessment.objects.values().get() == before
    assert demand_of(assessment) == {("d1", "apply"): 2}


def test_the_summary_of_a_form_with_faults_is_still_said(officer: Client, bank: ItemBank) -> None:
    answer = summary(officer, make_assessment(bank), title="", minutes="many")
    assert answer.status_code == 200
    assert "2 scored items" in answer.json()["html"]


def test_the_builder_says_who_is_affected(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank)
    url = reverse("assessment_policies:edit", args=[assessment.pk])
    assert "Nobody: it has not been started yet." in officer.get(url).content.decode()
    start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    page = officer.get(url).content.decode()
    assert "1 attempt was started, 1 of them runs now." in page
    refused = edit(officer, assessment, kind="practice")
    assessment.refresh_from_db()
    assert refused.status_code == 302
    assert assessment.is_examination


def sample(client: Client, assessment: Assessment, **query: Any) -> Any:
    return client.get(reverse("assessment_builder:sample", args=[assessment.pk]), query)


def test_a_sample_form_is_drawn_by_a_seed_in_the_address_and_its_views_are_recorded(bank: ItemBank) -> None:
    assessment = make_assessment(bank, items=3)
    instructor = as_role(Role.INSTRUCTOR)
    first = sample(instructor, assessment)
    assert first.status_code == 302
    assert "seed=" in first["Location"]
    pages = [sample(instructor, assessment, seed=7).content.decode() for _time in range(2)]
    assert [row.slug for row in sample(instructor, assessment, seed=7).context["rows"]]
    assert pages[0].count("<section") == pages[1].count("<section") == 3
    assert CANARY not in pages[0]
    assert 'data-testid="key"' not in pages[0]
    assert ItemView.objects.filter(viewer=instructor.user, screen="sample form").count() == 9
    keys = sample(instructor, assessment, seed=7, keys=1).content.decode()
    assert keys.count('data-testid="key"') == 3
    assert not AttemptItem.objects.exists()


def test_keys_of_a_sample_are_for_those_who_may_see_items(officer: Client, bank: ItemBank) -> None:
    page = sample(officer, make_assessment(bank), seed=7, keys=1).content.decode()
    assert "Which one, in" in page
    assert 'data-testid="key"' not in page
    assert "Show the keys" not in page


def test_a_sample_that_cannot_be_drawn_says_why(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank, items=9)
    assert "has 4 of 9 items" in sample(officer, assessment, seed=1).content.decode()


@pytest.mark.parametrize(
    ("role", "own", "see_sample"),
    [
        (Role.INSTRUCTOR, {"practice"}, {"practice", "examination"}),
        (Role.REVIEWER, set(), {"practice", "examination"}),
        (Role.MARKER, set(), set()),
        (Role.CERTIFICATION_OFFICER, {"examination"}, {"examination"}),
        (Role.ADMINISTRATOR, {"practice", "examination"}, {"practice", "examination"}),
    ],
)
def test_officers_own_examinations_and_instructors_practice(
    role: Role, own: set[str], see_sample: set[str], bank: ItemBank
) -> None:
    for number in range(4):
        load_item("bank", item_data(f"p-{number}", use="practice"), actor=None, now=NOON)
    found = {"examination": make_assessment(bank), "practice": practice(bank)}
    client = as_administrator() if role is Role.ADMINISTRATOR else as_role(role)
    for kind, assessment in found.items():
        edit_url = reverse("assessment_policies:edit", args=[assessment.pk])
        assert (client.get(edit_url).status_code == 200) is (kind in own)
        refused = client.post(edit_url, {"title": "Taken over"})
        assert (refused.status_code == 200) is (kind in own)
        asked = client.post(reverse("assessment_builder:summary", args=[assessment.pk]), {"title": "x"})
        assert (asked.status_code == 200) is (kind in own)
        assert (sample(client, assessment, seed=1).status_code == 200) is (kind in see_sample)
        assessment.refresh_from_db()
        assert assessment.title != "Taken over"
    page = client.get(reverse("assessment_policies:add"))
    assert (page.status_code == 200) is bool(own)
    if own:
        assert {value for value, _label in page.context["form"].fields["kind"].choices if value} == own
        strange = ({"practice", "examination"} - own) or {"oral"}
        sent = posted(page, title="T", slug="t", bank=str(bank.pk), kind=strange.pop(), cut_score="1")
        assert "kind" in client.post(reverse("assessment_policies:add"), sent).context["form"].errors


def test_the_builder_asks_no_more_queries_for_a_larger_bank(
    officer: Client, django_assert_max_num_queries: Any
) -> None:
    bank = make_bank()
    assessment = make_assessment(bank)
    url = reverse("assessment_policies:edit", args=[assessment.pk])
    officer.get(url)
    with django_assert_max_num_queries(60) as few:
        officer.get(url)
    levels = {f"l{number}": f"Level {number}" for number in range(6)}
    domains = {f"d{number}": f"Domain {number}" for number in range(1, 9)}
    load_bank(bank.slug, title="Bank", names={"domains": domains, "levels": levels | {"apply": "Apply"}})
    for number in range(40):
        load_item("bank", item_data(f"m-{number}", domain="d2", level="l1"), actor=None, now=NOON)
    with django_assert_max_num_queries(len(few)):
        page = officer.get(url)
    assert page.content.decode().count("data-cell=") == 56


def test_what_the_admin_edits_a_package_does_not_write_over(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank)
    edit(officer, assessment, **{CELL: "3"})
    make_assessment(bank, title="From the package")
    assessment.refresh_from_db()
    assert (assessment.title, assessment.cut_score) == ("Examination", Decimal(1))
    assert demand_of(assessment) == {("d1", "apply"): 3}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"title": "Another title"}, "set"),
        ({"cut_score": "1"}, "set"),
        ({"cut_score": "2"}, "provisional"),
        ({CELL: "3"}, "provisional"),
        ({"cut_score_status": "set", "cut_score": "2"}, "provisional"),
    ],
    ids=["title", "the same cut", "cut", "blueprint", "typed"],
)
def test_a_cut_that_a_panel_has_set_is_provisional_once_the_cut_or_the_blueprint_changes(
    officer: Client, bank: ItemBank, changes: dict[str, Any], status: str
) -> None:
    assessment = make_assessment(bank)
    Assessment.objects.update(cut_score_status="set")
    page = officer.get(reverse("assessment_policies:edit", args=[assessment.pk])).content.decode()
    assert "makes it provisional again" in page
    assert 'name="cut_score_status"' not in page
    saved = edit(officer, assessment, **changes)
    assert saved.status_code == 302, saved.context["form"].errors
    assert Assessment.objects.get().cut_score_status == status
    assert ("provisional again" in said(saved)) is (status == "provisional")


def test_nobody_types_that_a_panel_has_set_a_cut(officer: Client, bank: ItemBank) -> None:
    assessment = make_assessment(bank)
    assert edit(officer, assessment, cut_score_status="set").status_code == 302
    assert Assessment.objects.get().cut_score_status == "provisional"


def test_what_is_made_changed_opened_and_closed_stays_on_record(officer: Client, bank: ItemBank) -> None:
    url = reverse("assessment_policies:add")
    fields = posted(
        officer.get(url), title="A", slug="a", bank=str(bank.pk), kind="examination", cut_score="1"
    )
    officer.post(url, fields | {"review_after": ["outcome"]})
    assessment = Assessment.objects.get()
    edit(officer, assessment)
    edit(officer, assessment, **{CELL: "2", "is_active": "on", "access_code": "secret"})
    edit(officer, assessment, is_active="")
    acts = StaffAct.objects.filter(act__startswith="assessment.").order_by("number")
    assert [(one.act, one.facts) for one in acts] == [
        ("assessment.made", {"kind": "examination"}),
        ("assessment.changed", {"fields": "access_code, blueprint"}),
        ("assessment.opened", {}),
        ("assessment.closed", {}),
    ]
    assert {one.label for one in acts} == {"bank/a"}
