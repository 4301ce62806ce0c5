"""`safecommunity places boundaries`: what it stores, what it only reads, and what its exit status says."""

import json

import pytest

from safecommunity.places.models import Boundary
from safecommunity.web import boundary_command, cli, commands
from tests.figures.world import NOW, World
from tests.places.test_outline_files import SQUARE, feature, file

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world() -> World:
    return World()


def run(world: World, tmp_path, capsys, content: bytes, *words: str) -> tuple[int, dict]:
    path = tmp_path / "边界.geojson"
    path.write_bytes(content)
    asked = ["places", "boundaries", str(path), "--place", world.street.pid, "--datum", "cgcs2000"]
    options = cli.parser().parse_args([*asked, "--format", "json", *words])
    status = boundary_command.run(options, NOW)
    return status, json.loads(capsys.readouterr().out)


def test_outlines_are_stored_with_their_day_and_source(world, tmp_path, capsys) -> None:
    content = file(feature(name="示东社区"))
    status, told = run(world, tmp_path, capsys, content, "--from", "2021-03-01", "--source", "民政图")
    assert status == 0
    assert told == {
        "read": 1, "matched": 1, "changed": 1, "outside_china": 0, "unmatched": [], "problems": []
    }  # fmt: skip
    kept = Boundary.objects.get()
    assert (kept.place, kept.starts.isoformat(), kept.source, kept.by) == (
        world.east, "2021-03-01", "民政图", "operator",
    )  # fmt: skip
    assert run(world, tmp_path, capsys, content, "--from", "2022-01-01")[1]["changed"] == 0


def test_a_dry_run_stores_nothing(world, tmp_path, capsys) -> None:
    assert run(world, tmp_path, capsys, file(feature(name="示东社区")), "--dry-run")[1]["matched"] == 1
    assert not Boundary.objects.exists()


def test_good_features_are_stored_and_the_rest_is_told_with_status_1(world, tmp_path, capsys) -> None:
    content = file(feature(name="示东社区"), feature(name="nowhere"), feature(SQUARE[:4]))
    status, told = run(world, tmp_path, capsys, content)
    assert status == 1
    assert (told["changed"], told["unmatched"]) == (1, [2])
    assert told["problems"][0]["feature"] == 3


@pytest.mark.parametrize(
    ("content", "words", "says"),
    [(b"{", (), "JSON"), (file(feature(name="示东社区")), ("--from", "soon"), "soon")],
)
def test_what_cannot_be_done_is_refused_with_what_came(world, tmp_path, capsys, content, words, says) -> None:
    with pytest.raises(commands.Refused, match=says):
        run(world, tmp_path, capsys, content, *words)
    assert not Boundary.objects.exists()
