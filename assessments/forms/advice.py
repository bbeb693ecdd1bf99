"""The item linter's advice beside the item's form."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel, ObjectList

from assessments.blocks import sentence_of
from assessments.forms.item_form import FirstStepsPanel, ItemForm
from assessments.models import Item
from assessments.services.item_uses import twins_of


class AdvicePanel(HelpPanel):
    """What the linter says of the item as it was last saved, draft or not. It never stops a save."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "assessments/admin/advice_panel.html")
        kwargs.setdefault("heading", _("Advice of the item linter"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of one item."""

        def is_shown(self) -> bool:
            """An item that was never saved has nothing to be judged; the preview judges what is being typed."""
            return bool(super().is_shown() and self.instance is not None and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            advice = [(found, sentence_of(found)) for found in self.instance.advice()]
            return {**context, "advice": advice}


class TwinsPanel(HelpPanel):
    """Items of the bank that say nearly the same, as they were last saved."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "assessments/admin/uses_panel.html")
        kwargs.setdefault("heading", _("Nearly the same, and where it is used"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of one item."""

        def is_shown(self) -> bool:
            """An item that was never saved is compared with nothing yet."""
            return bool(super().is_shown() and self.instance is not None and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "twins": twins_of(self.instance)}


def item_panels() -> ObjectList:
    """The fields of an item, with the linter's advice above them and what is like it below."""
    panels = [FirstStepsPanel(), AdvicePanel(), *Item.panels, TwinsPanel()]
    return ObjectList(panels, base_form_class=ItemForm)
