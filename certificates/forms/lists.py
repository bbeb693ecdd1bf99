"""A list of codes, pasted or as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.credentials import MAX_CODES, NotAList, TooManyCodes, codes_in, list_text

MAX_LIST_BYTES = 1_000_000


class CodeListForm(forms.Form):
    """Codes by paste or by file; `found` holds them once the form is valid."""

    codes = forms.CharField(
        label=_("Codes"),
        required=False,
        help_text=_("One on each line, or a table pasted from a spreadsheet: the column is found by itself."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("Or a CSV or text file"),
        required=False,
        help_text=_("Up to 1 MB. Names and other columns in it are not read."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )
    found: list[str]

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > MAX_LIST_BYTES:
            raise forms.ValidationError(_("This file is larger than 1 MB. Leave only the codes in it."))
        try:
            return list_text(file.read())
        except NotAList:
            raise forms.ValidationError(
                _("This is no text. Save the table as CSV, or paste the codes.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """Read the codes, from the file if there is one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        name = "file" if data.get("file") else "codes"
        try:
            self.found = codes_in(data[name])
        except NotAList:
            self.add_error(name, _("There is no code in it. A code looks like ASY-7F3K-22QX-9M0B."))
        except TooManyCodes as error:
            parts = -(-error.count // MAX_CODES)
            words = gettext(
                "These are %(count)s codes. We check up to %(most)s at a time: split the list into %(parts)s."
            )
            self.add_error(name, words % {"count": error.count, "most": MAX_CODES, "parts": parts})
        return data
