"""The pages of opinions: what anybody may do, how often, and what the office sees."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from safecommunity.accounts.models import Scope, User
from safecommunity.governance.models import Opinion, OpinionBox
from safecommunity.governance.opinions import actions, limits
from tests.governance.conftest import DAY, NOW, Street
from tests.outreach.conftest import photo

pytestmark = [pytest.mark.django_db, pytest.mark.db]
EVERY = ["收到日期", "地区", "渠道", "意见内容", "答复内容"]
BOOK = "收到日期,渠道,地区,意见内容,承办,答复日期,答复内容,是否满意\n"


@pytest.fixture(autouse=True)
def _counted_anew(settings: Any, tmp_path: Any) -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def box(street: Street) -> OpinionBox:
    return actions.hang_box(reader=street.clerk, place=street.east, label="东门", at=NOW)


@pytest.fixture
def office(street: Street) -> Client:
    user = User.objects.create(pid="p-clerk", username="clerk", display_name="演示内勤", created_at=NOW)
    Scope.objects.create(user=user, role="clerk", place=street.place.pid, starts=DAY)
    made = Client()
    made.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return made


def test_a_text_is_enough_and_the_receipt_shows_what_became_of_it(box: OpinionBox, street: Street) -> None:
    anybody = Client()
    assert anybody.get(f"/say/{box.code}/").status_code == 200
    answer = anybody.post(f"/say/{box.code}/", {"text": "楼道里停满电动车"}, follow=True)
    one = Opinion.objects.get()
    assert f">{one.receipt}</b><br>" in answer.content.decode()  # nothing beside it that one might copy
    assert (
        "楼道里停满电动车" not in answer.content.decode()
    )  # who finds a receipt does not read what was said
    actions.answer_opinion(
        reader=street.clerk, opinion=one, reply="已清走并设充电棚", on=timezone.localdate(), at=timezone.now()
    )
    page = anybody.get(f"/say/receipt/{one.receipt}/").content.decode()
    assert "已清走并设充电棚" in page
    assert anybody.post(f"/say/receipt/{one.receipt}/", {}).status_code == 422
    anybody.post(f"/say/receipt/{one.receipt}/", {"satisfied": "no", "note": "还有两辆"})
    one.refresh_from_db()
    assert (one.rounds, one.satisfied) == (2, "no")


def test_photos_are_looked_at_and_their_place_is_not_told(box: OpinionBox) -> None:
    sent = {"text": "护栏断了", "photos": SimpleUploadedFile("a.jpg", photo(), "image/jpeg")}
    assert Client().post(f"/say/{box.code}/", sent).status_code == 302
    wrong = {"text": "护栏断了", "photos": SimpleUploadedFile("a.jpg", b"%PDF-1.4 x", "image/jpeg")}
    assert Client().post(f"/say/{box.code}/", wrong).status_code == 422
    assert Opinion.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{}, {"text": "x"}, {"text": "长" * 3000}, {"text": "坏了的路灯", "setting": "moon"}]
)
def test_a_slip_is_told_beside_what_was_typed(box: OpinionBox, wrong: dict[str, str]) -> None:
    assert Client().post(f"/say/{box.code}/", wrong).status_code == 422
    assert not Opinion.objects.exists()


def test_a_program_that_fills_every_field_leaves_nothing(box: OpinionBox) -> None:
    answer = Client().post(f"/say/{box.code}/", {"text": "便宜货源", "website": "http://x"})
    assert answer.status_code == 200
    assert not Opinion.objects.exists()


def test_one_phone_may_say_five_things_in_ten_minutes(box: OpinionBox) -> None:
    phone = Client()
    phone.get(f"/say/{box.code}/")
    told = [phone.post(f"/say/{box.code}/", {"text": f"第 {n} 件事情"}).status_code for n in range(7)]
    assert told == [302] * limits.PER_DEVICE.most + [429] * 2
    assert Opinion.objects.count() == 5
    page = phone.post(f"/say/{box.code}/", {"text": "还有一件事情"}).content.decode()
    assert "还有一件事情" in page  # what was typed is not lost


def test_one_address_and_one_box_have_limits_too(box: OpinionBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", limits.Limit(3, 60))
    told = [Client().post(f"/say/{box.code}/", {"text": f"第 {n} 件事情"}).status_code for n in range(5)]
    assert told == [302, 302, 302, 429, 429]


def test_a_code_that_is_unknown_or_closed_says_where_to_go(box: OpinionBox, street: Street) -> None:
    actions.close_box(reader=street.clerk, box=box, at=NOW)
    for address in (
        f"/say/{box.code}/",
        "/say/nosuchcode/",
        f"/say/{box.code}/answers/",
        "/say/receipt/nosuch/",
    ):
        assert Client().get(address).status_code == 404


def test_the_public_page_shows_the_offices_words_only(box: OpinionBox, street: Street) -> None:
    one = actions.drop_opinion(token=box.code, text="三单元李某家漏气", at=NOW, contact="13900009999")
    say: dict[str, Any] = {"reader": street.clerk, "opinion": one, "at": NOW}
    actions.answer_opinion(
        reply="已请燃气公司修好", on=timezone.localdate(NOW), opinion=one, reader=street.clerk, at=NOW
    )
    actions.publish_opinion(text="有居民家漏气", reply="已修好并入户检查", **say)
    page = Client().get(f"/say/{box.code}/answers/").content.decode()
    assert "有居民家漏气" in page
    assert "李某" not in page
    assert "1390000" not in page


def test_the_office_walks_an_opinion_through(office: Client, street: Street) -> None:
    sent = {
        "place": street.east.pid, "channel": "visit", "received_on": timezone.localdate().isoformat(),
        "text": "井盖响声大", "setting": "traffic",
    }  # fmt: skip
    assert office.post("/opinions/new/", {**sent, "text": ""}).status_code == 422
    page = office.post("/opinions/new/", sent)
    one = Opinion.objects.get()
    assert page.url == f"/opinions/{one.ref}/"
    step = f"/opinions/{one.ref}/step/"
    assert office.post(step, {"what": "sort", "days": "3"}).status_code == 422  # by whom?
    assert office.post(step, {"what": "sort", "days": "3", "who": "城管科"}).status_code == 302
    today = timezone.localdate().isoformat()
    refused = office.post(step, {"what": "answer", "reply": "好", "on": today})
    assert refused.status_code == 422
    assert office.post(step, {"what": "answer", "reply": "已更换胶垫", "on": today}).status_code == 302
    assert office.post(step, {"what": "satisfied"}).status_code == 302
    assert office.post(step, {"what": "dance"}).status_code == 404
    one.refresh_from_db()
    assert (one.satisfied, one.reply) == ("yes", "已更换胶垫")
    assert office.get("/opinions/").status_code == 200
    assert office.get("/opinions/?state=nothing").status_code == 400
    assert office.get("/opinions/export/").status_code == 200


def send(office: Client, text: str) -> Any:
    file = SimpleUploadedFile("book.csv", text.encode("gb18030"))
    page = office.post("/opinions/import/", {"file": file})
    if page.status_code != 200:
        return page
    return office.post("/opinions/import/", {"found": page.context["found"]}, follow=True)


def test_an_old_book_comes_in_once(office: Client, street: Street) -> None:
    text = BOOK + "2026-03-02,意见箱,示东社区,路口要装镜子,交管科,2026-03-10,已装两面,满意\n"
    text += "2026-03-03,电话,示西社区,噪声太大了,,,,\n"
    assert send(office, text).status_code == 200
    assert send(office, text).status_code == 200
    assert Opinion.objects.count() == 2
    assert street.figure("opinions.on_time").numerator == 1


def test_all_faults_of_a_book_are_told(office: Client) -> None:
    page = send(office, BOOK + "明天,飞鸽,火星,坏,,2026-03-10,,满意\n")
    assert page.status_code == 422
    assert [fault.column for fault in page.context["faults"]] == [
        "收到日期",
        "地区",
        "渠道",
        "意见内容",
        "答复内容",
    ]
    assert not Opinion.objects.exists()
