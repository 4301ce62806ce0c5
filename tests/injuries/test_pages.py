"""The pages: the blank card and what may be sent to it, the record, the list, the months."""

import io
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from safecommunity.accounts.models import Scope
from safecommunity.injuries.models import FacilityMonth, Injury, Report
from safecommunity.intake.models import Draft
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import NOW, START, Recorder, World

pytestmark = pytest.mark.db


def enter(world: World, who: str) -> Client:
    """A browser signed in as one of the readers of the world."""
    held = getattr(world, who)
    user, _made = get_user_model().objects.get_or_create(
        pid=held.pid, defaults={"username": held.pid, "display_name": f"演示{held.pid}", "created_at": NOW}
    )
    scope = held.scopes[0]
    Scope.objects.get_or_create(
        user=user,
        role=scope.role,
        place=scope.place,
        unit=scope.unit,
        sensitive=scope.sensitive,
        starts=START,
    )
    client = Client()
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def typed(world: World, **other: Any) -> dict[str, Any]:
    """A card as a browser sends it: hurt yesterday at nine, seen at ten."""
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent = {
        "client_id": uuid.uuid4().hex, "card_version": "niss-1", "unit": world.hospital.pid, "name": "吴某", "sex": "2",
        "age": "78", "age_unit": "years", "residence": world.community.pid, "occurrence": world.community.pid,
        "injury_time_day": day, "injury_time_hour": "9", "visit_time_day": day, "visit_time_hour": "10",
        "cause": "3", "place_kind": "1", "activity": "6", "intent": "1", "alcohol": "2", "nature": "1",
        "body_part": "3", "severity": "2", "outcome": "1", **other,
    }  # fmt: skip
    return {name: value for name, value in sent.items() if value is not None}


def test_the_blank_card_stands_in_paper_order_with_option_numbers(world: World) -> None:
    page = enter(world, "nurse").get("/injuries/card/").content.decode()
    places = [page.index(f'<span class="no">{number}</span>') for number in range(1, 23)]
    assert places == sorted(places)
    assert 'data-number="3" data-py="dd/zl"' in page
    assert "未与原卡正文逐项核对" in page


def test_saving_a_card_leads_to_the_next_blank_one_and_names_the_saved(world: World) -> None:
    client = enter(world, "nurse")
    answer = client.post("/injuries/card/", typed(world), follow=True)
    page = answer.content.decode()
    report = Report.objects.get()
    assert report.card_no in page
    assert f"/injuries/{report.injury.ref}/" in page
    assert "今天第 2 张" in page
    assert "吴某" not in page


def test_the_same_form_sent_twice_is_one_card(world: World) -> None:
    client, sent = enter(world, "nurse"), typed(world)
    assert client.post("/injuries/card/", sent).status_code == 302
    assert client.post("/injuries/card/", sent).status_code == 302
    assert Report.objects.count() == 1


def test_the_same_form_sent_again_with_other_content_is_refused(world: World) -> None:
    client, sent = enter(world, "nurse"), typed(world)
    client.post("/injuries/card/", sent)
    answer = client.post("/injuries/card/", {**sent, "age": "77"})
    assert answer.status_code == 422
    assert Report.objects.get().card_no in answer.content.decode()


LONG = "字" * 34_000  # a hundred kilobytes
FUTURE = (timezone.localdate() + timedelta(days=2)).isoformat()
CODED = ("sex", "household", "education", "occupation", "cause", "place_kind", "activity", "intent", "alcohol",
         "nature", "body_part", "system", "severity", "outcome")  # fmt: skip
