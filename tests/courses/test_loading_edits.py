"""What was edited in Wagtail is never overwritten unasked."""

from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Revision

from assessments.models import Assessment, Item
from courses.api import LoadReport, load_package
from courses.models import LessonPage, ModulePage
from courses.services.load_reports import LoadOutcome
from tests.courses.test_loading import LATER, NOON, _edit, _of, folder  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

FILE = "modules/02-signals/02-second-sight.md"
FILE_WITH_SUMMARY = "---\ntitle: Second sight\nsummary: {}\nminutes: 5\n---\n"


@pytest.fixture
def loaded(folder: Path, settings: Any, tmp_path: Path) -> Path:  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    load_package(folder, now=NOON)
    return folder


def _page() -> LessonPage:
    return LessonPage.objects.get(slug="second-sight")


def _write_here(summary: str, *, publish: bool = True) -> None:
    page = _page()
    page.summary = summary
    revision = page.save_revision()
    if publish:
        revision.publish()


def _write_there(folder: Path, summary: str) -> None:  # noqa: F811
    (folder / FILE).write_text(FILE_WITH_SUMMARY.format(summary))


def _draft() -> str:
    return str(_page().get_latest_revision_as_object().summary)


def _load(folder: Path, **options: Any) -> LoadReport:  # noqa: F811
    return load_package(folder, now=LATER, **options)


def test_an_edit_here_and_one_there_are_a_conflict_and_the_packages_text_waits_as_a_draft(
    loaded: Path,
) -> None:
    _write_here("From the editor.")
    _write_there(loaded, "From the package.")
    report = _load(loaded)
    assert [entry.path for entry in report.conflicts] == [FILE]
    assert (_page().summary, _draft()) == ("From the editor.", "From the package.")
    assert _page().has_unpublished_changes


def test_a_conflict_is_told_again_until_it_is_settled_and_makes_one_draft_only(loaded: Path) -> None:
    _write_here("From the editor.")
    _write_there(loaded, "From the package.")
    _load(loaded)
    revisions = Revision.objects.count()
    report = _load(loaded)
    assert [entry.path for entry in report.conflicts] == [FILE]
    assert Revision.objects.count() == revisions


def test_publishing_the_waiting_draft_settles_the_conflict(loaded: Path) -> None:
    _write_here("From the editor.")
    _write_there(loaded, "From the package.")
    _load(loaded)
    _page().latest_revision.publish()
    assert _of(_load(loaded), FILE) is LoadOutcome.UNCHANGED
    _write_there(loaded, "News.")
    assert _of(_load(loaded), FILE) is LoadOutcome.CHANGED


def test_publishing_something_else_settles_the_conflict_too(loaded: Path) -> None:
    _write_here("From the editor.")
    _write_there(loaded, "From the package.")
    _load(loaded)
    _write_here("Both.")
    assert _of(_load(loaded), FILE) is LoadOutcome.KEPT
    assert _page().summary == "Both."
    assert _load(loaded) == LoadReport()


def test_an_edit_here_stays_when_the_package_has_nothing_new_for_the_page(loaded: Path) -> None:
    _write_here("From the editor.")
    _edit(loaded, "course.yaml", 'effort_hours: "1.5"', "effort_hours: 2")
    report = _load(loaded)
    assert _of(report, FILE) is LoadOutcome.KEPT
    assert (_page().summary, _page().has_unpublished_changes) == ("From the editor.", False)
    assert not report.conflicts


def test_overwriting_is_possible_when_it_is_asked_for(loaded: Path) -> None:
    _write_here("From the editor.")
    report = _load(loaded, overwrite=True)
    assert _of(report, FILE) is LoadOutcome.CHANGED
    assert _page().summary == ""


def test_an_unpublished_draft_is_neither_overwritten_nor_buried(loaded: Path) -> None:
    _write_here("Half a thought", publish=False)
    _write_there(loaded, "From the package.")
    report = _load(loaded)
    assert [entry.path for entry in report.conflicts] == [FILE]
    assert (_page().summary, _draft()) == ("", "Half a thought")


def test_an_unpublished_draft_stays_when_the_package_has_nothing_new(loaded: Path) -> None:
    _write_here("Half a thought", publish=False)
    _edit(loaded, "course.yaml", 'effort_hours: "1.5"', "effort_hours: 2")
    assert _of(_load(loaded), FILE) is LoadOutcome.UNCHANGED
    assert _draft() == "Half a thought"


def test_a_page_that_was_unpublished_here_does_not_come_back_by_a_load(loaded: Path) -> None:
    _page().unpublish()
    _write_there(loaded, "From the package.")
    assert _of(_load(loaded), FILE) is LoadOutcome.CONFLICT
    assert not _page().live


