"""`make bench`: every performance promise beside what is measured, in one run, kept in bench/results.txt.

The exit code is 1 when a promise that may not be missed is missed.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from bench.load import Ask, all_at_once
from bench.rows import CONNECTIONS, cookies, measure_rows, rows
from bench.servers import ROOT, WORKERS, bare_wagtail, create_database, serve
from bench.starting import start_once
from tests import machine

RESULTS = ROOT / "bench" / "results.txt"
ROUNDS = 5
SUBMISSIONS = 12 + 16 * ROUNDS
CANDIDATES = 250
CREDENTIALS = 1000
SECONDS_TO_START = 30
# Databases of Redis that nothing else uses.
QUEUE, CACHE = 7, 6
# What the slow suites measured last: growth takes minutes, and is not measured here.
SLOW = Path(__file__).parent / "check-slow.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    name: str
    wanted: str
    measured: str
    is_met: bool
    must_hold: bool = False

    def __str__(self) -> str:
        verdict = "met" if self.is_met else "MISSED"
        mark = "*" if self.must_hold else " "
        return f"{mark} {self.name:<46} {self.wanted:<26} {self.measured:<52} {verdict}"


def main() -> int:
    """Make both sites, measure, print and keep the table."""
    started = time.perf_counter()
    with machine.postgresql() as database, machine.redis() as broker, tempfile.TemporaryDirectory() as folder:
        if database is None or broker is None:
            print("The benchmarks need PostgreSQL and Redis.")
            return 1
        # A queue of its own: nobody works on what the benchmarks nudge.
        server = broker.rpartition("/")[0]
        try:
            head, lines = _measure(Path(folder), database, server)
        finally:
            for number in (QUEUE, CACHE):
                redis.Redis.from_url(f"{server}/{number}").flushdb()
    text = _table(head, lines, minutes=(time.perf_counter() - started) / 60)
    print(text)
    RESULTS.write_text(text)
    return int(any(line.must_hold and not line.is_met for line in lines))


def _measure(folder: Path, database: str, server: str) -> tuple[list[str], list[Line]]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "ASSAY_VAR": str(folder / "var"),
        "DATABASE_URL": create_database(database, "assay_bench"),
        "BROKER_URL": f"{server}/{QUEUE}",
        "SITE_URL": "https://localhost",
    }
    production = environment | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
        "CACHE_URL": f"{server}/{CACHE}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "no-reply@assay.example",
        "ASSAY_KEYS": str(folder / "var" / "keys"),
        # As behind a proxy that keeps TLS to itself.
        "SECURE_SSL_REDIRECT": "false",
        # Everything is counted, and nobody is refused: all of it comes from one address.
        "VERIFY_LIMIT_FACTOR": "1000000",
    }
    lines = _start_lines(folder / "started")
    _say("Preparing the site …")
    _manage(environment, "prepare", "--demonstration")
    facts = _in_shell(
        production,
        folder,
        f"from bench.seed import plant; plant({{target!r}}, readers={CONNECTIONS}, "
        f"submissions={SUBMISSIONS}, candidates={CANDIDATES}, credentials={CREDENTIALS})",
    )
    _say("Making the bare Wagtail site …")
    with (
        bare_wagtail(folder / "bare", database) as bare,
        serve("config.wsgi:application", ROOT, production) as mine,
    ):
        _say("Measuring …")
        found, pages = measure_rows(bare, mine, rows(facts), rounds=ROUNDS)
        measured = [
            Line(entry.row.name, entry.wanted, entry.measured, entry.is_met, entry.row.must_hold)
            for entry in found
        ]
        measured.append(_candidates_line(mine, facts))
    measured.append(_analysis_line())
    measured += _batch_lines(_in_shell(production, folder, "from bench.batch import run; run({target!r})"))
    return _head(facts, pages), [*measured, *lines]


def _head(facts: dict[str, Any], pages: list[float]) -> list[str]:
    low, high = min(pages) * 1000, max(pages) * 1000
    return [
        f"Assay, {time.strftime('%Y-%m-%d')}: {os.cpu_count()} cores, Python {platform.python_version()}",
        f"W is the page of a bare `wagtail start` project in this run: p50 {statistics.median(pages) * 1000:.1f} ms"
        f" ({low:.1f}–{high:.1f}). Both sites: gunicorn, {WORKERS} workers, one PostgreSQL, kept connections to it,",
        f"{CONNECTIONS} connections on loopback. Each row took short turns with W in {ROUNDS} rounds: the median of the",
        "rounds' ratios of medians, and the lowest and the highest of them. Assay runs with its production settings",
        f"(cache and sessions in Redis); its course has {facts['lessons']} lessons. Rows with * may not be missed.",
    ]


def _candidates_line(port: int, facts: dict[str, Any]) -> Line:
    body = b"agree=yes"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    address = f"/assessments/{facts['examination']}/"
    asks = [
        Ask(address, "POST", {**cookies(session), **form}, body, expect=302)
        for session in facts["candidates"]
    ]
    seconds, failures = all_at_once(port, asks)
    return Line(
        f"{len(asks)} candidates start one examination at once",
        f"all in ≤ {SECONDS_TO_START} s, none fails",
        f"{seconds:.1f} s until the last has its first item, {failures} failed",
        seconds <= SECONDS_TO_START and not failures,
        must_hold=True,
    )


def _batch_lines(found: dict[str, Any]) -> list[Line]:
    ratios, prints = found["issue"], found["certificate_ms"]
    ratio, printed = statistics.median(ratios), statistics.median(prints)
    return [
        Line(
            "issue without PDF, in a batch",
            "≥ 8 × the plain pyld path",
            f"{ratio:.2f} × ({min(ratios):.2f}–{max(ratios):.2f}): {found['issue_ms']:.1f} ms to {found['plain_ms']:.1f} ms",
            ratio >= 8,
        ),
        Line(
            "a whole certificate: issue and PDF",
            "≤ 80 ms of one core",
            f"{printed:.0f} ms ({min(prints):.0f}–{max(prints):.0f})",
            printed <= 80,
        ),
    ]


def _analysis_line() -> Line:
    _say("Analysing items …")
    done = subprocess.run(
        [sys.executable, "-m", "bench.analysis"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    seconds, size = found["counting"] + found["figures"], found["megabytes"]
    return Line(
        "item analysis over 1 M responses, rows at hand",
        "≤ 10 s, ≤ 500 MB",
        f"{seconds:.1f} s, {size:.0f} MB; 1,000 more attempts: {found['step']:.1f} s",
        seconds <= 10 and size <= 500,
    )


def _start_lines(folder: Path) -> list[Line]:
    _say("Starting from nothing, and again …")
    port = machine.free_port()
    cold, warm = start_once(folder, port), start_once(folder, port)
    return [
        Line("start from nothing, packages installed", "≤ 120 s", f"{cold:.1f} s", cold <= 120),
        Line("start again", "≤ 15 s", f"{warm:.1f} s", warm <= 15),
    ]


def _table(head: list[str], lines: list[Line], *, minutes: float) -> str:
    titles = f"  {'what':<46} {'wanted':<26} {'measured':<52}"
    tail = [f"By `make check-slow`: {_growth()}", "", f"The run took {minutes:.1f} minutes."]
    return "\n".join(
        ["", *head, "", titles, "-" * len(titles), *(str(line) for line in lines), "", *tail, ""]
    ).lstrip("\n")


def _growth() -> str:
    """What the slow suites said last of growth."""
    lines = SLOW.read_text().splitlines() if SLOW.exists() else []
    return next((line for line in lines if line.startswith("growth ")), "growth, not measured yet.")


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=os.environ | environment, check=True
    )


def _in_shell(environment: dict[str, str], folder: Path, script: str) -> dict[str, Any]:
    """Run a line in `manage.py shell`; `{target}` in it is the file that it writes its JSON to."""
    target = folder / "facts.json"
    _manage(environment, "shell", "--no-imports", "-c", script.format(target=str(target)))
    found: dict[str, Any] = json.loads(target.read_text())
    return found


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
