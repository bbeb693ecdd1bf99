"""By whom an examination was supervised: from the assessment to the start, the certificate, its page and its PDF."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from assessments.forms.builder import builder_form
from assessments.models import Assessment, Attempt
from certificates.models import Credential
from certificates.services.awards import evidence_of
from certificates.services.due import issue_due_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.pdfs import marks_of
from certificates.services.verifying import State, find_by_code, verify
from tests.factories.accounts import UserFactory
from tests.factories.certificates import (
    BASIS,
    NOON,
    make_attempt,
    make_credential,
    make_examination,
    make_scheme,
)

pytestmark = pytest.mark.django_db

CENTRE = "Lindgården test centre"


def earned(**policy: str) -> Credential:
    ensure_issuer(now=NOON)
    attempt = make_attempt(make_scheme().examination)
    supervision = "invigilated" if policy else "unsupervised"
    Attempt.objects.filter(pk=attempt.pk).update(supervision=supervision, policy=attempt.policy | policy)
    credential = issue_due_credential(attempt.pk, now=NOON)
    assert credential is not None
    return credential


def evidence(credential: Credential) -> str:
    return str(json.loads(bytes(credential.document))["evidence"][0]["description"])


def test_it_is_signed_shown_and_printed(client: Client) -> None:
    credential = earned(invigilator=CENTRE)
    assert f"Supervision: invigilated, by {CENTRE}. Identity:" in evidence(credential)
    page = client.get(f"/verify/{credential.code}/").content.decode()
    assert f"<dd>Invigilated, {CENTRE}</dd>" in page
    assert f"Invigilated, {CENTRE}; identity" in marks_of(credential)
    assert client.get(f"/api/v1/verify/{credential.code}").json()["invigilator"] == CENTRE
    whole = find_by_code(credential.code)
    assert whole is not None
    assert verify(whole, reader_id=None, now=timezone.now()).state is State.VALID


def test_two_places_do_not_share_a_page(client: Client) -> None:
    codes = {
        name: make_credential(basis=BASIS | {"supervision": "invigilated", "invigilator": name}).code
        for name in (CENTRE, "Another <place>")
    }
    for name, code in codes.items():
        page = client.get(f"/verify/{code}/").content.decode()
        assert (CENTRE in page) == (name == CENTRE)
        assert ("Another &lt;place&gt;" in page) == (name != CENTRE)


def test_where_nobody_is_named_what_is_signed_is_what_it_always_was() -> None:
    credential = earned()
    assert "invigilator" not in credential.basis
    assert "Supervision: unsupervised. Identity:" in evidence(credential)
    assert evidence_of(BASIS) == (
        "Examination of governance, 24 items, examined 2026-11-23. Supervision: unsupervised. "
        "Identity: self-declared. Item bank: specimen."
    )


@pytest.mark.parametrize(
    ("supervision", "pinned"),
    [("invigilated", CENTRE), ("unsupervised", None)],
    ids=["watched", "not watched"],
)
def test_an_attempt_keeps_who_watches_when_it_starts(supervision: str, pinned: str | None) -> None:
    examination = make_examination()
    examination.supervision, examination.invigilator = supervision, CENTRE
    assert examination.policy().get("invigilator") == pinned


def test_a_candidate_is_told_before_the_start(client: Client) -> None:
    examination = make_examination()
    client.force_login(UserFactory.create())
    for supervision, said in (
        ("unsupervised", "The examination is unsupervised"),
        ("invigilated", f"The examination is supervised by {CENTRE}"),
    ):
        Assessment.objects.filter(pk=examination.pk).update(supervision=supervision, invigilator=CENTRE)
        assert said in client.get(f"/assessments/{examination.uuid}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "is_good"), [(f"  {CENTRE} ", True), ("\u202e", False), ("A\x01", False), ("", True)]
)
def test_the_form_takes_a_name_that_can_be_read(typed: str, is_good: bool) -> None:
    form = builder_form()({"invigilator": typed}, instance=make_examination(), for_user=UserFactory.create())
    form.full_clean()
    assert ("invigilator" not in form.errors) == is_good
    if is_good:
        assert form.cleaned_data["invigilator"] == typed.strip()
