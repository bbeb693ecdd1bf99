"""Load then export is byte-equal; export then load gives equal content, whatever an author made."""

import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from hypothesis import HealthCheck, example, given, settings
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images import get_image_model

from assessments.api import item_ids
from courses.api import load_package
from courses.blocks import TEXT_FEATURES, LessonBlock
from courses.models import CoursePage, LessonPage, ModulePage
from courses.packages import Block, normal_html
from courses.packages.files import read_files
from courses.services.exporting import export_course, write_files
from courses.services.page_content import state_of
from courses.services.page_naming import CannotExport
from courses.services.stream_values import normal_rich_text, stored_rich_text
from tests.courses.packages.strategies import BODIES, HTML
from tests.courses.test_loading import EVERYTHING, LATER, NOON, _KeptPart, _media, folder, part  # noqa: F401
from tests.factories.courses import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db

PACKAGES = [
    EVERYTHING,
    *sorted(path.parent for path in Path(django_settings.BASE_DIR).glob("curriculum/*/course.yaml")),
]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_that_is_loaded_and_exported_is_byte_equal(package: Path, part: _KeptPart) -> None:  # noqa: F811
    files, _faults = read_files(package)
    load_package(package, now=NOON)
    assert export_course(CoursePage.objects.get().slug) == files


def _raw(block: Block, picture: int) -> dict[str, Any]:
    """A block as the editor stores it: with keys of its own and ids for everything."""
    value = block.value
    if block.type == "figure":
        value = {**value, "image": picture}
    elif block.type == "table":
        listed = {"columns": _items(value["columns"]), "rows": _items([_items(row) for row in value["rows"]])}
        value = {**value, **listed}
    elif block.type == "callout":
        value = {**value, "text": _as_edited(value["text"])}
    elif block.type == "text":
        value = _as_edited(value)
    elif block.type == "quote":
        value = {**value, "text": value["text"].replace("\n", "\r\n")}
    return {"type": block.type, "value": value}


def _items(values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def _as_edited(html: str) -> str:
    return (
        stored_rich_text(html)
        .replace("<p>", '<p data-block-key="a1b2c">')
        .replace("<li>", '\n<li data-block-key="x">')
    )


# Downloads and checks need an object for each: the package of everything has them.
_WITHOUT_OBJECTS = BODIES.map(
    lambda blocks: [block for block in blocks if block.type not in ("download", "check")]
)


@pytest.fixture
def picture(folder: Path) -> int:  # noqa: F811
    load_package(folder, now=NOON)
    return int(get_image_model().objects.get().pk)


@given(blocks=_WITHOUT_OBJECTS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body_that_is_exported_and_loaded_is_equal(
    blocks: list[Block], picture: int, tmp_path: Path
) -> None:
    page = LessonPage.objects.get(slug="second-sight")
    field = LessonPage._meta.get_field("body")
    page.body = field.to_python([_raw(block, picture) for block in blocks])
    page.alternative = LessonPage._meta.get_field("alternative").to_python(
        [_raw(block, picture) for block in blocks]
    )
    page.sources = [("source", {"id": "a", "title": "A source"})]
    page.save_revision().publish()
    before = state_of(LessonPage.objects.get(pk=page.pk))
    files = export_course("signals-and-noise")
    write_files(files, tmp_path / "exported")
    page.body, page.alternative = [], []
    page.save_revision().publish()
    load_package(tmp_path / "exported", now=LATER, overwrite=True)
    after = LessonPage.objects.get(pk=page.pk)
    assert state_of(after) == before
    assert export_course("signals-and-noise") == files


def _as_the_editor_can_hold(html: str) -> str:
    """It turns line breaks inside of links into spaces, and drops hard spaces at the ends of a paragraph."""
    for old, new in (("<br/>", " "), ("\xa0", " "), ("page:courses/x", "page:7")):
        html = html.replace(old, new)
    return normal_html(html)


def _has_lists_of_two_kinds_in_a_row(html: str) -> bool:
    """The editor joins them when one of them is nested."""
    return "</ul><ol>" in html or "</ol><ul>" in html


_EDITABLE = HTML.map(_as_the_editor_can_hold).filter(
    lambda html: html and not _has_lists_of_two_kinds_in_a_row(html)
)


@given(_EDITABLE)
@example("<p>One<br/>line</p><ul><li>x<br/><b>y</b><ol><li>z</li></ol></li></ul>")
@settings(deadline=None)
def test_opening_and_saving_in_the_editor_changes_no_normal_form(html: str) -> None:
    converter = ContentstateConverter(TEXT_FEATURES)
    saved = converter.to_database_format(converter.from_database_format(stored_rich_text(html)))
    assert normal_rich_text(saved) == normal_html(html)


def test_a_course_made_in_the_editor_is_exported_with_numbers_of_its_own(tmp_path: Path) -> None:
    course = make_course("made-here")
    for title in ("Module A", "Module B"):
        module = make_module(course, title=title)
        make_lesson(module, title=f"One of {title}")
        make_lesson(module, title=f"Two of {title}")
    ModulePage.objects.get(slug="module-b").unpublish()
    files = export_course("made-here")
    assert sorted(files) == [
        "course.yaml",
        "modules/01-module-a/01-one-of-module-a.md",
        "modules/01-module-a/02-two-of-module-a.md",
        "modules/01-module-a/module.yaml",
    ]
    write_files(files, tmp_path / "out")
    report = load_package(tmp_path / "out", now=NOON)
    assert {entry.outcome.value for entry in report.entries} == {"unchanged"}


def test_a_lesson_added_between_loaded_ones_is_numbered_between_them(folder: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    module = ModulePage.objects.get(slug="noise")
    make_lesson(module, title="After")
    make_lesson(ModulePage.objects.get(slug="signals"), title="Third")
    files = export_course("signals-and-noise")
    assert "modules/05-noise/04-after.md" in files
    assert "modules/02-signals/03-third.md" in files
    assert "modules/05-noise/03-echoes.md" in files


def test_a_picture_that_is_gone_stops_the_export_and_names_the_lesson(folder: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    get_image_model().objects.all().delete()
    with pytest.raises(CannotExport, match="First light"):
        export_course("signals-and-noise")


def test_an_export_replaces_the_package_of_the_same_course_and_nothing_else(
    folder: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    load_package(folder, now=NOON)
    (folder / "modules/02-signals/09-old.md").write_text("old")
    call_command("export_course", "signals-and-noise", folder, verbosity=0)
    assert not (folder / "modules/02-signals/09-old.md").exists()
    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_files(export_course("signals-and-noise"), other)


def test_an_export_that_could_not_be_loaded_says_so(folder: Path, tmp_path: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    page = LessonPage.objects.get(slug="second-sight")
    page.outcomes = ["sn-9"]
    page.save_revision().publish()
    said = StringIO()
    call_command("export_course", "signals-and-noise", tmp_path / "out", stdout=StringIO(), stderr=said)
    assert "modules/02-signals/02-second-sight.md:5: the course has no outcome “sn-9”" in said.getvalue()


def test_a_knowledge_check_takes_no_examination_item(folder: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    checks = LessonBlock().child_blocks["check"]
    ids = item_ids("signals-and-noise")
    checks.clean(checks.to_python({"item": ids["sn-p-01"]}))
    with pytest.raises(StructBlockValidationError):
        checks.clean(checks.to_python({"item": ids["sn-x-01"]}))
