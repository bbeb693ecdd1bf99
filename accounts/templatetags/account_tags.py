"""Sign-in pages in the house's form."""

import base64
import binascii

from django import forms, template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_PREFIX = "data:image/svg+xml;base64,"


@register.filter
def inline_svg(data_uri: str) -> SafeString:
    """A data: SVG set inline, because the content security policy allows no data: images.

    Only for drawings that this site has made itself.
    """
    if not data_uri.startswith(_PREFIX):
        return SafeString("")
    try:
        text = base64.b64decode(data_uri.removeprefix(_PREFIX)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return SafeString("")
    return mark_safe(text[text.find("<svg") :])  # noqa: S308 - drawn by our own server


@register.filter
def is_hidden(bound: forms.BoundField) -> bool:
    """Whether a field has no visible control."""
    return bool(bound.is_hidden)
