"""Keys of one test are never another's; what is put on the queue is seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery.signals import before_task_publish


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def queued() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """The names and arguments of the tasks that were put on the queue."""
    names: list[tuple[str, tuple[Any, ...]]] = []

    def note(sender: str, body: Any, **kwargs: Any) -> None:
        names.append((sender, tuple(body[0])))

    before_task_publish.connect(note)
    yield names
    before_task_publish.disconnect(note)
