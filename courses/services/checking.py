"""Every fault of a course package, before anything is written. Touches no database."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assessments.api import PictureRefused, picture_facts, plain_content, validate_item
from courses.packages import (
    Fault,
    ItemDocument,
    Package,
    Problem,
    faults_at,
    package_from_files,
    read_files,
    split_path,
    write_package,
)
from courses.ports import Problem as PartProblem
from courses.ports import package_parts


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """A package as read, its files, and all its faults. Without faults the package is whole."""

    package: Package | None
    files: dict[str, bytes]
    faults: tuple[Fault, ...]

    def rewritten(self) -> dict[str, bytes]:
        """The files without faults whose canonical form differs from what is there."""
        if self.package is None:
            return {}
        faulty = {fault.file for fault in self.faults}
        wanted = write_package(self.package)
        return {
            path: content
            for path, content in wanted.items()
            if path not in faulty and path in self.files and self.files[path] != content
        }


def check_package(folder: Path) -> CheckedPackage:
    """Read and judge the package in a folder."""
    return check_files(*read_files(folder))


def check_files(files: dict[str, bytes], faults: list[Fault]) -> CheckedPackage:
    """Judge a package that was read: its form, its references, its items and its parts."""
    package, found = package_from_files(files) if files else (None, [])
    faults = [*faults, *found]
    if package is not None:
        items, found = _judged_items(package)
        faults += found + _part_faults(package)
        package = replace(package, items=items)
    return CheckedPackage(package, files, tuple(sorted(set(faults))))


def _judged_items(package: Package) -> tuple[tuple[ItemDocument, ...], list[Fault]]:
    """Every item with its interaction as the engine writes it, and what the engine refuses."""
    items, faults = [], []
    for item in package.items:
        file = package.item_file(item.slug)
        try:
            interaction = _with_picture(item, package)
        except PictureRefused as refusal:
            ending, _content = package.pictures[item.slug]
            faults.append(Fault(file.removesuffix(".yaml") + ending, 0, "picture", str(refusal)))
            continue
        problems = [
            Problem(problem.path, problem.rule, problem.message) for problem in validate_item(interaction)
        ]
        if "image" in item.interaction:
            problems.append(
                Problem(("image",), "picture", "the picture lies beside this file, under its name")
            )
        if problems:
            faults += faults_at(problems, package.marks[file], file, ("interaction",))
            items.append(item)
        else:
            items.append(
                ItemDocument.model_validate({**item.said(), "interaction": plain_content(interaction)})
            )
    return tuple(items), faults


def _with_picture(item: ItemDocument, package: Package) -> dict[str, Any]:
    """An item's interaction with what its picture's file says of it. Raises PictureRefused."""
    if item.slug not in package.pictures:
        return item.interaction
    _ending, content = package.pictures[item.slug]
    return {**item.interaction, "image": picture_facts(content)}


def _part_faults(package: Package) -> list[Fault]:
    """What the apps that own parts of a package find wrong with them."""
    faults = []
    for name, part in package_parts().items():
        if name in package.parts:
            problems = [part_problem(problem) for problem in part.check(package.parts[name])]
            faults += faults_at(problems, package.marks[f"{name}.yaml"], f"{name}.yaml")
    return faults


def part_problem(problem: PartProblem) -> Problem:
    """What an app found wrong with its part, as the format says it."""
    return Problem(split_path(problem.path), problem.rule, problem.message)
