"""Pages: the phone's queue, the list flat in queries, one hazard with the buttons of whoever's turn it is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.hazards.models import Hazard
from safecommunity.shell import sheets
from tests.hazards.conftest import START, Street, raw_photo

pytestmark = [pytest.mark.django_db, pytest.mark.db]
QUICK = "/hazards/found/"


def signed_in(role: str, place: str = "", unit: str = "") -> Client:
    user = accounts.create_user(username=f"u-{role}", display_name=role, by="t", at=timezone.now())
    accounts.grant_scope(
        user=user, role=role, place=place, unit=unit, starts=START, by="t", at=timezone.now()
    )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def picture(shade: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{shade}.jpg", raw_photo(shade), "image/jpeg")


def sent(street: Street, **more: Any) -> dict[str, Any]:
    return {"client_id": "c1", "kind": "passage", "place": street.east.pid, "spot": "5 号楼", "color": "yellow",
            "fixed_now": "yes", "fixed": "清走了", "before": picture(90), "after": picture(200), **more}  # fmt: skip


def test_a_queued_hazard_gets_its_number_and_the_same_one_again(street: Street) -> None:
    client = signed_in("grid", street.east.pid)
    first = client.post(QUICK, sent(street), headers={"X-Offline": "1"})
    again = client.post(QUICK, sent(street), headers={"X-Offline": "1"})
    assert (first.status_code, first.json()) == (201, again.json())
    one = Hazard.objects.get()
    assert (one.state, first.json()["number"]) == ("closed", one.number)


@pytest.mark.parametrize(
    ("ago", "believed"),
    [(timedelta(days=3), True), (timedelta(days=31), False), (timedelta(days=-1), False), (None, False)],
)
def test_what_waited_on_a_phone_has_the_day_it_was_written(
    street: Street, ago: timedelta | None, believed: bool
) -> None:
    """Its clocks begin that day; a phone whose clock is wrong by a month, or ahead, is not believed."""
    now = timezone.now()
    stamp = "soon" if ago is None else str(int((now - ago).timestamp() * 1000))
    told = {"X-Offline": "1", "X-Written-At": stamp}
    answer = signed_in("grid", street.east.pid).post(QUICK, sent(street), headers=told)
    assert answer.status_code == 201
    one = Hazard.objects.get()
    assert one.found_on == one.closed_on == timezone.localdate(now - ago if believed and ago else now)
    assert one.at.date() == now.date(), "when the server had it stays known"


def test_what_cannot_be_put_right_is_reported_without_a_photo_after(street: Street) -> None:
    client = signed_in("grid", street.east.pid)
    answer = client.post(QUICK, sent(street, fixed_now="no", fixed="", after=""))
    assert answer.status_code == 302
    assert Hazard.objects.get().state == "found"
    assert "待评估" in client.get(f"/hazards/{Hazard.objects.get().pid}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"kind": ""}, {"kind": "x"}, {"place": "x"}, {"place": ""}, {"color": "green"}, {"after": ""},
              {"spot": "长" * 81}, {"unit": "x"}, {"fixed": "\x00"}],
)  # fmt: skip
def test_bad_input_is_told_and_leaves_nothing(street: Street, wrong: dict[str, Any]) -> None:
    client = signed_in("grid", street.east.pid)
    answer = client.post(QUICK, sent(street, **wrong), headers={"X-Offline": "1"})
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Hazard.objects.exists()


def test_a_text_is_no_photo(street: Street) -> None:
    client = signed_in("grid", street.east.pid)
    answer = client.post(
        QUICK, sent(street, after=SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf"))
    )
    assert (answer.status_code, Hazard.objects.exists()) == (422, False)


def test_the_list_asks_as_much_for_forty_as_for_two(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)

    def asked() -> int:
        client.get("/hazards/")  # what the menu counts is kept for a while
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/hazards/?order=due").status_code == 200
        return len(seen)

    street.found(unit=street.shop)
    street.found(kind="gas")
    few = asked()
    for n in range(38):
        street.found(spot=f"{n} 号楼", before=[])
    assert asked() <= few


@pytest.mark.parametrize(
    "query", ["state=found", "color=yellow", "clock=late&order=due", "clock=open", "community={east}"]
)
def test_every_filter_answers_and_a_foreign_value_is_refused_in_words(street: Street, query: str) -> None:
    street.found()
    client = signed_in("clerk", street.place.pid)
    assert client.get(f"/hazards/?{query.format(east=street.east.pid)}").status_code == 200
    assert client.get(f"/hazards/?{query.partition('=')[0]}=x").status_code == 400


def test_the_loop_by_its_pages_shows_each_the_buttons_of_his_turn(street: Street) -> None:
    one = street.found(unit=street.shop)
    clerk, owner = signed_in("clerk", street.place.pid), signed_in("unit", unit=street.shop.pid)
    page = f"/hazards/{one.pid}/"

    def buttons(who: Client) -> set[str]:
        text = who.get(page).content.decode()
        return {
            deed
            for deed in ("assess", "assign", "start", "submit", "accept", "close")
            if f"{page}{deed}/" in text
        }

    assert (buttons(clerk), buttons(owner)) == ({"assess"}, set())
    assert clerk.post(f"{page}assess/", {"method": "ls", "ls_L": "3"}).status_code == 422
    clerk.post(f"{page}assess/", {"method": "ls", "ls_L": "3", "ls_S": "3", "level": "general"})
    assert clerk.post(f"{page}assign/", {"who": "示例餐馆", "due": "1999-01-01"}).status_code == 422
    day = date(timezone.localdate().year + 1, 1, 8)
    assert clerk.post(f"{page}assign/", {"who": "示例餐馆", "due": day.isoformat()}).status_code == 302
    assert buttons(owner) == {"start"}
    owner.post(f"{page}start/")
    assert owner.post(f"{page}submit/", {"fixed": "清了"}).status_code == 422  # no photo
    assert owner.post(f"{page}submit/", {"fixed": "清了", "photos": picture(210)}).status_code == 302
    assert (
        owner.post(f"{page}submit/", {"fixed": "清了", "photos": picture(210)}).status_code == 422
    )  # second click
    assert (buttons(clerk), buttons(owner)) == ({"accept"}, set())
    assert clerk.post(f"{page}accept/").status_code == 302
    assert clerk.post(f"{page}close/").status_code == 302
    assert Hazard.objects.get().state == "closed"
    assert clerk.get(f"{page}close/").status_code == 405


def test_overdue_stands_in_the_work_and_on_the_units_page(street: Street) -> None:
    one = street.found(unit=street.shop, found_on=date(2026, 9, 1))
    clerk, owner = signed_in("clerk", street.place.pid), signed_in("unit", unit=street.shop.pid)
    assert one.what in clerk.get("/hazards/?clock=late").content.decode()
    for who in (clerk, owner):
        text = who.get(f"/u/{street.shop.pid}/").content.decode()
        assert f"/hazards/{one.pid}/" in text
        assert "超期" in text


def test_the_workbook_holds_the_rows_of_the_list(street: Street) -> None:
    street.found()
    street.found(kind="gas", what="软管老化")
    answer = signed_in("clerk", street.place.pid).get("/hazards/export/?state=found")
    given = sheets.read(b"".join(answer.streaming_content), "a.xlsx", lambda cell: cell == "编号")
    numbers = {one.number for one in Hazard.objects.all()}
    assert {cells[0] for _n, cells in given.rows} == numbers
    assert any("软管老化" in cells for _n, cells in given.rows)
