"""Files that candidates hand in: taken by content, marked by people, given back to save, and off by default."""

import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments import engine
from assessments.models import AttemptEvent, AttemptItem, Outcome, ResponseFile
from assessments.services.file_checks import FileRefused, kind_of, safe_name
from assessments.services.loading import load_item, validate_item
from assessments.services.marking import mark_by_hand
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import StartRefused, start_attempt
from assessments.services.uploads import keep_file, remove_unnamed_files
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, item_data, make_assessment, make_bank

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
BOTH = frozenset({"pdf", "text"})


@pytest.fixture(autouse=True)
def _on(settings: Any, tmp_path: Path) -> None:
    settings.ASSESSMENT_UPLOADS = True
    settings.STORAGES = settings.STORAGES | {
        "responses": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "responses"), "base_url": None},
        }
    }


def sat(*, now: Any = NOON, **changes: Any) -> AttemptItem:
    bank = make_bank(items=0)
    load_item(bank.slug, item_data("u", interaction=samples.upload(**changes)), actor=None, now=now)
    assessment = make_assessment(bank, items=1, review=["outcome", "responses", "feedback"])
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=now).items.get()


def keep(item: AttemptItem, data: bytes = PDF, name: str = "report.pdf", **changes: Any) -> ResponseFile:
    given: dict[str, Any] = {"user_id": item.attempt.candidate_id, "now": NOON} | changes
    return keep_file(item.attempt.uuid, item.position, data=data, name=name, **given)


def hand_in(item: AttemptItem, *files: ResponseFile, seen: int = 0) -> Any:
    answer = Answer({"files": [file.digest for file in files]}, seen)
    return save_response(item.attempt.uuid, 1, answer, user_id=item.attempt.candidate_id, now=NOON)


def test_a_file_is_kept_once_named_in_an_answer_and_marked_by_a_person() -> None:
    item = sat()
    first = keep(item)
    assert keep(item).pk == first.pk
    assert hand_in(item, first).answered
    outcome = submit_attempt(item.attempt_id, now=NOON)
    assert (outcome.decision, outcome.waiting) == ("held", 1)
    mark_by_hand(item, levels={"evidence": 3, "clarity": 2}, comment="", marker=staff(Role.MARKER), now=NOON)
    assert Outcome.objects.current().get().score == 1


def test_an_answer_names_only_what_was_handed_in_for_the_item() -> None:
    item, other = sat(), None
    foreign = keep(item)
    other = start_attempt(item.attempt.assessment, UserFactory.create(), agreed=True, now=NOON).items.get()
    with pytest.raises(engine.ResponseInvalid):
        hand_in(other, foreign)
    with pytest.raises(engine.ResponseInvalid):
        save_response(
            item.attempt.uuid,
            1,
            Answer({"files": ["0" * 64]}, 0),
            user_id=item.attempt.candidate_id,
            now=NOON,
        )


def compressed(inner: bytes) -> bytes:
    body = zlib.compress(inner)
    return b"%PDF-1.7\n5 0 obj << /Type /ObjStm /N 1 /First 4 >>\nstream\n" + body + b"\nendstream\n%%EOF"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        b"<html>\0",
        b"caf\xe9",
        b"bell \a",
        PDF[:-10],
        PDF.replace(b"/Pages", b"/JavaScript (app.alert(1)) /Pages"),
        PDF.replace(b"/Pages", b"/J#61vaScript (x) /Pages"),
        PDF.replace(b"/Pages", b"/Names << /EmbeddedFiles 3 0 R /EmbeddedFile 1 >> /Pages"),
        PDF.replace(b"/Pages", b"/AA << /O << /S /Launch >> >> /Pages"),
        PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"),
        compressed(b"<< /S /JavaScript /JS (x) >>"),
        compressed(b"\0" * (40 * 1024 * 1024)),
    ],
    ids=[
        "empty", "zip", "program", "nul", "latin", "bell", "cut off", "script", "escaped script", "attachment",
        "launch", "password", "compressed script", "bomb",
    ],
)  # fmt: skip
def test_a_hostile_or_foreign_file_is_refused_in_words_and_nothing_is_kept(data: bytes) -> None:
    item = sat(max_megabytes=10)
    with pytest.raises(FileRefused, match=r"\w+"):
        keep(item, data)
    assert not ResponseFile.objects.exists()


def test_plain_files_are_taken() -> None:
    assert kind_of(PDF, BOTH) == "pdf"
    assert kind_of(compressed(b"<< /Type /Page >>"), BOTH) == "pdf"
    assert kind_of("Befund: “Zugriff”\r\n\tist offen\n".encode(), BOTH) == "text"
    assert kind_of(b"\xef\xbb\xbfwith a mark", BOTH) == "text"
    with pytest.raises(FileRefused, match="Only this"):
        kind_of(b"words", frozenset({"pdf"}))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\report.pdf", "report.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("fdp.\u202etxt", "fdp.txt"),
        ("", "file"),
        ("...", "file"),
        ("n" * 300 + ".pdf", "n" * 90 + ".pdf"),
    ],
)
def test_a_name_is_data_and_never_a_path(name: str, kept: str) -> None:
    assert safe_name(name) == kept


