"""The way of a return: every step by whom it belongs to, every other one refused, nothing above sees drafts."""

from datetime import timedelta

import pytest

from safecommunity.governance.models import Return, ReturnStep
from safecommunity.governance.returns import actions, queries, transitions
from safecommunity.governance.returns.rights import Hands
from safecommunity.journal.models import AuditEvent
from tests.governance.returns.conftest import NOW, OCTOBER, Office, cells

pytestmark = [pytest.mark.django_db, pytest.mark.db]

# Who may do what to a street's return in each state; by the table, everybody else and everything else is refused.
ALLOWED = {
    "open": {"clerk": {"fill"}, "district": {"urge", "fill"}},
    "draft": {"clerk": {"fill", "to_check"}, "district": {"urge"}},
    "for_check": {"chief": {"pass", "reject"}, "clerk": {"reject"}, "district": {"urge"}},
    "checked": {"chief": {"submit", "reject"}, "district": {"urge"}},
    "submitted": {"district": {"return", "lock"}},
    "returned": {"clerk": {"fill", "to_check"}, "district": {"urge"}},
    "locked": {"district": {"reopen"}},
    "reopened": {"clerk": {"fill", "to_check"}, "district": {"urge"}},
}
WAY = [
    ("clerk", "to_check"), ("chief", "pass"), ("chief", "submit"), ("district", "return"), ("clerk", "to_check"),
    ("chief", "pass"), ("chief", "submit"), ("district", "lock"), ("district", "reopen"),
]  # fmt: skip


def test_every_role_may_do_its_own_steps_and_no_other(office: Office, street_return: Return) -> None:
    """The whole way, state by state: the table's deeds for each of twelve people."""
    row, seen = street_return, set()

    def look() -> None:
        seen.add(row.state)
        for name, who in office.people.items():
            assert set(Hands(who).deeds(row)) == ALLOWED[row.state].get(name, set()), f"{row.state} {name}"

    look()
    row = office.fill("clerk", row, cells(3, 2, 1))
    look()
    for who, deed in WAY:
        row = office.do(who, row, deed, reason="合计不符" if deed in ("return", "reopen") else "")
        look()
    assert seen == set(Return.State.values)


def test_a_forbidden_step_is_refused_and_changes_nothing(office: Office, street_return: Return) -> None:
    row = office.fill("clerk", street_return, cells(3, 2, 1))
    steps, events = ReturnStep.objects.count(), AuditEvent.objects.count()
    for who in office.people:
        for deed in transitions.DEEDS:
            if deed not in ALLOWED["draft"].get(who, set()):
                with pytest.raises(actions.Refused):
                    office.do(who, row, deed, reason="不该")
    row.refresh_from_db()
    assert (row.state, ReturnStep.objects.count(), AuditEvent.objects.count()) == ("draft", steps, events)


def test_who_filled_does_not_check(office: Office, street_return: Return) -> None:
    """A chief who is clerk too may fill; the check is somebody else's."""
    both = office.people["both"] = office.people["chief"].__class__(
        "both",
        "both",
        scopes=(*office.people["chief"].scopes, *office.people["clerk"].scopes),
        signed_in_by="demo",
    )
    row = office.fill("both", street_return, cells(3, 2, 1))
    row = office.do("both", row, "to_check")
    assert not Hands(both).may(row, "pass")
    with pytest.raises(actions.NotYours, match="审核"):
        office.do("both", row, "pass")
    assert office.do("chief", row, "pass").state == "checked"


def test_a_village_hands_in_without_a_second_person(office: Office) -> None:
    call = office.send("clerk", office.street, [("place", office.villages[0].pid)])
    row = office.fill("village0", queries.returns().get(call=call), cells(1, 1, 0))
    row = office.do("village0", row, "submit")
    assert row.state == "submitted"
    assert row.versions.get().signed_by == "village0"


