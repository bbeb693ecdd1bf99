"""Synthetic data at scale: people who do not exist, their study, sittings and certificates."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.api import make_synthetic_people
from assessments.api import Sitter, assessment_id_of, simulate_attempts
from certificates.api import may_be_issued, simulate_credentials
from courses.api import course_by_slug, simulate_study

# Of those who only learn, so many come to the end; whoever sits an examination has.
_COMPLETING = 0.4
_PROGRESS_EACH = 500


class SeedingRefused(Exception):
    """What was asked for cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of what to make, around which course."""

    course: str
    assessment: str
    learners: int = 0
    cohort: int = 0
    credentials: int = 0
    mean: float = 0.4
    spread: float = 1.0
    seed: int = 1


def seed_scale(wanted: Wanted, *, now: datetime) -> Iterator[str]:
    """Make what is wanted, beside what there is; a line for each part. Raises SeedingRefused before anything is made.

    The same seed on the same content gives the same names, abilities and answers.
    """
    course = course_by_slug(wanted.course)
    if course is None:
        raise SeedingRefused(f"There is no course {wanted.course}.")
    assessment_id = assessment_id_of(wanted.course, wanted.assessment)
    if wanted.cohort and assessment_id is None:
        raise SeedingRefused(f"The course {wanted.course} has no assessment {wanted.assessment}.")
    if wanted.credentials and not may_be_issued():
        raise SeedingRefused("There is no achievement to issue: load a course first.")
    if wanted.learners:
        yield _learners(wanted, course.pk, now=now)
    if wanted.cohort and assessment_id is not None:
        yield from _cohort(wanted, course.pk, assessment_id, now=now)
    if wanted.credentials:
        yield from _credentials(wanted, now=now)


def _people(count: int, wanted: Wanted, *, now: datetime, are_candidates: bool) -> list[tuple[int, str]]:
    return make_synthetic_people(count, seed=wanted.seed, now=now, are_candidates=are_candidates)


def _learners(wanted: Wanted, course_id: int, *, now: datetime) -> str:
    ids = [pk for pk, _name in _people(wanted.learners, wanted, now=now, are_candidates=False)]
    done = simulate_study(course_id, ids, completing=_COMPLETING, seed=wanted.seed, now=now)
    return f"{len(ids)} learners, of whom {done} have completed {wanted.course}."


def _cohort(wanted: Wanted, course_id: int, assessment_id: int, *, now: datetime) -> Iterator[str]:
    ids = [pk for pk, _name in _people(wanted.cohort, wanted, now=now, are_candidates=True)]
    simulate_study(course_id, ids, completing=1.0, seed=wanted.seed, now=now)
    source = random.Random(wanted.seed)  # noqa: S311 - a simulation has to be reproducible from its seed
    sitters = [
        # Within the last fortnight, in time for the longest sitting to be over.
        Sitter(
            pk,
            source.gauss(wanted.mean, wanted.spread),
            now - timedelta(days=1) - timedelta(minutes=source.uniform(0, 14 * 24 * 60)),
        )
        for pk in ids
    ]
    decisions: Counter[str] = Counter()
    for made in simulate_attempts(assessment_id, sitters, seed=wanted.seed):
        decisions += made
        done = decisions.total()
        if done % _PROGRESS_EACH == 0 and done < len(sitters):
            yield f"{done} of {len(sitters)} have sat {wanted.assessment} …"
    found = ", ".join(f"{count} {name or 'without a decision'}" for name, count in sorted(decisions.items()))
    yield f"{len(sitters)} candidates sat {wanted.assessment}: {found}."


def _credentials(wanted: Wanted, *, now: datetime) -> Iterator[str]:
    people = _people(wanted.credentials, wanted, now=now, are_candidates=True)
    issued = 0
    for made in simulate_credentials(people, now=now):
        issued += made
        if issued % (_PROGRESS_EACH * 10) == 0 and issued < len(people):
            yield f"{issued} of {len(people)} certificates …"
    yield f"{issued} certificates; their PDFs are printed by the worker."
