"""The numbers of the seed document D8 that belong here, reproduced as figures that open their rows.

D8 is a report of a district on one street; its numbers are entered as the lines such an office would have kept, and
the figures are compared with what the report printed (seed_facts.yaml D8.9-D8.13, D8.21-D8.23). Qualifiers stay.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.figures import queries, registry, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.outreach import actions
from safecommunity.outreach.models import Obligation
from safecommunity.places import actions as places
from safecommunity.places.models import UnitSafety
from tests.outreach.conftest import NOW, START, TODAY, World, enter

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.parse("2026")

# id of the seed fact: (figure, kind of line, parts it was handed out in, qualifier of the last part)
D8 = {
    "D8.9": ("outreach.materials", "leaflet", (250_000, 250_000, 200_000), "over"),  # 70余万份
    "D8.10": ("outreach.posters", "poster", (300, 200), "over"),  # 500余张
    "D8.11": ("outreach.banners", "banner", (50, 39), "exact"),  # 89条
    "D8.12": ("outreach.films", "film", (30, 22), "exact"),  # 52场次
    "D8.13": ("outreach.boards", "board", (100, 60), "over"),  # 160余块
    "D8.22": ("outreach.arts", "arts", (12, 8), "exact"),  # 20场次
}
PRINTED = {"D8.9": 700_000, "D8.10": 500, "D8.11": 89, "D8.12": 52, "D8.13": 160, "D8.22": 20}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Any, settings: Any) -> Any:
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


def figure(world: World, code: str, place: str = "", **dimensions: int) -> Figure:
    version = catalogue.get(code).version
    key = FigureKey(code, version, place or world.street.pid, YEAR, tuple(dimensions.items()))
    return queries.compute(key, now=NOW)


@pytest.mark.parametrize("fact", D8)
def test_a_number_of_the_report_is_added_up_from_its_lines(world: World, fact: str) -> None:
    code, kind, parts, qualifier = D8[fact]
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        enter(
            world.clerk, world.community, kind, part, happened_on=TODAY - timedelta(days=at),
            qualifier=qualifier if last else "exact",
        )  # fmt: skip
    shown = figure(world, code)
    assert shown.value == PRINTED[fact]
    behind = queries.rows_behind(world.clerk, shown)
    assert len(behind.rows.rows) == shown.n == len(parts)
    assert all(row.url for row in behind.rows.rows)


def test_the_streets_own_leaflets_and_handbooks_come_to_eighteen_thousand(world: World) -> None:
    """D8.23: 安全知识宣传单、知识手册 1.8 万份."""
    enter(world.clerk, world.community, "leaflet", 12_000)
    enter(world.clerk, world.community, "handbook", 6_000)
    assert figure(world, "outreach.materials").value == 18_000
    assert figure(world, "outreach.materials", kind=2).value == 6_000


def test_reversed_and_joined_lines_count_nothing(world: World) -> None:
    enter(world.grid_worker, world.grid, "lecture", 1, reached=40)
    again = enter(world.clerk, world.community, "lecture", 1, reached=40)
    wrong = enter(world.clerk, world.street, "leaflet", 999)
    assert figure(world, "outreach.lectures").value == 2
    from safecommunity.outreach.queries import doubles
    from safecommunity.outreach.queries.rights import Rights

    pair = doubles.visible(Rights(world.clerk)).get()
    actions.join_double(reader=world.clerk, double=pair, keep=again.ref, at=NOW)
    actions.reverse_entry(reader=world.clerk, entry=wrong, at=NOW, reason="打错")
    assert figure(world, "outreach.lectures").value == 1
    assert figure(world, "outreach.reached").value == 40
    assert figure(world, "outreach.materials").value == 0
    actions.reopen_double(reader=world.clerk, double=pair, at=NOW)
    assert figure(world, "outreach.reached").value == 80


def test_a_figure_opens_its_lines_to_who_may_and_keeps_them_closed_to_others(world: World) -> None:
    mine, other = (
        enter(world.grid_worker, world.grid, quantity=5),
        enter(world.clerk, world.street, quantity=7),
    )
    fact = registry.fact("outreach")
    refs = [mine.ref, other.ref]
    assert [row.url != "" for row in fact.rows_by_refs(world.clerk, refs).rows] == [True, True]
    assert [row.url != "" for row in fact.rows_by_refs(world.grid_worker, refs).rows] == [True, False]
    assert [row.url != "" for row in fact.rows_by_refs(world.supervisor, refs).rows] == [False, False]


def test_a_line_of_an_old_binder_is_marked_as_copied(world: World) -> None:
    enter(world.clerk, world.street, quantity=7, happened_on=date(2026, 1, 5), binder="2026-宣-03")
    assert figure(world, "outreach.lines", backfill=1).value == 1
    assert figure(world, "outreach.lines", backfill=0).value == 0


class TestCertified:
    """D8.21: 企业主要负责人和安全管理人员持证上岗率 100 %; its denominator is the register here."""

    @pytest.fixture
    def firm(self, world: World) -> Any:
        made = places.register_unit(
            name="示例纸箱厂", kind="firm", place=world.community, starts=START, by="t", at=NOW
        )
        UnitSafety.objects.create(
            unit=made, starts=START, has_body=True, full_time=1, part_time=1, by="t", at=NOW
        )
        places.register_unit(name="小卖部", kind="shop", place=world.community, starts=START, by="t", at=NOW)
        actions.count_obligations(by="keeper", at=NOW)
        return made

    def give(self, world: World, firm: Any, post: str, number: str, expires: date = date(2028, 1, 1)) -> Any:
        return actions.issue_certificate(
            reader=world.clerk, at=NOW, unit=firm, post=post, name="吴某", kind="安全培训合格证", number=number,
            issuer="示例区应急管理局", issued_on=date(2025, 1, 1), expires_on=expires,
        )  # fmt: skip

    def test_certified_of_obliged_rises_to_all_of_them(self, world: World, firm: Any) -> None:
        # one head and two safety staff are due; the shop owes none
        assert (
            figure(world, "training.certified").value,
            figure(world, "training.certified").denominator,
        ) == (0.0, 3)
        self.give(world, firm, "head", "A1")
        self.give(world, firm, "safety", "B1")
        assert figure(world, "training.certified").value == pytest.approx(100 * 2 / 3)
        self.give(world, firm, "safety", "B2")
        assert figure(world, "training.certified").value == 100.0
        self.give(world, firm, "head", "A2")  # a second head does not make it more than all
        assert figure(world, "training.certified").value == 100.0
        rows = registry.fact("certified_post").rows_by_refs(
            world.clerk, list(Obligation.objects.order_by("pk").values_list("ref", flat=True))
        )
        assert [row.cells[-2:] for row in rows.rows] == [("1", "1"), ("2", "2")]

    def test_an_expired_or_withdrawn_certificate_counts_no_more(self, world: World, firm: Any) -> None:
        self.give(world, firm, "head", "old", expires=date(2026, 11, 1))
        assert figure(world, "training.certified").value == 0.0
        held = self.give(world, firm, "head", "new")
        assert figure(world, "training.certified").value == pytest.approx(100 / 3)
        actions.withdraw_certificate(reader=world.clerk, certificate=held, at=NOW)
        assert figure(world, "training.certified").value == 0.0

    def test_counting_again_without_news_writes_nothing(self, world: World, firm: Any) -> None:
        assert actions.count_obligations(by="keeper", at=NOW) == 0
        places.change_unit(unit=firm, values={"ends": TODAY}, by="t", at=NOW)
        assert actions.count_obligations(by="keeper", at=NOW) == 2
        assert figure(world, "training.certified").denominator in (0, None)
