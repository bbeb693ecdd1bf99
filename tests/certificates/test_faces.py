"""The pictures and the bundle of a certificate: what is in them, who gets them, what others read in them."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openbadgeslib.ob3 import OB3Verifier
from PIL import Image

from accounts.models import User
from certificates.credentials.contexts import OPEN_BADGES_V3, VC_V2
from certificates.models import Credential
from certificates.services.bundles import bundle
from certificates.services.changes import revoke_credential
from certificates.services.log import sign_head
from certificates.services.specimens import ensure_specimens
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential, make_version

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
VERIFIER = Path(__file__).resolve().parent / "offline_verifier.py"
TYPES = {"png": "image/png", "svg": "image/svg+xml", "zip": "application/zip"}
BADGES = Path(__file__).resolve().parents[2] / "certificates" / "badges"


@pytest.fixture
def credential() -> Credential:
    # As stored: the list was signed after the object in memory was made.
    return Credential.objects.get(pk=make_credential(now=timezone.now() - DAY).pk)


@pytest.fixture
def recipient(credential: Credential) -> User:
    assert credential.recipient is not None
    return credential.recipient


def get(client: Client, credential: Credential, suffix: str, **headers: str) -> Any:
    return client.get(f"/credentials/{credential.uuid}.{suffix}", headers=headers)


def offline(data: bytes, path: Path) -> dict[str, Any]:
    """Run the other verifier in its own process, with no network and none of our modules."""
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-P", str(VERIFIER), str(path)],
        cwd=VERIFIER.parent,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_both_pictures_carry_the_stored_bytes(client: Client, credential: Credential) -> None:
    stored = bytes(credential.document)
    assert OB3Verifier.extract_token_from_png(get(client, credential, "png").content).encode() == stored
    assert OB3Verifier.extract_token_from_svg(get(client, credential, "svg").content).encode() == stored


@pytest.mark.parametrize("suffix", TYPES)
def test_each_form_has_its_type_its_name_and_a_version_tag(
    client: Client, credential: Credential, suffix: str
) -> None:
    response = get(client, credential, suffix)
    assert response.status_code == 200
    assert response["Content-Type"] == TYPES[suffix]
    assert response["Content-Disposition"] == f'inline; filename="{credential.code}.{suffix}"'
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Cookie"} <= set(response["Vary"].split(", "))
    again = get(client, credential, suffix, if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/credentials/{uuid4()}.{suffix}").status_code == 404
    assert client.post(f"/credentials/{credential.uuid}.{suffix}").status_code == 405


def test_the_drawing_can_do_nothing_on_our_origin(client: Client, credential: Credential) -> None:
    assert get(client, credential, "svg")["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("level", ["foundation", "practitioner", "lead"])
def test_the_picture_is_that_of_the_level(client: Client, level: str) -> None:
    credential = make_credential(make_version(level=level))
    with (
        Image.open(io.BytesIO(get(client, credential, "png").content)) as shown,
        Image.open(BADGES / f"{level}.png") as drawn,
    ):
        assert shown.tobytes() == drawn.tobytes()
    assert f"<title>Assay {level}</title>" in get(client, credential, "svg").content.decode()


def test_every_face_of_a_specimen_says_so(client: Client) -> None:
    ensure_specimens(now=timezone.now())
    for specimen in Credential.objects.filter(is_specimen=True):
        level = specimen.achievement_version.achievement.level
        with (
            Image.open(io.BytesIO(get(client, specimen, "png").content)) as shown,
            Image.open(BADGES / f"{level}-specimen.png") as drawn,
        ):
            assert shown.tobytes() == drawn.tobytes()
        assert "<title>SPECIMEN, proves nothing" in get(client, specimen, "svg").content.decode()
        archive = zipfile.ZipFile(io.BytesIO(get(client, specimen, "zip").content))
        assert archive.read("README.txt").decode().startswith("SPECIMEN: this certificate proves nothing.")
        assert "log-proof.txt" not in archive.namelist()
        named = json.loads(bytes(specimen.document))["credentialSubject"]["achievement"]["image"]["id"]
        picture = client.get(named.partition("localhost:8000")[2])
        assert picture.content == (BADGES / f"{level}-specimen.png").read_bytes()


def test_the_picture_that_a_credential_names_is_there(client: Client, credential: Credential) -> None:
    image = json.loads(bytes(credential.document))["credentialSubject"]["achievement"]["image"]
    assert image["type"] == "Image"
    path = image["id"].partition("localhost:8000")[2]
    response = client.get(path)
    assert response["Content-Type"] == "image/png"
    assert response.content == (BADGES / "practitioner.png").read_bytes()
    assert client.get(path.replace("/v1", "/v7")).status_code == 404


@pytest.mark.parametrize("suffix", TYPES)
def test_while_the_name_is_hidden_each_form_opens_for_the_recipient_alone(
    client: Client, credential: Credential, recipient: User, suffix: str
) -> None:
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    strangers = [Client(), Client()]
    strangers[1].force_login(UserFactory.create())
    for stranger in strangers:
        response = get(stranger, credential, suffix)
        assert response.status_code == 403
        assert credential.recipient_name.encode() not in response.content
    client.force_login(recipient)
    assert get(client, credential, suffix).status_code == 200


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_picture_costs_one_query(
    client: Client, credential: Credential, django_assert_max_num_queries: Any, suffix: str
) -> None:
    with django_assert_max_num_queries(1):
        get(client, credential, suffix)


def test_the_bundle_holds_what_is_published_byte_for_byte(client: Client, credential: Credential) -> None:
    sign_head(now=timezone.now())
    archive = zipfile.ZipFile(io.BytesIO(get(client, credential, "zip").content))
    assert archive.testzip() is None
    assert set(archive.namelist()) == {
        "README.txt",
        "credential.json",
        "did.json",
        "status-list.json",
        "contexts/credentials-v2.json",
        "contexts/openbadges-v3p0-3.0.3.json",
        "log-proof.txt",
        "log-key.txt",
        "checker.py",
    }
    assert archive.read("credential.json") == bytes(credential.document)
    assert archive.read("did.json") == client.get("/.well-known/did.json").content
    slug = credential.status_list.slug
    assert archive.read("status-list.json") == client.get(f"/status/{slug}").content
    assert "@context" in json.loads(archive.read("contexts/credentials-v2.json"))
    text = archive.read("README.txt").decode()
    for words in (
        credential.code,
        f"/credentials/{credential.uuid}",
        "did:web:localhost%3A8000",
        VC_V2,
        OPEN_BADGES_V3,
        f"number {credential.status_index}",
        "What it cannot tell you",
    ):
        assert words in text, words


def test_the_bundles_own_checker_proves_from_the_unpacked_bundle_alone(
    client: Client, credential: Credential, tmp_path: Path
) -> None:
    sign_head(now=timezone.now())
    assert f"/credentials/{credential.uuid}.zip" in client.get(f"/verify/{credential.code}/").content.decode()
    with zipfile.ZipFile(io.BytesIO(get(client, credential, "zip").content)) as archive:
        archive.extractall(tmp_path)
    keys = [part for key in (tmp_path / "log-key.txt").read_text().split() for part in ("--key", key)]
    # Sockets are taken away before the checker begins: it opens none.
    no_network = (
        "import runpy, socket, sys; socket.socket = None; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    asked = [sys.executable, "-P", "-c", f"import sys; sys.argv.pop(0); {no_network}"]
    done = subprocess.run(
        [*asked, "checker.py", "credential.json", "log-proof.txt", *keys],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Proved: the log's key signed a head" in done.stdout


def test_a_bundle_handed_in_is_taken_with_all_that_is_in_it(client: Client, credential: Credential) -> None:
    sign_head(now=timezone.now())
    file = SimpleUploadedFile("bundle.zip", get(client, credential, "zip").content)
    html = client.post("/verify/file/", {"file": file}).content.decode()
    assert 'data-state="valid"' in html
    readme = zipfile.ZipFile(io.BytesIO(bundle(credential))).read("README.txt").decode()
    assert "no list tells suspensions" in readme


def test_before_a_signed_head_covers_the_credential_the_bundle_has_no_log_proof_and_says_so(
    credential: Credential,
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(bundle(credential)))
    assert "log-proof.txt" not in archive.namelist()
    assert "There is no log-proof.txt" in archive.read("README.txt").decode()


def test_the_same_facts_give_the_same_bundle_and_a_revocation_another(credential: Credential) -> None:
    first = bundle(credential)
    assert bundle(Credential.objects.get(pk=credential.pk)) == first
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    assert bundle(Credential.objects.get(pk=credential.pk)) != first


def test_a_bundle_is_accepted_with_no_network_by_software_that_nobody_here_wrote(
    credential: Credential, tmp_path: Path
) -> None:
    answer = offline(bundle(credential), tmp_path / "bundle.zip")
    assert (answer["accepted"], answer["reason"], answer["name"]) == (True, "", "Ada Lindqvist")
    assert any(address.endswith("/.well-known/did.json") for address in answer["asked"])
    assert any("/status/" in address for address in answer["asked"])


def test_a_bundle_made_after_a_revocation_is_refused_with_no_network(
    credential: Credential, tmp_path: Path
) -> None:
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    answer = offline(bundle(Credential.objects.get(pk=credential.pk)), tmp_path / "bundle.zip")
    assert not answer["accepted"]
    assert "revocation" in answer["reason"]


def test_a_changed_credential_in_a_bundle_is_refused(credential: Credential, tmp_path: Path) -> None:
    before = zipfile.ZipFile(io.BytesIO(bundle(credential)))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in before.namelist():
            archive.writestr(name, before.read(name).replace(b"Ada Lindqvist", b"Ida Lindqvist"))
    assert not offline(output.getvalue(), tmp_path / "bundle.zip")["accepted"]
