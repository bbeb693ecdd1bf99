"""Pictures that carry a credential: what others' programs read back, and what is refused."""

import io
import struct
import zlib
from pathlib import Path
from xml.dom.minidom import parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3Verifier
from PIL import Image

from certificates.credentials.baking import bake_png, bake_svg

FOLDER = Path(__file__).resolve().parents[3] / "certificates" / "badges"
PNG = (FOLDER / "foundation.png").read_bytes()
SVG = (FOLDER / "foundation.svg").read_bytes()
SMALL = b'<svg xmlns="http://www.w3.org/2000/svg" data-x="a > b"><path d="M0 0"/></svg>'
DOCUMENT = '{"name":"Łukasz 王小明 ]]> <b> & \\" ]]]]>"}'.encode()
# What JSON text may hold and XML may hold: JSON escapes control characters.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")).map(
    lambda text: f"{{{text}}}".encode()
)


def chunks(image: bytes) -> list[tuple[bytes, bytes]]:
    found, place = [], 8
    while place < len(image):
        length, kind = struct.unpack(">I4s", image[place : place + 8])
        found.append((kind, image[place + 8 : place + 8 + length]))
        place += 12 + length
    return found


def test_another_program_reads_back_the_same_bytes_from_both_pictures() -> None:
    assert OB3Verifier.extract_token_from_png(bake_png(PNG, DOCUMENT)).encode() == DOCUMENT
    assert OB3Verifier.extract_token_from_svg(bake_svg(SVG, DOCUMENT)).encode() == DOCUMENT


@given(TEXTS)
def test_whatever_a_credential_says_comes_back_as_it_was(document: bytes) -> None:
    assert OB3Verifier.extract_token_from_png(bake_png(PNG, document)).encode() == document
    assert OB3Verifier.extract_token_from_svg(bake_svg(SMALL, document)).encode() == document


def test_the_png_has_one_uncompressed_text_chunk_and_the_same_picture() -> None:
    baked = bake_png(bake_png(PNG, b"older"), DOCUMENT)
    texts = [data for kind, data in chunks(baked) if kind == b"iTXt"]
    assert texts == [b"openbadgecredential\0\0\0\0\0" + DOCUMENT]
    with Image.open(io.BytesIO(baked)) as opened, Image.open(io.BytesIO(PNG)) as before:
        assert opened.size == (800, 800)
        assert opened.tobytes() == before.tobytes()
        assert opened.text["openbadgecredential"] == DOCUMENT.decode()


def test_other_texts_of_a_png_are_left_alone() -> None:
    other = b"Title\0\0\0\0\0Badge"
    chunk = struct.pack(">I", len(other)) + b"iTXt" + other + struct.pack(">I", zlib.crc32(b"iTXt" + other))
    image = PNG[:33] + chunk + PNG[33:]
    assert (b"iTXt", other) in chunks(bake_png(image, DOCUMENT))


@pytest.mark.parametrize("image", [b"", b"GIF89a", PNG[:-4], PNG[:500], PNG[:100] + b"x" + PNG[101:]])
def test_what_is_no_whole_png_is_refused(image: bytes) -> None:
    with pytest.raises(ValueError, match="PNG"):
        bake_png(image, DOCUMENT)


def test_the_svg_has_the_credential_as_its_first_child_once() -> None:
    baked = bake_svg(bake_svg(SVG, b"older"), DOCUMENT)
    root = parseString(baked).documentElement
    assert root.getAttribute("xmlns:openbadges") == "https://purl.imsglobal.org/ob/v3p0"
    assert root.firstChild.tagName == "openbadges:credential"
    assert len(root.getElementsByTagName("openbadges:credential")) == 1
    assert len(root.getElementsByTagName("path")) == SVG.count(b"<path")


@pytest.mark.parametrize("image", [b"", b"<html></html>", b'<svg xmlns="x"/>'])
def test_what_is_no_svg_is_refused(image: bytes) -> None:
    with pytest.raises(ValueError, match="SVG"):
        bake_svg(image, DOCUMENT)


@pytest.mark.parametrize("level", ["foundation", "practitioner", "lead"])
def test_each_level_has_its_badge_and_one_that_says_specimen(level: str) -> None:
    assert f"<title>Assay {level}</title>" in (FOLDER / f"{level}.svg").read_text()
    assert "<title>SPECIMEN, proves nothing" in (FOLDER / f"{level}-specimen.svg").read_text()
    pictures = [(FOLDER / f"{level}{mark}.png").read_bytes() for mark in ("", "-specimen")]
    assert pictures[0] != pictures[1]
    for picture in pictures:
        with Image.open(io.BytesIO(picture)) as opened:
            assert opened.size == (800, 800)
            # Clear outside the badge.
            assert opened.convert("RGBA").getpixel((0, 0))[3] == 0
