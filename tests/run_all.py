"""The suites: SQLite, then PostgreSQL with Redis; beside them the journeys in a real browser.

With `--slow`, the exhaustive, fault and scale suites instead; what they print is kept in bench/.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from tests import machine, templates

ROOT = Path(__file__).resolve().parent.parent
FAST = "not slow and not journey and not postgresql"
WITH_POSTGRESQL = "not slow and not journey"
UNHURRIED = "-c synchronous_commit=off"


def run(title: str, *arguments: str, keep: Path | None = None, **variables: str) -> int:
    """Run pytest in a process of its own; exit code 5 (no tests) is a failure as well."""
    machine.say(title)
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", *arguments]
    environment = os.environ | variables
    if keep is None:
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    else:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        keep.write_bytes(done.stdout.replace(f"{ROOT}/".encode(), b""))
        sys.stdout.write(done.stdout.decode(errors="replace"))
        code = done.returncode
    machine.say(f"{title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s")
    return code


def missing(what: str) -> int:
    """One line where a server is absent; with CI=true that fails the run."""
    machine.say(f"{what} is absent: its tests do not run here.")
    return 1 if machine.IN_CI else 0


def fast() -> int:
    """The whole fast suite. Journeys wait for their browser half of the time, and run beside the others."""
    codes = [0 if machine.npm_packages(ROOT / "tests" / "verifiers") else missing("Node or npm")]
    codes.append(
        0 if machine.pdf_tools() else missing("What checks PDFs (poppler-utils, qpdf, libnss3-tools)")
    )
    if machine.chromium() is None:
        return max(missing("Chromium"), *codes, *suites())
    with ThreadPoolExecutor(1) as aside:
        walked = aside.submit(journeys)
        return max(*codes, *suites(), walked.result())


def suites() -> list[int]:
    """The same tests on one database and on the other. Both begin with a template, migrated at the same time."""
    shared = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="assay-template-"))
        database = stack.enter_context(machine.postgresql())
        broker = stack.enter_context(machine.redis())
        migrating = stack.enter_context(ThreadPoolExecutor(2))
        first = migrating.submit(templates.migrate, f"sqlite:///{folder}/template.sqlite3")
        if database is None or broker is None:
            alone = run("SQLite", *shared, FAST, DATABASE_URL="", BROKER_URL="", **first.result())
            return [alone, missing("PostgreSQL or Redis")]
        empty = stack.enter_context(templates.postgresql_database(database))
        second = migrating.submit(templates.migrate, empty)
        codes = [run("SQLite", *shared, FAST, DATABASE_URL="", BROKER_URL="", **first.result())]
        # No test here pulls the plug of the server: a commit need not wait for the disk.
        variables = {"DATABASE_URL": database, "BROKER_URL": broker, "PGOPTIONS": UNHURRIED}
        suite = (*shared, WITH_POSTGRESQL, "--database-only")
        return [*codes, run("PostgreSQL and Redis", *suite, **variables, **second.result())]


def journeys() -> int:
    """What people see in a browser: told in one piece when it is over."""
    with tempfile.TemporaryDirectory(prefix="assay-journeys-") as folder:
        told = Path(folder) / "told.txt"
        return run("Journeys", "-m", "journey and not slow", "tests/journeys", keep=told)


def slow() -> int:
    """Exhaustive, fault and scale suites."""
    kept = ROOT / "bench" / "check-slow.txt"
    with machine.postgresql() as database, machine.redis() as broker:
        if database is None or broker is None:
            return missing("PostgreSQL or Redis")
        return run(
            "Slow suites",
            "-v",
            "--no-header",
            "-rP",
            "--tb=short",
            "--show-capture=stdout",
            "-m",
            "slow",
            keep=kept,
            DATABASE_URL=database,
            BROKER_URL=broker,
        )


if __name__ == "__main__":
    sys.exit(slow() if "--slow" in sys.argv[1:] else fast())
