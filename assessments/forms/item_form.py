"""The editing form of an item: where it belongs is suggested by what its bank knows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import HelpPanel

from assessments.models import ItemBank


def names_of(what: str, bank: ItemBank | None = None) -> dict[str, str]:
    """The titles of the domains or levels of a bank by name; without one, those of every bank."""
    banks = ItemBank.objects.order_by("title").values_list("names", flat=True)
    found = [bank.names] if bank is not None else list(banks)
    return {slug: str(title) for names in found for slug, title in (names.get(what) or {}).items()}


class SuggestInput(forms.TextInput):
    """A line of text with suggestions, each a value and what it is called. Another value may be typed."""

    template_name = "assessments/widgets/suggest.html"

    def __init__(self, suggestions: Mapping[str, str], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}-suggestions"
        context["widget"]["attrs"]["list"] = listed
        context["widget"] |= {"listed": listed, "suggestions": self.suggestions.items()}
        return context


class ItemForm(WagtailAdminModelForm):
    """An item with the names that its bank has for domains and levels; before it has one, those of all banks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bank = self.instance.bank if self.instance.bank_id else None
        for field, what in (("domain", "domains"), ("level", "levels")):
            known = names_of(what, bank)
            if field not in self.fields or not known:
                continue
            if bank is None:
                self.fields[field].widget = SuggestInput(known)
                self.fields[field].help_text = _now("Its name in the bank: type to see what there is.")
            else:
                # What was chosen stays to be seen where the bank no longer has it.
                chosen = getattr(self.instance, field)
                if chosen and chosen not in known:
                    known = known | {chosen: chosen}
                choices = [("", _now("Choose")), *known.items()]
                self.fields[field].widget = forms.Select(choices=choices)


class FirstStepsPanel(HelpPanel):
    """How an item comes to be published, for whoever writes a first one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "assessments/admin/first_steps.html")
        kwargs.setdefault("heading", _("From a draft to a published item"))
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of a new item."""

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance is not None and not self.instance.pk)
