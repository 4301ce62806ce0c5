"""Whoever copies the data folder without the keys finds no identity number, no telephone and no name in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import kept

pytestmark = [pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent.parent
NAME, PHONE, NUMBER, ADDRESS = "秘甲子", "13912345678", "999999194810223422", "密巷七十七弄"
WRONG = "999999194810223421"  # the check digit is wrong; a list of errors is no place for it either
WORDS = (NAME, PHONE, NUMBER, ADDRESS, WRONG)

# What a day of work writes: a card with everything on it, a correction, a draft through the page, a name opened,
# a person with a telephone, a list brought in and another only checked, somebody entered on the register of people at
# higher risk by form and by list, the log sealed, the store compacted.
WORK = """
import json, sys
import django
django.setup()
from datetime import timedelta
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from safecommunity.accounts import actions as accounts
from safecommunity.accounts.reader import Reader
from safecommunity.figures import registry, stores
from safecommunity.injuries import actions
from safecommunity.injuries.duplicates import actions as duplicates
from safecommunity.injuries.importing import runs
from safecommunity.journal import actions as journal
from safecommunity.places import actions as places

name, phone, number, address, wrong = json.loads(sys.argv[1])
settings.ALLOWED_HOSTS = ["testserver"]
now = timezone.now()
street = places.create_place(name="示例街道", level="street", parent=None, by="t", at=now, starts=now.date())
unit = places.register_unit(name="示例医院", kind="health", place=street, starts=now.date(), by="t", at=now,
                            reports_injuries=True)
nurse = accounts.create_user(username="nurse", display_name="演示", by="t", at=now, phone=phone,
                             password="correct-h0rse!")
