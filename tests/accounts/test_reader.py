"""Rights by date, and which session may use them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from safecommunity.accounts import actions, queries
from safecommunity.accounts.models import Device, Role, Scope, User
from safecommunity.accounts.reader import ANYBODY, Held, Reader
from safecommunity.journal.models import AuditEvent
from safecommunity.web import settings as product
from tests.accounts.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
People = Callable[..., User]
Enter = Callable[..., Client]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_a_scope_holds_from_its_first_day_until_the_day_before_its_end(
    person: People, day: date, holds: bool
) -> None:
    user = person()
    actions.grant_scope(
        user=user, role="grid", place="p", starts=date(2026, 3, 1), ends=date(2026, 6, 1), by="x", at=NOW
    )
    assert Reader.of(user, day).has("grid") is holds


def test_a_scope_without_end_goes_on(person: People) -> None:
    assert Reader.of(person("a", "grid"), date(2099, 1, 1)).has("grid")


def test_an_inactive_person_reads_nothing(person: People) -> None:
    user = person("a", "chief")
    actions.deactivate_user(user=user, by="admin", at=NOW)
    assert Reader.of(user, NOW.date()) == ANYBODY


def test_places_and_units_follow_room_and_role() -> None:
    reader = Reader(
        pid="x",
        scopes=(
            Held("clerk", place="street"),
            Held("grid", place="village", room="injuries"),
            Held("facility", unit="clinic", sensitive=True),
            Held("cdc", place="district"),
        ),
    )
    assert reader.place_scopes() == ("street", "village", "district")
    assert reader.place_scopes("hazards") == ("street", "district")
    assert reader.place_scopes("injuries", "grid") == ("village",)
    assert reader.units == ("clinic",)
    assert (reader.name_units, reader.name_places) == (("clinic",), ("district",))
    assert (reader.sensitive, reader.sensitive_units, reader.sensitive_places) == (True, ("clinic",), ())


def test_the_street_sees_no_names() -> None:
    reader = Reader(pid="x", scopes=(Held("chief", place="street"), Held("clerk", place="street")))
    assert not reader.sees_names
    assert reader.authority


def test_nobody_has_nothing() -> None:
    assert not ANYBODY.is_authenticated
    assert not ANYBODY.has(*Role.values)
    assert not ANYBODY.needs_second_factor


# The list of the design: those who see names or decide.
STRONG_ROLES = {"facility", "cdc", "chief", "admin", "auditor", "supervisor"}


@pytest.mark.parametrize("role", Role.values)
def test_a_password_alone_is_enough_only_for_roles_without_names_and_decisions(
    person: People, enter: Enter, role: str
) -> None:
    client = enter(person("a", role), "password")
    answer = client.get("/account/")
    assert answer.status_code == 200
    answer = client.get("/people/")
    if role in STRONG_ROLES:
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/second-factor/")
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize("how", ["totp", "demo"])
def test_a_strong_session_goes_on(person: People, enter: Enter, how: str) -> None:
    assert enter(person("a", "chief"), how).get("/people/").status_code == 200


def test_a_partial_update_is_led_out_of_its_page(person: People, enter: Enter) -> None:
    answer = enter(person("a", "chief"), "password").get("/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/account/second-factor/")


def test_the_session_of_a_revoked_phone_ends(person: People, enter: Enter) -> None:
    user = person("a", "chief")
    device = Device.objects.create(user=user, token="t", pin="p", enrolled_at=NOW)
    client = enter(user, "device", device=device.pid)
    assert client.get("/people/").status_code == 200
    actions.revoke_device(device=device, by=user.pid, at=NOW)
    assert client.get("/people/").headers["Location"].startswith("/account/login/")


def test_a_password_made_by_somebody_else_is_changed_first(person: People, enter: Enter) -> None:
    user = person("a", "clerk")
    actions.set_password(user=user, password="given by the office 1", by="admin", at=NOW)
    client = enter(user, "password")
    assert client.get("/").headers["Location"] == "/account/password/"
    answer = client.post(
        "/account/password/",
        {
            "oldpassword": "given by the office 1",
            "password1": "my own words 99",
            "password2": "my own words 99",
        },
    )
    assert answer.headers["Location"] == "/"
    user.refresh_from_db()
    assert user.check_password("my own words 99")
    assert client.get("/account/").status_code == 200


def test_a_grant_is_refused_without_what_its_role_needs(person: People) -> None:
    user = person()
    for role, place, unit in (("facility", "p", ""), ("cdc", "", "u"), ("grid", "", ""), ("king", "p", "u")):
        with pytest.raises(ValidationError):
            actions.grant_scope(
                user=user, role=role, place=place, unit=unit, starts=NOW.date(), by="x", at=NOW
            )
    with pytest.raises(ValidationError):
        actions.grant_scope(
            user=user, role="grid", place="p", starts=date(2026, 2, 1), ends=date(2026, 1, 1), by="x", at=NOW
        )
    assert not Scope.objects.exists()


@pytest.mark.db
def test_the_database_refuses_a_right_that_ends_before_it_starts(person: People) -> None:
    user = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scope.objects.create(
            user=user, role="grid", place="p", starts=date(2026, 2, 1), ends=date(2026, 1, 1)
        )


@pytest.mark.db
def test_a_user_name_is_taken_whatever_its_case(person: People) -> None:
    person("Nurse")
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError):
        actions.create_user(username="nURSE", display_name="b", by="x", at=NOW)
    assert (User.objects.count(), AuditEvent.objects.count()) == (1, before)


@pytest.mark.parametrize("bad", ["", "two words", "a" * 41, "<b>", "x\n"])
def test_a_user_name_of_other_characters_is_refused(db: None, bad: str) -> None:
    if bad == "x\n":  # blanks around a name are dropped, not refused
        assert actions.create_user(username=bad, display_name="b", by="x", at=NOW).username == "x"
        return
    with pytest.raises(ValidationError):
        actions.create_user(username=bad, display_name="b", by="x", at=NOW)
    assert not User.objects.exists()


@pytest.mark.db
def test_a_chief_looks_after_people_wholly_within_his_reach_and_without_names(person: People) -> None:
    person("grid", "grid")
    person("nurse", "facility")
    person("boss", "admin")
    both = person("both", "clerk")
    actions.grant_scope(user=both, role="grid", place="elsewhere", starts=date(2026, 1, 1), by="x", at=NOW)
    chief = Reader(pid="c", scopes=(Held("chief", place="place-1"),))
    found = queries.users_within(chief, places=["place-1"], units=["unit-1"], today=NOW.date())
    assert [user.username for user in found] == ["grid"]
    admin = Reader(pid="a", scopes=(Held("admin"),))
    assert queries.users_within(admin).count() == 4
    assert not queries.users_within(Reader(pid="n", scopes=(Held("clerk", place="place-1"),))).exists()


def test_no_audit_event_holds_a_secret(person: People) -> None:
    user = person("a", "grid", phone="13800138000")
    actions.start_enrolment(user=user, by=user.pid, at=NOW)
    told = " ".join(f"{event.detail} {event.ref} {event.by}" for event in AuditEvent.objects.all())
    assert AuditEvent.objects.count() == 4
    assert "13800138000" not in told
    assert "pass-phrase" not in told
    assert user.display_name not in told


def test_passwords_are_kept_by_scrypt() -> None:
    assert product.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.ScryptPasswordHasher"
