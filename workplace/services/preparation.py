"""What a site needs before its first visitor."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from accounts.api import ensure_demonstration_accounts
from certificates.api import ensure_issuer, ensure_specimens
from courses.api import ensure_site_root, load_package


def prepare_site(*, curriculum: Path, demonstration: bool) -> Iterator[str]:
    """Make keys, the page tree's root and the shipped courses; yield a line for each step that did something.

    Demonstration data is added only where it was asked for.
    """
    now = timezone.now()
    ensure_site_root()
    ensure_issuer(now=now)
    for folder in sorted(path.parent for path in curriculum.glob("*/course.yaml")):
        report = load_package(folder, now=now)
        if report.changed:
            yield f"Loaded {folder.name}: {report.summary}."
    if demonstration:
        ensure_demonstration_accounts(now=now)
        ensure_specimens(now=now)
