"""What people ask for, and what officers grant and override."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import engine
from assessments.models import AccommodationRequest, Assessment
from assessments.services.adjustments import MAX_WORDS

MAX_MULTIPLIER = 10
_WHEN = {"type": "datetime-local"}


class UtcField(forms.DateTimeField):
    """A moment in UTC, whatever time zone the reader's pages are in: the label says so."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            return super().to_python(value)


def _moment(label: Any, **options: Any) -> UtcField:
    widget = forms.DateTimeInput(attrs=_WHEN, format="%Y-%m-%dT%H:%M")
    return UtcField(label=label, required=False, widget=widget, **options)


class AccommodationRequestForm(forms.Form):
    """Ask, without saying why."""

    needs = forms.MultipleChoiceField(
        label=_("What would help you?"),
        choices=AccommodationRequest.Need.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that would help you.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "For example how much more time, or how many breaks. You need not name a diagnosis or send documents. "
            "Never real cases or material."
        ),
    )


class GrantForm(forms.Form):
    """Numbers of a grant, or a reason to decline."""

    multiplier = forms.CharField(
        label=_("Time multiplier"),
        initial="1",
        max_length=20,
        help_text=_("1.5 is half as much again; 4/3 is exact. 1 is no extra time."),
    )
    breaks = forms.IntegerField(label=_("Breaks"), min_value=0, max_value=50, initial=0)
    break_minutes = forms.IntegerField(
        label=_("Minutes of each break"), min_value=0, max_value=240, initial=0
    )
    extra_attempts = forms.IntegerField(label=_("Further attempts"), min_value=0, max_value=20, initial=0)
    window_opens_at = _moment(_("Separate window opens (UTC)"))
    window_closes_at = _moment(_("Separate window closes (UTC)"))
    valid_from = _moment(_("Holds from (UTC)"), help_text=_("Empty: from now."))
    valid_until = _moment(_("Holds until (UTC)"), help_text=_("Empty: until it is withdrawn."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. No diagnosis. Never real cases or material."),
    )

    def clean_multiplier(self) -> Fraction:
        """An exact number from 1 to 10."""
        try:
            exact = Fraction(self.cleaned_data["multiplier"].strip().replace(",", "."))
        except (ValueError, ZeroDivisionError) as error:
            raise forms.ValidationError(_("Enter a number such as 1.5 or 4/3.")) from error
        if not 1 <= exact <= MAX_MULTIPLIER or exact.denominator > 1000:
            raise forms.ValidationError(_("Enter a number from 1 to 10."))
        return exact

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("window_opens_at"), found.get("window_closes_at")
        if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
            self.add_error("window_closes_at", _("A window needs its opening and, later, its end."))
        starts, ends = found.get("valid_from"), found.get("valid_until")
        if starts and ends and starts >= ends:
            self.add_error("valid_until", _("It must end after it begins."))
        if bool(found.get("breaks")) != bool(found.get("break_minutes")):
            self.add_error("break_minutes", _("Breaks need a number and minutes."))
        return found

    def terms(self) -> engine.Accommodation:
        """What was entered, as the engine reads it; only of a valid form."""
        found = self.cleaned_data
        opens, closes = found["window_opens_at"], found["window_closes_at"]
        return engine.Accommodation(
            multiplier=found["multiplier"],
            breaks=found["breaks"],
            break_minutes=found["break_minutes"],
            extra_attempts=found["extra_attempts"],
            window=(opens, closes) if opens else None,
            valid_from=found["valid_from"],
            valid_until=found["valid_until"],
        )


class DirectGrantForm(GrantForm):
    """A grant without a request."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    field_order = ["email"]

    def clean_email(self) -> Any:
        """The person; an address that nobody has is refused."""
        return _person(self.cleaned_data["email"])


class ReasonForm(forms.Form):
    """A reason, and whether running attempts may lose time by it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    may_shorten = forms.BooleanField(
        label=_("Shorten running attempts too"),
        required=False,
        help_text=_("Without this, nobody who is sitting now loses time."),
    )


class WithdrawOverrideForm(ReasonForm):
    """Withdraw an override; its reason stands already."""

    reason = None  # type: ignore[assignment]  # Django's way to leave an inherited field out


class OverrideForm(forms.Form):
    """Other rules of one assessment for a person or a group. What stays empty stays as it is."""

    assessment = forms.ModelChoiceField(label=_("Assessment"), queryset=Assessment.objects.active())
    email = forms.EmailField(label=_("E-mail address of the person"), required=False)
    group = forms.ModelChoiceField(
        label=_("or a group"), queryset=Group.objects.order_by("name"), required=False
    )
    opens_at = _moment(_("Opens (UTC)"))
    start_closes_at = _moment(_("Starts until (UTC)"))
    due_at = _moment(_("Due (UTC)"))
    closes_at = _moment(_("Closes (UTC)"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=0, max_value=10_000, help_text=_("0: no limit.")
    )
    attempts_allowed = forms.IntegerField(
        label=_("Attempts"), required=False, min_value=0, max_value=1000, help_text=_("0: no limit.")
    )
    access_code = forms.CharField(
        label=_("Access code"), required=False, max_length=100, widget=forms.TextInput
    )
    lift = forms.MultipleChoiceField(
        label=_("Take away altogether"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("opens_at", _("The opening")),
            ("start_closes_at", _("The end of the time to start")),
            ("due_at", _("The due date")),
            ("closes_at", _("The closing")),
            ("access_code_hash", _("The access code")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_email(self) -> Any:
        """The person, or None for a group."""
        email = self.cleaned_data["email"]
        return _person(email) if email else None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "email" in found and bool(found.get("email")) == bool(found.get("group")):
            self.add_error("email", _("Choose a person or a group: one of the two."))
        return found

    def target(self) -> Any:
        """The person or the group."""
        return self.cleaned_data["email"] or self.cleaned_data["group"]

    def terms(self) -> engine.Override:
        """What was entered, as the engine reads it; only of a valid form."""
        found = self.cleaned_data
        names = ("opens_at", "start_closes_at", "due_at", "closes_at", "minutes", "attempts_allowed")
        changes = {name: found[name] for name in names if found[name] is not None}
        if found["access_code"]:
            changes["access_code_hash"] = make_password(found["access_code"])
        lifted: dict[str, Any] = {name: "" if name == "access_code_hash" else None for name in found["lift"]}
        scope: Literal["person", "group"] = "person" if found["email"] else "group"
        return engine.Override(**(changes | lifted), scope=scope, reason=found["reason"])


def _person(email: str) -> Any:
    found = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
    if found is None:
        raise forms.ValidationError(_("Nobody has this address."))
    return found
