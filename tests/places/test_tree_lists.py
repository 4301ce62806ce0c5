"""Lists of places: new, renamed, moved, ended, merged and split, with their days; again without doubling."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.accounts.models import Scope
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions, queries
from safecommunity.places.importing import tree as lists
from safecommunity.places.models import Lineage, Place
from safecommunity.shell import sheets
from tests.injuries.conftest import World, world  # noqa: F401 — the fixture
from tests.places.test_population_lists import client

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]
HEAD = "地区代码,名称,层级,上级代码,起始日期,终止日期,变为"


def checked(text: str, reach=None, tops=()):
    given = sheets.read(f"{HEAD}\n{text}".encode(), "t.csv", lists.known)
    return lists.check(given, lists.Standing.of(lists.codes_in(given), reach, tops))


def load(text: str, **how):
    found = checked(text, **how)
    assert not found.faults, found.faults
    rows = lists.unpack(lists.pack(found.items))
    return actions.load_places(
        rows=rows, system="local", source="t", file_name="t.csv", top="", by="t", at=NOW
    )


def by_name(name: str) -> Place:
    return Place.objects.get(name=name)


def test_a_list_makes_places_whatever_their_order_and_a_second_time_changes_nothing(world: World) -> None:  # noqa: F811
    text = f"009-1,第一网格,网格,009,2026-01-01,,\n009,新社区,社区,{world.street.pid},2026-01-01,,\n"
    before = AuditEvent.objects.filter(action="load_places").count()
    assert load(text) == {"new": 2, "renamed": 0, "moved": 0, "ended": 0, "became": 0, "same": 0}
    grid = queries.by_code("009-1", "local")
    assert [one.name for one in queries.ancestors(grid.pid)] == ["示例区", "示例街道", "新社区", "第一网格"]
    assert load(text)["same"] == 2
    assert AuditEvent.objects.filter(action="load_places").count() == before + 1


def test_a_known_code_with_another_name_renames_and_with_another_parent_moves(world: World) -> None:  # noqa: F811
    pid = world.community.pid
    done = load(f"{pid},示新社区,社区,{world.other_street.pid},2026-05-01,,\n")
    assert (done["renamed"], done["moved"]) == (1, 1)
    assert by_name("示新社区").pid == pid  # the same place for ever
    assert pid in queries.subtree(world.other_street.pid)
    assert pid in queries.subtree(world.street.pid, on=date(2026, 4, 30))


def test_two_communities_become_one_and_their_records_still_count_above(world: World) -> None:  # noqa: F811
    street = world.street.pid
    load(f"A,甲社区,社区,{street},2020-01-01,,\nB,乙社区,社区,{street},2020-01-01,,\n")
    done = load(f"C,丙社区,社区,{street},2026-07-01,,\nA,甲社区,社区,{street},,2026-07-01,C\n"
                f"B,乙社区,社区,{street},,2026-07-01,C\n")  # fmt: skip
    assert (done["new"], done["ended"], done["became"]) == (1, 2, 2)
    assert set(Lineage.objects.values_list("older__name", "newer__name", "share")) == {
        ("甲社区", "丙社区", 1.0), ("乙社区", "丙社区", 1.0),
    }  # fmt: skip
    assert by_name("甲社区").pid in queries.subtree(street)


def test_a_split_keeps_its_shares(world: World) -> None:  # noqa: F811
    street = world.street.pid
    load(f"D,丁社区,社区,{street},2026-07-01,,\nE,戊社区,社区,{street},2026-07-01,,\n"
         f"{world.community.pid},示中社区,社区,{street},,2026-07-01,D:0.6；E:0.4\n")  # fmt: skip
    assert dict(Lineage.objects.values_list("newer__name", "share")) == {"丁社区": 0.6, "戊社区": 0.4}


def test_the_sum_of_a_street_takes_the_places_that_were_there_at_the_end_of_the_year(world: World) -> None:  # noqa: F811
    street = world.street.pid
    load(f"D,丁社区,社区,{street},2026-07-01,,\n{world.community.pid},示中社区,社区,{street},,2026-07-01,D\n")
    for place, year, n in ((world.community, 2025, 800), (by_name("丁社区"), 2026, 820)):
        actions.set_population(
            place=place, year=year, cells=[actions.Residents(n)], source="公报", by="t", at=NOW
        )
    assert queries.population(street, 2025).count == 800
    assert queries.population(street, 2026).count == 820


def test_all_faults_of_all_rows_come_together(world: World) -> None:  # noqa: F811
    found = checked(f",,星球,{world.street.pid},,,\nX,新,社区,火星,2026-01-01,,\nY,新,社区,{world.grid.pid},,,\n"
                    f"Z,新,社区,{world.street.pid},2026-05-01,2026-01-01,\nZ,新,社区,{world.street.pid},昨天,,Q:二\n"
                    f"{world.community.pid},示中社区,社区,{world.street.pid},,2026-01-01,W:0.7;W:0.7\n")  # fmt: skip
    assert [(f.row, f.letter) for f in found.faults] == [
        (2, "C"), (2, "A"), (2, "B"), (3, "D"), (4, "D"), (4, "E"), (5, "F"), (6, "E"), (6, "G"), (6, "A"), (7, "G"),
    ]  # fmt: skip
    assert Place.objects.count() == 6


def test_a_chief_works_below_his_own_place_only(world: World) -> None:  # noqa: F811
    mine = {"reach": frozenset(queries.subtree(world.street.pid)), "tops": (world.street.pid,)}
    assert load(f"K,新社区,社区,{world.street.pid},2026-01-01,,\n", **mine)["new"] == 1
    for text in (
        f"L,新社区,社区,{world.other_street.pid},2026-01-01,,\n",  # below a sibling
        "M,新省,省,,2026-01-01,,\n",  # above everybody
        f"{world.street.pid},改名街道,街道,{world.district.pid},,,\n",  # his own place
        f"{world.other_community.pid},改名社区,社区,{world.other_street.pid},,,\n",  # somebody else's
        f"{world.other_community.pid},另中社区,社区,{world.street.pid},2026-05-01,,\n",  # taken from a sibling
    ):
        assert checked(text, **mine).faults, text


def test_the_page_is_the_chiefs_and_stores_what_was_shown(world: World) -> None:  # noqa: F811
    assert client(world, "clerk", "street").get("/places/").status_code == 403
    browser = client(world, "chief", "street")
    assert browser.get("/places/").status_code == 200
    file = SimpleUploadedFile("t.csv", f"{HEAD}\nN,新社区,社区,{world.street.pid},2026-01-01,,\n".encode())
    page = browser.post("/places/import/", {"file": file})
    assert page.status_code == 200
    found = re.search(r'name="found" value="([^"]+)"', page.content.decode())[1]
    assert not Place.objects.filter(name="新社区").exists()
    assert browser.post("/places/import/", {"found": found}).status_code == 302
    assert queries.by_code("N", "local").name == "新社区"
    assert browser.post("/places/import/", {"found": found}).status_code == 422  # its code is given already


def test_the_template_comes_back_without_changes(world: World) -> None:  # noqa: F811
    browser = client(world, "chief", "street")
    content = browser.get("/places/template/").content
    given = sheets.read(content, "t.xlsx", lists.known)
    reach = frozenset(queries.subtree(world.street.pid))
    found = lists.check(given, lists.Standing.of(lists.codes_in(given), reach, (world.street.pid,)))
    assert not found.faults
    assert {row.changes for row in found.items} == {()}


def test_who_lost_the_right_after_the_list_was_shown_stores_nothing(world: World) -> None:  # noqa: F811
    browser = client(world, "chief", "street")
    file = SimpleUploadedFile("t.csv", f"{HEAD}\nN,新社区,社区,{world.street.pid},2026-01-01,,\n".encode())
    found = re.search(
        r'name="found" value="([^"]+)"', browser.post("/places/import/", {"file": file}).content.decode()
    )
    Scope.objects.update(place=world.other_street.pid)
    assert browser.post("/places/import/", {"found": found[1]}).status_code == 422
    assert not Place.objects.filter(name="新社区").exists()
