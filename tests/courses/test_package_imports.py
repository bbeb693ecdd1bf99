"""Course packages by the admin: out, tried without a trace, in by four eyes; hostile archives."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import StaffAct, User
from accounts.roles import Role
from courses.models import CoursePage, LessonPage, PackageImport
from courses.packages import NotAnArchive, read_archive, write_archive
from courses.packages.archives import MAX_ARCHIVE_BYTES
from courses.services.exporting import export_course
from courses.services.package_imports import ImportRefused, apply_import, hand_in, work_on_import
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.courses import NOON, lesson_called, make_whole_course, publish

State = PackageImport.State


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_an_archive_gives_back_its_files_with_or_without_a_folder_around_them() -> None:
    files = {"course.yaml": b"a: 1\n", "modules/01-a/module.yaml": b"b: 2\n"}
    assert read_archive(write_archive(files)) == (files, [])
    around = {f"my-course/{name}": data for name, data in files.items()}
    assert read_archive(zipped(around | {"__MACOSX/x": b"", "my-course/.git/config": b""}))[0] == files
    assert write_archive(files) == write_archive(dict(reversed(files.items())))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 and nothing more",
        zipped({"../course.yaml": b""}),
        zipped({"/course.yaml": b""}),
        zipped({"..\\course.yaml": b""}),
        zipped({"a/b/c/d/e/f/g/h.yaml": b""}),
        zipped({f"{number}.yaml": b"" for number in range(5_001)}),
        b"x" * (MAX_ARCHIVE_BYTES + 1),
    ],
    ids=["empty", "torn", "up", "absolute", "windows", "deep", "many", "large"],
)
def test_a_hostile_archive_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnArchive):
        read_archive(data)


def test_a_file_that_unpacks_to_more_than_it_may_is_left_out_and_named() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.yaml", b"0" * 3_000_000)
    files, faults = read_archive(target.getvalue())
    assert not files
    assert [(fault.file, fault.rule) for fault in faults] == [("course.yaml", "size")]


@pytest.fixture
def author(db: None) -> User:
    return staff(Role.INSTRUCTOR)


@pytest.fixture
def package(author: User) -> bytes:
    """A course that is exported, then edited in the package."""
    make_whole_course(modules=1, lessons=2)
    files = export_course("ai-security-governance")
    name = next(name for name in files if name.endswith("lesson-11.md"))
    return write_archive(files | {name: files[name].replace(b"The text of", b"Another text of")})


def given(data: bytes, by: User, **options: Any) -> PackageImport:
    values = {"file_name": "course.zip", "overwrite": False} | options
    batch = hand_in(data, by=by, now=NOON, **values)
    work_on_import(batch.pk, now=NOON)
    return PackageImport.objects.get(pk=batch.pk)


def test_a_trial_says_what_a_load_would_do_and_leaves_no_trace(package: bytes, author: User) -> None:
    revision = lesson_called("Lesson 1.1").latest_revision_id
    batch = given(package, author, overwrite=True)
    assert batch.state == State.TRIED
    assert "changed" in {entry["outcome"] for entry in batch.entries}
    lesson = lesson_called("Lesson 1.1")
    assert lesson.latest_revision_id == revision
    assert "Another text" not in str(lesson.body)


def test_another_person_applies_a_package_and_it_is_in_the_history(
    client: Client, package: bytes, author: User
) -> None:
    batch = given(package, author, overwrite=True)
    reviewer = sign_in_staff(client, staff(Role.REVIEWER))
    apply_import(batch.pk, by=reviewer, now=NOON)
    for _again in range(2):
        work_on_import(batch.pk, now=NOON)
    batch.refresh_from_db()
    assert batch.state == State.DONE
    assert bytes(batch.data) == b""
    assert "Another text of" in str(lesson_called("Lesson 1.1").body)
    course = CoursePage.objects.get()
    history = client.get(reverse("wagtailadmin_pages:history", args=[course.pk])).content.decode()
    assert "Loaded from a course package" in history
    act = StaffAct.objects.get(act="package.applied")
    assert (act.actor, act.subject_key, act.label) == (reviewer, str(batch.uuid), course.slug)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMINISTRATOR])
def test_nobody_applies_what_they_handed_in(package: bytes, role: Role) -> None:
    person = staff(role)
    batch = given(package, person)
    with pytest.raises((ImportRefused, PermissionDenied)):
        apply_import(batch.pk, by=person, now=NOON)
    assert PackageImport.objects.get().applied_by is None


def test_a_page_that_was_edited_here_stays_and_is_reported(package: bytes, author: User) -> None:
    batch = given(package, author, overwrite=True)
    apply_import(batch.pk, by=staff(Role.REVIEWER), now=NOON)
    work_on_import(batch.pk, now=NOON)
    lesson = lesson_called("Lesson 1.1")
    lesson.body = [("text", "<p>Edited here.</p>")]
    publish(lesson)
    files, _faults = read_archive(package)
    name = next(name for name in files if name.endswith("lesson-11.md"))
    third = write_archive(files | {name: files[name].replace(b"Another text of", b"A third text of")})
    batch = given(third, author)
    assert {"path": name, "outcome": "conflict"}.items() <= next(
        entry for entry in batch.entries if entry["outcome"] == "conflict"
    ).items()
    assert "Edited here." in str(lesson_called("Lesson 1.1").body)


def test_a_package_with_faults_names_file_and_line(client: Client, package: bytes, author: User) -> None:
    files, _faults = read_archive(package)
    batch = given(write_archive(files | {"course.yaml": b"slug: [\n"}), author)
    assert batch.state == State.REFUSED
    sign_in_staff(client, author)
    page = client.get(reverse("course_packages:package", args=[batch.uuid])).content.decode()
    assert "course.yaml" in page
    assert "What is wrong with it" in page


def test_a_course_leaves_as_a_zip_and_comes_back_equal(client: Client, author: User) -> None:
    course = make_whole_course(modules=1, lessons=1)
    sign_in_staff(client, author)
    response = client.get(reverse("course_packages:export", args=[course.pk]))
    assert response["Content-Type"] == "application/zip"
    assert read_archive(response.content)[0] == export_course(course.slug)
    file = SimpleUploadedFile("course.zip", response.content)
    response = client.post(reverse("course_packages:packages"), {"file": file})
    assert response["Location"] == reverse("course_packages:package", args=[PackageImport.objects.get().uuid])
    assert LessonPage.objects.count() == 1
    file = SimpleUploadedFile("course.zip", b"no zip")
    response = client.post(reverse("course_packages:packages"), {"file": file})
    assert "This is no ZIP" in response.content.decode()


MATRIX = {
    Role.INSTRUCTOR: {"packages", "package", "export"},
    Role.REVIEWER: {"packages", "package"},
    Role.MARKER: set(),
    Role.CERTIFICATION_OFFICER: set(),
    Role.ADMINISTRATOR: {"packages", "package"},
    None: set(),
}


@pytest.mark.parametrize("role", MATRIX, ids=str)
def test_who_reaches_which_screen_of_packages(
    client: Client, package: bytes, author: User, role: Role | None
) -> None:
    batch = given(package, author)
    if role is None:
        client.force_login(UserFactory.create())
    else:
        sign_in_staff(client, staff(role))
    course = CoursePage.objects.get()
    addresses = {
        "packages": reverse("course_packages:packages"),
        "package": reverse("course_packages:package", args=[batch.uuid]),
        "export": reverse("course_packages:export", args=[course.pk]),
    }
    reached = {name for name, address in addresses.items() if client.get(address).status_code == 200}
    assert reached == MATRIX[role]
    action = reverse("course_packages:action", args=[batch.uuid])
    client.post(action, {"do": "apply"})
    applied = PackageImport.objects.get().applied_by is not None
    assert applied == (role in (Role.REVIEWER, Role.ADMINISTRATOR))