def test_a_page_that_was_renamed_here_is_recognised(loaded: Path) -> None:
    page = _page()
    page.slug = "deeper-sight"
    page.save_revision().publish()
    _write_there(loaded, "From the package.")
    assert _of(_load(loaded), FILE) is LoadOutcome.CONFLICT
    assert not LessonPage.objects.filter(slug="second-sight").exists()


def test_a_page_that_was_moved_to_another_module_here_stays_there(loaded: Path) -> None:
    lesson, noise = _page(), ModulePage.objects.get(slug="noise")
    lesson.move(noise, pos="last-child")
    _write_there(loaded, "From the package.")
    assert _of(_load(loaded), FILE) is LoadOutcome.CHANGED
    assert (_page().pk, _page().summary) == (lesson.pk, "From the package.")
    assert _page().is_child_of(noise)
    _load(loaded, overwrite=True)
    assert _page().is_child_of(ModulePage.objects.get(slug="signals"))


def test_a_file_that_was_moved_to_another_module_takes_its_page_along(loaded: Path) -> None:
    lesson = _page()
    (loaded / FILE).rename(loaded / "modules/05-noise/09-second-sight.md")
    _load(loaded)
    assert _page().pk == lesson.pk
    assert _page().is_child_of(ModulePage.objects.get(slug="noise"))
    assert _page().live
    assert not _load(loaded).entries


def test_a_page_of_the_same_name_that_no_load_made_is_a_conflict(loaded: Path) -> None:
    module = ModulePage.objects.get(slug="noise")
    module.add_child(instance=LessonPage(title="Mine", slug="new"))
    (loaded / "modules/05-noise/07-new.md").write_text("---\ntitle: Theirs\nminutes: 5\n---\n")
    assert _of(_load(loaded), "07-new.md") is LoadOutcome.CONFLICT
    assert LessonPage.objects.get(slug="new").title == "Mine"


def test_an_order_that_was_changed_here_stays_while_the_package_keeps_its_own(loaded: Path) -> None:
    first, second = LessonPage.objects.get(slug="first-light"), _page()
    first.move(second, pos="right")
    _write_there(loaded, "From the package.")
    _load(loaded)
    lessons = LessonPage.objects.child_of(ModulePage.objects.get(slug="signals")).order_by("path")
    assert [lesson.slug for lesson in lessons] == ["second-sight", "first-light"]


def test_pages_that_were_added_here_stay(loaded: Path) -> None:
    module = ModulePage.objects.get(slug="noise")
    module.add_child(instance=LessonPage(title="Mine", slug="mine"))
    _write_there(loaded, "From the package.")
    report = _load(loaded)
    assert LessonPage.objects.get(slug="mine").live
    assert not [entry for entry in report.entries if "mine" in entry.path]


ITEM = "modules/02-signals/items/sn-p-01.yaml"


def _write_item_here() -> None:
    item = Item.objects.get(slug="sn-p-01")
    item.measures = "Something that an instructor wrote."
    item.save_revision()


def test_an_item_that_is_edited_here_is_a_conflict_when_the_package_has_news(loaded: Path) -> None:
    _write_item_here()
    _edit(loaded, ITEM, "Telling one unit from another.", "Telling units apart.")
    report = _load(loaded)
    assert [entry.path for entry in report.conflicts] == [ITEM]
    assert Item.objects.get(slug="sn-p-01").measures == "Telling one unit from another."


def test_an_item_that_is_edited_here_stays_when_the_package_has_no_news(loaded: Path) -> None:
    _write_item_here()
    _edit(loaded, "course.yaml", 'effort_hours: "1.5"', "effort_hours: 2")
    report = _load(loaded)
    assert _of(report, ITEM) is LoadOutcome.KEPT
    assert not report.conflicts


def test_an_assessment_that_is_edited_here_is_not_overwritten(loaded: Path) -> None:
    Assessment.objects.filter(slug="examination").update(minutes=99)
    _edit(loaded, "assessments/examination.yaml", "attempts: 2", "attempts: 3")
    report = _load(loaded)
    assert [entry.path for entry in report.conflicts] == ["assessments/examination.yaml"]
    assert Assessment.objects.get(slug="examination").attempts_allowed == 2
    _load(loaded, overwrite=True)
    assert Assessment.objects.get(slug="examination").minutes == 10


def test_an_item_whose_file_left_stays_in_its_bank(loaded: Path) -> None:
    (loaded / "modules/02-signals/items/sn-x-01.yaml").unlink()
    _edit(loaded, "assessments/examination.yaml", "items: 3", "items: 2")
    report = _load(loaded)
    assert _of(report, "sn-x-01.yaml") is LoadOutcome.LEFT
    assert Item.objects.filter(slug="sn-x-01").exists()
