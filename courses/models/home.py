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
        fetch = _AT_DEPTH.get(len(path_components))
        if fetch is not None:
            page = fetch().filter(
                slug=path_components[-1],
                depth=self.depth + len(path_components),
                url_path=f"{self.url_path}{'/'.join(path_components)}/",
                live=True,
            )
            found = page.first()
            if found is not None:
                return RouteResult(found)
        return super().route(request, path_components)


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


# What to fetch by how many steps an address has. Long texts stay in the database: what is shown
# of them comes from the cache of rendered bodies.
_AT_DEPTH: dict[int, Callable[[], Any]] = {
    1: lambda: cast(Any, CatalogueIndexPage.objects),
    2: lambda: cast(Any, CoursePage.objects).with_stamp(),
    3: lambda: cast(Any, ModulePage.objects).with_stamp(),
    4: lambda: cast(Any, LessonPage.objects).with_stamp().defer_streamfields(),
}