DAYS = ("injury_time_day", "visit_time_day")
BAD = [
    *((name, value) for name in CODED for value in ("98", "-1", "x", "1.5", "１e3", LONG, "<b>1</b>", "1\x00")),
    *(("age", value) for value in ("-1", "121", "x", "7.5", LONG, "78\x00")),
    *((name, value) for name in DAYS for value in ("x", "2026-02-30", FUTURE, "1948-01-01", LONG)),
    *((name, value) for name in ("injury_time_hour", "visit_time_hour") for value in ("24", "-1", "x", LONG)),
    *((name, value) for name in ("residence", "occurrence") for value in ("nowhere", LONG, "<script>")),
    *((name, value) for name in ("name", "address", "product", "diagnosis") for value in (LONG, "a\x00b", "\u202eabc")),
    *(("id_number", value) for value in ("1", "110105194912310021", LONG, "a\x00b")),
    *(("phone", value) for value in ("abc", "1", LONG)),
    *(("client_id", value) for value in ("", "x" * 65, "a\x00b")),
    *((name, None) for name in ("sex", "age", "cause", "place_kind", "intent", "outcome", "injury_time_day")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda value: str(value)[:12].replace("\x00", "NUL"))
def test_bad_input_is_answered_clearly_and_changes_nothing(
    world: World, name: str, value: str | None
) -> None:
    client = enter(world, "nurse")
    events = AuditEvent.objects.count()
    answer = client.post("/injuries/card/", typed(world, **{name: value}))
    assert answer.status_code in (400, 413, 422)
    page = answer.content.decode()
    assert 'role="alert"' in page or answer.status_code != 422
    assert len(page) < 400_000  # a novel is not sent back in refusals
    assert (Report.objects.count(), Injury.objects.count(), AuditEvent.objects.count()) == (0, 0, events)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("cause", "98", "98"),
        ("age", "121", "0"),
        ("injury_time_hour", "24", "24"),
        ("id_number", "110105194912310021", "末位是 1"),
        ("sex", None, "性别空着"),
    ],
)
def test_a_refusal_says_what_came_or_what_is_missing(
    world: World, name: str, value: str | None, says: str
) -> None:
    page = enter(world, "nurse").post("/injuries/card/", typed(world, **{name: value})).content.decode()
    assert says in page


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "👨‍👩‍👧𠮷野家"])
def test_markup_is_escaped_and_rare_characters_are_kept(world: World, text: str) -> None:
    client = enter(world, "nurse")
    client.post("/injuries/card/", typed(world, product=text))
    report = Report.objects.get()
    assert report.product == text
    page = client.get(f"/injuries/{report.injury.ref}/").content.decode()
    assert "<script>alert" not in page
    assert ("👨‍👩‍👧𠮷野家" in page) == ("𠮷" in text)


def test_another_facilitys_id_is_refused(world: World) -> None:
    answer = enter(world, "nurse").post("/injuries/card/", typed(world, unit=world.elsewhere.pid))
    assert answer.status_code in (403, 422)
    assert Report.objects.count() == 0


def test_a_question_is_asked_beside_its_item_and_both_buttons_work(world: World) -> None:
    client, sent = enter(world, "nurse"), typed(world, nature="6")
    answer = client.post("/injuries/card/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "改成 1 头部" in page
    assert "没错，就是下肢" in page
    assert Report.objects.count() == 0
    client.post("/injuries/card/", {**sent, "fix": "Q7"})
    assert Report.objects.get().body_part == 1
    other = typed(world, nature="6")
    client.post("/injuries/card/", {**other, "confirm": "Q7"})
    kept = Report.objects.order_by("pk").last()
    assert kept is not None
    assert (kept.body_part, kept.confirmed) == (3, ["Q7"])


def test_questions_come_while_one_fills_in_and_nothing_is_stored(world: World) -> None:
    client = enter(world, "nurse")
    page = client.post("/injuries/card/look/", typed(world, nature="6")).content.decode()
    assert 'data-rule="Q7"' in page
    assert 'data-set="body_part=1"' in page
    assert client.post("/injuries/card/look/", {"sex": "1"}).content.decode().strip() == ""
    assert Report.objects.count() == 0


def test_the_identity_number_fills_sex_and_age_on_the_server_too(world: World) -> None:
    enter(world, "nurse").post(
        "/injuries/card/", typed(world, sex=None, age=None, id_number="11010519491231002X")
    )
    assert Report.objects.get().sex == 2


def test_the_second_card_version_is_shown_and_stored_in_codes_of_the_first(world: World) -> None:
    client = enter(world, "nurse")
    assert 'data-number="14"' in client.get("/injuries/card/?version=niss-2").content.decode()
    client.post(
        "/injuries/card/",
        typed(world, card_version="niss-2", cause="14", activity="6", body_part="9", nature="6"),
    )
    report = Report.objects.get()
    assert (report.cause, report.activity, report.body_part, report.system) == (99, 9, 1, 1)
    assert report.as_written == {"cause": 14, "activity": 6, "body_part": 9}


def test_an_unknown_card_version_is_not_found(world: World) -> None:
    assert enter(world, "nurse").get("/injuries/card/?version=x").status_code == 404


def test_a_draft_keeps_answers_but_nobodys_name_and_goes_with_the_card(world: World) -> None:
    client, sent = enter(world, "nurse"), typed(world)
    assert client.post("/injuries/card/draft/", {**sent, "cause": ""}).status_code == 204
    page = client.get(f"/injuries/card/?draft={sent['client_id']}").content.decode()
    assert "吴某" not in page
    assert 'value="78"' in page
    assert 'class="refuse"' not in page
    client.post("/injuries/card/", sent)
    assert Draft.objects.count() == 0


def test_nobody_opens_anothers_draft(world: World) -> None:
    sent = typed(world)
    enter(world, "nurse").post("/injuries/card/draft/", sent)
    assert (
        'value="78"'
        not in enter(world, "clerk").get(f"/injuries/card/?draft={sent['client_id']}").content.decode()
    )


@pytest.mark.parametrize(
    "address", ["/injuries/", "/injuries/card/", "/injuries/quick/", "/injuries/months/"]
)
def test_strangers_are_led_to_sign_in(world: World, address: str) -> None:
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("grid_worker", "/injuries/card/", 403), ("grid_worker", "/injuries/quick/", 200),
        ("nurse", "/injuries/quick/", 403), ("auditor", "/injuries/", 403), ("auditor", "/injuries/card/", 403),
        ("supervisor", "/injuries/", 403), ("chief", "/injuries/", 200), ("chief", "/injuries/card/", 403),
        ("clerk", "/injuries/card/", 200), ("grid_worker", "/injuries/months/", 403),
        ("chief", "/injuries/months/", 200),
    ],
)  # fmt: skip
def test_each_role_has_its_pages(world: World, who: str, address: str, status: int) -> None:
    assert enter(world, who).get(address).status_code == status


