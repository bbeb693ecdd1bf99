"""Cohorts in Wagtail's admin: each instructor's own, and every one for officers and administrators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments.api import ExtensionRefused, assessments_of_bank, extend_dates
from courses.forms.cohorts import AnnouncementForm, CohortForm, ExtensionForm, ListForm
from courses.models import Announcement, Cohort, CoursePage, EnrolmentList, EnrolmentListRow
from courses.models.cohorts import LEAD, RUN_EVERY, SEE_EVERY
from courses.services.announcing import announce
from courses.services.cohort_progress import find_members, read_standings
from courses.services.cohorts import may_run, remove_member, save_cohort, withdraw_invitation
from courses.services.enrolment_lists import ListRefused, cancel_list, check_list, start_list
from website.paging import KeyPaginator

_PER_PAGE = 50
_PER_LIST = 100
# So many invitations, announcements and lists stand on the cohort's own page; the others on theirs.
_SHOWN = 20
EXTEND = "assessments.set_override"


@never_cache
@require_safe
def cohort_list(request: AuthenticatedRequest) -> HttpResponse:
    """The cohorts that this person sees, newest first."""
    _may_look(request)
    words = request.GET.get("q", "").strip()
    cohorts = Cohort.objects.visible_to(request.user).order_by("-created_at", "-pk")
    if words:
        cohorts = cohorts.filter(title__icontains=words)
    page = KeyPaginator(cohorts, _PER_PAGE).get_page(request.GET.get("p"))
    sizes = dict(
        Cohort.objects.filter(pk__in=[one.pk for one in page]).values_list("pk").annotate(Count("members"))
    )
    context = {
        "page": page,
        "rows": [(one, sizes[one.pk]) for one in page],
        "words": words,
        "may_make": request.user.has_perm(LEAD) or request.user.has_perm(RUN_EVERY),
        "may_tell_all": request.user.has_perm(RUN_EVERY),
    }
    return render(request, "courses/desk/cohorts.html", context)


@never_cache
def cohort_edit(request: AuthenticatedRequest, uuid: UUID | None = None) -> HttpResponse:
    """Make a cohort, or change one."""
    _may_look(request)
    cohort = _cohort_for(request, uuid) if uuid is not None else Cohort()
    if uuid is not None:
        may_run(cohort, request.user)
    elif not (request.user.has_perm(LEAD) or request.user.has_perm(RUN_EVERY)):
        raise PermissionDenied
    form = CohortForm(request.POST or None, instance=cohort, by=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        cohort = save_cohort(
            form.instance,
            courses=list(given["courses"]),
            leaders=given.get("leaders"),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("cohorts:cohort", cohort.uuid)
    title = _("Change “%(title)s”") % {"title": cohort.title} if uuid is not None else _("A new cohort")
    return _form(request, form, title=title, action=_("Save"))


@never_cache
@require_safe
def cohort_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Who is in a cohort and how far each has come; what was sent, and who has not signed up."""
    _may_look(request)
    cohort = _cohort_for(request, uuid)
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    page = KeyPaginator(find_members(cohort, words=words, state=state), _PER_PAGE).get_page(
        request.GET.get("p")
    )
    context = {
        "cohort": cohort,
        "courses": cohort.courses.order_by("title").values("title", "live"),
        "leaders": cohort.instructors.order_by("email"),
        "due": CoursePage.objects.filter(pk__in=cohort.enrolments_due.values("course")).values("title"),
        "page": page,
        "rows": read_standings(cohort, list(page)),
        "words": words,
        "state": state,
        "parts": [(part, rows[:_SHOWN], rows.count()) for part, rows in _parts(request, cohort).items()],
        "shown": _SHOWN,
        "may_run": _runs(request, cohort),
        "may_extend": request.user.has_perm(EXTEND),
    }
    return render(request, "courses/desk/cohort.html", context)


@never_cache
@require_safe
def cohort_part(request: AuthenticatedRequest, uuid: UUID, part: str) -> HttpResponse:
    """All invitations that wait, announcements or lists of a cohort."""
    _may_look(request)
    cohort = _cohort_for(request, uuid)
    found = _parts(request, cohort)
    if part not in found:
        raise Http404
    page = KeyPaginator(found[part], _PER_LIST).get_page(request.GET.get("p"))
    context = {
        "cohort": cohort,
        "part": part,
        "page": page,
        "count": page.paginator.count,
        "may_run": _runs(request, cohort),
    }
    return render(request, "courses/desk/cohort_part.html", context)


def _parts(request: AuthenticatedRequest, cohort: Cohort) -> dict[str, QuerySet[Any]]:
    """What goes with a cohort beside its people. Lists name addresses: they are for whoever runs it."""
    parts: dict[str, QuerySet[Any]] = {
        "invitations": cohort.invitations.filter(accepted_at=None),
        "announcements": cohort.announcements.select_related("by"),
    }
    return parts | ({"lists": cohort.lists.all()} if _runs(request, cohort) else {})


def _runs(request: AuthenticatedRequest, cohort: Cohort) -> bool:
    return Cohort.objects.run_by(request.user).filter(pk=cohort.pk).exists()


