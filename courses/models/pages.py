"""Course, module and lesson: what is taught. What a learner does is never kept here."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBlock, OutcomeBlock, ReadingBlock, SourceBlock, TermBlock
from courses.models.affected import AffectedPanel
from courses.models.fields import LinesField
from courses.models.open_pages import COURSE_DEPTH, STEP, OpenPage
from courses.models.progress import OutlineStamp


class CourseLevel(models.TextChoices):
    """How far a course goes; the level mark of its certificate."""

    FOUNDATION = "foundation", _("Foundation")
    PRACTITIONER = "practitioner", _("Practitioner")
    LEAD = "lead", _("Lead")


class StudyPageQuerySet(PageQuerySet):
    """Reads of courses, modules and lessons."""

    def with_stamp(self) -> Self:
        """Each page with the stamp of its course's outline, found by tree path in the same query."""
        of_course = OutlineStamp.objects.filter(
            course__path=Substr(models.OuterRef("path"), 1, STEP * COURSE_DEPTH)
        )
        return self.annotate(stamp=models.Subquery(of_course.values("stamp")[:1]))  # type: ignore[no-any-return]


StudyPageManager: Any = PageManager.from_queryset(StudyPageQuerySet)


class CoursePage(OpenPage):
    """A course: what it asks, what it gives, and its modules.

    Its slug is also the slug of its item bank.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(
        _("code"), max_length=12, help_text=_("Such as GV-201; the die is drawn from it.")
    )
    summary = models.CharField(_("summary"), max_length=400)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    level = models.CharField(
        _("level"), max_length=20, choices=CourseLevel.choices, default=CourseLevel.PRACTITIONER
    )
    topics = LinesField(_("topics"), help_text=_("One to a line, in small letters with hyphens."))
    effort_hours = models.DecimalField(_("hours of study"), max_digits=5, decimal_places=1, default=1)
    language = models.CharField(_("language"), max_length=10, default="en")
    outcomes = StreamField([("outcome", OutcomeBlock())], blank=True, verbose_name=_("outcomes"))
    prerequisites = LinesField(
        _("prerequisites"), help_text=_("Slugs of the courses to complete first, one to a line.")
    )
    audience = models.TextField(_("audience"), blank=True)
    content_note = models.TextField(
        _("content note"), blank=True, help_text=_("What is in it, what is not, and how to leave. Markdown.")
    )
    domains = StreamField([("domain", TermBlock(label=_("Domain")))], blank=True, verbose_name=_("domains"))
    levels = StreamField(
        [("level", TermBlock(label=_("Level")))], blank=True, verbose_name=_("levels of items")
    )
    facts_reviewed = models.DateField(_("facts last reviewed"), null=True, blank=True)

    objects = StudyPageManager()

    parent_page_types = ["courses.CatalogueIndexPage"]
    subpage_types = ["courses.ModulePage", "courses.GlossaryPage"]
    template = "courses/course_page.html"
    # A copied page is another page: it gets a uuid of its own.
    exclude_fields_in_copy = ["uuid"]
    content_panels = [
        AffectedPanel(heading=_("Who learns here")),
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("code"),
                FieldPanel("level"),
                FieldPanel("topics"),
                FieldPanel("effort_hours"),
                FieldPanel("language"),
                FieldPanel("facts_reviewed"),
            ],
            heading=_("In the catalogue"),
        ),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("content_note"),
        FieldPanel("outcomes"),
        FieldPanel("audience"),
        FieldPanel("prerequisites"),
        FieldPanel("domains"),
        FieldPanel("levels"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("code", boost=2),
        index.SearchField("summary", boost=2),
        index.SearchField("description"),
        index.SearchField("audience"),
        index.SearchField("outcomes"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = _("course")

    @property
    def bank_slug(self) -> str:
        """The item bank whose assessments belong to this course."""
        return str(self.slug)

    @property
    def subject(self) -> str:
        """The subject mark: the letters of the code."""
        return self.code.partition("-")[0]


class ModulePage(OpenPage):
    """A part of a course, with its lessons in order."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    domain = models.CharField(_("domain"), max_length=60, blank=True)
    outcomes = LinesField(_("outcomes"), help_text=_("Short names of the course's outcomes, one to a line."))
    content_note = models.TextField(
        _("content note"), blank=True, help_text=_("What is in it, what is not, and how to leave. Markdown.")
    )

    objects = StudyPageManager()

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/module_page.html"
    exclude_fields_in_copy = ["uuid"]
    content_panels = [
        AffectedPanel(heading=_("Who learns here")),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("domain"),
        FieldPanel("outcomes"),
        FieldPanel("content_note"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("module")


class LessonPage(OpenPage):
    """One sitting's worth of reading, with its knowledge checks and its sources.

    The alternative stands in for a body that may weigh on the reader: it teaches what the
    examination needs, and completes the lesson just the same.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    summary = models.CharField(_("summary"), max_length=400, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    outcomes = LinesField(_("outcomes"), help_text=_("Short names of the course's outcomes, one to a line."))
    content_note = models.TextField(
        _("content note"), blank=True, help_text=_("What is in it, what is not, and how to leave. Markdown.")
    )
    alternative = StreamField(
        ReadingBlock(required=False),
        blank=True,
        verbose_name=_("alternative"),
        help_text=_("Read instead of the lesson by whoever wishes; no reason asked, no difference recorded."),
    )
    body = StreamField(LessonBlock(required=False), blank=True, verbose_name=_("body"))
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))

    objects = StudyPageManager()

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "courses/lesson_page.html"
    exclude_fields_in_copy = ["uuid"]
    content_panels = [
        AffectedPanel(heading=_("Who learns here")),
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("outcomes"),
        MultiFieldPanel([FieldPanel("content_note"), FieldPanel("alternative")], heading=_("Care")),
        FieldPanel("body"),
        FieldPanel("sources"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.SearchField("alternative"),
    ]

    class Meta:
        verbose_name = _("lesson")

    def get_sitemap_urls(self, request: Any = None) -> list[dict[str, Any]]:
        """None: all lessons but the first are for learners."""
        return []
