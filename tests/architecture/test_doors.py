"""Each door keeps to its purpose: writes in actions, admin for reading only, no print, no SQL glued from text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tests.architecture import house

# Methods that write when called on a manager, a queryset or an instance.
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "update",
    "acreate", "asave", "adelete", "aupdate", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update",
    "execute", "executemany", "set_password", "_raw_delete",
}  # fmt: skip
# On these words a method of the same name is not a database write.
HARMLESS = re.compile(
    r"(digest|hash|hmac|sha\w*|cursor_?less|environ|context|attrs|params|data|seen|headers|cache)$"
)
QUERYSET = re.compile(r"\bobjects\b|_default_manager|_base_manager|\.(filter|exclude|all|order_by|using)\(")
WRITING_SQL = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE|ALTER|DROP|CREATE|TRUNCATE)\b", re.IGNORECASE)

# Writes that stand elsewhere, each with its reason. Anything not here fails; anything here that is gone fails too.
ALLOWED: dict[str, str] = {
    "safecommunity/demo/faults.py": "the demonstration plants what no action does: a held figure changed past the log",
    "safecommunity/files/pictures.py": "a picture is saved into memory, no row into the database",
    "safecommunity/shell/papers/own/filling.py": "a Word file is saved into memory, no row into the database",
    "safecommunity/shell/papers/sheet_word.py": "a Word file is saved into memory, no row into the database",
    "safecommunity/shell/papers/word.py": "a Word file is saved into memory, no row into the database",
}
# Views that open a transaction, each with its reason.
SHARED_TRANSACTIONS: dict[str, str] = {
    "safecommunity/accounts/views/signin.py": "allauth stores the second factor in its form; our event goes with it",
}


def is_actions(path: Path) -> bool:
    """Is this file the door for writing? `actions.py`, or a file of the folder `actions/`."""
    return path.stem == "actions" or "actions" in path.relative_to(house.PACKAGE).parts[:-1]


def knows_django(path: Path) -> bool:
    return house.room_of(path) not in {"epi", "engine", "indicators", ""}


def is_write(call: ast.Call, models: set[str]) -> bool:
    """Does the call write through the ORM or a cursor? Judged by the text of what the method hangs on."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    owner, method = ast.unparse(call.func.value), call.func.attr
    if owner.endswith("actions"):  # calling an action is what everybody should do
        return False
    if method in {"execute", "executemany"}:
        return any(WRITING_SQL.search(text) for argument in call.args[:1] for text in house.texts(argument))
    if QUERYSET.search(owner) or owner in models:
        return True
    if method in {"update", "delete", "create", "set_password"}:
        # `thing.delete()` and `thing.update(a=1)`: an instance or a queryset kept in a variable
        if method == "set_password":
            return True
        return not call.args and not HARMLESS.search(owner) and not isinstance(call.func.value, ast.Dict)
    return not HARMLESS.search(owner) and not owner.startswith(("image", "picture", "np", "path", "segno"))


