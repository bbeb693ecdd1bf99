"""The front of the house and the list of courses."""

from collections.abc import Callable
from typing import Any, cast

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.models.open_pages import OpenPage
from courses.models.pages import CoursePage, LessonPage, ModulePage
from courses.models.progress import OutlineStamp
from website.local_cache import local_cache


class HomePage(OpenPage):
    """The front page: what the place is for, its courses, and where to check a certificate."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    lead = models.TextField(_("lead"), max_length=400, blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CatalogueIndexPage"]
    template = "courses/home_page.html"
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find the page of an address in one query, by its depth and whole path.

        Anything that is not found this way (a page type of another app, nothing at all) is
        looked for step by step, as Wagtail does. The home page that routes comes from a cache:
        when it is itself asked for, it is read afresh.
        """
        if not path_components:
            home = HomePage.objects.filter(pk=self.pk, live=True).first()
            if home is None:
                raise Http404
            return RouteResult(home)
        found = self._find(path_components)
        return RouteResult(found) if found is not None else super().route(request, path_components)

    def _find(self, steps: list[str]) -> Any:
        """The live page of a course at an address, or the catalogue; None for anything else.

        Below a course, a small query brings the stamp of its outline, and the page itself comes from
        the cache under that stamp: whatever is saved or moved in the course gives it a new one.
        """
        fetch = _AT_DEPTH.get(len(steps))
        if fetch is None:
            return None
        url_path = f"{self.url_path}{'/'.join(steps)}/"
        stamp = None
        if len(steps) >= _COURSE_STEPS:
            of_course = f"{self.url_path}{'/'.join(steps[:_COURSE_STEPS])}/"
            stamp = OutlineStamp.objects.at(of_course, slug=steps[_COURSE_STEPS - 1])
            if (
                stamp is not None
                and (page := local_cache.get(f"courses:page:{stamp}:{url_path}")) is not None
            ):
                return page
        page = (
            fetch()
            .filter(slug=steps[-1], depth=self.depth + len(steps), url_path=url_path, live=True)
            .first()
        )
        if page is not None and stamp is not None:
            page.stamp = stamp
            local_cache.set(f"courses:page:{stamp}:{url_path}", page, _KEEP)
        return page


class CatalogueIndexPage(OpenPage):
    """Every course, with search and filters."""

    introduction = models.TextField(_("introduction"), max_length=600, blank=True)

    max_count = 1
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.CoursePage"]
    template = "courses/catalogue_index_page.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    class Meta:
        verbose_name = _("catalogue")


# How many steps of an address lead to a course: the catalogue's and its own.
_COURSE_STEPS = 2
# A stamp names one state of a course for ever; this only lets old ones go.
_KEEP = 3_600
# What to fetch by how many steps an address has. Long texts stay in the database: what is shown
# of them comes from caches of their own.
_AT_DEPTH: dict[int, Callable[[], Any]] = {
    1: lambda: cast(Any, CatalogueIndexPage.objects),
    2: lambda: cast(Any, CoursePage.objects).defer_streamfields(),
    3: lambda: cast(Any, ModulePage.objects),
    4: lambda: cast(Any, LessonPage.objects).defer_streamfields(),
}
