"""Pages of dwellings: entered, screened by the sheet, confirmed, covered by village; bad input is told in words."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.hazards.models import Defect, Dwelling, Rating, Retrofit
from tests.hazards.conftest import Street, raw_photo
from tests.hazards.housing.conftest import CRACKED, House
from tests.hazards.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def sent(street: Street, **more: Any) -> dict[str, Any]:
    return {"client_id": "c1", "place": street.east.pid, "spot": "3 组 12 号", "structure": "wood", "storeys": "2",
            "built": "1975", "people": "4", "use": "home", "fire": "hearth", **more}  # fmt: skip


def sheet(**more: Any) -> dict[str, Any]:
    answers = {f"q_{name}": answer for name, answer in CRACKED.items()}
    return {**answers, "on": timezone.localdate().isoformat(), **more}


def entered(street: Street) -> tuple[Client, Dwelling]:
    client = signed_in("grid", street.east.pid)
    answer = client.post("/housing/new/", sent(street))
    one = Dwelling.objects.get()
    assert answer["Location"] == f"/housing/{one.pid}/screen/"
    return client, one


def test_a_dwelling_goes_from_entry_to_acceptance_by_its_pages(street: Street) -> None:
    worker, one = entered(street)
    page, today = f"/housing/{one.pid}/", timezone.localdate().isoformat()
    assert worker.post(f"{page}screen/", sheet(q_walls="")).status_code == 422
    assert worker.post(f"{page}screen/", sheet()).status_code == 302
    assert worker.post(f"{page}confirm/", {"grade": "C"}).status_code == 403
    chief, clerk = signed_in("chief", street.place.pid), signed_in("clerk", street.place.pid)
    confirm = {"grade": "D", "on": today, "qualification": "engineer", "paper": "7 号"}
    assert chief.post(f"{page}confirm/", {**confirm, "qualification": ""}).status_code == 422
    assert chief.post(f"{page}confirm/", confirm).status_code == 302
    option = {"measure": "ties", "cost": "9000", "grade_after": "B", "basis": "quote"}
    assert clerk.post(f"{page}option/", {**option, "cost": "x"}).status_code == 422
    assert clerk.post(f"{page}option/", option).status_code == 302
    done = {
        "option": one.options.get().pid,
        "done_on": today,
        "cost": "9200",
        "subsidy": "5000",
        "source": "mixed",
    }
    assert clerk.post(f"{page}retrofit/", done).status_code == 302
    work = Retrofit.objects.get()
    assert (work.measure, work.option) == ("ties", one.options.get())
    accept = {"which": work.pid, "grade_after": "B", "on": today}
    assert clerk.post(f"{page}accept/", accept).status_code == 422
    assert chief.post(f"{page}accept/", accept).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.grade) == ("retrofitted", "B")
    shown = clerk.get(page).content.decode()
    assert "D 级 整体危险" in shown
    assert "墙揽、拉杆加固" in shown
    assert Rating.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"place": "x"}, {"spot": ""}, {"spot": "\x00"}, {"spot": "长" * 100_000}, {"structure": "ice"}, {"built": "99999"},
     {"built": "x"}, {"storeys": ""}, {"storeys": "-1"}, {"people": "1e9"}, {"use": "x"}, {"lon": "999"}, {"lat": "x"},
     {"lon": "120"}, {"lon": "nan", "lat": "nan"}, {"site": ["x"]}, {"client_id": "长" * 65}],
)  # fmt: skip
def test_bad_input_is_told_and_stores_nothing(street: Street, wrong: dict[str, Any]) -> None:
    client = signed_in("grid", street.east.pid)
    assert client.post("/housing/new/", sent(street, **wrong)).status_code == 422
    assert not Dwelling.objects.exists()


@pytest.mark.parametrize(
    "deed", ["confirm", "defect", "option", "retrofit", "accept", "fixed", "drop", "undo", "leave"]
)
def test_an_empty_deed_is_never_an_error_of_ours(house: House, street: Street, deed: str) -> None:
    one = house(sheet=CRACKED)
    chief = signed_in("chief", street.place.pid)
    for body in (
        {},
        {"which": "nosuch"},
        {"which": "\x00", "on": "9999-99-99", "cost": "\x00", "why": "\x00"},
    ):
        assert chief.post(f"/housing/{one.pid}/{deed}/", body).status_code in (302, 404, 422)
    assert chief.post(f"/housing/{one.pid}/nosuch/").status_code == 404
    assert chief.post(f"/housing/nosuch/{deed}/").status_code == 404


def test_a_defect_comes_with_a_photo_and_a_text_is_none(house: House, street: Street) -> None:
    one = house()
    client = signed_in("grid", street.east.pid)
    say = {"kind": "crack", "on": timezone.localdate().isoformat()}
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf")
    assert client.post(f"/housing/{one.pid}/defect/", {**say, "photos": paper}).status_code == 422
    assert not Defect.objects.exists()
    picture = SimpleUploadedFile("a.jpg", raw_photo(), "image/jpeg")
    assert client.post(f"/housing/{one.pid}/defect/", {**say, "photos": picture}).status_code == 302
    assert "墙体开裂" in client.get(f"/housing/{one.pid}/").content.decode()


def test_the_coverage_of_villages_opens_figures(house: House, street: Street) -> None:
    house(sheet=CRACKED)
    clerk = signed_in("clerk", street.place.pid)
    shown = clerk.get("/housing/coverage/").content.decode()
    assert "示东社区" in shown
    assert "100 %" in shown
    assert signed_in("grid", street.east.pid).get("/housing/coverage/").status_code == 403


@pytest.mark.parametrize("query", ["", "grade=C", "state=screened", "structure=wood", "community={east}"])
def test_every_filter_answers_and_a_foreign_value_is_refused(
    house: House, street: Street, query: str
) -> None:
    house(sheet=CRACKED)
    client = signed_in("clerk", street.place.pid)
    shown = client.get(f"/housing/?{query.format(east=street.east.pid)}")
    assert (shown.status_code, "3 组 12 号" in shown.content.decode()) == (200, True)
    name = query.partition("=")[0]
    assert not name or client.get(f"/housing/?{name}=nosuch").status_code == 400
    assert client.get(f"/housing/export/?{query.format(east=street.east.pid)}").status_code == 200


def test_the_list_asks_as_much_for_many_as_for_few(house: House, street: Street) -> None:
    client = signed_in("grid", street.east.pid)

    def asked() -> int:
        client.get("/housing/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/housing/").status_code == 200
        return len(seen)

    house(spot="0 号")
    few = asked()
    for n in range(1, 13):
        house(spot=f"{n} 号")
    assert asked() <= few
