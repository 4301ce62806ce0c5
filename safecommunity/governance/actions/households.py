"""Letters of households: what each committee owes, its sheets with count and proof, reversals."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.proof import File, attach, check_day
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import HouseholdLine, HouseholdSheet, LetterRound
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places import queries as places
from safecommunity.places.models import Place

FACT = "household_letters"


def due_lines(made: LetterRound) -> list[ChangeOf]:
    """A line for each committee whose households are known by the year before (or earlier)."""
    known = set(made.lines.values_list("place_id", flat=True))
    inside = places.subtree(made.place.pid)
    committees = list(
        Place.objects.filter(pid__in=inside, level="community", ends__isnull=True).order_by("order")
    )
    people = places.populations([one.pid for one in committees], made.year)
    lines = []
    for one in committees:
        told = people.get(one.pid)
        if one.pk not in known and told is not None and told.households:
            source = f"{told.source}（{told.year}）"
            lines.append(HouseholdLine(round=made, place=one, due=told.households, source=source[:200]))
    HouseholdLine.objects.bulk_create(lines)
    return [ChangeOf(FACT, line.ref) for line in lines]


@transaction.atomic
def refresh_lines(*, reader: Reader, round: LetterRound, at: datetime) -> dict[str, int]:
    """Lines for committees whose households became known."""
    Rights(reader).need_office(round.place)
    changes = due_lines(round)
    if changes:
        journal.record(
            by=reader.pid, action="refresh_letters", kind="letters", ref=round.pid, place=round.place.pid, at=at,
            changes=changes, detail={"new": len(changes)},
        )  # fmt: skip
    return {"new": len(changes), "gone": 0}


def _locked(line: HouseholdLine) -> HouseholdLine:
    found = HouseholdLine.objects.select_for_update(of=("self",)).select_related("round", "place")
    return found.get(pk=line.pk)


@transaction.atomic
def record_sheet(
    *, reader: Reader, line: HouseholdLine, on: date, count: int, at: datetime, qualifier: str = "exact",
    note: str = "", proofs: Sequence[File] = (),
) -> HouseholdSheet:  # fmt: skip
    """A committee's sheet: so many households signed, with its scan."""
    Rights(reader).need_work(line.place)
    line = _locked(line)
    check_day(on, line.round.issued_on, timezone.localdate(at))
    left = line.due - line.signed
    if not 1 <= count <= left:
        says = _(
            "Households of %(place)s: got %(came)s; allowed: 1 to %(left)s (%(signed)s of %(due)s have signed)"
        )
        raise Refused(says % {
            "place": line.place.name, "came": count, "left": left, "signed": line.signed, "due": line.due})  # fmt: skip
    if qualifier not in HouseholdSheet.Qualifier.values:
        allowed = ", ".join(HouseholdSheet.Qualifier.values)
        raise Refused(
            _("Qualifier: got %(came)s; allowed: %(allowed)s") % {"came": qualifier, "allowed": allowed}
        )
    sheet = HouseholdSheet.objects.create(
        line=line, on=on, count=count, qualifier=qualifier, note=note, by=reader.pid, at=at
    )
    _add(line, count)
    journal.record(
        by=reader.pid, action="record_household_sheet", kind="household_sheet", ref=sheet.pid, place=line.place.pid,
        at=at, changes=[ChangeOf(FACT, line.ref)], detail={"count": count, "files": len(proofs)},
    )  # fmt: skip
    attach(proofs, "household_sheet", sheet.pid, line.place, reader.pid, at, on)
    return sheet


def _add(line: HouseholdLine, count: int) -> None:
    line.signed += count
    line.save(update_fields=["signed"])


@transaction.atomic
def reverse_sheet(*, reader: Reader, sheet: HouseholdSheet, reason: str, at: datetime) -> HouseholdSheet:
    """Take a sheet off that was entered wrongly; it stays readable."""
    line = _locked(sheet.line)
    Rights(reader).need_work(line.place)
    if sheet.reverses_id is not None or HouseholdSheet.objects.filter(reverses=sheet).exists():
        raise Refused(_("This sheet was reversed already"))
    if not reason.strip():
        raise Refused(_("A reversal needs a reason"))
    made = HouseholdSheet.objects.create(
        line=line,
        on=sheet.on,
        count=sheet.count,
        reverses=sheet,
        note=reason.strip()[:200],
        by=reader.pid,
        at=at,
    )
    _add(line, -sheet.count)
    journal.record(
        by=reader.pid, action="reverse_household_sheet", kind="household_sheet", ref=sheet.pid,
        place=line.place.pid, at=at, changes=[ChangeOf(FACT, line.ref)], detail={"count": sheet.count},
    )  # fmt: skip
    return made


@transaction.atomic
def change_due(*, reader: Reader, line: HouseholdLine, due: int, source: str, at: datetime) -> HouseholdLine:
    """Correct how many households a committee has, with where the number comes from."""
    Rights(reader).need_office(line.place)
    line = _locked(line)
    if not max(1, line.signed) <= due <= 1_000_000:
        says = _("Households of %(place)s: got %(came)s; allowed: %(low)s to 1,000,000")
        raise Refused(says % {"place": line.place.name, "came": due, "low": max(1, line.signed)})
    if not source.strip():
        raise Refused(_("Source: nothing came; allowed: where the number of households comes from"))
    before, line.due, line.source = line.due, due, source.strip()[:200]
    line.save(update_fields=["due", "source"])
    journal.record(
        by=reader.pid, action="change_households_due", kind="household_line", ref=line.ref, place=line.place.pid,
        at=at, changes=[ChangeOf(FACT, line.ref)], detail={"before": before, "after": due},
    )  # fmt: skip
    return line
