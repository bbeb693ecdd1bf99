"""`make run`: prepare, then web server, worker and beat together, until Ctrl-C or until one of them dies."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
READY_SECONDS = 240
STOP_SECONDS = 10
# A worker that dies is started again, unless it dies this often within a minute.
MOST_DEATHS = 5
DEMONSTRATION = """
Demonstration accounts (password assay-demo):
    learner@assay.example      a learner
    instructor@assay.example   writes modules and items      \\
    reviewer@assay.example     approves them                  | staff also need a code:
    officer@assay.example      issues and revokes             | .venv/bin/python manage.py demo_code EMAIL
    admin@assay.example        everything                    /
"""


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a person is reading


def taken(host: str, port: int) -> bool:
    """Whether something else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def ready(host: str, port: int, children: "list[subprocess.Popen[bytes]]") -> bool:
    """Wait until /readyz answers; False when a child died or time ran out."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and all(child.poll() is None for child in children):
        try:
            connection = http.client.HTTPConnection(host, port, timeout=2)
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            if connection.getresponse().status == http.client.OK:
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def stop(children: "list[subprocess.Popen[bytes]]") -> None:
    """Ask every child to finish; after ten seconds, make it."""
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def tidy_queue(folder: Path) -> int:
    """Remove what a killed process left half-written in the queue; how many files that were.

    Whatever such a message was to nudge is due in the database, and a sweep finds it.
    """
    removed = 0
    for path in [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []:
        try:
            json.loads(path.read_bytes())
        except (ValueError, OSError):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def main() -> int:
    """Run everything; the exit code is that of the child that died, or 0 after Ctrl-C."""
    host = os.environ.get("HOST") or "127.0.0.1"
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65_536:
        say(f"PORT is a number from 1 to 65535, not {wanted!r}. Try: make run PORT=8000")
        return 1
    port = int(wanted)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ["PORT"] = str(port)
    os.chdir(ROOT)
    if taken(host, port):
        say(f"Port {port} on {host} is taken. Try: make run PORT={port + 1}")
        return 1
    loopback = host in {"127.0.0.1", "::1", "localhost"}
    prepare = [PYTHON, "manage.py", "prepare", *(["--demonstration"] if loopback else [])]
    prepared = subprocess.run(prepare, check=False)
    if prepared.returncode:
        return prepared.returncode
    if removed := tidy_queue(Path(os.environ.get("ASSAY_VAR") or ROOT / "var") / "queue"):
        say(f"Removed {removed} half-written messages; sweeps find what they were about.")

    stopping = False

    def on_signal(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    # fmt: off
    commands = [
        [PYTHON, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{host}:{port}", "--workers", "3",
         "--log-level", "warning", "--no-control-socket", "--max-requests", "5000"],
        [PYTHON, "-W", "ignore:You're running the worker", "-m", "celery", "-A", "config", "--quiet", "worker", "--beat", "--concurrency", "1",
         "--loglevel", "warning", "--without-mingle", "--without-gossip"],
    ]
    # fmt: on
    children = [subprocess.Popen(command, start_new_session=True) for command in commands]
    try:
        if ready(host, port, children):
            site = os.environ.get("SITE_URL") or f"http://localhost:{port}"
            say(
                f"\nAssay is ready:  {site}\n    the admin:   {site}/admin/\n    verification: {site}/verify/"
            )
            if loopback:
                say(DEMONSTRATION)
            say("Ctrl-C stops it.")
        elif not stopping:
            say("The site did not become ready in time: see the lines above.")
            return 1
        deaths: list[float] = []
        while not stopping:
            web, worker = children
            deaths = [moment for moment in deaths if moment > time.monotonic() - 60]
            if web.poll() is None and worker.poll() is not None and len(deaths) < MOST_DEATHS:
                deaths.append(time.monotonic())
                say("The worker stopped by itself; starting it again.")
                children[1] = subprocess.Popen(commands[1], start_new_session=True)
            elif died := next((child for child in children if child.poll() is not None), None):
                say("A process stopped by itself; stopping the others.")
                return died.returncode or 1
            time.sleep(0.3)
        return 0
    finally:
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
