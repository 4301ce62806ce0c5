"""Documents of many places at once: by two processes, killed half way and resumed, none twice and none lost."""

import csv
import hashlib
import io
import json
import os
import signal
import sqlite3
import time
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from safecommunity.figures import stores
from safecommunity.reports.bulk import actions, making, queries
from safecommunity.reports.models import Bulk, BulkPiece
from tests.figures.world import NOW, World
from tests.web import installations
from tests.web.installations import run, start


@pytest.fixture
def world(tmp_path, settings) -> World:
    settings.STORE, settings.HOME = tmp_path / "store", tmp_path
    stores.forget()
    made = World()
    made.hurt(6)
    stores.store("injury").refresh()
    yield made
    stores.forget()


def begun(world: World, **changed: str) -> Bulk:
    asked = {"kind": "injury_bulletin", "period": "2026-10", "language": "zh-hans", "form": "pdf", **changed}
    return actions.begin_bulk(
        reader=world.reader("chief", world.district), place=world.district, at=NOW, **asked
    )


@pytest.mark.django_db
@pytest.mark.db
class TestOneProcess:
    def test_every_street_has_a_piece_in_the_order_of_the_tree(self, world: World) -> None:
        one = begun(world)
        assert [piece.place.name for piece in one.pieces.all()] == ["示例街道", "示例镇"]
        assert (one.total, one.state) == (2, "waiting")

    @pytest.mark.parametrize(
        "changed",
        [{"kind": "novel"}, {"language": "fr"}, {"form": "exe"}, {"period": "soon"}, {"period": "2027"}],
    )
    def test_what_cannot_be_made_is_refused(self, world: World, changed: dict[str, str]) -> None:
        with pytest.raises(actions.Refused):
            begun(world, **changed)
        assert not Bulk.objects.exists()

    def test_who_writes_no_documents_there_begins_none(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            actions.begin_bulk(
                reader=world.reader("supervisor", world.district), place=world.district, kind="injury_bulletin",
                period="2026-10", language="zh-hans", form="pdf", at=NOW,
            )  # fmt: skip

    def test_one_leads_and_no_other(self, world: World) -> None:
        one = begun(world)
        assert actions.lead(bulk=one, by="t", at=NOW)
        assert actions.lead(bulk=one, by="t", at=NOW) == ""
        assert actions.lead(bulk=one, by="t", at=NOW + 2 * queries.SILENT)  # the first fell silent

    def test_two_workers_never_take_the_same_piece(self, world: World) -> None:
        one = begun(world)
        token = actions.lead(bulk=one, by="t", at=NOW)
        first = actions.take_pieces(bulk=one, token=token, worker="a", by="t")
        assert len(first) == 2
        assert actions.take_pieces(bulk=one, token=token, worker="b", by="t") == []

    def test_a_stop_ends_the_taking_and_resuming_goes_on(self, world: World) -> None:
        one, reader = begun(world), world.reader("chief", world.district)
        token = actions.lead(bulk=one, by="t", at=NOW)
        actions.stop_bulk(reader=reader, bulk=one, at=NOW)
        assert actions.take_pieces(bulk=one, token=token, worker="a", by="t") == []
        assert not actions.beat(bulk=one, token=token, by="t", at=NOW)
        actions.resume_bulk(reader=reader, bulk=one, at=NOW)
        assert Bulk.objects.get().state == "waiting"
        with pytest.raises(actions.Refused):
            actions.resume_bulk(reader=reader, bulk=Bulk.objects.get(), at=NOW)

    def test_after_a_week_what_was_thrown_away_is_made_again(self, world: World) -> None:
        one, reader = begun(world), world.reader("chief", world.district)
        token = actions.lead(bulk=one, by="t", at=NOW)
        (piece, _other) = actions.take_pieces(bulk=one, token=token, worker="a", by="t")
        actions.keep_piece(bulk=one, piece=piece, content=b"x", checksum="y", by="t")
        actions.stop_bulk(reader=reader, bulk=one, at=NOW)
        actions.resume_bulk(reader=reader, bulk=one, at=NOW)
        assert [each.done for each in one.pieces.order_by("number")] == [True, False], "its file is there"
        actions.stop_bulk(reader=reader, bulk=one, at=NOW)
        later = NOW + 2 * actions.KEPT
        assert actions.forget_old(by="t", at=later) == 1
        actions.resume_bulk(reader=reader, bulk=Bulk.objects.get(), at=later)
        assert not one.pieces.filter(done=True).exists()

    def test_a_zip_that_cannot_be_written_fails_in_words_and_may_be_resumed(self, world: World) -> None:
        one = begun(world)
        token = actions.lead(bulk=one, by="t", at=NOW)
        one.pieces.update(done=True)  # their files are lost
        making._close(one, token, [], lambda: NOW)
        held = Bulk.objects.get()
        assert (held.state, "zip" in held.reason) == ("failed", True)
        actions.resume_bulk(reader=world.reader("chief", world.district), bulk=held, at=NOW)
        assert not one.pieces.filter(done=True).exists()

    def test_one_month_of_a_kind_of_years_is_refused_as_for_a_single_one(self, world: World) -> None:
        with pytest.raises(actions.Refused, match="2026"):
            begun(world, kind="annual_report", period="2026-10")

    def test_a_document_that_cannot_be_made_stops_no_other_and_is_listed(
        self, world: World, monkeypatch
    ) -> None:
        one = begun(world)
        token = actions.lead(bulk=one, by="t", at=NOW)
        pieces = actions.take_pieces(bulk=one, token=token, worker="a", by="t")
        real = making.engine.made

        def broken(paper, form, **given):
            if "镇" in paper.title:
                raise ValueError("no ink")
            return real(paper, form, **given)

        monkeypatch.setattr(making.engine, "made", broken)
        for piece in pieces:
            making.make(one, piece, making.operator(world.district.pid), NOW)
        assert actions.end_bulk(bulk=one, token=token, by="t", at=NOW, name=lambda p: making.name_of(one, p))
        with zipfile.ZipFile(queries.zip_of(one)) as made:
            assert sum(name.endswith(".pdf") for name in made.namelist()) == 1
        assert [piece.problem for piece in BulkPiece.objects.all()] == ["", "ValueError: no ink"]
        actions.resume_bulk(reader=world.reader("chief", world.district), bulk=Bulk.objects.get(), at=NOW)
        assert BulkPiece.objects.filter(done=False).count() == 1

    def test_another_s_zip_is_not_taken(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            actions.take_bulk(reader=world.reader("cdc", world.district), bulk=begun(world), at=NOW)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """An installation of its own with a district of twelve streets."""
    env = installations.environment(tmp_path_factory.mktemp("bulk"))
    done = run(env, "tests.reports.hands", "lay", "12")
    assert done.returncode == 0, done.stderr
    return env, json.loads(done.stdout.splitlines()[-1])["district"]


def rows_of(env: dict[str, str], sql: str) -> list[tuple]:
    with sqlite3.connect(Path(env["SAFECOMMUNITY_HOME"]) / "safecommunity.sqlite3", timeout=30) as database:
        return database.execute(sql).fetchall()


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="looks into the file of SQLite")
class TestKilled:
    def test_killed_half_way_and_resumed_none_is_made_twice_and_none_is_lost(
        self, laid: tuple[dict[str, str], str]
    ) -> None:
        env, district = laid
        begun_ = run(env, "tests.reports.hands", "begin", district)
        pid = json.loads(begun_.stdout.splitlines()[-1])["bulk"]
        leader = start(env, "tests.reports.hands", "build", pid)
        until = time.monotonic() + 200
        while time.monotonic() < until and leader.poll() is None:
            if rows_of(env, "select count(*) from reports_bulkpiece where done")[0][0] >= 3:
                break
            time.sleep(0.05)
        os.kill(leader.pid, signal.SIGKILL)
        leader.communicate()
        folder = Path(env["SAFECOMMUNITY_HOME"]) / "cache" / "bulk" / pid
        before = self.settled(env, folder)
        assert 3 <= len(before) < 12, "killed too early or too late to tell"
        done = run(env, "tests.reports.hands", "resume", pid)
        assert json.loads(done.stdout.splitlines()[-1]) == {"state": "done"}, done.stderr
        self.look_at(env, folder, before)

    def settled(self, env: dict[str, str], folder: Path) -> dict[str, int]:
        """What was done when every process of the dead leader had ended: they notice by themselves."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < 6:
            now = rows_of(env, "select count(*) from reports_bulkpiece where done")[0][0]
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(0.2)
        numbers = [number for (number,) in rows_of(env, "select number from reports_bulkpiece where done")]
        return {f"{n:05d}.pdf": (folder / f"{n:05d}.pdf").stat().st_mtime_ns for n in numbers}

    def look_at(self, env: dict[str, str], folder: Path, before: dict[str, int]) -> None:
        for name, when in before.items():  # what was done is not made again
            assert (folder / name).stat().st_mtime_ns == when
        with zipfile.ZipFile(folder.with_suffix(".zip")) as made:
            names = [name for name in made.namelist() if name.endswith(".pdf")]
            assert len(names) == len(set(names)) == 12
            listed = list(csv.reader(io.StringIO(made.read("目录.csv").decode("utf-8-sig"))))[1:]
            assert [row[1] for row in listed] == [f"示例{n + 1}街道" for n in range(12)]
            for row in listed:
                content = made.read(row[2])
                assert content.startswith(b"%PDF")
                assert hashlib.sha256(content).hexdigest() == row[3]

    def test_two_job_processes_at_once_write_each_document_once(
        self, laid: tuple[dict[str, str], str]
    ) -> None:
        env, district = laid
        assert run(env, "tests.reports.hands", "schedule", district).returncode == 0
        both = [start(env, "tests.reports.hands", "due", district) for _n in range(2)]
        told = [json.loads(one.communicate(timeout=300)[0].splitlines()[-1]) for one in both]
        assert sum(one["done"] for one in told) == 13  # the district and its twelve streets
        found = rows_of(env, "select place_id, count(*) from reports_document group by place_id")
        assert sorted(n for _place, n in found) == [1] * 13
