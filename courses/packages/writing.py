"""A package → its files in the canonical form: equal packages are equal bytes."""

from typing import Any

from courses.packages.bodies import Block, blocks_to_markdown
from courses.packages.documents import AchievementDocument, ItemDocument
from courses.packages.fields import Document
from courses.packages.package import Lesson, Module, Package
from courses.packages.yaml_writing import write_yaml


def plain(document: Document) -> dict[str, Any]:
    """A document's keys in their order, without those that say nothing."""
    found = document.said()
    return {key: value for key, value in found.items() if value not in ([], "", {})}


def write_document(document: Document) -> bytes:
    """One YAML file."""
    return write_yaml(plain(document)).encode()


def _body(blocks: tuple[Block, ...], anchors: frozenset[str]) -> str:
    return blocks_to_markdown(blocks, anchors=anchors)


def write_lesson(lesson: Lesson, terms: frozenset[str]) -> bytes:
    """One lesson: front matter and body. `terms` are the links that lead to the glossary."""
    anchors = terms | {f"#source-{source.id}" for source in lesson.front.sources}
    front = plain(lesson.front)
    if lesson.alternative:
        front["alternative"] = _body(lesson.alternative, anchors).rstrip("\n")
    if "sources" in front:
        front["sources"] = [plain(source) for source in lesson.front.sources]
    return f"---\n{write_yaml(front)}---\n{_body(lesson.body, anchors)}".encode()


def write_module(module: Module, terms: frozenset[str]) -> dict[str, bytes]:
    """A module's own file, its lessons, pictures and downloads, by path within the package."""
    files = {f"{module.folder}/module.yaml": write_document(module.document)}
    for lesson in module.lessons:
        files[f"{module.folder}/{lesson.file_name}"] = write_lesson(lesson, terms)
    for name, content in module.files.items():
        files[f"{module.folder}/{name}"] = content
    return files


def write_item(item: ItemDocument) -> bytes:
    """One item. The interaction's keys keep the order in which they are given; its picture lies beside the file."""
    kept = {name: value for name, value in item.interaction.items() if name != "image"}
    return write_document(item.model_copy(update={"interaction": kept}))


def write_part(name: str, data: dict[str, Any]) -> bytes:
    """A file that another app owns, its keys in the order of the format where that is known."""
    if name == "achievement":
        return write_document(AchievementDocument.model_validate(data))
    return write_yaml(data).encode()


def write_package(package: Package) -> dict[str, bytes]:
    """Every file of the package by its path, in the canonical form."""
    files = {"course.yaml": write_document(package.course)}
    for name, data in package.parts.items():
        files[f"{name}.yaml"] = write_part(name, dict(data))
    if package.glossary is not None:
        data = plain(package.glossary)
        files["glossary.yaml"] = write_yaml(
            {**data, "terms": [plain(term) for term in package.glossary.terms]}
        ).encode()
    for name, document in (("lint", package.lint), ("coverage", package.coverage)):
        if document is not None:
            files[f"{name}.yaml"] = write_document(document)
    for assessment in package.assessments:
        files[f"assessments/{assessment.slug}.yaml"] = write_document(assessment)
    items = {item.slug: item for item in package.items}
    for module in package.modules:
        files |= write_module(module, package.term_anchors)
        # An item that could not be read is known by its name alone.
        for slug in items.keys() & module.items:
            files[f"{module.folder}/items/{slug}.yaml"] = write_item(items[slug])
            if slug in package.pictures:
                ending, content = package.pictures[slug]
                files[f"{module.folder}/items/{slug}{ending}"] = content
    return dict(sorted(files.items()))
