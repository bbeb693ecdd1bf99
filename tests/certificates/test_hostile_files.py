"""Files made to harm whoever opens them: each is refused in words, within 2 s and 200 MB, and asks no network."""

import json
import resource
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from certificates.credentials.refusals import Reason
from certificates.models import Credential
from certificates.services import caged
from certificates.services.caged import run_caged
from certificates.services.handed_in import FileRefused, verify_handed_in
from tests.certificates import carriers
from tests.certificates.carriers import chunk, pdf, pdf_of, with_chunks
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a file was looked up on the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def spent() -> float:
    """Processor seconds of this process and of ended children: other work on this machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


@cache
def allowed() -> float:
    """Two seconds, or what a machine takes on which merely starting to read takes long."""
    started = spent()
    run_caged("certificates.credentials.inspecting:inspect_file", b'{"did": "did:web:a", "keys": {}}\n{}')
    return max(2, caged.SECONDS + 2.5 * (spent() - started))


@cache
def bomb(size: int) -> bytes:
    """zlib data that unpacks to this many zeros."""
    stream = zlib.compressobj(9)
    block = bytes(10_000_000)
    return b"".join(stream.compress(block) for _part in range(size // len(block))) + stream.flush()


def huge_header() -> bytes:
    body = struct.pack("!IIBBBBB", 0xFFFFFFFF, 0xFFFFFFFF, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", body) + chunk(b"IEND", b"")


def lying_length() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack("!I", 0xFFFFFFFF) + b"IHDR" + bytes(100)


def compressed_text(size: int) -> bytes:
    return with_chunks(chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + bomb(size)))


def xml(head: str, inner: str) -> bytes:
    return f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'.encode()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return xml(f'<!DOCTYPE svg [<!ENTITY l0 "lol">{entities}]>', "&l9;")


def laughs_in_utf7() -> bytes:
    hidden = laughs().decode().partition("?>")[2].replace("<", "+ADw-").replace("!", "+ACE-")
    return f'<?xml version="1.0" encoding="UTF-7"?>{hidden}'.encode()


def external(what: str) -> bytes:
    return xml(f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{what}">]>', "<text>&x;</text>")


def packed_objects() -> bytes:
    """A cross-reference stream that is a bomb."""
    data = bomb(1_000_000_000)
    head = (
        f"<< /Type /XRef /Size 4 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    )
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    start = len(body)
    return (
        body
        + b"2 0 obj\n"
        + head.encode()
        + data
        + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
    )


def deflate_bomb_attached() -> bytes:
    data = bomb(1_000_000_000)
    objects = [
        b"<< /Type /Catalog /Names << /EmbeddedFiles << /Names [(credential.json) 2 0 R] >> >> >>",
        b"<< /Type /Filespec /F (credential.json) /EF << /F 3 0 R >> >>",
        f"<< /Type /EmbeddedFile /Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode()
        + data
        + b"\nendstream",
    ]
    return pdf_of(objects)


def many_objects() -> bytes:
    kids = " ".join(f"{n} 0 R" for n in range(3, 60_000))
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Kids [{kids}] >>".encode()]
        + [b"<< /Parent 2 0 R >>"] * 59_997
    )


def nested_arrays() -> bytes:
    return pdf_of([b"<< /Type /Catalog /X " + b"[" * 100_000 + b"]" * 100_000 + b" >>"])


def zip_bomb() -> bytes:
    return carriers.bundle(b"{}", {"contexts/a.json": bytes(500_000_000)})


HOSTILE: dict[str, tuple[Callable[[], bytes], set[Reason]]] = {
    "20 MB and one byte": (lambda: b"{" * 20_000_001, {Reason.TOO_LARGE}),
    "20 MB of brackets": (lambda: b"[" * 20_000_000, {Reason.TOO_LARGE}),
    "JSON nested 100,000 deep": (lambda: b'{"a":' * 40_000 + b"1", {Reason.TOO_DEEP}),
    "arrays nested 100,000 deep": (lambda: b"[" * 100_000 + b"]" * 100_000, {Reason.TOO_DEEP}),
    "a member twice": (lambda: b'{"issuer": "did:web:a", "issuer": "did:web:b"}', {Reason.TWICE}),
    "NaN": (lambda: b'{"issuer": "did:web:a", "x": NaN}', {Reason.NO_NUMBER}),
    "Infinity": (lambda: b'{"x": -Infinity}', {Reason.NO_NUMBER}),
    "a number of 200,000 digits": (lambda: b'{"x": ' + b"9" * 200_000 + b"}", {Reason.NOT_JSON}),
    "PNG of 4 G pixels a side": (huge_header, {Reason.PNG_BROKEN}),
    "PNG with a chunk of 4 GB": (lying_length, {Reason.PNG_BROKEN}),
    "iTXt bomb": (lambda: compressed_text(1_000_000_000), {Reason.UNPACKS_TOO_LARGE}),
    "zTXt bomb": (
        lambda: with_chunks(chunk(b"zTXt", b"openbadgecredential\0\0" + bomb(1_000_000_000))),
        {Reason.PNG_FORM},
    ),
    "PNG of empty chunks": (lambda: with_chunks(chunk(b"teXt", b"") * 1_000_000), {Reason.PNG_BROKEN}),
    "billion laughs": (laughs, {Reason.SVG_ENTITIES}),
    "billion laughs in UTF-7": (
        laughs_in_utf7,
        {Reason.SVG_BROKEN, Reason.SVG_ENTITIES, Reason.UNKNOWN_KIND},
    ),
    "external entity, a file": (lambda: external("file:///etc/passwd"), {Reason.SVG_ENTITIES}),
    "external entity, an address": (lambda: external("http://169.254.169.254/"), {Reason.SVG_ENTITIES}),
    "XML nested deeply": (lambda: xml("", "<g>" * 500_000), {Reason.SVG_BROKEN}),
    "PDF with JavaScript": (
        lambda: pdf(b"{}", catalogue="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        {Reason.PDF_ACTIVE},
    ),
    "PDF with a script by name": (
        lambda: pdf(b"{}").replace(
            b"/EmbeddedFiles", b"/JavaScript << /Names [(a) << /S /JavaScript >>] >> /EmbeddedFiles"
        ),
        # The cross-references do not fit any more; either reason is a refusal.
        {Reason.PDF_ACTIVE, Reason.PDF_BROKEN},
    ),
    "PDF, deflate bomb attached": (deflate_bomb_attached, {Reason.UNPACKS_TOO_LARGE}),
    "PDF, deflate bomb for cross-references": (packed_objects, {Reason.TOO_MUCH_WORK, Reason.PDF_BROKEN}),
    "PDF of 60,000 objects": (many_objects, {Reason.PDF_TOO_MANY_OBJECTS, Reason.TOO_MUCH_WORK}),
    "PDF nested 100,000 deep": (nested_arrays, {Reason.PDF_BROKEN, Reason.TOO_MUCH_WORK}),
    "zip bomb": (zip_bomb, {Reason.ZIP_MEMBERS, Reason.UNPACKS_TOO_LARGE}),
    "zip in a zip": (
        lambda: carriers.bundle(b"{}", {"contexts/a.zip": carriers.bundle(b"{}")}),
        {Reason.ZIP_NESTED},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_words_within_two_seconds(name: str) -> None:
    make, reasons = HOSTILE[name]
    data = make()
    most, started = allowed(), spent()
    with pytest.raises(FileRefused) as refused:
        verify_handed_in(data, now=timezone.now())
    assert spent() - started < most
    assert refused.value.reason in reasons
    assert len(str(refused.value)) > 20


def poisoned(credential: Credential, evidence: list[Any]) -> bytes:
    return json.dumps(json.loads(bytes(credential.document)) | {"evidence": evidence}).encode()


def test_a_poison_graph_is_refused_before_it_is_canonicalized() -> None:
    credential = make_credential(now=timezone.now() - timedelta(days=1))
    many = [{"type": ["Evidence"], "name": "x"} for _node in range(60)]
    most, started = allowed(), spent()
    with pytest.raises(FileRefused) as refused:
        verify_handed_in(poisoned(credential, many), now=timezone.now())
    assert spent() - started < most
    assert refused.value.reason is Reason.TOO_MANY_NODES


def test_a_smaller_poison_graph_is_stopped_by_the_clock() -> None:
    credential = make_credential(now=timezone.now() - timedelta(days=1))
    document = json.loads(bytes(credential.document))
    # Two trees without names, alike to the leaf: a canonicalizer tries every order of the leaves.
    alike = {"type": ["ResultDescription"], "name": "x", "resultType": "Status"}
    achievement = {"type": ["Achievement"], "name": "x", "resultDescription": [alike] * 12}
    document["credentialSubject"] = [{"type": ["AchievementSubject"], "achievement": achievement}] * 2
    most, started = allowed(), spent()
    with pytest.raises(FileRefused, match="says nothing about the certificate") as refused:
        verify_handed_in(json.dumps(document).encode(), now=timezone.now())
    assert spent() - started < most
    assert refused.value.reason is Reason.TOO_MUCH_WORK


MEASURE = """
import resource, sys, time
from pathlib import Path
from certificates.services.caged import CageBroken, run_caged
def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
for name in sys.argv[1:]:
    data = Path(name).read_bytes()
    before, started = spent(), time.monotonic()
    try:
        run_caged("certificates.credentials.inspecting:inspect_file", b'{"did": "did:web:a", "keys": {}}\\n' + data)
    except CageBroken:
        pass
    print(spent() - before, time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_no_hostile_file_takes_more_than_200_megabytes_as_measured_from_a_small_process(
    tmp_path: Path,
) -> None:
    # A child's peak counts what its parent had when it was started: so the parent is a small process.
    names = []
    for place, (make, _reasons) in enumerate(HOSTILE.values()):
        names.append(str(tmp_path / str(place)))
        Path(names[-1]).write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *names], capture_output=True, check=True, text=True, cwd=ROOT
    )
    measured = [line.split() for line in done.stdout.splitlines()]
    assert len(measured) == len(HOSTILE)
    assert max(float(seconds) for seconds, _clock, _peak in measured) < allowed()
    assert max(int(peak) for _seconds, _clock, peak in measured) < 200
    print(done.stdout)  # noqa: T201 - the figures are what the slow suite is run for
