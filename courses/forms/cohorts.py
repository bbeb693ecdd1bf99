"""What instructors enter about the people who learn with them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Announcement, Cohort, CohortMember, CoursePage
from courses.services.cohorts import possible_leaders

if TYPE_CHECKING:
    from accounts.models import User


class _PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """People by name and address: names alone may be alike."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person} ({person.email})"


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only
    """A cohort's name, days, courses and leaders. Whoever edits it stays one of them, if they are."""

    courses = forms.ModelMultipleChoiceField(
        label=_("Courses"),
        queryset=CoursePage.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody in the cohort is enrolled on them, unless another course comes first."),
    )
    leaders = _PeopleField(
        label=_("Who else leads it"),
        queryset=get_user_model()._default_manager.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see and change what you do: its people, what they are told, and their results."),
    )

    class Meta:
        model = Cohort
        fields = ("title", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, by: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courses: Any = self.fields["courses"]
        leaders: Any = self.fields["leaders"]
        shown, people = Q(live=True), Q(pk__in=possible_leaders().values("pk"))
        if self.instance.pk:
            # What it has stays to be chosen: a course that is not live, somebody whose role is another one now.
            courses.initial = list(self.instance.courses.values_list("pk", flat=True))
            leaders.initial = list(self.instance.instructors.values_list("pk", flat=True))
            shown, people = shown | Q(pk__in=courses.initial), people | Q(pk__in=leaders.initial)
        courses.queryset = CoursePage.objects.filter(shown).order_by("title").defer_streamfields()
        leaders.queryset = leaders.queryset.model._default_manager.filter(people).order_by("email")
        if not self.instance.pk or by.pk in leaders.initial:
            leaders.queryset = leaders.queryset.exclude(pk=by.pk)
        if not leaders.queryset.exists():
            del self.fields["leaders"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("starts_on"), found.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The last day comes after the first."))
        return found


class ListForm(forms.Form):
    """A CSV of addresses."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "A column “email”, one address on each line. Up to 5,000 lines; other columns are not read."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the checker only
    """A title and some words."""

    class Meta:
        model = Announcement
        fields = ("title", "text")
        help_texts = {
            "text": _("Markdown. It stands on the course's page, and everybody gets it once by mail."),
        }


class ExtensionForm(forms.Form):
    """Another end for one assessment, for the cohort or one of its people."""

    assessment = forms.TypedChoiceField(label=_("Assessment"), coerce=int)
    person = forms.EmailField(
        label=_("For whom"),
        required=False,
        help_text=_("The e-mail address of one person in the cohort. Empty: the whole cohort."),
    )
    until = forms.DateTimeField(
        label=_("Until (UTC)"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Whoever sits at the time goes on until then. Nobody loses time."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No diagnosis. Never real cases or material."),
    )

    def __init__(
        self,
        *args: Any,
        assessments: list[tuple[int, str]],
        members: QuerySet[CohortMember],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = members.select_related("user")
        choices: Any = self.fields["assessment"]
        choices.choices = assessments if len(assessments) == 1 else [("", _("Choose one")), *assessments]

    def clean_person(self) -> "User | None":
        """Who in the cohort has the address; None for all of it."""
        address = self.cleaned_data["person"]
        if not address:
            return None
        member = self.members.filter(user__email__iexact=address).first()
        if member is None:
            raise forms.ValidationError(_("Nobody in the cohort has this address."))
        return member.user

    def clean_until(self) -> datetime:
        """What was typed is UTC, whatever time zone the reader's pages are in: the label says so."""
        found: datetime = self.cleaned_data["until"]
        return timezone.make_naive(found).replace(tzinfo=UTC)
