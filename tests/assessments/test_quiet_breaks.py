"""Sensitive items: the note before them, and quiet minutes that cost no time and ask for no reason."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Attempt, AttemptItem
from assessments.services.breaks import BreakRefused, pause_quietly, resume_attempt
from assessments.services.loading import load_item
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, item_data, make_assessment, make_bank

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOTE = "The item speaks of harm to a person."


def sensitive(*, now: datetime = NOON, **changes: Any) -> Attempt:
    """An attempt with one sensitive item at least, and five quiet minutes."""
    bank = make_bank(items=1)
    load_item(bank.slug, item_data("hard", content_note=NOTE), actor=None, now=now)
    assessment = make_assessment(bank, items=2, **({"quiet_minutes": 5} | changes))
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=now)


def place(attempt: Attempt) -> int:
    return attempt.items.exclude(note="").get().position


def pause(attempt: Attempt, now: datetime) -> Attempt:
    return pause_quietly(attempt.uuid, place(attempt), user_id=attempt.candidate_id, now=now)


def test_quiet_minutes_cost_no_time_and_may_be_taken_in_parts() -> None:
    attempt = sensitive()
    assert pause(attempt, NOON + MINUTE).deadline == NOON + 50 * MINUTE
    back = resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 3 * MINUTE)
    assert (back.deadline, back.quiet_left) == (NOON + 47 * MINUTE, 3 * MINUTE)
    pause(attempt, NOON + 10 * MINUTE)
    later = NOON + 14 * MINUTE
    over = resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=later)
    assert (over.deadline, over.quiet_left, over.breaks_taken) == (NOON + 50 * MINUTE, timedelta(0), 0)
    with pytest.raises(BreakRefused, match="no quiet minutes left"):
        pause(attempt, later)


def test_two_clicks_pause_once() -> None:
    attempt = sensitive()
    first = pause(attempt, NOON + MINUTE)
    again = pause(attempt, NOON + 2 * MINUTE)
    assert first.deadline == again.deadline


def test_only_beside_a_sensitive_item_of_ones_own_and_only_where_the_policy_gives_minutes() -> None:
    attempt = sensitive()
    other = attempt.items.get(note="").position
    for position, user_id in ((other, attempt.candidate_id), (place(attempt), UserFactory.create().pk)):
        with pytest.raises(AttemptItem.DoesNotExist):
            pause_quietly(attempt.uuid, position, user_id=user_id, now=NOON)


def test_without_quiet_minutes_there_is_no_pause() -> None:
    with pytest.raises(BreakRefused):
        pause(sensitive(quiet_minutes=0), NOON)


def test_the_note_stands_before_the_item_and_the_item_waits_for_a_click(
    client: Client, settings: Any
) -> None:
    attempt = sensitive(now=datetime.now(tz=NOON.tzinfo))
    client.force_login(attempt.candidate)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, place(attempt)])
    first = client.get(address).content.decode()
    assert NOTE in first
    assert "Which one, in hard?" not in first
    assert "Pause quietly" in first
    shown = client.get(f"{address}?shown=1").content.decode()
    assert NOTE in shown
    assert "Which one, in hard?" in shown
    answer = client.post(address, {"seen": "0", "choice": "a", "goto": "quiet"})
    assert answer.url == reverse("assessments:attempt_break", args=[attempt.uuid])  # type: ignore[attr-defined]
    assert client.get(answer.url).status_code == 200  # type: ignore[attr-defined]


def test_the_note_is_that_of_the_day_on_which_the_form_was_drawn() -> None:
    attempt = sensitive()
    item = attempt.items.exclude(note="").get()
    type(item.version.item).objects.filter(pk=item.version.item_id).update(content_note="Another.")
    assert attempt.items.get(position=item.position).note == NOTE


def test_a_sensitive_item_has_a_quiet_exit_and_others_have_none(client: Client) -> None:
    attempt = sensitive(now=timezone.now())
    client.force_login(attempt.candidate)
    hard = place(attempt)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, hard])
    for query in ("", "?shown=1"):
        assert 'data-testid="quiet-exit"' in client.get(f"{address}{query}").content.decode()
    other = reverse("assessments:attempt_item", args=[attempt.uuid, 3 - hard])
    assert 'data-testid="quiet-exit"' not in client.get(other).content.decode()


def test_leaving_quietly_keeps_the_answer_and_leads_to_the_neutral_page(client: Client) -> None:
    attempt = sensitive(now=timezone.now())
    client.force_login(attempt.candidate)
    hard = place(attempt)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, hard])
    choice = client.get(f"{address}?shown=1").context["view"]["choices"][0]["id"]
    left = client.post(address, {"choice": choice, "seen": "0", "goto": "leave"})
    assert (left.status_code, left["Location"]) == (302, "/pause/")
    item = attempt.items.get(position=hard)
    assert item.response == {"choice": choice}
    assert Attempt.objects.get(pk=attempt.pk).is_open


def test_whoever_leaves_quietly_leaves_even_when_the_answer_is_refused(client: Client) -> None:
    attempt = sensitive(now=timezone.now())
    client.force_login(attempt.candidate)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, place(attempt)])
    left = client.post(address, {"choice": "no-such-option", "seen": "0", "goto": "leave"})
    assert (left.status_code, left["Location"]) == (302, "/pause/")


def test_the_exit_is_never_what_the_enter_key_presses(client: Client) -> None:
    attempt = sensitive(now=timezone.now())
    client.force_login(attempt.candidate)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, place(attempt)])
    page = client.get(f"{address}?shown=1").content.decode()
    # A form's default button is its first one in the order of the page (HTML, §4.10.21.2).
    assert page.index('type="submit"') < page.index('value="leave"')
    assert page.rindex('type="submit"') < page.index('value="leave"')
