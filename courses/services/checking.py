"""Every fault of a course package, before anything is written. Touches no database."""

from dataclasses import dataclass
from pathlib import Path

from courses.packages import Fault, Package, package_from_files, read_files, write_package


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """A package as read, its files, and all its faults. Without faults the package is whole."""

    package: Package | None
    files: dict[str, bytes]
    faults: tuple[Fault, ...]

    def rewritten(self) -> dict[str, bytes]:
        """The files whose canonical form differs from what is there; empty when there are faults."""
        if self.package is None or self.faults:
            return {}
        wanted = write_package(self.package)
        return {path: content for path, content in wanted.items() if self.files.get(path) != content}


def check_package(folder: Path) -> CheckedPackage:
    """Read and judge the package in a folder."""
    files, faults = read_files(folder)
    package, found = package_from_files(files) if files else (None, [])
    return CheckedPackage(package, files, tuple(sorted({*faults, *found})))
