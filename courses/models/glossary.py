"""The precise terms of a course, on a page of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from courses.blocks import GlossaryTermBlock
from courses.models.open_pages import OpenPage


class GlossaryPage(OpenPage):
    """What the terms of one course mean. Lessons link to an entry as `#term-<id>`; anybody may read it."""

    introduction = models.TextField(_("introduction"), blank=True, help_text=_("Markdown."))
    terms = StreamField([("term", GlossaryTermBlock())], blank=True, verbose_name=_("terms"))

    max_count_per_parent = 1
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/glossary_page.html"
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("terms")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("terms"),
    ]

    class Meta:
        verbose_name = _("glossary")