def test_a_quick_report_is_five_questions(world: World) -> None:
    client = enter(world, "grid_worker")
    day = timezone.localdate() - timedelta(days=1)
    sent = {
        "client_id": "q1", "sex": "1", "age": "8", "age_unit": "years", "injury_time_day": day.isoformat(),
        "injury_time_hour": "", "occurrence": world.community.pid, "place_kind": "5", "cause": "11",
    }  # fmt: skip
    answer = client.post("/injuries/quick/", sent, follow=True)
    report = Report.objects.get()
    assert report.card_no in answer.content.decode()
    assert (report.source, report.precision, report.place) == ("quick", "date", world.community)
    sent |= {"client_id": "q2", "occurrence": world.other_community.pid}
    assert client.post("/injuries/quick/", sent).status_code == 422
    assert Report.objects.count() == 1


def test_a_queued_quick_report_is_answered_in_json(world: World) -> None:
    client = enter(world, "grid_worker")
    queued = {"X-Offline": "1"}
    day = timezone.localdate() - timedelta(days=1)
    sent = {
        "client_id": "q1", "sex": "1", "age": "8", "injury_time_day": day.isoformat(),
        "occurrence": world.community.pid, "place_kind": "5", "cause": "11",
    }  # fmt: skip
    answer = client.post("/injuries/quick/", sent, headers=queued)
    assert (answer.status_code, answer.json()["number"]) == (201, Report.objects.get().card_no)
    refused = client.post("/injuries/quick/", {**sent, "client_id": "q2", "cause": "77"}, headers=queued)
    assert refused.status_code == 422
    assert "77" in str(refused.json()["errors"])


def test_a_queued_report_is_not_held_up_by_a_question(world: World) -> None:
    client, day = enter(world, "grid_worker"), timezone.localdate() - timedelta(days=1)
    sent = {
        "client_id": "q1", "sex": "1", "age": "8", "injury_time_day": day.isoformat(),
        "occurrence": world.community.pid, "place_kind": "1", "cause": "2",
    }  # fmt: skip
    assert (
        client.post("/injuries/quick/", sent).status_code == 422
    )  # a bicycle crash at home: somebody should look
    assert client.post("/injuries/quick/", sent, headers={"X-Offline": "1"}).status_code == 201
    assert Report.objects.get().confirmed == []


def test_the_record_is_shown_without_names_and_opens_them_once_for_a_purpose(
    world: World, record: Recorder
) -> None:
    report = record(narrative="吴某在家摔倒", diagnosis="吴某髋部骨折")
    client, address = enter(world, "nurse"), f"/injuries/{report.injury.ref}/"
    page = client.get(address).content.decode()
    assert "吴某" not in page
    assert "3 跌倒/坠落" in page
    assert client.post(f"{address}{report.pid}/name/", {}).status_code == 422
    opened = client.post(f"{address}{report.pid}/name/", {"purpose": "care"})
    assert "吴某在家摔倒" in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(action="open_name", ref=report.injury.ref).count() == 1
    assert "吴某" not in client.get(address).content.decode()


