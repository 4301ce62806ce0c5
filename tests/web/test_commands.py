"""Commands that are refused leave the database as it was."""

import io
import json
from datetime import datetime
from typing import Any

import pytest

from safecommunity.accounts.models import User
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.models import DuplicatePair, Report
from safecommunity.intake.models import ImportRun
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from safecommunity.web import cli
from tests.injuries import neiss_files
from tests.injuries.conftest import CHINA, NOW, START, reader
from tests.injuries.lists import csv_bytes, row

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_person_with_an_unknown_role_is_not_made_at_all(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("示例 pass-phrase 42\n"))
    assert cli.main(["people", "add", "li", "--name", "李某", "--role", "wizard", "--password-stdin"]) == 1
    said = capsys.readouterr().err
    assert "wizard" in said
    assert "[" not in said
    assert not User.objects.exists()


def test_a_file_that_cannot_be_read_leaves_no_empty_place(tmp_path, capsys):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    asked = ["import", "injuries", str(file), "--mapping", "neiss", "--place", "NEW", "--create-place", "新"]
    assert cli.main(asked) == 1
    assert "a, b" in capsys.readouterr().err
    assert not Place.objects.exists()


def real_street() -> tuple[Any, Any]:
    """A street that keeps real records, with one community, and a clinic whose card tells of a fall."""
    street = places.create_place(
        name="实街道", level="street", parent=None, by="t", at=NOW, starts=START, label="real"
    )
    home = places.create_place(
        name="示中社区", level="community", parent=street, by="t", at=NOW, starts=START
    )
    clinic = places.register_unit(
        name="实门诊部", kind="health", place=home, starts=START, by="t", at=NOW, reports_injuries=True
    )
    card = {
        "unit": clinic.pid, "name": "吴某", "sex": 2, "age_years": 78,
        "injury_time": datetime(2026, 10, 2, 21, tzinfo=CHINA),
        "visit_time": datetime(2026, 10, 2, 22, tzinfo=CHINA), "cause": 3, "place_kind": 1, "activity": 6, "intent": 1,
        "nature": 1, "body_part": 3, "severity": 2, "outcome": 1, "residence": home.pid, "occurrence": home.pid,
    }  # fmt: skip
    injuries.record_injury(
        reader=reader("nurse", "facility", unit=clinic.pid), at=NOW, client_id="c1", values=card
    )
    return street, home


def brought(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The answer of an import."""
    assert cli.main(["import", "injuries", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_import_says_how_many_of_its_rows_may_be_known_already(tmp_path, capsys):
    """Row B1 is the woman of the clinic's card; B2 is a man, B3 a week later: nobody's double.

    B4 and B5 carry one identity number on one day. A repetition brings nothing, so nothing new is probable.
    """
    street, _home = real_street()
    number = "110101194903070022"  # a woman born in March 1949: 77 on the day; check digit by GB 11643
    rows = [
        row(编号="B1"), row(编号="B2", 性别="男"),
        row(编号="B3", 伤害发生时间="2026-10-09 21:00", 就诊时间="2026-10-09 22:00"),
        *(row(编号=at, 身份证号=number, 年龄="77", 伤害发生时间=f"2026-10-05 {hour}:00", 就诊时间="2026-10-05 23:00")
          for at, hour in (("B4", "08"), ("B5", "20"))),
    ]  # fmt: skip
    file = tmp_path / "list.csv"
    file.write_bytes(csv_bytes(rows))
    said = brought(capsys, str(file), "--place", street.pid, "--dry-run")
    assert (said["accepted"], said["probable"]) == (5, 0)
    said = brought(capsys, str(file), "--place", street.pid)
    assert (said["read"], said["accepted"], said["rejected"], said["duplicates"]) == (5, 5, 0, 0)
    assert said["probable"] == DuplicatePair.objects.filter(state="open").count() == 2
    again = brought(capsys, str(file), "--place", street.pid)
    assert (again["accepted"], again["duplicates"], again["probable"]) == (0, 5, 0)
    assert DuplicatePair.objects.count() == 2


def test_neiss_tells_neither_hour_nor_identity_so_nothing_of_it_is_probable(tmp_path, capsys):
    file = neiss_files.write(tmp_path / "n.csv", neiss_files.many(2))
    said = brought(capsys, str(file), "--mapping", "neiss", "--place", "US", "--create-place", "美国样本")
    assert (said["accepted"], said["probable"]) == (2, 0)


@pytest.mark.parametrize("mapping", ["neiss", "auto", "去年的"])
def test_a_wrong_place_or_one_of_simulated_data_is_refused_and_nothing_is_stored(tmp_path, capsys, mapping):
    simulated = places.create_place(
        name="演街道", level="street", parent=None, by="t", at=NOW, starts=START, label="simulated"
    )
    if mapping == "neiss":
        file = neiss_files.write(tmp_path / "n.csv", neiss_files.many(1))
    else:
        file = tmp_path / "list.csv"
        file.write_bytes(csv_bytes([row()]))
    for place, says in (("330106999", "330106999"), (simulated.pid, "演街道")):
        asked = ["import", "injuries", str(file), "--mapping", mapping, "--place", place]
        assert cli.main(asked) == 1
        assert says in capsys.readouterr().err
    assert not Report.objects.exists()
    assert not ImportRun.objects.exists()
    assert Place.objects.count() == 1
