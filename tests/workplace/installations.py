"""Installations of their own, for tests that back up, restore, and kill: each command is a process."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
# What an installation holds at first: keys, one certificate in a signed log, uploaded files.
FILL = """
import gc
gc.disable()
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from certificates.services.issuer import ensure_issuer
from tests.factories.certificates import make_version
ensure_issuer(now=timezone.now())
make_version()
storages["default"].save("pictures/one.txt", ContentFile(b"one"))
storages["responses"].save("answer.txt", ContentFile(b"an answer"))
"""
# One more certificate, with the head of the log signed over it.
ISSUE = """
from django.utils import timezone
from certificates.models import AchievementVersion
from certificates.services.awards import Award
from certificates.services.issuing import issue_credential
from certificates.services.log import sign_head
issue_credential(Award(AchievementVersion.objects.get(), "Ada Lindqvist"), actor_id=None, now=timezone.now())
print(sign_head(now=timezone.now()).note, end="")
"""
COUNT = """
from certificates.models import Credential
print(Credential.objects.count())
"""


# Starting Python and Django is most of what a command costs: one process runs one command after another.
SERVE = """
import contextlib, io, json, os, sys, traceback
import django
django.setup()
from django.core.management import CommandError, ManagementUtility
from django.db import connections
answers = os.fdopen(int(sys.argv[1]), "w")
for line in sys.stdin:
    asked = json.loads(line)
    said, code = io.StringIO(), 0
    changed = {name: os.environ.get(name) for name in asked["variables"]}
    os.environ.update(asked["variables"])
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            if "script" in asked:
                exec(asked["script"], {"__name__": "script"})
            else:
                name, *arguments = asked["command"]
                command = ManagementUtility(["manage.py", name]).fetch_command(name)
                parser = command.create_parser("manage.py", name)
                options = vars(parser.parse_args(arguments))
                options.pop("args", None)
                command.execute(**options)
        except CommandError as error:
            code = 1
            print(error)
        except BaseException:
            code = 2
            traceback.print_exc()
    for name, value in changed.items():
        os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    connections.close_all()
    answers.write(json.dumps([code, said.getvalue()]) + "\\n")
    answers.flush()
"""


@dataclass
class Installation:
    """A folder with state, and a database."""

    folder: Path
    database: str
    _process: "subprocess.Popen[str] | None" = None
    _answers: "TextIO | None" = None

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def _environment(self, **variables: str) -> dict[str, str]:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": self.database,
            "ASSAY_VAR": str(self.folder),
            **variables,
        }
        for name in ("ASSAY_KEYS", "ASSAY_LOG_HEAD"):
            environment.pop(name, None)
        return environment

    def _ask(self, **asked: Any) -> tuple[int, str]:
        """Have something run in the installation's process, which is started when it is first needed."""
        if self._process is None:
            reading, writing = os.pipe()
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(writing)],
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.PIPE,
                text=True,
                pass_fds=[writing],
            )
            os.close(writing)
            self._answers = os.fdopen(reading)
        assert self._process.stdin is not None
        assert self._answers is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code, said = json.loads(self._answers.readline())
        return code, said

    def stop(self) -> None:
        """End the process."""
        if self._process is not None and self._process.stdin is not None and self._answers is not None:
            self._process.stdin.close()
            self._process.wait(timeout=30)
            self._answers.close()
            self._process = self._answers = None

    def done(self, *arguments: str, **variables: str) -> str:
        """The output of a command that has to succeed."""
        code, said = self._ask(command=arguments, variables=variables)
        assert code == 0, said
        return said

    def refused(self, *arguments: str, **variables: str) -> str:
        """What a command says that has to refuse."""
        code, said = self._ask(command=arguments, variables=variables)
        assert code == 1, said
        return said

    def killed(self, *arguments: str, at: str) -> None:
        """Run a command in a process of its own that is killed, as by SIGKILL, at a named point."""
        self.stop()
        killed = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment(ASSAY_FAULT_POINT=at),
            capture_output=True,
            timeout=240,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr

    def script(self, text: str) -> str:
        code, said = self._ask(script=text, variables={})
        assert code == 0, said
        return said

    def fails(self, text: str) -> str:
        """What a script ends with that has to fail."""
        code, said = self._ask(script=text, variables={})
        assert code == 2, said
        return said

    def issue(self) -> str:
        """Issue one certificate more; the signed head over it."""
        return self.script(ISSUE)

    def credentials(self) -> int:
        return int(self.script(COUNT))

    def files(self) -> dict[str, str]:
        """Every uploaded file, by its path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text()
            for name in ("media", "responses")
            for path in sorted((self.folder / name).rglob("*"))
            if path.is_file()
        }

    def leftovers(self) -> list[str]:
        """What a restore that is over must not leave behind."""
        return [path.name for path in self.folder.iterdir() if path.name.startswith((".", "restore"))]


class Houses:
    """Makes installations as copies of one that was filled once."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder, self._kind, self._count = folder, kind, 0
        self._names: list[str] = []
        self._made: list[Installation] = []
        self._first = self._empty("first")
        self._first.script(FILL)
        self._first.issue()
        # Its database is copied from now on: nobody may be connected to it.
        self._first.stop()

    def _empty(self, name: str) -> Installation:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        return self._installation(name, "")

    def _installation(self, name: str, template: str) -> Installation:
        folder = self._folder / name
        if self._kind == "sqlite":
            address = f"sqlite:///{folder / 'assay.sqlite3'}"
        else:
            database = self._database(name)
            _on_server(f"CREATE DATABASE {database}{template}")
            address = _address(database)
        self._made.append(Installation(folder, address))
        return self._made[-1]

    def _database(self, name: str) -> str:
        database = f"{connection.settings_dict['NAME']}_{os.getpid()}_{name}"
        self._names.append(database)
        return database

    def empty(self) -> Installation:
        """One without a table."""
        self._count += 1
        return self._empty(f"empty{self._count}")

    def filled(self) -> Installation:
        """One with two uploaded files and one certificate."""
        self._count += 1
        name = f"filled{self._count}"
        shutil.copytree(self._first.folder, self._folder / name)
        return self._installation(name, f" TEMPLATE {self._database_of(self._first)}")

    def _database_of(self, installation: Installation) -> str:
        return installation.database.rpartition("/")[2]

    def stop(self) -> None:
        """End every process."""
        for made in self._made:
            made.stop()

    def remove(self) -> None:
        """Drop the databases; folders are the test's own."""
        self.stop()
        for name in self._names:
            _on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _address(database: str) -> str:
    wanted = connection.settings_dict
    login = f"{wanted['USER']}:{wanted['PASSWORD']}" if wanted["PASSWORD"] else wanted["USER"]
    return f"postgres://{login}@{wanted['HOST']}:{wanted['PORT'] or 5432}/{database}"


def _on_server(statement: str) -> None:
    # In a process of its own: tests must not open the test database themselves.
    subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", "-c", statement, _address("postgres")],
        check=True,
        capture_output=True,
    )
