"""The pages of applications: a move with its files, what warns, two windows, objections, certificates, to do."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts.models import Scope, User
from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions, certificate, codes, procedures, slots
from safecommunity.accreditation.actions import Refused
from safecommunity.accreditation.models import Application, Objection, ObjectionContact, PublicNotice, Stay
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.views import running
from safecommunity.files.models import Attachment
from safecommunity.governance.opinions import limits
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from safecommunity.places.models import new_pid
from tests.accreditation.on_the_way import applied
from tests.accreditation.road import MUNICIPAL, NOW, START, TODAY, Road, at, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.UPLOADS = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)  # notices run by the calendar of the road
    cache.clear()
    yield
    cache.clear()


def window(reader: Reader) -> Client:
    """A browser of somebody with one role."""
    user, _new = User.objects.get_or_create(
        pid=reader.pid[:12],
        defaults={"username": reader.pid[:12], "display_name": "演示用户", "created_at": NOW},
    )
    if not user.scopes.exists():
        held = reader.scopes[0]
        Scope.objects.create(user=user, role=held.role, place=held.place, starts=START)
    made = Client()
    made.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = made.session
    session["signed_in_by"] = "demo"
    session.save()
    return made


def pdf(name: str) -> SimpleUploadedFile:
    """A small file as an office sends it."""
    return SimpleUploadedFile(name, b"%PDF-1.4 " + name.encode(), "application/pdf")


def on_notice(road: Road) -> Application:
    """A municipal application on public notice, begun today by the calendar of the test's road."""
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    return road.walk(one, MUNICIPAL[3:-1], TODAY, round=held)


def test_a_chief_files_with_two_papers_in_one_form(road: Road) -> None:
    one = road.opened(on=TODAY)
    chief, address = window(road.people["chief"]), f"/applications/{one.pid}/moves/file/"
    page = chief.get(address).content.decode()
    assert "党委政府研究决定的会议纪要" in page
    told = {"edition": "1", "happened_on": str(TODAY), "note": ""}
    lacking = chief.post(address, told)
    assert lacking.status_code == 422
    assert "paper.filing_form" in lacking.content.decode()
    assert not Attachment.objects.exists()
    answer = chief.post(
        address, told | {"file_minutes": pdf("纪要.pdf"), "file_filing_form": pdf("备案表.pdf")}
    )
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.edition) == ("filed_district", 2)
    kept = Attachment.objects.get(name="备案表.pdf")
    assert window(road.people["district"]).get(f"/files/{kept.pid}/").status_code == 200
    assert window(road.people["stranger"]).get(f"/files/{kept.pid}/").status_code in (403, 404)


def test_two_windows_of_one_office_decide_once(road: Road) -> None:
    one = road.move(road.opened(on=TODAY), "file")
    first, second = window(road.people["district"]), window(road.people["district"])
    told = {"edition": str(one.edition), "happened_on": str(TODAY), "note": "不全"}
    assert first.post(f"/applications/{one.pid}/moves/pass_filing_district/", told).status_code == 302
    late = second.post(f"/applications/{one.pid}/moves/return_filing_district/", told)
    assert late.status_code == 422
    assert "move.stale" in late.content.decode()
    assert Application.objects.get(pk=one.pk).state == "filed_city"


def test_what_only_warns_is_ticked_and_sent_again(road: Road) -> None:
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    chief, address = window(road.people["chief"]), f"/applications/{one.pid}/moves/assess/"
    told = {"edition": str(one.edition), "happened_on": str(TODAY), "note": "", "round": held.pid}
    warned = chief.post(address, told)
    assert warned.status_code == 422
    assert 'name="known" value="paper.self_report"' in warned.content.decode()
    assert chief.post(address, told | {"known": "paper.self_report"}).status_code == 302
    assert "paper.self_report" in chief.get(f"/applications/{one.pid}/").content.decode()


