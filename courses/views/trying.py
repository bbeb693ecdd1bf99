"""Studying as a learner: for whoever may edit a page, at any stage of it. No record is touched."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from accounts.api import AuthenticatedRequest
from courses.models import CoursePage, GlossaryPage, LessonPage, ModulePage
from courses.services.checks import REFUSED_CHECK, AnswerRefused, answerable_checks, read_answer
from courses.services.lessons import check_ids
from courses.services.outlines import course_id_of
from courses.services.trials import TRIAL, keep_trial, read_trial, trial_address, trial_of


@never_cache
@require_safe
def study(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """A course, module, lesson or glossary in its newest state, as a learner meets it."""
    page, course_id = _page_for(request, page_id)
    # Nothing of a draft comes from a cache, nor goes into one.
    request.is_preview = True  # type: ignore[attr-defined]  # as Wagtail does for its previews
    request.reading = read_trial(page, trial=trial_of(request.session, course_id))  # type: ignore[attr-defined]  # read by our template tags
    context = page.get_context(request) | {"trial_page": page, "trial_course": course_id}
    return TemplateResponse(request, page.get_template(request), context)


@require_POST
def study_check(request: AuthenticatedRequest, page_id: int, item_id: int) -> HttpResponse:
    """Try a knowledge check: it is marked, and the answer stays in the author's own session."""
    page, course_id = _page_for(request, page_id)
    if not isinstance(page, LessonPage) or item_id not in answerable_checks(check_ids(page)):
        raise Http404
    trial = trial_of(request.session, course_id)
    fields = {name: request.POST.getlist(name) for name in request.POST}
    try:
        answers = {**trial.answers, str(item_id): read_answer(item_id, fields)}
    except AnswerRefused as refusal:
        request.session[REFUSED_CHECK] = [item_id, str(refusal)]
    else:
        done = trial.done
        if {str(pk) for pk in answerable_checks(check_ids(page))} <= set(answers):
            done |= {page.pk}
        keep_trial(request.session, replace(trial, answers=answers, done=done))
    return redirect(f"{trial_address(page.pk)}#check-{item_id}")


@require_POST
def study_done(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Done: the next lesson opens, as it would for a learner."""
    page, course_id = _page_for(request, page_id)
    trial = trial_of(request.session, course_id)
    trial = replace(trial, done=trial.done | {page.pk})
    keep_trial(request.session, trial)
    reading = read_trial(page, trial=trial)
    following = reading.after or reading.next_lesson
    course = trial_address(course_id)
    return redirect(following.path if following is not None else course)


@require_POST
def study_afresh(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """Forget what was tried."""
    page, _course_id = _page_for(request, page_id)
    request.session.pop(TRIAL, None)
    return redirect(trial_address(page.pk))


def _page_for(request: AuthenticatedRequest, page_id: int) -> tuple[Any, int]:
    """The newest state of a page of a course, and its course; refused to whoever may not edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    course_id = course_id_of(page)
    if course_id is None or not isinstance(page, CoursePage | ModulePage | LessonPage | GlossaryPage):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page.get_latest_revision_as_object(), course_id
