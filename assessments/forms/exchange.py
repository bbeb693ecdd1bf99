"""Files of items, in and out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.item_form import SuggestInput, names_of
from assessments.interchange import FORMATS, MAX_BYTES, MAX_ITEMS
from assessments.models import Item, ItemBank


def _suggest(form: forms.Form) -> None:
    """Names that some bank has, as one types; where there is one bank only, it is chosen."""
    for field, what in (("domain", "domains"), ("level", "levels")):
        if field in form.fields:
            form.fields[field].widget = SuggestInput(names_of(what))
    banks = list(ItemBank.objects.all()[:2])
    if len(banks) == 1:
        form.fields["bank"].initial = banks[0]


class ImportForm(forms.Form):
    """A file with items, and where they go. Names of domains and levels are those of the bank."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.order_by("title"))
    purpose = forms.ChoiceField(label=_("Purpose"), choices=Item.Purpose.choices)
    format = forms.ChoiceField(
        label=_("Format"), choices=[(found.name, found.title) for found in FORMATS.values()]
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("At most %(megabytes)s MB and %(items)s items. Never real cases or material.")
        % {"megabytes": MAX_BYTES // (1024 * 1024), "items": MAX_ITEMS},
    )
    domain = forms.SlugField(
        label=_("Domain"), max_length=64, help_text=_("For items that name none: its name in the bank.")
    )
    level = forms.SlugField(
        label=_("Level"), max_length=64, help_text=_("For items that name none: its name in the bank.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _suggest(self)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large. Split it and try again."))
        return file

    def clean(self) -> dict[str, Any]:
        """A domain and a level that the bank has, where it names any."""
        cleaned: dict[str, Any] = super().clean() or {}
        bank = cleaned.get("bank")
        for field, what in (("domain", "domains"), ("level", "levels")):
            known = names_of(what, bank) if bank else {}
            if known and cleaned.get(field) and cleaned[field] not in known:
                self.add_error(field, _("This bank has: %(names)s.") % {"names": ", ".join(known)})
        return cleaned


class ExportForm(forms.Form):
    """Which items go out, and how."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.order_by("title"))
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("All")), *Item.Purpose.choices]
    )
    domain = forms.SlugField(
        label=_("Domain"), required=False, max_length=64, help_text=_("Its name in the bank; empty for all.")
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[(found.name, found.title) for found in FORMATS.values() if found.write]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _suggest(self)

    def items(self) -> Any:
        """The items that were asked for."""
        found = Item.objects.filter(bank=self.cleaned_data["bank"])
        for name in ("purpose", "domain"):
            if self.cleaned_data.get(name):
                found = found.filter(**{name: self.cleaned_data[name]})
        return found
