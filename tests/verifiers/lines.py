"""How the Python verifiers are asked, and how they reach the server under test. Nothing here judges."""

import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

TYPES = "application/did+json, application/vc, application/json"


def fetcher(origin: str) -> Callable[[str], bytes]:
    """Fetch an address of the origin, https read as the origin's own scheme; no other host."""

    def fetch(address: str) -> bytes:
        rest = address.partition("://")[2]
        if rest.partition("/")[0] != origin.partition("://")[2]:
            raise ValueError(f"{address} is not on the server under test")
        with urlopen(
            Request(f"{origin.partition('://')[0]}://{rest}", headers={"Accept": TYPES}), timeout=10
        ) as answer:
            return bytes(answer.read())

    return fetch


def _reach(address: str) -> dict[str, Any]:
    try:
        with urlopen(address, timeout=5) as answer:
            return {"reached": answer.status, "errors": []}
    except OSError as error:
        return {"reached": None, "errors": [str(error)]}


def answer_lines(verify: Callable[[str, str], dict[str, Any]]) -> None:
    """Answer each line of the input with a line, until the input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _reach(asked["reach"]) if "reach" in asked else verify(asked["document"], sys.argv[1])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
