"""Items as instructors write them: snippets with drafts, history, workflow and preview."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
    WorkflowState,
)
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from assessments import engine
from assessments.blocks import InteractionBlock, content_of, engine_type, sentence_of
from assessments.linting import Finding, ItemText, Severity, lint_item
from assessments.models.item_preview import preview_context
from assessments.models.workflows import approved_by_another, is_pinned

WAYS_OF_ANSWERING: dict[str, Any] = {
    engine_type(name): block.label for name, block in InteractionBlock().child_blocks.items()
}
# What belongs to the item as a whole, and not to any revision of it.
KEPT_BESIDE = (
    "stage",
    "exposures",
    "interaction_type",
    "stem",
    "facility",
    "discrimination",
    "last_used_at",
    "compared_revision",
)


class ItemBank(models.Model):
    """A collection of items. A specimen bank certifies nothing in earnest, and everything says so."""

    class Use(models.TextChoices):
        SPECIMEN = "specimen", _("Specimen")
        LIVE = "live", _("Live")

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.SPECIMEN)
    # What a course calls its domains and levels: {"domains": {slug: title}, "levels": {slug: title}}.
    names = models.JSONField(default=dict, blank=True)

    class Meta:
        permissions = [("decide_bank_use", _("Can decide whether a bank is live or a specimen"))]

    def __str__(self) -> str:
        return self.title

    @property
    def is_specimen(self) -> bool:
        return self.use == self.Use.SPECIMEN


class ItemStatus(models.TextChoices):
    """Where an item stands. What is published is in a stage; a change to it may be under way at the same time."""

    DRAFT = "draft", _("Draft, never published")
    WAITING = "waiting", _("Waits for approval")
    PILOT = "pilot", _("Pilot, unscored")
    LIVE = "live", _("Live")
    CHANGED = "changed", _("Published, with a draft")
    RETIRED = "retired", _("Retired")
    TAKEN_BACK = "taken-back", _("Taken back")


class ItemQuerySet(SearchableQuerySetMixin, models.QuerySet["Item"]):
    """Reads of items."""

    def drawable(self, *, purpose: str) -> "ItemQuerySet":
        """Items of one purpose that are live and scored, with the version that attempts would refer to."""
        return self.published(purpose=purpose).filter(stage=Item.Stage.LIVE)

    def pilots(self, *, purpose: str) -> "ItemQuerySet":
        """Items of one purpose that are tried out: drawn beside the blueprint, and not scored."""
        return self.published(purpose=purpose).filter(stage=Item.Stage.PILOT)

    def published(self, *, purpose: str) -> "ItemQuerySet":
        """Items of one purpose with a version, in whichever stage."""
        return self.filter(live=True, purpose=purpose, current_version__isnull=False)

    def written_by(self, user_id: int) -> "ItemQuerySet":
        """Items of which this person wrote any revision."""
        revisions = Revision.objects.filter(
            content_type=ContentType.objects.get_for_model(Item), user_id=user_id
        ).annotate(item=Cast("object_id", models.BigIntegerField()))
        return self.filter(pk__in=revisions.order_by().values("item"))

    def in_status(self, status: str) -> Any:
        """Items of one of `ItemStatus`: where an item stands as a person would say it."""
        if status == ItemStatus.WAITING:
            return self.with_waiting().filter(is_waiting=True)
        if status == ItemStatus.DRAFT:
            return self.filter(live=False, first_published_at=None)
        if status == ItemStatus.TAKEN_BACK:
            return self.filter(live=False, first_published_at__isnull=False)
        if status == ItemStatus.CHANGED:
            return self.filter(live=True, has_unpublished_changes=True)
        return self.filter(live=True, stage=status)

    def containing(self, words: str, *, fields: Iterable[str]) -> "ItemQuerySet":
        """Items that have every one of these words, in whichever of the fields; all of them for no words."""
        found = self
        for word in words.split():
            anywhere = Q()
            for name in fields:
                anywhere |= Q(**{f"{name}__icontains": word})
            found = found.filter(anywhere)
        return found

    def uncompared(self) -> "ItemQuerySet":
        """Items whose newest revision was not compared with the rest of the bank yet."""
        return self.exclude(latest_revision=None).filter(
            Q(compared_revision=None) | ~Q(compared_revision=F("latest_revision_id"))
        )

    def with_waiting(self) -> Any:
        """Items with `is_waiting`: whether a revision waits for another person's approval."""
        waiting = WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Item),
            object_id=Cast(OuterRef("pk"), models.CharField()),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        return self.annotate(is_waiting=Exists(waiting))


