"""The set-up guide counts what is there; New Year takes over once and gives back what nobody has touched."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import RequestFactory

from safecommunity.accounts.reader import ANYBODY, Held, Reader
from safecommunity.governance import actions
from safecommunity.governance.founding import actions as founding
from safecommunity.governance.founding import queries as guides
from safecommunity.governance.models import (
    Carried,
    HouseholdLine,
    Letter,
    LetterRound,
    Membership,
    Return,
    ReturnCall,
    SetupMark,
)
from safecommunity.governance.newyear import actions as newyear
from safecommunity.governance.newyear import queries as years
from safecommunity.governance.returns import actions as returns
from safecommunity.governance.returns import forms_known
from safecommunity.governance.rights import NotYours
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from tests.governance.conftest import NOW, Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]
JANUARY = datetime(2027, 1, 8, 2, 0, tzinfo=UTC)


def asked_by(reader: Reader) -> Any:
    request = RequestFactory().get("/")
    request.reader = reader  # type: ignore[attr-defined]
    return request


def guide(street: Street, reader: Reader | None = None) -> dict[str, guides.Stand]:
    found = guides.guide(asked_by(reader or street.clerk), street.place)
    return {one.step.key: one for one in found.stands}


def households(street: Street, n: int) -> None:
    cells = [places.Residents(3_000, households=n)]
    places.set_population(place=street.east, year=2025, cells=cells, source="公报", by="t", at=NOW)


def test_an_installation_without_a_street_begins_with_places_alone(db: None) -> None:
    admin = Reader("a", "a", "", (Held("admin"),), "demo")
    found = guides.guide(asked_by(admin), None)
    assert [one.step.key for one in found.stands] == ["places"]
    assert found.next is not None
    assert found.next.step.links, "the administrator makes them"
    assert guides.opens(admin)
    assert not guides.opens(ANYBODY)


def test_every_step_says_what_is_there_counted_from_records(street: Street) -> None:
    before = guide(street)
    assert (before["places"].state, before["units"].state, before["bodies"].state) == ("done", "open", "open")
    assert [one.n for one in before["places"].step.there] == [2, 0]  # two communities, no grid
    street.units(3, "shop")
    after = guide(street)
    assert (after["units"].state, after["units"].step.there[0].n) == (
        "begun",
        3,
    )  # nobody reports injuries yet
    street.units(1, "health", reports_injuries=True)
    assert guide(street)["units"].state == "done"
    actions.found_bodies(reader=street.clerk, place=street.place, starts=date(2026, 1, 1), at=NOW)
    assert guide(street)["bodies"].step.missing == (
        f"{14} 个机构里还没有人",
    )  # leading, promotion, 12 settings


def test_a_step_is_done_without_with_a_reason_and_taken_up_again(street: Street) -> None:
    with pytest.raises(actions.Refused):
        founding.do_without(reader=street.clerk, place=street.place, step="outlines", reason=" ", at=NOW)
    founding.do_without(reader=street.clerk, place=street.place, step="outlines", reason="没有底图", at=NOW)
    assert guide(street)["outlines"].state == "without"
    founding.need_after_all(reader=street.clerk, place=street.place, step="outlines", at=NOW)
    assert guide(street)["outlines"].state == "open"
    assert not SetupMark.objects.exists()
    with pytest.raises(NotYours):
        founding.do_without(reader=street.worker, place=street.place, step="outlines", reason="x", at=NOW)


def test_who_may_not_do_a_step_is_told_who_does(street: Street) -> None:
    stand = guide(street, Reader("n", "n", "", (Held("cdc", street.place.pid),), "demo"))
    assert stand["letters"].step.who
    assert not stand["letters"].step.links


def test_the_guide_asks_as_many_questions_for_many_records_as_for_few(
    street: Street, django_assert_max_num_queries: Any
) -> None:
    street.units(2, "shop")
    guide(street)
    with django_assert_max_num_queries(70):
        guide(street)
    street.units(60, "firm")
    with django_assert_max_num_queries(70):
        guide(street)


def carry(street: Street, key: str, year: int = 2027, at: datetime = NOW) -> Carried | None:
    one = next(c for c in years.carriers(asked_by(street.clerk), street.place, year) if c.key == key)
    return newyear.carry(reader=street.clerk, place=street.place, year=year, carrier=one, at=at)


def take_back(street: Street, row: Carried | None) -> Carried:
    assert row is not None
    carriers = years.carriers(asked_by(street.clerk), street.place, row.year)
    return newyear.undo(reader=street.clerk, row=row, carriers=carriers, at=NOW)


def test_letters_go_into_the_next_year_once_and_come_back_while_nobody_has_signed(street: Street) -> None:
    street.units(4, "shop")
    first = street.round("merchant")
    row = carry(street, "letters")
    made = LetterRound.objects.get(place=street.place, year=2027)
    assert (made.renews, made.letters.count(), made.sign_by) == (first, 4, date(2027, 12, 31))
    assert row is not None
    assert row.count == 1
    assert carry(street, "letters") is None, "once, however often one presses"
    assert Letter.objects.filter(round__year=2027).count() == 4
    take_back(street, row)
    assert not LetterRound.objects.filter(year=2027).exists()
    assert LetterRound.objects.filter(year=2026).exists()
    assert AuditEvent.objects.filter(action="withdraw_letters").exists()
    again = carry(street, "letters")
    assert again is not None
    assert Letter.objects.filter(round__year=2027).count() == 4


def test_signed_letters_stay_when_new_year_is_taken_back_and_it_is_said(street: Street) -> None:
    street.units(2, "shop")
    street.round("merchant")
    row = carry(street, "letters")
    made = LetterRound.objects.get(year=2027)
    actions.sign_letters(
        reader=street.clerk,
        round=made,
        refs=[made.letters.get(number=1).ref],
        on=date(2027, 1, 6),
        at=JANUARY,
    )
    done = take_back(street, row)
    assert LetterRound.objects.filter(year=2027).exists()
    assert len(done.left) == 1
    assert take_back(street, row).left == done.left, "twice changes nothing"


def test_seats_are_confirmed_by_one_entry_and_nothing_of_them_changes(street: Street) -> None:
    actions.found_bodies(reader=street.clerk, place=street.place, starts=date(2026, 1, 1), at=NOW)
    body = actions.create_body(
        reader=street.clerk,
        place=street.place,
        tier="leading",
        name="领导小组二",
        starts=date(2026, 1, 1),
        at=NOW,
    )
    seat = actions.seat_member(
        reader=street.clerk, body=body, part="chair", post="主任", starts=date(2026, 1, 1), at=NOW
    )
    row = carry(street, "organisation")
    assert row is not None
    assert row.count == 1
    assert AuditEvent.objects.get(action="confirm_seats").detail == {"year": 2027, "seats": 1}
    assert carry(street, "organisation") is None
    take_back(street, row)
    assert Membership.objects.get(pk=seat.pk).ends is None
    assert carry(street, "organisation") is not None, "withdrawn, it may be confirmed again"


def test_returns_go_down_again_to_the_same_fillers_and_come_back_untouched(street: Street) -> None:
    chief = person("chief", street.place)
    spec = next(one for one in forms_known.presets() if one.fills == "place")
    villages = [("place", street.east.pid), ("place", street.west.pid)]
    first = 2026 * 12
    returns.send_preset(
        reader=chief,
        spec=spec,
        form=None,
        issuer=street.place,
        fillers=villages,
        first=first,
        until=first + 11,
        at=NOW,
    )
    row = carry(street, "returns", at=JANUARY)
    made = ReturnCall.objects.get(first=2027 * 12)
    assert (made.until, made.fillers) == (2027 * 12 + 11, [list(one) for one in villages])
    assert carry(street, "returns", at=JANUARY) is None
    take_back(street, row)
    assert not Return.objects.filter(call=made).exists()
    made.refresh_from_db()
    assert made.ended_at is not None
    assert carry(street, "returns", at=JANUARY) is not None, "and again"


def test_every_part_of_the_page_stands_once(street: Street) -> None:
    """A part is known by its key: with two of one key a tick would carry both, and taking back would meet one."""
    parts = years.carriers(asked_by(street.clerk), street.place, 2027)
    assert len({one.key for one in parts}) == len(parts)
    assert len({one.title for one in parts}) == len(parts)


def test_what_somebody_has_begun_is_not_taken_back(street: Street) -> None:
    chief = person("chief", street.place)
    spec = next(one for one in forms_known.presets() if one.fills == "place")
    first = 2026 * 12
    returns.send_preset(
        reader=chief, spec=spec, form=None, issuer=street.place, fillers=[("place", street.east.pid)], first=first,
        until=first + 11, at=NOW,
    )  # fmt: skip
    row = carry(street, "returns", at=JANUARY)
    owed = Return.objects.filter(first__gte=2027 * 12).first()
    assert owed is not None
    cell = next(iter(spec.cells))
    returns.save_draft(reader=street.worker, row=owed, values={cell: 1}, revision=0, at=JANUARY)
    assert len(take_back(street, row).left) == 1
    assert Return.objects.filter(pk=owed.pk).exists()


def test_only_this_year_and_from_october_the_next_may_be_taken_into(street: Street) -> None:
    assert newyear.years(date(2026, 9, 30)) == (2026,)
    assert newyear.years(date(2026, 10, 1)) == (2026, 2027)
    with pytest.raises(actions.Refused):
        carry(street, "letters", year=2030)
    one = years.carriers(asked_by(street.clerk), street.place, 2027)[0]
    with pytest.raises(NotYours):
        newyear.carry(reader=street.worker, place=street.place, year=2027, carrier=one, at=NOW)


def test_households_of_the_next_year_come_from_the_newest_population(street: Street) -> None:
    households(street, 900)
    street.round("household")
    carry(street, "letters")
    assert HouseholdLine.objects.get(round__year=2027).due == 900
