"""The front of the house and the list of courses."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index


class OpenPage(Page):
    """A page whose readers are decided by our own gate, never by Wagtail's page privacy."""

    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """None, and no query to find that out."""
        return PageViewRestriction.objects.none()

    @property
    def path_on_site(self) -> str:
        """The page's address on the site, without a query: its url_path below the home page."""
        return "/" + self.url_path.lstrip("/").partition("/")[2]


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
