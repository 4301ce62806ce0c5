"""Support received. What an element asks: organisation, people, money, goods, technique (AQ/T 9001-2006, 1.f)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from safecommunity.figures import queries as figures
from safecommunity.governance import actions as office
from safecommunity.governance.models import Agency, Support
from safecommunity.governance.plans import actions as plans
from safecommunity.governance.support import actions, facts, queries, reading, words
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.journal.models import AuditEvent
from safecommunity.shell import sheets
from tests.governance.conftest import NOW, Street
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def agencies(street: Street) -> dict[str, Agency]:
    """The fourteen agencies of the street, by sector."""
    office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    return {one.sector: one for one in Agency.objects.prefetch_related("names")}


def given(
    street: Street, agency: Agency | None, kind: str, amount: Any = None, unit: str = "", **more: Any
) -> Support:
    values: dict[str, Any] = {
        "agency": agency, "giver": "" if agency else "示例商会", "kind": kind, "what": f"{kind} {amount}",
        "amount": None if amount is None else Decimal(amount), "qualifier": "", "unit": unit,
        "starts": date(2026, 3, 8), "until": None, "item": None, "note": "",
    }  # fmt: skip
    return actions.record_support(reader=street.clerk, place=street.place, values=values | more, at=NOW)


def test_people_money_goods_and_technique_add_up_and_open(
    street: Street, agencies: dict[str, Agency]
) -> None:
    police, health = agencies["police"], agencies["health"]
    given(street, police, "people", 6, "people", until=date(2026, 12, 31))
    given(street, health, "people", 2, "people")
    given(street, police, "money", "1.25", "ten_thousand_yuan")
    given(street, None, "money", 3000, "yuan")
    given(street, None, "goods", 500, "pieces", qualifier="ge")
    given(street, health, "technique")
    told = {
        one: street.figure(f"support.{one}").value
        for one in ("count", "people", "money", "goods", "technique")
    }
    # 1.25 万元 is 12,500 yuan
    assert told == {"count": 6, "people": 8, "money": 15_500, "goods": 1, "technique": 1}
    behind = street.opens("support.money")
    assert behind.total == 2
    assert {row.cells[4] for row in behind.rows.rows} == {"1.25 万元", "3,000 元"}
    goods = street.opens("support.goods").rows.rows[0]
    assert goods.cells[1:5] == ("示例商会", "物资", "goods 500", "500 个（以上）")


def test_by_agency_and_kind(street: Street, agencies: dict[str, Agency]) -> None:
    given(street, agencies["police"], "people", 6, "people")
    given(street, agencies["police"], "people", 3, "people")
    given(street, agencies["health"], "people", 1, "people")
    given(street, None, "people", 4, "people")
    at = facts.sectors().index("police")
    ground = figures.ground_of(street.place.pid, 2026)
    found = figures.compute_by(
        catalogue.get("support.people"), street.place.pid, Period.of_year(2026), {"sector": [at, -1]}, now=NOW,
        ground=ground,
    )  # fmt: skip
    assert (found[(at,)].value, found[(-1,)].value) == (9, 4)
    assert (facts.label("sector", at), facts.label("sector", -1)) == ("公安", "其他")


def test_a_giver_is_called_what_it_was_called_then(street: Street, agencies: dict[str, Agency]) -> None:
    """D7: 安监 became 应急管理 in 2018."""
    old = given(street, agencies["work_safety"], "technique", starts=date(2015, 5, 1))
    new = given(street, agencies["work_safety"], "technique", starts=date(2026, 5, 1))
    assert [words.giver(one) for one in (old, new)] == ["安全生产监督管理局", "应急管理局"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "love"}, "love"), ({"kind": "money"}, "没有填"),
        ({"kind": "people", "amount": Decimal("1.5"), "unit": "people"}, "1.5"),
        ({"kind": "money", "amount": Decimal(5), "unit": "people"}, "元"), ({"giver": ""}, "二选一"),
        ({"starts": date(2027, 1, 1)}, "2027-01-01"), ({"until": date(2026, 1, 1)}, "2026-01-01"),
        ({"what": " "}, "给了什么"),
        ({"kind": "money", "amount": Decimal("0.0001"), "unit": "yuan"}, "0.0001"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_refused_in_words(street: Street, wrong: dict[str, Any], says: str) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused, match=says):
        given(street, None, wrong.pop("kind", "technique"), **wrong)
    assert (Support.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_withdrawn_counts_no_more_and_twice_is_once(street: Street) -> None:
    one = given(street, None, "money", 3000, "yuan")
    assert given(street, None, "money", 3000, "yuan") == one
    actions.withdraw_support(reader=street.clerk, support=one, reason="登记错了", at=NOW)
    assert street.figure("support.money").value == 0
    with pytest.raises(actions.Refused):
        actions.withdraw_support(reader=street.clerk, support=one, reason="再来", at=NOW)


def test_an_item_shows_what_was_given_for_it(street: Street) -> None:
    values = {"kind": "year", "title": "计划", "starts": date(2026, 1, 1), "until": date(2026, 12, 31)}
    plan = plans.create_plan(reader=street.clerk, place=street.place, values=values, at=NOW)
    item = plans.add_item(
        reader=street.clerk,
        plan=plan,
        values={"title": "充电棚", "who": "城管科", "due": date(2026, 9, 30)},
        at=NOW,
    )
    given(street, None, "money", 120_000, "yuan", item=item, what="充电棚补助")
    page = browser(street)
    text = page.get(f"/work-plans/items/{item.ref}/").content.decode()
    assert "充电棚补助" in text
    assert "120,000 元" in text


def checked(text: str, agencies: dict[str, Agency]) -> Any:
    heads = set(reading.headings().values())
    given = sheets.read(text.encode(), "a.csv", lambda cell: cell if cell in heads else "")
    return reading.check(given, agencies.values())


def test_a_list_goes_in_twice_and_stands_once_and_all_that_is_wrong_is_told(
    street: Street, agencies: dict[str, Agency]
) -> None:
    names = reading.headings()
    head = ",".join(names[one] for one in ("starts", "giver", "kind", "what", "amount", "unit", "qualifier"))
    good = f"{head}\n2026-03-01,公安局,人员,护学岗,6,人,\n2026-04-01,示例商会,物资,背心,500,个,以上\n"
    found = checked(good, agencies)
    assert found.faults == ()
    for expected in (2, 0):
        told = {
            "reader": street.clerk,
            "place": street.place,
            "rows": found.items,
            "file_name": "a.csv",
            "at": NOW,
        }
        assert actions.import_support(**told) == expected
    assert Support.objects.get(kind="people").agency == agencies["police"]
    bad = f"{head}\n昨天,公安局,爱心,x,6,人,\n2026-04-01,,资金,补助,,元,\n"
    assert [(fault.row, fault.came) for fault in checked(bad, agencies).faults] == [
        (2, "爱心"), (2, "人"), (2, "昨天"), (3, ""), (3, ""),
    ]  # fmt: skip


def test_it_is_entered_on_one_screen_and_bad_input_is_a_sentence(
    street: Street, agencies: dict[str, Agency]
) -> None:
    page = browser(street)
    sent = {"kind": "money", "agency": agencies["police"].pid, "what": "补助", "amount": "1.2",
            "unit": "ten_thousand_yuan", "starts": "2026-03-01"}  # fmt: skip
    for wrong in ({"amount": "1e99"}, {"amount": "-3"}, {"amount": ""}, {"unit": "people"}, {"giver": "又一个"},
                  {"starts": "0001-01-01"}, {"kind": ""}):  # fmt: skip
        assert page.post("/support/new/", sent | wrong).status_code == 422, wrong
    assert not Support.objects.exists()
    answer = page.post("/support/new/", sent)
    assert answer.status_code == 302
    assert "1.2 万元" in page.get(answer.url).content.decode()
    listed = page.get("/support/").content.decode()
    assert "公安局" in listed
    assert page.get("/support/export/?kind=money").status_code == 200
    assert page.get("/support/?kind=people").status_code == 200
    assert queries.may_open(street.clerk, Support.objects.get().pid)
