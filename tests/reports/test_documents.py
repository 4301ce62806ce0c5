"""Documents: composed from records, an author's words kept apart, frozen for ever, what moved since told."""

import argparse
import dataclasses
import itertools
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import stores
from safecommunity.figures.models import Pin
from safecommunity.indicators.period import Period
from safecommunity.journal.models import AuditEvent
from safecommunity.reports.documents import actions, kinds, queries
from safecommunity.reports.documents.composing import Composer
from safecommunity.reports.models import Document
from safecommunity.reports.reading.opening import opened
from safecommunity.shell.papers import Chart, Heading, Paper, Paragraph, Said, Table, printing, word
from safecommunity.web import commands, report_command
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture(autouse=True)
def printer():
    """Files are made elsewhere: here a file is its paper's checksum."""
    before = list(printing._printer)
    printing.set_printer(lambda paper, form, _dense, _marks: f"{form} {paper.checksum()}".encode())
    yield
    printing._printer[:] = before


@pytest.fixture
def world() -> World:
    made = World()
    made.hurt(6, age_years=40)
    made.hurt(3, age_years=80, severity=3, outcome=2, nature=1)
    stores.store("injury").refresh()
    return made


def somebody(world: World, role: str = "chief", place=None) -> Reader:
    return Reader(
        f"p-{role}", role, "zh-hans", (Held(role, place=(place or world.street).pid),), signed_in_by="demo"
    )


def begun(
    world: World, kind: str = "injury_bulletin", language: str = "zh-hans", period: str = "2026"
) -> Document:
    return actions.begin_document(
        reader=somebody(world), place=world.street, kind=kind, period=period, language=language, at=NOW
    )


def composed(world: World, kind: str = "injury_bulletin", language: str = "zh-hans") -> Composer:
    return Composer(kinds.kinds()[kind], world.street, Period.of_year(2026), language, NOW, somebody(world))


def _without_charts(paper: Paper) -> Paper:
    return dataclasses.replace(paper, blocks=tuple(one for one in paper.blocks if not isinstance(one, Chart)))


def text_of(paper: Paper) -> str:
    return "\n".join(
        "".join(run if isinstance(run, str) else run.text for run in block.runs)
        for block in paper.blocks
        if isinstance(block, Paragraph)
    )


class TestKinds:
    def test_every_kind_is_sound_and_says_whose_shape_it_has(self) -> None:
        assert len(kinds.kinds()) >= 12  # D1 to D10, the bulletin, the dossier
        assert all(one.shape and one.lead["zh-hans"] for one in kinds.kinds().values())

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"numbers": "loud"}, "numbers: got 'loud', allowed are plain, inline"),
            ({"sections": [{"heading": {}, "parts": [{"run": "x"}]}]}, "got part 'run'"),
            ({"sections": [{"heading": {}, "parts": [{"figures": ["no.such"]}]}]}, "no.such"),
            ({"sections": [{"heading": {}, "parts": [{"chart": "pie"}]}]}, "got chart 'pie'"),
            ({"sections": [{"heading": {}, "parts": [{"say": [{"zh-hans": "x"}]}]}]}, "lacks en"),
        ],
    )
    def test_a_faulty_kind_is_refused_by_file_and_place(self, change: dict, says: str) -> None:
        sound = {"id": "x", "version": 1, "titles": {"zh-hans": "x"}, "lead": {"zh-hans": "x"}, "shape": "x",
                 "languages": ["zh-hans", "en"], "numbers": "plain", "sections": []}  # fmt: skip
        with pytest.raises(kinds.KindError, match=re.escape(says)):
            kinds.read({**sound, **change}, "x.yaml")


