"""The officer's desk: who gets in, what is found, what each deed does, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from certificates.models import (
    AchievementVersion,
    BulkIssue,
    Credential,
    CredentialCase,
    CredentialEvent,
    CredentialNotice,
)
from certificates.services import bulk as bulk_issues
from certificates.services.bulk import ListRefused, check_list, issue_step, start_list
from certificates.services.cases import file_case, report_credential, send_answer, unanswered_cases
from certificates.services.changes import Act, suspend_credential
from certificates.services.issuer import ensure_issuer
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.certificates import NOON, make_credential, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


@pytest.fixture
def desk(officer: User) -> Client:
    client = Client()
    sign_in_staff(client, officer)
    return client


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def at(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def every_screen(credential: Credential, bulk: BulkIssue, case: CredentialCase) -> list[str]:
    return [
        at("list"),
        at("issue"),
        at("lists"),
        at("one_list", bulk.uuid),
        at("cases"),
        at("case", case.uuid),
        at("machinery"),
        at("life", credential.uuid),
        *(at("deed", credential.uuid, deed) for deed in ("suspend", "revoke", "supersede", "renew", "erase")),
    ]


def a_list(officer: User, data: str = "name,email\nAda,ada@example.org\n") -> BulkIssue:
    ensure_issuer(now=NOON)
    version = AchievementVersion.objects.first() or make_version()
    return check_list(version, data.encode(), note="A workshop.", by_id=officer.pk, now=NOON)


@pytest.mark.parametrize("role", [None, Role.INSTRUCTOR, Role.MARKER, Role.REVIEWER])
def test_nobody_but_officers_sees_any_screen_of_the_desk(role: Role | None, officer: User) -> None:
    credential = make_credential()
    case = report_credential(credential, text="Seen on a wall.", contact="", now=NOON)
    screens = every_screen(credential, a_list(officer), case)
    client = Client()
    if role is None:
        client.force_login(UserFactory.create())
    else:
        sign_in_staff(client, staff(role))
    for screen in screens:
        assert client.get(screen).status_code in {302, 403}, screen
        assert credential.code not in client.get(screen, follow=True).content.decode()


@pytest.mark.parametrize("deed", ["suspend", "revoke", "supersede", "renew", "erase"])
def test_a_deed_asks_for_a_second_factor_that_is_recent(desk: Client, deed: str) -> None:
    credential = make_credential()
    session = desk.session
    for method in session["account_authentication_methods"]:
        method["at"] -= 24 * 3600
    session.save()
    for answer in (desk.get, desk.post):
        asked = answer(at("deed", credential.uuid, deed))
        assert asked.status_code == 302
        assert "reauthenticate" in asked["Location"] or "/login/" in asked["Location"]
    credential.refresh_from_db()
    assert credential.standing == "valid"
    assert credential.events.count() == 1


def test_every_screen_opens_for_an_officer_and_says_what_it_is_about(desk: Client, officer: User) -> None:
    credential = make_credential()
    case = report_credential(credential, text="Seen on a wall.", contact="", now=NOON)
    for screen in every_screen(credential, a_list(officer), case):
        assert "<h1" in text(desk.get(screen)), screen


@pytest.mark.parametrize(
    "typed", ["CODE", "code without dashes", "lindqv", "mail"], ids=["code", "loose code", "name", "mail"]
)
def test_a_certificate_is_found_by_what_is_known_of_it(desk: Client, typed: str) -> None:
    other = make_credential(name="Else Body")
    wanted = make_credential(other.achievement_version)
    known = {
        "CODE": wanted.code,
        "code without dashes": wanted.code.replace("-", " ").lower(),
        "lindqv": "lindqv",
        "mail": wanted.recipient_email.upper(),
    }[typed]
    page = text(desk.get(at("list"), {"q": known}))
    assert wanted.code in page
    assert other.code not in page


def test_the_list_asks_no_more_for_fifty_certificates_than_for_one(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_credential()
    desk.get(at("list"))
    with django_assert_num_queries(40, exact=False) as few:
        desk.get(at("list"))
    for _number in range(30):
        make_credential(first.achievement_version)
    with django_assert_num_queries(40, exact=False) as many:
        desk.get(at("list"))
    assert len(few) == len(many)


def test_an_officer_suspends_reinstates_corrects_and_revokes_and_the_life_tells_it(
    desk: Client, officer: User
) -> None:
    credential = make_credential(now=timezone.now() - timedelta(days=1))
    for deed, fields, standing in (
        ("suspend", {"text": "A complaint came in."}, "suspended"),
        ("reinstate", {"text": "It was unfounded."}, "valid"),
        ("supersede", {"text": "Married.", "name": "Ada Berg"}, "superseded"),
    ):
        response = desk.post(at("deed", credential.uuid, deed), fields)
        assert response.status_code == 302, deed
        credential.refresh_from_db()
        assert credential.standing == standing
    new = Credential.objects.get(replaces=credential)
    assert response["Location"] == at("life", new.uuid)
    desk.post(at("deed", new.uuid, "revoke"), {"text": "Found out.", "reason": "conduct"})
    life = text(desk.get(at("life", credential.uuid)))
    for words in ("A complaint came in.", "It was unfounded.", "Married.", new.code, officer.email):
        assert words in life
    assert "A decision on conduct" in text(desk.get(at("life", new.uuid)))
    assert CredentialEvent.objects.filter(actor=officer).count() == 5


@pytest.mark.parametrize(
    ("deed", "fields", "said"),
    [
        ("suspend", {"text": ""}, "This field is required"),
        ("revoke", {"text": "x", "reason": "late"}, "Select a valid choice"),
        ("reinstate", {"text": "x"}, "is not suspended"),
        ("erase", {"text": "x", "code": "ASY-0000-0000-0000"}, "Nothing was erased"),
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_and_changes_nothing(
    desk: Client, deed: str, fields: dict[str, str], said: str
) -> None:
    credential = make_credential()
    assert said in text(desk.post(at("deed", credential.uuid, deed), fields))
    assert credential.events.count() == 1


def test_nobody_decides_on_a_certificate_of_their_own(desk: Client, officer: User) -> None:
    mine = make_credential(recipient_id=officer.pk, email=officer.email)
    for deed in ("suspend", "renew"):
        assert "another officer" in text(desk.post(at("deed", mine.uuid, deed), {"text": "Please."}))
    make = {"version": mine.achievement_version_id, "name": "Me", "note": "Because.", "uuid": str(uuid4())}
    assert "another officer" in text(desk.post(at("issue"), make | {"email": officer.email.upper()}))
    assert Credential.objects.count() == 1


def test_issuing_by_hand_twice_by_a_double_click_issues_once(desk: Client, officer: User) -> None:
    ensure_issuer(now=NOON)
    version, person = make_version(), UserFactory.create(email="ada@example.org")
    fields = {
        "version": version.pk,
        "name": "Ada Berg",
        "email": "ADA@example.org",
        "note": "Equivalent examination accepted.",
        "uuid": str(uuid4()),
    }
    places = {desk.post(at("issue"), fields)["Location"] for _click in range(2)}
    credential = Credential.objects.get()
    assert places == {at("life", credential.uuid)}
    assert (credential.recipient, credential.recipient_email) == (person, "ada@example.org")
    event = credential.events.get()
    assert (event.actor, event.private_text) == (officer, "Equivalent examination accepted.")


# --- lists ---------------------------------------------------------------------------------------


def test_a_list_is_checked_shown_started_and_issued_once(
    desk: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_issues, "STEP", 50)
    ensure_issuer(now=NOON)
    version = make_version()
    rows = "\n".join(f"Guest {n},guest{n}@example.org" for n in range(120))
    file = SimpleUploadedFile("people.csv", f"name,email\n{rows}\n".encode())
    response = desk.post(at("lists"), {"version": version.pk, "note": "A workshop.", "file": file})
    bulk = BulkIssue.objects.get()
    assert response["Location"] == at("one_list", bulk.uuid)
    shown = text(desk.get(response["Location"]))
    assert "120 certificates are ready" in shown
    assert not Credential.objects.exists()
    for _click in range(2):
        desk.post(at("list_action", bulk.uuid), {"do": "start"})
    steps = 0
    while issue_step(bulk.pk, now=timezone.now()):
        steps += 1
        assert f"{min(50 * steps, 120)} of 120" in text(desk.get(at("one_list", bulk.uuid)))
    assert not issue_step(bulk.pk, now=timezone.now())
    assert (steps, Credential.objects.count()) == (3, 120)
    assert CredentialEvent.objects.filter(actor=officer, private_text="A workshop.").count() == 120
    assert "Done: 120 of 120" in text(desk.get(at("one_list", bulk.uuid)))


def test_a_list_that_was_cancelled_goes_no_further_and_what_was_issued_stands(
    desk: Client, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_issues, "STEP", 50)
    rows = "\n".join(f"Guest {n};guest{n}@example.org" for n in range(60))
    bulk = a_list(officer, f"\ufeffName;Email\r\n{rows}\r\n")
    start_list(bulk.pk, by_id=officer.pk, now=NOON)
    assert issue_step(bulk.pk, now=NOON)
    desk.post(at("list_action", bulk.uuid), {"do": "cancel"})
    assert not issue_step(bulk.pk, now=NOON)
    assert Credential.objects.count() == 50
    assert "50 of 60" in text(desk.get(at("one_list", bulk.uuid)))


def test_whoever_starts_a_list_answers_for_it(desk: Client, officer: User) -> None:
    other = staff(Role.CERTIFICATION_OFFICER)
    bulk = a_list(other)
    desk.post(at("list_action", bulk.uuid), {"do": "start"})
    assert issue_step(bulk.pk, now=timezone.now())
    assert CredentialEvent.objects.get().actor == officer
    assert f"Started by {officer}" in text(desk.get(at("one_list", bulk.uuid)))


def test_nobody_starts_a_list_that_somebody_else_handed_in_with_their_address(
    desk: Client, officer: User
) -> None:
    bulk = a_list(staff(Role.CERTIFICATION_OFFICER), f"name,email\nMe,{officer.email}\n")
    page = text(desk.post(at("list_action", bulk.uuid), {"do": "start"}, follow=True))
    assert "another officer starts it" in page
    bulk.refresh_from_db()
    assert bulk.started_at is None


def test_a_list_with_a_problem_names_each_line_and_cannot_be_started(desk: Client, officer: User) -> None:
    held = make_credential(email="held@example.org", recipient_id=None)
    data = (
        "email,name\nheld@example.org,Held\nno address,A\n,B\nx@example.org,\nheld@example.org,Twice\n"
        f"{officer.email},Me\n"
    )
    bulk = a_list(officer, data)
    problems = dict(bulk.rows.exclude(problem="").values_list("line", "problem"))
    assert list(problems) == [3, 4, 5, 6, 7]
    assert "line 2" in problems[6]
    assert bulk.rows.get(line=2).remark == "Holds this certificate already."
    with pytest.raises(ListRefused, match="problem"):
        start_list(bulk.pk, by_id=officer.pk, now=NOON)
    page = text(desk.get(at("one_list", bulk.uuid)))
    assert "5 lines have a problem" in page
    assert "Issue 6 certificates" not in page
    assert Credential.objects.get() == held


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "name each"),
        (b"name,mail\nA,b@example.org\n", "email"),
        (b"name,email\n", "no line"),
        (b"name,email\n\xff,b@example.org\n", "UTF-8"),
        (b'name,email\n"A,b@example.org\n', "no line of CSV"),
        (b"name,email\n" + b"A,a@example.org\n" * 5001, "Divide"),
        (b"x" * 1_048_577, "larger"),
    ],
    ids=["empty", "no column", "no rows", "not UTF-8", "open quote", "too many", "too large"],
)
def test_what_is_no_list_is_refused_in_words_and_leaves_nothing(data: bytes, said: str) -> None:
    with pytest.raises(ListRefused, match=said):
        check_list(make_version(), data, note="n", by_id=UserFactory.create().pk, now=NOON)
    assert not BulkIssue.objects.exists()


# --- cases and stuck mails -----------------------------------------------------------------------


def test_a_case_is_answered_once_and_the_answer_is_mailed(desk: Client, mailoutbox: list[Any]) -> None:
    credential = make_credential()
    case = file_case(
        credential,
        kind="dispute",
        text="My name is misspelt.",
        recipient_id=credential.recipient_id or 0,
        contact=credential.recipient_email,
        now=NOON,
    )
    assert "My name is misspelt." in text(desk.get(at("case", case.uuid)))
    assert desk.post(at("case", case.uuid), {"answer": "Corrected."}).status_code == 302
    assert "closed already" in text(desk.post(at("case", case.uuid), {"answer": "Again."}, follow=True))
    for case_id in unanswered_cases():
        assert send_answer(case_id, now=NOON)
        assert not send_answer(case_id, now=NOON)
    assert [message.to for message in mailoutbox] == [[credential.recipient_email]]
    assert "Corrected." in mailoutbox[0].body


def test_nobody_answers_a_case_about_a_certificate_of_their_own(desk: Client, officer: User) -> None:
    mine = make_credential(recipient_id=officer.pk, email=officer.email)
    case = report_credential(mine, text="It is false.", contact="", now=NOON)
    assert "another officer" in text(desk.post(at("case", case.uuid), {"answer": "It is not."}, follow=True))
    case.refresh_from_db()
    assert case.closed_at is None


def test_a_refusal_hides_the_name_at_once_and_two_clicks_file_one() -> None:
    credential = make_credential()
    cases = {
        file_case(
            credential,
            kind="refusal",
            text="No.",
            recipient_id=credential.recipient_id or 0,
            contact="",
            now=NOON,
        ).pk
        for _click in range(2)
    }
    assert len(cases) == 1
    credential.refresh_from_db()
    assert credential.name_hidden


def test_a_stuck_mail_is_shown_and_goes_again_when_asked(desk: Client) -> None:
    credential = make_credential()
    notice = CredentialNotice.objects.get()
    CredentialNotice.objects.update(state="sending")
    assert credential.code in text(desk.get(at("machinery")))
    desk.post(at("mail_again", notice.pk))
    notice.refresh_from_db()
    assert notice.state == "pending"


def test_a_viewer_who_may_not_change_is_offered_no_deed(officer: User, desk: Client) -> None:
    credential = make_credential()
    suspend_credential(credential.pk, act=Act(NOON, private_text="x"))
    group = Group.objects.get(name=Role.CERTIFICATION_OFFICER.value)
    group.permissions.remove(group.permissions.get(codename="change_credential"))
    assert "Reinstate" not in text(desk.get(at("life", credential.uuid)))
    assert desk.post(at("deed", credential.uuid, "reinstate"), {"text": "x"}).status_code in {302, 403}
    credential.refresh_from_db()
    assert credential.standing == "suspended"
