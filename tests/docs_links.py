"""Every relative link in the documentation leads to a file that is there."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def broken_links() -> list[str]:
    """Each broken link as "file: target"."""
    pages = [path for path in ROOT.rglob("*.md") if not {".venv", "var", "curriculum"} & set(path.parts)]
    return [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]


if __name__ == "__main__":
    found = broken_links()
    for line in found:
        sys.stderr.write(f"broken link in {line}\n")
    sys.exit(1 if found else 0)