def test_anybody_objects_and_a_receipt_tells_what_became_of_it(road: Road) -> None:
    one = on_notice(road)
    anybody, address = Client(), f"/public-notices/{one.notices.get().pid}/"
    assert "示例街道" in anybody.get("/public-notices/").content.decode()
    assert anybody.post(address, {"text": "短"}).status_code == 422
    told = {"text": "演练没有通知我们小区", "contact": "13912345678", "client_id": "c" * 32}
    first = anybody.post(address, told)
    assert anybody.post(address, told).url == first.url  # sent twice, one objection
    said = Objection.objects.get()
    assert said.contact.contact == "13912345678"
    for who in ("city", "clerk", "district"):
        assert "13912345678" not in window(road.people[who]).get(f"/applications/{one.pid}/").content.decode()
    receipt = anybody.get(first.url).content.decode()
    assert "未决" in receipt
    assert "演练没有通知" not in receipt  # who finds a receipt does not read what was said
    window(road.people["city"]).post(
        f"/applications/{one.pid}/objections/{said.pid}/", {"upheld": "no", "answer": "已核对签到表"}
    )
    assert "已核对签到表" in anybody.get(first.url).content.decode()


def test_where_only_the_place_itself_could_decide_no_objection_is_taken(road: Road) -> None:
    """A street with nothing above it here puts the decision of an office outside on record: objections go there."""
    lone = places.create_place(name="孤立街道", level="street", by="t", at=NOW, starts=START)
    one = applied(lone, [("filing", TODAY), ("notice", TODAY)])
    stay = one.stays.get(stage="notice")
    Stay.objects.filter(pk=stay.pk).update(turn_role="city")
    notice = PublicNotice.objects.create(
        application=one, stay=stay, starts_on=TODAY, ends_on=TODAY, by="t", at=NOW
    )
    with pytest.raises(Refused, match=r"objection\.own_place"):
        actions.object_to(notice=notice, text="没有看到演练", contact="", client_id="", at=NOW)
    # one that came while there was an office above: neither decided by the place itself nor reached by it
    said = Objection.objects.create(notice=notice, text="没有看到演练", at=NOW)
    ObjectionContact.objects.create(objection=said, contact="13912345678")
    chief = reader("chief", lone.pid)
    (row,) = running._objections(Rights(chief), one, {})
    assert (row["decides"], row["opens"], row["openings"]) == (False, False, [])
    with pytest.raises(Refused, match=r"objection\.own_place"):
        actions.decide_objection(reader=chief, objection=said, upheld=False, answer="已核实", at=NOW)
    with pytest.raises(Refused, match=r"objection\.own_place"):
        actions.open_contact(reader=chief, objection=said, purpose="回访", at=NOW)


def test_the_applications_own_people_do_not_decide_on_objections_to_it(road: Road) -> None:
    """Somebody who sits with the city and also scored, or works, for the street that applies."""
    one = on_notice(road)
    said = actions.object_to(
        notice=one.notices.get(), text="没有看到演练", contact="13912345678", client_id="", at=NOW
    )
    city, street = road.places["city"].pid, road.street.pid
    both = Reader(
        "both", "两头", "zh-hans", (Held("supervisor", place=city), Held("grid", place=street)), "demo"
    )
    scored = Reader(
        road.people["clerk"].pid, "调走的内勤", "zh-hans", (Held("supervisor", place=city),), "demo"
    )
    for who in (both, scored):
        with pytest.raises(Refused, match=r"objection\.own_people"):
            actions.decide_objection(reader=who, objection=said, upheld=False, answer="已核实", at=NOW)
        with pytest.raises(Refused, match=r"objection\.own_people"):
            actions.open_contact(reader=who, objection=said, purpose="回访", at=NOW)
        assert not running._objections(Rights(who), one, {})[0]["decides"]
    said.refresh_from_db()
    assert said.state == "open"


