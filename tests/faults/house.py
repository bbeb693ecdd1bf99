"""A whole house of its own: a PostgreSQL cluster, a Redis, a web server and a worker, all of which may be killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests import machine

ROOT = Path(__file__).resolve().parents[2]


def programs() -> tuple[Path, str] | None:
    """The folder of PostgreSQL's programs and redis-server, or None where one is absent."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    redis = shutil.which("redis-server")
    return (found[-1].parent, redis) if found and redis else None


class House:
    """Starts, kills and restarts its parts. Everything is on loopback and in one folder."""

    def __init__(self, folder: Path, postgresql: Path, redis: str) -> None:
        self.folder, self.postgresql, self.redis_program = folder, postgresql, redis
        self.ports = {name: machine.free_port() for name in ("database", "broker", "web")}
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.ports['database']}/postgres",
            "BROKER_URL": f"redis://127.0.0.1:{self.ports['broker']}/0",
            "ASSAY_VAR": str(folder / "var"),
            "ASSAY_KEYS": str(folder / "keys"),
            "SITE_URL": f"http://127.0.0.1:{self.ports['web']}",
            "PORT": str(self.ports["web"]),
        }

    # --- the database ---------------------------------------------------------------------------

    def _as_postgres(self, *command: str | Path) -> None:
        prefix = ["runuser", "-u", "postgres", "--"] if machine.IS_ROOT else []
        subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def make_database(self) -> None:
        """A new cluster, migrated."""
        data = self.folder / "data"
        data.mkdir()
        if machine.IS_ROOT:
            shutil.chown(data, "postgres", "postgres")
        self._as_postgres(self.postgresql / "initdb", "-D", data, "-U", "postgres", "-A", "trust")
        self.control_database("start")
        self.manage("migrate", "--verbosity=0")

    def control_database(self, verb: str) -> None:
        """Start, stop or restart the cluster; a restart is immediate, as a crash is."""
        options = f"-p {self.ports['database']} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        mode = ["-m", "immediate"] if verb != "start" else []
        log = self.folder / "data" / "log.txt"
        self._as_postgres(
            self.postgresql / "pg_ctl",
            "-D",
            self.folder / "data",
            "-o",
            options,
            "-l",
            log,
            "-w",
            *mode,
            verb,
        )

    # --- processes ------------------------------------------------------------------------------

    def start(self, name: str) -> None:
        """Start the broker, the web server or the worker."""
        commands: dict[str, list[str]] = {
            "broker": [
                self.redis_program, "--port", str(self.ports["broker"]), "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--dir", str(self.folder),
            ],
            "web": [
                sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.ports['web']}",
                "--workers", "2", "--log-level", "critical", "--no-control-socket",
            ],
            "worker": [
                sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "2",
                "--loglevel", "critical", "--without-mingle", "--without-gossip",
            ],
        }  # fmt: skip
        with (self.folder / f"{name}.log").open("ab") as output:
            self.parts[name] = subprocess.Popen(
                commands[name], cwd=ROOT, env=self.environment, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        if name == "web":
            until(self._serves)
        elif name in self.ports:
            until(lambda: machine.answers(self.ports[name]))

    def _serves(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.environment['SITE_URL']}/healthz", timeout=5):
            return True
        return False

    def kill(self, name: str) -> None:
        """SIGKILL to a part and to all that it started."""
        process = self.parts.pop(name, None)
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_web_workers(self) -> None:
        """SIGKILL to the web server's workers; it starts others."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.parts["web"].pid)], capture_output=True, text=True, check=False
        )
        for pid in found.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)

    def manage(self, *arguments: str) -> str:
        """Run manage.py; what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def shell(self, code: str) -> Any:
        """Run Python inside the site's settings; the JSON that it prints last."""
        return json.loads(self.manage("shell", "-v", "0", "-c", code).splitlines()[-1])


@contextmanager
def a_house(folder: Path) -> Iterator[House]:
    """A house with its database, broker and web server running; all of it is gone afterwards."""
    found = programs()
    assert found is not None
    house = House(folder, *found)
    try:
        house.make_database()
        house.start("broker")
        house.start("web")
        yield house
    finally:
        for name in list(house.parts):
            house.kill(name)
        with suppress(subprocess.CalledProcessError):
            house.control_database("stop")


def until(reached: Any, *, seconds: float = 60) -> None:
    """Wait until something holds; fail when it does not come to that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if reached():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that in time")


class Candidate:
    """Somebody who sits an attempt over HTTP and notes what was acknowledged, as the page's script does."""

    def __init__(self, house: House, made: dict[str, Any]) -> None:
        self.house, self.uuid, self.items = house, made["attempt"], made["items"]
        self.cookie = f"sessionid={made['session']}; csrftoken={'c' * 32}"
        self.seen = dict.fromkeys(range(1, self.items + 1), 0)
        self.acknowledged: list[tuple[int, str, str]] = []
        self.refused = 0

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/json") -> tuple[int, bytes]:
        """One request. Raises OSError where no answer comes."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.house.ports['web']}{path}",
            data=body,
            headers={"Cookie": self.cookie, "X-CSRFToken": "c" * 32, "Content-Type": kind},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def save(self, position: int, choice: str, client: str) -> None:
        """Save one answer, again and again under one name until it is acknowledged, as the outbox does."""
        body = {
            "position": position,
            "seen": self.seen[position],
            "data": {"choice": choice},
            "client": client,
        }
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                status, said = self.ask(f"/attempts/{self.uuid}/save/", json.dumps(body).encode())
            except OSError:
                status, said = 0, b""
            if status == 200:
                answer = json.loads(said)
                assert answer["status"] == "accepted", answer
                self.seen[position] = answer["sequence"]
                self.acknowledged.append((position, choice, client))
                return
            assert status in (0, 500, 502, 503), (status, said[:200])
            self.refused += 1
            time.sleep(0.05)
        raise AssertionError("an answer was never acknowledged")

    def work(self, rounds: int) -> None:
        """Answer every item, several times over."""
        for turn in range(rounds):
            for position in self.seen:
                self.save(position, "abc"[(turn + position) % 3], f"{self.uuid}:{turn}:{position}")

    def submit(self) -> int:
        """Submit as the button does; the status of what comes back."""
        form = f"csrfmiddlewaretoken={'c' * 32}".encode()
        return self.ask(f"/attempts/{self.uuid}/submit/", form, "application/x-www-form-urlencoded")[0]
