"""Keys of one test are never another's."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
