"""The empty tables of a test run on SQLite, kept from run to run: making them takes ten seconds, copying them none.

A copy belongs to every migration's text and to Django's version: whatever of them changes, the tables are made anew.
"""

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from tests.kept import alone

KEPT = Path(__file__).resolve().parent.parent / "var" / "tables"


def name_of(plan: Any) -> str:
    """What the tables follow from."""
    import django

    told = hashlib.sha256(repr(django.VERSION).encode())
    for migration, _backwards in plan:
        module = __import__(migration.__module__, fromlist=["Migration"])
        told.update(str(migration).encode() + Path(str(module.__file__)).read_bytes())
    return told.hexdigest()[:24]


def keep() -> None:
    """Have a run that makes all tables from nothing take them from the copy, or leave one."""
    from django.db.migrations.executor import MigrationExecutor

    make = MigrationExecutor._migrate_all_forwards

    def made(self: Any, state: Any, plan: Any, full_plan: Any, fake: bool, fake_initial: bool) -> Any:
        connection = self.connection
        whole = len(plan) == len(full_plan) and connection.vendor == "sqlite"
        if not whole or "memory" not in str(connection.settings_dict["NAME"]):
            return make(self, state, plan, full_plan, fake=fake, fake_initial=fake_initial)
        path = KEPT / f"{name_of(plan)}.sqlite3"
        connection.ensure_connection()
        with alone(path):
            if not path.exists():
                state = make(self, state, plan, full_plan, fake=fake, fake_initial=fake_initial)
                draft = path.with_suffix(f".{os.getpid()}")
                copy = sqlite3.connect(draft)
                connection.connection.backup(copy)
                copy.close()
                draft.replace(path)
                return state
        kept = sqlite3.connect(path)
        kept.backup(connection.connection)
        kept.close()
        bare = self._create_project_state()  # without models made of it, which cost most
        for migration, _backwards in plan:
            migration.mutate_state(bare, preserve=False)
        return bare

    MigrationExecutor._migrate_all_forwards = made
