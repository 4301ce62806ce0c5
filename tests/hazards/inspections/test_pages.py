"""Pages of inspections: planned by a form, done by the phone's queue, on paper with its code, checklists by Excel."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.hazards.models import Checklist, Hazard, Inspection, InspectionRound
from safecommunity.shell import sheets
from tests.hazards.conftest import START, raw_photo
from tests.hazards.inspections.conftest import THREE, Teams
from tests.hazards.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def fresh(teams: Teams, **more: Any) -> Inspection:
    """One that is planned around the day on which the pages are asked."""
    today = timezone.localdate()
    days = {"starts": today - timedelta(days=9), "until": today + timedelta(days=9)}
    return teams.one(at=timezone.now(), **days | more)


def plan(teams: Teams, **more: Any) -> dict[str, Any]:
    day = timezone.localdate().isoformat()
    return {"client_id": "p1", "title": "联查", "place": teams.street.place.pid, "checklist": "shop", "sectors": THREE,
            "lead": "fire", "starts": day, "until": day, "units": [teams.street.shop.pid],
            "spots": "河边\n路口", **more}  # fmt: skip


def test_a_round_is_planned_by_its_form_once(teams: Teams) -> None:
    client = signed_in("clerk", teams.street.place.pid)
    page = f"/inspections/plan/?within={teams.street.east.pid}"
    assert "示例餐馆" in client.get(page).content.decode()
    first, again = client.post(page, plan(teams)), client.post(page, plan(teams))
    assert (first.status_code, first.headers["Location"]) == (302, again.headers["Location"])
    assert sorted(one.where for one in InspectionRound.objects.get().inspections.all()) == [
        "河边",
        "示例餐馆",
        "路口",
    ]
    assert "示例餐馆" in client.get(first.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"checklist": "x"}, {"sectors": ["x"]}, {"sectors": []}, {"lead": ""}, {"until": "9999-12-31"},
              {"until": ""}, {"starts": "1800-01-01"}, {"units": ["x"]}, {"units": [], "spots": ""}, {"title": "\x00"},
              {"title": "长" * 200}, {"spots": "长" * 100}, {"place": "x"}],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_told_and_leaves_nothing(teams: Teams, wrong: dict[str, Any]) -> None:
    answer = signed_in("clerk", teams.street.place.pid).post("/inspections/plan/", plan(teams, **wrong))
    assert (answer.status_code, InspectionRound.objects.exists()) == (422, False)


def sent(one: Inspection, **more: Any) -> dict[str, Any]:
    """A form of the phone: everything in order but the first item, which was put right."""
    pictures = {f"{when}_1": SimpleUploadedFile("a.jpg", raw_photo(shade), "image/jpeg")
                for when, shade in (("before", 90), ("after", 200))}  # fmt: skip
    told = {f"r_{line.n}": "ok" for line in one.lines.all()} | {
        "r_1": "bad",
        "note_1": "堆物",
        "now_1": "on",
        "fixed_1": "搬走",
    }
    day = timezone.localdate().isoformat()
    return {
        "client_id": "i1",
        "done_on": day,
        "signed": "signed",
        "signed_post": "店长",
        "asks_came": "1",
        "came": ["fire", "work_safety"],
        **told,
        **pictures,
        **more,
    }


def test_who_came_is_ticked_by_who_was_there_and_nothing_is_ticked_before(teams: Teams) -> None:
    one, client = fresh(teams), signed_in("grid", teams.street.east.pid)
    page = f"/inspections/{one.pid}/do/"
    asked = client.get(page).content.decode()
    assert 'name="came" value="fire"' in asked
    assert 'name="asks_came" value="1"' in asked
    assert "checked" not in asked.split("<legend>到场的部门</legend>")[1].split("</fieldset>")[0]
    for wrong in ([], ["fire", "none"], ["circus"]):
        answer = client.post(page, sent(one, came=wrong), headers={"X-Offline": "1"})
        assert (answer.status_code, Inspection.objects.get().done_on) == (422, None)
    assert client.post(page, sent(one)).status_code == 302
    assert [each.sector for each in Inspection.objects.get().came.all()] == ["fire", "work_safety"]
    assert "没有写明" not in client.get(f"/inspections/{one.pid}/").content.decode()


def test_a_page_kept_on_the_phone_since_before_says_nothing_of_who_came(teams: Teams) -> None:
    one, client = fresh(teams), signed_in("grid", teams.street.east.pid)
    old = {name: value for name, value in sent(one).items() if name not in ("asks_came", "came")}
    assert client.post(f"/inspections/{one.pid}/do/", old).status_code == 302
    assert not Inspection.objects.get().came_said
    clerk = signed_in("clerk", teams.street.place.pid)
    assert "没有写明" in clerk.get(f"/inspections/{one.pid}/").content.decode()
    assert "没有写明" in clerk.get("/inspections/").content.decode()


def test_a_queued_inspection_gets_its_number_and_the_same_one_again(teams: Teams) -> None:
    one, client = fresh(teams), signed_in("grid", teams.street.east.pid)
    page = f"/inspections/{one.pid}/do/"
    assert f'data-offline="{page}"' in client.get(page).content.decode()
    first = client.post(page, sent(one), headers={"X-Offline": "1"})
    again = client.post(page, sent(one), headers={"X-Offline": "1"})
    assert (first.status_code, first.json(), again.json()) == (
        201,
        {"number": one.number},
        {"number": one.number},
    )
    assert (Hazard.objects.get().state, Inspection.objects.get().signed) == ("closed", "signed")


@pytest.mark.parametrize(
    "wrong", [{"r_2": ""}, {"r_2": "x"}, {"after_1": ""}, {"note_1": "\x00"}, {"note_1": "长" * 100_000},
              {"signed": "x"},
              {"done_on": "9999-12-31"}, {"done_on": "1800-01-01"}, {"signed_post": "长" * 61}],
)  # fmt: skip
def test_bad_input_is_told_and_leaves_nothing(teams: Teams, wrong: dict[str, Any]) -> None:
    one, client = fresh(teams), signed_in("grid", teams.street.east.pid)
    answer = client.post(f"/inspections/{one.pid}/do/", sent(one, **wrong), headers={"X-Offline": "1"})
    assert (answer.status_code, bool(answer.json()["errors"]), Hazard.objects.exists()) == (422, True, False)
    assert Inspection.objects.get().rank == 1


def test_the_list_asks_as_much_for_forty_as_for_two(teams: Teams) -> None:
    client = signed_in("clerk", teams.street.place.pid)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    for n in range(2):
        fresh(teams, title=f"{n}")
    few = [asked(page) for page in ("/inspections/", "/inspections/mine/", "/inspections/export/")]
    for n in range(38):
        fresh(teams, title=f"再 {n}")
    many = [asked(page) for page in ("/inspections/", "/inspections/mine/", "/inspections/export/")]
    assert all(after <= before for before, after in zip(few, many, strict=True)), (few, many)


@pytest.mark.parametrize("query", ["state=1", "state=0&order=due", "clock=late", "community={east}"])
def test_every_filter_answers_and_a_foreign_value_is_refused_in_words(teams: Teams, query: str) -> None:
    fresh(teams)
    client = signed_in("clerk", teams.street.place.pid)
    assert client.get(f"/inspections/?{query.format(east=teams.street.east.pid)}").status_code == 200
    assert client.get(f"/inspections/?{query.partition('=')[0]}=x").status_code == 400


def test_the_sheet_prints_the_items_with_a_code_that_opens_the_record(teams: Teams) -> None:
    one = fresh(teams)
    text = signed_in("clerk", teams.street.place.pid).get(f"/inspections/{one.pid}/sheet/").content.decode()
    assert 'class="qr"' in text
    assert all(line.text in text for line in one.lines.all())


def test_an_agencys_person_finds_it_in_his_work_and_a_unit_signs_it(teams: Teams) -> None:
    one = fresh(teams)
    user = accounts.create_user(username="u-fire", display_name="消防", by="t", at=timezone.now())
    accounts.grant_scope(
        user=user,
        role="agency",
        place=teams.street.place.pid,
        sector="fire",
        starts=START,
        by="t",
        at=timezone.now(),
    )
    fire = signed_in("auditor", teams.street.place.pid)
    fire.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert f"/inspections/{one.pid}/do/" in fire.get("/todo/").content.decode()
    assert fire.post(f"/inspections/{one.pid}/do/", sent(one)).status_code == 302
    owner = signed_in("unit", unit=teams.street.shop.pid)
    assert f"/inspections/{one.pid}/" in owner.get(f"/u/{teams.street.shop.pid}/").content.decode()
    again = fresh(teams, title="二")
    fire.post(f"/inspections/{again.pid}/do/", sent(again, client_id="i2", signed="", signed_post=""))
    owner.post(f"/inspections/{again.pid}/sign/", {"signed": "signed", "post": "店主"})
    assert Inspection.objects.get(pk=again.pk).signed_post == "店主"


def test_an_own_checklist_comes_in_by_excel_with_all_faults_together(teams: Teams) -> None:
    client = signed_in("clerk", teams.street.place.pid)
    head = ["检查项目", "标准或依据", "隐患种类", "风险"]

    def book(rows: list[list[str]]) -> SimpleUploadedFile:
        return SimpleUploadedFile("c.xlsx", io.BytesIO(sheets.template("表", head, rows, [])).getvalue())

    say = {"title": "九小场所", "setting": "fire", "source": "区文"}
    bad = client.post(
        "/inspections/checklists/import/",
        say | {"file": book([["", "x", "没有", "绿"], ["长" * 201, "", "", ""]])},
    )
    assert (bad.status_code, "没有" in bad.content.decode(), "绿" in bad.content.decode()) == (
        422,
        True,
        True,
    )
    assert (
        client.post("/inspections/checklists/import/", {"file": book([["a", "", "", ""]])}).status_code == 422
    )  # no title
    rows = [["灭火器在位", "", "消防器材失效或缺少", "一般风险"], ["通道畅通", "", "", "红"]]
    for n in (1, 1):
        page = client.post("/inspections/checklists/import/", say | {"file": book(rows)}).content.decode()
        found = page.split('name="found" value="')[1].split('"')[0]
        assert client.post("/inspections/checklists/import/", {"found": found}).status_code == 302
        assert Checklist.objects.count() == n
    one = Checklist.objects.get()
    assert [(item["kind"], item["color"]) for item in one.items] == [
        ("extinguisher", "yellow"),
        ("other", "red"),
    ]
    assert "灭火器在位" in client.get(f"/inspections/checklists/own-{one.pid}/").content.decode()
    assert "项目判断" in client.get("/inspections/checklists/").content.decode()
    assert client.get("/inspections/checklists/template/").status_code == 200


def test_a_hazards_page_leads_back_to_the_inspection_that_found_it(teams: Teams) -> None:
    one = teams.done(teams.one(), {1: Answer("bad", "后门上锁")})
    address = f"/hazards/{Hazard.objects.get().pid}/"
    link = f'<a href="/inspections/{one.pid}/">{one.number} {one.round.title}</a>'
    assert link in signed_in("clerk", teams.street.place.pid).get(address).content.decode()
    # who was given the hazard, not the inspection, has no way into it
    Hazard.objects.update(level="major")
    page = signed_in("supervisor", teams.street.place.pid).get(address)
    assert page.status_code == 200
    assert one.number not in page.content.decode()
