"""A shell into the site that stays open: Django is set up once, and each piece of code runs in a fork of its own.

Run as a program it reads requests, one line of JSON each, and answers each with a line.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


class Shell:
    """What a test holds of it: code goes in, and what it prints comes out. It ends with whoever holds it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.shell"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        """What the code prints. Fails with its traceback when it raises."""
        printed, fault, ended = self._ask(code)
        assert not fault, fault
        assert ended == 0
        return printed

    def end_of(self, code: str) -> int:
        """How the process that runs the code ends: 0, or less than that by a signal. Fails when it raises."""
        _printed, fault, ended = self._ask(code)
        assert not fault, fault
        return ended

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def _ask(self, code: str) -> tuple[str, str, int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        printed, fault, ended = json.loads(self._process.stdout.readline())
        return printed, fault, ended


def answer(code: str) -> tuple[str, str]:
    """What the code prints, and the traceback of what it raises."""
    printed, fault = StringIO(), ""
    try:
        with redirect_stdout(printed):
            exec(code, {})
    except Exception:
        fault = traceback.format_exc()
    return printed.getvalue().strip(), fault


def say(printed: str, fault: str, ended: int) -> None:
    """Answer with one line."""
    sys.stdout.write(json.dumps([printed, fault, ended]) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Answer until there is nothing more to read."""
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            say(*answer(json.loads(line)), 0)
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        if ended := os.waitstatus_to_exitcode(status):
            say("", "", ended)


if __name__ == "__main__":
    main()
