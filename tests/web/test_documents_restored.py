"""A final document stays what it was when records change, and when data and keys come back from a backup.

Backed up and restored as `docs/how-to/back-up-keys.md` tells: both folders packed with the server stopped, unpacked
elsewhere. On PostgreSQL the database is copied by the server.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.web import installations

pytestmark = [pytest.mark.db, pytest.mark.slow]
HANDS, DOCUMENTS = "tests.web.hands", "tests.web.hands_of_documents"


def said(env: dict, *asked: str) -> dict:
    answer = installations.run(env, *asked)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout.splitlines()[-1])


def backed_up(env: dict, folder: Path) -> None:
    """The two commands of the how-to."""
    for name, what in (("data.tar.gz", "SAFECOMMUNITY_HOME"), ("keys.tar.gz", "SAFECOMMUNITY_KEYS")):
        kept = Path(env[what])
        subprocess.run(["tar", "-c", "-z", "-f", folder / name, "-C", kept.parent, kept.name], check=True)


def restored(env: dict, backup: Path, folder: Path) -> dict:
    """Another installation of what was packed."""
    if env.get("DATABASE_URL"):
        return installations.environment(folder, like=env)
    for name in ("data.tar.gz", "keys.tar.gz"):
        subprocess.run(["tar", "-x", "-z", "-f", backup / name, "-C", folder], check=True)
    return {**env, "SAFECOMMUNITY_HOME": str(folder / "home"), "SAFECOMMUNITY_KEYS": str(folder / "keys")}


def test_a_final_document_survives_a_change_of_records_a_backup_and_a_restore(tmp_path: Path) -> None:
    (first := tmp_path / "first").mkdir()
    (backup := tmp_path / "backup").mkdir()
    (second := tmp_path / "second").mkdir()
    env = installations.environment(first)
    ids = said(env, HANDS, "world")
    installations.run(env, HANDS, "write", ids["street"], ids["unit"], "a", "9")
    pid = said(env, DOCUMENTS, "freeze", ids["street"])["pid"]
    made = said(env, DOCUMENTS, "look", pid)
    assert (made["state"], made["sound"], made["moved"], made["held"], made["again"]) == (
        "final",
        True,
        0,
        9,
        9,
    )
    assert set(made["files"]) == {"pdf", "docx", "html", "xlsx"}

    backed_up(env, backup)
    elsewhere = restored(env, backup, second)
    installations.run(env, HANDS, "write", ids["street"], ids["unit"], "b", "3")

    kept = ("checksum", "sound", "state", "files", "template", "pins", "held", "again", "counted")
    changed = said(env, DOCUMENTS, "look", pid)
    assert {name: changed[name] for name in kept} == {name: made[name] for name in kept}
    assert ["9", "12"] in [[one.partition(" ")[0] for one in pair] for pair in changed["says"]]
    again = said(elsewhere, DOCUMENTS, "look", pid)
    assert {name: again[name] for name in kept} == {name: made[name] for name in kept}
    assert again["moved"] == 0
    installations.run(elsewhere, HANDS, "write", ids["street"], ids["unit"], "c", "1")
    after = said(elsewhere, DOCUMENTS, "look", pid)
    assert (after["files"], after["again"]) == (made["files"], 9)
    assert ["9", "10"] in [[one.partition(" ")[0] for one in pair] for pair in after["says"]]
