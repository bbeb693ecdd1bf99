"""What a learner's home shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assessments.api import AssessmentFacts, AttemptSummary, assessments_of_bank, attempts_of
from certificates.api import HeldCredential, credentials_of
from courses.api import EnrolmentFacts, course_slug, enrolments_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class StudiedCourse:
    """A course one is enrolled in, with its practice sets and examinations."""

    enrolment: EnrolmentFacts
    assessments: list[AssessmentFacts]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What to go on with, what is open, what was achieved."""

    courses: list[StudiedCourse]
    open_attempts: list[AttemptSummary]
    results: list[AttemptSummary]
    credentials: list[HeldCredential]


def read_dashboard(user: "User", *, now: datetime) -> Dashboard:
    """Everything for one person's home. A course costs three queries; learners have a handful of courses."""
    attempts = attempts_of(user, now=now)
    return Dashboard(
        courses=[
            StudiedCourse(enrolment, assessments_of_bank(course_slug(enrolment.course_id)))
            for enrolment in enrolments_of(user.pk)
        ],
        open_attempts=[attempt for attempt in attempts if attempt.submitted_at is None],
        results=[attempt for attempt in attempts if attempt.submitted_at is not None][:5],
        credentials=credentials_of(user.pk, now=now),
    )
