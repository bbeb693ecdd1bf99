"""Inputs that Django's own are too slow for."""

from django import forms


class LongSelect(forms.Select):
    """A list of hundreds of choices to choose one from, in one template: Django's takes two for each choice."""

    template_name = "website/long_select.html"