class TestComposing:
    def test_numbers_are_figures_with_their_sources(self, world: World) -> None:
        paper = composed(world).paper()
        assert "登记居民伤害 9 例" in text_of(paper)
        first = next(said for said in paper.said() if said.text == "9")
        source = paper.sources[first.source - 1]
        assert (source.key, source.n) == (f"injury.count@1~{world.street.pid}~2026", "n = 9")

    def test_a_bulletin_prints_n_and_interval_where_a_rate_stands(self, world: World) -> None:
        assert re.search(
            r"发生率为每 10 万人年 [\d,.]+（95% [\d,.]+–[\d,.]+，n = 9）", text_of(composed(world).paper())
        )

    def test_what_has_no_records_is_said_and_no_zero_is_made_up(self, world: World) -> None:
        text = text_of(composed(world, "work_summary").paper())
        assert "本期没有记录的有：" in text
        # a zero among injuries that are on record is one; of what nobody records there is none
        assert re.findall(r"(?<![\d.,])0 (次|份|处|人|例|项|件)", text) == ["例"]

    def test_english_and_traditional_papers_carry_the_same_numbers(self, world: World) -> None:
        numbers = {
            language: [
                re.split(r"[（ ]", said.text)[0] for said in composed(world, language=language).paper().said()
            ]
            for language in ("zh-hans", "zh-hant", "en")
        }
        assert numbers["zh-hans"] == numbers["zh-hant"] == numbers["en"]
        assert "傷害" in composed(world, language="zh-hant").paper().title

    @pytest.mark.parametrize(
        ("kind", "language"),
        [(one.id, language) for one in kinds.kinds().values() for language in one.languages],
    )
    def test_every_kind_is_composed_in_each_of_its_languages(
        self, world: World, kind: str, language: str
    ) -> None:
        paper = composed(world, kind, language).paper()
        assert world.street.name[:2] in paper.title
        assert Paper.from_data(paper.as_data()) == paper
        assert all(source.n.startswith("n = ") for source in paper.sources)

    def test_traditional_tables_are_traditional(self, world: World) -> None:
        paper = composed(world, language="zh-hant").paper()
        cells = [
            cell for block in paper.blocks if isinstance(block, Table) for row in block.rows for cell in row
        ]
        assert any("傷害" in cell for cell in cells if isinstance(cell, str))
        assert not any("伤害" in cell for cell in cells if isinstance(cell, str))

    def test_no_heading_stands_over_nothing(self, world: World) -> None:
        blocks = composed(world, "target_notice").paper().blocks
        for one, after in itertools.pairwise(blocks):
            if isinstance(one, Heading):
                assert isinstance(after, Paragraph | Table) or (
                    isinstance(after, Heading) and after.level > one.level
                )

    def test_our_own_word_file_reads_back_with_the_numbers_it_says(self, world: World) -> None:
        paper = composed(world).paper()
        text = opened(word.word(_without_charts(paper), {}, marks=True), "通报.docx").text
        assert "登记居民伤害 9 例，其中严重伤害 3 例" in text

    def test_the_same_records_compose_the_same_paper(self, world: World) -> None:
        assert composed(world).paper().checksum() == composed(world).paper().checksum()