def test_opening_how_to_reach_an_objector_is_on_the_record_first(road: Road) -> None:
    one = on_notice(road)
    said = actions.object_to(
        notice=one.notices.get(), text="没有看到演练", contact="13912345678", client_id="", at=NOW
    )
    city, page = window(road.people["city"]), f"/applications/{one.pid}/"
    address = f"{page}objections/{said.pid}/contact/"
    assert "13912345678" not in city.post(address, {"purpose": ""}, follow=True).content.decode()
    assert not AuditEvent.objects.filter(action="open_objection_contact").exists()
    opened = city.post(address, {"purpose": "核实演练签到"})
    assert "13912345678" in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    (event,) = AuditEvent.objects.filter(action="open_objection_contact", ref=said.pid)
    assert (event.by, event.detail["purpose"]) == (road.people["city"].pid[:12], "核实演练签到")
    # the deciding office and its auditor read who looked; the street and the district do not
    audits = reader("auditor", road.places["city"].pid, "aud-city")
    for who, reads in (("city", True), ("district", False), ("clerk", False), (audits, True)):
        told = window(road.people[who] if isinstance(who, str) else who).get(page).content.decode()
        assert ("核实演练签到" in told) == reads, who
        assert "13912345678" not in told
    assert window(road.people["district"]).post(address, {"purpose": "看看"}).status_code == 403


def test_how_to_reach_an_objector_is_closed_once_the_notice_is_over(road: Road) -> None:
    one = on_notice(road)
    said = actions.object_to(
        notice=one.notices.get(), text="没有看到演练", contact="13912345678", client_id="", at=NOW
    )
    city = Rights(road.people["city"])
    assert running._objections(city, one, {})[0]["opens"]
    actions.decide_objection(reader=city.reader, objection=said, upheld=False, answer="已核实", at=NOW)
    assert not running._objections(city, road.move(one, "name", TODAY), {})[0]["opens"]
    with pytest.raises(Refused, match=r"objection\.notice_over"):
        actions.open_contact(reader=city.reader, objection=said, purpose="回访", at=NOW)


def test_the_to_do_list_asks_the_same_queries_for_one_title_and_for_three(road: Road) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as seen:
            lines = slots.applications_todo(request_of(road.people["clerk"]))
        return len(lines), len(seen)

    one = road.named()
    asked()
    few = asked()
    for level in ("provincial", "national"):
        one.pk, one.pid, one.ref, one.level = None, new_pid(), uuid.uuid4().hex, level
        one.save(force_insert=True)
    assert asked() == (3, few[1])


def test_a_program_that_fills_every_field_is_told_nothing_and_a_flood_is_stopped(road: Road) -> None:
    one = on_notice(road)
    address, told = f"/public-notices/{one.notices.get().pid}/", {"text": "没有看到演练的痕迹"}
    assert Client().post(address, told | {"website": "x"}).status_code == 302
    assert not Objection.objects.exists()
    anybody = Client()
    anybody.get(address)
    statuses = [anybody.post(address, told).status_code for _n in range(limits.PER_DEVICE.most + 1)]
    assert statuses == [302] * limits.PER_DEVICE.most + [429]


