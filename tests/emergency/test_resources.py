"""Teams, shelters and supplies with looks, contacts that are sealed, the map; the six networks of D8."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from safecommunity.emergency.models import Contact, ContactName, Network, Resource
from safecommunity.emergency.networks import actions as networks
from safecommunity.emergency.networks import queries as directory
from safecommunity.emergency.refusal import NotYours, Refused
from safecommunity.emergency.resources import actions, queries
from safecommunity.emergency.resources.facts import RESOURCES
from safecommunity.emergency.rights import Rights
from safecommunity.governance.models import Agency
from safecommunity.places import actions as places
from tests.emergency.conftest import NOW, TODAY, Street, person
from tests.emergency.test_plans import send

pytestmark = pytest.mark.django_db


def enter(street: Street, kind: str = "stock", **more: Any) -> Resource:
    own: dict[str, dict[str, Any]] = {
        "team": {"sort": "part_time", "people": 12}, "shelter": {"sort": "class_3", "capacity": 900},
        "stock": {"sort": "flood", "quantity": 200, "measure": "条"},
    }  # fmt: skip
    values = {"kind": kind, "name": "沙袋", "place": street.east, "starts": TODAY - timedelta(days=400)}
    values |= own.get(kind, {})
    return actions.enter_resource(reader=street.clerk, values=values | more, at=NOW)


def test_each_kind_counts_by_its_own_number(street: Street) -> None:
    enter(street, "team", name="应急小分队")
    enter(street, "shelter", name="中心公园")
    enter(street)
    told = {code: street.figure(code).value for code in (
        "emergency.teams", "emergency.team_people", "shelters.count", "shelters.capacity", "emergency.stock",
    )}  # fmt: skip
    assert told == {
        "emergency.teams": 1, "emergency.team_people": 12, "shelters.count": 1, "shelters.capacity": 900,
        "emergency.stock": 1,
    }  # fmt: skip


def test_the_three_enforcement_teams_of_d8(street: Street) -> None:
    """D8.17: 安全监察执法、消防执法、城市管理执法队伍整合: three teams."""
    for name in ("安全监察执法队", "消防执法队", "城市管理执法队"):
        enter(street, "team", name=name, sort="enforcement")
    assert street.figure("emergency.enforcement_teams").value == 3


def test_a_year_that_is_over_keeps_what_stood_in_it(street: Street) -> None:
    """Changed in 2026: 2025 keeps the old people, capacity, place and share of residents."""
    cells = [places.Residents(3000)]
    places.set_population(place=street.east, year=2025, cells=cells, source="公报", by="t", at=NOW)
    team, shelter = enter(street, "team", name="应急小分队"), enter(street, "shelter", name="中心公园")
    say: dict[str, Any] = {"starts": TODAY - timedelta(days=400), "place": street.east}
    for people, capacity in ((15, 950), (20, 1000)):  # twice in a day: the first word is what stood before
        actions.change_resource(
            reader=street.clerk, resource=team, at=NOW,
            values={**say, "name": "应急小分队", "sort": "part_time", "people": people},
        )  # fmt: skip
        actions.change_resource(
            reader=street.clerk, resource=shelter, at=NOW,
            values={**say, "name": "中心公园", "sort": "class_3", "capacity": capacity, "place": street.place},
        )  # fmt: skip
    told = {
        code: [street.figure(code, year).value for year in ("2025", "2026")]
        for code in ("emergency.team_people", "shelters.capacity")
    }
    assert told == {"emergency.team_people": [12, 20], "shelters.capacity": [900, 1000]}
    assert street.figure("shelters.per_residents", "2025").numerator == 900
    rows = {(row["year"], row["place"]) for row in RESOURCES.all_rows() if row["capacity"]}
    assert {(2025, street.east.pid), (2026, street.place.pid)} <= rows


def test_shelter_places_are_told_of_the_residents(street: Street) -> None:
    cells = [places.Residents(3000)]
    places.set_population(place=street.east, year=2025, cells=cells, source="公报", by="t", at=NOW)
    enter(street, "shelter", name="中心公园")
    found = street.figure("shelters.per_residents")
    assert (found.numerator, found.denominator, found.value) == (900, 3000, 30)


def test_looks_and_the_end_of_life_make_the_clock(street: Street) -> None:
    one = enter(street, inspect_days=180, expires_on=TODAY + timedelta(days=700))
    assert one.due == TODAY - timedelta(days=220)
    assert street.figure("emergency.stock_in_order").value == 0
    actions.check_resource(reader=street.clerk, resource=one, on=TODAY, condition="ok", quantity=180, at=NOW)
    one.refresh_from_db()
    assert (one.due, one.quantity) == (TODAY + timedelta(days=180), 180)
    assert street.figure("emergency.stock_in_order").value == 100
    actions.check_resource(reader=street.clerk, resource=one, on=TODAY, condition="short", at=NOW)
    assert street.figure("emergency.stock_in_order").value == 0
    assert [row.pk for row in queries.out_of_order(Rights(street.clerk))] == [one.pk]


def test_a_name_stands_once_at_a_place_and_an_ended_one_counts_before(street: Street) -> None:
    one = enter(street)
    with pytest.raises(Refused, match="已有"):
        enter(street)
    actions.end_resource(reader=street.clerk, resource=one, on=TODAY, reason="用完", at=NOW)
    assert street.figure("emergency.stock").value == 0
    assert street.figure("emergency.stock", "2025").value == 1
    enter(street)


@pytest.mark.parametrize(
    "wrong",
    [{"x": 121.0}, {"x": 12.0, "y": 31.0}, {"quantity": -1}, {"quantity": None}, {"sort": "class_1"}, {"name": ""},
     {"starts": TODAY + timedelta(days=1)}, {"expires_on": date(1800, 1, 1)}, {"kind": "ship"}],
)  # fmt: skip
def test_what_cannot_be_is_refused(street: Street, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        enter(street, **{"kind": "stock", **wrong})
    assert not Resource.objects.exists()


def test_names_and_phones_are_sealed_and_go(street: Street) -> None:
    one = enter(street)
    contact = actions.add_contact(
        reader=street.clerk, of=one, post="仓库管理员", name="模拟甲", phone="13800138000", leads=True, at=NOW
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM emergency_contactname")
        assert "模拟甲" not in str(cursor.fetchall())
    assert queries.contacts(Rights(street.clerk), one)[0].phone == "13800138000"
    auditor = person("auditor", street.place)
    assert [(row.contact.post, row.name) for row in queries.contacts(Rights(auditor), one)] == [
        ("仓库管理员", "")
    ]
    actions.end_contact(reader=street.clerk, contact=contact, at=NOW)
    assert not ContactName.objects.exists()
    assert Contact.objects.get().post == "仓库管理员"
    with pytest.raises(NotYours):
        actions.add_contact(reader=street.stranger, of=one, post="x", at=NOW)


def test_the_six_networks_of_d8(street: Street) -> None:
    """D8.14: six networks under one dispatch; six agencies are named, and they do not match one to one."""
    agencies = list(Agency.objects.filter(place=street.place))
    for new in (6, 0):
        assert (
            networks.found_networks(reader=street.clerk, place=street.place, agencies=agencies, at=NOW) == new
        )
    assert street.figure("networks.count").value == 6
    owned = street.figure("networks.owned")
    assert (owned.numerator, owned.denominator) == (3, 6)  # 公安、安监、卫生 are sectors of the place
    match = directory.match()
    assert (len(match.networks), len(match.agencies)) == (6, 6)
    assert match.without_agency == ("党员干部远程教育网络", "消防安全报警网络")
    assert match.without_network == ("城建", "医疗")


def test_a_new_owner_ends_the_one_before(street: Street) -> None:
    network = networks.form_network(
        reader=street.clerk, place=street.place, title="防汛指挥", starts=date(2020, 1, 1), at=NOW
    )
    other = Agency.objects.filter(place=street.place).exclude(pk=street.agency.pk).first()
    assert other is not None
    networks.own_network(
        reader=street.clerk, network=network, agency=street.agency, on=date(2020, 1, 1), at=NOW
    )
    networks.own_network(reader=street.clerk, network=network, agency=other, on=date(2025, 5, 1), at=NOW)
    network = Network.objects.get()
    assert directory.owner_on(network, date(2024, 1, 1)).agency == street.agency  # type: ignore[union-attr]
    assert directory.owner_on(network, TODAY).agency == other  # type: ignore[union-attr]
    networks.tie_resource(reader=street.clerk, network=network, resource=enter(street), at=NOW)
    assert network.holdings.count() == 1


HEAD = "类别,种类,名称,地区,人数,可容纳人数,数量,计量单位,有效期至,检查周期天,联系人,电话\n"


def test_a_list_comes_in_once_and_its_faults_are_told_together(street: Street) -> None:
    client = street.client()
    good = HEAD + "应急队伍,兼职救援队,应急队,示东社区,12,,,,,,模拟乙,13900139000\n"
    good += "避难场所,Ⅲ类避难场所,公园,示东社区,,900余人,,,,,,\n"
    for _again in range(2):
        page = send(client, "resources", good)
        assert page.status_code == 200
    assert (Resource.objects.count(), ContactName.objects.count()) == (2, 1)
    bad = HEAD + "应急队伍,沙袋,,火星,0,,,,,,,\n装备物资,防汛物资,沙袋,示东社区,,,很多,条,明天,9999,,\n"
    page = send(client, "resources", bad)
    assert page.status_code == 422
    assert {(one.row, one.column) for one in page.context["faults"]} == {
        (2, "种类"),
        (2, "名称"),
        (2, "地区"),
        (2, "人数"),
        (3, "数量"),
        (3, "有效期至"),
        (3, "检查周期天"),
    }


def test_the_pages_open_and_the_forms_store(street: Street) -> None:
    client = street.client()
    sent = {"name": "沙袋", "sort": "flood", "quantity": "200", "measure": "条", "place": street.east.pid,
            "qualifier": "exact", "phases": ["during"], "client_id": "r1", "x": "121.47", "y": "31.23"}  # fmt: skip
    for _again in range(2):
        assert client.post("/emergency/resources/new/stock/", sent).status_code == 302
    one = Resource.objects.get()
    step = f"/emergency/resources/{one.pid}/step/"
    assert (
        client.post(
            step, {"what": "check", "on": "2026-11-23", "condition": "ok", "quantity": "7"}
        ).status_code
        == 302
    )
    assert (
        client.post(step, {"what": "contact", "post": "库管", "name": "甲", "phone": "1"}).status_code == 302
    )
    assert client.post(step, {"what": "change", **sent, "name": "编织袋"}).status_code == 302
    assert client.post(step, {"what": "check", "on": "9999-12-31", "condition": "ok"}).status_code == 422
    assert client.post("/emergency/networks/new/", {"what": "six"}).status_code == 302
    network = Network.objects.first()
    assert network is not None
    act = f"/emergency/networks/{network.pid}/step/"
    assert client.post(act, {"what": "channel", "kind": "radio", "says": "频道 3"}).status_code == 302
    assert client.post(act, {"what": "holding", "resource": one.pid}).status_code == 302
    assert (
        client.post(act, {"what": "owner", "agency": street.agency.pid, "on": "2026-11-23"}).status_code
        == 302
    )
    assert client.post(act, {"what": "channel_end", "row": "999999999"}).status_code == 302
    for address in (
        "/emergency/resources/",
        f"/emergency/resources/{one.pid}/",
        "/emergency/resources/map/",
        "/emergency/resources/export/",
        "/emergency/resources/new/shelter/",
        "/emergency/networks/",
        f"/emergency/networks/{network.pid}/",
        "/emergency/template/resources/",
        "/emergency/resources/?state=late&order=due",
    ):
        assert client.get(address).status_code == 200, address
