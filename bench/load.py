"""A small closed-loop HTTP client: a few connections, each asking again as soon as it was answered."""

import socket
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
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
class Answer:
    """What came back, after how many seconds; `location` is where a redirect leads."""

    seconds: float
    status: int
    body: bytes
    location: str


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


def joined(parts: Sequence[Times]) -> Times:
    """Several runs as one."""
    samples = tuple(sample for part in parts for sample in part.samples)
    return Times(samples, sum(part.failures for part in parts))


def ask_once(port: int, ask: Ask) -> Answer:
    """Ask once on a connection of its own, as gunicorn's synchronous workers keep none open.

    By a plain socket: what a client library spends on each request would be measured with both sites.
    """
    fields = {
        "Host": f"localhost:{port}",
        "Accept": "text/html",
        "Connection": "close",
        **(ask.headers or {}),
    }
    if ask.body is not None:
        fields["Content-Length"] = str(len(ask.body))
    head = f"{ask.method} {ask.path} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields.items())
    message = head.encode() + b"\r\n" + (ask.body or b"")
    started = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(message)
        parts = []
        while part := connection.recv(262_144):
            parts.append(part)
    seconds = time.perf_counter() - started
    head, _blank, body = b"".join(parts).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    if not status.startswith("HTTP/1.1 "):
        raise ConnectionError("The server closed the connection without an answer.")
    received = dict(line.split(": ", 1) for line in lines)
    return Answer(seconds, int(status.split(" ")[1]), body, received.get("Location", ""))


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
            answer = ask_once(port, ask)
            with lock:
                samples.append(answer.seconds)
                failures += answer.status != ask.expect

    threads = [threading.Thread(target=loop, args=(connection,)) for connection in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(tuple(samples), failures)


def all_at_once(port: int, asks: Sequence[Ask]) -> tuple[float, int]:
    """Let every request start in the same moment and follow one redirect.

    Seconds until the last of them has its page, and how many did not get there.
    """
    failures = 0
    lock = threading.Lock()
    gate = threading.Barrier(len(asks) + 1)

    def come_in(ask: Ask) -> None:
        nonlocal failures
        gate.wait()
        try:
            first = ask_once(port, ask)
            fine = first.status == ask.expect and bool(first.location)
            fine = fine and ask_once(port, Ask(first.location, headers=ask.headers)).status == 200
        except OSError:
            fine = False
        if not fine:
            with lock:
                failures += 1

    threads = [threading.Thread(target=come_in, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started, failures
