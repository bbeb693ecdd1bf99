"""The shipped schemas are those of the models, and accept what the models accept."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft202012Validator

from assessments.api import json_schema
from courses.packages import package_schemas, write_schema
from courses.packages.reading import _FRONT
from courses.packages.yaml_reading import read_yaml
from courses.services.checking import check_package

CURRICULUM = Path(settings.BASE_DIR) / "curriculum"
EVERYTHING = Path(__file__).parent / "everything"
SHIPPED = sorted(path.parent for path in CURRICULUM.glob("*/course.yaml"))
SCHEMAS = package_schemas(json_schema())


def _kind(path: Path) -> str:
    if path.suffix == ".md":
        return "lesson"
    return {"items": "item", "assessments": "assessment"}.get(path.parent.name, path.stem)


def _data(path: Path) -> Any:
    text = path.read_text()
    match = _FRONT.match(text) if path.suffix == ".md" else None
    located, faults = read_yaml(match["front"] if match else text, file=path.name)
    assert located is not None
    assert faults == []
    return located.data


def test_the_shipped_schemas_are_current() -> None:
    shipped = {path.name: path.read_bytes() for path in (CURRICULUM / "schemas").glob("*.json")}
    assert shipped == {name: write_schema(schema) for name, schema in SCHEMAS.items()}


def test_the_command_writes_the_schemas(tmp_path: Path) -> None:
    call_command("package_schemas", tmp_path / "schemas", verbosity=0)
    assert json.loads((tmp_path / "schemas" / "item.schema.json").read_text()) == SCHEMAS["item.schema.json"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("package", [EVERYTHING, *SHIPPED], ids=lambda path: path.name)
def test_every_file_of_a_package_follows_its_schema(package: Path) -> None:
    for path in sorted([*package.rglob("*.yaml"), *package.rglob("*.md")]):
        validator = Draft202012Validator(SCHEMAS[f"{_kind(path)}.schema.json"])
        errors = [
            f"{path}: {error.json_path}: {error.message}" for error in validator.iter_errors(_data(path))
        ]
        assert errors == []


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("course", {"level": "high"}),
        ("course", {"extra": 1}),
        ("course", {"title": ""}),
        ("item", {"interaction": {"type": "essay"}}),
        ("item", {"references": []}),
        ("lesson", {"minutes": "long"}),
        ("assessment", {"blueprint": []}),
    ],
)
def test_a_schema_refuses_what_is_plainly_wrong(kind: str, change: dict[str, Any]) -> None:
    places = {
        "course": "course.yaml",
        "item": "modules/02-signals/items/sn-p-01.yaml",
        "lesson": "modules/02-signals/01-first-light.md",
        "assessment": "assessments/examination.yaml",
    }
    data = _data(EVERYTHING / places[kind]) | change
    assert list(Draft202012Validator(SCHEMAS[f"{kind}.schema.json"]).iter_errors(data))


@pytest.mark.parametrize("package", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_package_has_no_faults_and_stands_in_the_canonical_form(package: Path) -> None:
    checked = check_package(package)
    assert [str(fault) for fault in checked.faults] == []
    assert list(checked.rewritten()) == []
