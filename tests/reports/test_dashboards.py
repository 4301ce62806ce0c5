"""The dashboard of a place: figures only, each with n and rows; nothing invented, nothing ranked, rights honoured."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from safecommunity.accounts.models import Scope
from safecommunity.accounts.reader import LIVE
from safecommunity.figures import stores
from safecommunity.indicators import catalogue
from safecommunity.places import actions as places
from safecommunity.reports import against
from safecommunity.reports.dashboards import shape
from safecommunity.reports.dashboards.beside import MOST
from tests.figures.world import DAY, NOW, World
from tests.reports.pages import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/"


@pytest.fixture
def world(tmp_path, settings, monkeypatch):
    settings.STORE = tmp_path / "store"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    stores.forget()
    yield World()
    stores.forget()


def shown(client, **asked):
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer


def cards(answer):
    return {card.figure.definition.code: card for group in answer.context["groups"] for card in group.cards}


def test_every_card_is_a_figure_of_the_place_and_period_with_the_way_to_its_rows(world):
    world.hurt(7)
    world.hurt(2, residence=world.west.pid)
    world.hurt(4, residence=world.other.pid)
    chief = signed_in(world, "chief")
    answer = shown(chief, period="2026")
    found = cards(answer)
    assert (found["injury.count"].figure.value, found["injury.count"].figure.n) == (9.0, 9)
    rate = found["injury.rate"].figure
    assert rate.lower < rate.value < rate.upper
    page = answer.content.decode()
    for code in ("injury.count", "injury.rate"):
        assert f'href="{found[code].url}#rows"' in page
        assert chief.get(found[code].url).status_code == 200
    assert all(card.figure.place == world.street.pid for card in found.values())


def test_what_was_never_recorded_is_a_dash_and_no_zero(world):
    answer = shown(signed_in(world, "chief"), period="2026")
    assert not any(card.known for card in cards(answer).values() if card.figure.definition.fact != "unit")
    page = unescape(answer.content.decode())
    assert page.count("这段时间没有任何记录，所以没有数") == sum(
        not card.known for card in cards(answer).values()
    )
    world.hurt(3)
    again = cards(shown(signed_in(world, "chief"), period="2026"))
    assert again["injury.count"].known
    assert again[
        "injury.deaths"
    ].known  # there are records, and none of them is a death: that zero is counted
    assert not cards(shown(signed_in(world, "chief"), period="2024"))["injury.count"].known


def test_a_period_that_has_not_begun_says_so(world):
    world.hurt(3)
    answer = shown(signed_in(world, "chief"), period="2027")
    assert answer.context["groups"] == []
    assert answer.context["beside"] is not None
    assert "还没有可数的记录" in answer.content.decode()


def test_a_change_is_claimed_only_where_its_interval_lies_apart(world):
    before = NOW - timedelta(days=365)
    world.hurt(10, injury_time=before - timedelta(days=100), visit_time=before - timedelta(days=99))
    world.hurt(12)
    chief = signed_in(world, "chief")
    change = cards(shown(chief, period="2026"))["injury.count"].change
    # months that are over: January to October 2026 with 12, 2025 with 10
    assert (str(change.now.period), change.now.n, change.then.n) == ("2026-01..2026-10", 12, 10)
    assert not change.sure
    world.hurt(60)
    again = cards(shown(chief, period="2026"))["injury.count"].change
    assert again.now.n == 72
    # the clinic owes ten months of each year and none came: nothing is claimed of seven times as many
    assert (again.says, again.sure) == (against.words()["missing"], False)


def test_where_nobody_owes_a_report_seven_times_as_many_are_more(world):
    before = NOW - timedelta(days=365)
    there = {"residence": world.other.pid}
    world.hurt(10, injury_time=before - timedelta(days=100), visit_time=before - timedelta(days=99), **there)
    world.hurt(70, **there)
    change = cards(shown(signed_in(world, "chief", world.other), period="2026"))["injury.count"].change
    # 70 / 10 = 7; mid-P limits of 70 of 80 by R's uniroot over 1 - pbinom(70, 80, p) + dbinom(70, 80, p) / 2 and its
    # mirror, as p / (1 - p): 3.728421 and 14.319690
    assert change.sure
    assert change.says.startswith("是上年的 7.00 倍（3.73–14.32）")


def test_what_began_in_november_says_nothing_of_the_months_before(world):
    november = NOW - timedelta(days=366)
    world.hurt(3, injury_time=november, visit_time=november + timedelta(hours=1))
    world.hurt(8)
    assert cards(shown(signed_in(world, "chief"), period="2026"))["injury.count"].change is None


def test_this_month_has_nothing_to_be_compared_yet(world):
    world.hurt(5, injury_time=NOW - timedelta(days=3), visit_time=NOW - timedelta(days=2))
    assert cards(shown(signed_in(world, "chief"), period="2026-11"))["injury.count"].change is None


def test_places_beneath_stand_in_code_order_and_few_records_look_like_few(world):
    world.hurt(3)
    world.hurt(30, residence=world.west.pid)
    table = shown(signed_in(world, "chief"), period="2026").context["beside"]
    assert [line.place.name for line in table.lines] == ["示东社区", "示西社区"]  # not by their counts
    at = [one.code for one in table.columns].index("injury.rate")
    assert [(line.cells[at].figure.n, line.cells[at].few) for line in table.lines] == [(3, True), (30, False)]
    assert table.whole.cells[at].figure.n == 33


def test_a_level_above_reads_what_was_handed_in_and_the_page_says_what_is_left_out(world):
    world.hurt(9)
    above = signed_in(world, "supervisor", world.district)
    answer = shown(above, period="2026")
    assert answer.context["place"] == world.district
    assert "injury.count" not in cards(answer)
    assert answer.context["left_out"] > 10
    assert f"{answer.context['left_out']} 个指标数的记录不对你开放，没有列出" in answer.content.decode()
    assert {cell.figure for line in answer.context["beside"].lines for cell in line.cells[:1]} == {None}
    assert above.get(PAGE, {"place": world.street.pid}).status_code == 200
    assert "/figures/injury" not in answer.content.decode()


def test_a_street_that_opened_its_live_figures_is_read_and_the_other_is_not(world):
    world.hurt(9)
    world.hurt(4, residence=world.other.pid)
    above = signed_in(world, "supervisor", world.district)
    user = Scope.objects.get(role="supervisor").user
    Scope.objects.create(user=user, role="supervisor", place=world.street.pid, room=LIVE, starts=DAY)
    table = shown(above, period="2026", place=world.district.pid).context["beside"]
    at = [one.code for one in table.columns].index("injury.rate")
    assert [getattr(line.cells[at].figure, "n", None) for line in table.lines] == [9, None]
    assert "injury.count" in cards(shown(above, period="2026", place=world.street.pid))
    assert "injury.count" not in cards(shown(above, period="2026", place=world.other.pid))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"place": "nowhere"}, 400), ({"period": "2026-13"}, 400), ({"period": "next week"}, 400),
        ({"from": "x", "to": "y"}, 400), ({"start": "999999"}, 200), ({"start": "-1"}, 200), ({"start": "٣"}, 200),
    ],
)  # fmt: skip
def test_odd_addresses_are_refused_in_words_or_not_looked_at(world, asked, status):
    assert signed_in(world, "chief").get(PAGE, asked).status_code == status


def test_another_office_is_refused(world):
    assert signed_in(world, "chief").get(PAGE, {"place": world.other.pid}).status_code == 403
    assert signed_in(world, "grid", world.east).get(PAGE).status_code == 403
    assert (
        signed_in(world, "supervisor", world.street).get(PAGE, {"place": world.other.pid}).status_code == 403
    )


def test_months_somebody_typed_become_the_period(world):
    answer = signed_in(world, "chief").get(
        PAGE, {"place": world.street.pid, "from": "2026-03", "to": "2026-05"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('dashboard')}?place={world.street.pid}&period=2026-03..2026-05"


def test_queries_are_the_same_for_two_places_beneath_and_for_forty(world, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    world.hurt(5)
    cdc = signed_in(world, "cdc", world.district)
    shown(cdc, place=world.district.pid, period="2026")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            shown(cdc, place=world.district.pid, period="2026")
        return len(found)

    two = asked()
    for n in range(38):
        places.create_place(
            name=f"示例街道{n}",
            level="street",
            parent=world.district,
            order=n + 2,
            by="t",
            at=NOW,
            starts=DAY,
            label="",
        )
    stores.forget()
    shown(cdc, place=world.district.pid, period="2026")
    assert asked() <= two + 2


def test_a_long_table_is_shown_in_parts(world, monkeypatch):
    monkeypatch.setattr("safecommunity.reports.dashboards.beside.MOST", 1)
    assert MOST == 100
    chief = signed_in(world, "chief")
    first = shown(chief, period="2026").context["beside"]
    assert ([line.place.name for line in first.lines], first.following) == (["示东社区"], 1)
    second = shown(chief, period="2026", start="1").context["beside"]
    assert ([line.place.name for line in second.lines], second.following, second.before) == (
        ["示西社区"],
        0,
        0,
    )


def test_the_shape_names_figures_and_pages_that_exist():
    assert all(catalogue.get(code) for code in shape.codes())
    for group in shape.groups():
        assert reverse(group.page)
        assert {group.title(one) for one in ("zh-hans", "zh-hant", "en")}
    assert re.fullmatch(r"/dashboard/", reverse("dashboard"))
