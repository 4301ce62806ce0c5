"""Sessions, sign-in by phone, tests, and names that can be forgotten."""

from datetime import timedelta

import pytest
from django.db import connection

from safecommunity.outreach import actions
from safecommunity.outreach.models import Attendance, Session, TraineeName
from safecommunity.outreach.queries import training
from safecommunity.outreach.queries.rights import Rights
from tests.outreach.conftest import NOW, TODAY, World, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def session(world: World) -> Session:
    values = {"title": "安全管理人员培训", "place": world.street.pid, "happened_on": TODAY}
    made = actions.record_session(reader=world.clerk, at=NOW, values=values)
    return actions.open_signing(reader=world.clerk, session=made, at=NOW)


def sign(
    session: Session, device: str = "a" * 32, name: str = "吴某", agreed: bool = True, at=NOW
) -> Attendance:
    return actions.sign_in(code=session.sign_code, device=device, name=name, post="", agreed=agreed, at=at)


def test_whoever_holds_the_code_signs_once_a_phone(world: World, session: Session) -> None:
    assert sign(session).pk == sign(session, name="别人").pk
    sign(session, device="b" * 32)
    session.refresh_from_db()
    assert (session.signed, session.people) == (2, 2)


def test_the_code_lives_three_hours_and_ends_when_it_is_closed(world: World, session: Session) -> None:
    with pytest.raises(actions.Refused):
        sign(session, at=NOW + timedelta(hours=3))
    old = session.sign_code
    actions.close_signing(reader=world.clerk, session=session, at=NOW)
    session.sign_code = old
    with pytest.raises(actions.Refused):
        sign(session)
    assert not Attendance.objects.exists()


def test_a_name_is_kept_only_with_consent_sealed_and_can_be_erased(world: World, session: Session) -> None:
    with pytest.raises(actions.Refused):
        sign(session, agreed=False)
    assert not TraineeName.objects.exists()
    signed = sign(session)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outreach_traineename")
        assert "吴" not in cursor.fetchone()[0]
    other = reader("o", "clerk", world.other_street.pid)
    with pytest.raises(actions.NotYours):
        actions.erase_trainee(reader=other, trainee=signed.trainee, at=NOW)
    actions.erase_trainee(reader=world.clerk, trainee=signed.trainee, at=NOW)
    assert not TraineeName.objects.exists()
    session.refresh_from_db()
    assert session.signed == 1


def test_the_sheet_counts_where_it_was_counted(world: World) -> None:
    values = {"title": "培训", "place": world.street.pid, "happened_on": TODAY, "sheet_count": 40}
    made = actions.record_session(reader=world.clerk, at=NOW, values=values)
    assert made.people == 40
    with pytest.raises(actions.Refused):
        actions.mark_test(reader=world.clerk, session=made, at=NOW, tested=41, passed=3)
    with pytest.raises(actions.Refused):
        actions.mark_test(reader=world.clerk, session=made, at=NOW, tested=30, passed=31)
    assert actions.mark_test(reader=world.clerk, session=made, at=NOW, tested=38, passed=36).passed == 36


def test_every_reason_of_a_refused_session_is_told_together(world: World) -> None:
    values = {"title": "", "place": "x", "happened_on": None, "hours": 900, "setting": "space"}
    with pytest.raises(actions.Refused) as refused:
        actions.record_session(reader=world.clerk, at=NOW, values=values)
    fields = {finding.field for finding in refused.value.findings}
    assert fields == {"title", "place", "happened_on", "hours", "setting"}


def test_certificates_that_run_out_within_sixty_days_are_told(world: World) -> None:
    for days in (-10, 30, 61):
        actions.issue_certificate(
            reader=world.clerk, at=NOW, unit=world.clinic, post="head", name="吴某", kind="合格证", number=str(days),
            issuer="区局", issued_on=TODAY - timedelta(days=900), expires_on=TODAY + timedelta(days=days),
        )  # fmt: skip
    found = training.expiring(Rights(world.clerk), TODAY)
    assert [one.number for one in found] == ["-10", "30"]
    assert not training.expiring(Rights(reader("o", "clerk", world.other_street.pid)), TODAY).exists()
    with pytest.raises(actions.Refused, match="证号"):
        actions.issue_certificate(
            reader=world.clerk, at=NOW, unit=world.clinic, post="head", name="吴某", kind="合格证", number="30",
            issuer="区局", issued_on=TODAY, expires_on=TODAY + timedelta(days=9),
        )  # fmt: skip
