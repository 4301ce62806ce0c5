"""Lists of residents: long and wide, every fault of every row, sums that do not agree, versions kept."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions, queries
from safecommunity.places.importing import population as lists
from safecommunity.places.importing import words
from safecommunity.places.models import Population
from safecommunity.places.offices import Book
from safecommunity.shell import sheets
from tests.injuries.conftest import World, world  # noqa: F401 — the fixture
from tests.rights.people import Who

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
pytestmark = [pytest.mark.django_db, pytest.mark.db]
HEAD = "地区代码,年份,性别,年龄组,人口数,户数,来源"


def checked(world: World, text: str):  # noqa: F811
    book = Book.of([world.street.pid, world.community.pid])
    return lists.check(sheets.read(text.encode(), "p.csv", lists.known), book, TODAY)


def told(faults) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.letter, fault.came) for fault in faults]


@pytest.mark.parametrize(
    ("text", "band"),
    [("0-4", (0, 4)), ("85+", (85, None)), ("65岁及以上", (65, None)), ("0", (0, 0)), ("合计", (0, None)),
     ("5~9岁", (5, 9)), ("x", None), ("9-5", None)],
)  # fmt: skip
def test_a_band_of_ages_is_read_in_the_ways_people_write_it(text: str, band) -> None:
    assert words.ages(text) == band


def test_a_long_list_gives_the_table_of_each_place_and_year(world: World) -> None:  # noqa: F811
    found = checked(world, f"{HEAD}\n示中社区,2025,男,0-64,40,,公报\n示中社区,2025,男,65+,10,,公报\n"
                           "示中社区,2025,女,合计,48,30,公报\n示例街道,2025,,,98,,公报\n")  # fmt: skip
    assert not found.faults
    community, street = found.items
    assert (community.place, community.year, community.source) == (world.community, 2025, "公报")
    assert (community.total(1), community.total(2), community.total(), community.households) == (
        50,
        48,
        98,
        30,
    )
    assert street.total() == 98
    assert found.asked == ()  # the street's 98 are the community's 50 + 48


def test_a_wide_list_says_the_same(world: World) -> None:  # noqa: F811
    head = "代码,年份,户数,合计,男0-64,男65+,女0-64,女 65岁及以上,来源"
    found = checked(world, f"{head}\n{world.community.pid},2025,30,98,40,10,38,10,公报\n")
    assert not found.faults
    cells = {(c.sex, c.age_low, c.age_high): c.count for c in found.items[0].cells}
    assert cells == {
        (0, 0, None): 98, (1, 0, 64): 40, (1, 65, None): 10, (2, 0, 64): 38, (2, 65, None): 10,
    }  # fmt: skip
    assert found.asked == ()


def test_all_faults_of_all_rows_come_together_with_row_and_column(world: World) -> None:  # noqa: F811
    found = checked(world, f"{HEAD}\n火星,2025,男,0-4,3,,公报\n示中社区,1800,人,老,三,x,\n"
                           "示中社区,2025,男,0-4,3,,公报\n"
                           "示中社区,2025,男,0-4,3,,公报\n示中社区,2025,男,3-9,3,,公报\n")  # fmt: skip
    assert told(found.faults) == [
        (2, "A", "火星"), (3, "B", "1800"), (3, "G", ""), (3, "F", "x"), (3, "E", "三"), (5, "E", "3"),
        (6, "D", "3-9"),
    ]  # fmt: skip
    assert "2" not in found.faults[-2].allowed or "4" in found.faults[-2].allowed


def test_sums_that_do_not_agree_are_asked_about_and_not_refused(world: World) -> None:  # noqa: F811
    found = checked(world, f"{HEAD}\n示中社区,2025,男,0-64,40,,公报\n示中社区,2025,男,65+,10,,公报\n"
                           "示中社区,2025,男,合计,51,,公报\n示中社区,2025,女,合计,48,,公报\n"
                           "示中社区,2025,合计,合计,100,,公报\n示例街道,2025,,,101,,公报\n")  # fmt: skip
    assert not found.faults
    assert len(found.asked) == 3
    assert "50" in found.asked[0]
    assert "51" in found.asked[0]  # the ages of the men
    assert re.search(r"51.*48.*100", found.asked[1])  # men and women
    assert re.search(r"101.*100", found.asked[2])  # the street and its community


def test_a_list_without_the_columns_it_needs_names_them(world: World) -> None:  # noqa: F811
    with pytest.raises(sheets.Unreadable, match=r"来源|source"):
        checked(world, "地区代码,年份,人口数\n示中社区,2025,3\n")
    with pytest.raises(sheets.Unreadable):
        checked(world, "地区代码,年份,来源\n示中社区,2025,公报\n")


def test_a_list_is_stored_as_one_event_and_a_second_time_changes_nothing(world: World) -> None:  # noqa: F811
    table = actions.PopulationTable(world.community, 2025, "公报", (actions.Residents(98, 0, 0, None, 30),))
    store = {"file_name": "p.csv", "top": world.street.pid, "asked": 0, "by": "clerk", "at": NOW}
    before = AuditEvent.objects.count()
    assert actions.import_populations(tables=[table], **store) == (1, 0)
    assert actions.import_populations(tables=[table], **store) == (0, 1)
    assert AuditEvent.objects.count() == before + 1
    newer = actions.PopulationTable(world.community, 2025, "公报（修订）", (actions.Residents(99),))
    assert actions.import_populations(tables=[newer], **store) == (1, 0)
    assert set(Population.objects.values_list("version", "count")) == {
        (1, 98),
        (2, 99),
    }  # the old one is kept
    assert queries.population(world.community.pid, 2026).count == 99


def test_a_template_comes_back_as_a_list_with_its_places(world: World) -> None:  # noqa: F811
    book = Book.of([world.street.pid, world.community.pid])
    for wide in (True, False):
        rows = lists.template_rows([world.street, world.community], book, 2025, wide=wide)
        content = sheets.template("人口", lists.template_columns(wide=wide), rows, lists.notes())
        given = sheets.read(content, "t.xlsx", lists.known)
        assert all(lists.known(heading) for heading in given.headings), given.headings
        assert [cells[0] for _n, cells in given.rows] == [world.street.pid, world.community.pid]


def client(world: World, role: str, place: str):  # noqa: F811
    from django.contrib.auth import get_user_model
    from django.test import Client

    from safecommunity.accounts.models import Scope

    who = Who(role, place)
    user = get_user_model().objects.create(pid=f"u{role}{place}"[:12], username=role + place, created_at=NOW)
    Scope.objects.create(user=user, role=who.role, place=getattr(world, place).pid, starts=date(2020, 1, 1))
    found = Client()
    found.force_login(user)
    session = found.session
    session["signed_in_by"] = "demo"
    session.save()
    return found


def send(browser, text: str):
    return browser.post(
        "/population/import/",
        {"file": SimpleUploadedFile("p.csv", text.encode())},
        headers={"accept-language": "zh"},
    )


def test_the_page_shows_what_was_found_and_stores_only_then(world: World) -> None:  # noqa: F811
    browser = client(world, "clerk", "street")
    page = send(browser, f"{HEAD}\n示中社区,2025,,,98,30,公报\n")
    assert page.status_code == 200
    assert not Population.objects.exists()
    found = re.search(r'name="found" value="([^"]+)"', page.content.decode())[1]
    assert browser.post("/population/import/", {"found": found}).status_code == 302
    assert queries.population(world.community.pid, 2025).count == 98
    assert browser.get(f"/population/{world.community.pid}/2025/").status_code == 200
    assert "98" in browser.get("/population/").content.decode()


def test_a_place_out_of_reach_is_no_place_of_the_list(world: World) -> None:  # noqa: F811
    page = send(client(world, "clerk", "street"), f"{HEAD}\n{world.other_community.pid},2025,,,98,30,公报\n")
    assert page.status_code == 422
    assert not Population.objects.exists()


def test_what_was_found_for_one_person_is_not_stored_by_another(world: World) -> None:  # noqa: F811
    page = send(client(world, "clerk", "street"), f"{HEAD}\n示中社区,2025,,,98,30,公报\n")
    found = re.search(r'name="found" value="([^"]+)"', page.content.decode())[1]
    assert client(world, "chief", "street").post("/population/import/", {"found": found}).status_code == 422
    assert (
        client(world, "clerk", "other_street").post("/population/import/", {"found": found}).status_code
        == 422
    )
    assert not Population.objects.exists()


def test_a_file_that_is_no_list_is_refused_with_a_reason(world: World) -> None:  # noqa: F811
    browser = client(world, "cdc", "district")
    for content in (b"", b"%PDF-1.4", b"PK\x03\x04 broken", "只有标题\n".encode(), b"\xff\xff\xfe\x81\x00"):
        page = browser.post("/population/import/", {"file": SimpleUploadedFile("p.xlsx", content)})
        assert page.status_code == 422, content
        assert 'role="alert"' in page.content.decode()
