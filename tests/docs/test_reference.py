"""The documentation is tested: commands, settings and roles are told, links lead somewhere, pages are fresh."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import reference
from tests.architecture import house

DOCS = house.ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *sorted(house.ROOT.glob("*.md"))]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def all_commands() -> list[tuple[str, str, object]]:
    from safecommunity.web.cli import parser

    return list(reference.commands(parser()))


@pytest.mark.parametrize(
    ("name", "about", "parser"), all_commands(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_has_help_and_is_in_the_reference(name: str, about: str, parser: object) -> None:
    assert about, f"safecommunity {name} has no help"
    for action in parser._actions:  # type: ignore[attr-defined]
        assert action.help, f"safecommunity {name}: {action.dest} has no help"
    assert f"`safecommunity {name}`" in page("reference/command-line.md")


def test_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"], cwd=house.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def settings_read() -> dict[str, str]:
    """Names of the environment an operator may set: literals handed to a reader of the environment."""
    names: dict[str, str] = {}
    for path in house.python_files():
        for node in house.strings(path) if house.room_of(path) == "web" else ():
            if re.fullmatch(r"SAFECOMMUNITY_[A-Z]+(_[A-Z]+)*|DATABASE_URL|PORT", node.value):
                names.setdefault(node.value, house.where(path, node.lineno))
    return names


def test_every_setting_of_the_environment_is_documented() -> None:
    text = page("reference/settings.md")
    missing = [f"{place}: {name}" for name, place in settings_read().items() if f"`{name}`" not in text]
    assert not missing, house.report(missing)


def test_every_documented_setting_exists() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)`", page("reference/settings.md"), re.MULTILINE))
    assert told
    assert told <= {*settings_read(), "CI", "JOBS", "PYTHON", "SAFECOMMUNITY_SHARED", "TESTS", "WHEELS"}


def test_every_role_is_in_the_table_of_rights() -> None:
    from safecommunity.accounts.models import Role

    text = page("reference/rights.md")
    assert [role for role in Role.values if f"`{role}`" not in text] == []


def test_every_make_target_is_in_the_contributors_page() -> None:
    targets = re.search(
        r"^\.PHONY: (.+)$", (house.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert targets
    told = (house.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [word for word in targets[1].split() if word != "help" and f"make {word}" not in told] == []


def links(path: Path) -> list[str]:
    """Local targets of a page's links and pictures, without those in code blocks."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    return [target for target in found if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("path", PAGES, ids=house.where)
def test_links_lead_somewhere(path: Path) -> None:
    dead = [target for target in links(path) if not (path.parent / target).exists()]
    assert not dead, f"{house.where(path)}: {dead}"


def test_decision_records_are_numbered_without_gaps_and_say_the_four_things() -> None:
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{house.where(path)} lacks {heading}"
        assert re.search(r"^Status: (in force|superseded by \d{4})", text, re.MULTILINE), house.where(path)
        assert path.name in page("decisions/README.md"), f"{path.name} is not in the list"


def test_every_dependency_is_explained_with_its_licence() -> None:
    import tomllib

    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = page("decisions/0008-dependencies.md").lower()
    names = [re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in project["dependencies"]]  # type: ignore[index]
    assert [name for name in names if f"`{name}`" not in told] == []


def test_both_readmes_name_the_same_commands_and_pictures() -> None:
    def told(name: str) -> tuple[list[str], set[str]]:
        text = (house.ROOT / name).read_text(encoding="utf-8")
        return re.findall(r"^make [a-z-]+", text, re.MULTILINE), set(re.findall(r"docs/images/[\w.-]+", text))

    assert told("README.md") == told("README.zh.md")


def test_the_glossary_says_each_word_once() -> None:
    rows = re.findall(
        r"^\| ([^|]+?) \| ([^|]+?) \|", (house.ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    rows = [row for row in rows if not set(row[0]) <= set("-: ") and row[0] != "中文"]
    assert len(rows) > 60
    for column in (0, 1):
        words = [row[column] for row in rows]
        assert sorted({word for word in words if words.count(word) > 1}) == []


def test_the_glossary_holds_the_roles_as_the_screens_call_them() -> None:
    from django.utils import translation

    from safecommunity.accounts.models import Role

    text = (house.ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    with translation.override("zh-hans"):
        missing = [str(role.label) for role in Role if f"| {role.label} |" not in text]
    assert not missing