def test_too_large_too_many_too_late_or_not_ones_own() -> None:
    item = sat()
    with pytest.raises(FileRefused, match="at most 1 MB"):
        keep(item, b"a" * (1024 * 1024 + 1))
    with pytest.raises(AttemptItem.DoesNotExist):
        keep(item, user_id=UserFactory.create().pk)
    with pytest.raises(FileRefused, match="time is over"):
        keep(item, now=NOON + timedelta(hours=2))
    files = [keep(item, f"words {number}".encode(), "a.txt") for number in range(3)]
    with pytest.raises(engine.ResponseInvalid, match="at most 2"):
        hand_in(item, *files)
    for number in range(3, 20):
        keep(item, f"words {number}".encode(), "a.txt")
    with pytest.raises(FileRefused, match="as much as"):
        keep(item, b"one more", "a.txt")
    submit_attempt(item.attempt_id, now=NOON)
    with pytest.raises(FileRefused, match="time is over"):
        keep(item, b"late", "a.txt")


def test_a_full_disk_is_said_and_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    item = sat()

    def full(*_args: Any, **_kwargs: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    with pytest.raises(FileRefused, match="could not be kept"):
        keep(item)
    assert not ResponseFile.objects.exists()


def test_off_by_default_nothing_asks_for_a_file(settings: Any, client: Client) -> None:
    item = sat(now=timezone.now())
    settings.ASSESSMENT_UPLOADS = False
    [problem] = validate_item(samples.upload())
    assert problem.rule == "uploads_off"
    with pytest.raises(engine.ContentInvalid):
        load_item("bank", item_data("u2", interaction=samples.upload()), actor=None, now=NOON)
    with pytest.raises(StartRefused, match="files are not taken"):
        start_attempt(item.attempt.assessment, UserFactory.create(), agreed=True, now=timezone.now())
    client.force_login(item.attempt.candidate)
    assert upload(client, item).status_code == 404


# --- the pages ----------------------------------------------------------------------------------


def upload(client: Client, item: AttemptItem, data: bytes = PDF, **headers: str) -> Any:
    address = reverse("assessments:attempt_upload", args=[item.attempt.uuid, 1])
    return client.post(address, {"upload": SimpleUploadedFile("report.pdf", data)}, headers=headers)


def test_a_plain_form_hands_in_and_the_item_shows_it(client: Client) -> None:
    item = sat(now=timezone.now())
    client.force_login(item.attempt.candidate)
    page = reverse("assessments:attempt_item", args=[item.attempt.uuid, 1])
    assert "Never hand in real cases" in client.get(page).content.decode()
    assert upload(client, item).url == page
    shown = client.get(page).content.decode()
    assert "report.pdf" in shown
    assert "checked" in shown
    refused = client.get(upload(client, item, b"PK\x03\x04\0").url).content.decode()
    assert "neither a PDF nor plain text" in refused
    item.refresh_from_db()
    assert item.answered


def test_the_script_hears_what_became_of_it_and_a_large_body_is_not_read(client: Client) -> None:
    item = sat(now=timezone.now())
    client.force_login(item.attempt.candidate)
    assert upload(client, item, accept="application/json").json()["status"] == "accepted"
    answer = upload(client, item, b"", accept="application/json")
    assert (answer.status_code, bool(answer.json()["message"])) == (422, True)
    address = reverse("assessments:attempt_upload", args=[item.attempt.uuid, 1])
    large = client.generic(
        "POST", address, b"", content_type="multipart/form-data; boundary=x",
        headers={"accept": "application/json"}, CONTENT_LENGTH=str(50 * 1024 * 1024),
    )  # fmt: skip
    assert large.status_code == 413


def test_a_file_is_given_back_to_save_to_its_candidate_and_to_markers_who_are_recorded(
    client: Client,
) -> None:
    item = sat()
    file = keep(item)
    address = reverse("assessments:response_file", args=[file.uuid])
    assert client.get(address).status_code == 302
    client.force_login(UserFactory.create())
    assert client.get(address).status_code == 404
    client.force_login(item.attempt.candidate)
    answer = client.get(address)
    assert b"".join(answer) == PDF  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert not AttemptEvent.objects.exists()
    assert file.name in answer["Content-Disposition"]
    marker = sign_in_staff(client, staff(Role.MARKER))
    taken = client.get(address)
    assert taken.status_code == 200
    # The name of a file may say whose it is.
    assert f'filename="{file.uuid}.pdf"' in taken["Content-Disposition"]
    assert AttemptEvent.objects.get().actor == marker
    assert client.get(reverse("assessments:response_file", args=[uuid4()])).status_code == 404


def test_only_files_that_no_answer_ever_named_are_removed_and_only_after_a_week() -> None:
    item = sat()
    named, taken_back, idle = (keep(item, f"words {number}".encode(), "a.txt") for number in range(3))
    hand_in(item, named, taken_back)
    hand_in(item, named, seen=1)
    assert remove_unnamed_files(now=NOON + timedelta(days=30)) == 0
    submit_attempt(item.attempt_id, now=NOON)
    assert remove_unnamed_files(now=NOON + timedelta(days=6)) == 0
    assert remove_unnamed_files(now=NOON + timedelta(days=8)) == 1
    assert remove_unnamed_files(now=NOON + timedelta(days=8)) == 0
    assert set(ResponseFile.objects.all()) == {named, taken_back}
    storage = named.file.storage
    assert storage.exists(named.file.name)
    assert not storage.exists(idle.file.name)
    assert named.file.read() == b"words 0"
