"""Fields that keep short lists as plain data and edit them as text."""

from typing import Any

from django import forms
from django.db import models
from wagtail.admin.compare import TextFieldComparison, comparison_class_registry


class LinesFormField(forms.CharField):
    """A text box with one entry to a line; gives a list without blanks."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class LinesField(models.JSONField):
    """A list of short texts, stored as JSON and edited one to a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        # Django would compare with a hidden field, which Wagtail's editor does not render: every save would be a change.
        options: dict[str, Any] = {"form_class": LinesFormField, "show_hidden_initial": False}
        return models.Field.formfield(self, **(options | kwargs))


class LinesComparison(TextFieldComparison):
    """Compares two lists as people edit them, one entry to a line."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        first, second = field.value_from_object(obj_a), field.value_from_object(obj_b)
        self.val_a: str = "\n".join(first or ())
        self.val_b: str = "\n".join(second or ())


comparison_class_registry.register(LinesField, value=LinesComparison)
