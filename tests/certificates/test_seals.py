"""The seal on the PDF: what others' programs say of it, before and after a change, and where its keys are."""

import asyncio
import hashlib
import io
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import pem, x509
from cryptography import x509 as certificates
from django.core.management import call_command
from django.test import Client
from pdfua import validate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.models import Credential, CredentialPdf, SealCertificate
from certificates.readiness import keys_are_there
from certificates.services.key_files import key_file
from certificates.services.keys import KeyMissing
from certificates.services.pdfs import render, render_pdf
from certificates.services.seals import rotate_seal, seal
from tests import machine
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db

Purpose = SealCertificate.Purpose


@pytest.fixture
def _tools() -> None:
    if not machine.pdf_tools():
        pytest.skip("poppler-utils, qpdf and libnss3-tools (Debian packages) are not installed")


def sealed(credential: Credential) -> bytes:
    render_pdf(credential.pk, now=NOON)
    return bytes(CredentialPdf.objects.get(credential=credential).data)


def judged(data: bytes) -> Any:
    """pyHanko's judgement, with our authorities as the only ones trusted."""
    roots = [
        x509.Certificate.load(pem.unarmor(found.pem.encode())[2])
        for found in SealCertificate.objects.filter(purpose=Purpose.AUTHORITY)
    ]
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=NOON + timedelta(hours=1))
    return asyncio.run(async_validate_pdf_signature(signature, context))


def said(path: Path, *options: str) -> str:
    """What pdfsig prints; it answers with a code of its own where something is wrong."""
    done = subprocess.run(["pdfsig", *options, path], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_seal_is_valid_covers_the_whole_file_and_permits_no_change() -> None:
    status = judged(sealed(make_credential()))
    assert status.bottom_line
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok
    assert status.signer_reported_dt == NOON


def test_the_seal_certifies_the_document_in_the_pades_form() -> None:
    with pikepdf.open(io.BytesIO(sealed(make_credential()))) as pdf:
        value = pdf.Root.Perms.DocMDP
        assert value.SubFilter == "/ETSI.CAdES.detached"
        assert int(value.Reference[0].TransformParams.P) == 1
        (field,) = pdf.Root.AcroForm.Fields
        assert pdf.pages[0].Annots[-1].objgen == field.objgen
        # Outside the page: nothing is added to what is seen or read out.
        assert [float(corner) for corner in field.Rect] == [-9999.0] * 4


def test_what_was_typeset_stands_in_front_of_the_seal_byte_for_byte() -> None:
    credential = make_credential()
    assert sealed(credential).startswith(render(credential))


def test_the_same_document_at_the_same_moment_is_sealed_with_the_same_bytes() -> None:
    document = render(make_credential())
    assert seal(document, is_specimen=False, now=NOON) == seal(document, is_specimen=False, now=NOON)


def test_only_sealed_bytes_are_stored_with_their_digest() -> None:
    credential = make_credential()
    data = sealed(credential)
    assert b"/ETSI.CAdES.detached" in data
    assert CredentialPdf.objects.get().digest == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_one_changed_byte_of_what_is_sealed_breaks_the_seal(share: float) -> None:
    credential = make_credential()
    data = bytearray(sealed(credential))
    place = int(len(render(credential)) * share)
    data[place] ^= 1
    assert not judged(bytes(data)).intact


def test_an_update_written_behind_the_seal_is_refused() -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed(make_credential())))
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()
    output = io.BytesIO()
    writer.write(output)
    status = judged(output.getvalue())
    assert status.intact
    assert not status.docmdp_ok
    assert not status.bottom_line


@pytest.mark.usefixtures("_tools")
def test_pdfsig_calls_the_seal_valid_and_its_certificate_trusted_once_our_authority_is(
    tmp_path: Path, client: Client
) -> None:
    (tmp_path / "certificate.pdf").write_bytes(sealed(make_credential()))
    (tmp_path / "ca.pem").write_bytes(client.get("/issuer/seal-ca.pem").content)
    store = f"sql:{tmp_path}"
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True)
    trust = ["-n", "assay", "-t", "CT,C,C", "-i", tmp_path / "ca.pem"]
    subprocess.run(["certutil", "-A", "-d", store, *trust], check=True)
    words = said(tmp_path / "certificate.pdf", "-nssdir", store)
    assert "Signature is Valid." in words
    assert "Certificate is Trusted." in words
    assert "Total document signed" in words
    assert "CN=Assay seal 1,O=Assay" in words


