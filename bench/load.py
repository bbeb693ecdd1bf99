"""A small closed-loop HTTP client: a few connections, each asking again as soon as it was answered."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `expect` is the status that counts as success."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: bytes | None = None
    expect: int = 200


@dataclass(frozen=True, slots=True)
class Times:
    """What a run measured, in seconds; failures are answers with another status."""

    samples: tuple[float, ...]
    failures: int

    @property
    def p50(self) -> float:
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        return sorted(self.samples)[int(len(self.samples) * 0.95) - 1]


def ask_once(port: int, ask: Ask) -> tuple[float, int, bytes]:
    """Ask once on a connection of its own; seconds, status and body."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Host": f"localhost:{port}", "Accept": "text/html", **(ask.headers or {})}
    connection.request(ask.method, ask.path, body=ask.body, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return time.perf_counter() - started, answer.status, body


def measure(
    port: int, make: Callable[[int, int], Ask], *, connections: int = 4, requests: int = 400
) -> Times:
    """Send `requests` in all over `connections` threads; `make(connection, n)` says what to ask."""
    samples: list[float] = []
    failures = 0
    lock = threading.Lock()

    def loop(connection: int) -> None:
        nonlocal failures
        for n in range(requests // connections):
            ask = make(connection, n)
            seconds, status, _body = ask_once(port, ask)
            with lock:
                samples.append(seconds)
                failures += status != ask.expect

    threads = [threading.Thread(target=loop, args=(connection,)) for connection in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(tuple(samples), failures)
