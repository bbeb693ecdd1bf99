"""Simulated sittings, written in bulk in the shape in which candidates leave them: for synthetic data only."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from assessments import engine
from assessments.models import Assessment, Attempt, AttemptItem, ItemVersion, Outcome, Response
from assessments.services.drawing import SEED_BITS, draw_form
from assessments.services.marks import Marked
from assessments.services.outcomes import WAITS_FOR_MARKER, judge_marks, unsaved_outcome
from assessments.services.rules import base_rules, pinned_policy

# Forms are as expensive to draw for somebody who does not exist: so many serve a whole cohort in turn.
_FORMS = 200
_STEP = 50
# Nobody needs less, however short the time.
_LEAST_SECONDS = 8


@dataclass(frozen=True, slots=True)
class Sitter:
    """A synthetic candidate, their ability (0 is the middle), and when they begin."""

    candidate_id: int
    ability: float
    started_at: datetime


def simulate_attempts(assessment_id: int, sitters: Sequence[Sitter], *, seed: int) -> Iterator[Counter[str]]:
    """Let candidates sit an assessment: pinned versions, steps, marks by the engine, outcomes.

    How they answer is `engine.simulated_item`: the same seed, bank and sitters give the same answers. Yields
    what was decided after each step, which is a transaction of its own. Nobody is told by signal; sweeps
    find what rests on it. Raises StartRefused where no form can be drawn.
    """
    assessment = Assessment.objects.select_related("bank").get(pk=assessment_id)
    simulation = _Simulation(assessment, seed)
    for first in range(0, len(sitters), _STEP):
        yield simulation.sit(sitters[first : first + _STEP])


class _Simulation:
    """One assessment with its forms and the items that were read for them."""

    def __init__(self, assessment: Assessment, seed: int) -> None:
        self.assessment = assessment
        self.source = random.Random(seed)  # noqa: S311 - a simulation has to be reproducible from its seed
        self.seed = seed
        self.rules = base_rules(assessment)
        self.policy = pinned_policy(assessment, self.rules)
        self._forms: list[list[AttemptItem]] = []
        self._versions: dict[int, ItemVersion] = {}
        self._items: dict[str, engine.SimulatedItem] = {}
        # Few responses are ever given to an item, and each is marked alike.
        self._marks: dict[tuple[str, str], engine.Mark] = {}

    @transaction.atomic
    def sit(self, sitters: Sequence[Sitter]) -> Counter[str]:
        """Let some candidates sit, and write it down."""
        ids = [sitter.candidate_id for sitter in sitters]
        sat = Attempt.objects.filter(assessment=self.assessment, candidate_id__in=ids)
        earlier = dict(sat.values_list("candidate_id").annotate(Max("number")))
        sittings = [self._sitting(one, number=earlier.get(one.candidate_id, 0) + 1) for one in sitters]
        Attempt.objects.bulk_create(attempt for attempt, _items, _steps in sittings)
        AttemptItem.objects.bulk_create(item for _attempt, items, _steps in sittings for item in items)
        Response.objects.bulk_create(step for _attempt, _items, steps in sittings for step in steps)
        outcomes = [self._outcome(attempt, items) for attempt, items, _steps in sittings]
        Outcome.objects.bulk_create(outcomes)
        return Counter(str(outcome.decision) for outcome in outcomes)

    def _form(self) -> list[AttemptItem]:
        if len(self._forms) < _FORMS:
            form = draw_form(self.assessment, None, seed=self.source.getrandbits(SEED_BITS))
            missing = {item.version_id for item in form} - set(self._versions)
            self._versions |= ItemVersion.objects.in_bulk(missing)
            self._forms.append(form)
            return form
        return self.source.choice(self._forms)

    def _sitting(self, sitter: Sitter, *, number: int) -> tuple[Attempt, list[AttemptItem], list[Response]]:
        form = self._form()
        start = sitter.started_at
        minutes = self.assessment.minutes
        each = max(_LEAST_SECONDS * 2, (minutes or 90) * 60 * self.source.uniform(0.35, 0.9) / len(form))
        attempt = Attempt(
            assessment=self.assessment,
            candidate_id=sitter.candidate_id,
            number=number,
            seed=self.source.getrandbits(SEED_BITS),
            policy=self.policy,
            started_at=start,
            deadline=engine.ends_at(self.rules, start),
            minutes=minutes,
            closed_by=Attempt.ClosedBy.CANDIDATE,
            agreement_accepted_at=start if self.assessment.agreement else None,
            supervision=self.assessment.supervision,
        )
        items, steps, at = [], [], start
        for position, drawn in enumerate(form, start=1):
            item, step = self._answer(attempt, drawn, sitter.ability)
            item.position = position
            at += timedelta(seconds=max(_LEAST_SECONDS, self.source.lognormvariate(0, 0.4) * each))
            if attempt.deadline is not None:
                at = min(at, attempt.deadline - timedelta(seconds=1))
            step.received_at = step.device_time = at
            items.append(item)
            steps += [step] if item.step_count else []
        attempt.submitted_at = at
        pinned = "\n".join(f"{item.version.digest} {item.seed}" for item in items)
        attempt.form_digest = hashlib.sha256(pinned.encode()).hexdigest()
        answered = [engine.Answered(item.position, item.version.digest, item.response) for item in items]
        attempt.receipt_digest = engine.receipt_digest(str(attempt.uuid), answered)
        return attempt, items, steps

    def _answer(self, attempt: Attempt, drawn: AttemptItem, ability: float) -> tuple[AttemptItem, Response]:
        version, seed = self._versions[drawn.version_id], self.source.getrandbits(SEED_BITS)
        values = engine.draw_values_of(version.content, seed=seed)
        response = self._simulated(version, values).respond(ability, chance=self.source.random())
        given = int(response != {})
        item = AttemptItem(
            attempt=attempt,
            version=version,
            seed=seed,
            values=values,
            is_scored=drawn.is_scored,
            note=drawn.note,
            sequence=given,
            step_count=given,
            response=response,
            answered=bool(given),
        )
        step = Response(
            attempt_item=item,
            sequence=1,
            seen_sequence=0,
            status=Response.Status.ACCEPTED,
            data=response,
        )
        return item, step

    def _simulated(self, version: ItemVersion, values: dict[str, str]) -> engine.SimulatedItem:
        name = _variant_name(version, values)
        if name not in self._items:
            # By the version alone: its variants are equally hard.
            number = int(hashlib.sha256(f"{self.seed} {version.digest}".encode()).hexdigest()[:15], 16)
            content = engine.variant_of(version.content, values)
            self._items[name] = engine.simulated_item(content, seed=number)
        return self._items[name]

    def _outcome(self, attempt: Attempt, items: Sequence[AttemptItem]) -> Outcome:
        computed = judge_marks(attempt, [self._marked(item) for item in items])
        reason = f"{WAITS_FOR_MARKER}: {computed.waiting}." if computed.waiting else ""
        if attempt.submitted_at is None:
            raise ValueError("a simulated attempt is submitted")
        return unsaved_outcome(attempt, computed, number=1, reason=reason, now=attempt.submitted_at)

    def _marked(self, item: AttemptItem) -> Marked:
        key = (_variant_name(item.version, item.values), json.dumps(item.response, sort_keys=True))
        content = engine.variant_of(item.version.content, item.values)
        if key not in self._marks:
            self._marks[key] = engine.mark_item(content, item.response)
        return Marked(item, self._marks[key], content, item.response, item.answered, item.sequence)


def _variant_name(version: ItemVersion, values: dict[str, str]) -> str:
    return f"{version.digest} {json.dumps(values, sort_keys=True)}"