class TestAuthor:
    def paragraph(self, world: World) -> str:
        return next(one.name for one in composed(world).blocks() if "登记居民伤害" in one.plain)

    def test_a_sentence_in_other_words_keeps_its_figures(self, world: World) -> None:
        one, name = begun(world), self.paragraph(world)
        text = "今年登记了 9 例伤害，其中严重 3 例，死亡 0 例；另走访 120 户。"
        one = actions.word_block(
            reader=somebody(world), document=one, block=name, text=text, revision=0, at=NOW
        )
        found = next(
            b for b in queries.composer_of(one, somebody(world), NOW).blocks(one.words) if b.name == name
        )
        assert isinstance(found.block, Paragraph)
        said = {run.text: run for run in found.block.runs if isinstance(run, Said)}
        assert said["9"].source > 0
        assert (said["120"].source, said["120"].mark) == (0, "claim")

    def test_a_number_that_moved_under_an_author_s_sentence_is_told_and_stops_the_freezing(
        self, world: World
    ) -> None:
        one, name = begun(world), self.paragraph(world)
        one = actions.word_block(
            reader=somebody(world),
            document=one,
            block=name,
            text="2019 年起共登记 9 例。",
            revision=0,
            at=NOW,
        )
        world.hurt(1, age_years=50)
        stores.store("injury").refresh()
        with pytest.raises(actions.Refused, match="9"):
            actions.freeze_document(reader=somebody(world), document=one, revision=1, at=NOW)
        assert Document.objects.get().state == "draft"

    def test_a_number_left_out_stops_nothing(self, world: World) -> None:
        one, name = begun(world), self.paragraph(world)
        one = actions.word_block(
            reader=somebody(world), document=one, block=name, text="情况平稳。", revision=0, at=NOW
        )
        assert (
            actions.freeze_document(reader=somebody(world), document=one, revision=1, at=NOW).state == "final"
        )

    def test_several_lines_stay_several_paragraphs(self, world: World) -> None:
        one, name = begun(world), self.paragraph(world)
        one = actions.word_block(
            reader=somebody(world),
            document=one,
            block=name,
            text="第一段 9 例。\r\n第二段。",
            revision=0,
            at=NOW,
        )
        text = text_of(queries.composer_of(one, somebody(world), NOW).paper(one.words))
        assert "第一段 9 例。\n第二段。" in text

    def test_two_people_never_overwrite_each_other(self, world: World) -> None:
        one, name = begun(world), self.paragraph(world)
        actions.word_block(reader=somebody(world), document=one, block=name, text="甲 9", revision=0, at=NOW)
        with pytest.raises(actions.Refused):
            actions.word_block(
                reader=somebody(world), document=one, block=name, text="乙 9", revision=0, at=NOW
            )
        assert Document.objects.get().words[name]["text"] == "甲 9"

    def test_a_table_is_not_rewritten(self, world: World) -> None:
        with pytest.raises(actions.Refused):
            actions.word_block(
                reader=somebody(world), document=begun(world), block="9.9.p9", text="x", revision=0, at=NOW
            )

    def test_of_who_writes_only(self, world: World) -> None:
        for role in ("auditor", "grid", "supervisor"):
            with pytest.raises(PermissionDenied):
                actions.begin_document(
                    reader=somebody(world, role), place=world.street, kind="injury_bulletin", period="2026",
                    language="zh-hans", at=NOW,
                )  # fmt: skip
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        ("kind", "language", "period"),
        [("novel", "zh-hans", "2026"), ("work_summary", "en", "2026"), ("work_summary", "zh-hans", "2027"),
         ("work_summary", "zh-hans", "soon")],
    )  # fmt: skip
    def test_what_cannot_be_written_is_refused(
        self, world: World, kind: str, language: str, period: str
    ) -> None:
        with pytest.raises(actions.Refused):
            begun(world, kind, language, period)


