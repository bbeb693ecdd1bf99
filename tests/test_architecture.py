"""What the import linter cannot see: file sizes, upward foreign keys, inline code, names."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "website", "assessments", "courses", "certificates", "workplace", "config"]
ORDER = ["accounts", "website", "assessments", "courses", "certificates", "workplace"]
MAX_LINES = 500
MAX_PARAMETERS = 6
FORBIDDEN_NAMES = {"core", "common", "utils", "helpers", "misc", "site", "platform"}


def _sources() -> list[Path]:
    return [
        path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts
    ]


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_at_most_500_lines_and_its_functions_take_at_most_6_parameters(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= MAX_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            count = len([argument for argument in named if argument.arg not in {"self", "cls", "request"}])
            assert count <= MAX_PARAMETERS, f"{node.name} takes {count} parameters"


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_imported_inside_a_function_but_in_ready(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "ready":
            inner = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
            assert not inner, f"{node.name} imports inside"


def test_no_package_has_a_name_that_says_nothing() -> None:
    names = {path.stem for path in _sources()} | {path.parent.name for path in _sources()}
    assert not names & FORBIDDEN_NAMES


def test_foreign_keys_point_down_the_house_or_sideways() -> None:
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or target is None or isinstance(target, str):
                continue
            other = target._meta.app_label
            if other in ORDER:
                assert ORDER.index(other) <= ORDER.index(app), f"{model.__name__}.{field.name} points up"


TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_inline_script_or_style(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style[\s>]", text)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son(click|change|submit|load|input)=", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or "application/json" in tag, tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_list_of_the_desk_can_be_scrolled_by_itself(path: Path) -> None:
    for before in path.read_text().split('<table class="listing')[:-1]:
        last = before.rstrip().rsplit("\n", 1)[-1]
        assert re.search(r'({% scroller %}|<div class="scroll" tabindex="0" role="region".*>)$', last), last


def test_no_word_of_the_project_names_a_machine_or_a_hub() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    # In an unpacked archive there is no git: then every text file is looked at.
    names = listed.splitlines() or [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    for name in names:
        path = ROOT / name
        if (
            path.suffix not in {".py", ".md", ".html", ".toml", ".yaml", ".sh", ".js", ".css", ".txt"}
            or not path.exists()
        ):
            continue
        if path == Path(__file__).resolve() or ".venv" in path.parts or "var" in path.parts:
            continue
        text = path.read_text(errors="replace")
        assert not re.search(r"/(work|root|home|tmp/plan)/", text), name
