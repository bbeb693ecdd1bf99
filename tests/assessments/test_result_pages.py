"""The screens of results: what they say, to whom, as which file, and with how many queries."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.roles import Role
from assessments import ports
from assessments.models import Assessment, Attempt, AttemptItem, Item, ItemView, Outcome, Response
from assessments.ports import CohortSource
from assessments.services import result_reports
from assessments.services.exports import FORMATS
from assessments.services.tables import Report
from assessments.services.tallying import count_assessment
from assessments.views import results_people
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def examination() -> Assessment:
    return make_mixed_examination(make_mixed_bank(items=8), each=4, title="Governance examination")


@pytest.fixture
def sat(examination: Assessment) -> Assessment:
    """Thirty-one attempts at forms of the same eight items, counted."""
    make_cohort(examination, 31, seed=11)
    count_assessment(examination.pk, now=LATER)
    return examination


@pytest.fixture
def instructor(client: Client) -> Client:
    sign_in_staff(client, staff(Role.INSTRUCTOR))
    return client


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    return client


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return response.content.decode()


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_figures_of_an_assessment_its_items_and_one_item(instructor: Client, sat: Assessment) -> None:
    listed = read(instructor, "/admin/results/")
    assert "Governance examination" in listed
    page = read(instructor, f"/admin/results/{sat.uuid}/")
    outcomes = Outcome.objects.filter(attempt__assessment=sat)
    mean = sum(outcome.score for outcome in outcomes) / 31
    assert f"{float(mean):.2f}" in page
    passed = outcomes.filter(decision="pass").count()
    assert f"{100 * passed / 31:.1f}" in page
    assert page.count('<svg class="plot"') == 3
    assert page.count('role="img"') >= 3
    items = read(instructor, f"/admin/results/{sat.uuid}/items/?sort=-facility")
    for item in Item.objects.all():
        assert item.slug in items
    assert 'aria-sort="descending"' in items
    item = Item.objects.get(slug="m-000")
    one = read(instructor, f"/admin/results/{sat.uuid}/items/{item.pk}/")
    assert "Alpha" in one
    assert "Options of version 1" in one
    assert ItemView.objects.filter(item=item, screen="results").exists()


def test_fewer_than_thirty_are_never_shown(instructor: Client, examination: Assessment) -> None:
    make_cohort(examination, 29, seed=2)
    count_assessment(examination.pk, now=LATER)
    item = Item.objects.get(slug="m-000")
    base = f"/admin/results/{examination.uuid}/"
    for address in (base, f"{base}items/", f"{base}items/{item.pk}/"):
        page = read(instructor, address)
        assert "fewer than 30" in page
        assert '<svg class="plot"' not in page
        file = instructor.get(f"{address}?format=csv").content.decode()
        assert "Mean score" not in file
        assert "29" not in file
        for name in ("xlsx", "pdf"):
            assert instructor.get(f"{address}?format={name}").status_code == 200
    listed = rows_of(instructor.get("/admin/results/?format=csv"))
    assert listed[5][:5] == ["Governance examination", "Examination", "Mixed bank", "fewer than 30", ""]
    items = rows_of(instructor.get(f"{base}items/?format=csv"))
    assert {tuple(row[5:6] + row[7:11]) for row in items[6:]} == {("fewer than 30", "", "", "", "")}


def test_a_cohort_that_is_too_small_is_not_shown_and_a_large_one_is_counted_alone(
    instructor: Client, sat: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = list(Attempt.objects.order_by("pk").values_list("candidate_id", flat=True))
    groups = {"small": people[:29], "large": people[:30]}
    source = CohortSource(lambda user: [("small", "Small"), ("large", "Large")], lambda key: groups[key])
    monkeypatch.setattr(ports, "_cohorts", [source])
    base = f"/admin/results/{sat.uuid}/"
    assert "fewer than 30 attempts" in read(instructor, f"{base}?cohort=small")
    page = rows_of(instructor.get(f"{base}?cohort=large&format=csv"))
    assert ["Attempts", "30"] in page
    items = rows_of(instructor.get(f"{base}items/?cohort=large&format=csv"))
    assert {row[5] for row in items[6:]} == {"30"}


def test_what_a_cohort_came_to_is_kept_until_an_outcome_is_another(
    instructor: Client, sat: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = list(Attempt.objects.values_list("candidate_id", flat=True))
    source = CohortSource(lambda user: [("all", "All")], lambda key: people)
    monkeypatch.setattr(ports, "_cohorts", [source])
    base = f"/admin/results/{sat.uuid}/"
    addresses = [f"{base}?cohort=all", f"{base}items/?cohort=all&format=csv"]

    def asked() -> tuple[list[list[str]], int]:
        with CaptureQueriesContext(connection) as queries:
            pages = [instructor.get(address) for address in addresses]
        return rows_of(pages[1]), sum(
            '"assessments_response"' in one["sql"] for one in queries.captured_queries
        )

    before, read_at_first = asked()
    assert read_at_first > 0
    assert asked() == (before, 0)
    old = Outcome.objects.order_by("pk").first()
    assert old is not None
    # Everything that this attempt got is taken from it.
    for entry in old.items:
        entry["score"] = "0"
    old.pk, old.number, old.score = None, old.number + 1, 0
    old.save()
    after, read_again = asked()
    assert read_again > 0
    assert after != before


def test_a_period_is_whole_months(instructor: Client, sat: Assessment) -> None:
    make_cohort(sat, 31, seed=12, now=NOON + timedelta(days=60))
    count_assessment(sat.pk, now=LATER)
    base = f"/admin/results/{sat.uuid}/?format=csv"
    assert ["Attempts", "62"] in rows_of(instructor.get(base))
    assert ["Attempts", "31"] in rows_of(instructor.get(f"{base}&since=2027-01"))
    assert ["Attempts", "31"] in rows_of(instructor.get(f"{base}&until=2026-11"))


def test_files_hold_the_cells_of_the_screen(instructor: Client, sat: Assessment) -> None:
    address = f"/admin/results/{sat.uuid}/items/?sort=discrimination"
    screen = read(instructor, address)
    plain = rows_of(instructor.get(f"{address}&format=csv"))[6:]
    book = load_workbook(io.BytesIO(instructor.get(f"{address}&format=xlsx").content))
    sheet = list(book.worksheets[-1].iter_rows(values_only=True))[1:]
    found = [float(row[9]) for row in plain if row[9]]
    assert found == sorted(found)
    for row, cells in zip(plain, sheet, strict=False):
        assert row[0] == cells[0]
        for place in (5, 7, 9):
            assert float(row[place]) == pytest.approx(float(cells[place]))
            assert f"{float(row[place]):.1f}" in screen or row[place] in screen
    pdf = instructor.get(f"{address}&format=pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].endswith('.pdf"')


def sheet_of(client: Client, address: str) -> list[tuple[Any, ...]]:
    """The first sheet of a spreadsheet: what it is."""
    book = load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content))
    assert len(book.worksheets) > 1
    return [tuple(cell for cell in row if cell) for row in book.worksheets[0].iter_rows(values_only=True)]


def add_to(address: str, query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{query}"


def test_every_file_says_what_was_chosen(officer: Client, sat: Assessment, monkeypatch: Any) -> None:
    people = list(Attempt.objects.values_list("candidate_id", flat=True))
    source = CohortSource(lambda user: [("autumn", "Autumn, =1")], lambda key: people)
    monkeypatch.setattr(ports, "_cohorts", [source])
    told: list[Report] = []

    def tell(report: Report) -> bytes:
        told.append(report)
        return b""

    monkeypatch.setitem(FORMATS, "pdf", (tell, "application/pdf"))
    base, bank = f"/admin/results/{sat.uuid}", sat.bank_id
    scope, said = "cohort=autumn&since=2026-11", "From: 2026-11; Cohort: Autumn, =1"
    asked = {
        f"{base}/?{scope}": said,
        f"{base}/items/?{scope}&type=matching": f"{said}; Kind: Matching",
        f"{base}/items/{Item.objects.get(slug='m-000').pk}/?{scope}": said,
        f"{base}/": "Everything",
        f"/admin/results/?bank={bank}&kind=examination": "Kind: Examination; Bank: Mixed bank",
        f"/admin/results/attempts/?assessment={sat.uuid}&since=2026-11-01&decision=pass": (
            "Assessment: Governance examination; Decision: Passed; Started from: 2026-11-01"
        ),
        # A form with a fault narrows nothing, and the file does not say that it did.
        "/admin/results/attempts/?decision=pass&since=yesterday": "Everything",
        f"/admin/results/gradebook/?bank={bank}&q=Person": "Bank: Mixed bank; Candidate: Person",
    }
    for address, words in asked.items():
        officer.get(add_to(address, "format=pdf"))
        assert [fact.text for name, fact in told.pop().facts if name == "What was chosen"] == [words]
        assert ["What was chosen", words] in rows_of(officer.get(add_to(address, "format=csv")))
        book = load_workbook(io.BytesIO(officer.get(add_to(address, "format=xlsx")).content))
        assert ("What was chosen", words) in list(book.worksheets[0].iter_rows(values_only=True))
        assert "What was chosen" not in read(officer, address)


def test_a_spreadsheet_says_what_it_leaves_out(
    officer: Client, sat: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_people, "MOST_IN_FILE", 3)
    note = ("Only the first 3 rows are in this file. Narrow the choice for the others.",)
    attempts = sheet_of(officer, "/admin/results/attempts/")
    assert attempts[:2] == [("Attempts",), note]
    assert sheet_of(officer, "/admin/results/gradebook/")[:3] == [("Gradebook",), ("Mixed bank",), note]
    monkeypatch.setattr(result_reports, "scope_notes", lambda counts: ["Some are not counted."])
    items = sheet_of(officer, f"/admin/results/{sat.uuid}/items/")
    assert items[:2] == [("Items of Governance examination",), ("Some are not counted.",)]


def test_text_that_a_spreadsheet_would_run_is_only_text(officer: Client, examination: Assessment) -> None:
    people = [UserFactory.create(legal_name="=1+1", email="formula@example.org")]
    make_cohort(examination, 1, people=people)
    rows = rows_of(officer.get("/admin/results/gradebook/?format=csv"))
    assert rows[-1][0] == "'=1+1 (formula@example.org)"


def test_facets_of_items_narrow_the_table(instructor: Client, sat: Assessment) -> None:
    base = f"/admin/results/{sat.uuid}/items/?format=csv"
    every = rows_of(instructor.get(base))[6:]
    matching = rows_of(instructor.get(f"{base}&type=matching"))[6:]
    assert {row[3] for row in matching} == {"Matching"}
    assert 0 < len(matching) < len(every) == 8
    first = rows_of(instructor.get(f"{base}&domain=d1&q=m-001"))[6:]
    assert [row[0] for row in first] == ["m-001"]


def test_an_item_whose_key_is_wrong_is_flagged_and_leads_to_the_editor(
    instructor: Client, sat: Assessment
) -> None:
    item = Item.objects.get(slug="m-000")
    for entry in Outcome.objects.filter(attempt__assessment=sat):
        for detail in entry.items:
            if detail["version"] == item.current_version_id:
                # Whoever did well elsewhere fails here.
                high = entry.score >= 6
                detail["score"] = "0" if high else "1"
                taken = {"choice": "b" if high else "a"}
                AttemptItem.objects.filter(attempt=entry.attempt, position=detail["position"]).update(
                    response=taken
                )
        Outcome.objects.filter(pk=entry.pk).update(items=entry.items)
    instructor.post(f"/admin/results/{sat.uuid}/count/", {"anew": "1"})
    count_assessment(sat.pk, now=LATER)
    page = read(instructor, f"/admin/results/{sat.uuid}/items/{item.pk}/")
    assert "Works against the test" in page
    assert f"/admin/snippets/assessments/item/edit/{item.pk}/" in page
    assert item.slug in read(instructor, f"/admin/results/{sat.uuid}/items/?flag=negative-discrimination")


def test_an_attempt_is_told_step_by_step(officer: Client, examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1)
    item = attempt.items.order_by("position")[0]
    for sequence, status in ((2, "conflict"), (3, "late")):
        Response.objects.create(
            attempt_item=item,
            sequence=sequence,
            seen_sequence=0,
            status=status,
            data=item.response,
            received_at=LATER,
        )
    page = read(officer, f"/admin/results/attempts/{attempt.uuid}/")
    for words in (
        "Kept as a conflict",
        "Kept as late",
        "not counted",
        "Outcomes",
        attempt.candidate.legal_name,
    ):
        assert words in page
    assert ItemView.objects.filter(screen="results").count() == 8
    assert str(attempt.uuid) in read(officer, "/admin/results/attempts/?state=late")
    assert str(attempt.uuid) in read(officer, "/admin/results/attempts/?state=conflict&decision=")
    assert str(attempt.uuid) not in read(officer, "/admin/results/attempts/?state=open")
    decision = Outcome.objects.get().decision
    other = "fail" if decision == "pass" else "pass"
    assert str(attempt.uuid) in read(officer, f"/admin/results/attempts/?decision={decision}")
    assert str(attempt.uuid) not in read(officer, f"/admin/results/attempts/?decision={other}")


def test_names_are_only_for_who_may_see_them(officer: Client, examination: Assessment) -> None:
    [attempt] = make_cohort(examination, 1)
    addresses = [
        "/admin/results/attempts/",
        "/admin/results/gradebook/",
        f"/admin/results/attempts/{attempt.uuid}/",
    ]
    name = attempt.candidate.legal_name
    for address in addresses:
        assert name in read(officer, address)
    reader = sign_in_staff(Client(), staff(Role.CERTIFICATION_OFFICER))
    group = reader.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_candidate_names"))
    client = Client()
    sign_in_staff(client, reader)
    for address in addresses:
        for suffix in ("", "?format=csv"):
            text = client.get(address + suffix).content.decode()
            assert name not in text
            assert attempt.candidate.email not in text
            assert "Candidate " in text
    # Nor may they try names out.
    assert (
        "Candidate "
        in client.get("/admin/results/attempts/?q=nobody-of-that-name&format=csv").content.decode()
    )


def test_the_gradebook_takes_the_attempt_that_counts(officer: Client, examination: Assessment) -> None:
    person = UserFactory.create(legal_name="Ada Lindqvist")
    Assessment.objects.update(grading="latest", attempts_allowed=None)
    for days, score, decision in ((0, "8", "fail"), (2, "2", "pass")):
        Outcome.objects.filter(decision="pass").update(decision="fail")
        [attempt] = make_cohort(examination, 1, people=[person], seed=days, now=NOON + timedelta(days=days))
        Outcome.objects.filter(attempt=attempt).update(score=score, decision=decision)
    row = rows_of(officer.get("/admin/results/gradebook/?format=csv"))[-1]
    assert row[1:] == ["25.0", "Passed"]
    Assessment.objects.update(grading="highest")
    assert rows_of(officer.get("/admin/results/gradebook/?format=csv"))[-1][1] == "100.0"


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_rows(officer: Client, examination: Assessment) -> None:
    make_cohort(examination, 1, seed=1)
    count_assessment(examination.pk, now=LATER)
    uuid = Attempt.objects.get().uuid
    addresses = [
        "/admin/results/",
        f"/admin/results/{examination.uuid}/",
        f"/admin/results/{examination.uuid}/items/",
        "/admin/results/attempts/",
        "/admin/results/gradebook/",
        f"/admin/results/attempts/{uuid}/",
    ]
    few = [queries(officer, address) for address in addresses]
    Assessment.objects.filter(pk=examination.pk).update(title="Examination")
    make_cohort(examination, 49, seed=2)
    count_assessment(examination.pk, now=LATER)
    many = [queries(officer, address) for address in addresses]
    # With figures to show, a page asks for places, items and versions: a fixed number more.
    assert all(later <= sooner + 6 for sooner, later in zip(few, many, strict=True)), (few, many)
    make_cohort(examination, 30, seed=3, now=NOON + timedelta(days=40))
    count_assessment(examination.pk, now=LATER)
    assert [queries(officer, address) for address in addresses] == many
