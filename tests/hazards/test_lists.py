"""Lists of people and dwellings in: all faults together, twice is once, and nothing that names somebody is repeated."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from safecommunity.hazards import queries
from safecommunity.hazards.housing import words as housing
from safecommunity.hazards.models import (
    Dwelling,
    Hazard,
    Inspection,
    InspectionRound,
    Rating,
    Risk,
    VulnerableBox,
    VulnerablePerson,
)
from safecommunity.hazards.people import actions, words
from safecommunity.hazards.rights import Rights
from safecommunity.hazards.views.listing import Hazards
from safecommunity.places import narrowing
from safecommunity.places.models import Place
from tests.hazards.conftest import NOW, Street
from tests.hazards.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NAME, NUMBER, PHONE, ADDRESS = "测丙寅", "999999194810223422", "13912345678", "试巷八弄六号"
WRONG = NUMBER[:-1] + "1"  # the check digit is wrong
PEOPLE = "人群类别,所在网格,性别,出生年份,姓名,身份证号,电话,住址,同意日期,走访间隔（天）,需要的帮助"
HOUSES = "所在村、网格,门牌或位置,结构类型,建造年份,层数,居住人数,用途,用火方式,圈梁构造柱,筛查日期,筛查等级"


def upload(*lines: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("list.csv", "\n".join(lines).encode(), "text/csv")}


def person(**more: str) -> str:
    today = timezone.localdate().isoformat()
    cells = {
        "groups": "独居老人、残疾人",
        "place": "示东社区",
        "sex": "女",
        "born": "1948",
        "name": NAME,
        "id_number": NUMBER,
        "phone": PHONE,
        "address": ADDRESS,
        "on": today,
        "days": "7",
        "needs": "行动不便",
        **more,
    }
    return ",".join(cells.values())


def house(**more: str) -> str:
    cells = {
        "place": "示东社区",
        "spot": "3 组 12 号",
        "structure": "木结构",
        "built": "1975",
        "storeys": "2",
        "people": "4",
        "use": "住人",
        "fire": "火塘、敞开明火",
        "ring": "否",
        "on": "2026-05-01",
        "grade": "C",
        **more,
    }
    return ",".join(f'"{one}"' for one in cells.values())


def test_people_come_by_list_once_with_their_names_sealed(street: Street) -> None:
    client = signed_in("grid", street.east.pid)
    for _twice in range(2):
        assert client.post("/vulnerable/import/", upload(PEOPLE, person())).status_code == 302
    one = VulnerablePerson.objects.get()
    assert ([line.group for line in one.groups.all()], one.visit_days, one.needs) == (
        ["alone", "disabled"],
        7,
        ["walk"],
    )
    assert one.consent_until == timezone.localdate() + timedelta(days=words.consent_days())
    opened = actions.open_names(reader=street.worker, people=[one], purpose="visit", at=timezone.now())
    assert opened[one.pk] == {"name": NAME, "id_number": NUMBER, "phone": PHONE, "address": ADDRESS}
    assert NAME not in VulnerableBox.objects.get().sealed


def test_all_faults_of_people_are_told_together_and_no_secret_with_them(street: Street) -> None:
    client = signed_in("grid", street.east.pid)
    answer = client.post(
        "/vulnerable/import/",
        upload(
            PEOPLE,
            person(),
            person(place="火星", sex="x", groups="富人"),
            person(id_number=WRONG, phone="12"),
            person(born="1949", id_number="", name=""),
            person(on="昨天", days="多"),
            person(on="9999-12-31"),
            person(id_number=NUMBER),
        ),
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not VulnerablePerson.objects.exists()
    for said in ("火星", "富人", "昨天", "•••"):
        assert said in shown
    assert not [word for word in (NUMBER, WRONG, PHONE, ADDRESS, NAME) if word in shown]


def test_only_the_worker_sends_people_and_gets_a_template_without_names(street: Street) -> None:
    worker = signed_in("grid", street.east.pid)
    worker.post("/vulnerable/import/", upload(PEOPLE, person()))
    assert (
        signed_in("clerk", street.place.pid).post("/vulnerable/import/", upload(PEOPLE, person())).status_code
        == 403
    )
    book = worker.get("/vulnerable/import/template/")
    cells = str(CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python())
    assert "人群类别" in cells
    assert NAME not in cells


def test_dwellings_come_by_list_once_with_their_screening_and_out_again(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    for _twice in range(2):
        assert (
            client.post(
                "/housing/import/", upload(HOUSES, house(), house(spot="3 组 13 号", on="", grade=""))
            ).status_code
            == 302
        )
    first, second = Dwelling.objects.order_by("pk")
    assert (first.state, first.grade, first.fire, first.ring_beam) == ("screened", "C", "hearth", "no")
    assert (second.state, second.grade) == ("unscreened", "")
    assert Rating.objects.get().kind == "screen"
    book = client.get("/housing/import/template/").content
    sent = SimpleUploadedFile("back.xlsx", book, "application/octet-stream")
    assert client.post("/housing/import/", {"file": sent}).status_code == 302
    assert Dwelling.objects.count() == 2


def test_all_faults_of_dwellings_are_told_together(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    answer = client.post(
        "/housing/import/",
        upload(
            HOUSES,
            house(),
            house(),
            house(place="火星", structure="冰", storeys="两"),
            house(spot="9 号", grade="E"),
            house(spot="8 号", grade=""),
            house(spot="7 号", on="9999-01-01"),
            house(spot="6 号", built="1200"),
        ),
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    for said in ("火星", "冰", "两", "9999-01-01", "1200"):
        assert said in shown
    assert not Dwelling.objects.exists()


def test_a_districts_own_form_of_dwellings_is_asked_once_and_filled(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    own = "自然村,农房编号,房屋结构形式,几层"
    row = "示东社区,甲 1,木结构,1"
    asked = client.post("/housing/import/", upload(own, row))
    assert asked.status_code == 422
    assert "农房编号" in asked.content.decode()
    said = {
        "own_form": "县农房表",
        "heading": own.split(","),
        "to": ["place", "spot", "structure", "storeys"],
    }
    assert client.post("/housing/import/", said).status_code == 302
    assert client.post("/housing/import/", upload(own, row)).status_code == 302
    assert Dwelling.objects.get().spot == "甲 1"
    assert "县农房表" in client.get("/housing/import/").content.decode()


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"PK\x03\x04broken", "只有一句话".encode(), PEOPLE.encode()]
)
@pytest.mark.parametrize("address", ["/vulnerable/import/", "/housing/import/"])
def test_what_is_no_list_is_told_in_words(street: Street, address: str, content: bytes) -> None:
    client = signed_in("grid", street.east.pid)
    sent = {"file": SimpleUploadedFile("x.csv", content, "text/csv")}
    assert client.post(address, sent).status_code == 422
    assert client.post(address).status_code == 422


def test_words_of_cells_are_known_in_every_spelling() -> None:
    known = housing.CODES
    assert (
        known.code_of("structures", "砖混（有圈梁构造柱）")
        == known.code_of("structures", "砖混(有圈梁构造柱)")
        == "confined"
    )
    assert known.code_of("grades", "A 级 安全") == known.code_of("grades", "a") == "A"
    assert words.CODES.codes_of("groups", "独居老人,残疾人") == ["alone", "disabled"]
    assert words.CODES.codes_of("groups", "独居老人,富人") is None


@pytest.mark.parametrize(("name", "order"), [*Hazards.pairs])
def test_what_a_district_sees_of_very_many_is_found_by_indexes_of_its_own(
    street: Street, monkeypatch: pytest.MonkeyPatch, name: str, order: str
) -> None:
    """Major, climbed so far, or asked by the chief; nothing else of the street, in no filter and no order."""
    monkeypatch.setattr(queries, "FEW", 0)
    told = [street.found(client_id=f"h{n}", spot=f"{n} 号楼") for n in range(4)]
    for one, more in zip(
        told, ({"level": "major"}, {"climbed": 3}, {"asked_rank": 2}, {"climbed": 2}), strict=True
    ):
        Hazard.objects.filter(pk=one.pk).update(**more)
    value = {"": "", "state": told[0].state, "color": told[0].color, "clock": "open", "level": "general",
             "climbed": "3", "community": street.east.pid}[name]  # fmt: skip
    seen = {"level": {1, 2}, "climbed": {1}}.get(name, {0, 1, 2})
    table = Hazards(
        queries.listed(Rights(street.district)), {name: value, "order": order} if name else {"order": order}
    )
    assert [told.index(one) for one in table.page.rows if one in told] == [
        told.index(one) for one in table.page.rows
    ]
    assert {told.index(one) for one in table.page.rows} == seen
    if connection.vendor == "sqlite":
        plan = (
            table._filtered().order_by(*table.chosen.order.fields).values_list("pk", flat=True)[:51].explain()
        )
        assert "INDEX hazard_up_" in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("order", ["", "recent", "due"])
def test_what_is_late_is_listed_by_its_day_whatever_order_was_chosen_before(
    street: Street, order: str
) -> None:
    """Newest first, a million open hazards would be walked for the fifty late ones among the oldest."""
    days = (date(2026, 11, 5), date(2026, 11, 2), date(2026, 11, 9))
    for n, day in enumerate(days):
        one = street.found(client_id=f"h{n}", spot=f"{n} 号楼")
        Hazard.objects.filter(pk=one.pk).update(due=day, first_due=day, found_on=date(2026, 11, 1))
    table = Hazards(queries.listed(Rights(street.clerk)), {"clock": "late", "order": order})
    assert [one.due for one in table.page.rows] == sorted(days)
    assert [one.name for one in table.allowed_orders()] == ["due"]


def test_a_district_reads_by_street_what_came_up_and_opens_those_very_rows(street: Street) -> None:
    told = [street.found(client_id=f"h{n}", spot=f"{n} 号楼") for n in range(5)]
    long_ago = {"due": date(2026, 11, 2), "first_due": date(2026, 11, 2), "found_on": date(2026, 11, 1)}
    for one, more in zip(told, (
        {"level": "major", "supervised": "district"}, {"climbed": 3, **long_ago}, {"asked_rank": 2}, {"climbed": 2},
        {"level": "major", "state": "no_hazard"},
    ), strict=True):  # fmt: skip
        Hazard.objects.filter(pk=one.pk).update(**more)
    other = Place.objects.get(name="另一街道")
    first, second = queries.risen(Rights(street.district), [street.place, other])
    assert (first.all, first.major, first.late, first.asked, first.listed) == (3, 1, 1, 1, 1)
    assert (second.all, first.inspected, first.at_risks) == (0, 0, 0)
    client = signed_in("supervisor", street.district.scopes[0].place)
    page = client.get("/district/").content.decode()
    for query, n in (("clock=open", 3), ("clock=open&level=major", 1), ("climbed=3", 1)):
        address = f"/hazards/?place={street.place.pid}&{query}"
        assert address.replace("&", "&amp;") in page
        assert len(client.get(address).context["table"].page.rows) == n
    assert client.get(f"/hazards/?place={other.pid}").context["table"].page.rows == []
    # a place that is not beneath the reader opens nothing
    assert (
        signed_in("agency", other.pid).get(f"/hazards/?place={street.place.pid}").context["table"].page.rows
        == []
    )


@pytest.mark.parametrize("page", ["risks", "inspections", "vulnerable", "housing"])
def test_a_list_of_many_shows_what_a_list_of_few_shows_and_sorts_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    today = timezone.localdate()
    say: dict[str, Any] = {"place": street.east, "by": "t", "at": NOW}
    around = InspectionRound.objects.create(
        title="联查",
        setting="fire",
        checklist="shop",
        checklist_title="商铺",
        version=1,
        starts=today,
        until=today,
        **say,
    )
    for n in range(3):
        Risk.objects.create(title=f"风险 {n}", setting="fire", starts=today, due=today, **say)
        Inspection.objects.create(round=around, spot=f"{n}", until=today, day=today, year=today.year, **say)
        Dwelling.objects.create(spot=f"{n} 号", structure="wood", storeys=1, use="home", starts=today, **say)
        VulnerablePerson.objects.create(
            sex=1,
            born=1950,
            visit_days=30,
            next_visit=today,
            starts=today,
            consent_until=today + timedelta(days=9),
            **say,
        )
    client = signed_in("clerk", street.place.pid)
    few: Any = client.get(f"/{page}/").context["table"]
    assert len(few.page.rows) == 3
    monkeypatch.setattr(narrowing, "FEW", 0)
    for order in dict.fromkeys(order for name, order in few.pairs if not name):
        table: Any = client.get(f"/{page}/?order={order}").context["table"]
        assert {row.pk for row in table.page.rows} == {row.pk for row in few.page.rows}
        assert (table.most, table.total) == (narrowing.MOST_WALKED, (3, False))
        if connection.vendor == "sqlite":
            assert "TEMP B-TREE" not in table._filtered().order_by(*table.chosen.order.fields)[:51].explain()
