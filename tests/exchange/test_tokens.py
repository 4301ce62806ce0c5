"""Tokens: made by a person for a program, shown once, never wider than the person, ended at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.reader import Reader
from safecommunity.exchange import access, actions
from safecommunity.exchange.models import ApiToken
from safecommunity.journal.models import AuditEvent
from safecommunity.shell.errors import Refused
from tests.exchange.conftest import Maker, Program
from tests.injuries.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def status(program: Program, **headers: str) -> int:
    return program.get("codes", **headers).status_code


@pytest.fixture
def clerk(world: World, program: Maker) -> Program:
    return program("clerk", place=world.street.pid)


def browser(program: Program) -> Client:
    """The owner signed in at the screen, having proved two things."""
    client = Client()
    client.force_login(program.owner)
    session = client.session
    session["signed_in_by"] = "totp"
    session.save()
    return client


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer sc_wrong", "Basic abc", "Bearer " + "x" * 100_000, "Bearer sc_无"],
)
def test_without_a_right_token_nothing_is_told(clerk, header):
    answer = clerk.get("figures", Authorization=header)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["field"] == "Authorization"


def test_a_session_counts_for_nothing(clerk):
    assert browser(clerk).get("/api/v1/figures").status_code == 401


def test_only_the_digest_is_kept(clerk):
    assert clerk.secret not in str(ApiToken.objects.values().get())
    assert clerk.secret not in str(list(AuditEvent.objects.values()))


def test_revoked_expired_and_of_a_closed_account_are_all_401(clerk, program, world):
    assert status(clerk) == 200
    actions.revoke_token(token=clerk.token, by=clerk.owner.pid, at=timezone.now())
    assert status(clerk) == 401
    old = program("clerk", place=world.street.pid)
    now = timezone.now()
    ApiToken.objects.filter(pk=old.token.pk).update(
        made_at=now - timedelta(days=2), expires_at=now - timedelta(days=1)
    )
    assert status(old) == 401
    gone = program("clerk", place=world.street.pid)
    accounts.deactivate_user(user=gone.owner, by="t", at=now)
    assert status(gone) == 401


def test_a_right_that_ended_ends_in_the_token_too(clerk, world):
    query = {"place": world.street.pid, "period": "2026"}
    assert clerk.get("figures/injury.count", query).status_code == 200
    scope = clerk.owner.scopes.get()
    accounts.end_scope(scope=scope, ends=timezone.localdate(), by="t", at=timezone.now())
    assert clerk.get("figures/injury.count", query).status_code == 403


def test_a_token_made_with_one_factor_opens_no_role_that_asks_for_two(clerk, world):
    """A clerk needs no second factor; when the clerk becomes chief of the district, the old token stays a clerk's."""
    now = timezone.now()
    ApiToken.objects.filter(pk=clerk.token.pk).update(strong=False)
    accounts.grant_scope(
        user=clerk.owner,
        role="chief",
        place=world.district.pid,
        starts=now.date() - timedelta(days=1),
        by="t",
        at=now,
    )
    asked = {name: clerk.get("figures/injury.count", {"place": getattr(world, name).pid, "period": "2026"}).status_code
             for name in ("street", "district")}  # fmt: skip
    assert asked == {"street": 200, "district": 403}
    ApiToken.objects.filter(pk=clerk.token.pk).update(strong=True)
    assert (
        clerk.get("figures/injury.count", {"place": world.district.pid, "period": "2026"}).status_code == 200
    )


def test_no_count_of_another_thread_is_lost():
    cache.add("exchange:test", 0, timeout=60)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: cache.incr("exchange:test"), range(100)))
    assert cache.get("exchange:test") == 100


def test_too_many_requests_in_a_minute_are_told_when_to_come_back(clerk, program, world, monkeypatch):
    monkeypatch.setattr(access, "PER_MINUTE", 2)
    moment = timezone.now().replace(second=30)
    monkeypatch.setattr(access.timezone, "now", lambda: moment)
    assert [status(clerk) for _ in range(3)] == [200, 200, 429]
    answer = clerk.get("codes")
    assert answer["Retry-After"] == "30"
    assert status(program("clerk", place=world.street.pid)) == 200  # each token has its own count


def test_the_last_use_is_noted(clerk):
    assert clerk.token.last_used_at is None
    status(clerk)
    clerk.token.refresh_from_db()
    assert clerk.token.last_used_at is not None


