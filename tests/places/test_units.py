"""The register of organisations: entered, corrected, closed, brought in as a list."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions
from safecommunity.places.importing import units as lists
from safecommunity.places.models import SocialUnit
from safecommunity.places.offices import Book
from safecommunity.shell import sheets
from tests.injuries.conftest import World, world  # noqa: F401 — the fixture
from tests.places.test_population_lists import client

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
pytestmark = [pytest.mark.django_db, pytest.mark.db]
HEAD = "名称,类别,地区代码,起始日期,报送伤害,自哪月报送"


def checked(world: World, text: str):  # noqa: F811
    book = Book.of([world.street.pid, world.community.pid])
    return lists.check(sheets.read(text.encode(), "u.csv", lists.known), book, TODAY)


def test_a_month_is_owed_from_the_first_month_told_and_no_more_once_it_ends() -> None:
    unit = SocialUnit(
        starts=date(2020, 1, 1),
        reports_injuries=True,
        reports_from=date(2026, 3, 1),
        reports_until=date(2026, 6, 1),
    )
    owed = [month for month in range(1, 13) if unit.owes(date(2026, month, 1), date(2026, month, 28))]
    assert owed == [3, 4, 5]
    unit.reports_injuries = False
    assert not unit.owes(date(2026, 4, 1), date(2026, 4, 30))


def test_a_correction_is_logged_with_the_names_of_its_fields_and_none_changes_nothing(world: World) -> None:  # noqa: F811
    before = AuditEvent.objects.count()
    actions.change_unit(unit=world.clinic, values={"name": "示例门诊部"}, by="clerk", at=NOW)
    assert AuditEvent.objects.count() == before
    actions.change_unit(unit=world.clinic, values={"people": 12, "responsible": "主任"}, by="clerk", at=NOW)
    assert AuditEvent.objects.get(action="change_unit").detail["fields"] == ["people", "responsible"]


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"kind": "spaceship"}, {"ends": date(2019, 1, 1)},
               {"reports_from": date(2026, 3, 1), "reports_until": date(2026, 2, 1)}],
)  # fmt: skip
def test_what_the_register_cannot_hold_is_refused_and_leaves_the_entry(world: World, values) -> None:  # noqa: F811
    before = SocialUnit.objects.values().get(pk=world.clinic.pk)
    with pytest.raises(actions.Refused):
        actions.change_unit(unit=world.clinic, values=values, by="clerk", at=NOW)
    assert SocialUnit.objects.values().get(pk=world.clinic.pk) == before


def test_a_list_enters_corrects_and_leaves_alone_with_one_event(world: World) -> None:  # noqa: F811
    text = (
        f"{HEAD}\n示例门诊部,卫生,示中社区,2020-01-01,是,2026-03\n示中小学,学校,示中社区,2015年9月1日,否,\n"
    )
    found = checked(world, text)
    assert not found.faults
    store = {"file_name": "u.csv", "top": world.street.pid, "by": "clerk", "at": NOW}
    assert actions.import_units(rows=found.items, **store) == {"new": 1, "changed": 1, "same": 0}
    assert actions.import_units(rows=checked(world, text).items, **store) == {
        "new": 0,
        "changed": 0,
        "same": 2,
    }
    assert AuditEvent.objects.filter(action="import_units").count() == 1
    world.clinic.refresh_from_db()
    assert world.clinic.reports_from == date(2026, 3, 1)
    school = SocialUnit.objects.get(name="示中小学")
    assert (school.kind, school.starts, school.reports_injuries) == ("school", date(2015, 9, 1), False)


def test_all_faults_of_a_list_come_together(world: World) -> None:  # noqa: F811
    found = checked(
        world,
        f"{HEAD}\n,飞船,火星,,也许,去年\n示例甲,卫生,示中社区,2020-01-01,,\n示例甲,卫生,示中社区,2020-01-01,,\n",
    )
    assert [(f.row, f.letter, f.came) for f in found.faults] == [
        (2, "C", "火星"), (2, "A", ""), (2, "B", "飞船"), (2, "F", "去年"), (2, "D", ""), (2, "E", "也许"),
        (4, "A", "示例甲"),
    ]  # fmt: skip


def test_what_the_list_has_no_column_for_stays_as_it_was(world: World) -> None:  # noqa: F811
    actions.change_unit(unit=world.clinic, values={"people": 12}, by="clerk", at=NOW)
    rows = checked(world, "名称,类别,地区,起始日期\n示例门诊部,卫生,示中社区,2020-01-01\n").items
    actions.import_units(rows=rows, file_name="u", top="", by="clerk", at=NOW)
    world.clinic.refresh_from_db()
    assert (world.clinic.people, world.clinic.reports_injuries) == (12, True)


def test_the_register_goes_out_as_a_template_and_comes_back_unchanged(world: World) -> None:  # noqa: F811
    book = Book.of([world.street.pid, world.community.pid])
    rows = lists.template_rows([world.hospital, world.clinic], book)
    content = sheets.template("登记册", lists.template_columns(), rows, lists.notes())
    found = lists.check(sheets.read(content, "t.xlsx", lists.known), book, TODAY)
    assert not found.faults
    done = actions.import_units(rows=found.items, file_name="t", top="", by="clerk", at=NOW)
    assert done == {"new": 0, "changed": 0, "same": 2}


def test_the_pages_enter_correct_and_close(world: World) -> None:  # noqa: F811
    browser = client(world, "clerk", "street")
    entry = {"name": "示中卫生站", "kind": "health", "place": world.community.pid, "starts": "2024-05-01",
             "reports_injuries": "on", "reports_from": "2026-03"}  # fmt: skip
    assert browser.post("/units/new/", {**entry, "kind": "x"}).status_code == 422
    assert browser.post("/units/new/", entry).status_code == 302
    unit = SocialUnit.objects.get(name="示中卫生站")
    assert (unit.reports_from, unit.place) == (date(2026, 3, 1), world.community)
    assert 'value="2026-03"' in browser.get(f"/units/{unit.pid}/").content.decode()
    assert browser.post(f"/units/{unit.pid}/", {**entry, "people": "7"}).status_code == 302
    assert browser.post(f"/units/{unit.pid}/close/", {"on": "2026-10-01"}).status_code == 302
    unit.refresh_from_db()
    assert (unit.people, unit.ends) == (7, date(2026, 10, 1))
    assert unit.name in browser.get("/units/").content.decode()


def test_a_unit_of_another_street_does_not_exist_here(world: World) -> None:  # noqa: F811
    browser = client(world, "chief", "street")
    assert browser.get(f"/units/{world.elsewhere.pid}/").status_code == 404
    assert browser.post(f"/units/{world.elsewhere.pid}/close/", {"on": "2026-10-01"}).status_code == 404
    entry = {"name": "x", "kind": "health", "place": world.other_street.pid, "starts": "2024-05-01"}
    assert browser.post("/units/new/", entry).status_code == 422


def test_an_uploaded_register_is_shown_and_stored_only_then(world: World) -> None:  # noqa: F811
    browser = client(world, "cdc", "district")
    file = SimpleUploadedFile("u.csv", f"{HEAD}\n示中小学,学校,示中社区,2015-09-01,否,\n".encode("gb18030"))
    page = browser.post("/units/import/", {"file": file})
    assert not SocialUnit.objects.filter(name="示中小学").exists()
    found = re.search(r'name="found" value="([^"]+)"', page.content.decode())[1]
    assert browser.post("/units/import/", {"found": found}).status_code == 302
    assert SocialUnit.objects.filter(name="示中小学").exists()
