"""Submitted attempts with their outcomes, as statistics count them. Read in bulk: a handful of queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from pydantic_core import from_json

from assessments.engine import statistics
from assessments.models import AttemptItem, ItemVersion, Outcome, Remark, Response

# One place of a form: its id, the number of its last step, the response as the database writes it. A plain tuple, of
# which a million cost the garbage collector nothing.
_Place = tuple[int, int, str]


class _Version(NamedTuple):
    domain: str
    level: str
    type: str


@dataclass(frozen=True, slots=True)
class _Sat:
    """One outcome with its attempt."""

    outcome_id: int
    attempt_id: int
    decision: str
    started_at: datetime
    submitted_at: datetime
    details: list[dict[str, Any]]


class SittingReader:
    """Reads outcomes as sittings. Keep one for a run: it remembers what few versions and responses come to."""

    def __init__(self) -> None:
        self._versions: dict[int, _Version] = {}
        self._answers: dict[tuple[int, str, str, bool, bool], statistics.Answer] = {}
        self._shapes: dict[tuple[str, ...], str] = {}

    def read(self, outcome_ids: Iterable[int]) -> dict[int, statistics.Sitting]:
        """The sittings of outcomes by their id. One that waits for a marker is no sitting yet, and left out."""
        found = [sat for sat in _outcomes(outcome_ids) if not _waits(sat)]
        attempts = {sat.attempt_id for sat in found}
        places = _places(attempts)
        seconds = _seconds(found, places)
        late = _late(found, places)
        self._learn({detail["version"] for sat in found for detail in sat.details})
        return {
            sat.outcome_id: self._sitting(sat, places[sat.attempt_id], seconds.get(sat.attempt_id, {}), late)
            for sat in found
        }

    def _learn(self, versions: set[int]) -> None:
        missing = versions - set(self._versions)
        if missing:
            rows = ItemVersion.objects.filter(pk__any_of=missing).values_list(
                "pk", "domain", "level", "content__type"
            )
            self._versions |= {pk: _Version(domain, level, kind) for pk, domain, level, kind in rows}

    def _sitting(
        self,
        sat: _Sat,
        places: Mapping[int, _Place],
        seconds: Mapping[int, int],
        late: Mapping[tuple[int, int], str],
    ) -> statistics.Sitting:
        answers, spent, known = [], [], self._answers
        for detail in sat.details:
            pk, sequence, raw = places[detail["position"]]
            step = detail["step"]
            if step != sequence:
                raw = late.get((pk, step), raw)
            in_form = "pilot" not in detail
            counts = in_form and ("remark" not in detail or detail["remark"] != Remark.Action.DROP)
            key = (detail["version"], detail["score"], raw, in_form, counts)
            answer = known.get(key)
            if answer is None:
                answer = self._answer(key)
                # Written answers are each their own: they are not worth remembering.
                if answer.taken:
                    known[key] = answer
            answers.append(answer)
            spent.append(seconds.get(pk))
        minutes = round((sat.submitted_at - sat.started_at).total_seconds() / 60)
        month = f"{sat.submitted_at:%Y-%m}"
        return statistics.Sitting(month, self._shape(answers), sat.decision, minutes, answers, spent)

    def _answer(self, key: tuple[int, str, str, bool, bool]) -> statistics.Answer:
        version_id, score, raw, in_form, counts = key
        version = self._versions[version_id]
        return statistics.Answer(
            statistics.item_name(version_id, counts=counts),
            version.domain,
            statistics.cell_name(version.domain, version.level),
            score,
            in_form,
            counts,
            statistics.taken_of(version.type, from_json(raw)),
        )

    def _shape(self, answers: Sequence[statistics.Answer]) -> str:
        cells = tuple(answer.cell for answer in answers if answer.in_form)
        found = self._shapes.get(cells)
        if found is None:
            found = self._shapes[cells] = statistics.shape_of(cells)
        return found


def _outcomes(ids: Iterable[int]) -> list[_Sat]:
    rows = (
        Outcome.objects.filter(pk__any_of=list(ids), attempt__submitted_at__isnull=False)
        .order_by()
        .annotate(raw=Cast("items", TextField()))
        .values_list("pk", "attempt_id", "decision", "attempt__started_at", "attempt__submitted_at", "raw")
    )
    return [
        _Sat(pk, attempt_id, decision, started_at, submitted_at, from_json(raw))
        for pk, attempt_id, decision, started_at, submitted_at, raw in rows
        if submitted_at is not None
    ]


def _waits(sat: _Sat) -> bool:
    return any("needs_marker" in detail for detail in sat.details)


def _places(attempts: Iterable[int]) -> dict[int, dict[int, _Place]]:
    rows = (
        AttemptItem.objects.filter(attempt__id__any_of=list(attempts))
        .order_by()
        .annotate(raw=Cast("response", TextField()))
        .values_list("attempt_id", "position", "pk", "sequence", "raw")
    )
    found: dict[int, dict[int, _Place]] = defaultdict(dict)
    for attempt_id, position, pk, sequence, raw in rows:
        found[attempt_id][position] = (pk, sequence, raw)
    return found


def _seconds(found: Sequence[_Sat], places: Mapping[int, Mapping[int, _Place]]) -> dict[int, dict[int, int]]:
    """The seconds that each item took: from the save before it, or the start, to each of its own saves."""
    attempt_of = {place[0]: attempt for attempt, at in places.items() for place in at.values()}
    steps = (
        Response.objects.filter(
            attempt_item__attempt__id__any_of=list(places), status=Response.Status.ACCEPTED
        )
        .order_by()
        .values_list("received_at", "attempt_item_id")
    )
    saves: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for step in steps:
        saves[attempt_of[step[1]]].append(step)
    starts = {sat.attempt_id: sat.started_at for sat in found}
    return {attempt: _gaps(starts[attempt], listed) for attempt, listed in saves.items()}


def _gaps(start: datetime, saves: list[tuple[datetime, int]]) -> dict[int, int]:
    spent: dict[int, float] = defaultdict(float)
    for at, item_id in sorted(saves):
        spent[item_id] += (at - start).total_seconds()
        start = at
    return {item_id: round(seconds) for item_id, seconds in spent.items()}


def _late(found: Sequence[_Sat], places: Mapping[int, Mapping[int, _Place]]) -> dict[tuple[int, int], str]:
    """The answers that count although another was accepted last: (place, step) → response as text."""
    wanted = set()
    for sat in found:
        for detail in sat.details:
            pk, sequence, _raw = places[sat.attempt_id][detail["position"]]
            if detail["step"] != sequence:
                wanted.add(pk)
    if not wanted:
        return {}
    rows = (
        Response.objects.filter(attempt_item__id__any_of=wanted)
        .order_by()
        .annotate(raw=Cast("data", TextField()))
        .values_list("attempt_item_id", "sequence", "raw")
    )
    return {(item_id, sequence): raw for item_id, sequence, raw in rows}
