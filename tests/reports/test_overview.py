"""The overview: every panel adds up, every number opens as many rows, and what is not on record is said, not drawn."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from safecommunity.figures import queries, stores
from safecommunity.indicators import ages
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import actions
from safecommunity.places.actions import Residents
from safecommunity.reports import overview, panels, pictures
from safecommunity.reports.look import Look
from safecommunity.shell import charts
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.of_year(2026)
LINK = re.compile(r'href="(/figures/[^"#]+)/"[^>]*>(?:<b>)?([\d,]+)<')


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield
    stores.forget()


@pytest.fixture
def world() -> World:
    return World()


def hurt_in_many_ways(world: World) -> None:
    """Fourteen injuries: falls, burns and violence, in June and July, at nine and at seventeen."""
    evening = datetime(2026, 7, 3, 9, 0, tzinfo=UTC)
    world.hurt(6, age_years=40)
    world.hurt(3, age_years=80, severity=3, outcome=2, nature=1)
    world.hurt(
        2, sex=1, age_years=3, cause=7, nature=5, injury_time=evening, visit_time=evening + timedelta(hours=1)
    )
    world.hurt(
        1,
        sex=1,
        age_years=30,
        cause=4,
        intent=3,
        injury_time=evening,
        visit_time=evening + timedelta(hours=1),
    )
    world.hurt(2, residence=world.west.pid, sex=1, age_years=70)


def by_age(world: World) -> None:
    cells = [Residents(263, sex, band.lower, band.upper) for sex in (1, 2) for band in ages.BANDS]
    actions.set_population(place=world.street, year=2026, cells=cells, source="统计公报", by="t", at=NOW)


def look_at(place, period: Period = YEAR) -> Look:
    stores.store("injury").refresh()
    return Look(place, period, NOW, "zh-hans")


def page(client, place, period: str = "2026") -> str:
    answer = client.get(f"/overview/?place={place.pid}&period={period}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def numbers(text: str) -> list[tuple[str, int]]:
    """(key, n) of every number of the page that leads to a figure."""
    return [(key.split("/")[-1], int(n.replace(",", ""))) for key, n in LINK.findall(text)]


def test_every_number_on_the_page_opens_as_many_rows(world):
    by_age(world)
    hurt_in_many_ways(world)
    clerk, reader = signed_in(world, "clerk"), world.reader("clerk")
    found = numbers(page(clerk, world.street))
    assert len({key for key, _n in found}) > 30
    for key, n in dict(found).items():
        figure = queries.compute(FigureKey.parse(key), now=NOW)
        assert queries.rows_behind(reader, figure).total == figure.n == n, key


def test_every_panel_adds_up_to_n(world):
    by_age(world)
    hurt_in_many_ways(world)
    look = look_at(world.street)
    assert look.n == 14
    for grid in (panels.hours(look), panels.matrix(look), panels.severity(look)):
        assert sum(line.total.n for line in grid.lines) == sum(one.n for one in grid.sums) == grid.n == 14
        assert all(sum(cell.n for cell in line.cells) == line.total.n for line in grid.lines)
    ages_and_sex = panels.pyramid(look)
    assert (ages_and_sex.men, ages_and_sex.women, ages_and_sex.unknown) == (5, 9, 0)
    assert sum(bar.n for bar in overview.pareto(look, "cause").bars) == 14


def test_the_cells_stand_where_the_injuries_happened(world):
    hurt_in_many_ways(world)
    look = look_at(world.street)
    hours = {line.code: [cell.n for cell in line.cells] for line in panels.hours(look).lines}
    assert hours[6] == [0, 0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0]  # nine o'clock is the fifth pair of hours
    assert hours[7] == [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]
    assert list(hours) == list(range(1, 12))  # December has not begun
    assert panels.hours(look).busiest == ("6月", "08", 11)
    matrix = {line.code: [cell.n for cell in line.cells] for line in panels.matrix(look).lines}
    assert matrix == {4: [11, 0], 5: [0, 1], 7: [2, 0]}  # falls, struck, burns: all from the card
    assert [count.n for _words, count in panels.matrix(look).sources] == [0, 14]
    severity = {line.code: [cell.n for cell in line.cells] for line in panels.severity(look).lines}
    assert severity == {1: [11, 0], 3: [0, 3]}


def test_the_frame_of_the_pyramid_is_the_share_of_the_population(world):
    by_age(world)
    hurt_in_many_ways(world)
    sides = {(side.label, side.sex): side for side in panels.pyramid(look_at(world.street)).sides}
    # 14 cases; men of 75 and over are 3 of 38 equal bands of the population
    assert sides["75+", "男"].expected == pytest.approx(14 * 3 / 38)
    assert sides["0–4", "女"].expected == pytest.approx(14 * 2 / 38)
    assert (sides["75+", "女"].n, sides["0–4", "男"].n) == (3, 2)
    assert sum(side.expected for side in sides.values()) == pytest.approx(14)


def test_crude_and_standardised_rate_stand_beside_each_other_with_the_standard_s_warning(world):
    by_age(world)
    hurt_in_many_ways(world)
    text = page(signed_in(world, "clerk"), world.street)
    assert "居民伤害发生率" in text
    assert "居民伤害年龄标化发生率" in text
    assert "标准人口：第七次全国人口普查（2020）" in text
    assert "正式使用前要换成年鉴的数字" in text


def test_without_population_by_age_the_page_says_so_and_draws_no_frame(world):
    hurt_in_many_ways(world)
    text = page(signed_in(world, "clerk"), world.street)
    assert "这个地区没有分年龄的人口，算不出标化率" in text
    assert "没有分年龄、性别的人口，不知道应有多少例" in text
    assert all(side.expected is None for side in panels.pyramid(look_at(world.street)).sides)


def test_records_without_cause_hour_and_severity_are_shown_as_far_as_they_go(world):
    """As of NEISS: a coded diagnosis, a day without hour, no population."""
    day = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    world.hurt(
        5, source="import", residence=world.other.pid, cause=None, intent=None, severity=None, outcome=None,
        place_kind=None, activity=None, nature=None, body_part=None, diagnosis_code=57, product_code=1807,
        injury_time=day, visit_time=None, precision="date",
    )  # fmt: skip
    look = look_at(world.other)
    assert (panels.matrix(look), panels.severity(look), panels.hours(look), panels.cost(look)) == (None,) * 4
    assert pictures.spec("hours", look, 488) is None
    client = signed_in(world, "clerk", world.other)
    text = page(client, world.other)
    for said in ("没有受伤原因", "没有严重程度和结局", "没有受伤时刻", "没有登记人口"):
        assert said in text
    assert [pareto.dimension for pareto in overview.paretos(look)] == ["diagnosis", "product"]
    assert client.get(f"/charts/hours.svg?place={world.other.pid}&period=2026").status_code == 404


def test_an_empty_period_has_no_panels_and_leads_to_the_years_on_record(world):
    world.hurt(2)
    text = page(signed_in(world, "clerk"), world.street, "2024")
    assert "period=2026" in text
    assert not [n for key, n in numbers(text) if n and "2024" in key]


def test_recorded_costs_are_summed_for_those_who_have_one_and_said_to_be_partial(world):
    world.hurt(3)
    for cost in (120, 80, 1000):
        world.hurt(1, cost=cost)
    look = look_at(world.street)
    found = panels.cost(look)
    assert (found.amounts.n, found.amounts.total, found.amounts.median, found.n) == (3, 1200, 120, 6)
    text = page(signed_in(world, "clerk"), world.street)
    assert "6 例中 3 例记有费用：合计 1,200 元，中位数 120 元" in text
    key = found.url.split("/")[2]
    assert queries.compute(FigureKey.parse(key), now=NOW).n == 3


def test_the_number_of_queries_does_not_grow_with_places_or_records(world, django_assert_max_num_queries):
    by_age(world)
    client = signed_in(world, "clerk")
    hurt_in_many_ways(world)
    page(client, world.street)
    with django_assert_max_num_queries(40):
        page(client, world.street)
    for number in range(5):
        extra = actions.create_place(
            name=f"示{number}社区",
            level="community",
            parent=world.street,
            by="t",
            at=NOW,
            starts=datetime(2020, 1, 1).date(),
        )
        world.hurt(4, residence=extra.pid)
    page(client, world.street)  # catches up with what was recorded, and counts anew what waits
    with django_assert_max_num_queries(40):
        page(client, world.street)


def test_who_does_not_read_this_place_does_not_see_it(world):
    world.hurt(2)
    for address in ("/overview/", "/overview/tables.xlsx", "/charts/pyramid.svg"):
        stranger = signed_in(world, "clerk", world.other)
        assert stranger.get(f"{address}?place={world.street.pid}&period=2026").status_code == 403


# the map needs outlines: tests/reports/test_maps.py
@pytest.mark.parametrize("name", [name for name in pictures.NAMES if name != "map"])
def test_every_picture_has_a_specification_at_both_widths(world, name):
    hurt_in_many_ways(world)
    look = look_at(world.street)
    for width in charts.WIDTHS:
        spec = pictures.spec(name, look, width)
        sides = spec["padding"] if isinstance(spec["padding"], dict) else {"left": 0, "right": 0}
        assert spec["width"] + sides["left"] + sides["right"] == width


def test_the_page_reads_in_three_languages(world):
    by_age(world)
    hurt_in_many_ways(world)
    client = signed_in(world, "clerk")
    for language, said in (("zh-hans", "年龄和性别"), ("zh-hant", "年齡和性別"), ("en", "Age and sex")):
        client.cookies["sc_language"] = language
        assert said in page(client, world.street)