@require_POST
def cohort_remove(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Take a person out, or forget an invitation."""
    cohort = _cohort_for(request, uuid)
    what, _colon, pk = request.POST.get("remove", "").partition(":")
    if not pk.isdigit():
        raise PermissionDenied
    if what == "invitation":
        withdraw_invitation(cohort, int(pk), by=request.user)
        messages.success(request, _("The invitation is withdrawn."))
        if request.POST.get("back") == "part":
            return redirect("cohorts:part", cohort.uuid, "invitations")
    else:
        remove_member(cohort, int(pk), by=request.user)
        messages.success(request, _("Taken out of the cohort. What they have done stays theirs."))
    return redirect("cohorts:cohort", cohort.uuid)


@never_cache
def cohort_enrol(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Hand in a list of addresses: it is read and judged, nothing is done yet."""
    cohort = _cohort_for(request, uuid)
    may_run(cohort, request.user)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = check_list(cohort, form.cleaned_data["file"].read(), by=request.user, now=timezone.now())
        except ListRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("cohorts:list", batch.uuid)
    title = _("Add people to “%(title)s”") % {"title": cohort.title}
    return _form(request, form, title=title, action=_("Read the list"))


@never_cache
@require_safe
def list_detail(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """What becomes of each line of a list, and how far it is."""
    batch = _list_for(request, uuid)
    verdict = EnrolmentListRow.Verdict
    counts = dict(batch.rows.order_by().values_list("verdict").annotate(Count("pk")))
    rows = batch.rows.order_by("line")
    shown = request.GET.get("show", "")
    if shown in verdict.values:
        rows = rows.filter(verdict=shown)
    context = {
        "batch": batch,
        "page": KeyPaginator(rows, _PER_LIST).get_page(request.GET.get("p")),
        "verdicts": [(value, verdict(value).label, counts.get(value, 0)) for value in verdict.values],
        "shown": shown,
        "todo": counts.get(verdict.KNOWN, 0) + counts.get(verdict.NEW, 0),
        "done": batch.rows.filter(is_done=True).count(),
    }
    return render(request, "courses/desk/enrolment_list.html", context)


@require_POST
def list_action(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Carry a list out, or stop it."""
    batch = _list_for(request, uuid)
    try:
        if request.POST.get("do") == "cancel":
            cancel_list(batch.pk, by=request.user, now=timezone.now())
            messages.success(request, _("Nothing more of it is done."))
        else:
            start_list(batch.pk, by=request.user, now=timezone.now())
            messages.success(request, _("The people are being added. You may leave this page."))
    except ListRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cohorts:list", uuid)


@never_cache
def cohort_announce(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Tell a cohort something."""
    cohort = _cohort_for(request, uuid)
    may_run(cohort, request.user)
    return _announce(request, cohort, back=("cohorts:cohort", cohort.uuid))


@never_cache
def course_announce(request: AuthenticatedRequest, course_id: int) -> HttpResponse:
    """Tell everybody on a course something."""
    if not request.user.has_perm(RUN_EVERY):
        raise PermissionDenied
    course = get_object_or_404(CoursePage, pk=course_id)
    return _announce(request, course, back=("course_desk:map", course.pk))


def _announce(request: AuthenticatedRequest, target: Any, *, back: tuple[str, Any]) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, instance=Announcement())
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        announce(target, title=found["title"], text=found["text"], by=request.user, now=timezone.now())
        messages.success(request, _("Announced. Everybody gets one mail."))
        return redirect(*back)
    title = _("Announce to “%(title)s”") % {"title": target.title}
    return _form(request, form, title=title, action=_("Announce"))


@never_cache
def cohort_extend(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Give the cohort, or one of its people, until later for an assessment."""
    if not request.user.has_perm(EXTEND):
        raise PermissionDenied
    cohort = _cohort_for(request, uuid)
    slugs = cohort.courses.values_list("slug", flat=True)
    found = [facts for slug in slugs for facts in assessments_of_bank(slug)]
    chosen = request.GET.get("member", "")
    member = (
        cohort.members.filter(user=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    )
    form = ExtensionForm(
        request.POST or None,
        assessments=[(facts.assessment_id, facts.title) for facts in found],
        members=cohort.members.all(),
        initial={"person": member.user.email} if member is not None else {},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        target = given["person"] or cohort.group
        try:
            extend_dates(
                given["assessment"],
                target,
                until=given["until"],
                reason=given["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except ExtensionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Extended. Running attempts follow."))
            return redirect("cohorts:cohort", cohort.uuid)
    title = _("Extend dates for “%(title)s”") % {"title": cohort.title}
    return _form(request, form, title=title, action=_("Extend"))


def _form(request: AuthenticatedRequest, form: Any, *, title: str, action: str) -> HttpResponse:
    return render(request, "courses/desk/form.html", {"form": form, "page_title": title, "action": action})


def _may_look(request: AuthenticatedRequest) -> None:
    if not any(request.user.has_perm(permission) for permission in (LEAD, SEE_EVERY, RUN_EVERY)):
        raise PermissionDenied


def _cohort_for(request: AuthenticatedRequest, uuid: UUID) -> Cohort:
    _may_look(request)
    return get_object_or_404(Cohort.objects.visible_to(request.user), uuid=uuid)


def _list_for(request: AuthenticatedRequest, uuid: UUID) -> EnrolmentList:
    _may_look(request)
    mine = Cohort.objects.run_by(request.user)
    lists = EnrolmentList.objects.select_related("cohort", "created_by")
    return get_object_or_404(lists.filter(cohort__in=mine.values("pk")), uuid=uuid)
