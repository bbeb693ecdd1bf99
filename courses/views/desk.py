"""The course map: every course on one screen of its own, to be looked through and arranged."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.api import AuthenticatedRequest
from courses.models import CoursePage, Enrolment
from courses.services.arranging import MoveRefused, place_page, step_page
from courses.services.course_map import read_map
from courses.services.outlines import course_id_of

_PER_PAGE = 50


@never_cache
@require_safe
def map_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every course that this person may edit."""
    words = request.GET.get("q", "").strip()
    editable = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    learners = Enrolment.objects.filter(course=OuterRef("pk")).order_by().values("course")
    courses = (
        CoursePage.objects.filter(pk__in=editable.values("pk"))
        .defer_streamfields()
        .annotate(
            learners=Coalesce(
                Subquery(learners.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0
            )
        )
        .order_by("title", "pk")
    )
    if words:
        courses = courses.filter(Q(title__icontains=words) | Q(code__icontains=words))
    context = {"page": Paginator(courses, _PER_PAGE).get_page(request.GET.get("p")), "words": words}
    return render(request, "courses/desk/map_list.html", context)


@never_cache
@require_safe
def course_map(request: AuthenticatedRequest, course_id: int) -> HttpResponse:
    """One course: modules and lessons with their state, what they lack, and how its outcomes are covered."""
    course = _course_for(request, course_id)
    moved = request.GET.get("moved", "")
    context = {
        "course": course,
        "map": read_map(course),
        "moved": int(moved) if moved.isdigit() else 0,
        "moved_by": request.GET.get("by", ""),
        "may_edit_items": request.user.has_perm("assessments.change_item"),
    }
    return render(request, "courses/desk/map.html", context)


@never_cache
@require_safe
def map_of_page(request: AuthenticatedRequest, page_id: int) -> HttpResponse:
    """From a page to its place on the map of its course."""
    page = get_object_or_404(Page, pk=page_id)
    course_id = course_id_of(page)
    if course_id is None:
        raise Http404
    return redirect(f"{reverse('course_desk:map', args=[course_id])}#page-{page.pk}")


@require_POST
def map_move(request: AuthenticatedRequest, course_id: int) -> HttpResponse:
    """Move one module or lesson: up, down, into another module, or before a sibling."""
    course = _course_for(request, course_id)
    what, page_id, *place = _asked(request.POST)
    try:
        if what in ("up", "down"):
            step_page(course, page_id, down=what == "down", by=request.user)
        else:
            parent_id, before_id = place
            place_page(course, page_id, parent_id=parent_id, before_id=before_id or None, by=request.user)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Moved. Learners keep what they have done."))
    address = reverse("course_desk:map", args=[course.pk])
    return redirect(f"{address}?moved={page_id}&by={what}#page-{page_id}")


def _asked(data: Any) -> tuple[Any, ...]:
    """What a button (`up:12`, `to:12` with a choice beside it) or a drag (`place:12:3:15`) asks for."""
    what, _colon, rest = data.get("move", "").partition(":")
    numbers = [int(part) for part in rest.split(":") if part.isdigit()]
    if what in ("up", "down") and len(numbers) == 1:
        return what, numbers[0]
    if what == "place" and len(numbers) == 3:
        return what, *numbers
    target = data.get(f"to-{rest}", "")
    if what == "to" and len(numbers) == 1 and target.isdigit():
        return what, numbers[0], int(target), 0
    raise PermissionDenied


def _course_for(request: AuthenticatedRequest, course_id: int) -> CoursePage:
    course: CoursePage = get_object_or_404(CoursePage, pk=course_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return course
