"""The quiet exit of lessons that may weigh on a reader, and the page to which it leads."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.courses import EnrolmentFactory, make_course, make_lesson, make_module
from website import support
from website.support import SupportLine, SupportLines
from website.templatetags import website_tags

pytestmark = pytest.mark.django_db
EXIT = 'data-testid="quiet-exit"'


@pytest.mark.parametrize(
    ("course", "module", "lesson", "shown"),
    [
        ({}, {}, {}, False),
        ({"content_note": "It names harm."}, {}, {}, True),
        ({}, {"content_note": "It names harm."}, {}, True),
        ({}, {}, {"content_note": "It names harm.", "alternative": [("text", "<p>Other words.</p>")]}, True),
        ({}, {}, {"body": [("content_note", {"text": "What follows names harm."})]}, True),
    ],
    ids=["no note", "the course's note", "the module's note", "the lesson's note", "a note within"],
)
def test_a_lesson_that_may_weigh_on_a_reader_has_a_quiet_exit(
    client: Client, course: dict[str, str], module: dict[str, str], lesson: dict[str, object], shown: bool
) -> None:
    page = make_lesson(make_module(make_course("care", **course), **module), **{"body": [], **lesson})
    assert (EXIT in client.get(page.path_on_site).content.decode()) is shown


def test_the_exit_is_a_plain_link_that_works_without_a_script_or_a_mouse(client: Client) -> None:
    course = make_course("care", content_note="It names harm.")
    page = make_lesson(make_module(course), body=[])
    html = client.get(page.path_on_site).content.decode()
    assert '<a class="btn small" href="/pause/" rel="noreferrer" data-testid="quiet-exit">' in html
    assert "Leave this page now" in html


def test_leaving_keeps_the_place(client: Client) -> None:
    course = make_course("care", content_note="It names harm.")
    module = make_module(course)
    make_lesson(module, title="First", slug="first", body=[])
    second = make_lesson(module, title="Second", slug="second", body=[])
    enrolment = EnrolmentFactory.create(course=course)
    client.force_login(enrolment.user)
    client.get(second.path_on_site)
    assert client.get("/pause/").status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.place_id == second.pk


def test_the_page_to_which_it_leads_names_no_subject_and_is_not_kept(client: Client) -> None:
    make_lesson(make_module(make_course("care", title="A hard subject")), body=[])
    response = client.get("/pause/")
    page = response.content.decode()
    assert "A hard subject" not in page
    assert "Take the time you need" in page
    assert "no-store" in response["Cache-Control"]


def _with_line(monkeypatch: pytest.MonkeyPatch, *, checked: date) -> None:
    line = SupportLine(
        "desk", "", "A desk of the tests", "by writing", "", "https://example.org/desk", checked
    )
    monkeypatch.setattr(website_tags, "support_lines", lambda: SupportLines((line,)))


@pytest.mark.parametrize("address", ["/pause/", "/about/care/"])
def test_a_line_checked_of_late_is_shown_with_its_source_and_day(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _with_line(monkeypatch, checked=timezone.localdate())
    page = client.get(address).content.decode()
    assert "A desk of the tests" in page
    assert "https://example.org/desk" in page


@pytest.mark.parametrize("address", ["/pause/", "/about/care/"])
def test_a_line_not_checked_for_180_days_gives_way_to_what_anybody_can_do(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _with_line(monkeypatch, checked=timezone.localdate() - support.KEEP - timedelta(days=1))
    page = client.get(address).content.decode()
    assert "A desk of the tests" not in page
    assert "the support that your employer offers its staff" in page
