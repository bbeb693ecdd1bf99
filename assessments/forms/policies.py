"""The form of an assessment's policies in Wagtail's admin."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments import engine
from assessments.models import Assessment
from assessments.services.access_codes import hash_code

_PARTS = {
    "outcome": _("The result"),
    "domains": _("Scores by domain"),
    "responses": _("Their answers"),
    "correctness": _("What was right"),
    "feedback": _("Feedback and reasons"),
    "key": _("The right answers"),
}
_TIMES = {
    "opens_at": _("the opening"),
    "start_closes_at": _("the last start"),
    "due_at": _("the due time"),
    "closes_at": _("the close"),
}


def _column(label: Any, help_text: Any, parts: Any = tuple(_PARTS)) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=[(part, _PARTS[part]) for part in parts],
        widget=forms.CheckboxSelectMultiple,
    )


class AssessmentForm(WagtailAdminModelForm):
    """An assessment's policies. What contradicts itself is refused beside the field that would have to change."""

    review_during = _column(
        _("While the attempt runs"),
        _("Practice with immediate feedback only: of an item once it is checked."),
        engine.DURING_PARTS,
    )
    review_after = _column(_("From submission on"), "")
    review_later = _column(
        _("Later"), _("From the number of hours below after submission, while it is open.")
    )
    review_later_hours = forms.IntegerField(
        label=_("Later means, in hours"), min_value=1, max_value=100_000, initial=24
    )
    review_closed = _column(_("After the close"), _("Only where it closes at a time."))
    bands = forms.CharField(
        label=_("Grade bands"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Practice only. One a line, lowest first: the share of the maximum from which it holds, and its name, "
            "as in “0 Read it again” or “3/4 Good”. A share at a beginning is in that band."
        ),
    )
    access_code = forms.CharField(
        label=_("Access code"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Asked at the start. Only its hash is kept, so it cannot be shown again. Empty: unchanged."
        ),
    )
    no_access_code = forms.BooleanField(
        label=_("Ask for no access code"), required=False, help_text=_("Removes the one that is set.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matrix = engine.read_review(self.instance.review)
        for name in ("during", "after", "later", "closed"):
            self.initial[f"review_{name}"] = sorted(getattr(matrix, name))
        self.initial["review_later_hours"] = matrix.later_hours
        bands = engine.read_bands(self.instance.grade_bands)
        self.initial["bands"] = "\n".join(f"{band.low} {band.name}" for band in bands)

    def clean_bands(self) -> list[dict[str, Any]]:
        rows = [
            line.strip().partition(" ") for line in self.cleaned_data["bands"].splitlines() if line.strip()
        ]
        try:
            return engine.plain_bands(
                engine.read_bands([{"min": low, "name": name} for low, _space, name in rows])
            )
        except engine.BandsUnreadable as error:
            raise forms.ValidationError(
                _now(
                    "One band a line, such as “1/2 Fair”. The first begins at 0, each later one above the one "
                    "before it, none above 1."
                )
            ) from error

    def clean_max_repeat(self) -> str:
        value = self.cleaned_data["max_repeat"]
        if not value:
            return ""
        try:
            share = Fraction(str(value))
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if not 0 <= share <= 1:
            raise forms.ValidationError(_now("A share from 0 to 1, such as 1/4."))
        return str(share)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data: dict[str, Any] = self.cleaned_data
        times: dict[str, Any] = {name: data.get(name) for name in _TIMES}
        rules = engine.Rules(**times)
        for early, late in engine.order_faults(rules):
            self.add_error(
                late, _now("This must come after %(early)s, and comes before it.") % {"early": _TIMES[early]}
            )
        exam = data.get("kind") == Assessment.Kind.EXAMINATION
        immediate = data.get("feedback") == Assessment.Feedback.IMMEDIATE
        if exam and immediate:
            self.add_error(
                "feedback", _now("Immediate feedback is for practice: an examination shows nothing.")
            )
        if data.get("review_during") and not immediate:
            self.add_error(
                "review_during", _now("This needs immediate feedback, which is for practice only.")
            )
        if exam and data.get("bands"):
            self.add_error("bands", _now("An examination has a cut score, no grade bands."))
        if exam and data.get("cut_score") is None:
            self.add_error("cut_score", _now("An examination has a cut score."))
        if data.get("access_code", "").strip() and data.get("no_access_code"):
            self.add_error("no_access_code", _now("Either enter a code, or ask for none."))
        return data

    def save(self, commit: bool = True) -> Any:
        data = self.cleaned_data
        columns = {name: frozenset(data[f"review_{name}"]) for name in ("during", "after", "later", "closed")}
        matrix = engine.ReviewMatrix(**columns, later_hours=data["review_later_hours"])
        self.instance.review = engine.plain_review(matrix)
        self.instance.grade_bands = data["bands"]
        if data["no_access_code"]:
            self.instance.access_code_hash = ""
        elif data["access_code"].strip():
            self.instance.access_code_hash = hash_code(data["access_code"])
        return super().save(commit=commit)