@pytest.mark.usefixtures("_tools")
def test_pdfsig_calls_a_changed_file_invalid(tmp_path: Path) -> None:
    data = bytearray(sealed(make_credential()))
    data[len(data) // 3] ^= 1
    (tmp_path / "changed.pdf").write_bytes(bytes(data))
    words = said(tmp_path / "changed.pdf")
    assert "Signature is Valid" not in words
    assert "Digest Mismatch" in words


@pytest.mark.usefixtures("_tools")
def test_qpdf_finds_no_fault_and_the_attachment_is_the_stored_credential(tmp_path: Path) -> None:
    credential = make_credential()
    path = tmp_path / "certificate.pdf"
    path.write_bytes(sealed(credential))
    assert (
        "No syntax or stream encoding errors"
        in subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=True).stdout
    )
    shown = subprocess.run(
        ["qpdf", "--show-attachment=credential.json", path], capture_output=True, check=True
    ).stdout
    assert shown == bytes(credential.document)
    assert json.loads(shown)["credentialSubject"]["name"] == "Ada Lindqvist"


def test_sealing_keeps_the_tags_the_claims_of_conformance_and_what_a_checker_can_judge(
    tmp_path: Path,
) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(sealed(make_credential()))
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"
            assert metadata["pdfuaid:part"] == "1"
    assert list(validate(path).findings) == []


def test_a_specimen_is_sealed_with_a_certificate_that_says_so() -> None:
    specimen = make_credential(is_specimen=True, recipient_id=None, email="")
    status = judged(sealed(specimen))
    assert status.bottom_line
    assert "SPECIMEN" in status.signing_cert.subject.human_friendly


def test_the_seal_may_sign_documents_and_nothing_else_and_ends_with_its_authority() -> None:
    make_credential()
    leaf, above = (
        certificates.load_pem_x509_certificate(SealCertificate.objects.get(purpose=purpose).pem.encode())
        for purpose in (Purpose.SEAL, Purpose.AUTHORITY)
    )
    leaf.verify_directly_issued_by(above)
    uses = leaf.extensions.get_extension_for_class(certificates.ExtendedKeyUsage).value
    assert {use.dotted_string for use in uses} == {"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"}
    usage = leaf.extensions.get_extension_for_class(certificates.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not leaf.extensions.get_extension_for_class(certificates.BasicConstraints).value.ca
    basic = above.extensions.get_extension_for_class(certificates.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert leaf.not_valid_after_utc == above.not_valid_after_utc >= datetime(2046, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("purpose", [Purpose.SEAL, Purpose.AUTHORITY])
def test_after_a_rotation_old_and_new_seals_are_valid_and_all_are_published(
    client: Client, purpose: str
) -> None:
    old = sealed(make_credential())
    rotate_seal(purpose, name="Assay", now=NOON)
    new = sealed(make_credential())
    for data in (old, new):
        assert judged(data).bottom_line
    serials = {judged(data).signing_cert.serial_number for data in (old, new)}
    assert len(serials) == 2
    published = certificates.load_pem_x509_certificates(client.get("/issuer/seal.pem").content)
    assert serials <= {found.serial_number for found in published}
    authorities = certificates.load_pem_x509_certificates(client.get("/issuer/seal-ca.pem").content)
    assert len(authorities) == (2 if purpose == Purpose.AUTHORITY else 1)
    assert SealCertificate.objects.filter(purpose=purpose, retired_at=None).count() == 1


def test_the_command_rotates_the_seal(capsys: pytest.CaptureFixture[str]) -> None:
    make_credential()
    call_command("rotate_keys", purpose="seal")
    assert "seal-2 is in use" in capsys.readouterr().out


def test_without_its_key_nothing_is_sealed_or_stored_and_readiness_says_so() -> None:
    credential = make_credential()
    assert keys_are_there() == ""
    path = key_file("seal-1")
    kept = path.read_bytes()
    path.write_bytes(key_file("seal-specimen-1").read_bytes())
    assert "not the one" in keys_are_there()
    path.unlink()
    assert "seal-1" in keys_are_there()
    with pytest.raises(KeyMissing):
        render_pdf(credential.pk, now=NOON)
    assert CredentialPdf.objects.get().rendered_at is None
    path.write_bytes(kept)
    assert render_pdf(credential.pk, now=NOON)


def test_sealing_needs_no_key_of_the_authority() -> None:
    credential = make_credential()
    key_file("seal-ca-1").unlink()
    assert keys_are_there() == ""
    assert render_pdf(credential.pk, now=NOON)


def test_without_the_authoritys_key_no_other_seal_is_made_and_the_old_one_stays_in_use() -> None:
    credential = make_credential()
    key_file("seal-ca-1").unlink()
    with pytest.raises(KeyMissing, match="seal-ca-1"):
        rotate_seal(Purpose.SEAL, name="Assay", now=NOON)
    assert SealCertificate.objects.get(purpose=Purpose.SEAL, retired_at=None).kid == "seal-1"
    assert judged(sealed(credential)).bottom_line


def test_the_issuer_says_what_the_seal_is_and_what_it_is_not(client: Client) -> None:
    make_credential()
    text = client.get("/issuer", headers={"accept": "text/html"}).content.decode()
    assert "/issuer/seal-ca.pem" in text
    assert "does not tell you who made the file" in text
    response = client.get("/issuer/seal-ca.pem")
    assert response["Content-Type"] == "application/x-pem-file"
    assert b"PRIVATE" not in response.content + client.get("/issuer/seal.pem").content
