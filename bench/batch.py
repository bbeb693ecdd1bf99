"""What is measured inside one process: issuing and printing. Runs in `manage.py shell`."""

import hashlib
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from pyld import jsonld

from bench.seed import BASIS
from certificates.credentials.contexts import load_document
from certificates.models import AchievementVersion, Credential
from certificates.services.awards import Award
from certificates.services.issuing import MAX_BATCH, issue_credential, issue_credentials
from certificates.services.pdfs import render_pdf
from config.memory import settle

ROUNDS = 5
EACH = 20
PRINTED = 12
_KEY = Ed25519PrivateKey.generate()


def run(target: str) -> None:
    """Measure and write {"issue": [ratio, …], "issue_ms", "plain_ms", "certificate_ms": […]} to `target`."""
    version = AchievementVersion.objects.select_related("achievement").latest("pk")
    signed = json.loads(bytes(Credential.objects.filter(is_specimen=False).latest("pk").document))
    proof = signed.pop("proof")
    options = {"@context": signed["@context"], **proof}
    del options["proofValue"]
    # As in the worker that issues.
    settle()
    _repeat(3, lambda: _plain(signed, options))
    _batch(version)
    plain, ours = [], []
    for _round in range(ROUNDS):
        plain.append(_repeat(EACH, lambda: _plain(signed, options)))
        started = time.perf_counter()
        _batch(version)
        ours.append((time.perf_counter() - started) / MAX_BATCH)
    found = {
        "issue": [theirs / mine for theirs, mine in zip(plain, ours, strict=True)],
        "issue_ms": statistics.median(ours) * 1000,
        "plain_ms": statistics.median(plain) * 1000,
        "certificate_ms": _certificates(version),
    }
    Path(target).write_text(json.dumps(found))


def _plain(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    """The plain path: canonicalise the document and the proof's options with pyld, digest and sign."""
    settings = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": load_document,
    }
    parts = (hashlib.sha256(jsonld.normalize(part, settings).encode()) for part in (options, document))
    return _KEY.sign(b"".join(part.digest() for part in parts))


def _award(version: AchievementVersion, name: str = "Holder of One") -> Award:
    return Award(version, name, basis=BASIS, validity_months=24)


def _batch(version: AchievementVersion) -> None:
    awards = [_award(version, f"Holder Number {number}") for number in range(MAX_BATCH)]
    issue_credentials(awards, actor_id=None, now=timezone.now())


def _issue(version: AchievementVersion) -> Credential:
    return issue_credential(_award(version), actor_id=None, now=timezone.now())


def _certificates(version: AchievementVersion) -> list[float]:
    """Milliseconds of one core for issue and PDF together."""
    times = []
    render_pdf(_issue(version).pk, now=timezone.now())
    for _number in range(PRINTED):
        before = time.process_time()
        render_pdf(_issue(version).pk, now=timezone.now())
        times.append((time.process_time() - before) * 1000)
    return times


def _repeat(count: int, work: Callable[[], object]) -> float:
    """Seconds for each call."""
    started = time.perf_counter()
    for _number in range(count):
        work()
    return (time.perf_counter() - started) / count
