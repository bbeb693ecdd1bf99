"""Loading a package: everything or nothing, once, and said object by object."""

import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from assessments.api import export_items
from courses import ports
from courses.api import LoadReport, PackageInvalid, PartRefused, Problem, load_package
from courses.models import CourseLoad, CoursePage, LessonPage, LoadedObject, ModulePage
from courses.services.load_reports import LoadOutcome
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

EVERYTHING = Path(__file__).parent / "packages" / "everything"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of everything, to be changed."""
    return Path(shutil.copytree(EVERYTHING, tmp_path / "package"))


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def _outcomes(report: LoadReport) -> dict[LoadOutcome, int]:
    return Counter(entry.outcome for entry in report.entries)


def _of(report: LoadReport, path: str) -> LoadOutcome:
    return next(entry.outcome for entry in report.entries if entry.path.endswith(path))


def test_a_package_becomes_a_course_with_modules_lessons_items_pictures_and_documents(folder: Path) -> None:
    report = load_package(folder, now=NOON)
    course = CoursePage.objects.get(slug="signals-and-noise")
    modules = ModulePage.objects.child_of(course).order_by("path")
    lessons = LessonPage.objects.descendant_of(course).order_by("path")
    assert [module.slug for module in modules] == ["signals", "noise"]
    assert [lesson.slug for lesson in lessons] == ["first-light", "second-sight", "echoes"]
    assert all(page.live for page in (course, *modules, *lessons))
    assert len(export_items("signals-and-noise")) == 6
    body = lessons[0].body
    figure = next(block for block in body if block.block_type == "figure").value
    assert figure["image"].is_svg()
    assert next(block for block in body if block.block_type == "check").value["item"].slug == "sn-p-01"
    assert get_document_model().objects.get().file.read().startswith(b"year,reports\r\n")
    assert not {LoadOutcome.CHANGED, LoadOutcome.CONFLICT} & set(_outcomes(report))


def test_the_same_package_again_writes_nothing(folder: Path) -> None:
    load_package(folder, now=NOON)
    revisions = Revision.objects.count()
    assert load_package(folder, now=LATER) == LoadReport()
    assert Revision.objects.count() == revisions
    assert CourseLoad.objects.get().loaded_at == NOON


def test_another_form_of_the_same_content_changes_nothing(folder: Path) -> None:
    load_package(folder, now=NOON)
    revisions = Revision.objects.count()
    _edit(folder, "course.yaml", "language: en", "language: 'en'")
    report = load_package(folder, now=LATER)
    assert set(_outcomes(report)) <= {LoadOutcome.UNCHANGED, LoadOutcome.LEFT}
    assert Revision.objects.count() == revisions


def test_one_edit_makes_one_new_revision_and_leaves_every_other_block_its_id(folder: Path) -> None:
    load_package(folder, now=NOON)
    lesson = LessonPage.objects.get(slug="first-light")
    revisions = Revision.objects.count()
    before = [block["id"] for block in lesson.body.get_prep_value()]
    _edit(folder, "modules/02-signals/01-first-light.md", "Count twice.", "Count thrice.")
    report = load_package(folder, now=LATER)
    lesson.refresh_from_db()
    after = [block["id"] for block in lesson.body.get_prep_value()]
    assert [entry.path for entry in report.entries if entry.outcome is LoadOutcome.CHANGED] == [
        "modules/02-signals/01-first-light.md"
    ]
    assert Revision.objects.count() == revisions + 1
    assert sum(1 for old, new in zip(before, after, strict=True) if old != new) == 1


def test_a_changed_picture_changes_the_lesson_that_shows_it(folder: Path) -> None:
    load_package(folder, now=NOON)
    _edit(folder, "modules/02-signals/figures/shares.svg", 'width="90"', 'width="80"')
    report = load_package(folder, now=LATER)
    assert _of(report, "shares.svg") is LoadOutcome.CHANGED
    assert _of(report, "01-first-light.md") is LoadOutcome.CHANGED
    assert get_image_model().objects.count() == 2


def test_a_picture_that_is_there_already_is_used_again(folder: Path) -> None:
    load_package(folder, now=NOON)
    LoadedObject.objects.filter(kind="image").delete()
    load_package(folder, now=LATER, overwrite=True)
    assert get_image_model().objects.count() == 1


def test_a_fault_anywhere_writes_nothing(folder: Path) -> None:
    _edit(folder, "modules/05-noise/items/sn-x-03.yaml", 'value: "299"', "value: many")
    with pytest.raises(PackageInvalid) as raised:
        load_package(folder, now=NOON)
    fault = raised.value.faults[0]
    assert (fault.file, fault.line) == ("modules/05-noise/items/sn-x-03.yaml", 13)
    assert not CoursePage.objects.exists()


def test_a_fault_that_only_the_database_knows_writes_nothing_and_leaves_no_file(
    folder: Path, settings: Any
) -> None:
    _edit(
        folder,
        "modules/05-noise/03-echoes.md",
        "The same event",
        "[See](page:courses/nowhere). The same event",
    )
    with pytest.raises(PackageInvalid) as raised:
        load_package(folder, now=NOON)
    assert raised.value.faults[0].file == "modules/05-noise/03-echoes.md"
    assert not CoursePage.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_lessons_may_link_to_each_other(folder: Path) -> None:
    address = "page:courses/signals-and-noise"
    _edit(
        folder,
        "modules/05-noise/03-echoes.md",
        "The same",
        f"[One]({address}/signals/second-sight). The same",
    )
    (folder / "modules/02-signals/02-second-sight.md").write_text(
        f"---\ntitle: Second sight\nminutes: 5\n---\nSee [the other]({address}/noise/echoes) and [home](page:/).\n"
    )
    report = load_package(folder, now=NOON)
    one, other = LessonPage.objects.get(slug="second-sight"), LessonPage.objects.get(slug="echoes")
    assert f'<a linktype="page" id="{other.pk}">' in str(one.body[0].value.source)
    assert f'<a linktype="page" id="{one.pk}">' in str(other.body[0].value.source)
    assert _of(report, "03-echoes.md") is LoadOutcome.CREATED


def test_files_are_renumbered_without_a_new_page(folder: Path) -> None:
    load_package(folder, now=NOON)
    pages = {page.slug: page.pk for page in LessonPage.objects.all()}
    signals = folder / "modules/02-signals"
    (signals / "01-first-light.md").rename(signals / "03-first-light.md")
    report = load_package(folder, now=LATER)
    lessons = LessonPage.objects.child_of(ModulePage.objects.get(slug="signals")).order_by("path")
    assert [lesson.slug for lesson in lessons] == ["second-sight", "first-light"]
    assert {page.slug: page.pk for page in LessonPage.objects.live()} == pages
    assert _of(report, "03-first-light.md") is LoadOutcome.UNCHANGED


def test_a_new_lesson_stands_where_its_number_says(folder: Path) -> None:
    load_package(folder, now=NOON)
    signals = folder / "modules/02-signals"
    (signals / "02-second-sight.md").rename(signals / "04-second-sight.md")
    (signals / "03-between.md").write_text("---\ntitle: Between\nminutes: 5\n---\nSome words.\n")
    load_package(folder, now=LATER)
    lessons = LessonPage.objects.child_of(ModulePage.objects.get(slug="signals")).order_by("path")
    assert [lesson.slug for lesson in lessons] == ["first-light", "between", "second-sight"]


def test_a_lesson_that_left_the_package_is_unpublished_and_comes_back(folder: Path) -> None:
    load_package(folder, now=NOON)
    file = folder / "modules/02-signals/02-second-sight.md"
    text = file.read_text()
    file.unlink()
    report = load_package(folder, now=LATER)
    assert _of(report, "02-second-sight.md") is LoadOutcome.WITHDRAWN
    assert not LessonPage.objects.get(slug="second-sight").live
    file.write_text(text)
    report = load_package(folder, now=LATER)
    assert _of(report, "02-second-sight.md") is LoadOutcome.CHANGED
    assert LessonPage.objects.get(slug="second-sight").live


def test_who_loaded_it_stands_in_the_history(folder: Path) -> None:
    person = UserFactory.create()
    load_package(folder, now=NOON, actor=person)
    assert CourseLoad.objects.get().loaded_by == person
    assert {revision.user for revision in Revision.objects.all()} == {person}


class _KeptPart:
    """A part of a package as another app would keep it."""

    def __init__(self) -> None:
        self.kept: dict[int, dict[str, Any]] = {}

    def check(self, data: Mapping[str, Any]) -> list[Problem]:
        return [] if data["status"] == "pilot" else [Problem("scheme.decision", "decision", "not here")]

    def load(
        self, data: Mapping[str, Any], *, course_id: int, actor: Any, now: datetime, overwrite: bool
    ) -> str:
        if data["code"] == "RS-000":
            raise PartRefused(Problem("code", "issued", "it is another's"))
        said = "unchanged" if self.kept.get(course_id) == data else "created"
        self.kept[course_id] = dict(data)
        return said

    def export(self, course_id: int) -> dict[str, Any] | None:
        return self.kept.get(course_id)


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> _KeptPart:
    part = _KeptPart()
    monkeypatch.setitem(ports._parts, "achievement", part)
    return part


def test_a_part_goes_to_the_app_that_owns_it(folder: Path, part: _KeptPart) -> None:
    report = load_package(folder, now=NOON)
    assert _of(report, "achievement.yaml") is LoadOutcome.CREATED
    assert part.kept[CoursePage.objects.get().pk]["code"] == "RS-101"


def test_a_part_that_its_app_refuses_is_a_fault_on_its_line(folder: Path, part: _KeptPart) -> None:
    _edit(folder, "achievement.yaml", "status: pilot", "status: full")
    with pytest.raises(PackageInvalid) as raised:
        load_package(folder, now=NOON)
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [("achievement.yaml", 18)]
    assert part.kept == {}


def test_a_part_that_does_not_fit_what_is_held_is_a_fault_on_its_line_too(
    folder: Path, part: _KeptPart
) -> None:
    _edit(folder, "achievement.yaml", "code: RS-101", "code: RS-000")
    with pytest.raises(PackageInvalid) as raised:
        load_package(folder, now=NOON)
    (fault,) = raised.value.faults
    assert (fault.file, fault.line, fault.rule) == ("achievement.yaml", 2, "issued")
    assert "it is another's" in fault.message
    assert not CoursePage.objects.exists()


def _run(*arguments: Any, **options: Any) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=out, **options)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_what_it_did_and_ends_with_0_1_or_3(folder: Path) -> None:
    code, said = _run("load_course", folder)
    assert code == 0
    assert "created   modules/02-signals/01-first-light.md\n" in said
    page = LessonPage.objects.get(slug="second-sight")
    page.summary = "Edited here."
    page.save_revision().publish()
    _edit(folder, "modules/02-signals/02-second-sight.md", "minutes: 5", "minutes: 6")
    code, said = _run("load_course", folder)
    assert code == 3
    assert "1 conflict" in said
    assert _run("load_course", folder, "--overwrite")[0] == 0
    _edit(folder, "course.yaml", "format: 1", "format: 9")
    code, said = _run("load_course", folder)
    assert code == 1
    assert "course.yaml:1:" in said


def test_a_person_who_is_not_there_cannot_load(folder: Path) -> None:
    with pytest.raises(CommandError):
        call_command("load_course", folder, user="nobody@example.org")


def test_a_page_that_refuses_is_a_fault(folder: Path) -> None:
    (folder / "modules/05-noise").rename(folder / "modules/05-signals")
    with pytest.raises(PackageInvalid) as raised:
        load_package(folder, now=NOON)
    assert {fault.rule for fault in raised.value.faults} == {"order"}
    assert not Page.objects.filter(slug="signals-and-noise").exists()
