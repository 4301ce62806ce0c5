"""Pages of the register: entered on a phone, no name in lists, names once and for a purpose, visits offline."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.hazards.models import CareVisit, Consent, Hazard, VulnerablePerson
from safecommunity.journal.models import AuditEvent
from tests.hazards.conftest import Street
from tests.hazards.people.conftest import NAME, PHONE, Enter
from tests.hazards.test_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def sent(street: Street, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "client_id": "c1", "groups": ["alone"], "name": NAME, "phone": PHONE, "sex": "2", "born": "1948",
        "place": street.east.pid, "how": "paper", "giver": "self", "on": today.isoformat(),
        "until": (today + timedelta(days=365)).isoformat(), "purposes": ["visits"], **more,
    }  # fmt: skip


def entered(street: Street) -> tuple[Client, VulnerablePerson]:
    client = signed_in("grid", street.east.pid)
    assert client.post("/vulnerable/new/", sent(street)).status_code == 302
    return client, VulnerablePerson.objects.get()


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def test_a_worker_enters_somebody_and_finds_him_without_a_name(street: Street) -> None:
    client, one = entered(street)
    page = client.get(f"/vulnerable/new/?saved={one.pid}")
    assert one.number in text(page)
    assert "no-store" in page["Cache-Control"]
    shown = text(client.get("/vulnerable/"))
    assert one.number in shown
    assert NAME not in shown
    assert NAME not in text(client.get(f"/vulnerable/{one.pid}/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"groups": []}, {"groups": ["x"]}, {"sex": ""}, {"sex": "9"}, {"born": "abc"}, {"born": "1700"}, {"born": ""},
        {"place": "x"}, {"place": ""}, {"name": ""}, {"name": "\x00"}, {"name": "长" * 100_000}, {"phone": "1"},
        {"how": "x"}, {"giver": ""}, {"on": "9999-12-31"}, {"on": "1850-01-01"}, {"until": "2000-01-01"},
        {"until": "x"}, {"purposes": ["x"]}, {"visit_days": "0"}, {"dwelling": "nosuch"}, {"needs": ["x"]},
        {"help": "长" * 201}, {"id_number": "999999194810223421"}, {"client_id": "长" * 65},
    ],
)  # fmt: skip
def test_bad_input_is_told_and_stores_nothing(street: Street, wrong: dict[str, Any]) -> None:
    client = signed_in("grid", street.east.pid)
    assert client.post("/vulnerable/new/", sent(street, **wrong)).status_code == 422
    assert not VulnerablePerson.objects.exists()


def test_the_name_is_shown_once_for_a_purpose(street: Street) -> None:
    client, one = entered(street)
    assert client.post(f"/vulnerable/{one.pid}/name/", {"purpose": "x"}).status_code == 422
    opened = client.post(f"/vulnerable/{one.pid}/name/", {"purpose": "visit"})
    assert NAME in text(opened)
    assert "no-store" in opened["Cache-Control"]
    assert NAME not in text(client.get(f"/vulnerable/{one.pid}/"))


def test_the_list_is_taken_along_with_names_only_by_who_may_open_them(street: Street) -> None:
    client, one = entered(street)
    assert NAME in text(client.post("/vulnerable/names/", {"purpose": "visit"}))
    assert client.post("/vulnerable/names/", {"purpose": ""}).status_code == 422
    clerk = signed_in("clerk", street.place.pid)
    assert clerk.post("/vulnerable/names/", {"purpose": "visit"}).status_code == 403
    book = clerk.get("/vulnerable/export/")
    assert book.status_code == 200
    import io

    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0)
    cells = str(rows.to_python())
    assert one.number in cells
    assert NAME not in cells


def test_a_visit_kept_on_the_phone_is_stored_once(street: Street) -> None:
    client, one = entered(street)
    visit = {"client_id": "v1", "found": "well", "on": timezone.localdate().isoformat()}
    page = client.get(f"/vulnerable/{one.pid}/visit/")
    assert NAME not in text(page)
    for _again in range(2):
        answer = client.post(f"/vulnerable/{one.pid}/visit/", visit, headers={"X-Offline": "1"})
        assert answer.status_code == 201
    assert CareVisit.objects.count() == 1
    refused = client.post(
        f"/vulnerable/{one.pid}/visit/",
        {**visit, "client_id": "v2", "found": "hazard"},
        headers={"X-Offline": "1"},
    )
    assert refused.status_code == 422
    assert not Hazard.objects.exists()


def test_a_correction_shows_the_name_and_stores_the_new_one(street: Street) -> None:
    client, one = entered(street)
    edit = f"/vulnerable/{one.pid}/edit/"
    assert NAME not in text(client.get(edit))
    for other in ("", "visit", "renew"):
        refused = client.post(edit, {"purpose": other})
        assert (refused.status_code, NAME in text(refused)) == (422, False)
    assert not AuditEvent.objects.filter(action="open_name").exists()
    assert NAME in text(client.post(edit, {"purpose": "correct"}))
    assert AuditEvent.objects.get(action="open_name").detail["purpose"] == "correct"
    changed = sent(street, revision="1", name="测改名", groups=["disabled"], named="1")
    assert client.post(f"/vulnerable/{one.pid}/edit/", changed).status_code == 302
    assert client.post(f"/vulnerable/{one.pid}/edit/", changed).status_code == 422
    assert "测改名" in text(client.post(f"/vulnerable/{one.pid}/name/", {"purpose": "visit"}))


def test_a_correction_of_the_row_leaves_the_name_alone(street: Street) -> None:
    client, one = entered(street)
    edit = f"/vulnerable/{one.pid}/edit/"
    assert client.post(edit, sent(street, revision="1", name="", groups=["disabled"])).status_code == 302
    assert NAME in text(client.post(f"/vulnerable/{one.pid}/name/", {"purpose": "visit"}))


def test_no_page_opens_who_ran_out_but_to_ask_again(street: Street) -> None:
    client, one = entered(street)
    past = timezone.localdate() - timedelta(days=3)
    VulnerablePerson.objects.update(consent_until=past, starts=past)
    Consent.objects.update(on=past, until=past)
    for purpose in ("emergency", "visit", "renew", "request"):
        sheet = client.post("/vulnerable/names/", {"purpose": purpose, "law": "life", "state": "expired"})
        assert (sheet.status_code, NAME in text(sheet)) == (422, False)
    edit = client.post(f"/vulnerable/{one.pid}/edit/", {"purpose": "correct"})
    assert (edit.status_code, NAME in text(edit)) == (422, False)
    offered = text(client.get(f"/vulnerable/{one.pid}/"))
    assert 'value="renew"' in offered
    assert 'value="visit"' not in offered
    assert NAME in text(client.post(f"/vulnerable/{one.pid}/name/", {"purpose": "renew"}))


def test_renewed_withdrawn_and_gone_by_its_buttons(street: Street) -> None:
    client, one = entered(street)
    step = f"/vulnerable/{one.pid}/"
    today = timezone.localdate()
    renewed = {"how": "word", "giver": "self", "purposes": ["visits"], "on": today.isoformat()}
    assert client.post(f"{step}renew/", {**renewed, "until": "9999-01-01"}).status_code == 422
    until = (today + timedelta(days=700)).isoformat()
    assert client.post(f"{step}renew/", {**renewed, "until": until}).status_code == 302
    assert client.post(f"{step}nosuch/").status_code == 404
    assert client.post(f"{step}withdraw/").status_code == 302
    page = text(client.get(step))
    assert "撤回同意" in page
    assert client.get(f"{step}edit/").status_code == 403
    assert NAME not in text(client.post(f"{step}name/", {"purpose": "request"}))


def test_visits_due_wait_for_the_worker_and_overdue_ones_for_the_chief(street: Street) -> None:
    client, one = entered(street)
    VulnerablePerson.objects.update(
        next_visit=timezone.localdate() - timedelta(days=2), starts=timezone.localdate() - timedelta(days=30)
    )
    cache.clear()
    waiting = text(client.get("/todo/"))
    assert one.number in waiting
    assert NAME not in waiting
    assert one.number in text(signed_in("chief", street.place.pid).get("/exceptions/"))


@pytest.mark.parametrize("query", ["", "state=due", "state=renew", "state=expired", "state=left", "group=alone",
                                   "community={east}", "order=recent"])  # fmt: skip
def test_every_filter_answers_and_a_foreign_value_is_refused(
    enter: Enter, street: Street, query: str
) -> None:
    enter()
    client = signed_in("clerk", street.place.pid)
    assert client.get(f"/vulnerable/?{query.format(east=street.east.pid)}").status_code == 200
    name = query.partition("=")[0]
    assert not name or client.get(f"/vulnerable/?{name}=nosuch").status_code == 400


def test_the_list_asks_as_much_for_many_as_for_few(enter: Enter, street: Street) -> None:
    client = signed_in("grid", street.east.pid)

    def asked() -> int:
        client.get("/vulnerable/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/vulnerable/").status_code == 200
        return len(seen)

    enter()
    few = asked()
    for _n in range(12):
        enter()
    assert asked() <= few