def written_in(path: Path) -> Iterator[int]:
    """Lines of a file that write to the database."""
    models = {
        name.asname or name.name
        for node in ast.walk(house.tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models")
        for name in node.names
    }
    return (call.lineno for call in house.calls(path) if is_write(call, models))


def test_the_database_is_written_in_actions_only() -> None:
    wrong = [
        f"{house.where(path, line)}: writes outside actions.py"
        for path in house.python_files()
        if knows_django(path) and not is_actions(path) and house.where(path) not in ALLOWED
        for line in written_in(path)
    ]
    assert not wrong, house.report(wrong)


def test_no_exception_outlives_its_reason() -> None:
    """An entry of the list of exceptions that is no longer needed goes."""
    idle = [
        name for name in ALLOWED if not (house.ROOT / name).exists() or not any(written_in(house.ROOT / name))
    ]
    assert not idle, house.report(idle)


def test_the_search_for_writes_finds_them(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing: one file with every kind of write, one line each."""
    file = tmp_path / "views.py"
    file.write_text(
        "from safecommunity.places.models import Place\n"
        "Place.objects.create(name='x')\n"
        "place.save()\n"
        "place.delete()\n"
        "Place.objects.filter(pid='x').update(name='y')\n"
        "found.update(name='y')\n"
        "Place.objects.bulk_create([])\n"
        "Place.objects.get_or_create(pid='x')\n"
        "cursor.execute('DELETE FROM places_place')\n"
        "seen.update(other)\n"
        "cursor.execute('SELECT 1')\n"
        "digest.update(text)\n"
        "actions.set_password(user=user)\n",
        encoding="utf-8",
    )
    assert list(written_in(file)) == [2, 3, 4, 5, 6, 7, 8, 9]


def test_every_write_is_called_with_names_and_says_by_whom() -> None:
    """Public functions of actions that open a transaction: keyword-only, with `at`, and with who did it.

    Who did it is `by`, or the `reader` whose rights are asked, or for what people do to themselves (enrol a phone by
    its invitation, sign in) the `user`, `device`, `token` or `username`; an import run knows who began it.
    """
    doers = {"by", "reader", "user", "device", "token", "username", "run"}
    wrong = []
    for path in house.python_files():
        if not is_actions(path) or house.room_of(path) == "journal":
            continue
        for node in house.tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if "atomic" not in "".join(ast.unparse(mark) for mark in node.decorator_list):
                continue
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            if node.args.args or node.args.posonlyargs:
                wrong.append(f"{house.where(path, node.lineno)}: {node.name} takes arguments by position")
            if "at" not in keywords or not doers & keywords:
                wrong.append(
                    f"{house.where(path, node.lineno)}: {node.name} takes {sorted(keywords)}, not by and at"
                )
    assert not wrong, house.report(wrong)


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda m: m._meta.label), ids=lambda m: m._meta.label
)
def test_the_admin_only_reads(model: type, rf: RequestFactory) -> None:
    """Asked for somebody with every right, so that it is the room and not the person that refuses."""
    request = rf.get("/admin/")
    request.user = Everything()
    door = admin.site._registry[model]
    assert not door.has_add_permission(request)
    assert not door.has_change_permission(request)
    assert not door.has_delete_permission(request)
    assert not door.get_actions(request), "an action of the list could write"


class Everything(AnonymousUser):
    """Somebody with every right."""

    is_active = is_staff = is_superuser = True

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return True

    def has_perms(self, perm_list: object, obj: object = None) -> bool:
        return True

    def has_module_perms(self, module: str) -> bool:
        return True


def test_views_do_not_open_transactions() -> None:
    """One write is one action: a view that needs a transaction is doing an action's work."""
    wrong = [
        f"{house.where(path, call.lineno)}: {ast.unparse(call.func)}"
        for path in house.python_files()
        if path.stem == "views" or "views" in path.relative_to(house.PACKAGE).parts[:-1]
        if house.where(path) not in SHARED_TRANSACTIONS
        for call in house.calls(path)
        if ast.unparse(call.func).endswith("transaction.atomic")
    ]
    assert not wrong, house.report(wrong)


def test_sql_is_never_glued_from_values() -> None:
    """A value never enters SQL as text: no f-string, %, + or format in what a cursor executes."""
    wrong = []
    for path in house.python_files():
        for call in house.calls(path):
            if not (
                isinstance(call.func, ast.Attribute) and call.func.attr in {"execute", "executemany", "raw"}
            ):
                continue
            if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
                wrong.append(f"{house.where(path, call.lineno)}: {ast.unparse(call.args[0])[:70]}")
    assert not wrong, house.report(wrong)


def test_the_clock_is_read_at_the_edge() -> None:
    """Actions and everything below the Django line are told the time; they never look at a clock."""
    wrong = []
    for path in house.python_files():
        if not is_actions(path) and knows_django(path):
            continue
        for call in house.calls(path):
            if ast.unparse(call.func) in {
                "timezone.now",
                "datetime.now",
                "date.today",
                "datetime.today",
                "time.time",
            }:
                wrong.append(f"{house.where(path, call.lineno)}: {ast.unparse(call)}")
    assert not wrong, house.report(wrong)
