"""The credential in a file: found by content, or refused with a reason."""

import io
import zipfile
import zlib

import pytest

from certificates.credentials.extracting import extract
from certificates.credentials.inspecting import MAX_BLANK_NODES, check_budget
from certificates.credentials.refusals import Kind, Reason, Refused
from tests.certificates import carriers
from tests.certificates.carriers import chunk, itxt, pdf, pdf_of, svg_with_cdata, with_chunks

DOCUMENT = '{"id": "https://assay.example/credentials/1", "name": "Łukasz"}'.encode()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (DOCUMENT, Kind.JSON),
        (carriers.png(DOCUMENT), Kind.PNG),
        (with_chunks(itxt(DOCUMENT, is_compressed=True)), Kind.PNG),
        (carriers.svg(DOCUMENT), Kind.SVG),
        (svg_with_cdata(DOCUMENT), Kind.SVG),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + svg_with_cdata(DOCUMENT), Kind.SVG),
        (pdf(DOCUMENT), Kind.PDF),
        (pdf(DOCUMENT, packed=False), Kind.PDF),
        (pdf(DOCUMENT, names=("credential.json", "letter.txt")), Kind.PDF),
        (carriers.bundle(DOCUMENT), Kind.BUNDLE),
    ],
)
def test_each_kind_gives_the_credential_back_byte_for_byte(data: bytes, kind: Kind) -> None:
    found = extract(data)
    assert (found.kind, found.document) == (kind, DOCUMENT)


def test_a_bundle_gives_its_other_members_by_name() -> None:
    assert set(extract(carriers.bundle(DOCUMENT)).members) == {
        "did.json",
        "status-list.json",
        "contexts/credentials-v2.json",
        "log-proof.txt",
        "README.txt",
    }


def svg_of(inner: str, head: str = "") -> bytes:
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="{carriers.NAMESPACE}">{inner}</svg>'.encode()
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n" * 100, Reason.EMPTY),
        (b"credential", Reason.UNKNOWN_KIND),
        (b"MZ\x90\x00", Reason.UNKNOWN_KIND),
        (b"\xff\xfe<\0s\0v\0g\0", Reason.UNKNOWN_KIND),
        (b"{" + b" " * 300_000, Reason.TOO_LARGE),
        # PNG
        (carriers.plain_png(), Reason.NO_CREDENTIAL),
        (with_chunks(itxt(DOCUMENT), itxt(DOCUMENT)), Reason.SEVERAL_CREDENTIALS),
        (with_chunks(chunk(b"tEXt", b"openbadgecredential\0" + DOCUMENT)), Reason.PNG_FORM),
        (with_chunks(chunk(b"zTXt", b"openbadgecredential\0\0" + zlib.compress(DOCUMENT))), Reason.PNG_FORM),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\2\0\0\0" + DOCUMENT)), Reason.PNG_FORM),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential")), Reason.PNG_FORM),
        (with_chunks(itxt(DOCUMENT, keyword=b"openbadges")), Reason.NO_CREDENTIAL),
        (with_chunks(itxt(b"x" * 300_000)), Reason.TOO_LARGE),
        (with_chunks(itxt(b"x" * 10_000_000, is_compressed=True)), Reason.UNPACKS_TOO_LARGE),
        (carriers.png(DOCUMENT)[:-20], Reason.PNG_BROKEN),
        (carriers.png(DOCUMENT).replace("Łukasz".encode(), b"Rukasz"), Reason.PNG_BROKEN),
        # SVG
        (carriers.SVG, Reason.NO_CREDENTIAL),
        (svg_of("<o:credential>{}</o:credential>" * 2), Reason.SEVERAL_CREDENTIALS),
        (svg_of('<o:credential verify="eyJ.eyJ.sig"/>'), Reason.SVG_FORM),
        (svg_of("<o:credential>{<b/>}</o:credential>"), Reason.SVG_FORM),
        (svg_of("<o:credential>"), Reason.SVG_BROKEN),
        (svg_of("", '<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">'), Reason.SVG_ENTITIES),
        (svg_of("&#0;"), Reason.SVG_BROKEN),
        ("<svg>é</svg>".encode("latin-1"), Reason.SVG_BROKEN),
        (b"<html><body/></html>", Reason.UNKNOWN_KIND),
        (svg_of("<g>" * 300 + "</g>" * 300), Reason.SVG_BROKEN),
        # PDF
        (pdf(DOCUMENT, names=("other.json",)), Reason.NO_CREDENTIAL),
        (pdf(DOCUMENT, names=("credential.json", "credential.json")), Reason.SEVERAL_CREDENTIALS),
        (
            pdf(DOCUMENT, catalogue="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
            Reason.PDF_ACTIVE,
        ),
        (pdf(DOCUMENT, catalogue="/AA << /WC << /S /Launch /F (x) >> >>"), Reason.PDF_ACTIVE),
        (pdf(DOCUMENT, catalogue="/Deep [ [ << /A << /S /Launch /F (x) >> >> ] ]"), Reason.PDF_ACTIVE),
        (pdf(DOCUMENT)[:200], Reason.PDF_BROKEN),
        (b"%PDF-1.7\n" + b"\0" * 5_000, Reason.PDF_BROKEN),
        (pdf(b"x" * 300_000), Reason.UNPACKS_TOO_LARGE),
        (
            pdf_of(
                [b"<< /Type /Catalog >>"],
                trailer="/Encrypt << /Filter /Standard /V 2 /R 3 /O (o) /U (u) /P -4 >> /ID [(a) (a)]",
            ),
            Reason.PDF_ENCRYPTED,
        ),
        # bundles
        (carriers.archive({"did.json": b"{}"}), Reason.NO_CREDENTIAL),
        (carriers.bundle(DOCUMENT, {"../credential.json": b"{}"}), Reason.ZIP_NAME),
        (carriers.bundle(DOCUMENT, {"/etc/passwd": b""}), Reason.ZIP_NAME),
        (carriers.bundle(DOCUMENT, {"contexts/../x.json": b""}), Reason.ZIP_NAME),
        (carriers.bundle(DOCUMENT, {"setup.exe": b""}), Reason.ZIP_NAME),
        (carriers.bundle(DOCUMENT, {"inner.zip": carriers.bundle(DOCUMENT)}), Reason.ZIP_NESTED),
        (carriers.bundle(DOCUMENT, {"contexts/a.json": carriers.bundle(DOCUMENT)}), Reason.ZIP_NESTED),
        (carriers.bundle(DOCUMENT, {f"contexts/{n}.json": b"{}" for n in range(30)}), Reason.ZIP_MEMBERS),
        (carriers.bundle(DOCUMENT, {"contexts/a.json": b"0" * 900_000}), Reason.UNPACKS_TOO_LARGE),
        (carriers.archive({"credential.json": DOCUMENT}, packing=zipfile.ZIP_LZMA), Reason.ZIP_BROKEN),
        (carriers.bundle(DOCUMENT)[:100], Reason.ZIP_BROKEN),
        (b"PK\x03\x04" + b"\0" * 3_000_000, Reason.TOO_LARGE),
    ],
    # Not the bytes: those of an archive hold the time.
    ids=lambda value: "data" if isinstance(value, bytes) else value.value,
)
def test_whatever_is_not_one_credential_in_a_known_form_is_refused_with_its_reason(
    data: bytes, reason: Reason
) -> None:
    with pytest.raises(Refused) as refused:
        extract(data)
    assert refused.value.reason is reason