def test_sending_back_needs_a_reason_and_keeps_both_versions(office: Office, street_return: Return) -> None:
    row = office.hand_in(street_return, cells(3, 2, 1))
    with pytest.raises(actions.Refused):
        office.do("district", row, "return")
    row = office.do("district", row, "return", reason="与街道台账不符")
    assert row.reason == "与街道台账不符"
    row = office.hand_in(row, cells(4, 3, 1))
    row = office.do("district", row, "lock")
    row = office.do("district", row, "reopen", reason="派出所更正")
    row = office.hand_in(row, cells(5, 3, 2))
    assert [(v.number, v.values["total.n"]) for v in row.versions.all()] == [(3, 5), (2, 4), (1, 3)]
    deeds = [step.deed for step in row.steps.all()]
    assert deeds.count("submit") == 3
    assert [step.reason for step in row.steps.all() if step.reason] == ["与街道台账不符", "派出所更正"]


def test_levels_above_see_what_was_handed_in_never_drafts(office: Office, street_return: Return) -> None:
    above, own = Hands(office.people["district"]), Hands(office.people["clerk"])
    row = office.fill("clerk", street_return, cells(3, 2, 1))
    assert own.sees_draft(row)
    assert above.sees(row)
    assert not above.sees_draft(row)
    for name in ("other", "village0", "nurse", "agency", "cdc", "admin", "live", "nobody"):
        held = Hands(office.people[name])
        assert not held.sees(row), name
        assert queries.one(held, row.pid) is None
        assert not queries.register(held).exists()


def test_a_district_does_not_see_the_villages_of_a_street(office: Office, street_return: Return) -> None:
    call = actions.pass_on(
        reader=office.people["clerk"], row=street_return, fillers=[v.pid for v in office.villages], at=NOW
    )
    part = queries.returns().filter(call=call).first()
    assert Hands(office.people["clerk"]).sees(part)
    assert not Hands(office.people["district"]).sees(part)


def test_two_people_never_overwrite_each_other_silently(office: Office, street_return: Return) -> None:
    first = office.fill("clerk", street_return, cells(3, 2, 1))
    stale = first.revision
    office.fill("clerk", first, cells(4, 3, 1))
    with pytest.raises(actions.Overtaken) as caught:
        actions.save_draft(
            reader=office.people["clerk"], row=first, values=cells(9, 9, 0), revision=stale, at=NOW
        )
    assert caught.value.row.draft == cells(4, 3, 1)
    first.refresh_from_db()
    assert first.draft == cells(4, 3, 1)


def test_the_same_numbers_again_are_no_clash_and_no_event(office: Office, street_return: Return) -> None:
    row = office.fill("clerk", street_return, cells(3, 2, 1))
    before = AuditEvent.objects.count()
    actions.save_draft(reader=office.people["clerk"], row=row, values=cells(3, 2, 1), revision=0, at=NOW)
    assert AuditEvent.objects.count() == before


def test_missing_is_not_zero_and_zero_is_a_report(office: Office, street_return: Return) -> None:
    row = office.fill("clerk", street_return, {"total.n": 0})
    with pytest.raises(actions.Refused, match="2"):
        office.do("clerk", row, "to_check")
    row = office.fill("clerk", row, cells(0, 0, 0))
    row = office.do("chief", office.do("clerk", row, "to_check"), "pass")
    assert office.do("chief", row, "submit").versions.get().values == cells(0, 0, 0)


def test_what_does_not_add_up_needs_a_word_and_is_frozen_with_its_difference(
    office: Office, street_return: Return
) -> None:
    """3 is not 1 + 1: one apart (N2)."""
    with pytest.raises(actions.Refused, match="1"):
        office.hand_in(street_return, cells(3, 1, 1))
    street_return.refresh_from_db()
    row = office.do("chief", street_return, "submit", note="照公安盖章表填报")
    finding = row.versions.get().findings[0]
    assert (finding["rule"], finding["left"] - finding["right"]) == ("N2", 1)


