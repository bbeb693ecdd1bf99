"""What tests of assessments need around them."""

from typing import Any

import pytest

from tests.factories.pictures import sample_picture


@pytest.fixture(autouse=True)
def _what_samples_need(request: pytest.FixtureRequest, settings: Any) -> None:
    """Content with a picture refers to one that is kept; content that asks for files needs them to be taken."""
    call: Any = getattr(request.node, "callspec", None)
    if call is not None and "upload" in map(str, call.params.values()):
        settings.ASSESSMENT_UPLOADS = True
    pictured = call is not None and {"hotspot", "markers"} & set(map(str, call.params.values()))
    if pictured and request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("db")
        sample_picture()
