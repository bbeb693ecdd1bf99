"""Report forms and audits on pages: posted as plain forms, kept, reviewed by the policy, edited by authors."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.blocks.stream_block import StreamBlockValidationError

from assessments.api import item_ids
from assessments.blocks import InteractionBlock, raw_interaction
from assessments.services.loading import load_item
from assessments.services.outcomes import submit_attempt
from tests.assessments.engine import samples
from tests.assessments.engine.report_samples import audit_findings, criterion_key, key, report_form
from tests.assessments.test_word_pages import item_of, page, post, sitting
from tests.factories.assessments import NOON, item_data
from tests.factories.courses import EnrolmentFactory, check, make_bank, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db
SECRETS = ("Rationale", "The reasoning", "The model", "Misleading", "misleading")
POSTED = {
    "report-form": {"field-count": "42", "field-suspect": "vendor", "out-account": "yes", "field-event:ip": "203.0.113.77"},
    "audit-findings": {"grade-C01": "major", "evidence-C01": "D01", "clause-C01": "a", "recommendation": "b"},
}  # fmt: skip
KEPT = {
    "report-form": {
        "fields": {"count": "42", "suspect": "vendor", "event": {"ip": "203.0.113.77"}},
        "left_out": ["account"],
    },
    "audit-findings": {
        "criteria": {"C01": {"grade": "major", "evidence": ["D01"], "clause": "a"}},
        "recommendation": "b",
    },
}
labs = pytest.mark.parametrize("name", list(POSTED))


def plain(name: str) -> dict[str, Any]:
    """The sample without variants, so that a test knows what is drawn."""
    return {field: value for field, value in samples.EVERY[name][0].items() if field != "variants"}


@labs
def test_a_page_without_script_takes_the_answers_and_shows_them_again(client: Client, name: str) -> None:
    attempt = sitting(client, plain(name))
    first = page(client, attempt)
    for secret in SECRETS:
        assert secret not in first
    assert "<fieldset" in first
    saved = post(client, attempt, goto="1", **POSTED[name])
    assert item_of(attempt).response == KEPT[name]
    again = page(client, attempt)
    for html in (saved, again):
        for secret in SECRETS:
            assert secret not in html
    assert 'value="42"' in again if name == "report-form" else "Your audit report" in again


@labs
def test_the_review_says_verdicts_and_the_key_as_the_policy_allows(client: Client, name: str) -> None:
    attempt = sitting(client, plain(name))
    post(client, attempt, goto="1", **POSTED[name])
    submit_attempt(attempt.pk, now=timezone.now())
    seen = page(client, attempt, "attempt_review")
    assert "Misleading" in seen
    assert "The model" in seen
    assert "Rationale of" in seen


@labs
def test_a_lesson_shows_a_card_that_leads_to_the_lab_and_the_lab_says_what_became_of_it(
    client: Client, name: str
) -> None:
    course = make_course()
    bank = make_bank(course)
    load_item(bank, item_data("p-001", use="practice", interaction=plain(name)), actor=None, now=NOON)
    item = item_ids(bank)["p-001"]
    lesson = make_lesson(make_module(course), title="With a lab", body=[check(item)])
    client.force_login(EnrolmentFactory.create(course=course).user)
    card = client.get(lesson.path_on_site).content.decode()
    assert plain(name)["title"] in card
    address = f"/study/lessons/{lesson.uuid}/labs/{item}/"
    assert address in card
    opened = client.get(address).content.decode()
    for secret in SECRETS:
        assert secret not in card + opened
    client.post(address, {**POSTED[name], "keep": "yes"})
    kept = client.get(address).content.decode()
    assert "Rationale" not in kept
    handed_in = client.post(address, {**POSTED[name], "hand-in": "yes"}, follow=True).content.decode()
    assert "Not passed yet" in handed_in
    assert "The model" in handed_in
    assert "Misleading" in handed_in


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (report_form(key=[key("count", "one")]), "Nobody can give this answer"),
        (report_form(key=[key("zip", "1")]), "The form has no field"),
        (audit_findings(key=[criterion_key(n, "major") for n in range(1, 7)]), "must stay under 40 %"),
        (
            audit_findings(variants=[{"id": "v", "key": [criterion_key(1, "conform", clauses=["z"])]}]),
            "There is no “z”",
        ),
    ],
)
def test_an_author_is_told_beside_the_field_what_is_wrong(content: dict[str, Any], words: str) -> None:
    block = InteractionBlock()
    value = block.to_python(raw_interaction(content, block_id="00000000-0000-4000-8000-000000000001"))
    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(value)
    assert words in str(refused.value.as_json_data())