def test_a_period_that_is_not_over_is_not_handed_in(office: Office) -> None:
    call = actions.send_down(
        reader=office.people["clerk"], form=office.form, issuer=office.street, at=NOW, first=OCTOBER + 1,
        fillers=[("place", office.villages[0].pid)],
    )  # fmt: skip
    row = office.fill("village0", queries.returns().get(call=call), cells(0, 0, 0))
    with pytest.raises(actions.Refused, match="2026-11-30"):
        office.do("village0", row, "submit")
    assert office.do("village0", row, "submit", at=NOW + timedelta(days=27)).state == "submitted"


def test_a_paper_is_typed_in_by_the_receiving_office_with_its_scan(office: Office) -> None:
    call = office.send("clerk", office.street, [("place", office.villages[1].pid)])
    row = queries.returns().get(call=call)
    row = office.fill("clerk", row, cells(2, 1, 1))
    assert not Hands(office.people["chief"]).sees_draft(row)  # somebody else's typing
    with pytest.raises(actions.Refused, match="示西村"):
        office.do("clerk", row, "submit")
    actions.attach_scan(
        reader=office.people["clerk"], row=row, content=b"%PDF-1.4 stamped", name="a.pdf", at=NOW
    )
    version = office.do("clerk", row, "submit").versions.get()
    assert version.stamped


def test_urging_counts_and_is_late_by_working_days(office: Office, street_return: Return) -> None:
    """October is due five working days after Saturday 31 October: Friday 6 November. On the 13th it is five late."""
    assert street_return.due.isoformat() == "2026-11-06"
    row = office.do("district", street_return, "urge")
    row = office.do("district", row, "urge")
    assert row.urged_times == 2
    today = NOW.date() + timedelta(days=10)
    assert queries.is_late(row, today)
    assert queries.days_late(row, today) == 5
    assert not queries.is_late(row, row.due)


def test_each_period_opens_by_itself_once(office: Office) -> None:
    call = actions.send_down(
        reader=office.people["clerk"], form=office.form, issuer=office.street, first=OCTOBER - 1, at=NOW,
        fillers=[("place", v.pid) for v in office.villages],
    )  # fmt: skip
    assert call.returns.count() == 6  # September, October and the month that runs, of two villages
    assert actions.open_due(by="keeper", at=NOW) == 0
    assert actions.open_due(by="keeper", at=NOW + timedelta(days=30)) == 2
    actions.end_call(reader=office.people["chief"], call=call, at=NOW)
    assert actions.open_due(by="keeper", at=NOW + timedelta(days=90)) == 0


def test_a_form_goes_to_places_within_ones_own_only(office: Office) -> None:
    for who, issuer, filler in (
        ("clerk", office.street, office.other_street), ("clerk", office.district, office.street),
        ("village0", office.street, office.villages[1]), ("clerk", office.street, office.street),
    ):  # fmt: skip
        with pytest.raises(actions.Refused):
            office.send(who, issuer, [("place", filler.pid)])
    assert Return.objects.count() == 0


def test_each_step_writes_one_audit_event(office: Office, street_return: Return) -> None:
    before = AuditEvent.objects.filter(kind="return").count()
    office.hand_in(street_return, cells(3, 2, 1))
    found = AuditEvent.objects.filter(kind="return").order_by("id")[before:]
    assert [event.action for event in found] == [
        "fill_return", "to_check_return", "pass_return", "submit_return",
    ]  # fmt: skip


def test_nobody_is_asked_twice_for_the_same_form_and_period(office: Office) -> None:
    """A second click would make every number count twice; after the end another month may be asked for."""
    village = [("place", office.villages[0].pid)]
    first = office.send("clerk", office.street, village)
    with pytest.raises(actions.Refused, match="1"):
        office.send("clerk", office.street, [*village, ("place", office.villages[1].pid)])
    assert Return.objects.count() == 1
    office.send("clerk", office.street, [("place", office.villages[1].pid)])
    actions.end_call(reader=office.people["clerk"], call=first, at=NOW)
    with pytest.raises(actions.Refused, match="2026"):
        office.send("clerk", office.street, village)
    again = {"reader": office.people["clerk"], "form": office.form, "issuer": office.street, "at": NOW}
    actions.send_down(**again, fillers=village, first=OCTOBER + 1)
