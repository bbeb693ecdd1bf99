"""Races are tested on PostgreSQL: SQLite ignores row locks."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here; on another database say so in one line, and in CI fail."""
    for item in items:
        if "concurrency" in item.path.parts:
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture(autouse=True)
def _only_postgresql() -> None:
    if connection.vendor != "postgresql":
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail("PostgreSQL is absent")
        pytest.skip("PostgreSQL is absent: races are not tested here")


def at_once(count: int, act: Callable[[int], Any], *, workers: int = 0) -> list[Any]:
    """Run `act(0) … act(count-1)` in threads with a connection each; results, or the exceptions raised."""

    def run(number: int) -> Any:
        try:
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers or count) as pool:
        return list(pool.map(run, range(count)))
