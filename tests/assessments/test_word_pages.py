"""Texts with gaps and essays on the pages of a sitting: posted as forms, shown safely, reviewed in words."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks.stream_block import StreamBlockValidationError

from accounts.roles import Role
from assessments import engine
from assessments.blocks import InteractionBlock, raw_interaction
from assessments.models import Attempt, AttemptItem, ItemBank
from assessments.services.loading import load_bank, load_item
from assessments.services.marking import mark_by_hand
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import item_data, make_assessment

pytestmark = pytest.mark.django_db
REVIEW = ["outcome", "domains", "responses", "correctness", "feedback", "key"]
KEYS = ("Rationale of", "The reasoning", "Why audit", "audit committee", "Why 12")


def sitting(client: Client, content: dict[str, Any]) -> Attempt:
    """An open attempt at one item, its candidate signed in."""
    now = timezone.now()
    load_bank("bank", title="Bank", names={"domains": {"d1": "One"}, "levels": {"apply": "Apply"}})
    load_item("bank", item_data("e-0", interaction=content), actor=None, now=now)
    assessment = make_assessment(ItemBank.objects.get(), items=1, review=REVIEW)
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=now)
    client.force_login(attempt.candidate)
    return attempt


def page(client: Client, attempt: Attempt, name: str = "attempt_item") -> str:
    args = [attempt.uuid, 1] if name == "attempt_item" else [attempt.uuid]
    return client.get(reverse(f"assessments:{name}", args=args)).content.decode()


def post(client: Client, attempt: Attempt, **fields: str) -> str:
    url = reverse("assessments:attempt_item", args=[attempt.uuid, 1])
    return client.post(url, {"seen": "0", **fields}, follow=True).content.decode()


def item_of(attempt: Attempt) -> AttemptItem:
    return attempt.items.get()


class _Controls(HTMLParser):
    """The ids of controls, and those that labels are for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.controls: set[str] = set()
        self.labels: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        if tag in ("input", "select", "textarea") and found.get("type") != "hidden":
            self.controls.add(str(found.get("id")))


@pytest.mark.parametrize("name", ["cloze", "essay"])
def test_every_control_has_a_label_and_no_key_reaches_the_candidate(client: Client, name: str) -> None:
    html = page(client, sitting(client, samples.EVERY[name][0]))
    found = _Controls(html)
    assert found.controls
    assert found.controls <= found.labels
    for key in (*KEYS, "credit", "descriptor"):
        assert key not in html


def test_gaps_are_posted_as_form_fields_kept_and_shown_again(client: Client) -> None:
    attempt = sitting(client, samples.cloze())
    html = post(client, attempt, **{"gap-board": "Audit Committee", "gap-scope": "b", "gap-term": "12,5"})
    assert item_of(attempt).response == {"gaps": {"board": "Audit Committee", "scope": "b", "term": "12,5"}}
    assert item_of(attempt).answered
    assert 'value="Audit Committee"' in html
    assert '<option value="b" selected>' in html


def test_each_gap_is_named_by_its_number_and_the_words_around_it(client: Client) -> None:
    html = page(client, sitting(client, samples.cloze()))
    assert "Gap 1 of 3: The auditor reports to … and then … and then …" in html
    assert "Gap 3 of 3:" in html


def test_a_gap_of_another_item_is_refused_with_a_sentence(client: Client) -> None:
    attempt = sitting(client, samples.cloze())
    assert "That gap does not belong to this item." in post(client, attempt, **{"gap-other": "x"})
    assert item_of(attempt).response == {}


def test_the_review_of_gaps_says_in_words_what_each_earned(client: Client) -> None:
    attempt = sitting(client, samples.cloze())
    post(client, attempt, **{"gap-board": "audit committee", "gap-scope": "b"})
    submit_attempt(attempt.pk, now=timezone.now())
    html = re.sub(r"\s+", " ", page(client, attempt, "attempt_review"))
    assert "<strong>Gap 1:</strong> Right. Why audit committee" in html
    assert "<strong>Gap 2:</strong> Not right. Rationale of b" in html
    assert "<strong>Gap 3:</strong> Not answered." in html
    assert html.count(" disabled>") == 3
    assert "1/3 of 1" in html


def _rendered(text: str, **response: str) -> str:
    content = samples.cloze(samples.typed_gap("a"), text=text)
    view = engine.INTERACTIONS["cloze"].view(engine.read_content(content), seed=1)
    context = {"view": view, "response": {"gaps": response}, "uid": 1}
    return render_to_string("assessments/interactions/cloze.html", context)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> [[a]]",
        "<img src=x onerror=alert(1)> [[a]]",
        '"><script>alert(1)</script>[[a]]',
        "[x](javascript:alert(1)) [[a]]",
        '<input name="gap-a"> [[a]]',
    ],
)
def test_what_an_author_writes_around_a_gap_stays_text(text: str) -> None:
    html = _rendered(text)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert html.count("<input") == 1


