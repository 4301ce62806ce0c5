"""Documents: numbers in charts have their sources, places their n, lists say what they leave out, pins are numbers."""

import re

import pytest

from safecommunity.figures import stores
from safecommunity.figures.models import Pin
from safecommunity.indicators.period import Period
from safecommunity.reports.documents import actions, kinds, queries, tabled
from safecommunity.reports.documents.split_figures import rest
from safecommunity.reports.models import Document
from safecommunity.shell.papers import Chart, Said, printing
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in
from tests.reports.test_documents import begun, composed, own_store, printer, somebody, world

pytestmark = [pytest.mark.django_db, pytest.mark.db]


__all__ = ["own_store", "printer", "world"]  # the ground of documents


class TestCharts:
    def test_every_number_of_a_chart_has_its_line_in_the_appendix(self, world: World) -> None:
        paper = composed(world).paper()
        charts = [one for one in paper.blocks if isinstance(one, Chart)]
        assert charts
        for one in charts:
            told = re.findall(r"([\d,]+)\[(\d+)\]", one.words)
            assert told
            for value, number in told:
                source = paper.sources[int(number) - 1]
                assert source.value.partition(" ")[0] == value
                assert source.n == f"n = {value}"

    def test_a_bar_that_changes_is_told_among_what_moved(self, world: World) -> None:
        one = actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)
        before = {m.number for m in queries.moved(one, NOW)[0]}
        world.hurt(1, age_years=40)
        stores.store("injury").refresh()
        chart = next(block for block in queries.frozen(one).blocks if isinstance(block, Chart))
        bars = {int(number) for number in re.findall(r"\[(\d+)\]", chart.words)}
        assert bars & ({m.number for m in queries.moved(one, NOW)[0]} - before)


class TestPlaces:
    def test_a_share_or_rate_of_a_place_stands_beside_its_n(self, world: World) -> None:
        table = tabled.of_places(composed(world), ["injury.count", "injury.rate"])
        assert table is not None
        assert table.columns[-1] == "n"
        row = next(row for row in table.rows if isinstance(row[1], Said) and row[1].text != "0")
        assert row[-1] == row[1].text  # the rate's records are the injuries counted

    def test_a_place_where_nobody_recorded_is_no_zero(self, world: World) -> None:
        table = tabled.of_places(composed(world), ["injury.count"])
        assert table is not None
        cells = [row[1] if isinstance(row[1], str) else row[1].text for row in table.rows]
        assert "—" in cells
        assert "0" not in cells
        assert table.note

    def test_where_somebody_reported_zero_it_is_one(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tabled, "_reported", lambda _asked, _figure: True)
        table = tabled.of_places(composed(world), ["injury.count"])
        assert table is not None
        assert "0" in [row[1].text for row in table.rows if isinstance(row[1], Said)]
        assert not table.note


def test_a_list_says_how_many_it_leaves_out_and_where_they_are() -> None:
    assert rest(61, 60, "促进项目") == "另有 1 项未列出，全部 61 项见“促进项目”。"
    assert rest(60, 60, "促进项目") == ""


class TestHeld:
    def test_a_record_written_while_files_are_made_is_in_number_and_pin_alike(self, world: World) -> None:
        """On a busy server a record comes between counting and holding: the document is composed once more."""
        written = []

        def made(paper, form, _dense, _marks) -> bytes:
            if not written:
                written.append(form)
                world.hurt(1, age_years=50)
                stores.store("injury").refresh()
            return f"{form} {paper.checksum()}".encode()

        printing.set_printer(made)
        one = actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)
        source = next(
            s for s in queries.frozen(one).sources if s.key == f"injury.count@1~{world.street.pid}~2026"
        )
        pin = Pin.objects.get(purpose=f"document {one.pid}", key=source.key)
        held = stores.store("injury").pinned(pin.snapshot["name"])
        assert source.n == "n = 10"
        assert pin.content["n"] == 10
        assert held.seq == pin.snapshot["seq"]
        assert queries.moved(one, NOW)[0] == []

    def test_records_that_never_stand_still_are_told_and_nothing_is_kept(self, world: World) -> None:
        def made(paper, form, _dense, _marks) -> bytes:
            world.hurt(1, age_years=50)
            stores.store("injury").refresh()
            return b"x"

        printing.set_printer(made)
        with pytest.raises(actions.Refused):
            actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)
        assert Document.objects.get().state == "draft"
        assert not Pin.objects.exists()


class TestKind:
    def test_a_yearly_kind_is_not_written_for_one_month(self, world: World) -> None:
        with pytest.raises(actions.Refused, match="2026-05"):
            begun(world, "work_summary", period="2026-05")
        assert begun(world, "work_summary", period="2026-01..2026-06").pk
        assert begun(world, "injury_bulletin", period="2026-05").pk

    def test_words_written_for_an_earlier_version_of_the_kind_are_named(self, world: World) -> None:
        one = begun(world)
        name = next(block.name for block in composed(world).blocks() if block.plain)
        one = actions.word_block(
            reader=somebody(world), document=one, block=name, text="甲", revision=0, at=NOW
        )
        assert one.words[name]["version"] == kinds.kinds()[one.kind].version
        assert queries.changed_kind(one) == []
        one.words[name]["version"] -= 1
        one.save()
        assert queries.changed_kind(one) == [name]
        assert "按旧版写的段落" in signed_in(world, "chief").get(f"/documents/{one.pid}/").content.decode()


def test_a_number_opens_what_it_is_without_a_mouse(world: World) -> None:
    one = begun(world)
    page = signed_in(world, "chief").get(f"/documents/{one.pid}/").content.decode()
    opened = re.search(r'<details class="doc-num">.*?</details>', page, re.DOTALL)
    assert opened
    paper = composed(world).paper()
    source = next(s for s in paper.sources if s.key.startswith("injury.count@"))
    for told in (source.counts, source.place, source.period, source.n, f'href="/figures/{source.key}/"'):
        assert told in opened.group()
    assert Period.of_year(2026).label("zh-hans") in opened.group()
