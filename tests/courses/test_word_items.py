"""The documented items of words: checked, loaded and exported byte for byte."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from courses.api import load_package
from courses.models import CoursePage
from courses.services.exporting import export_course
from tests.courses.test_loading import EVERYTHING, NOON, _media, folder  # noqa: F401

pytestmark = pytest.mark.django_db
PLACE = "modules/02-signals/items"


def documented(kind: str) -> str:
    """The example of an interaction in the page about course packages."""
    page = (Path(django_settings.BASE_DIR) / "docs" / "course-packages.md").read_text()
    found = re.search(rf"```yaml\n(type: {kind}\n.*?)```", page, re.S)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("kind", ["cloze", "essay"])
def test_the_documented_example_is_loaded_and_exported_byte_for_byte(kind: str, folder: Path) -> None:  # noqa: F811
    head = (EVERYTHING / PLACE / "sn-p-01.yaml").read_text().partition("interaction:\n")[0]
    body = "".join(f"  {line}" for line in documented(kind).splitlines(keepends=True))
    text = f"{head.replace('sn-p-01', 'sn-p-90')}interaction:\n{body}"
    (folder / PLACE / "sn-p-90.yaml").write_text(text)
    load_package(folder, now=NOON)
    exported = export_course(CoursePage.objects.get().slug)
    assert exported[f"{PLACE}/sn-p-90.yaml"].decode() == text