def test_what_a_candidate_writes_into_a_gap_stays_text() -> None:
    assert '"><script>' not in _rendered("Write [[a]].", a='"><script>alert(1)</script>')


def test_an_essay_is_posted_kept_and_its_length_is_said(client: Client) -> None:
    attempt = sitting(client, samples.essay())
    first = page(client, attempt)
    assert "Never write about real cases or people" in first
    assert "Condition:\nCause:</textarea>" in first
    html = post(client, attempt, text="Too few\r\nwords.", goto="1")
    assert item_of(attempt).response == {"text": "Too few\nwords."}
    assert "Your answer has 3 words; at least 5 are asked for. It is kept as it is." in html
    assert "Too few\nwords.</textarea>" in html


def test_an_essay_longer_than_asked_is_kept_and_told(client: Client) -> None:
    attempt = sitting(client, samples.essay())
    html = post(client, attempt, text="word " * 41)
    assert "Your answer has 41 words; at most 40 are asked for." in html
    assert item_of(attempt).answered


def test_an_unchanged_template_is_no_answer(client: Client) -> None:
    attempt = sitting(client, samples.essay())
    post(client, attempt, text="Condition:\r\nCause:")
    assert (item_of(attempt).answered, item_of(attempt).response) == (False, {})


def test_an_essay_is_shown_as_text_whatever_is_in_it(client: Client) -> None:
    attempt = sitting(client, samples.essay())
    assert "<script>alert" not in post(client, attempt, text="</textarea><script>alert(1)</script> one two")


def test_the_outcome_says_what_waits_and_no_final_score_until_it_is_marked(client: Client) -> None:
    attempt = sitting(client, samples.essay())
    post(client, attempt, text="The log has no entry for the change.")
    submit_attempt(attempt.pk, now=timezone.now())
    html = page(client, attempt, "attempt_outcome")
    assert "1 item waits for a marker" in html
    assert 'data-testid="score"' not in html
    assert "provisional: 1 item waits for a marker" in html
    review = page(client, attempt, "attempt_review")
    assert "Waits for a marker" in review
    assert "0 of 1" not in review

    mark_by_hand(
        item_of(attempt),
        levels={"evidence": 3, "clarity": 2},
        comment="Clear & short.",
        marker=staff(Role.MARKER),
        now=timezone.now(),
    )
    html = page(client, attempt, "attempt_outcome")
    assert "You passed" in html
    assert 'data-testid="score"' in html
    review = page(client, attempt, "attempt_review")
    assert "3 of 3" in review
    assert "Rationale of 3 for evidence" in review
    assert "Clear &amp; short." in review


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (
            samples.cloze(text="[[board]] [[scope]]"),
            ("gaps", 2, "id"),
            "Put [[term]] into the text, where this gap is to be.",
        ),
        (
            samples.cloze(samples.chosen_gap("a", 1, -1)),
            ("gaps", 0, "choices", 1, "credit"),
            "Write 0 or more.",
        ),
        (
            samples.essay(samples.criterion("a", 0, 2, 2)),
            ("rubric", 0, "levels", 2, "marks"),
            "Two levels of a criterion give 2 marks: each level gives its own.",
        ),
    ],
    ids=["gap not in the text", "credit of an option", "marks of a level"],
)
def test_a_fault_stands_beside_its_field_in_the_editor(
    content: dict[str, Any], place: tuple[str | int, ...], message: str
) -> None:
    block = InteractionBlock()
    value = block.to_python(raw_interaction(content, block_id="00000000-0000-4000-8000-000000000001"))
    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(value)
    error: Any = refused.value.block_errors[0]
    for step in place:
        error = error.block_errors[step]
    assert error.messages == [message]


def test_options_of_a_gap_without_a_letter_get_one_in_the_editor() -> None:
    content = samples.cloze(samples.chosen_gap("a"))
    for choice in content["gaps"][0]["choices"]:
        choice["id"] = ""
    block = InteractionBlock()
    value = block.to_python(raw_interaction(content, block_id="00000000-0000-4000-8000-000000000001"))
    (cleaned,) = block.clean(value)
    assert [choice["id"] for choice in cleaned.value["gaps"][0].value["choices"]] == ["a", "b", "c"]
