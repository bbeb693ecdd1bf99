"""What the benchmarks need in the database. Runs in `manage.py shell`; tells what it made as JSON."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from assessments.models import Assessment, Attempt, AttemptItem, Response
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.starting import start_attempt
from certificates.models import AchievementVersion, Credential
from certificates.services.api_keys import make_key
from certificates.services.awards import Award
from certificates.services.issuing import MAX_BATCH, issue_credentials
from certificates.services.log import sign_head
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress

BANK = "bench"
DOMAINS = 6
ITEMS_PER_DOMAIN = 20
FORM_PER_DOMAIN = 10
# A right and a wrong answer to each kind of item.
ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "single-choice": ({"choice": "a"}, {"choice": "b"}),
    "multiple-choice": ({"choices": ["a", "b"]}, {"choices": ["a", "c"]}),
    "true-false": ({"value": True}, {"value": False}),
    "short-text": ({"text": "record of assessment"}, {"text": "a list"}),
    "numeric": ({"text": "12.5"}, {"text": "13"}),
}
KINDS = tuple(ANSWERS)
STEM = (
    "A team keeps a register of its systems. Of **four** systems, the register names an owner for two, "
    "and a date of review for one.\n\n- The policy asks for both.\n- The audit is in a month.\n\n"
    "Which answer follows from the policy in case {number}?"
)
BASIS = {
    "title": "Examination",
    "examined_at": "2026-11-23T11:30:00+00:00",
    "items": 60,
    "supervision": "unsupervised",
    "identity_basis": "self-declared",
    "bank_use": "specimen",
    "rules_version": "1",
}


def plant(target: str, *, readers: int, submissions: int, candidates: int, credentials: int) -> None:
    """Make people, sessions, items, attempts and credentials, and write what there is to `target`."""
    now = timezone.now()
    with transaction.atomic():
        facts = _course(readers, now=now)
        examination = _examination(now=now)
        facts["examination"] = str(examination.uuid)
        facts["sittings"] = [_sitting(examination, n, now=now) for n in range(readers)]
        facts["submissions"] = [_submission(examination, n, now=now) for n in range(submissions)]
        facts["candidates"] = [_signed_in(f"candidate-{n}@bench.example") for n in range(candidates)]
    version = AchievementVersion.objects.select_related("achievement").latest("pk")
    made = _credentials(version, credentials, now=now)
    sign_head(now=timezone.now())
    facts["credentials"] = [{"code": found.code, "uuid": str(found.uuid)} for found in made]
    facts["key"] = make_key(
        owner_id=_person("employer@bench.example").pk,
        name="Bench",
        scopes=["verify:batch"],
        expires_at=None,
        now=now,
    )[1]
    Path(target).write_text(json.dumps(facts))


def _person(email: str) -> User:
    person: User = User.objects.create_user(
        email, None, legal_name=email.partition("@")[0], adult_confirmed_at=timezone.now()
    )
    return person


def _session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def _signed_in(email: str) -> str:
    return _session_of(_person(email))


def _course(readers: int, *, now: datetime) -> dict[str, Any]:
    """Learners half-way through the course with the most lessons; the page read is its longest."""
    course = max(CoursePage.objects.live(), key=lambda page: page.get_descendants().count())
    lessons = list(LessonPage.objects.live().descendant_of(course).order_by("path"))
    longest = max(lessons, key=lambda lesson: len(json.dumps(list(lesson.body.raw_data))))
    sessions = []
    for number in range(readers):
        person = _person(f"reader-{number}@bench.example")
        enrolment = Enrolment.objects.create(user=person, course=course, enrolled_at=now, place=longest)
        LessonProgress.objects.bulk_create(
            LessonProgress(enrolment=enrolment, lesson=lesson, completed_at=now)
            for lesson in lessons[: len(lessons) // 2]
        )
        sessions.append(_session_of(person))
    return {
        "course": course.path_on_site,
        "lesson": longest.path_on_site,
        "lessons": len(lessons),
        "readers": sessions,
    }


def _examination(*, now: datetime) -> Assessment:
    domains = [f"d{number}" for number in range(DOMAINS)]
    names = {"domains": {name: f"Domain {name}" for name in domains}, "levels": {"apply": "Apply"}}
    load_bank(BANK, title="Bench", names=names)
    for number in range(DOMAINS * ITEMS_PER_DOMAIN):
        data = {
            "slug": f"bench-{number:03}",
            "use": "examination",
            "domain": domains[number % DOMAINS],
            "level": "apply",
            "outcome": "o-1",
            "measures": "Reading a policy.",
            "references": ["A standard (2024)"],
            "interaction": _interaction(number),
        }
        load_item(BANK, data, actor=None, now=now)
    load_assessment(
        BANK,
        {
            "slug": "examination",
            "title": "Examination of sixty items",
            "kind": "examination",
            "minutes": 90,
            "cut_score": "40",
            "agreement": "I answer alone.",
            "review": ["outcome", "domains"],
            "blueprint": [{"domain": name, "level": "apply", "items": FORM_PER_DOMAIN} for name in domains],
        },
    )
    return Assessment.objects.select_related("bank").get(bank__slug=BANK)


def _interaction(number: int) -> dict[str, Any]:
    kind = KINDS[number // DOMAINS % len(KINDS)]
    head = {"type": kind, "stem": STEM.format(number=number), "general_feedback": "The policy asks for both."}
    reason = "The register shows which of the two is missing, and for how many systems."
    choices = [
        {
            "id": name,
            "text": f"Answer {name} of case {number}, said in a short sentence.",
            "rationale": reason,
        }
        for name in "abcd"
    ]
    if kind == "single-choice":
        marks = ("1", "0", "0", "0")
    elif kind == "multiple-choice":
        marks = ("1/2", "1/2", "-1/2", "-1/2")
    elif kind == "true-false":
        return head | {"answer": True, "rationale_true": reason, "rationale_false": reason}
    elif kind == "short-text":
        answer = {"text": "*record*", "credit": "1", "rationale": reason}
        return head | {"answers": [answer], "case_sensitive": False, "max_length": 60}
    else:
        answer = {"value": "12.5", "tolerance": "0", "tolerance_type": "absolute"}
        return head | {"answers": [answer | {"credit": "1", "rationale": reason}], "unit": "days"}
    for choice, credit in zip(choices, marks, strict=True):
        choice["credit"] = credit
    return head | {"shuffle": True, "choices": choices}


def _sitting(examination: Assessment, number: int, *, now: datetime) -> dict[str, Any]:
    """An open attempt, with two answers to choose from for each of its items."""
    person = _person(f"sitter-{number}@bench.example")
    attempt = start_attempt(examination, person, agreed=True, now=now)
    kinds = [item.version.content["type"] for item in attempt.items.select_related("version")]
    return {
        "session": _session_of(person),
        "attempt": str(attempt.uuid),
        "answers": [ANSWERS[kind] for kind in kinds],
    }


def _submission(examination: Assessment, number: int, *, now: datetime) -> dict[str, str]:
    """An attempt with every item answered once, ready to be submitted."""
    person = _person(f"finisher-{number}@bench.example")
    attempt = start_attempt(examination, person, agreed=True, now=now)
    _answer_all(attempt, wrong=number % FORM_PER_DOMAIN, now=now)
    return {"session": _session_of(person), "attempt": str(attempt.uuid)}


def _answer_all(attempt: Attempt, *, wrong: int, now: datetime) -> None:
    items = list(attempt.items.select_related("version"))
    for item in items:
        item.response = ANSWERS[item.version.content["type"]][item.position <= wrong]
        item.sequence, item.step_count, item.answered = 1, 1, True
    AttemptItem.objects.bulk_update(items, ["response", "sequence", "step_count", "answered"])
    Response.objects.bulk_create(
        Response(
            attempt_item=item,
            sequence=1,
            seen_sequence=0,
            status=Response.Status.ACCEPTED,
            data=item.response,
            received_at=now,
        )
        for item in items
    )


def _credentials(version: AchievementVersion, count: int, *, now: datetime) -> list[Credential]:
    awards = [Award(version, f"Holder Number {n}", basis=BASIS, validity_months=24) for n in range(count)]
    return [
        credential
        for first in range(0, count, MAX_BATCH)
        for credential in issue_credentials(awards[first : first + MAX_BATCH], actor_id=None, now=now)
    ]
