"""Item analysis over a million responses: from rows as the database gives them to every figure. Runs in a process of
its own, so that its memory is its own: `python -m bench.analysis`.
"""

import json
import os
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from pydantic_core import from_json  # noqa: E402 - Django has to be set up first

from assessments.engine import statistics  # noqa: E402
from assessments.services.sittings import SittingReader, _gaps, _Sat, _Version  # noqa: E402

ITEMS, BANK, CELLS, CHUNK = 60, 200, 5, 1000
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def rows(attempts: int, *, seed: int = 1) -> Iterator[tuple[Any, ...]]:
    """What is read of each attempt: the outcome's columns with its items as text, places, and saves."""
    source = random.Random(seed)
    for attempt in range(1, attempts + 1):
        ability, details, places, saves = source.gauss(0, 1), [], [], []
        start = at = START + timedelta(minutes=attempt * 10)
        for position, version in enumerate(_form(source), start=1):
            right = source.random() < 0.5 + 0.2 * ability
            choice = "a" if right else source.choice("bcd")
            score = "1" if right else source.choice(["0", "0", "1/3"])
            at += timedelta(seconds=source.randint(10, 120))
            pk = attempt * 100 + position
            details.append(
                {
                    "position": position,
                    "version": version,
                    "domain": f"d{version % CELLS}",
                    "score": score,
                    "answered": True,
                    "step": 1,
                }
            )
            places.append((position, pk, 1, json.dumps({"choice": choice})))
            saves.append((at, pk))
        yield attempt, "pass", start, at, json.dumps(details), places, saves


def _form(source: random.Random) -> list[int]:
    """As many items of each cell, as a blueprint asks for."""
    cells = (range(cell or CELLS, BANK + 1, CELLS) for cell in range(CELLS))
    return [version for cell in cells for version in source.sample(cell, ITEMS // CELLS)]


def measure(responses: int) -> dict[str, float]:
    """Seconds for counting and for the figures of everything, and the memory that the process reached, in MB.

    Rows are made in between and not timed; they come chunk by chunk, as the database's do.
    """
    reader = SittingReader()
    reader._versions = {pk: _Version(f"d{pk % CELLS}", "apply", "single-choice") for pk in range(1, BANK + 1)}
    kept: dict[statistics.TallyKey, statistics.Tally] = {}
    counting_seconds = last = 0.0
    made = rows(responses // ITEMS)
    while chunk := [row for _number, row in zip(range(CHUNK), made, strict=False)]:
        started = time.process_time()
        _merge(kept, _count(reader, chunk))
        last = time.process_time() - started
        counting_seconds += last
    started = time.process_time()
    figures = _figures(kept)
    return {
        "counting": counting_seconds,
        "figures": time.process_time() - started,
        "step": last,
        "items": figures,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _count(reader: SittingReader, chunk: list[Any]) -> dict[statistics.TallyKey, statistics.Tally]:
    counting = statistics.Counting()
    for attempt, decision, start, end, details, places, saves in chunk:
        sat = _Sat(attempt, attempt, decision, start, end, from_json(details))
        at = {position: (pk, sequence, raw) for position, pk, sequence, raw in places}
        counting.put(reader._sitting(sat, at, _gaps(start, saves), {}))
    return counting.tallies


def _merge(kept: dict[Any, statistics.Tally], added: dict[Any, statistics.Tally]) -> None:
    """As rows are: read from JSON, added to, written as JSON."""
    for key, tally in added.items():
        row = statistics.Tally(from_json(json.dumps(kept[key].plain())) if key in kept else None)
        row.add(tally)
        kept[key] = row


def _figures(kept: dict[Any, statistics.Tally]) -> int:
    """Every figure of the assessment and of each item, all months together."""
    together: dict[tuple[statistics.Kind, str], statistics.Tally] = {}
    for key, tally in kept.items():
        together.setdefault((key.kind, key.name), statistics.Tally()).add(tally)
    places = [tally for (kind, _name), tally in together.items() if kind is statistics.Kind.PLACE]
    scale = statistics.scale_of(*(tally.of("marks") for tally in places))
    joints = {number: statistics.joint_with_total(tally, scale) for number, tally in enumerate(places)}
    totals = statistics.totals_of(together[statistics.Kind.FORM, ""])
    statistics.total_statistics(totals, variances=[one.variance_x() / scale**2 for one in joints.values()])
    statistics.effective_weights(joints)
    done = 0
    for (kind, _name), tally in together.items():
        if kind is statistics.Kind.ITEM:
            found = statistics.item_joints(tally, counts=True)
            statistics.item_statistics(found.with_rest, maximum=Fraction(found.scale))
            statistics.option_table(found.options, names="abcd")
            statistics.fifths_of(found.options)
            done += 1
    return done


if __name__ == "__main__":
    print(json.dumps(measure(1_000_000)))
