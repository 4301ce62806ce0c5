"""Monthly reporting by facilities: submitted, accepted, returned with a reason, urged."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.checks import Refused
from safecommunity.injuries.checks.fields import shorten
from safecommunity.injuries.models import FacilityMonth, Report
from safecommunity.injuries.queries import months
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import SocialUnit

FACT = "facility_month"
MOST_CARDS = 100_000
State = FacilityMonth.State


@transaction.atomic
def submit_month(
    *, reader: Reader, unit: SocialUnit, year: int, month: int, cards: int, at: datetime, by: str = ""
) -> FacilityMonth:
    """Declare a month: so many cards, or zero. The same declaration twice is one; a returned month may be sent anew."""
    if unit.pid not in rights(reader).own_units and not rights(reader).may_decide_months(unit):
        raise NotYours.because(_("%(unit)s is not your facility") % {"unit": unit.name}, "rights", "unit")
    _check_month(unit, year, month, at)
    if isinstance(cards, bool) or not isinstance(cards, int) or not 0 <= cards <= MOST_CARDS:
        says = _("Number of cards: got %(came)s; allowed: whole numbers from 0 to %(most)s")
        raise Refused.because(says % {"came": shorten(cards), "most": MOST_CARDS}, "range", "cards")
    row = _locked(unit, year, month)
    if row.state in (State.SUBMITTED, State.ACCEPTED):
        if row.cards == cards:
            return row
        says = _(
            "%(year)s-%(month)s was already submitted with %(cards)s cards. To change it, ask for it to be returned"
        )
        raise Refused.because(says % {"year": year, "month": f"{month:02d}", "cards": row.cards}, "state")
    row.state, row.cards, row.found = State.SUBMITTED, cards, recorded(unit, year, month)
    row.submitted_by, row.submitted_at = by or reader.pid, at
    row.decided_by, row.decided_at, row.reason = "", None, ""
    return _saved(row, "submit_month", by or reader.pid, at, {"cards": cards, "found": row.found})


@transaction.atomic
def accept_month(*, reader: Reader, row: FacilityMonth, at: datetime, by: str = "") -> FacilityMonth:
    """The office has looked and takes it."""
    row = _for_decision(reader, row)
    if row.state == State.ACCEPTED:
        return row
    _must_be_submitted(row)
    row.state, row.decided_by, row.decided_at = State.ACCEPTED, by or reader.pid, at
    return _saved(row, "accept_month", by or reader.pid, at, {})


@transaction.atomic
def return_month(
    *, reader: Reader, row: FacilityMonth, reason: str, at: datetime, by: str = ""
) -> FacilityMonth:
    """Send it back with a reason the facility can act on; a returned month counts as not received."""
    row = _for_decision(reader, row)
    if not reason.strip() or len(reason) > 300 or "\x00" in reason:
        raise Refused.because(_("Reason: needed, up to 300 characters"), "required", "reason")
    if row.state not in (State.SUBMITTED, State.ACCEPTED):
        _must_be_submitted(row)
    row.state, row.decided_by, row.decided_at, row.reason = (
        State.RETURNED,
        by or reader.pid,
        at,
        reason.strip(),
    )
    return _saved(row, "return_month", by or reader.pid, at, {})


@transaction.atomic
def urge_month(
    *, reader: Reader, unit: SocialUnit, year: int, month: int, at: datetime, by: str = ""
) -> FacilityMonth:
    """Ask a facility for a month that is missing; how often is kept."""
    if not rights(reader).may_decide_months(unit):
        raise NotYours.because(_("Urging is for the CDC and the office of the place"), "rights")
    _check_month(unit, year, month, at)
    row = _locked(unit, year, month)
    if row.state in (State.SUBMITTED, State.ACCEPTED):
        raise Refused.because(_("%(unit)s has already reported this month") % {"unit": unit.name}, "state")
    row.urged_at, row.urged_times = at, row.urged_times + 1
    return _saved(row, "urge_month", by or reader.pid, at, {"times": row.urged_times})


def recorded(unit: SocialUnit, year: int, month: int) -> int:
    """Live cards of a facility whose injuries fall into a month."""
    return Report.objects.filter(
        unit=unit, injury_on__year=year, injury_on__month=month, state=Report.State.LIVE
    ).count()


def _check_month(unit: SocialUnit, year: int, month: int, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if not unit.reports_injuries:
        raise Refused.because(_("%(unit)s does not owe injury reports") % {"unit": unit.name}, "unit", "unit")
    if not 1 <= month <= 12 or not year >= 1949 or (year, month) >= (today.year, today.month):
        says = _("Month: got %(came)s; allowed: months that have ended, up to the one before %(today)s")
        shown = {"came": f"{year}-{month:02d}", "today": f"{today.year}-{today.month:02d}"}
        raise Refused.because(says % shown, "range", "month")
    end = months.month_end(year * 12 + month - 1)
    if not unit.owes(end.replace(day=1), end):
        says = _("%(unit)s does not owe %(came)s: it reports from %(first)s on%(until)s")
        first = max(unit.starts, unit.reports_from or unit.starts)
        last = min((day for day in (unit.ends, unit.reports_until) if day), default=None)
        until = _(", until before %(day)s") % {"day": last} if last else ""
        shown = {"unit": unit.name, "came": f"{year}-{month:02d}", "first": f"{first:%Y-%m}", "until": until}
        raise Refused.because(says % shown, "range", "month")


def _locked(unit: SocialUnit, year: int, month: int) -> FacilityMonth:
    FacilityMonth.objects.get_or_create(unit=unit, year=year, month=month)
    return (
        FacilityMonth.objects.select_for_update(of=("self",))
        .select_related("unit__place")
        .get(unit=unit, year=year, month=month)
    )


def _for_decision(reader: Reader, row: FacilityMonth) -> FacilityMonth:
    row = FacilityMonth.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=row.pk)
    if not rights(reader).may_decide_months(row.unit):
        raise NotYours.because(
            _("Accepting and returning is for the CDC and the office of the place"), "rights"
        )
    return row


def _must_be_submitted(row: FacilityMonth) -> None:
    if row.state != State.SUBMITTED:
        raise Refused.because(_("Only a submitted month can be accepted or returned"), "state")


def _saved(row: FacilityMonth, action: str, by: str, at: datetime, detail: dict[str, int]) -> FacilityMonth:
    row.save()
    journal.record(
        by=by, action=action, kind="facility_month", ref=f"{row.unit.pid}-{row.year}-{row.month:02d}",
        place=row.unit.place.pid, at=at, detail=detail, changes=[journal.ChangeOf(FACT, row.ref)],
    )  # fmt: skip
    return row


@transaction.atomic
def open_due_months(*, by: str, at: datetime) -> int:
    """Put every month that is owed by now on record, and mark those past their deadline; answers how many changed.

    Time makes months due without anybody writing, and so does the register of facilities, which knows nothing of
    months: the keeper calls this. Twice adds nothing.
    """
    today = timezone.localtime(at).date()
    new = _not_on_record(today)
    FacilityMonth.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    opened = set(FacilityMonth.objects.filter(ref__in=[row.ref for row in new]).values_list("ref", flat=True))
    late = [
        row
        for row in FacilityMonth.objects.filter(overdue=False).exclude(state__in=months.ARRIVED)
        if months.due_day(row.index) < today
    ]
    FacilityMonth.objects.filter(pk__in=[row.pk for row in late]).update(overdue=True)
    turned = _turned()
    for owed in (True, False):
        FacilityMonth.objects.filter(pk__in=[row.pk for row in turned if row.owed is not owed]).update(
            owed=owed
        )
    touched = sorted(opened | {row.ref for row in (*late, *turned)})
    if touched:
        journal.record(
            by=by, action="open_due_months", kind="facility_months", ref=today.isoformat(), at=at,
            detail={"opened": len(opened), "overdue": len(late), "register": len(turned)},
            changes=[journal.ChangeOf(FACT, ref) for ref in touched],
        )  # fmt: skip
    return len(touched)


def _turned() -> list[FacilityMonth]:
    """Months on record that the register of facilities says otherwise of now: owed, or not owed any more."""
    found = []
    for row in FacilityMonth.objects.select_related("unit").iterator(chunk_size=2000):
        end = months.month_end(row.index)
        if row.owed is not row.unit.owes(end.replace(day=1), end):
            found.append(row)
    return found


def _not_on_record(today: date) -> list[FacilityMonth]:
    """Months owed up to today that have no row yet; two queries."""
    known = {
        (unit, year * 12 + month - 1)
        for unit, year, month in FacilityMonth.objects.values_list("unit_id", "year", "month")
    }
    until = today.year * 12 + today.month - 1
    return [
        FacilityMonth(unit=unit, year=index // 12, month=index % 12 + 1)
        for unit in SocialUnit.objects.filter(reports_injuries=True)
        for index in range(unit.starts.year * 12 + unit.starts.month - 1, until)
        if (unit.pk, index) not in known and months.is_due(unit, index, today)
    ]
