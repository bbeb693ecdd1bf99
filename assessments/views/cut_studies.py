"""Cut-score studies in Wagtail's admin: the officer's record of a panel, and the judges' own page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.forms.cut_studies import (
    AbandonForm,
    AdoptForm,
    DiscussionForm,
    LeaveOutForm,
    RatingsForm,
    StudyForm,
)
from assessments.models import CutScoreStudy, StudyJudge, StudyRound
from assessments.models.cut_studies import JUDGE, RUN_STUDY
from assessments.services.cut_judging import Progress, items_for, progress_of, save_ratings
from assessments.services.cut_studies import (
    StudyRefused,
    abandon_study,
    adopt_cut,
    close_round,
    facility_of,
    has_moved,
    leave_out_judge,
    open_round,
    open_study,
    pass_rate_of,
    round_result,
)
from assessments.views.lists import page_of

may_run = permission_required(RUN_STUDY, raise_exception=True)
# Of a bank of two hundred items: what one keeps in mind between two keepings.
ITEMS_AT_ONCE = 20


@never_cache
@require_safe
def study_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every study for whoever runs them; for a judge those that they judge in."""
    if not (request.user.has_perm(RUN_STUDY) or request.user.has_perm(JUDGE)):
        raise PermissionDenied
    studies = CutScoreStudy.objects.visible_to(request.user).select_related("assessment", "adopted_by")
    mine = StudyJudge.objects.filter(
        person=request.user, left_out_at=None, study__rounds__closed_at=None, study__rounds__isnull=False
    ).exclude(study__abandoned_at__isnull=False)
    page = page_of(request, studies)
    context = {
        "page": page,
        "studies": [(one, _cut_of(one)) for one in page],
        "mine": mine.select_related("study__assessment"),
        "may_run": request.user.has_perm(RUN_STUDY),
    }
    return render(request, "assessments/admin/cut_studies.html", context)


def _cut_of(study: CutScoreStudy) -> Any:
    return None if study.adopted_at is None else engine.as_cut(study.adopted_cut)


@never_cache
@may_run
def study_new(request: AuthenticatedRequest) -> HttpResponse:
    """Begin a study."""
    form = StudyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            study = open_study(
                given["assessment"],
                judges=list(given["judges"]),
                definition=given["definition"],
                training=given["training"],
                by=request.user,
                now=timezone.now(),
            )
        except StudyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The panel is there. Open the first round when its judges are ready.")
            )
            return redirect("cut_studies:one", study.uuid)
    context = {"form": form, "title": _("Begin a cut-score study"), "action": _("Begin")}
    return render(request, "assessments/admin/adjustment_form.html", context)


def _study(uuid: UUID) -> CutScoreStudy:
    found: CutScoreStudy = get_object_or_404(
        CutScoreStudy.objects.select_related("assessment", "opened_by", "adopted_by"), uuid=uuid
    )
    return found


@never_cache
@may_run
@require_safe
def study_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """A panel's record: who, when, what each closed round came to; and what may be done next."""
    return _detail(request, _study(uuid))


def _detail(
    request: AuthenticatedRequest,
    study: CutScoreStudy,
    *,
    discussion: DiscussionForm | None = None,
    adopt: AdoptForm | None = None,
) -> HttpResponse:
    """The record with its forms; one that was refused keeps what was typed."""
    rounds = list(study.rounds.order_by("number"))
    current = next((one for one in rounds if one.closed_at is None), None)
    judges = study.judges.select_related("person").annotate(
        rated=Count("ratings", filter=Q(ratings__round=current))
    )
    items = list(
        study.items.select_related("version__item").defer("version__content", "version__item__interaction")
    )
    closed = [(one, round_result(one)) for one in rounds if one.closed_at is not None]
    context = {
        "study": study,
        "cut": _cut_of(study),
        "waits": study.adopted_at is not None and study.applied_at is None and has_moved(study),
        "judges": judges,
        "items": items,
        "rounds": rounds,
        "current": current,
        "closed": [(one, found, engine.as_cut(found.cut), pass_rate_of(one)) for one, found in closed],
        "rows": [
            (item, facility_of(item), [found.items[item.pk] for _one, found in closed]) for item in items
        ],
        "sums": [(judge, [found.sums.get(judge.pk) for _one, found in closed]) for judge in judges],
        "is_running": study.adopted_at is None and study.abandoned_at is None,
        "is_judge": any(judge.person_id == request.user.pk for judge in judges),
        "next_number": len(rounds) + 1,
        "discussion": discussion or DiscussionForm(),
        "adopt": adopt or AdoptForm(),
    }
    status = 422 if discussion or adopt else 200
    return render(request, "assessments/admin/cut_study.html", context, status=status)


def _refused(refusal: Exception) -> str:
    return str(refusal) or str(_("You may not do this."))


