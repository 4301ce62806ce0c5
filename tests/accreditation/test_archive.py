"""The twelve boxes: what lies where, names every system takes, pages that need no program, checksums, rights."""

import hashlib
import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from safecommunity.accreditation import actions, codes
from safecommunity.accreditation.actions import archives
from safecommunity.accreditation.boxes import names
from safecommunity.accreditation.boxes.contents import contents, element_of
from safecommunity.accreditation.models import Archive, Evidence, Round
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards.crosswalk import Crosswalk
from safecommunity.files import actions as files
from safecommunity.journal.models import AuditEvent
from tests.accreditation.conftest import NOW, Ground
from tests.accreditation.test_asks import PDF

SHIPPED = codes.shipped()


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.UPLOADS = tmp_path, tmp_path / "files"
    return tmp_path


def piece(ground: Ground, one: Round, items: list[str], title: str = "成立文件", **more: Any) -> Evidence:
    file = more.pop("file", None)
    values = {"title": title, "happened_on": date(2026, 3, 1), **more}
    if file is None:
        values.setdefault("pointer", f"/{len(title)}/{items[0]}")
    looked = files.looked_at(*file) if file else None
    made = actions.bring_evidence(
        reader=ground.clerk, place=ground.street, values=values, at=NOW, file=looked
    )
    for item in items:
        actions.use_evidence(
            reader=ground.clerk, evidence=made, round=one, item=item, parts=["exists"], at=NOW
        )
    return made


def built(ground: Ground, one: Round, reader: Any = None) -> tuple[Archive, zipfile.ZipFile]:
    who = reader or ground.clerk
    archive = actions.begin_archive(reader=who, round=one, at=NOW)
    archive = actions.build_archive(reader=who, archive=archive, at=NOW, clock=lambda: NOW)
    path = actions.take_archive(reader=who, archive=archive, at=NOW)
    return archive, zipfile.ZipFile(io.BytesIO(path.read_bytes()))


