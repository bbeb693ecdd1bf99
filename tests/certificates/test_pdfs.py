"""The printed certificate: set once, kept, accessible, with the credential inside."""

import hashlib
import io
import json
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from certificates.credentials import verify_proof
from certificates.models import CredentialPdf, LogLeaf
from certificates.services.issuer import identity
from certificates.services.pdfs import pending_pdfs, render, render_pdf
from certificates.tasks import render_credential_pdf
from certificates.transparency import commitment
from tests.factories.certificates import BASIS, NOON, make_credential
from tests.machine import poppler

pytestmark = pytest.mark.django_db


def text_of(data: bytes) -> str:
    if not poppler():
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def words_of(data: bytes) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Each word with its left, top, right and bottom in points."""
    if not poppler():
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"]
    output = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'xMin="([^"]+)" yMin="([^"]+)" xMax="([^"]+)" yMax="([^"]+)">([^<]*)<', output)
    marks = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f"))
    return [(word.translate(marks), tuple(map(float, box))) for *box, word in found]


def test_it_is_rendered_once_kept_and_logged() -> None:
    credential = make_credential()
    assert pending_pdfs() == [credential.pk]
    assert render_pdf(credential.pk, now=NOON) is True
    assert render_pdf(credential.pk, now=NOON + timedelta(days=1)) is False
    render_credential_pdf(credential.pk)
    pdf = CredentialPdf.objects.get()
    assert pending_pdfs() == []
    assert pdf.rendered_at == NOON
    assert hashlib.sha256(bytes(pdf.data)).hexdigest() == pdf.digest
    assert LogLeaf.objects.count() == 2
    assert pdf.leaf is not None
    leaf = json.loads(bytes(pdf.leaf.data))
    salt = bytes(pdf.leaf_salt)
    assert leaf["event"] == "rendered"
    assert leaf["pdf"] == commitment(salt, bytes(pdf.data))
    address = f"{identity().origin}/credentials/{credential.uuid}"
    assert leaf["credential"] == commitment(salt, address.encode())


def test_its_code_for_cameras_leads_to_its_verification() -> None:
    if not poppler():
        pytest.skip("pdftoppm (poppler-utils) is not installed")
    credential = make_credential(name="阿龍")
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", "-"]
    picture = subprocess.run(command, input=render(credential), capture_output=True, check=True).stdout
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == f"{identity().origin}/verify/{credential.code}/"


def test_the_same_credential_gives_the_same_bytes() -> None:
    credential = make_credential()
    assert render(credential) == render(credential)


def test_it_says_what_a_reader_needs_and_no_score() -> None:
    credential = make_credential()
    text = " ".join(text_of(render(credential)).split())
    for words in (
        "Ada Lindqvist",
        "Governance Practitioner",
        "Practitioner, GV-201",
        "23 November 2026",
        "23 November 2028",
        credential.code,
        f"/verify/{credential.code}/",
        "Examined on 23 November 2026: Unsupervised; identity Self-declared.",
        "Specimen item bank",
        "Pilot",
    ):
        assert words in text, words
    assert "SPECIMEN" not in text
    assert "score" not in text.lower()


def test_one_without_an_examination_claims_none() -> None:
    text = " ".join(text_of(render(make_credential(basis={}))).split())
    assert "Assay certifies that Ada Lindqvist meets the standard of Governance Practitioner" in text
    assert "Issued by a certification officer; no examination is named." in text
    assert "examined" not in text.lower()


def test_one_with_an_examination_says_when_it_was() -> None:
    renewed = make_credential(now=NOON + timedelta(days=700))
    text = " ".join(text_of(render(renewed)).split())
    assert "Assay has examined Ada Lindqvist and finds that the standard is met in" in text
    assert "Examined on 23 November 2026" in text


@pytest.mark.parametrize("basis", [BASIS, {}], ids=["examined", "by hand"])
def test_every_face_says_what_it_does_not_prove(basis: Any) -> None:
    text = " ".join(text_of(render(make_credential(basis=basis))).split())
    assert "nor how they work today. No authority has accredited it." in text


def test_a_specimen_says_so_on_its_face() -> None:
    credential = make_credential(is_specimen=True, recipient_id=None, email="")
    assert "SPECIMEN: proves nothing" in text_of(render(credential))


def test_it_is_tagged_claims_pdf_a_and_pdf_ua_and_is_one_a4_page() -> None:
    data = render(make_credential())
    assert b"/StructTreeRoot" in data
    assert b"pdfaid:part>3<" in data
    assert b"pdfuaid:part>1<" in data
    if not poppler():
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    info = subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert "Pages:           1" in info
    assert "841.89 x 595.276" in info
    assert "Tagged:          yes" in info


def test_the_credential_is_attached_byte_for_byte(tmp_path: Path) -> None:
    if not poppler():
        pytest.skip("pdfdetach (poppler-utils) is not installed")
    credential = make_credential()
    (tmp_path / "certificate.pdf").write_bytes(render(credential))
    subprocess.run(
        [
            "pdfdetach",
            "-savefile",
            "credential.json",
            "-o",
            tmp_path / "out.json",
            tmp_path / "certificate.pdf",
        ],
        check=True,
        capture_output=True,
    )
    attached = (tmp_path / "out.json").read_bytes()
    assert attached == bytes(credential.document)
    verify_proof(json.loads(attached), bytes(credential.key.public))


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Nguyễn Thị Minh Khai", "Мария Петрова", "Γιώργος", "A" * 60]
)
def test_a_name_in_a_script_that_the_fonts_have_is_printed(name: str) -> None:
    assert name.split(maxsplit=1)[0][:20] in text_of(render(make_credential(name=name)))


@pytest.mark.parametrize(
    "name", ["王小明", "山田太郎", "さくら", "김민수", "สมชาย", "Հայկ", "გიორგი", "Ada 王小明"]
)
def test_a_name_in_another_script_is_printed_with_a_face_of_ours(name: str) -> None:
    text = text_of(render(make_credential(name=name)))
    assert name in text
    assert "The person named" not in text


@pytest.mark.parametrize("name", ["नरेन्द्र कुमार", "রহমান", "தமிழ்"])
def test_a_name_whose_letters_join_is_printed_though_programs_may_read_it_out_of_order(name: str) -> None:
    text = text_of(render(make_credential(name=name)))
    assert set(name) & set(text) - {" "}
    assert "The person named" not in text


@pytest.mark.parametrize("name", ["محمد سالم", "שרה כהן", "محمد Smith"])
def test_a_name_that_is_read_from_the_right_stands_in_its_order(name: str) -> None:
    data = render(make_credential(name=name))
    for part in name.split():
        assert part in text_of(data)
    boxes = words_of(data)
    # With boxes, poppler lists letters as they stand, from the left.
    first, second = (next(box for word, box in boxes if word in {part, part[::-1]}) for part in name.split())
    # The first word stands to the right of the second, on the same line.
    assert first[0] > second[2] - 1
    assert abs(first[3] - second[3]) < 25


@pytest.mark.parametrize(
    "name",
    ["Maximiliana " * 12, "W" * 150, "محمد " * 30, "王" * 150, "Ж" * 60, "Ångström-Öberg " * 10, "ஔ" * 100],
)
def test_the_longest_name_stays_inside_the_border_and_clear_of_what_is_below(name: str) -> None:
    boxes = words_of(render(make_credential(name=name[:150])))
    finds = next(box for word, box in boxes if word == "finds")
    examined = next(box for word, box in boxes if word == "examined")
    of_name = [box for _word, box in boxes if examined[3] <= (box[1] + box[3]) / 2 < finds[1]]
    assert of_name
    # A4 landscape, 841.89 points wide; the text area begins 32 mm from each edge.
    margin = 32 / 25.4 * 72
    assert min(box[0] for box in of_name) >= margin - 1
    assert max(box[2] for box in of_name) <= 841.89 - margin + 1
    issued = next(box for word, box in boxes if word == "Issued")
    assert max(box[3] for word, box in boxes if word == "accredited") < issued[1]


@pytest.mark.parametrize("name", ["Ada 😀", "ᚠᚢᚦ"])
def test_a_name_that_the_fonts_lack_never_keeps_the_certificate_from_being_made(name: str) -> None:
    credential = make_credential(name=name)
    assert render_pdf(credential.pk, now=NOON)
    text = " ".join(text_of(bytes(CredentialPdf.objects.get().data)).split())
    assert "The person named in the attached credential" in text
    assert "holds it" in text


@pytest.mark.parametrize("name", ['#set text(size: 99pt) "x" $ * _ @ <y>', '"); #panic("x")'])
def test_a_name_is_never_read_as_markup(name: str) -> None:
    assert name.rsplit(maxsplit=1)[-1] in text_of(render(make_credential(name=name)))


def test_the_worst_wording_still_fits_one_page() -> None:
    credential = make_credential(name="Maximiliana " * 12)
    version = credential.achievement_version
    version.title = "Advanced Practitioner of Assurance and Governance of Generative Systems " * 2
    data = render(credential)
    assert data.count(b"/Type /Page\n") <= 1 or b"/Count 1" in data


def test_a_fault_of_typesetting_itself_is_not_hidden(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(Exception, match=r".+"):
        render(make_credential())
