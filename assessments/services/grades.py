"""One grade over a person's attempts, as far as each of them lets its result be seen."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from assessments import engine
from assessments.models import Assessment, Outcome

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade as a share of the maximum, from how many attempts, by which method."""

    share: Fraction
    attempts: int
    method: str
    band: engine.Band | None

    @property
    def percent(self) -> Fraction:
        return 100 * self.share


def read_grade(assessment: Assessment, user: "User", *, now: datetime) -> Grade | None:
    """The grade over the submitted attempts; None without any, or while one of them hides its result.

    It decides nothing: a decision belongs to one attempt.
    """
    outcomes = list(
        Outcome.objects.current()
        .filter(
            attempt__assessment=assessment,
            attempt__candidate_id=user.pk,
            attempt__submitted_at__isnull=False,
        )
        .select_related("attempt")
        .order_by("attempt__number")
    )
    if any("outcome" not in outcome.attempt.visible_parts(now=now) for outcome in outcomes):
        return None
    shares = [engine.share(outcome.score, outcome.maximum) for outcome in outcomes]
    found = engine.grade(engine.GradingMethod(assessment.grading), shares)
    if found is None:
        return None
    bands = () if assessment.is_examination else engine.read_bands(assessment.grade_bands)
    return Grade(found, len(outcomes), assessment.get_grading_display(), engine.band_of(bands, found))
