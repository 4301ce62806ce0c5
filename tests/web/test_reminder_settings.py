"""What an operator sets for reminders: off by default, a half-set channel stops the start, keys stay out of texts."""

import pytest

from safecommunity.web import cli, environment

NAMES = (
    "MAIL",
    "MAIL_FROM",
    "SMS",
    "SMS_KEY",
    "WECOM",
    "WECOM_CORP",
    "WECOM_AGENT",
    "WECOM_SECRET",
    "PUBLIC",
)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"SAFECOMMUNITY_{name}", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"SAFECOMMUNITY_{name}", value)


def test_everything_is_off_by_default() -> None:
    assert environment.reminders() == environment.Reminders()
    assert environment.mail()["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    assert environment.address("SAFECOMMUNITY_PUBLIC") == ""


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp+tls://u:p%40x@mail.example.org", 587, True, False),
        ("smtps://u:p@mail.example.org:4465", 4465, False, True),
    ],
)
def test_a_mail_server_is_one_address(
    monkeypatch: pytest.MonkeyPatch, address: str, port: int, tls: bool, ssl: bool
) -> None:
    given(monkeypatch, MAIL=address, MAIL_FROM="office@example.org")
    found = environment.mail()
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    if tls:
        assert found["EMAIL_HOST_PASSWORD"] == "p@x"


@pytest.mark.parametrize(
    "wrong",
    [
        {"MAIL": "ftp://u:secret@x", "MAIL_FROM": "a@b.c"},
        {"MAIL": "smtp://x:99999", "MAIL_FROM": "a@b.c"},
        {"MAIL": "smtp://mail.example.org"},
        {"MAIL": "smtp://mail.example.org", "MAIL_FROM": "nobody"},
        {"SMS": "https://gate.example.org"},
        {"SMS": "https://u:secret@gate.example.org", "SMS_KEY": "k"},
        {"SMS": "gate.example.org", "SMS_KEY": "k"},
        {"WECOM": "https://w.example.org", "WECOM_CORP": "c", "WECOM_SECRET": "secret"},
        {"WECOM": "https://w.example.org", "WECOM_AGENT": "7", "WECOM_SECRET": "secret"},
        {"WECOM": "https://w.example.org", "WECOM_AGENT": "x", "WECOM_CORP": "c", "WECOM_SECRET": "secret"},
    ],
)
def test_half_a_channel_stops_the_start_and_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    given(monkeypatch, **wrong)
    read = environment.mail if "MAIL" in wrong else environment.reminders
    with pytest.raises(environment.WrongSetting) as refused:
        read()
    assert "secret" not in str(refused.value)


def test_keys_are_in_no_text_made_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, SMS="https://gate.example.org/", SMS_KEY="hidden-1")
    found = environment.reminders()
    assert (found.sms, found.sms_key) == ("https://gate.example.org", "hidden-1")
    assert "hidden-1" not in repr(found)


@pytest.mark.django_db
def test_the_command_says_what_it_did(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.utils import timezone

    from safecommunity.web import commands

    monkeypatch.setattr(commands, "_setup", timezone.now)
    assert cli.main(["remind"]) == 0
    assert "no channel is set up" in capsys.readouterr().out
    assert cli.main(["remind", "--dry-run", "--format", "json"]) == 0
    assert '"would_make": 0' in capsys.readouterr().out
