"""What is done to several items of the list at once. Each item is judged again by itself."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from assessments.forms.item_actions import BulkExportForm, BulkMoveForm, BulkPlaceForm, BulkTakeBackForm
from assessments.forms.item_filters import found_by
from assessments.interchange import FORMATS
from assessments.models import Item
from assessments.models.item_life import MOVE_ITEM
from assessments.services.item_actions import (
    CHANGE_ITEM,
    Report,
    for_each,
    place_draft,
    take_back_item,
)
from assessments.services.item_files import record_export, write_items
from assessments.services.item_life import move_item
from assessments.services.item_submission import submit_items
from assessments.views.item_list import SEARCHED

MOST = 500
_SAID = 20


class ItemAction(SnippetBulkAction):
    """One thing done to the chosen items, or to all that the list shows by its facets, up to `MOST`."""

    models: ClassVar[list[Any]] = [Item]
    template_name = "assessments/admin/item_action.html"
    permissions: ClassVar[tuple[str, ...]] = (CHANGE_ITEM,)
    explanation: Any = ""
    button: Any = _("Do it")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not all(request.user.has_perm(name) for name in self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def chosen(self) -> Any:
        """The items that were chosen, as a query."""
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            return found_by(self.request.GET, fields=SEARCHED)
        return Item.objects.filter(pk__in=[int(pk) for pk in ids[:MOST] if pk.isdecimal() and len(pk) < 18])

    def get_actionable_objects(self) -> tuple[list[Item], dict[str, Any]]:
        found = list(self.chosen().select_related("bank").order_by("bank", "slug")[: MOST + 1])
        too_many = len(found) > MOST
        return ([] if too_many else found), {"items_with_no_access": [], "too_many": too_many}

    def object_context(self, snippet: Item) -> dict[str, Any]:
        return {"item": snippet}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {"explanation": self.explanation, "button": self.button, "most": MOST}
        found: dict[str, Any] = super().get_context_data(**{**more, "title": self.display_name, **kwargs})
        return found

    def act(self, items: list[Item]) -> Report:
        """Do it to each item that allows it."""
        raise NotImplementedError

    def prepare_action(self, objects: list[Item], objects_without_access: Any) -> HttpResponse | None:
        if objects:
            return None
        again: HttpResponse = self.form_invalid(self.cleaned_form)
        return again

    @classmethod
    def execute_action(cls, objects: list[Item], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        report = action.act(objects)
        if report.left:
            messages.warning(action.request, _left_alone(report))
        return len(report.done), len(report.left)

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        if not num_parent_objects:
            return None
        return ngettext("Done with %(count)s item.", "Done with %(count)s items.", num_parent_objects) % {
            "count": num_parent_objects
        }


def _left_alone(report: Report) -> SafeString:
    """Which items were left alone, and why each."""
    count = len(report.left)
    head = ngettext("%(count)s item was left alone:", "%(count)s items were left alone:", count)
    rows = [(item.slug, why) for item, why in report.left[:_SAID]]
    more = count - len(rows)
    rest = ngettext("and %(count)s more.", "and %(count)s more.", more) % {"count": more} if more else ""
    return format_html(
        "{}<ul>{}</ul>{}",
        head % {"count": count},
        format_html_join("", "<li><strong>{}</strong>: {}</li>", rows),
        rest,
    )


class SubmitItems(ItemAction):
    """Drafts are sent for approval."""

    display_name = _("Send for review")
    action_type = "submit"
    aria_label = _("Send the chosen items for review")
    action_priority = 10
    explanation = _(
        "Each finished draft is sent for another person's approval. Unfinished ones stay with their authors."
    )
    button = _("Send for review")

    def act(self, items: list[Item]) -> Report:
        return submit_items(items, by=self.request.user)


class PlaceItems(ItemAction):
    """Drafts get a place in the blueprint."""

    display_name = _("Place")
    action_type = "place"
    aria_label = _("Set domain, level, outcome or enemies of the chosen drafts")
    action_priority = 11
    form_class = BulkPlaceForm
    explanation = _(
        "This writes a new draft of each chosen item that has one. Published items stay as they are until "
        "their draft is approved, and you will not be the one who approves it."
    )
    button = _("Write into the drafts")

    def act(self, items: list[Item]) -> Report:
        fields = self.cleaned_form.wanted()
        return for_each(items, partial(place_draft, fields=fields, by=self.request.user))


class MoveItems(ItemAction):
    """Published items go from one stage to another."""

    display_name = _("Move to a stage")
    action_type = "move"
    aria_label = _("Move the chosen items to a stage")
    action_priority = 12
    form_class = BulkMoveForm
    permissions: ClassVar[tuple[str, ...]] = (MOVE_ITEM,)
    explanation = _(
        "Each published item goes where you say, if it may go there from where it is. What you wrote yourself "
        "another person brings to where it counts. Forms that were drawn before keep their items."
    )
    button = _("Move")

    def act(self, items: list[Item]) -> Report:
        given = self.cleaned_form.cleaned_data
        return for_each(items, partial(move_item, **given, by=self.request.user, now=timezone.now()))


class TakeBackItems(ItemAction):
    """Published items are unpublished."""

    display_name = _("Take back")
    action_type = "unpublish"
    aria_label = _("Take back the chosen items")
    action_priority = 14
    classes: ClassVar[set[str]] = {"serious"}
    form_class = BulkTakeBackForm
    permissions: ClassVar[tuple[str, ...]] = (MOVE_ITEM,)
    explanation = _(
        "Each item is unpublished and drawn no more; lessons that ask it leave it out. Attempts that have it keep "
        "it. To take an item out of use but keep it in view, move it to “Retired” instead."
    )
    button = _("Take back")

    def act(self, items: list[Item]) -> Report:
        reason, now = self.cleaned_form.cleaned_data["reason"], timezone.now()
        return for_each(items, partial(take_back_item, reason=reason, by=self.request.user, now=now))


class ExportItems(ItemAction):
    """Published items go out as a file."""

    display_name = _("Export")
    action_type = "export"
    aria_label = _("Export the chosen items")
    action_priority = 13
    form_class = BulkExportForm
    template_name = "assessments/admin/item_action_export.html"
    permissions: ClassVar[tuple[str, ...]] = (CHANGE_ITEM, "assessments.view_item")
    explanation = _(
        "Published items go out with their keys: keep the file as you keep the bank. Who took which items out is "
        "recorded."
    )

    def prepare_action(self, objects: list[Item], objects_without_access: Any) -> HttpResponse | None:
        """The file, or first what its format cannot hold."""
        kind = FORMATS[self.cleaned_form.cleaned_data["format"]]
        items = Item.objects.filter(pk__in=[item.pk for item in objects])
        written = write_items(items, name=kind.name)
        if self.request.POST.get("do") != "download" or not written.notes:
            losses = [
                (name, [_now(note.template) % note.values for note in notes])
                for name, notes in written.notes.items()
                if notes
            ]
            context = self.get_context_data(
                form=self.cleaned_form,
                format=kind.title,
                total=len(written.notes),
                drafts=len(objects) - len(written.notes),
                left_out=len(written.left_out),
                losses=losses,
            )
            looked: HttpResponse = self.render_to_response(context)
            return looked
        record_export(items, by=self.request.user, now=timezone.now())
        response = HttpResponse(written.data, content_type=kind.media_type)
        response["Content-Disposition"] = f'attachment; filename="items.{kind.suffix}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


ACTIONS = (SubmitItems, PlaceItems, MoveItems, ExportItems, TakeBackItems)
