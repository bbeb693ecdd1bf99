"""What every test may use."""

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from accounts.models import StaffAct
from tests import templates

# A busy machine is no fault of the code: times are judged by the benchmarks, not by property tests.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
# A third of making a database was looking through the states of models for garbage: ten times as seldom is enough.
gc.set_threshold(700, 10, 100)
# A file goes to one process: one of these, begun last, would keep it working alone.
LONGEST = ("tests/workplace/test_backups.py",)
# A database in memory lives as long as somebody is connected.
_kept: list[sqlite3.Connection] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """The second database need not hear again what no database is asked for."""
    parser.addoption(
        "--database-only", action="store_true", help="leave out tests that ask no database for anything"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was to be left out, and say how much it was. What takes minutes begins first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    if not config.getoption("--database-only"):
        return
    asking = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
    items[:] = asking


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Begin with a copy of the template, where the run has made one: migrating it finds nothing left to do."""
    template = os.environ.get(templates.VARIABLE)
    if not template:
        return
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        return
    _kept.append(sqlite3.connect(connection.creation._get_test_db_name(), uri=True))
    with closing(sqlite3.connect(template)) as source:
        source.backup(_kept[-1])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """pytest-django's database, emptied in our way."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _delete_everything


def _delete_everything(style: object, tables: list[str], **options: bool) -> list[str]:
    """Clean up after a test that committed. Truncating makes new files for each of the 150 tables: seconds.

    Only the trail of what staff did cannot be deleted from.
    """
    how = {StaffAct._meta.db_table: "TRUNCATE"}
    return [f"{how.get(table, 'DELETE FROM')} {connection.ops.quote_name(table)}" for table in tables]


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Caches live in the process: no test may see what another one left."""
    for kept in (caches["default"], caches["local"]):
        kept.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """What the last request of one test was read in stays with the thread: it is not what another test reads."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_head(settings: Any, tmp_path: Path) -> None:
    """The head of one test's log is not what another's has to continue."""
    settings.LOG_HEAD = tmp_path / "log-head"
