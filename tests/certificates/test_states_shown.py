"""Each state has a seal and words of its own, and says since when and why."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from certificates.credentials import State
from certificates.models import Credential
from certificates.services.changes import Act, suspend_credential
from certificates.services.replacing import supersede_credential
from certificates.templatetags.certificates_tags import day
from certificates.views.verifying import FACES
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
IMAGES = Path(django_settings.BASE_DIR) / "website" / "static" / "website" / "img"


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


def shown(client: Client, credential: Credential) -> str:
    html = client.get(f"/verify/{credential.code}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_state_has_a_seal_of_its_own_but_an_unknown_code_which_could_not_be_checked_either() -> None:
    assert set(FACES) == set(State)
    seals = {state: seal for state, (_face, seal) in FACES.items() if state is not State.NO_SUCH_CODE}
    assert len(set(seals.values())) == len(seals)
    drawn = {(IMAGES / f"{seal}.svg").read_text() for seal in seals.values()}
    assert len(drawn) == len(seals)
    for drawing in drawn:
        assert 'viewBox="0 0 80 80"' in drawing
        assert 'aria-hidden="true"' in drawing
        assert set(re.findall(r'stroke="([^"]+)"', drawing)) == {"currentColor"}


@pytest.mark.parametrize("template", ["heading", "state_word"])
def test_every_state_has_words_of_its_own(template: str) -> None:
    words = {render_to_string(f"certificates/{template}.html", {"state": state.value}) for state in State}
    assert len(words) == len(State)


def test_a_suspended_certificate_says_since_when_and_that_others_do_not_see_it(
    client: Client, credential: Credential
) -> None:
    since = timezone.now() - timedelta(hours=1)
    suspend_credential(credential.pk, act=Act(since, None, "A claim came in."))
    text = shown(client, credential)
    assert f"suspended it on {day(since)} and is looking into it" in text
    assert f"Suspended {day(since)}" in text
    assert "Other verifiers do not see a suspension" in text
    assert "Not revoked, but suspended, which the list cannot tell" in text


def test_a_replaced_certificate_says_when_and_why(client: Client, credential: Credential) -> None:
    at = timezone.now() - timedelta(hours=1)
    supersede_credential(credential.pk, name="Ada Lindquist", act=Act(at, None))
    text = shown(client, credential)
    assert f"Another certificate took its place on {day(at)}" in text
    assert f"Replaced by another {day(at)}" in text
    assert "The name was corrected" in text
    assert "Replaced, and therefore listed like one that was revoked" in text


def test_one_of_tomorrow_says_from_when(client: Client) -> None:
    credential = make_credential(now=timezone.now() + DAY)
    assert f"It is in force from {day(credential.awarded_at)}" in shown(client, credential)