class Page(HTMLParser):
    """What a page points at and whether anything in it would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        assert not any(name.startswith("on") for name, _value in attrs)


class TestBoxes:
    def test_the_fifty_items_lie_in_the_twelve_boxes_of_their_elements(self) -> None:
        standard = SHIPPED["cn-national"]
        walk = Crosswalk(SHIPPED.values())
        for item in standard.items():
            # the national sheet has the twelve elements of AQ/T 9001 as its headings
            assert element_of(standard, walk, item.id) == standard.element_of[item.id].id

    def test_items_of_other_standards_find_their_box_through_the_crosswalk_or_lie_apart(self) -> None:
        walk = Crosswalk(SHIPPED.values())
        # the six ISCCC indicators: I2 surveillance is element 3, I6 networks is element 2
        assert element_of(SHIPPED["earthquake-safe"], walk, "EQ5") == "7"
        assert element_of(SHIPPED["safe-school8"], walk, "SC5") == "0"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("..", "_"),
        ("", "_"),
        ("通知. ", "通知"),
        ("line\nbreak\x00\u202e", "line break"),
        ("长" * 200, "长" * 60),
    ],
)
def test_a_name_holds_nothing_a_file_system_forbids(text: str, safe: str) -> None:
    assert names.safe(text) == safe


@pytest.mark.parametrize("title", ["CON", "../../etc/passwd", "nul.pdf", "a" * 500])
def test_a_file_begins_with_its_number_and_keeps_its_ending(title: str) -> None:
    name = names.file(7, title, "扫描.PDF")
    assert re.fullmatch(r"007 [^/\\]{1,60}\.pdf", name)


@pytest.mark.django_db
class TestArchive:
    def test_it_holds_twelve_boxes_with_lists_spines_and_what_is_in_them(
        self, ground: Ground, home: Path
    ) -> None:
        one = ground.opened()
        piece(ground, one, ["1", "4"], file=(PDF, "红头文件.pdf"))
        piece(ground, one, ["12"], title="死亡统计年报", pointer="https://example.org/report")
        archive, found = built(ground, one)
        tops = {name.split("/")[0] for name in found.namelist()}
        assert tops == {"示例街道 2026 创建档案"}
        paths = [name.split("/", 1)[1] for name in found.namelist()]
        folders = sorted({path.split("/")[0] for path in paths if "/" in path})
        assert [name[:2] for name in folders] == [f"{n:02d}" for n in range(1, 13)]
        for folder in folders:
            assert {f"{folder}/contents.html", f"{folder}/spine.html"} <= set(paths)
        assert "01 安全社区创建机构与职责/001 成立文件.pdf" in paths
        assert (archive.state, archive.total, archive.left_out) == ("done", 2, 0)

    def test_boxes_with_nothing_say_so_and_name_the_items(self, ground: Ground, home: Path) -> None:
        one = ground.opened()
        piece(ground, one, ["1"])
        _archive, found = built(ground, one)
        text = {name: found.read(name).decode() for name in found.namelist() if name.endswith(".html")}
        empty = next(text[name] for name in text if "/07 " in name and name.endswith("contents.html"))
        assert "空盒" in empty
        assert "36" in empty
        front = next(text[name] for name in text if name.endswith("/index.html"))
        assert front.count("空盒") == 11

    def test_a_piece_of_two_elements_lies_in_the_first_and_is_named_in_the_other(
        self, ground: Ground, home: Path
    ) -> None:
        one = ground.opened()
        piece(ground, one, ["1", "12"], file=(PDF, "文件.pdf"))
        _archive, found = built(ground, one)
        assert sum(name.endswith(".pdf") for name in found.namelist()) == 1
        third = next(name for name in found.namelist() if "/03 " in name and name.endswith("contents.html"))
        assert "原件在：01 " in found.read(third).decode()

    def test_every_link_leads_to_a_file_of_the_archive_and_nothing_runs(
        self, ground: Ground, home: Path
    ) -> None:
        one = ground.opened()
        piece(ground, one, ["1", "12"], title="通知 #1 & <b>“引号”</b> 50%", file=(PDF, "通知?.pdf"))
        piece(ground, one, ["2"], title="<script>alert(1)</script>", pointer="/meetings/")
        _archive, found = built(ground, one)
        there = set(found.namelist())
        for name in there:
            if not name.endswith(".html"):
                continue
            page = Page(found.read(name).decode())
            assert page.tags.isdisjoint({"script", "img", "iframe", "object", "form"})
            for link in page.links:
                parts = name.split("/")[:-1]
                for step in unquote(link).split("/"):
                    parts = parts[:-1] if step == ".." else [*parts, step]
                assert "/".join(parts) in there, f"{name}: {link}"

    def test_the_checksums_are_those_of_the_files(self, ground: Ground, home: Path) -> None:
        one = ground.opened()
        piece(ground, one, ["1"], file=(PDF, "文件.pdf"))
        archive, found = built(ground, one)
        top = found.namelist()[0].split("/")[0]
        lines = found.read(f"{top}/sha256.txt").decode().splitlines()
        told = dict(reversed(line.split("  ", 1)) for line in lines)
        assert set(told) == {name.split("/", 1)[1] for name in found.namelist()} - {"sha256.txt"}
        for path, digest in told.items():
            assert hashlib.sha256(found.read(f"{top}/{path}")).hexdigest() == digest
        kept = (home / "cache" / "archives" / f"{archive.pid}.zip").read_bytes()
        assert (archive.sha256, archive.size) == (hashlib.sha256(kept).hexdigest(), len(kept))

    def test_a_sample_says_it_is_no_official_score(self, ground: Ground, home: Path) -> None:
        _archive, found = built(ground, ground.opened())
        front = next(name for name in found.namelist() if name.endswith("/index.html"))
        assert "样表，非正式评分" in found.read(front).decode()

    def test_what_a_reader_may_not_open_is_left_out_and_said_so(self, ground: Ground, home: Path) -> None:
        # the district sees the round that was handed in, not the street's evidence
        one = ground.graded(ground.opened("who6"), "met")
        values = {"title": "街道内部材料", "pointer": "/inside/", "happened_on": date(2026, 3, 1)}
        made = actions.bring_evidence(reader=ground.clerk, place=ground.street, values=values, at=NOW)
        actions.use_evidence(
            reader=ground.clerk, evidence=made, round=one, item="W1", parts=["whole"], at=NOW
        )
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        archive, found = built(ground, one, ground.above)
        whole = b"".join(found.read(name) for name in found.namelist()).decode()
        assert (archive.left_out, archive.total) == (1, 0)
        assert "街道内部材料" not in whole
        assert "有 1 件证据没有收入" in whole

    def test_nobody_takes_what_was_built_for_another(self, ground: Ground, home: Path) -> None:
        archive, _found = built(ground, ground.opened())
        with pytest.raises(actions.NotYours):
            actions.take_archive(reader=ground.chief, archive=archive, at=NOW)

    def test_begun_twice_it_is_built_once_and_taking_it_is_logged(self, ground: Ground, home: Path) -> None:
        one = ground.opened()
        first = actions.begin_archive(reader=ground.clerk, round=one, at=NOW)
        assert actions.begin_archive(reader=ground.clerk, round=one, at=NOW).pk == first.pk
        actions.build_archive(reader=ground.clerk, archive=first, at=NOW, clock=lambda: NOW)
        first.refresh_from_db()
        actions.take_archive(reader=ground.clerk, archive=first, at=NOW)
        told = list(AuditEvent.objects.filter(kind="archive").order_by("pk").values_list("action", flat=True))
        assert told == ["begin_archive", "build_archive", "take_archive"]

    def test_a_disk_that_is_full_leaves_no_half_archive(
        self, ground: Ground, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: Any, **__: Any) -> None:
            raise OSError("no space left")

        one = ground.opened()
        monkeypatch.setattr(archives.writing, "write", full)
        archive = actions.begin_archive(reader=ground.clerk, round=one, at=NOW)
        archive = actions.build_archive(reader=ground.clerk, archive=archive, at=NOW, clock=lambda: NOW)
        assert archive.state == "failed"
        assert list((home / "cache" / "archives").iterdir()) == []
        with pytest.raises(actions.Refused):
            actions.take_archive(reader=ground.clerk, archive=archive, at=NOW)

    def test_what_lies_where_is_read_by_the_same_queries_whatever_there_is(
        self, ground: Ground, home: Path, django_assert_max_num_queries: Any
    ) -> None:
        one = ground.opened()
        for number in range(1, 13):
            piece(ground, one, [str(number)], title=f"材料 {number}")
        rights = Rights(ground.clerk)
        with django_assert_max_num_queries(6):
            inside = contents(rights, Round.objects.select_related("place", "sheet").get(pk=one.pk))
        assert inside.pieces == 12
