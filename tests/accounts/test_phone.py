"""Phones: enrolment by QR code, the PIN, its locks; and the demo's one-click entrance."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from safecommunity.accounts import actions
from safecommunity.accounts.actions import PinOutcome
from safecommunity.accounts.models import Device, Enrolment, User
from safecommunity.journal.models import AuditEvent
from tests.accounts.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
People = Callable[..., User]
Enter = Callable[..., Client]
PIN, WRONG = "593172", "593173"


def enrolled(user: User, at: datetime = NOW) -> tuple[Device, str]:
    invitation = actions.start_enrolment(user=user, by="admin", at=at)
    return actions.enrol_device(token=invitation.token, pin=PIN, at=at)


def phone(device: Device, secret: str) -> Client:
    client = Client()
    client.cookies["sc_device"] = f"{device.pid}.{secret}"
    return client


@pytest.mark.parametrize(
    "pin",
    [
        "123456",
        "000000",
        "654321",
        "890123",
        "121212",
        "123123",
        "12345",
        "1234567",
        "12a456",
        "１２３５７９",
        "",
    ],
)
def test_an_easy_or_misshapen_pin_is_refused(pin: str) -> None:
    with pytest.raises(ValidationError):
        actions.check_pin(pin)


@pytest.mark.parametrize("pin", [PIN, "100000", "112358", "135791"])
def test_another_pin_is_taken(pin: str) -> None:
    actions.check_pin(pin)


@pytest.mark.db
def test_an_invitation_works_once(person: People) -> None:
    user = person()
    invitation = actions.start_enrolment(user=user, by="admin", at=NOW)
    token = invitation.token
    actions.enrol_device(token=token, pin=PIN, at=NOW)
    with pytest.raises(ValidationError):
        actions.enrol_device(token=token, pin=PIN, at=NOW)
    assert Device.objects.count() == 1
    assert Enrolment.objects.get().token == ""


@pytest.mark.parametrize(
    ("later", "works"), [(timedelta(minutes=14, seconds=59), True), (timedelta(minutes=15), False)]
)
def test_an_invitation_lasts_fifteen_minutes(person: People, later: timedelta, works: bool) -> None:
    invitation = actions.start_enrolment(user=person(), by="admin", at=NOW)
    if works:
        actions.enrol_device(token=invitation.token, pin=PIN, at=NOW + later)
    else:
        with pytest.raises(ValidationError):
            actions.enrol_device(token=invitation.token, pin=PIN, at=NOW + later)
    assert Device.objects.count() == int(works)


def test_a_new_invitation_ends_the_earlier_one(person: People) -> None:
    user = person()
    first = actions.start_enrolment(user=user, by="admin", at=NOW).token
    actions.start_enrolment(user=user, by="admin", at=NOW)
    with pytest.raises(ValidationError):
        actions.enrol_device(token=first, pin=PIN, at=NOW)


def test_token_and_pin_are_not_in_the_database(person: People) -> None:
    device, secret = enrolled(person())
    row = str(Device.objects.filter(pk=device.pk).values().get())
    assert secret not in row
    assert PIN not in row


@pytest.mark.db
def test_five_wrong_pins_lock_for_fifteen_minutes_and_ten_revoke(person: People) -> None:
    device, _secret = enrolled(person())
    said = [actions.try_pin(device=device, pin=WRONG, at=NOW) for _ in range(6)]
    assert said == [PinOutcome.WRONG] * 4 + [PinOutcome.LOCKED] * 2
    assert actions.try_pin(device=device, pin=PIN, at=NOW + timedelta(minutes=14)) is PinOutcome.LOCKED
    later = NOW + timedelta(minutes=15)
    said = [actions.try_pin(device=device, pin=WRONG, at=later) for _ in range(5)]
    assert said == [PinOutcome.WRONG] * 4 + [PinOutcome.REVOKED]
    assert actions.try_pin(device=device, pin=PIN, at=later + timedelta(days=1)) is PinOutcome.REVOKED
    events = AuditEvent.objects.filter(action="refuse_pin").order_by("id")
    assert [event.detail["failures"] for event in events] == list(range(1, 11))
    assert PIN not in str([event.detail for event in events])


def test_the_right_pin_forgets_earlier_failures(person: People) -> None:
    device, _secret = enrolled(person())
    for _ in range(3):
        for _ in range(4):
            actions.try_pin(device=device, pin=WRONG, at=NOW)
        assert actions.try_pin(device=device, pin=PIN, at=NOW) is PinOutcome.RIGHT
    device.refresh_from_db()
    assert (device.failures, device.locked_until, device.last_used_at) == (0, None, NOW)


def test_a_phone_is_set_up_from_the_qr_code_and_signs_in_by_pin(person: People, enter: Enter) -> None:
    nurse = person("nurse", "facility")
    office = enter(person("admin", "admin"), "totp")
    made = office.post(f"/people/{nurse.pid}/phone/").headers["Location"]
    page = office.get(made).content.decode()
    link = page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")
    assert office.get(made + "qr.svg").headers["Content-Type"] == "image/svg+xml"
    mobile = Client()
    assert nurse.display_name in mobile.get(link).content.decode()
    assert "容易被猜到" in mobile.post(link, {"pin": "111111", "again": "111111"}).content.decode()
    assert "两次输入的 PIN 不一样" in mobile.post(link, {"pin": PIN, "again": WRONG}).content.decode()
    answer = mobile.post(link, {"pin": PIN, "again": PIN, "name": "诊室手机"})
    assert answer.headers["Location"] == "/"
    cookie = answer.cookies["sc_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 365 * 24 * 3600)
    assert mobile.session["signed_in_by"] == "device"
    assert mobile.get(link).status_code == 410
    assert office.get(made).status_code == 404
    mobile.post("/account/logout/")
    assert mobile.get("/account/login/?next=/account/").headers["Location"] == "/pin/?next=%2Faccount%2F"
    assert "PIN 不对" in mobile.post("/pin/", {"pin": WRONG}).content.decode()
    assert mobile.post("/pin/", {"pin": PIN, "next": "https://example.org/"}).headers["Location"] == "/"
    assert mobile.session["signed_in_by"] == "device"
    assert "诊室手机" in mobile.get("/account/").content.decode()
    mobile.post(f"/account/phones/{Device.objects.get().pid}/revoke/")
    assert mobile.get("/account/").headers["Location"].startswith("/account/login/")


def test_a_locked_phone_says_until_when(person: People) -> None:
    client = phone(*enrolled(person()))
    for _ in range(4):
        client.post("/pin/", {"pin": WRONG})
    assert "这部手机锁定到" in client.post("/pin/", {"pin": WRONG}).content.decode()
    assert "这部手机锁定到" in client.post("/pin/", {"pin": PIN}).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_forged_cookie_is_an_unknown_phone(person: People) -> None:
    device, _secret = enrolled(person())
    for forged in (f"{device.pid}.wrong", device.pid, ".", "x" * 5000):
        client = Client()
        client.cookies["sc_device"] = forged
        assert client.post("/pin/", {"pin": PIN}).status_code == 404
    device.refresh_from_db()
    assert device.failures == 0


def test_a_qr_code_is_open_only_to_whoever_made_it(person: People, enter: Enter) -> None:
    user = person("clerk", "clerk")
    invitation = actions.start_enrolment(user=user, by="somebody", at=NOW)
    assert enter(user, "password").get(f"/account/enrolments/{invitation.pid}/qr.svg").status_code == 404


@pytest.fixture
def demo_person(person: People, settings: pytest.FixtureRequest) -> User:
    settings.DEMO = True
    return person("demo-nurse", "facility", demo_order=1, demo_says="records injury cards")


def test_one_click_enters_the_demo_on_this_machine(demo_person: User) -> None:
    client = Client(REMOTE_ADDR="127.0.0.1")
    page = client.get("/").content.decode()
    assert 'action="/demo/enter/"' in page
    assert 'value="demo-nurse"' in page
    answer = client.post("/demo/enter/", {"username": "demo-nurse"})
    assert answer.headers["Location"] == "/"
    assert client.session["signed_in_by"] == "demo"
    assert AuditEvent.objects.get(action="sign_in").detail == {"how": "demo"}


@pytest.mark.parametrize(
    ("demo", "address", "headers"),
    [
        (False, "127.0.0.1", {}),
        (True, "192.168.1.20", {}),
        (True, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        (True, "127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
        (True, "", {}),
    ],
)
def test_the_one_click_entrance_does_not_exist_elsewhere(
    demo_person: User, settings: pytest.FixtureRequest, demo: bool, address: str, headers: dict[str, str]
) -> None:
    settings.DEMO = demo
    client = Client(REMOTE_ADDR=address, headers=headers)
    assert client.post("/demo/enter/", {"username": "demo-nurse"}).status_code == 404
    assert "/demo/enter/" not in client.get("/").content.decode()
    assert "_auth_user_id" not in client.session


def test_one_click_opens_no_real_account_and_needs_a_post(demo_person: User, person: People) -> None:
    person("real", "admin")
    client = Client(REMOTE_ADDR="127.0.0.1")
    assert client.post("/demo/enter/", {"username": "real"}).status_code == 404
    assert client.get("/demo/enter/").status_code == 405
    guarded = Client(REMOTE_ADDR="127.0.0.1", enforce_csrf_checks=True)
    assert guarded.post("/demo/enter/", {"username": "demo-nurse"}).status_code == 403


def test_a_deactivated_person_loses_phone_and_session(person: People, enter: Enter) -> None:
    user = person("grid", "grid")
    device, secret = enrolled(user)
    client = enter(user, "device", device=device.pid)
    assert client.get("/account/").status_code == 200
    actions.deactivate_user(user=user, by="admin", at=NOW)
    assert client.get("/account/").status_code == 302
    assert phone(device, secret).post("/pin/", {"pin": PIN}).status_code == 404


def test_scopes_begin_today(person: People) -> None:
    user = person("a")
    scope = actions.grant_scope(user=user, role="grid", place="p", starts=date(2026, 11, 23), by="x", at=NOW)
    actions.end_scope(scope=scope, ends=date(2026, 11, 23), by="x", at=NOW)
    assert not scope.holds_on(date(2026, 11, 23))