def test_one_sender_does_not_shut_the_form_for_all(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused for its sender is not counted for the notice: it stays open for whoever comes next."""
    monkeypatch.setattr(limits, "PER_BOX", limits.Limit(limits.PER_DEVICE.most + 1, 600))
    address, told = f"/public-notices/{on_notice(road).notices.get().pid}/", {"text": "没有看到演练的痕迹"}
    flood = Client()
    flood.get(address)
    for _n in range(limits.PER_DEVICE.most + 5):
        answer = flood.post(address, told)
    assert answer.status_code == 429
    assert Client().post(address, told).status_code == 302


def test_after_the_last_day_the_form_is_gone(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = on_notice(road).notices.get()
    address = f"/public-notices/{notice.pid}/"
    assert 'name="text"' in Client().get(address).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(notice.ends_on + timedelta(days=1)))
    page = Client().get(address).content.decode()
    assert 'name="text"' not in page
    assert f"意见收到 {notice.ends_on} 为止" in page
    late = Client().post(address, {"text": "迟到的一条意见"})
    assert late.status_code == 422
    assert "objection.in_time" in late.content.decode()


def test_a_certificate_is_printed_and_anybody_can_check_it(road: Road) -> None:
    pypdf = pytest.importorskip("pypdf")
    one = road.named()
    paper = one.certificates.get()
    answer = window(road.people["clerk"]).get(f"/applications/{one.pid}/certificates/{paper.pid}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(answer.content))
    text = read.pages[0].extract_text()
    assert len(read.pages) == 1
    for said in ("AQ-M-2024-0001", "示例街道", "市级安全社区", "2027"):
        assert said in text
    check = f"/certificates/{paper.code}/"
    assert check in text.replace("\n", "")
    assert "证书真实有效" in Client().get(check).content.decode()
    road.move(one, "revoke", date(2025, 5, 12))
    assert "已失效" in Client().get(check).content.decode()
    assert Client().get("/certificates/nosuchcode/").status_code == 404


def test_rare_and_long_names_fit_on_one_sheet() -> None:
    """A name beyond the basic plane, and the longest a place may have, still make one page."""
    pypdf = pytest.importorskip("pypdf")
    keys = ("heading", "number_label", "number", "says", "title", "term", "scan", "address", "decided_by", "issued_on",
            "seal", "label")  # fmt: skip
    told = dict.fromkeys(keys, "示例") | {"place": "𠮷" + "长" * 60}
    assert len(pypdf.PdfReader(io.BytesIO(certificate.pdf(told, "https://example.org/c"))).pages) == 1


def request_of(reader: Reader) -> HttpRequest:
    """A request as the to-do list is asked with."""
    made = HttpRequest()
    made.reader = reader  # type: ignore[attr-defined]
    return made


def test_the_office_whose_turn_it_is_finds_it_under_to_do(road: Road) -> None:
    one = road.opened(on=TODAY)

    def told() -> dict[str, int]:
        who = ("clerk", "chief", "district", "city", "stranger", "auditor")
        return {name: len(slots.applications_todo(request_of(road.people[name]))) for name in who}

    assert told() == {"clerk": 0, "chief": 1, "district": 0, "city": 0, "stranger": 0, "auditor": 0}
    one = road.move(one, "file")
    assert told() == {"clerk": 0, "chief": 0, "district": 1, "city": 0, "stranger": 0, "auditor": 0}
    line = slots.applications_todo(request_of(road.people["district"]))[0]
    # ten working days after Monday 2026-11-23
    assert (line.due, line.place) == (date(2026, 12, 7), road.street.pid)


def test_a_named_place_is_called_when_a_report_is_missing(road: Road) -> None:
    one = road.named()  # on 2024-05-06
    line = slots.applications_todo(request_of(road.people["clerk"]))[0]
    assert "2024" in line.says
    for year in (2024, 2025):
        one = road.move(one, "report", TODAY, year=year)
    lines = slots.applications_todo(request_of(road.people["clerk"]))
    assert [found.due for found in lines] == [date(2027, 5, 5)]  # within 180 days of the end of its term


def test_the_list_asks_the_same_queries_however_long_it_is(road: Road) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/applications/").status_code == 200
        return len(seen)

    browser = window(road.people["district"])
    road.move(road.opened("cn-municipal", TODAY), "file")
    asked()
    few = asked()
    for code in ("cn-provincial", "cn-national", "isccc"):
        road.move(road.opened(code, TODAY), "file")
    asked()  # what was written is taken up by the counts once
    assert asked() == few


def test_levels_above_see_an_application_once_it_is_filed(road: Road) -> None:
    one = road.opened(on=TODAY)
    browser = window(road.people["district"])
    assert browser.get(f"/applications/{one.pid}/").status_code == 404
    road.move(one, "file")
    assert browser.get(f"/applications/{one.pid}/").status_code == 200


def test_an_operator_brings_in_a_procedure_and_what_is_under_way_keeps_its_own(road: Road) -> None:
    before = road.opened()
    data = procedures.written(codes.procedures()["cn-municipal"])
    data["version"] = "2026 正式"
    data["term"] = {"n": 5, "unit": "year", "basis": "operator"}
    admin = window(road.people["admin"])
    broken = SimpleUploadedFile("b.yaml", yaml.safe_dump(data | {"moves": []}, allow_unicode=True).encode())
    assert "state.dead_end" in admin.post("/procedures/bring/", {"file": broken}).content.decode()
    good = SimpleUploadedFile("g.yaml", yaml.safe_dump(data, allow_unicode=True).encode())
    answer = admin.post("/procedures/bring/", {"file": good})
    assert answer.status_code == 302
    assert admin.post(answer.url + "force/").status_code == 302
    assert road.procedure(before).term.n == 3
    road.move(before, "withdraw")
    assert road.procedure(road.opened()).term.n == 5
