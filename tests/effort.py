"""What an act costs in processor time: a machine that others keep busy says nothing of it by the clock."""

import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection


class Effort:
    """Measures in seconds of processor time: this process's, and that of the database's process for its connection.

    With SQLite both are one. Where the system does not tell of another process, or the server is elsewhere, it is
    this process's time on the clock.
    """

    def __init__(self) -> None:
        self._backend: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Workers beside the backend would do unseen what it is to be charged with.
                cursor.execute("SET max_parallel_workers_per_gather = 0")
                cursor.execute("SELECT pg_backend_pid()")
                self._backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        self.is_by_clock = self._backend is not None and not self._is_postgres()

    def _is_postgres(self) -> bool:
        assert self._backend is not None
        try:
            return "postgres" in self._backend.with_name("comm").read_text()
        except OSError:
            return False

    def _now(self) -> float:
        if self.is_by_clock:
            return time.perf_counter()
        spent = time.process_time()
        if self._backend is not None:
            spent += int(self._backend.read_text().split()[0]) / 1e9
        return spent

    def of(self, act: Callable[[], object], *, times: int) -> float:
        """The least that an act costs in so many times."""
        return min(self._once(act) for _time in range(times))

    def ratio(self, act: Callable[[], object], other: Callable[[], object], *, times: int) -> float:
        """The least that an act costs, as a multiple of another: both in turns, for a machine's speed changes."""
        turns = [(self._once(other), self._once(act)) for _time in range(times)]
        return min(mine for _other, mine in turns) / min(other for other, _mine in turns)

    def _once(self, act: Callable[[], object]) -> float:
        started = self._now()
        act()
        return self._now() - started
