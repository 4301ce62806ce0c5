"""Signing in: password, second factor, lock-out, what is not offered."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import caches
from django.test import Client

from safecommunity.accounts.adapter import SecretsAtRest
from safecommunity.accounts.attempts import AttemptsCache
from safecommunity.accounts.models import User
from safecommunity.journal.models import AuditEvent
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
People = Callable[..., User]
Enter = Callable[..., Client]
LOGIN = "/account/login/"
# RFC 6238 uses this ASCII secret, 12345678901234567890, for its SHA-1 test vectors.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def sign_in(client: Client, username: str = "nurse", password: str = PASSWORD, address: str = "10.0.0.1"):
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=address)


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_app(user: User) -> User:
    Authenticator.objects.create(user=user, type="totp", data={"secret": SecretsAtRest().encrypt(SECRET)})
    return user


def told(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


@pytest.mark.db
def test_a_clerk_signs_in_with_name_and_password(person: People) -> None:
    person("clerk", "clerk")
    client = Client()
    answer = sign_in(client, "CLERK ")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.session["signed_in_by"] == "password"
    event = AuditEvent.objects.get(action="sign_in")
    assert event.detail == {"how": "password"}


def test_signing_out_is_logged_and_ends_the_session(person: People) -> None:
    person()
    client = Client()
    sign_in(client)
    assert client.post("/account/logout/").headers["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert told("sign_out") == 1


@pytest.mark.parametrize(
    ("name", "known"), [("nurse", True), ("nobody", False), ("'; drop table x; --", False)]
)
def test_a_refusal_does_not_say_which_half_was_wrong_and_keeps_nothing_typed(
    person: People, name: str, known: bool
) -> None:
    user = person()
    answer = sign_in(Client(), name, "not the password")
    assert "用户名或密码不对" in answer.content.decode()
    event = AuditEvent.objects.get(action="refuse_sign_in")
    assert (event.ref, event.by, event.detail) == (user.pid if known else "", "", {})


def test_a_closed_account_does_not_open(person: People) -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    assert sign_in(client).headers["Location"] == "/account/inactive/"
    assert client.get("/account/inactive/").status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "尝试太多次，登录已锁定"),
        ("zh-hant", "嘗試太多次，登入已鎖定"),
        ("en", "Too many attempts. Sign-in is locked"),
    ],
)
def test_five_wrong_passwords_lock_the_name_at_this_address_even_for_the_right_one(
    person: People, language: str, words: str
) -> None:
    person()
    client = Client()
    client.cookies["sc_language"] = language
    for _ in range(5):
        assert words not in sign_in(client, password="wrong words here").content.decode()
    assert words in sign_in(client).content.decode()
    assert "_auth_user_id" not in client.session
    assert (told("refuse_sign_in"), told("lock_sign_in")) == (5, 1)


def test_a_lock_at_one_address_does_not_lock_the_clinic_out(person: People) -> None:
    person()
    for _ in range(6):
        sign_in(Client(), password="wrong words here", address="203.0.113.9")
    assert sign_in(Client(), address="10.0.0.1").status_code == 302


def test_guessing_one_name_from_many_addresses_is_locked_too(
    person: People, settings: pytest.FixtureRequest
) -> None:
    person()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed_name": "3/h/key"}
    for last in range(3):
        sign_in(Client(), password="wrong words here", address=f"203.0.113.{last}")
    assert sign_in(Client(), address="10.0.0.1").status_code == 200
    assert told("lock_sign_in") == 1


def test_right_passwords_do_not_use_up_attempts(person: People) -> None:
    person()
    assert {sign_in(Client()).status_code for _ in range(8)} == {302}


def test_of_four_workers_taking_the_same_key_exactly_one_gets_it() -> None:
    # each worker has a cache object of its own, as each web process has; the lock between them is on a file
    def take(worker: int) -> list[bool]:
        shared = caches.create_connection("default")
        return [shared.add(f"key-{number}", worker) for number in range(40)]

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, range(4)))
    assert isinstance(caches["default"], AttemptsCache)
    assert [sum(column) for column in zip(*taken, strict=True)] == [1] * 40


def test_a_second_factor_is_asked_and_makes_the_session_strong(person: People) -> None:
    with_app(person("chief", "chief"))
    client = Client()
    assert sign_in(client, "chief").headers["Location"] == "/account/code/"
    assert "_auth_user_id" not in client.session
    assert client.get("/people/").status_code == 302
    answer = client.post("/account/code/", {"code": "000000"})
    assert "验证码不对" in answer.content.decode()
    assert told("refuse_sign_in") == 1
    assert client.post("/account/code/", {"code": code()}).headers["Location"] == "/"
    assert client.session["signed_in_by"] == "totp"
    assert client.get("/people/").status_code == 200


def test_the_secret_of_the_second_factor_lies_sealed(person: People, enter: Enter) -> None:
    user = person("chief", "chief")
    client = enter(user, "password")
    assert client.get("/account/second-factor/").status_code == 200
    assert client.get("/account/code/set-up/").headers["Location"].startswith("/account/confirm/")
    answer = client.post(
        "/account/confirm/?next=/account/code/set-up/",
        {"password": PASSWORD, "next": "/account/code/set-up/"},
    )
    page = client.get(answer.headers["Location"])
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page.content.decode())
    picture = client.get("/account/code/set-up/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content
    answer = client.post("/account/code/set-up/", {"code": code(secret)})
    assert answer.headers["Location"] == "/account/codes/"
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code(secret))
    assert client.session["signed_in_by"] == "totp"
    assert AuditEvent.objects.get(action="second_factor").detail == {"change": "set up"}
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/account/codes/").content.decode())
    assert len(set(codes)) == 10
    assert client.get("/people/").status_code == 200


def test_removing_the_app_takes_the_strength_from_the_session(person: People) -> None:
    with_app(person("chief", "chief"))
    client = Client()
    sign_in(client, "chief")
    client.post("/account/code/", {"code": code()})
    client.post(
        "/account/confirm/?next=/account/code/remove/",
        {"password": PASSWORD, "next": "/account/code/remove/"},
    )
    assert client.get("/account/code/remove/").status_code == 200
    client.post("/account/code/remove/")
    assert not Authenticator.objects.exists()
    assert client.get("/people/").headers["Location"] == "/account/second-factor/"


def test_a_password_session_becomes_strong_by_the_code(person: People, enter: Enter) -> None:
    client = enter(with_app(person("chief", "chief")), "password")
    assert "/account/code/confirm/" in client.get("/account/second-factor/").content.decode()
    assert (
        client.post("/account/code/confirm/", {"code": code(), "next": "/people/"}).headers["Location"]
        == "/people/"
    )
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/account/signup/",
        "/accounts/signup/",
        "/signup/",
        "/account/email/",
        "/account/password/reset/",
        "/account/password/set/",
        "/account/login/code/",
        "/account/confirm-email/x/",
        "/account/2fa/webauthn/",
    ],
)
def test_what_an_office_cannot_use_is_not_there(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404
    assert (
        Client().post(address, {"username": "x", "password1": PASSWORD, "password2": PASSWORD}).status_code
        == 404
    )
    assert not User.objects.exists()


def test_sign_up_is_closed_to_allauth_too(db: None) -> None:
    assert get_adapter().is_open_for_signup(None) is False


TITLES = {
    LOGIN: ("登录", "登入", "Sign in"),
    "/account/password/": ("修改密码", "修改密碼", "Change password"),
    "/account/": ("我的登录", "我的登入", "My sign-in"),
    "/account/logout/": ("退出", "退出", "Sign out"),
    "/account/confirm/": ("确认是你本人", "確認是你本人", "Confirm that it is you"),
    "/account/second-factor/": ("还差一步", "還差一步", "One more step"),
    "/pin/": ("这部手机还没登记", "這部手機還沒登記", "This phone is not enrolled"),
    "/enrol/no-such-token/": ("这个二维码已失效", "這個二維碼已失效", "This QR code no longer works"),
}


@pytest.mark.parametrize("address", TITLES)
@pytest.mark.parametrize(("language", "which"), [("zh-hans", 0), ("zh-hant", 1), ("en", 2)])
def test_every_page_speaks_three_languages_in_our_frame(
    person: People, enter: Enter, address: str, language: str, which: int
) -> None:
    client = Client() if address in (LOGIN, "/pin/") else enter(person("chief", "chief"), "password")
    client.cookies["sc_language"] = language
    page = client.get(address).content.decode()
    (heading,) = re.findall(r"<h1>(.*?)</h1>", page, re.S)
    assert heading == TITLES[address][which]
    assert "shell/look.css" in page
    assert not re.search(r"\sstyle=|<script>|<style|data:image|onclick=", page)


def test_the_admin_of_django_needs_an_administrator_with_a_second_factor(
    person: People, enter: Enter
) -> None:
    user = person("admin", "admin")
    assert enter(user, "password").get("/admin/").headers["Location"] == "/account/second-factor/"
    assert enter(user, "totp").get("/admin/").status_code == 200
    assert enter(person("clerk", "clerk"), "password").get("/admin/").status_code == 302


@pytest.mark.parametrize("table", ["user", "scope", "device", "enrolment"])
def test_the_admin_of_django_only_shows(person: People, enter: Enter, table: str) -> None:
    user = person("admin", "admin", phone="13800138000")
    client = enter(user, "totp")
    assert client.get(f"/admin/accounts/{table}/").status_code == 200
    assert client.get(f"/admin/accounts/{table}/add/").status_code == 403
    if table == "user":
        page = client.get(f"/admin/accounts/user/{user.pk}/change/")
        assert page.status_code == 200
        assert "13800138000" not in page.content.decode()
        assert user.password not in page.content.decode()
        assert client.post(f"/admin/accounts/user/{user.pk}/change/", {"username": "x"}).status_code == 403
        assert client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
