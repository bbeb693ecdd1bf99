"""Adding a picture for an item."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import ItemImage
from assessments.services.pictures import PictureRefused, cleaned_picture, keep_picture


class ItemImageForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only
    """A title and a file, whose pixels alone are kept."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PNG, JPEG or WebP, at most 5 MB. Only its pixels are kept. Never real cases or material."
        ),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
    )

    class Meta:
        model = ItemImage
        fields = ("title",)

    def clean_file(self) -> bytes:
        # A byte more than allowed is enough to refuse it.
        data: bytes = self.cleaned_data["file"].read(5 * 1024 * 1024 + 1)
        try:
            return cleaned_picture(data)
        except PictureRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> Any:
        return keep_picture(self.cleaned_data["file"], title=self.cleaned_data["title"], now=timezone.now())
