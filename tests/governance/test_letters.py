"""Responsibility letters: who is due, signing in batches, reversals, households by sheets, lists in and out."""

from datetime import date

import pytest

from safecommunity.files import actions as files
from safecommunity.files import queries as file_queries
from safecommunity.governance import actions, importing
from safecommunity.governance.models import Letter, Signing
from safecommunity.governance.rights import NotYours
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from safecommunity.shell import sheets
from tests.governance.conftest import LAST, NOW, Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]
SIGNED_ON = date(2026, 3, 2)
PDF = b"%PDF-1.4 a scan of a signed letter"


def refs(made, many: int | None = None) -> list[str]:
    return list(made.letters.order_by("number").values_list("ref", flat=True)[:many])


def sign(street: Street, made, some: list[str], **more):
    more.setdefault("reader", street.clerk)
    return actions.sign_letters(round=made, refs=some, on=SIGNED_ON, at=NOW, **more)


def test_all_merchants_of_a_street_sign_and_the_figure_opens_each_letter(street: Street) -> None:
    """D8.26: 1,106 merchants signed. Here they are due by the register, and each of the 1,106 letters opens."""
    street.units(1106, "shop")
    made = street.round("merchant")
    assert street.figure("letters.merchants.due").value == 1106
    assert street.figure("letters.merchants.signed").value == 0
    sign(street, made, refs(made))
    share = street.figure("letters.merchants.share")
    assert (share.value, share.numerator, share.denominator, share.lower) == (100.0, 1106, 1106, None)
    behind = street.opens("letters.merchants.signed")
    assert (behind.total, behind.openable) == (1106, 1106)
    assert all(row.url for row in behind.rows.rows)


def test_units_are_due_by_kind_and_a_claim_of_more_than_twenty_stands_beside_the_count(
    street: Street,
) -> None:
    """D8.25: “20余” units and firms signed: a claim with its qualifier, never as a figure; the figure counts."""
    from safecommunity.figures.claims import actions as claims

    street.units(20, "firm")
    street.units(3, "school", street.west)
    street.units(5, "shop")
    made = street.round("unit")
    sign(street, made, refs(made, 22))
    says = {
        "title": "签订责任书的单位和企业", "printed": "20", "unit": "家", "qualifier": "gt", "starts": date(2009, 3, 1),
        "ends": date(2011, 11, 30), "document": "D8", "figure_code": "letters.units.signed",
    }  # fmt: skip
    claim = claims.record_claim(reader=street.clerk, place=street.place.pid, values=says, at=NOW)
    assert (claim.qualifier, claim.value) == ("gt", 20)
    assert street.figure("letters.units.due").value == 23
    assert street.figure("letters.units.signed").value == 22 > 20
    assert street.opens("letters.units.signed").total == 22
    assert street.figure("letters.units.share", place=street.west).denominator == 3


def test_households_are_counted_by_committee_sheets_with_their_scans(street: Street) -> None:
    """D8.27: 34,000 households, here of two committees; every sheet has its scan, no household has a record."""
    for place, households in ((street.east, 18_500), (street.west, 15_500)):
        cells = [places.Residents(households * 3, households=households)]
        places.set_population(place=place, year=2025, cells=cells, source="公报", by="t", at=NOW)
    made = street.round("household")
    assert street.figure("letters.households.due").value == 34_000
    scan = files.looked_at(PDF, "签名单.pdf")
    for line in made.lines.all():
        sheet = actions.record_sheet(
            reader=street.clerk, line=line, on=SIGNED_ON, count=line.due, at=NOW, proofs=[scan]
        )
        assert len(file_queries.attachments(street.clerk, "household_sheet", sheet.pid)) == 1
    share = street.figure("letters.households.share")
    assert (share.value, share.numerator, share.denominator, share.n) == (100.0, 34_000, 34_000, 2)
    assert [row.cells[3] for row in street.opens("letters.households.signed").rows.rows] in (
        ["18,500", "15,500"], ["15,500", "18,500"],
    )  # fmt: skip


def test_a_sheet_beyond_what_is_due_is_refused_and_a_reversal_takes_it_off_again(street: Street) -> None:
    cells = [places.Residents(900, households=300)]
    places.set_population(place=street.east, year=2025, cells=cells, source="公报", by="t", at=NOW)
    line = street.round("household").lines.get()
    told = {"reader": street.worker, "line": line, "on": SIGNED_ON, "at": NOW}
    sheet = actions.record_sheet(count=200, **told)
    with pytest.raises(actions.Refused, match="101"):
        actions.record_sheet(count=101, **told)
    assert street.figure("letters.households.signed").value == 200
    actions.reverse_sheet(reader=street.worker, sheet=sheet, reason="重复", at=NOW)
    with pytest.raises(actions.Refused):
        actions.reverse_sheet(reader=street.worker, sheet=sheet, reason="again", at=NOW)
    assert street.figure("letters.households.signed").value == 0
    assert line.sheets.count() == 2


def test_sent_twice_nothing_is_signed_twice(street: Street) -> None:
    street.units(3, "firm")
    made = street.round("unit")
    batch, before = sign(street, made, refs(made))
    assert (batch.count, before) == (3, 0)
    assert sign(street, made, refs(made)) == (None, 3)
    assert Signing.objects.count() == 3
    assert AuditEvent.objects.filter(action="sign_letters").count() == 1


