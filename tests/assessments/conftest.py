"""What tests of assessments need around them."""

from typing import Any

import pytest

from tests.factories.pictures import sample_picture


@pytest.fixture(autouse=True)
def _picture_of_the_samples(request: pytest.FixtureRequest) -> None:
    """Content with a picture refers to one that is kept: it is there where such content is tested."""
    call: Any = getattr(request.node, "callspec", None)
    pictured = call is not None and {"hotspot", "markers"} & set(map(str, call.params.values()))
    if pictured and request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("db")
        sample_picture()