accounts.grant_scope(user=nurse, role="facility", unit=unit.pid, starts=now.date(), by="t", at=now)
reader = Reader.of(nurse, timezone.localdate(), "demo")
when = (now - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
values = {"unit": unit.pid, "name": name, "phone": phone, "id_number": number, "address": address, "sex": 2,
          "age_years": 78, "household": 1, "education": 3, "occupation": 5, "injury_time": when,
          "visit_time": when + timedelta(hours=1), "cause": 3, "place_kind": 1, "activity": 6, "intent": 1,
          "alcohol": 2, "nature": 1, "body_part": 3, "system": 5, "severity": 2, "outcome": 1}
report, _ = actions.record_injury(reader=reader, at=now, client_id="c1", values=values, confirmed=("ID_AGE",))
actions.amend_report(reader=reader, report=report, at=now, values={**values, "severity": 1}, confirmed=("ID_AGE",))
actions.open_name(reader=reader, report=report, purpose="check", at=now)
client = Client()
client.force_login(nurse, backend="allauth.account.auth_backends.AuthenticationBackend")
session = client.session
session["signed_in_by"] = "demo"
session.save()
typed = {"client_id": "d1", "unit": unit.pid, "name": name, "phone": phone, "id_number": number, "address": address}
statuses = [
    client.post("/injuries/card/draft/", typed).status_code,
    client.post("/injuries/card/", {**typed, "draft": "1"}).status_code,
    client.post("/injuries/card/", typed).status_code,  # refused: half of it is missing
    client.post("/injuries/card/look/", typed).status_code,
    client.get(f"/injuries/{report.injury.ref}/").status_code,
    client.post(f"/injuries/{report.injury.ref}/{report.pid}/name/", {"purpose": "check"}).status_code,
    client.get("/people/", {"q": phone}).status_code,
]
heads = ("病例编号,姓名,身份证号,联系电话,住址,性别,年龄,伤害发生时间,伤害发生原因,伤害发生地点,"
         "是否故意,伤害性质,伤害部位,伤害严重程度,伤害结局")
rest = f"女,78,{when:%Y-%m-%d %H}:00,跌倒,家中,非故意,骨折,下肢,中度,处理后离院"
good = f"A1,{name},{number},{phone},{address},{rest}"
bad = f"A2,{name},{wrong},{phone}x,{address},{rest}"
lists = []
for go_on in (True, False):
    run = runs.receive(reader=reader, key=f"unit:{unit.pid}", name="list.csv", mapping="auto", backfill={},
                       content=chr(10).join((heads, good, bad)).encode(), language="zh-hans", at=now)
    runs.work(run.pid, importing=False)
    lists += [client.get(f"/injuries/import/{run.pid}/").status_code,
              client.get(f"/injuries/import/{run.pid}/rows/").status_code]
    if go_on:
        runs.work(run.pid, importing=True)
    run.refresh_from_db()
    lists += [run.state, run.accepted, run.rejected, run.errors.count() > 0]
worker = accounts.create_user(username="worker", display_name="演示", by="t", at=now, password="correct-h0rse!")
accounts.grant_scope(user=worker, role="grid", place=street.pid, starts=now.date(), by="t", at=now)
client = Client()
client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
session = client.session
session["signed_in_by"] = "demo"
session.save()
today = timezone.localdate()
entry = {"client_id": "v1", "groups": ["alone"], "name": name, "phone": phone, "id_number": number, "address": address,
         "sex": "2", "born": "1948", "place": street.pid, "how": "paper", "giver": "self", "on": today.isoformat(),
         "until": (today + timedelta(days=300)).isoformat(), "purposes": ["visits"]}
heads = "人群类别,所在网格,性别,出生年份,姓名,身份证号,电话,住址,同意日期"
rows = [f"独居老人,示例街道,女,1948,{name},{one},{phone},{address},{today}" for one in (number, wrong)]
register = [
    client.post("/vulnerable/new/", {**entry, "id_number": wrong}).status_code,
    client.post("/vulnerable/new/", entry).status_code,
    client.post("/vulnerable/names/", {"purpose": "visit"}).status_code,
    *(client.post("/vulnerable/import/", {"file": SimpleUploadedFile("l.csv", chr(10).join((heads, *some)).encode())})
      .status_code for some in (rows[:1], rows)),
]
while journal.seal(now=now):
    continue
duplicates.search(by="t", at=now)
for fact in registry.facts():
    stores.store(fact.schema.name).compact()
print(json.dumps([statuses, lists, register]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation after a day's work, in a process of its own as in life; its log is kept beside the data."""
    folder = tmp_path / "home"
    env = {
        **os.environ, "SAFECOMMUNITY_HOME": str(folder), "SAFECOMMUNITY_KEYS": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "safecommunity.web.settings", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    env.pop("DATABASE_URL", None)
    shutil.copytree(kept.empty() / "home", folder)
    done = subprocess.run(
        [sys.executable, "-c", WORK, json.dumps(WORDS)], env=env, capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    pages, lists, register = json.loads(done.stdout)
    assert pages == [204, 302, 422, 200, 200, 200, 403]
    assert register == [422, 302, 200, 302, 422]
    assert lists == [200, 200, "done", 1, 1, True, 200, 200, "checked", 0, 0, True]
    (folder / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    return folder


def spellings(word: str) -> list[bytes]:
    """How a word may lie in a file: as UTF-8, as UTF-16, escaped in JSON."""
    return [word.encode("utf-8"), word.encode("utf-16-le"), json.dumps(word)[1:-1].encode("ascii")]


def found_in(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)}: {word}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in WORDS
        if any(spelling in path.read_bytes() for spelling in spellings(word))
    ]


def test_no_file_of_the_data_folder_holds_who_it_was(home: Path) -> None:
    assert len([path for path in home.rglob("*") if path.is_file()]) > 5  # database, store, log
    assert found_in(home) == []


def test_the_search_finds_what_is_written_openly(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(json.dumps({"x": NAME}).encode())
    (tmp_path / "b").write_text(f"tel {PHONE}", encoding="utf-16")
    assert found_in(tmp_path) == [f"a: {NAME}", f"b: {PHONE}"]