class Item(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One item, as its author edits it.

    Publishing makes an immutable ItemVersion; attempts refer to versions only. Nobody publishes an
    item alone: `publish` demands another person's approval of the very revision.
    """

    class Purpose(models.TextChoices):
        PRACTICE = "practice", _("Practice and knowledge checks")
        EXAMINATION = "examination", _("Examination")

    class Stage(models.TextChoices):
        PILOT = "pilot", _("Pilot, unscored")
        LIVE = "live", _("Live")
        RETIRED = "retired", _("Retired")

    bank = models.ForeignKey(ItemBank, on_delete=models.PROTECT, related_name="items")
    slug = models.SlugField(_("name in the bank"), max_length=64)
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.PRACTICE)
    domain = models.CharField(max_length=64)
    level = models.CharField(max_length=64)
    outcome = models.CharField(_("learning outcome"), max_length=64, blank=True)
    measures = models.TextField(
        _("what it measures"), help_text=_("What answering this right shows, in a line.")
    )
    references = models.TextField(help_text=_("Sources, one a line: body, document, date."))
    content_note = models.TextField(blank=True, help_text=_("Only if the item itself is sensitive."))
    enemies = models.SlugField(
        _("group of enemies"),
        max_length=60,
        blank=True,
        db_index=False,
        help_text=_(
            "A name that items share which may not meet in one form, because one gives another away. "
            "Of each group a form has one item at most."
        ),
    )
    interaction = StreamField(
        InteractionBlock(),
        verbose_name=_("way of answering"),
        help_text=_("Exactly one. Press + to choose it."),
    )
    current_version = models.ForeignKey(
        "assessments.ItemVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    # Of what is published. Before that an item is a draft, or in review.
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.LIVE, editable=False)
    # In how many forms the item has stood; a sweep counts.
    exposures = models.PositiveIntegerField(default=0, editable=False)
    # What the bank is browsed by, of what was last saved: read from revisions, never by hand.
    interaction_type = models.CharField(_("way of answering"), max_length=30, blank=True, editable=False)
    stem = models.TextField(blank=True, editable=False)
    # Rounded, for lists: statistics keep what they rest on. Nothing where too few have answered.
    facility = models.DecimalField(
        _("facility"), max_digits=5, decimal_places=4, null=True, blank=True, editable=False
    )
    discrimination = models.DecimalField(
        _("discrimination"), max_digits=5, decimal_places=4, null=True, blank=True, editable=False
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    # The revision whose wording was compared with the rest of the bank; null for what never was.
    compared_revision = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    objects = ItemQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("bank"), FieldPanel("purpose")]), FieldPanel("slug")],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("domain"), FieldPanel("level")]),
                FieldRowPanel([FieldPanel("outcome"), FieldPanel("enemies")]),
            ],
            heading=_("Blueprint"),
        ),
        FieldPanel("interaction"),
        MultiFieldPanel(
            [FieldPanel("measures"), FieldPanel("references"), FieldPanel("content_note")],
            heading=_("For reviewers"),
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("slug"),
        index.AutocompleteField("slug"),
        index.SearchField("measures"),
        index.AutocompleteField("measures"),
        index.FilterField("bank_id"),
        index.FilterField("purpose"),
        index.FilterField("domain"),
        index.FilterField("level"),
        index.FilterField("live"),
    ]
    preview_modes: ClassVar[list[Any]] = [
        ("candidate", _("As a candidate sees it")),
        ("marked", _("After marking")),
        ("advice", _("What the item linter says")),
    ]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "slug"], name="item_slug_once_per_bank")]
        indexes = [
            models.Index(fields=["bank", "purpose", "domain", "level"], name="item_place"),
            models.Index(fields=["bank", "interaction_type"], name="item_way_of_answering"),
            models.Index(fields=["facility"], name="item_facility"),
            models.Index(fields=["discrimination"], name="item_discrimination"),
            models.Index(fields=["last_used_at"], name="item_last_used"),
            models.Index(fields=["exposures"], name="item_exposures"),
        ]
        ordering = ["bank", "slug"]

    def __str__(self) -> str:
        return f"{self.slug}: {self.measures}" if self.measures else self.slug

    @property
    def content(self) -> dict[str, Any]:
        """The interaction's content as plain data, not yet judged; {} when there is none."""
        return content_of(self.interaction)

    @property
    def way_of_answering(self) -> str:
        """How the item is answered, in words; "" for a draft that has nothing to answer yet."""
        return str(WAYS_OF_ANSWERING.get(self.interaction_type, self.interaction_type))

    @property
    def reference_lines(self) -> list[str]:
        return [line.strip() for line in self.references.splitlines() if line.strip()]

    def clean(self) -> None:
        """Names of domains and levels are those of the bank, where it has any: others are never drawn."""
        super().clean()
        names = self.bank.names if self.bank_id else {}
        faults = {
            field: _("This bank has: %(names)s.") % {"names": ", ".join(known)}
            for field, known in (("domain", names.get("domains")), ("level", names.get("levels")))
            if known and getattr(self, field) and getattr(self, field) not in known
        }
        if faults:
            raise ValidationError(faults)

    def advice(self) -> list[Finding]:
        """What the item linter says of the item as it stands, finished or not: the gravest first."""
        text = ItemText(self.content, self.reference_lines, self.measures, self.content_note)
        order = list(Severity)
        return sorted(lint_item(text), key=lambda found: order.index(found.rule.severity))

    def with_content_json(self, content: Any) -> Any:
        """A revision as an item; what belongs to the item as a whole stays as it is now."""
        found = super().with_content_json(content)
        found.current_version_id = self.current_version_id
        found.loaded_digest = self.loaded_digest
        for name in KEPT_BESIDE:
            setattr(found, name, getattr(self, name))
        return found

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Keep the present state as a revision; what anybody was asked to approve is never overwritten.

        Wagtail's autosave writes over the author's own newest revision. An approval names a revision: its
        content must be what the approver saw.
        """
        if overwrite_revision is not None and is_pinned(self, overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish a revision that another person has approved, and that the engine accepts.

        Raises PermissionDenied otherwise, for superusers too. Loading a course package does not come
        through here: it publishes with an entry in the audit trail.
        """
        if not approved_by_another(self, revision):
            raise PermissionDenied(_("An item is published only after another person has approved it."))
        try:
            content = revision.as_object().content
            engine.read_content(content)
            if content["type"] == "upload" and not settings.ASSESSMENT_UPLOADS:
                raise engine.ContentInvalid((engine.fault_of("uploads_off"),))
        except engine.ContentInvalid as error:
            raise PermissionDenied(_("The engine refuses this item: %(why)s") % {"why": error}) from error
        return super().publish(revision, user=user, **kwargs)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "assessments/item_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """What a candidate would see; what is unfinished is said instead."""
        context = {"item": self, "mode": mode_name, "is_preview": True}
        if mode_name == "advice":
            return context | {"advice": [(found, sentence_of(found)) for found in self.advice()]}
        tried = getattr(request, "tried", None)
        # Only the editor holds a draft that an answer can be marked against.
        context["may_try"] = mode_name == "candidate" and getattr(request, "is_editing", False)
        return context | preview_context(self.content, mode_name, tried=tried)
