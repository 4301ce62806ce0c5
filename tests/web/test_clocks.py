"""What time makes due is done by itself: every clock of every room is run, and one that breaks stops none."""

import ast
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

import safecommunity
from safecommunity.web import keeper

ROOT = Path(safecommunity.__file__).parent


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """The product's own code; the demonstration lives a year at once and calls clocks by hand."""
    for path in ROOT.rglob("*.py"):
        if "demo" not in path.relative_to(ROOT).parts:
            yield path, ast.parse(path.read_text("utf-8"))


def is_clock(one: ast.stmt) -> bool:
    """An action that is told nothing but who and when: only time can be its reason."""
    return (
        isinstance(one, ast.FunctionDef)
        and not one.name.startswith("_")
        and not one.args.args
        and sorted(each.arg for each in one.args.kwonlyargs) == ["at", "by"]
    )


def test_every_clock_of_every_room_is_run_by_the_product() -> None:
    defined, used = {}, set()
    for path, tree in modules():
        if "actions" in str(path.relative_to(ROOT)):
            for one in tree.body:
                if is_clock(one):
                    defined[one.name] = path.relative_to(ROOT)
        for node in ast.walk(tree):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load) and name:
                used.add(name)
    assert {"tell_day", "open_year", "run_clock"} <= set(defined)
    idle = {name: str(path) for name, path in defined.items() if name not in used}
    assert not idle, f"nobody calls these; put them into safecommunity/web/keeper.py: {idle}"


@pytest.mark.parametrize("broken", [DatabaseError("locked"), ValueError("a record nobody thought of")])
def test_a_clock_that_breaks_holds_up_none_of_the_others(
    monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    stop, run = threading.Event(), []

    def breaks(**_said: Any) -> None:
        run.append("first")
        raise broken

    def last(**_said: Any) -> None:
        run.append("last")
        stop.set()

    monkeypatch.setattr(keeper, "clocks", lambda: [breaks, last])
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    monkeypatch.setattr("safecommunity.outreach.actions.count_obligations", lambda **_said: None)
    keeper.tend_for_ever(stop)
    assert run == ["first", "last"]
