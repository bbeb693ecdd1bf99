"""A marker's form: one level of each criterion of the rubric, and a comment."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.interactions.rubric import Criterion, RubricContent
from assessments.services.marking import MAX_COMMENT


class MarkForm(forms.Form):
    """The rubric as radio groups. What was chosen comes back as marks by criterion."""

    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=MAX_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The candidate may read it, where the review shows feedback. Never real cases or material."
        ),
    )

    def __init__(self, *args: Any, content: RubricContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = content.rubric
        for criterion in self.criteria:
            self.fields[self._name(criterion)] = forms.TypedChoiceField(
                label=criterion.title,
                coerce=int,
                choices=[(level.marks, level.descriptor) for level in criterion.levels],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a level of each criterion.")},
            )

    @staticmethod
    def _name(criterion: Criterion) -> str:
        return f"level-{criterion.id}"

    @property
    def groups(self) -> list[tuple[Criterion, Any]]:
        """Each criterion with its field."""
        return [(criterion, self[self._name(criterion)]) for criterion in self.criteria]

    @property
    def levels(self) -> Mapping[str, int]:
        """The chosen marks by criterion."""
        return {criterion.id: self.cleaned_data[self._name(criterion)] for criterion in self.criteria}
