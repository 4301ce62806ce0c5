"""The house as the tests see it: its rooms, its ladder (read from pyproject.toml, nowhere else), its files."""

import ast
import functools
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "safecommunity"
DOORS = {"actions", "queries", "models"}  # what one room may import of another


@functools.cache
def contracts() -> list[dict]:
    """The import contracts."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return data["tool"]["importlinter"]["contracts"]


@functools.cache
def ladder() -> dict[str, int]:
    """Room to rung, higher number higher up; rooms of one rung share a number."""
    layers = next(contract["layers"] for contract in contracts() if contract["type"] == "layers")
    return {
        room.strip(): height
        for height, layer in enumerate(reversed(layers))
        for room in layer.replace(":", "|").split("|")
    }


def may_lean_on(user: str, used: str) -> bool:
    """May a room use something of another? Itself and any lower rung; never higher, never sideways."""
    return user == used or ladder()[user] > ladder()[used]


def room_of(path: Path) -> str:
    """The room a file of the package lies in; "" for the package's own."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def room_of_module(module: str) -> str:
    """`safecommunity.places.models` → `places`; "" for anything of others."""
    parts = module.split(".")
    return parts[1] if parts[0] == "safecommunity" and len(parts) > 1 else ""


def python_files(*, migrations: bool = False) -> list[Path]:
    """The product's Python files."""
    files = sorted(PACKAGE.rglob("*.py"))
    return [path for path in files if migrations or "migrations" not in path.parts]


def templates() -> list[Path]:
    """All templates."""
    return sorted(path for path in PACKAGE.glob("*/templates/**/*") if path.is_file())


@functools.cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree, read once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def where(path: Path, line: int = 0) -> str:
    """`safecommunity/places/actions.py:12`, as editors open it."""
    return f"{path.relative_to(ROOT).as_posix()}{f':{line}' if line else ''}"


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def strings(path: Path) -> Iterator[ast.Constant]:
    """Every plain text of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


def texts(node: ast.AST) -> Iterator[str]:
    """Plain texts anywhere under a node."""
    return (
        leaf.value
        for leaf in ast.walk(node)
        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
    )


@functools.cache
def tracked() -> tuple[Path, ...]:
    """The repository's files: what git tracks or would track; in an unpacked archive, what lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
        return tuple(sorted(path for name in names if (path := ROOT / name).is_file()))
    outside = {".venv", "var", ".git", "__pycache__"}
    return tuple(
        sorted(p for p in ROOT.rglob("*") if p.is_file() and not outside & set(p.relative_to(ROOT).parts))
    )


def report(wrong: list[str]) -> str:
    """A failure message with one finding a line."""
    return "\n" + "\n".join(wrong)
