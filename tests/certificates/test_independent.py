"""Software that nobody here wrote accepts what is good and refuses what is not, from a running site."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from certificates.models import Credential, IssuerKey
from certificates.services.changes import revoke_credential
from certificates.services.keys import rotate_key
from certificates.services.specimens import ensure_specimens
from certificates.services.status import sign_list
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SCRIPT = Path(__file__).resolve().parent / "independent_verifier.py"
DAY = timedelta(days=1)


@pytest.fixture
def origin(live_server: Any, settings: Any) -> str:
    settings.SITE_URL = live_server.url
    return str(live_server.url)


def ask(origin: str, what: object) -> dict[str, Any]:
    """Run the other verifier in its own process, away from our modules."""
    done = subprocess.run(
        [sys.executable, "-P", str(SCRIPT), origin, str(what)],
        cwd=SCRIPT.parent,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def address(origin: str, credential: Credential) -> str:
    return f"{origin}/credentials/{credential.uuid}"


def test_an_issued_credential_is_accepted_from_its_address(origin: str) -> None:
    credential = make_credential(now=timezone.now() - DAY)
    answer = ask(origin, address(origin, credential))
    assert answer == {"accepted": True, "reason": "", "name": "Ada Lindqvist", "bit": False}


def changes() -> dict[str, Callable[[dict[str, Any]], object]]:
    return {
        "one character of the name": lambda doc: doc["credentialSubject"].update(name="Ada Lindqvisd"),
        "an unsigned member": lambda doc: doc.update(unsignedGrade="A+"),
        "an unsigned member inside": lambda doc: doc["credentialSubject"].update(grade="A+"),
        "a later end": lambda doc: doc.update(validUntil="2099-01-01T00:00:00Z"),
        "no status": lambda doc: doc.pop("credentialStatus"),
        "another status bit": lambda doc: doc["credentialStatus"].update(statusListIndex="1"),
        "no pilot mark": lambda doc: doc["credentialSubject"]["achievement"].pop("tag"),
        "no basis": lambda doc: doc.pop("evidence"),
    }


@pytest.mark.parametrize("name", changes())
def test_a_changed_credential_is_refused(origin: str, tmp_path: Path, name: str) -> None:
    document = json.loads(bytes(make_credential(now=timezone.now() - DAY).document))
    changes()[name](document)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(document, ensure_ascii=False))
    answer = ask(origin, path)
    assert not answer["accepted"]
    assert answer["reason"]


def test_a_revoked_credential_is_refused_at_once_and_its_bit_is_set(origin: str) -> None:
    credential = make_credential(now=timezone.now() - DAY)
    other = make_credential(now=timezone.now() - DAY)
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    answer = ask(origin, address(origin, credential))
    assert (answer["accepted"], answer["bit"]) == (False, True)
    assert "revocation" in answer["reason"]
    assert ask(origin, address(origin, other))["accepted"]


def test_an_expired_credential_is_refused(origin: str) -> None:
    credential = make_credential(now=timezone.now() - 3 * 365 * DAY)
    answer = ask(origin, address(origin, credential))
    assert not answer["accepted"]
    assert "expired" in answer["reason"]


def test_a_stale_list_is_refused_rather_than_trusted(origin: str) -> None:
    credential = make_credential(now=timezone.now() - 4 * DAY)
    sign_list(credential.status_list, now=timezone.now() - 3 * DAY)
    answer = ask(origin, address(origin, credential))
    assert not answer["accepted"]
    assert "expired" in answer["reason"]


def test_after_a_rotation_of_keys_old_and_new_credentials_are_accepted(origin: str) -> None:
    old = make_credential(now=timezone.now() - DAY)
    rotate_key(IssuerKey.Purpose.CREDENTIAL, now=timezone.now())
    sign_list(old.status_list, now=timezone.now())
    new = make_credential(now=timezone.now())
    assert ask(origin, address(origin, old))["accepted"]
    assert ask(origin, address(origin, new))["accepted"]


def test_specimens_are_found_as_what_they_are(origin: str) -> None:
    ensure_specimens(now=timezone.now())
    answers = [
        ask(origin, address(origin, specimen))
        for specimen in Credential.objects.filter(is_specimen=True).order_by("pk")
    ]
    assert [answer["accepted"] for answer in answers] == [True, False, False]
    assert answers[1]["bit"] is True
    assert "expired" in answers[2]["reason"]


@pytest.mark.parametrize("name", ["Łukasz Żółć", "王小明", 'Zoë O’Brien-"Q" \\ <b>', "\u202eabc", "e\u0301"])
def test_names_of_all_scripts_are_accepted(origin: str, name: str) -> None:
    credential = make_credential(now=timezone.now() - DAY, name=name)
    answer = ask(origin, address(origin, credential))
    # What is signed is the name in its normal form, without marks that turn the line around.
    assert (answer["accepted"], answer["name"]) == (True, credential.recipient_name)
