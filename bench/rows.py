"""The rows that are measured over HTTP, as ratios to the bare page beside them."""

import json
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bench.load import Ask, Times, joined, measure

TOKEN = "b" * 32
CONNECTIONS = 4
TURNS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: at most so many W; `spread` is the most that p95 may be of p50."""

    name: str
    make: Callable[[int, int], Ask]
    most: float
    requests: int = 100
    must_hold: bool = False
    spread: float | None = None


@dataclass
class Found:
    """What the rounds gave."""

    row: Row
    ratios: list[float] = field(default_factory=list)
    spreads: list[float] = field(default_factory=list)
    p50s: list[float] = field(default_factory=list)
    failures: int = 0

    def add(self, mine: Times, bare: Times) -> None:
        """Keep one round."""
        self.ratios.append(mine.p50 / bare.p50)
        self.spreads.append(mine.p95 / mine.p50)
        self.p50s.append(mine.p50)
        self.failures += mine.failures + bare.failures

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def spread(self) -> float:
        return statistics.median(self.spreads)

    @property
    def is_met(self) -> bool:
        wide = self.row.spread is not None and self.spread > self.row.spread
        return not self.failures and self.ratio <= self.row.most and not wide

    @property
    def wanted(self) -> str:
        spread = f", p95 ≤ {self.row.spread:g} × p50" if self.row.spread else ""
        return f"≤ {self.row.most:g} W{spread}"

    @property
    def measured(self) -> str:
        text = f"{self.ratio:.2f} W ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        text += f", p50 {statistics.median(self.p50s) * 1000:.1f} ms"
        if self.row.spread:
            text += f", p95 = {self.spread:.1f} × p50"
        return text + (f", {self.failures} FAILED" if self.failures else "")


def cookies(session: str) -> dict[str, str]:
    """The headers of somebody who is signed in, fit for a POST."""
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


def bare_page(connection: int, n: int) -> Ask:
    """The page that is W."""
    return Ask("/")


class Saves:
    """Answers to the items of one sitting for each connection, each another than the one before."""

    def __init__(self, sittings: list[dict[str, Any]]) -> None:
        self._sittings = sittings
        self._done = [0] * len(sittings)

    def __call__(self, connection: int, n: int) -> Ask:
        sitting, done = self._sittings[connection], self._done[connection]
        self._done[connection] += 1
        turn, place = divmod(done, len(sitting["answers"]))
        data = sitting["answers"][place][turn % 2]
        body = {"position": place + 1, "seen": turn, "data": data, "client": f"{connection}-{done}"}
        return Ask(
            f"/attempts/{sitting['attempt']}/save/",
            "POST",
            {**cookies(sitting["session"]), "Content-Type": "application/json"},
            json.dumps(body).encode(),
        )


class Submissions:
    """One attempt after another, each submitted once."""

    def __init__(self, attempts: list[dict[str, str]]) -> None:
        self._attempts = iter(attempts)

    def __call__(self, connection: int, n: int) -> Ask:
        attempt = next(self._attempts)
        address = f"/attempts/{attempt['attempt']}/submit/"
        return Ask(address, "POST", cookies(attempt["session"]), b"", expect=302)


def rows(facts: Mapping[str, Any]) -> list[Row]:
    """Every row that has a W, from what the seed made."""
    readers, sittings, credentials = facts["readers"], facts["sittings"], facts["credentials"]

    def reader(path: str) -> Callable[[int, int], Ask]:
        return lambda connection, n: Ask(path, headers=cookies(readers[connection]))

    def item_page(connection: int, n: int) -> Ask:
        sitting = sittings[connection]
        place = n % len(sitting["answers"]) + 1
        return Ask(f"/attempts/{sitting['attempt']}/items/{place}/", headers=cookies(sitting["session"]))

    def credential(pattern: str) -> Callable[[int, int], Ask]:
        return lambda connection, n: Ask(
            pattern.format(**credentials[(n * CONNECTIONS + connection) % len(credentials)])
        )

    def thousand_codes(connection: int, n: int) -> Ask:
        headers = {"Authorization": f"Bearer {facts['key']}", "Content-Type": "application/json"}
        return Ask("/api/v1/verify", "POST", headers, listed)

    listed = json.dumps({"codes": [found["code"] for found in credentials]}).encode()
    return [
        Row("lesson page, signed in", reader(facts["lesson"]), 1.3),
        Row("course page, signed in", reader(facts["course"]), 1.3),
        Row("an item page of an attempt", item_page, 1.2),
        Row("save one answer", Saves(sittings), 0.8, 200, must_hold=True, spread=3),
        Row("submit and mark a 60-item examination", Submissions(facts["submissions"]), 6, 16),
        Row("verification page by code", credential("/verify/{code}/"), 0.5, must_hold=True),
        Row("verification page by uuid", credential("/credentials/{uuid}"), 0.5, must_hold=True),
        Row("the credential's JSON", credential("/credentials/{uuid}.json"), 0.3),
        Row("1,000 codes in one API call", thousand_codes, 15, 16),
    ]


def measure_rows(bare: int, mine: int, wanted: list[Row], *, rounds: int) -> tuple[list[Found], list[float]]:
    """Measure each row beside the bare page, round by round; and the bare page's p50 in seconds."""
    found = [Found(row) for row in wanted]
    pages: list[float] = []
    measure(bare, bare_page, requests=40)
    for row in wanted:
        measure(mine, row.make, requests=12)
    for _round in range(rounds):
        for entry in found:
            # In short turns: whatever else the machine does then slows both alike.
            page, ours = [], []
            for _turn in range(TURNS):
                page.append(measure(bare, bare_page, requests=20))
                ours.append(measure(mine, entry.row.make, requests=entry.row.requests // TURNS))
            bare_times = joined(page)
            entry.add(joined(ours), bare_times)
            pages.append(bare_times.p50)
    return found, pages
