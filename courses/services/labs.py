"""Labs in lessons: each is done on a page of its own, kept on the way, and completes like a knowledge check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments import api as assessments
from courses.models import Enrolment, LessonPage, LessonProgress
from courses.services.checks import AnswerRefused, answerable_checks
from courses.services.lessons import check_ids
from courses.services.progress import NoSuchCheck, complete_if_answered, lock_progress


@dataclass(frozen=True, slots=True)
class LabWork:
    """How far a learner is with a lab: what was drawn, the answer so far, which variants came before."""

    values: Mapping[str, str]
    response: Any
    is_handed_in: bool = False
    tries: int = 0
    met: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As the progress of the lesson keeps it."""
        return {
            "values": dict(self.values),
            "response": self.response,
            "is_handed_in": self.is_handed_in,
            "tries": self.tries,
            "met": list(self.met),
        }


@dataclass(frozen=True, slots=True)
class LabPage:
    """A lab as its page shows it to one learner."""

    item_id: int
    lab: assessments.ShownLab
    work: LabWork

    @property
    def is_so_far(self) -> bool:
        """What is said of the answers is said on the way: the lab is not handed in."""
        return not self.work.is_handed_in

    @property
    def template(self) -> str:
        return f"assessments/interactions/{self.lab.type}.html"

    @property
    def has_another(self) -> bool:
        return len(self.lab.variants) > 1


def open_lab(*, enrolment: Enrolment, lesson: LessonPage, item_id: int) -> LabPage:
    """A lab of a lesson as far as the learner has come. Raises NoSuchCheck. Writes nothing."""
    if item_id not in check_ids(lesson):
        raise NoSuchCheck(item_id)
    progress = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson).first()
    try:
        work = _work(progress, enrolment, item_id)
        lab = assessments.show_lab(item_id, work.values, work.response, handed_in=work.is_handed_in)
    except assessments.NoSuchLab as error:
        raise NoSuchCheck(item_id) from error
    return LabPage(item_id, lab, work)


@transaction.atomic
def answer_lab(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    item_id: int,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> LabWork:
    """Keep what a form of the lab carries; with "hand-in" in it, or by a last step, it is marked and final.

    Handed in, a lab counts as an answered check, whatever the answer. Raises NoSuchCheck, and AnswerRefused where
    the answer has no proper form, takes back a decision, or is none and is to be handed in.
    """
    answerable = answerable_checks(check_ids(lesson))
    if item_id not in answerable:
        raise NoSuchCheck(item_id)
    progress = lock_progress(enrolment, lesson)
    try:
        work = _work(progress, enrolment, item_id)
        if work.is_handed_in:
            return work
        answer = assessments.read_lab_answer(item_id, work.values, work.response, fields)
    except assessments.NoSuchLab as error:
        raise NoSuchCheck(item_id) from error
    except assessments.ResponseInvalid as error:
        raise AnswerRefused(assessments.sentence_of(error)) from error
    wanted = "hand-in" in fields
    if wanted and not answer.is_answered:
        raise AnswerRefused(assessments.sentence_of(assessments.ResponseInvalid("unanswered")))
    is_final = wanted or answer.is_last
    work = LabWork(work.values, answer.response, is_final, work.tries + is_final, work.met)
    _keep(progress, item_id, work)
    if is_final:
        progress.answers = {
            **progress.answers,
            str(item_id): {"values": dict(work.values), "response": work.response},
        }
        progress.save(update_fields=["answers"])
        complete_if_answered(progress, answerable=answerable, now=now)
    return work


@transaction.atomic
def begin_again(*, enrolment: Enrolment, lesson: LessonPage, item_id: int, another: bool = False) -> LabWork:
    """Open a lab that was handed in once more: with the answers as they were, or `another` variant with none.

    A lab whose steps are final begins with none either way. Raises NoSuchCheck.
    """
    if item_id not in answerable_checks(check_ids(lesson)):
        raise NoSuchCheck(item_id)
    progress = lock_progress(enrolment, lesson)
    try:
        work = _work(progress, enrolment, item_id)
        shown = assessments.show_lab(item_id, work.values, work.response, handed_in=work.is_handed_in)
        if another:
            met = (*work.met, shown.variant)
            values = assessments.draw_lab(item_id, seed=enrolment.pk + work.tries, met=met)
            work = LabWork(values, {}, tries=work.tries, met=met)
        else:
            response = {} if shown.starts_anew else shown.response
            work = LabWork(shown.values, response, tries=work.tries, met=work.met)
    except assessments.NoSuchLab as error:
        raise NoSuchCheck(item_id) from error
    _keep(progress, item_id, work)
    return work


def _work(progress: LessonProgress | None, enrolment: Enrolment, item_id: int) -> LabWork:
    """The work that is kept, or what the learner begins with: the same every time until something is kept."""
    kept = progress.labs.get(str(item_id)) if progress is not None else None
    if kept is None:
        return LabWork(assessments.draw_lab(item_id, seed=enrolment.pk), {})
    return LabWork(kept["values"], kept["response"], kept["is_handed_in"], kept["tries"], tuple(kept["met"]))


def _keep(progress: LessonProgress, item_id: int, work: LabWork) -> None:
    progress.labs = {**progress.labs, str(item_id): work.kept()}
    progress.save(update_fields=["labs"])