@pytest.mark.parametrize(
    ("may", "days", "limits"),
    [(("figures",), 31, {}), ((), 30, {}), (("everything",), 30, {}), (("cards", "figures"), 30, {"place": "OTHER"}),
     (("cards",), 30, {"unit": "HOSPITAL"})],
)  # fmt: skip
def test_nobody_gives_a_program_more_than_he_has(clerk, world, may, days, limits):
    known = {"OTHER": world.other_street.pid, "HOSPITAL": world.hospital.pid}
    now, before = timezone.now(), ApiToken.objects.count()
    with pytest.raises(Refused):
        actions.make_token(
            reader=Reader.of(clerk.owner, timezone.localdate(now), "totp"), owner=clerk.owner, name="x", may=may,
            days=days, by=clerk.owner.pid, at=now, **{name: known[text] for name, text in limits.items()},
        )  # fmt: skip
    assert ApiToken.objects.count() == before


def make(client: Client, **data: Any) -> Any:
    return client.post(
        "/account/tokens/", {"name": "HIS", "figures": "on", "days": "90", "within": "", **data}
    )


def test_a_person_makes_a_token_on_the_page_and_sees_it_once(clerk):
    client = browser(clerk)
    page = make(client).content.decode()
    secret = next(word for word in page.replace("<", " ").replace(">", " ").split() if word.startswith("sc_"))
    assert Client().get("/api/v1/codes", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    again = client.get("/account/tokens/")
    assert again.status_code == 200
    assert secret not in again.content.decode()
    assert AuditEvent.objects.filter(action="make_token").count() == 2  # the fixture's and this one


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"figures": ""}, {"days": "7"}, {"within": "place:nowhere"}, {"name": "a\x00b"}]
)
def test_a_wrong_form_makes_no_token(clerk, wrong):
    before = ApiToken.objects.count()
    assert make(browser(clerk), **wrong).status_code == 422
    assert ApiToken.objects.count() == before


def test_a_person_revokes_own_tokens_only(clerk, program, world):
    other = program("clerk", place=world.street.pid)
    assert browser(other).post(f"/account/tokens/{clerk.token.pid}/revoke/").status_code == 404
    assert status(clerk) == 200
    assert browser(clerk).post(f"/account/tokens/{clerk.token.pid}/revoke/").status_code == 302
    assert status(clerk) == 401


def test_who_has_nothing_to_give_has_no_page(world):
    now = timezone.now()
    grid = accounts.create_user(username="grid", display_name="g", by="t", at=now)
    accounts.grant_scope(user=grid, role="grid", place=world.community.pid, starts=now.date(), by="t", at=now)
    client = Client()
    client.force_login(grid)
    assert client.get("/account/tokens/").status_code == 403
    assert Client().get("/account/tokens/").status_code == 302


GIVES = {  # role → (may it let a program read figures, may it let one send cards), as docs/reference/rights.md has it
    "grid": (False, False), "facility": (False, True), "cdc": (True, True), "clerk": (True, True),
    "chief": (True, False), "supervisor": (False, False), "agency": (False, False), "unit": (False, False),
    "reviewer": (False, False), "auditor": (True, False), "admin": (True, False),
}  # fmt: skip


@pytest.mark.parametrize("role", list(GIVES))
def test_each_role_gives_what_it_has_and_nothing_else(world, role):
    now = timezone.now()
    user = accounts.create_user(username="somebody", display_name="s", by="t", at=now)
    unit = world.hospital.pid if role in ("facility", "unit") else ""
    place = "" if unit else world.street.pid
    starts = now.date() - timedelta(days=1)
    accounts.grant_scope(user=user, role=role, place=place, unit=unit, starts=starts, by="t", at=now)
    reader = Reader.of(user, timezone.localdate(now), "totp")
    given = []
    for may in ("figures", "cards"):
        try:
            actions.make_token(reader=reader, owner=user, name="x", may=[may], days=30, by=user.pid, at=now)
            given.append(True)
        except Refused:
            given.append(False)
    assert tuple(given) == GIVES[role]
    page = Client()
    page.force_login(user)
    session = page.session
    session["signed_in_by"] = "totp"
    session.save()
    assert page.get("/account/tokens/").status_code == (200 if any(given) else 403)
