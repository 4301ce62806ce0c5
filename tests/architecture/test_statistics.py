"""A public function of `epi` says what it takes and where its formula comes from."""

import ast
import re
from pathlib import Path

from tests.architecture import house

SOURCE = re.compile(r"Source:|doi:|ISBN|equation|[A-Z]\w+ [A-Z]\. \(\d{4}\)", re.IGNORECASE)
# helpers that hold no formula of their own
NO_FORMULA = {"items", "table", "whole", "number", "level", "use", "available", "kernel",
              "numbers", "wholes", "floats", "seed_of", "same_shape", "chosen"}  # fmt: skip


def is_inside(path: Path) -> bool:
    """A module named with a leading underscore holds the inner loops of the one beside it, never asked by others."""
    return path.name.startswith("_") and path.name != "__init__.py"


def test_every_public_function_of_epi_names_its_source() -> None:
    wrong = []
    for path in house.python_files():
        if house.room_of(path) != "epi" or is_inside(path):
            continue
        for node in house.tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.name in NO_FORMULA:
                continue
            doc = ast.get_docstring(node) or ""
            if not doc:
                wrong.append(f"{house.where(path, node.lineno)}: {node.name} has no docstring")
            elif not SOURCE.search(doc) and "same by" not in doc.lower():
                wrong.append(f"{house.where(path, node.lineno)}: {node.name} names no source")
    assert not wrong, house.report(wrong)


def test_methods_are_named_by_the_caller() -> None:
    """`method` never has a default: which interval was used is said where it is asked for."""
    wrong = []
    for path in house.python_files():
        if house.room_of(path) != "epi":
            continue
        for node in house.functions(path):
            defaults = dict(zip([a.arg for a in node.args.kwonlyargs], node.args.kw_defaults, strict=True))
            positional = {a.arg for a in (*node.args.args, *node.args.posonlyargs)}
            if defaults.get("method") is not None or (
                "method" in positional and not node.name.startswith("_")
            ):
                wrong.append(f"{house.where(path, node.lineno)}: {node.name}")
    assert not wrong, house.report(wrong)


def test_statistics_take_their_numbers_by_name() -> None:
    """`crude_rate(cases=3, person_years=100.0)`: two numbers cannot change places unnoticed."""
    wrong = [
        f"{house.where(path, node.lineno)}: {node.name} takes {len(node.args.args)} arguments by position"
        for path in house.python_files()
        if house.room_of(path) == "epi" and not is_inside(path)
        for node in house.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and len(node.args.args) > 2
    ]
    assert not wrong, house.report(wrong)