class TestFreezing:
    def frozen(self, world: World) -> Document:
        return actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)

    def test_value_checksum_files_and_figures_are_kept(self, world: World) -> None:
        one = self.frozen(world)
        paper = queries.frozen(one)
        assert paper.checksum() == one.checksum
        assert {file.form: bytes(file.content).decode() for file in one.files.all()} == {
            form: f"{form} {one.checksum}" for form in ("pdf", "docx", "html", "xlsx")
        }
        assert Pin.objects.filter(purpose=f"document {one.pid}").count() == len(paper.sources)
        assert AuditEvent.objects.get(action="freeze_document").detail["checksum"] == one.checksum

    def test_what_is_final_is_not_changed(self, world: World) -> None:
        one = self.frozen(world)
        for deed in (
            lambda: actions.freeze_document(reader=somebody(world), document=one, revision=0, at=NOW),
            lambda: actions.head_document(
                reader=somebody(world), document=one, number="1", issuer="", revision=0, at=NOW
            ),
        ):  # fmt: skip
            with pytest.raises(actions.Refused):
                deed()

    def test_later_records_change_nothing_in_it_and_are_told(self, world: World) -> None:
        one = self.frozen(world)
        assert queries.moved(one, NOW)[0] == []
        world.hurt(1, age_years=50)
        stores.store("injury").refresh()
        found, counted = queries.moved(one, NOW)
        assert counted == len(queries.frozen(one).sources)
        assert ("9", "10") in {(m.then.partition(" ")[0], m.now.partition(" ")[0]) for m in found}
        assert "登记居民伤害 9 例" in text_of(queries.frozen(Document.objects.get()))

    def test_a_clerk_does_not_freeze(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            actions.freeze_document(
                reader=somebody(world, "clerk"), document=begun(world), revision=0, at=NOW
            )


class TestPages:
    def test_from_a_blank_page_to_a_final_document(self, world: World) -> None:
        chief = signed_in(world, "chief")
        where = f"?place={world.street.pid}&period=2026"
        assert chief.get(f"/documents/new/{where}").status_code == 200
        answer = chief.post(f"/documents/new/{where}", {"kind": "injury_bulletin zh-hans"})
        assert answer.status_code == 302
        page = chief.get(answer["Location"]).content.decode()
        assert f'href="/figures/injury.count@1~{world.street.pid}~2026/"' in page
        one = Document.objects.get()
        assert chief.post(f"/documents/{one.pid}/freeze/", {"revision": "0"}).status_code == 302
        assert (
            chief.get(f"/documents/{one.pid}/file.pdf").content
            == f"pdf {Document.objects.get().checksum}".encode()
        )
        assert chief.get(f"/documents/{one.pid}/moved/").status_code == 200

    def test_what_moved_since_is_for_readers_of_the_live_numbers_only(self, world: World) -> None:
        one, above = begun(world), signed_in(world, "supervisor", world.district)
        actions.freeze_document(reader=somebody(world), document=one, revision=0, at=NOW)
        page = above.get(f"/documents/{one.pid}/")
        assert (page.status_code, "/moved/" in page.content.decode()) == (200, False)
        assert above.get(f"/documents/{one.pid}/moved/").status_code == 403

    def test_a_level_above_sees_final_ones_only(self, world: World) -> None:
        one, above = begun(world), signed_in(world, "supervisor", world.district)
        assert above.get(f"/documents/{one.pid}/").status_code == 404
        actions.freeze_document(reader=somebody(world), document=one, revision=0, at=NOW)
        assert above.get(f"/documents/{one.pid}/").status_code == 200

    def test_another_street_s_office_sees_nothing_of_it(self, world: World) -> None:
        one = begun(world)
        assert signed_in(world, "chief", world.west).get(f"/documents/{one.pid}/").status_code == 404

    def test_the_list_is_constant_in_queries(self, world: World, django_assert_max_num_queries) -> None:
        for _n in range(12):
            begun(world)
        client = signed_in(world, "chief")
        client.get("/documents/")
        with django_assert_max_num_queries(30):
            assert client.get("/documents/").content.decode().count("/documents/") >= 12


class TestCommand:
    """`safecommunity report`."""

    def asked(self, world: World, **given: str) -> argparse.Namespace:
        stands = {
            "kind": "injury_bulletin",
            "place": world.street.pid,
            "period": "2026",
            "language": "en",
            "out": None,
        }
        return argparse.Namespace(**{**stands, **given})

    def test_it_writes_the_file_its_ending_asks_for(self, world: World, tmp_path: Path) -> None:
        for name, begins in (
            ("a.pdf", b"%PDF"),
            ("a.docx", b"PK"),
            ("a.html", b"<!DOCTYPE html>"),
            ("a.xlsx", b"PK"),
        ):
            assert report_command.run(self.asked(world, out=tmp_path / name), NOW) == 0
            assert (tmp_path / name).read_bytes().startswith(begins)

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"kind": "novel"}, "allowed: target_notice"),
            ({"language": "fr"}, "allowed: zh-hans, zh-hant, en"),
            ({"place": "nowhere"}, "--place"),
            ({"period": "soon"}, "--period"),
            ({}, "ending in .docx, .pdf, .html or .xlsx"),
        ],
    )
    def test_what_it_cannot_do_is_said(self, world: World, given: dict[str, str], says: str) -> None:
        with pytest.raises(commands.Refused, match=re.escape(says)):
            report_command.run(self.asked(world, **given), NOW)