def test_a_member_that_is_larger_than_the_directory_says_is_refused() -> None:
    whole = bytearray(carriers.archive({"credential.json": DOCUMENT}, packing=zipfile.ZIP_STORED))
    # The uncompressed size in the central directory.
    place = whole.rindex(b"PK\x01\x02") + 24
    whole[place : place + 4] = (len(DOCUMENT) - 5).to_bytes(4, "little")
    with pytest.raises(Refused):
        extract(bytes(whole))


def test_two_members_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("credential.json", DOCUMENT)
        with pytest.warns(UserWarning, match="Duplicate"):
            opened.writestr("credential.json", b"{}")
    with pytest.raises(Refused) as refused:
        extract(out.getvalue())
    assert refused.value.reason is Reason.ZIP_NAME


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"evidence": [{"type": "Evidence"}] * (MAX_BLANK_NODES + 1)}, Reason.TOO_MANY_NODES),
        ({"evidence": [{"id": f"_:b{n}"} for n in range(MAX_BLANK_NODES + 1)]}, Reason.TOO_MANY_NODES),
        ({"id": "urn:a", "evidence": [f"_:b{n}" for n in range(MAX_BLANK_NODES + 1)]}, Reason.TOO_MANY_NODES),
        ({"tag": ["x"] * 5_001}, Reason.TOO_MANY_MEMBERS),
    ],
)
def test_a_costly_graph_is_refused_by_counting(document: dict[str, object], reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        check_budget(document)
    assert refused.value.reason is reason


def test_thirty_levels_are_deep_enough() -> None:
    deep: object = "x"
    for _level in range(29):
        deep = {"id": "urn:a", "criteria": deep}
    assert isinstance(deep, dict)
    check_budget(deep)
    with pytest.raises(Refused) as refused:
        check_budget({"criteria": {"criteria": deep}})
    assert refused.value.reason is Reason.TOO_DEEP
