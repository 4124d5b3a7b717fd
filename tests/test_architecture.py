"""The house is what its documents say: layers, foreign keys, sizes, personal data, commands, settings."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from forewarn.cli.main import COMMANDS
from forewarn.foundation.personal_data import declared_tables

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "forewarn"
MOST_LINES = 400  # of a file; ARCHITECTURE and CONTRIBUTING say so


def layers() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lines = next(c["layers"] for c in contracts if c["type"] == "layers")
    return [{name.strip() for name in line.split("|")} for line in lines]


def own_models():
    return [m for m in apps.get_models() if m.__module__.startswith("forewarn.")]


def package_of(model) -> str:
    return model.__module__.split(".")[1]


def test_architecture_shows_the_layers_of_the_import_contract():
    table = (ROOT / "ARCHITECTURE.md").read_text().split("## The packages")[1].split("##")[0]
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("|")][2:]
    assert [set(re.findall(r"`(\w+)`", row)) for row in rows] == layers()


def test_every_package_is_placed():
    packages = {p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert packages == set().union(*layers())


def test_every_test_file_has_a_name_of_its_own():
    """pytest imports them by it: the second of two ends the run."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_foreign_keys_point_down():
    depth = {name: number for number, line in enumerate(layers()) for name in line}
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model.__module__.startswith("forewarn.")
        if package_of(field.related_model) != package_of(model)
        and depth[package_of(field.related_model)] <= depth[package_of(model)]
    ]
    assert wrong == []


def test_every_field_of_every_table_is_declared_as_personal_or_not():
    declared = declared_tables()
    missing = []
    for model in own_models():
        label = f"{model._meta.app_label}.{model.__name__}"
        fields = {f.name for f in model._meta.get_fields() if not f.auto_created and f.name != "id"}
        known = set(declared[label].fields) if label in declared else set()
        missing += [f"{label}.{name} not declared" for name in sorted(fields - known)]
        missing += [f"{label}.{name} declared, but gone" for name in sorted(known - fields - {"id"})]
    assert missing == []


def test_inits_are_empty_and_files_stay_small():
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if path.name == "__init__.py":
            assert text.strip() == "", f"{path.relative_to(ROOT)} is not empty"
        assert text.count("\n") <= MOST_LINES, f"{path.relative_to(ROOT)} has {text.count(chr(10))} lines"


def test_functions_stay_short():
    long = []
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 60:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_exists_and_is_documented(name):
    module = COMMANDS[name][0]
    path = ROOT / "src" / Path(*module.split(".")).with_suffix(".py")
    assert path.exists() or path.with_suffix("").is_dir()
    assert f"`forewarn {name}" in (ROOT / "docs" / "commands.md").read_text()


def test_every_setting_is_documented():
    documented = set(re.findall(r"`((?:FOREWARN_|DATABASE_)[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    used = set()
    for path in SOURCE.rglob("*.py"):
        used |= set(re.findall(r"""env_(?:text|switch|number|list)\(\s*"([A-Z_]+)""", path.read_text()))
    assert used - documented == set()
    assert documented - used <= {"FOREWARN_SECRET_KEY_FILE", "DATABASE_URL"}


def test_no_path_of_a_machine_and_no_registry_host_is_in_the_repository():
    words = re.compile(r"(/(?:work|root|home/\w+)/|pypi\.org|registry\.npmjs|files\.pythonhosted)")
    suffixes = {".py", ".md", ".toml", ".html", ".css", ".txt", ".yaml", ".yml", ".json", ".cfg", ".sh"}
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT).parts
        if (inside[0].startswith(".") and inside[0] != ".ci") or inside[0] in {"var"} or path.suffix not in suffixes:
            continue
        if path.name != "test_architecture.py" and path.is_file():
            assert not words.search(path.read_text(errors="replace")), f"{path.relative_to(ROOT)}"
