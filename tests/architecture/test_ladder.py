"""Imports go down the ladder, and so do the imports in disguise: foreign keys, templates, URL names, signals."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import house

LINT = "from importlinter.cli import lint_imports_command as run; run()"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts on a tree, without a cache between trees."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "", "LC_ALL": "C.UTF-8", "COLUMNS": "200"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def copied(folder: Path) -> Path:
    """The package's Python files and its contracts, in a folder a test may spoil."""
    shutil.copy(house.ROOT / "pyproject.toml", folder)
    for path in house.python_files(migrations=True):
        target = folder / path.relative_to(house.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return folder


@pytest.mark.slow
class TestContracts:
    def test_all_import_contracts_hold(self) -> None:
        done = lint_imports(house.ROOT)
        assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("name", ["utils", "common", "misc"])
    def test_a_room_outside_the_ladder_breaks_the_build(self, tmp_path: Path, name: str) -> None:
        spoiled = copied(tmp_path) / "safecommunity" / name
        spoiled.mkdir()
        (spoiled / "__init__.py").touch()
        done = lint_imports(tmp_path)
        assert done.returncode != 0
        assert name in done.stdout

    @pytest.mark.parametrize(
        ("file", "line", "why"),
        [
            ("places/queries.py", "import safecommunity.injuries.models", "up the ladder"),
            ("files/queries.py", "import safecommunity.intake.models", "sideways"),
            ("indicators/__init__.py", "import django", "Django below the line"),
            ("engine/store.py", "import duckdb", "an engine named outside engine/duckdb.py"),
            ("engine/analysis.py", "import pyspark", "an engine named outside engine/spark.py"),
        ],
    )
    def test_one_wrong_import_breaks_the_build(self, tmp_path: Path, file: str, line: str, why: str) -> None:
        spoiled = copied(tmp_path) / "safecommunity" / file
        spoiled.write_text(f"{spoiled.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
        assert lint_imports(tmp_path).returncode != 0, why


def test_every_folder_of_the_package_is_a_room_of_the_ladder() -> None:
    folders = {path.name for path in house.PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - {"locale"} == set(house.ladder())


@pytest.mark.parametrize(("file", "engine"), [("duckdb", "duckdb"), ("spark", "pyspark")])
def test_only_one_file_names_an_engine(file: str, engine: str) -> None:
    """`ibis.duckdb` names the engine without importing it; file names and comments may."""
    wrong = [
        f"{house.where(path, node.lineno)}: {ast.unparse(node)}"
        for path in house.python_files()
        if path != house.PACKAGE / "engine" / f"{file}.py"
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.Attribute) and node.attr == engine and ast.unparse(node) == f"ibis.{engine}"
    ]
    assert not wrong, house.report(wrong)


def test_between_rooms_only_the_doors_are_imported() -> None:
    """Rooms with tables show actions, queries and models; shell, journal.chain and the rungs below are open."""
    closed = {"views", "forms", "urls", "admin", "facts", "checks", "templatetags", "adapter", "middleware"}
    wrong = []
    for path in house.python_files():
        room = house.room_of(path)
        if room in ("web", "demo"):  # the switchboard wires everything, the demonstration fills everything
            continue
        for line, module in imported(path):
            other, parts = house.room_of_module(module), module.split(".")
            if other and other not in (room, "shell") and len(parts) > 2 and parts[2] in closed:
                wrong.append(
                    f"{house.where(path, line)}: {room} opens {module}; allowed: {sorted(house.DOORS)}"
                )
    assert not wrong, house.report(wrong)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Modules a file imports, anywhere in it, also inside functions."""
    for node in ast.walk(house.tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def test_foreign_keys_point_down() -> None:
    """A foreign key by class is an import already; one by text ("injuries.Injury") is an import in disguise."""
    wrong, seen = [], 0
    for model in apps.get_models(include_auto_created=True):
        room = house.room_of_module(model.__module__)
        if not room:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObject | ManyToManyField) or not field.remote_field:
                continue
            other = house.room_of_module(field.remote_field.model.__module__)
            seen += 1
            if other and not house.may_lean_on(room, other):
                wrong.append(f"{model._meta.label}.{field.name} → {field.remote_field.model._meta.label}")
    assert seen, "no foreign key was looked at"
    assert not wrong, house.report(wrong)


LEANS = re.compile(r"{%-?\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")
LIBRARIES = re.compile(r"{%-?\s*load\s+([^%]+?)\s*-?%}")
URL_TAG = re.compile(r"{%-?\s*url\s+[\"']([^\"']+)[\"']")
STATIC_TAG = re.compile(r"{%-?\s*static\s+[\"']([^\"']+)[\"']")


def lines_of(path: Path, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    return ((text.count("\n", 0, found.start()) + 1, found[1]) for found in pattern.finditer(text))


def test_templates_lean_on_lower_rooms_only() -> None:
    """Templates and static files stand in a folder named after their room, so the name says whose they are."""
    wrong = []
    for path in house.templates():
        room = house.room_of(path)
        for pattern in (LEANS, STATIC_TAG):
            for line, name in lines_of(path, pattern):
                other = name.split("/")[0]
                if other in house.ladder() and not house.may_lean_on(room, other):
                    wrong.append(f"{house.where(path, line)}: {room} uses {name}")
    assert not wrong, house.report(wrong)


def test_template_tags_are_loaded_from_lower_rooms_only() -> None:
    owners = {
        path.stem: house.room_of(path)
        for path in house.python_files()
        if path.parent.name == "templatetags" and path.stem != "__init__"
    }
    wrong = []
    for path in house.templates():
        for line, names in lines_of(path, LIBRARIES):
            for name in names.split():
                if name in owners and not house.may_lean_on(house.room_of(path), owners[name]):
                    wrong.append(f"{house.where(path, line)}: {house.room_of(path)} loads {name}")
    assert not wrong, house.report(wrong)


# Names a library gives to its pages and a room only answers: everybody may use them, as LOGIN_URL does.
OF_LIBRARIES = {"account_login", "account_logout"}


def url_names() -> dict[str, str]:
    """URL name (with its namespace) to the room whose view answers."""
    names: dict[str, str] = {}

    def walk(patterns: list, prefix: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern) and pattern.name:
                view = getattr(pattern.callback, "view_class", pattern.callback)
                names[prefix + pattern.name] = house.room_of_module(view.__module__)

    walk(get_resolver().url_patterns, "")
    return names


def named_urls(path: Path) -> Iterator[tuple[int, str]]:
    """URL names used in a Python file: reverse, reverse_lazy, redirect, and success_url-like texts are calls."""
    for call in house.calls(path):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in {"reverse", "reverse_lazy", "redirect", "resolve_url"} and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and "/" not in first.value:
                yield call.lineno, first.value


def test_url_names_lead_down() -> None:
    """A link to a page of a higher room is an import in disguise; upper rooms register it in a slot instead."""
    names, wrong = url_names(), []
    uses = [(path, *use) for path in house.templates() for use in lines_of(path, URL_TAG)]
    uses += [(path, *use) for path in house.python_files() for use in named_urls(path)]
    for path, line, name in uses:
        room = house.room_of(path)
        if name not in names and not name.startswith("admin:"):
            wrong.append(f"{house.where(path, line)}: no page is named {name}")
        elif names.get(name) and name not in OF_LIBRARIES and not house.may_lean_on(room, names[name]):
            wrong.append(f"{house.where(path, line)}: {room} links up to {name} of {names[name]}")
    assert not wrong, house.report(wrong)


def test_no_signals_between_rooms() -> None:
    """A signal calls upward without an import; the house has slots for that."""
    wrong = []
    for path in house.python_files():
        for line, module in imported(path):
            if module.startswith(("django.dispatch", "django.db.models.signals")):
                wrong.append(f"{house.where(path, line)}: imports {module}")
        wrong += [
            f"{house.where(path, call.lineno)}: connects a signal"
            for call in house.calls(path)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "connect"
            and "signal" in ast.unparse(call.func)
        ]
    assert not wrong, house.report(wrong)
