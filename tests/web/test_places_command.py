"""`safecommunity places load FILE`: csv, xlsx and yaml; every faulty row; dry run; JSON."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safecommunity.places import actions, queries
from safecommunity.places.models import Place
from safecommunity.shell import sheets
from safecommunity.web import cli, place_commands

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]
HEAD = "code,name,level,parent,from,to,becomes,label"


def run(path: Path, *more: str) -> int:
    return place_commands.load(cli.parser().parse_args(["places", "load", str(path), *more]), NOW)


def written(folder: Path, text: str, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_makes_a_tree_and_a_second_time_nothing(tmp_path: Path, capsys) -> None:
    file = written(
        tmp_path,
        f"{HEAD}\n01,示例区,district,,2020-01-01,,,simulated\n0101,示例街道,street,01,2020-01-01,,,\n",
    )
    assert run(file, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2
    assert [one.name for one in queries.ancestors(queries.by_code("0101").pid)] == ["示例区", "示例街道"]
    assert run(file, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["same"]) == (0, 2)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path, capsys) -> None:
    file = written(tmp_path, f"{HEAD}\n01,示例区,district,,2020-01-01,,,\n")
    assert run(file, "--dry-run", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "read": 1, "dry_run": True, "new": 1, "renamed": 0, "moved": 0, "ended": 0, "became": 0, "same": 0,
    }  # fmt: skip
    assert not Place.objects.exists()


def test_every_faulty_row_is_told_and_nothing_is_stored(tmp_path: Path, capsys) -> None:
    file = written(
        tmp_path,
        f"{HEAD}\n01,示例区,district,,2020-01-01,,,\n02,,galaxy,,2020-13-01,,,\n03,x,street,99,,,,\n",
    )
    assert run(file, "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert {(one["row"], one["column"]) for one in told["errors"]} == {
        (3, "name"), (3, "level"), (3, "from"), (4, "parent"), (4, "from"),
    }  # fmt: skip
    assert not Place.objects.exists()


def test_yaml_says_the_same(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "- {code: '01', name: 示例区, level: district, from: 2020-01-01}\n"
        "- {code: '0101', name: 示例街道, level: street, parent: '01', from: 2020-01-01}\n",
        "places.yaml",
    )
    assert run(file) == 0
    assert queries.by_code("0101").parent.name == "示例区"
    assert queries.by_code("01").codes.get().starts.isoformat() == "2020-01-01"


@pytest.mark.parametrize("text", ["- [", "just words", "- {code: 1, colour: red}", "places: 3"])
def test_yaml_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    from safecommunity.web.commands import Refused

    with pytest.raises(Refused):
        run(written(tmp_path, text, "places.yaml"))


def test_a_workbook_moves_and_merges(tmp_path: Path) -> None:
    run(written(tmp_path, f"{HEAD}\n1,区,district,,2020-01-01,,,\n11,甲街道,street,1,2020-01-01,,,\n"
                          "12,乙街道,street,1,2020-01-01,,,\n111,社区,community,11,2020-01-01,,,\n"))  # fmt: skip
    rows = [
        ["111", "社区", "社区", "12", "2024-01-01", "", ""],
        ["11", "甲街道", "街道", "1", "", "2025-01-01", "12"],
    ]
    heads = ["代码", "名称", "层级", "上级代码", "起始日期", "终止日期", "变为"]
    file = tmp_path / "p.xlsx"
    file.write_bytes(sheets.template("地区", heads, rows, []))
    assert run(file) == 0
    assert queries.by_code("111").pid in queries.subtree(queries.by_code("12").pid)
    assert queries.by_code("11").became.get().newer == queries.by_code("12")


def test_the_shipped_divisions_load_as_before(capsys) -> None:
    options = argparse.Namespace(file=None, within="110101", dry_run=False, format="json", system="local")
    assert place_commands.load(options, NOW) == 0
    assert json.loads(capsys.readouterr().out)["new"] == Place.objects.count()
    assert actions.load_divisions(within="110101", by="t", at=NOW) == 0
