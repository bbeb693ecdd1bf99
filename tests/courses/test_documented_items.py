"""The documented kinds of items: checked, loaded and exported byte for byte."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from assessments.api import item_ids
from assessments.services.loading import load_item
from courses.api import load_package
from courses.models import CoursePage
from courses.services.checking import check_package
from courses.services.exporting import export_course
from tests.assessments.engine import samples
from tests.courses.test_loading import EVERYTHING, NOON, _media, folder  # noqa: F401
from tests.factories.assessments import item_data
from tests.factories.courses import EnrolmentFactory, check, make_bank, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db
PLACE = "modules/02-signals/items"


def documented(kind: str) -> str:
    """The example of an interaction in the page about course packages."""
    page = (Path(django_settings.BASE_DIR) / "docs" / "course-packages.md").read_text()
    found = re.search(rf"```yaml\n(type: {kind}\n.*?)```", page, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "kind",
    [
        "cloze",
        "essay",
        "matching",
        "ordering",
        "categorise",
        "numeric",
        "report-form",
        "audit-findings",
        "threat-model",
        "branching-scenario",
    ],
)
def test_the_documented_example_is_loaded_and_exported_byte_for_byte(kind: str, folder: Path) -> None:  # noqa: F811
    head = (EVERYTHING / PLACE / "sn-p-01.yaml").read_text().partition("interaction:\n")[0]
    body = "".join(f"  {line}" for line in documented(kind).splitlines(keepends=True))
    text = f"{head.replace('sn-p-01', 'sn-p-90')}interaction:\n{body}"
    (folder / PLACE / "sn-p-90.yaml").write_text(text)
    load_package(folder, now=NOON)
    exported = export_course(CoursePage.objects.get().slug)
    assert exported[f"{PLACE}/sn-p-90.yaml"].decode() == text


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "rule"),
    [
        ("branching-scenario", "next: repair", "next: nowhere", "unknown-next"),
        ("branching-scenario", "total: 20", "total: 21", "total-differs"),
        ("threat-model", "target: D1", "target: D9", "unknown-element"),
        ("threat-model", "- m2\n  must_have", "- m9\n  must_have", "not-in-menu"),
        ("report-form", "- none\n", "- nobody\n", "answer-unreadable"),
        ("audit-findings", "- D02\n  clauses", "- D09\n  clauses", "unknown-entry"),
    ],
)
def test_a_malformed_lab_is_named_with_its_file_line_and_rule(
    kind: str,
    right: str,
    wrong: str,
    rule: str,
    folder: Path,  # noqa: F811
) -> None:
    sound = documented(kind)
    assert sound.count(right) == 1
    spoilt = sound.replace(right, wrong)
    head = (EVERYTHING / PLACE / "sn-p-01.yaml").read_text().partition("interaction:\n")[0]
    text = f"{head.replace('sn-p-01', 'sn-p-90')}interaction:\n" + "".join(
        f"  {line}" for line in spoilt.splitlines(keepends=True)
    )
    (folder / PLACE / "sn-p-90.yaml").write_text(text)
    (fault,) = check_package(folder).faults
    line = text[: text.index(wrong.partition("\n")[0])].count("\n") + 1
    assert (fault.file, fault.line, fault.rule) == (f"{PLACE}/sn-p-90.yaml", line, rule)
    assert str(fault).startswith(f"{PLACE}/sn-p-90.yaml:{line}: ")


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("cloze", {"gap-board": "audit committee"}, ["Your answer is partly right", "Why audit committee"]),
        ("essay", {"text": "The log has no entry."}, ["Your answer is kept. Nobody marks it here"]),
    ],
)
def test_a_lesson_asks_with_it_and_says_what_became_of_the_answer(
    client: Client, kind: str, fields: dict[str, str], said: list[str]
) -> None:
    course = make_course()
    bank = make_bank(course)
    data = item_data("p-001", use="practice", interaction=samples.EVERY[kind][0])
    load_item(bank, data, actor=None, now=NOON)
    item = item_ids(bank)["p-001"]
    lesson = make_lesson(make_module(course), title="With a check", body=[check(item)])
    client.force_login(EnrolmentFactory.create(course=course).user)
    assert "The reasoning." not in client.get(lesson.path_on_site).content.decode()
    client.post(f"/study/lessons/{lesson.uuid}/checks/{item}/", fields)
    page = client.get(lesson.path_on_site).content.decode()
    for words in said:
        assert words in page
    assert "not right yet" not in page