def test_a_wrong_entry_is_reversed_by_an_entry_of_its_own(street: Street) -> None:
    street.units(1, "firm")
    made = street.round("unit")
    sign(street, made, refs(made))
    letter = made.letters.get()
    with pytest.raises(actions.Refused):
        actions.reverse_signing(reader=street.clerk, letter=letter, reason=" ", at=NOW)
    actions.reverse_signing(reader=street.clerk, letter=letter, reason="签错人", at=NOW)
    assert [(one.kind, one.reason) for one in letter.signings.all()] == [("sign", ""), ("reverse", "签错人")]
    assert street.figure("letters.units.signed").value == 0
    assert sign(street, made, refs(made))[0].count == 1


@pytest.mark.parametrize("on", [date(2026, 1, 4), date(2026, 11, 24)])
def test_a_day_of_signing_lies_between_issue_and_today(street: Street, on: date) -> None:
    street.units(1, "firm")
    made = street.round("unit")
    with pytest.raises(actions.Refused, match="2026-01-05"):
        actions.sign_letters(reader=street.clerk, round=made, refs=refs(made), on=on, at=NOW)
    assert not Signing.objects.exists()


def test_a_file_that_cannot_be_kept_undoes_the_whole_batch(street: Street) -> None:
    with pytest.raises(files.Refused):
        files.looked_at(b"MZ a program", "letter.pdf")


def test_next_year_carries_the_text_forward_and_asks_the_register_again(street: Street) -> None:
    street.units(2, "firm")
    first = actions.open_round(
        reader=street.clerk, place=street.place, year=2026, level="unit", issued_on=date(2026, 1, 5), sign_by=LAST,
        text="我们自己的{unit}责任书", at=NOW,
    )  # fmt: skip
    places.close_unit(unit=first.letters.first().unit, on=date(2026, 12, 1), by="t", at=NOW)
    street.units(1, "school")
    second = street.round("unit", 2027)
    assert (second.renews, second.text["zh-hans"]) == (first, "我们自己的{unit}责任书")
    assert {one.unit.kind for one in second.letters.all()} == {"firm", "school"}
    assert second.letters.count() == 2
    assert street.round("unit", 2027).pk == second.pk


def test_a_round_follows_the_register_without_losing_what_was_signed(street: Street) -> None:
    firms = street.units(3, "firm")
    made = street.round("unit")
    sign(street, made, refs(made, 1))
    for unit in firms[:2]:
        places.close_unit(unit=unit, on=date(2026, 1, 2), by="t", at=NOW)
    street.units(1, "site")
    assert actions.refresh_round(reader=street.clerk, round=made, at=NOW) == {"new": 1, "gone": 1}
    assert street.figure("letters.units.due").value == 3
    assert actions.refresh_round(reader=street.clerk, round=made, at=NOW) == {"new": 0, "gone": 0}


def test_a_worker_signs_in_his_community_only_and_a_unit_its_own_letter(street: Street) -> None:
    mine, other = street.units(1, "firm")[0], street.units(1, "firm", street.west)[0]
    made = street.round("unit")
    own, far = (Letter.objects.get(unit=one) for one in (mine, other))
    with pytest.raises(NotYours):
        sign(street, made, [far.ref], reader=street.worker)
    sign(street, made, [own.ref], reader=street.worker)
    with pytest.raises(NotYours):
        sign(street, made, [far.ref], reader=person("unit", unit=mine.pid))
    sign(street, made, [far.ref], reader=person("unit", unit=other.pid))
    with pytest.raises(NotYours):
        actions.open_round(
            reader=street.worker, place=street.place, year=2027, level="unit", issued_on=LAST, sign_by=LAST, at=NOW
        )  # fmt: skip


def test_the_district_gets_the_numbers_as_they_stood(street: Street) -> None:
    street.units(4, "firm")
    made = street.round("unit")
    sign(street, made, refs(made, 3))
    told = actions.report_letters(reader=street.clerk, round=made, at=NOW)
    sign(street, made, refs(made))
    told.refresh_from_db()
    assert (told.due, told.signed) == (4, 3)


# -- lists ---------------------------------------------------------------------------------------


def checked(made, text: str):
    letters = made.letters.select_related("unit", "place")
    return importing.check(sheets.read(text.encode(), "l.csv", importing.known), made, letters, NOW.date())


def test_all_faults_of_a_list_come_together_and_it_may_be_sent_again(street: Street) -> None:
    street.units(3, "firm")
    made = street.round("unit")
    found = checked(
        made,
        "编号,单位,签订日期\n9,,2026-03-01\n1,,昨天\n,没有这家,2026-03-01\n2,,2026-03-01\n2,,2026-03-01\n3,,\n",
    )
    assert [(fault.row, fault.letter) for fault in found.faults] == [(2, "A"), (3, "C"), (4, "B"), (6, "A")]
    good = checked(made, "编号,单位,签订日期\n1,示例firm1,2026-03-01\n,示例firm2,2026年3月2日\n3,,\n")
    assert not good.faults
    rows = [(one.ref, one.on) for one in good.items]
    send = {"reader": street.clerk, "round": made, "rows": rows, "source": "l.csv", "at": NOW}
    assert actions.import_signed(**send) == {"new": 2, "same": 0}
    assert actions.import_signed(**send) == {"new": 0, "same": 2}
    later = checked(made, "编号,签订日期\n1,2026-04-01\n")
    assert len(later.faults) == 1  # signed on another day already: a reversal comes first


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1-3, 7", [1, 2, 3, 7]), ("１至３、５", [1, 2, 3, 5]), ("5 - 3", None), ("a", None), ("1-99999", None)],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: list[int] | None) -> None:
    assert importing.numbers(text) == numbers
