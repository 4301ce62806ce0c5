"""The other dossiers: diagnosis, self-assessment, yearly reports, the appraisal bulletin. What they say comes from
records, what chance allows is said, what nobody recorded is named, what the reader may not see is left out and said."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions as scoring
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import sheets
from safecommunity.figures import stores
from safecommunity.governance.models import Appraisal, AppraisalResult
from safecommunity.indicators.period import Period
from safecommunity.reports.documents import kinds, queries  # noqa: F401 - lists register themselves
from safecommunity.reports.documents.composing import Composer
from safecommunity.reports.documents.split_figures import lies_apart
from safecommunity.shell.papers import Paper, Paragraph, Said, Table
from tests.figures.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def somebody(world: World, role: str = "chief") -> Reader:
    return Reader(f"p-{role}", role, "zh-hans", (Held(role, place=world.street.pid),), signed_in_by="demo")


def composed(
    world: World, kind: str, language: str = "zh-hans", *, period: str = "2026", role: str = "chief"
) -> Paper:
    stores.store("injury").refresh()
    reader = somebody(world, role)
    return Composer(kinds.kinds()[kind], world.street, Period.parse(period), language, NOW, reader).paper()


def text_of(paper: Paper) -> str:
    return "\n".join(
        "".join(run if isinstance(run, str) else run.text for run in block.runs)
        for block in paper.blocks
        if isinstance(block, Paragraph)
    )


def tables_of(paper: Paper) -> dict[str, Table]:
    return {block.columns[0]: block for block in paper.blocks if isinstance(block, Table)}


def plain(row: tuple) -> list[str]:
    return [cell if isinstance(cell, str) else cell.text for cell in row]


class TestSplits:
    """Falls 40, blunt force 10 and 4 of unknown cause, of 10,000 residents."""

    @pytest.fixture(autouse=True)
    def hurt(self, world: World) -> None:
        world.hurt(40, cause=3)
        world.hurt(10, cause=4, place_kind=2, sex=1, age_years=70, severity=3)
        world.hurt(4, cause=99)

    def test_a_table_splits_the_injuries_and_every_number_has_its_source(self, world: World) -> None:
        paper = composed(world, "injury_yearbook")
        table = tables_of(paper)["原因"]
        assert [plain(row)[1] for row in table.rows] == ["40", "10", "4"]  # what is not known stands last
        first = table.rows[0][1]
        assert isinstance(first, Said)
        source = paper.sources[first.source - 1]
        assert source.key.endswith("~2026~cause=3")
        assert source.n == "n = 40"
        assert "跌倒" in source.title  # the appendix says what it is split to

    def test_the_first_is_said_to_be_first_only_beyond_chance(self, world: World) -> None:
        assert (
            "超出偶然范围"
            in text_of(composed(world, "injury_yearbook")).split("例数最多的是")[1].split("\n")[0]
        )
        world.hurt(28, cause=4)  # 40 and 38: nobody can tell them apart
        told = text_of(composed(world, "injury_yearbook")).split("例数最多的是")[1].split("\n")[0]
        assert "不分先后" in told

    def test_the_rate_is_the_count_over_the_residents(self, world: World) -> None:
        # 40 falls, 10,000 residents, 327 of 365 days up to 23 November: 40 / (10,000 x 0.8959) x 100,000 = 446.5
        row = plain(tables_of(composed(world, "injury_yearbook"))["原因"].rows[0])
        assert row[2] == "446"

    def test_age_and_sex_stand_with_intervals(self, world: World) -> None:
        table = tables_of(composed(world, "community_diagnosis"))["年龄"]
        by_age = {plain(row)[0]: plain(row)[1:] for row in table.rows}
        assert (by_age["65–74"][0], by_age["65–74"][2]) == ("10", "0")
        assert by_age["25–44"][2] == "44"

    def test_priorities_say_the_rule_they_were_chosen_by(self, world: World) -> None:
        paper = composed(world, "community_diagnosis")
        assert "在原因明确的 50 例伤害中" in text_of(paper)  # 54 without the 4 of unknown cause
        table = next(one for one in tables_of(paper).values() if "重度" in one.columns)
        # 40 of 50 are the 80 percent: the second cause is not among them
        assert [plain(row)[2] for row in table.rows] == ["40"]

    def test_in_english_and_traditional_the_same_numbers(self, world: World) -> None:
        told = {
            language: [said.text for said in composed(world, "injury_yearbook", language).said()]
            for language in ("zh-hans", "zh-hant")
        }
        assert told["zh-hans"] == told["zh-hant"]
        english = composed(world, "injury_yearbook", "en")
        assert "the first is more frequent beyond chance" in text_of(english)
        assert not any("\u4e00" <= one <= "\u9fff" for one in text_of(english).replace(world.street.name, ""))


class TestFewAndNone:
    def test_a_few_are_not_ranked(self, world: World) -> None:
        world.hurt(3, cause=3)
        world.hurt(2, cause=4)
        told = text_of(composed(world, "community_diagnosis"))
        assert "只有 5 例，不排先后" in told
        assert "原因明确的伤害 5 例，不足 20 例" in told
        assert "超出偶然范围。" not in told

    @pytest.mark.parametrize("kind", ["community_diagnosis", "annual_report", "injury_yearbook"])
    def test_an_empty_place_says_so_and_invents_no_zero(self, world: World, kind: str) -> None:
        paper = composed(world, kind)
        assert "本期没有记录的有：" in text_of(paper)
        # the clinic is a unit on record: that it has no safety body is a zero somebody recorded
        zeros = [paper.sources[said.source - 1].key for said in paper.said() if said.text == "0"]
        assert not [key for key in zeros if not key.startswith("units.")]

    def test_a_year_without_records_before_records_is_unknown(self, world: World) -> None:
        world.hurt(
            30,
            injury_time=datetime(2025, 6, 1, 1, tzinfo=UTC),
            visit_time=datetime(2025, 6, 1, 2, tzinfo=UTC),
        )
        world.hurt(30)
        paper = composed(world, "injury_yearbook")
        assert [plain(row)[0] for row in tables_of(paper)["年份"].rows] == ["2025 年", "2026 年（未完）"]

    @pytest.mark.parametrize(
        ("kind", "says"),
        [("self_assessment", "2026 年没有自评的记录"), ("ranking_bulletin", "2026 年没有年终考核的记录"),
         ("annual_report", "没有本地获得称号的记录")],
    )  # fmt: skip
    def test_what_a_report_is_about_may_be_missing(self, world: World, kind: str, says: str) -> None:
        assert says in text_of(composed(world, kind))


class TestUnseen:
    @pytest.mark.parametrize(
        ("kind", "what"),
        [("self_assessment", "自评"), ("ranking_bulletin", "年终考核"), ("annual_report", "本地的称号")],
    )
    def test_what_its_writer_may_not_see_is_left_out_and_said(
        self, world: World, kind: str, what: str
    ) -> None:
        told = text_of(composed(world, kind, role="cdc"))
        assert "编写人无权查看，因此没有列入：" in told
        assert what in told.split("没有列入：")[1]

    def test_who_may_see_it_is_told_nothing_of_the_kind(self, world: World) -> None:
        assert "无权查看" not in text_of(composed(world, "annual_report"))


class TestOrders:
    def line(self, name: str, **changed: object) -> dict:
        return {"party": name, "name": name, "total": "90", "bonus": "0", "scored": 5, "due": 5, "missing": "0",
                "vetoes": [], "done": 3, "records": 4, "rank": 1, "tied": 1, "lower": 1, "upper": 1, "sampled": False,
                "last": "", "out": "", **changed}  # fmt: skip

    def published(self, world: World, lines: list[dict], state: str = "published") -> None:
        one = Appraisal.objects.create(
            place=world.street, year=2026, kind="community", spec={}, sheet="shipped@1", state=state, due=NOW.date(),
            objections_until=NOW.date(), published_on=NOW.date(), by="t", at=NOW,
        )  # fmt: skip
        AppraisalResult.objects.create(appraisal=one, edition=1, lines=lines, by="t", at=NOW)

    def test_bounds_ties_and_gaps_stand_beside_each_place(self, world: World) -> None:
        self.published(world, [
            self.line("甲村"), self.line("乙村", rank=2, tied=2, lower=2, upper=4, sampled=True),
            self.line("丙村", rank=2, tied=2, lower=2, upper=4, scored=4),
            self.line("丁村", rank=4, last="credible", lower=4, upper=4),
            self.line("戊村", rank=None, lower=None, upper=None, out="veto", vetoes=["死亡事故"]),
        ])  # fmt: skip
        paper = composed(world, "ranking_bulletin")
        rows = {plain(row)[1]: plain(row) for row in tables_of(paper)["名次"].rows}
        assert rows["乙村"][3] == "2–4"
        assert "2 个并列" in rows["乙村"][6]
        assert "缺 1 项没有评分" in rows["丙村"][6]
        assert rows["戊村"][0] == "—"
        assert "一票否决" in rows["戊村"][6]
        told = text_of(paper)
        assert "列入次序 4 个，并列 2 个，名次不能确定的 2 个" in told
        assert "能断定排在最后的有：丁村" in told

    def test_nothing_of_an_unpublished_one_is_told(self, world: World) -> None:
        self.published(world, [self.line("甲村")], state="handed_in")
        paper = composed(world, "ranking_bulletin")
        assert "尚未公布，因此不列" in text_of(paper)
        assert "甲村" not in str(paper.as_data())

    def test_no_injury_count_stands_in_it(self, world: World) -> None:
        world.hurt(30)
        self.published(world, [self.line("甲村")])
        assert not [
            one for one in composed(world, "ranking_bulletin").sources if one.key.startswith("injury")
        ]


class TestSelfAssessment:
    @pytest.fixture
    def round(self, world: World) -> Round:
        sheets.in_force()
        one = scoring.open_round(
            reader=somebody(world), place=world.street, code="cn-national", year=2026, at=NOW
        )
        first = next(sheets.of_sheet(one.sheet).items())
        marks = {
            part: scoring.Given(
                grade="b" if part == "exists" else "a", reason="有文件", gap="缺名册" if n == 0 else ""
            )
            for n, part in enumerate(sheets.of_sheet(one.sheet).part_codes)
        }
        scoring.mark_item(reader=somebody(world), round=one, item=first.id, given=marks, at=NOW)
        return one

    def test_points_are_the_round_s_own_and_a_sample_sheet_says_so(self, world: World, round: Round) -> None:
        told = text_of(composed(world, "self_assessment"))
        assert "样表，非正式评分" in told
        assert f"得 {Decimal(Round.objects.get(pk=round.pk).points):.2f} 分" in told
        assert "还没有评完，不下结论" in told

    def test_grades_stand_with_reasons_and_gaps(self, world: World, round: Round) -> None:
        cells = " ".join(
            cell for block in composed(world, "self_assessment").blocks if isinstance(block, Table)
            for row in block.rows for cell in plain(row)
        )  # fmt: skip
        assert "（有文件）" in cells
        assert "缺名册" in cells


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    # exact mid-P interval of a ratio of counts: 10/10 holds 1, 40/10 does not; without cases nothing is told
    [(10, 10, False), (40, 10, True), (40, 38, False), (5, 0, False), (0, 0, False)],
)
def test_two_counts_lie_apart_beyond_chance_only(one: int, other: int, apart: bool) -> None:
    assert lies_apart(one, other) is apart