def test_a_clerk_reads_the_record_but_cannot_open_the_name(world: World, record: Recorder) -> None:
    report = record()
    client, address = enter(world, "clerk"), f"/injuries/{report.injury.ref}/"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}{report.pid}/name/", {"purpose": "care"}).status_code == 403
    assert client.get(f"{address}{report.pid}/amend/").status_code == 403
    assert client.post(f"{address}{report.pid}/withdraw/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["auditor", "supervisor", "grid_worker"])
def test_a_record_out_of_reach_is_not_found(world: World, record: Recorder, who: str) -> None:
    assert enter(world, who).get(f"/injuries/{record().injury.ref}/").status_code == 404


def test_a_sensitive_record_is_not_found_without_the_right(world: World, record: Recorder) -> None:
    address = f"/injuries/{record(intent=3).injury.ref}/"
    assert enter(world, "clerk").get(address).status_code == 404
    assert enter(world, "cdc").get(address).status_code == 200


def test_a_card_is_corrected_on_its_own_form(world: World, record: Recorder) -> None:
    report = record(narrative="在家摔倒")
    client, address = enter(world, "nurse"), f"/injuries/{report.injury.ref}/{report.pid}/amend/"
    assert 'value="吴某"' in client.get(address).content.decode()
    assert client.post(address, typed(world, client_id=None, cause="4", version="1")).status_code == 302
    report.refresh_from_db()
    assert (report.cause, report.narrative, report.person.name) == (4, "在家摔倒", "吴某")


def test_withdrawing_marks_the_record(world: World, record: Recorder) -> None:
    report = record()
    client, address = enter(world, "nurse"), f"/injuries/{report.injury.ref}/"
    assert client.post(f"{address}{report.pid}/withdraw/", {"reason": ""}).status_code == 422
    client.post(f"{address}{report.pid}/withdraw/", {"reason": "重复填报"})
    assert "已撤回" in client.get(address).content.decode()


def test_joining_and_separating_from_the_page(world: World, record: Recorder) -> None:
    first, second = (
        record(id_number="11010519491231002X", age_years=76),
        record(id_number="11010519491231002X", age_years=76),
    )
    client, address = enter(world, "cdc"), f"/injuries/{first.injury.ref}/"
    assert second.card_no in client.get(address).content.decode()
    client.post(f"{address}{first.pid}/link/", {"report": second.pid})
    joined = client.get(f"/injuries/{second.own_injury.ref}/")
    assert (joined.status_code, joined["Location"]) == (302, address)  # the old address leads on
    client.post(f"{address}{second.pid}/unlink/")
    assert client.get(f"/injuries/{second.own_injury.ref}/").status_code == 200


def test_the_list_filters_and_is_flat_in_queries(
    world: World, record: Recorder, django_assert_max_num_queries: Any
) -> None:
    client = enter(world, "clerk")
    for number in range(30):
        record(cause=3 if number % 2 else 4, place_kind=9)
    client.get("/injuries/")  # counts what waits; until something is done again no page does
    with django_assert_max_num_queries(20):
        page = client.get("/injuries/").content.decode()
    assert page.count("YS-2026-") == 30
    assert client.get("/injuries/?cause=4").content.decode().count("YS-2026-") == 15
    assert client.get("/injuries/?cause=77").status_code == 400
    assert client.get(f"/injuries/?place={world.other_street.pid}").status_code == 403
    assert (
        client.get(f"/injuries/?place={world.community.pid}&period=2026-10")
        .content.decode()
        .count("YS-2026-")
        == 0
    )
    assert client.get("/injuries/?period=x").status_code == 400


def test_the_list_costs_the_same_for_three_and_thirty(world: World, record: Recorder) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = enter(world, "clerk"), []
    client.get("/injuries/")
    for more in (3, 27):
        for _times in range(more):
            record()
        with CaptureQueriesContext(connection) as asked:
            client.get("/injuries/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def last_month() -> tuple[int, int]:
    today = timezone.localdate()
    index = today.year * 12 + today.month - 2
    return index, index % 12 + 1


def test_a_facility_hands_in_zero_with_one_tap_and_the_office_returns_it(world: World) -> None:
    index, month = last_month()
    nurse, clerk = enter(world, "nurse"), enter(world, "clerk")
    nurse.post(f"/injuries/months/{world.hospital.pid}/{index}/submit/", {"zero": "1"})
    row = FacilityMonth.objects.get(month=month)
    assert (row.state, row.cards) == ("submitted", 0)
    clerk.post(f"/injuries/months/{world.hospital.pid}/{index}/return/", {"reason": "有病例没报"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("returned", "有病例没报")
    assert "有病例没报" in nurse.get("/injuries/months/").content.decode()
    assert (
        nurse.post(f"/injuries/months/{world.clinic.pid}/{index}/submit/", {"zero": "1"}).status_code == 403
    )


def test_a_number_that_is_none_is_refused_on_the_page_of_months(world: World) -> None:
    index, _month = last_month()
    client = enter(world, "nurse")
    page = client.post(
        f"/injuries/months/{world.hospital.pid}/{index}/submit/", {"cards": "一百"}, follow=True
    )
    assert "一百" in page.content.decode()
    assert not FacilityMonth.objects.filter(state="submitted").exists()


def test_missing_months_are_work_for_the_clerk_and_exceptions_for_the_chief(world: World) -> None:
    from django.test import RequestFactory

    from safecommunity.injuries import slots

    request = RequestFactory().get("/")
    request.reader = world.clerk  # type: ignore[attr-defined]
    tasks = slots.todo(request)
    assert {task.title.split("的")[0] for task in tasks if task.missing} != set()
    assert all(task.due is not None for task in tasks)
    request = RequestFactory().get("/")
    request.reader = world.chief  # type: ignore[attr-defined]
    assert slots.exceptions(request)


@pytest.mark.parametrize(
    ("who", "address"),
    [("nurse", "/injuries/card/"), ("grid_worker", "/injuries/quick/"), ("clerk", None), ("auditor", None)],
)
def test_each_role_lands_where_it_works(world: World, who: str, address: str | None) -> None:
    from django.test import RequestFactory

    from safecommunity.injuries import slots

    request = RequestFactory().get("/")
    request.reader = getattr(world, who)  # type: ignore[attr-defined]
    assert slots.landing(request) == address


def test_the_months_page_follows_the_place_and_the_period_of_the_switch(world: World) -> None:
    """Two facilities stand in the clerk's street, one of them in its community; 2021 has twelve months."""
    client = enter(world, "clerk")
    page = client.get(f"/injuries/months/?place={world.street.pid}&period=2021").content.decode()
    assert page.count('<th scope="col" class="num">2021 年') == 12
    assert "2022 年" not in page.split("<thead>")[1].split("</thead>")[0]
    assert {"示例医院", "示例门诊部"} <= set(re.findall(r'<th scope="row">([^<]+)<br>', page))
    page = client.get(f"/injuries/months/?place={world.community.pid}&period=2021-05").content.decode()
    assert re.findall(r'<th scope="row">([^<]+)<br>', page) == ["示例门诊部"]
    page = client.get("/injuries/months/").content.decode()  # and the choice stays
    assert re.findall(r'<th scope="row">([^<]+)<br>', page) == ["示例门诊部"]


def test_what_is_still_to_do_stands_on_this_years_page_though_it_is_of_last_year(world: World) -> None:
    year = timezone.localdate().year
    page = (
        enter(world, "clerk")
        .get(f"/injuries/months/?place={world.street.pid}&period={year}")
        .content.decode()
    )
    index, _month = last_month()
    eleven_before = index - 11
    assert f"/injuries/months/{world.hospital.pid}/{eleven_before}/urge/" in page
    old = (
        enter(world, "clerk").get(f"/injuries/months/?place={world.street.pid}&period=2021").content.decode()
    )
    assert f"/injuries/months/{world.hospital.pid}/{eleven_before}/urge/" not in old


def test_the_months_shown_can_be_taken_along(world: World) -> None:
    """2021: two facilities that owe every month; the workbook has a line for each, January first."""
    answer = enter(world, "clerk").get(f"/injuries/months/list.xlsx?place={world.street.pid}&period=2021")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    lines = [row for row in rows if len(row) > 3 and str(row[2]).startswith("2021-")]
    assert len(lines) == 24
    assert lines[0][:4] == ["示例医院", "示例街道", "2021-01", "缺报"]
