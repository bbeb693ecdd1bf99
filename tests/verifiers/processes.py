"""The three verifiers, each in a process of its own with the network closed but for one port."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NAMES = ("assay", "openbadgeslib", "digitalbazaar")


class Verifier:
    """A running verifier: one question a line, one answer a line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, **question: str) -> dict[str, Any]:
        """Its answer. A verifier that dies has not judged: that fails the test."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the verifier died of: {json.dumps(question)[:300]}"
        answer: dict[str, Any] = json.loads(line)
        return answer


def _python(script: str, *paths: Path) -> tuple[list[str], dict[str, str], Path]:
    # -P keeps the working directory out; `closed` comes first, for its sitecustomize.
    found = os.pathsep.join(map(str, (HERE / "closed", HERE, *paths)))
    return [sys.executable, "-P", str(HERE / script)], {"PYTHONPATH": found}, HERE


def _node(modules: Path) -> tuple[list[str], dict[str, str], Path]:
    # Node looks for packages beside the script that asks for them.
    for name in ("verify.mjs", "closed/network.mjs"):
        (modules / name).parent.mkdir(exist_ok=True)
        shutil.copy(HERE / name, modules / name)
    return ["node", "--import", "./closed/network.mjs", "verify.mjs"], {}, modules


@contextmanager
def verifiers(origin: str, modules: Path | None) -> Iterator[Mapping[str, Verifier]]:
    """Those that can run here, by name; `modules` is the folder of the npm packages, if there is one."""
    programs = {
        "assay": _python("assay_verifier.py", ROOT),
        "openbadgeslib": _python("openbadgeslib_verifier.py"),
    }
    if modules is not None:
        programs["digitalbazaar"] = _node(modules)
    with ExitStack() as stack:
        running = {}
        for name, (command, variables, folder) in programs.items():
            process = stack.enter_context(
                subprocess.Popen(
                    [*command, origin],
                    cwd=folder,
                    env={
                        "PATH": os.environ["PATH"],
                        "ASSAY_ONLY": f"127.0.0.1:{urlsplit(origin).port}",
                        **variables,
                    },
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                )
            )
            stack.callback(process.kill)
            running[name] = Verifier(process)
        yield running