@never_cache
@may_run
@require_POST
def round_open(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Open the next round, with what the panel talked about."""
    study, form = _study(uuid), DiscussionForm(request.POST)
    form.is_valid()
    try:
        if "discussion" in request.POST and form.errors:
            return _detail(request, study, discussion=form)
        words = form.cleaned_data.get("discussion", "")
        open_round(study, by=request.user, discussion=words, now=timezone.now())
    except (StudyRefused, PermissionDenied) as refusal:
        form.add_error(None, _refused(refusal))
        return _detail(request, study, discussion=form)
    messages.success(request, _("The round is open. Its judges find it under “Cut scores”."))
    return redirect("cut_studies:one", uuid)


@never_cache
@may_run
@require_POST
def round_close(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Close the open round."""
    try:
        close_round(_study(uuid), by=request.user, now=timezone.now())
    except (StudyRefused, PermissionDenied) as refusal:
        messages.error(request, _refused(refusal))
    else:
        messages.success(request, _("The round is closed: what it came to is below."))
    return redirect("cut_studies:one", uuid)


@never_cache
@may_run
@require_POST
def study_adopt(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Adopt the cut of the last round."""
    study, form, now = _study(uuid), AdoptForm(request.POST), timezone.now()
    if not form.is_valid():
        return _detail(request, study, adopt=form)
    try:
        adopt_cut(
            study,
            reason=form.cleaned_data["reason"],
            effective_at=form.cleaned_data["effective_at"] or now,
            by=request.user,
            now=now,
        )
    except (StudyRefused, PermissionDenied) as refusal:
        form.add_error(None, _refused(refusal))
        return _detail(request, study, adopt=form)
    messages.success(
        request, _("Adopted. New attempts use the cut from that day on; older ones keep theirs.")
    )
    return redirect("cut_studies:one", uuid)


@never_cache
@may_run
def study_abandon(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """End a study without a cut, once it is said that this is meant."""
    study, form = _study(uuid), AbandonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            abandon_study(study, by=request.user, now=timezone.now())
        except (StudyRefused, PermissionDenied) as refusal:
            messages.error(request, _refused(refusal))
        else:
            messages.success(request, _("The study is abandoned. Its record stays."))
        return redirect("cut_studies:one", uuid)
    title = _("Abandon the study of %(assessment)s") % {"assessment": study.assessment.title}
    context = {"form": form, "title": title, "action": _("Abandon the study")}
    return render(request, "assessments/admin/adjustment_form.html", context)


@never_cache
@may_run
def judge_leave_out(request: AuthenticatedRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Leave a judge out, with a reason."""
    judge = get_object_or_404(StudyJudge.objects.select_related("study", "person"), study__uuid=uuid, pk=pk)
    form = LeaveOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leave_out_judge(judge, by=request.user, **form.cleaned_data, now=timezone.now())
        except StudyRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Left out: the ratings stay on record and count no more."))
        return redirect("cut_studies:one", uuid)
    title = _("Leave %(person)s out of the panel") % {"person": judge.person}
    context = {"form": form, "title": title, "action": _("Leave out")}
    return render(request, "assessments/admin/adjustment_form.html", context)


@never_cache
@permission_required(JUDGE, raise_exception=True)
def judge_items(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """A judge's own pages of the open round, a score of items each: what is entered is kept on the way to another.

    Nobody's ratings of this round stand on them but one's own.
    """
    study = _study(uuid)
    judge = get_object_or_404(StudyJudge, study=study, person=request.user, left_out_at=None)
    current: StudyRound | None = study.rounds.filter(closed_at=None).first()
    if current is None or study.abandoned_at is not None:
        messages.info(request, _("No round is open now."))
        return redirect("cut_studies:list")
    progress = progress_of(study, judge, current)
    page = Paginator(progress.items, ITEMS_AT_ONCE).get_page(request.GET.get("page"))
    rated = items_for(study, judge, current, keys=list(page.object_list), now=timezone.now())
    form = RatingsForm(request.POST or None, rated=rated)
    if request.method == "POST" and form.is_valid():
        try:
            missing = save_ratings(study, form.ratings, by=request.user)
        except StudyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("cut_studies:list")
        if missing:
            messages.info(request, _("Kept. Items that still lack your rating: %(n)s.") % {"n": missing})
        else:
            messages.success(
                request, _("Kept: you have judged every item. You may change it until the round closes.")
            )
        if missing == 0 and "to" not in request.POST:
            return redirect("cut_studies:list")
        to = request.POST.get("to") or _next_page(progress_of(study, judge, current), page)
        return redirect(
            f"{reverse('cut_studies:judge', args=[uuid])}?page={page.paginator.get_page(to).number}"
        )
    context = {"study": study, "round": current, "form": form, "before": _before(study, current)}
    context |= {
        "page": page,
        "first": page.start_index(),
        "last": page.end_index(),
        "rated": len(progress.rated),
        "count": len(progress.items),
        "pages": [
            (number, all(pk in progress.rated for pk in page.paginator.page(number).object_list))
            for number in page.paginator.page_range
        ],
    }
    return render(request, "assessments/admin/cut_judge.html", context, status=422 if form.errors else 200)


def _next_page(progress: Progress, page: Page[int]) -> int:
    """The page after this one; after the last the first that lacks a rating."""
    if page.has_next():
        return page.next_page_number()
    return progress.items.index(progress.missing[0]) // ITEMS_AT_ONCE + 1


def _before(study: CutScoreStudy, current: StudyRound) -> dict[str, Any] | None:
    """What the round before came to, as far as its panel may know it; None in the first."""
    last = study.rounds.filter(number=current.number - 1).first()
    if last is None:
        return None
    return {"cut": engine.as_cut(round_result(last).cut), "rate": pass_rate_of(last), "round": last}
