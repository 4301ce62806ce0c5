"""The ways out against a stub on loopback: taken, refused, too much at once, no answer, odd answers. None raises."""

import smtplib
from typing import Any

import pytest
from django.core import mail

from safecommunity.reminders import channels
from safecommunity.reminders.channels import http, wecom
from safecommunity.web.environment import Reminders
from tests.reminders.conftest import Gateway

TOKEN = {"errcode": 0, "access_token": "t-1", "expires_in": 7200}


def go(channel: str, address: str = "13900001111") -> channels.Outcome:
    return channels.send(channel, address, "2 项超期", "正文一\n正文二")


def test_everything_is_off_by_default_and_nothing_is_asked(settings: Any, gateway: Gateway) -> None:
    settings.REMINDERS = Reminders()
    assert channels.known() == {}
    assert go("sms").later == 3600
    assert gateway.asked == []


def test_a_text_message_goes_with_the_key_and_without_the_long_text(on: Gateway) -> None:
    on.says({"code": 0})
    assert go("sms").sent
    path, body, headers = on.asked[0]
    assert (path, body["to"], headers["Authorization"]) == ("/", "13900001111", "Bearer k-sms")
    assert body["text"] == "2 项超期 https://safe.example.org/todo/"


@pytest.mark.parametrize(
    ("answer", "later", "says"),
    [
        ({"code": "E1"}, None, "code E1"),
        ({"code": "LIMIT"}, 600, "patience"),
        ((429, {"Retry-After": "120"}, b""), 120, "HTTP 429"),
        ((429, {"Retry-After": "soon"}, b""), 0, "HTTP 429"),
        ((503, {}, b""), 0, "HTTP 503"),
        ((403, {}, b"key k-sms is wrong"), None, "HTTP 403"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), None, "HTTP 302"),
        ((200, {}, b"<html>"), 0, "not JSON"),
        ((200, {}, b"[1]"), 0, "not an object"),
        ((200, {}, b"\xff\xfe"), 0, "not JSON"),
        ((200, {}, b" " * 70_000), 0, "longer than 64 kB"),
        ({}, None, "code —"),
    ],
)  # fmt: skip
def test_what_a_gateway_may_answer(on: Gateway, answer: Any, later: int | None, says: str) -> None:
    on.says(answer)
    outcome = go("sms")
    assert not outcome.sent
    assert outcome.later == later
    assert says in outcome.says
    assert "k-sms" not in outcome.says
    assert "1390" not in outcome.says


def test_a_gateway_that_says_nothing_or_is_not_there(
    on: Gateway, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(http.ask, "__kwdefaults__", {"headers": None, "seconds": 0.1})
    on.says(0.4)
    assert go("sms") == channels.later("no answer in time")
    settings.REMINDERS = Reminders(sms="http://127.0.0.1:9", sms_key="k")
    assert go("sms").says == "cannot be reached"


def test_a_message_to_wecom_asks_for_a_token_once(on: Gateway) -> None:
    on.says(TOKEN, {"errcode": 0}, {"errcode": 0})
    assert go("wecom", "zhang").sent
    assert go("wecom", "li").sent
    assert [path.partition("?")[0] for path, _body, _headers in on.asked] == [
        "/cgi-bin/gettoken", "/cgi-bin/message/send", "/cgi-bin/message/send",
    ]  # fmt: skip
    body = on.asked[1][1]
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("zhang", 7, "text")


def test_a_stale_token_is_asked_for_once_more_and_not_for_ever(on: Gateway) -> None:
    on.says(TOKEN, {"errcode": 42001}, TOKEN, {"errcode": 0})
    assert go("wecom", "zhang").sent
    wecom._token.clear()
    on.says(TOKEN, {"errcode": 40014}, TOKEN, {"errcode": 40014})
    assert go("wecom", "zhang") == channels.later("the token is refused")


@pytest.mark.parametrize(
    ("answers", "later", "says"),
    [
        ([{"errcode": 40001}], None, "errcode 40001"),
        ([{"errcode": 45009}], 3600, "errcode 45009"),
        ([TOKEN, {"errcode": 45033}], 300, "errcode 45033"),
        ([TOKEN, {"errcode": 81013}], None, "errcode 81013"),
        ([TOKEN, {"errcode": 0, "invaliduser": "zhang"}], None, "nobody by this name"),
        ([TOKEN, {"errmsg": "?"}], 0, "without errcode"),
        ([{"errcode": 0}], 0, "without a token"),
        ([TOKEN, (502, {}, b"")], 0, "HTTP 502"),
    ],
)  # fmt: skip
def test_what_wecom_may_answer(on: Gateway, answers: list[Any], later: int | None, says: str) -> None:
    on.says(*answers)
    outcome = go("wecom", "zhang")
    assert (outcome.sent, outcome.later) == (False, later)
    assert says in outcome.says
    assert "s-wecom" not in outcome.says


def test_mail_goes_to_one_person_in_plain_text(on: Gateway) -> None:
    assert go("mail", "a@example.org").sent
    sent = mail.outbox[0]
    assert (sent.to, sent.from_email, sent.subject) == (["a@example.org"], "office@example.org", "2 项超期")
    assert sent.body == "正文一\n正文二"


@pytest.mark.parametrize(
    ("raised", "later"),
    [
        (ConnectionRefusedError(), 0),
        (TimeoutError(), 0),
        (smtplib.SMTPServerDisconnected(), 0),
        (smtplib.SMTPAuthenticationError(535, b"no"), 3600),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), 0),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), None),
        (RuntimeError("anything"), 0),
    ],
)  # fmt: skip
def test_a_mail_server_that_fails_breaks_nothing(
    on: Gateway, monkeypatch: pytest.MonkeyPatch, raised: Exception, later: int | None
) -> None:
    def fails(_self: object) -> None:
        raise raised

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    outcome = go("mail", "a@example.org")
    assert (outcome.sent, outcome.later) == (False, later)


def test_a_subject_cannot_carry_a_second_header(on: Gateway) -> None:
    assert channels.send("mail", "a@example.org", "one\nBcc: b@example.org", "x") == channels.refused(
        "the address cannot be written into a message"
    )
