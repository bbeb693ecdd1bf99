"""What every test may use."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Caches live in the process: no test may see what another one left."""
    for kept in (caches["default"], caches["local"]):
        kept.clear()
