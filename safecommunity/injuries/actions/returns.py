"""A street's month on its way to the district: handed in frozen, returned with a reason, locked, urged; live grants."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Role, Scope, User
from safecommunity.accounts.reader import LIVE, Reader
from safecommunity.figures import actions as figures
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.checks import Refused
from safecommunity.injuries.models import MonthReturn, MonthSubmission
from safecommunity.injuries.queries import months, returns
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

State = MonthReturn.State
LONGEST = 300
LONGEST_LIVE = timedelta(days=366)


@transaction.atomic
def submit_return(
    *, reader: Reader, street: Place, index: int, at: datetime, note: str = "", by: str = ""
) -> MonthSubmission:
    """Hand a month in: its figures are frozen and pinned, and are all the district will see of it.

    Handing the same in again while nobody has decided is refused: what was handed in stands until it is returned.
    """
    if street.pid not in {one.pid for one in returns.submits(reader)}:
        raise NotYours.because(
            _("The month of %(street)s is handed in by its own office") % {"street": street.name}
        )
    _check_due(street, index, at)
    note = _checked(note, needed=False)
    row = _locked(street, index)
    if row.state in (State.SUBMITTED, State.LOCKED):
        says = _("%(month)s of %(street)s was already handed in; to change it, ask the district to return it")
        raise Refused.because(says % {"month": months.month_label(index), "street": street.name}, "state")
    draft = returns.draft(street, index, at)
    who = by or reader.pid
    pins = [
        figures.pin_figure(figure=one, purpose=f"month_return {row.pid}", by=who, at=at).pid
        for one in draft.figures
    ]
    made = MonthSubmission.objects.create(
        of=row,
        version=row.submissions.count() + 1,
        content={**draft.content, "pins": pins},
        note=note,
        by=who,
        at=at,
    )
    row.state, row.reason, row.decided_by, row.decided_at = State.SUBMITTED, "", "", None
    _save(row, "submit_return", who, at, {"version": made.version, "n": made.content["n"]})
    return made


@transaction.atomic
def return_return(
    *, reader: Reader, row: MonthReturn, reason: str, at: datetime, by: str = ""
) -> MonthReturn:
    """Send a month back with a reason the street can act on, also a locked one; it counts as not received."""
    row = _for_decision(reader, row)
    reason = _checked(reason, needed=True)
    if row.state not in (State.SUBMITTED, State.LOCKED):
        raise Refused.because(_("Only what was handed in can be returned"), "state")
    row.state, row.reason, row.decided_by, row.decided_at = State.RETURNED, reason, by or reader.pid, at
    return _save(row, "return_return", by or reader.pid, at, {})


@transaction.atomic
def lock_return(*, reader: Reader, row: MonthReturn, at: datetime, by: str = "") -> MonthReturn:
    """The district takes the month; twice is once."""
    row = _for_decision(reader, row)
    if row.state == State.LOCKED:
        return row
    if row.state != State.SUBMITTED:
        raise Refused.because(_("Only what was handed in can be taken"), "state")
    row.state, row.decided_by, row.decided_at = State.LOCKED, by or reader.pid, at
    return _save(row, "lock_return", by or reader.pid, at, {})


@transaction.atomic
def urge_return(*, reader: Reader, street: Place, index: int, at: datetime, by: str = "") -> MonthReturn:
    """Ask a street for a month; when and how often stands on the street's page too."""
    if street.pid not in {one.pid for one in returns.supervised(reader)}:
        raise NotYours.because(_("%(street)s does not report to you") % {"street": street.name}, "rights")
    _check_due(street, index, at)
    row = _locked(street, index)
    if row.state in (State.SUBMITTED, State.LOCKED):
        raise Refused.because(
            _("%(street)s has already handed this month in") % {"street": street.name}, "state"
        )
    row.urged_at, row.urged_by, row.urged_times = at, by or reader.pid, row.urged_times + 1
    return _save(row, "urge_return", by or reader.pid, at, {"times": row.urged_times})


@transaction.atomic
def open_live(*, reader: Reader, street: Place, user: User, ends: date, at: datetime, by: str = "") -> Scope:
    """Open the live figures of a street to a supervisor until a day: the street's own decision, seen on its page."""
    _by_chief(reader, street)
    today = timezone.localtime(at).date()
    if not today < ends <= today + LONGEST_LIVE:
        raise Refused.because(_("Until: allowed: a day after today, within a year"), "range", "ends")
    known = {one.user.pid: one for one in returns.overseers(street, today)}
    if user.pid not in known:
        raise Refused.because(
            _("This person does not supervise %(street)s") % {"street": street.name}, "rights"
        )
    if known[user.pid].live is not None:
        raise Refused.because(_("The live figures are open to this person already"), "state")
    return accounts.grant_scope(
        user=user,
        role=Role.SUPERVISOR,
        place=street.pid,
        room=LIVE,
        starts=today,
        ends=ends,
        by=by or reader.pid,
        at=at,
    )


@transaction.atomic
def close_live(*, reader: Reader, street: Place, scope: Scope, at: datetime, by: str = "") -> None:
    """Close them again, at once."""
    _by_chief(reader, street)
    if scope.room != LIVE or scope.place != street.pid:
        raise NotYours.because(_("This right is not one of %(street)s") % {"street": street.name}, "rights")
    accounts.end_scope(scope=scope, ends=timezone.localtime(at).date(), by=by or reader.pid, at=at)


def _by_chief(reader: Reader, street: Place) -> None:
    own = {one.pid for one in returns.submits(reader)}
    if street.pid not in own or not reader.has(Role.CHIEF):
        raise NotYours.because(_("The chief of %(street)s decides this") % {"street": street.name}, "rights")


def _check_due(street: Place, index: int, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if months.month_end(index) >= today or not returns.cell_of(street, index, today).owed:
        says = _(
            "%(street)s owes no return of %(month)s: allowed are months that have ended and that a facility owed"
        )
        raise Refused.because(
            says % {"street": street.name, "month": months.month_label(index)}, "range", "month"
        )


def _checked(text: str, *, needed: bool) -> str:
    text = text.strip()
    if (needed and not text) or len(text) > LONGEST or "\x00" in text:
        raise Refused.because(_("Reason: needed, up to 300 characters"), "required", "reason")
    return text


def _locked(street: Place, index: int) -> MonthReturn:
    year, month = index // 12, index % 12 + 1
    MonthReturn.objects.get_or_create(place=street, year=year, month=month)
    rows = MonthReturn.objects.select_for_update(of=("self",)).select_related("place")
    return rows.get(place=street, year=year, month=month)


def _for_decision(reader: Reader, row: MonthReturn) -> MonthReturn:
    row = MonthReturn.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    if row.place.pid not in {one.pid for one in returns.supervised(reader)}:
        raise NotYours.because(_("%(street)s does not report to you") % {"street": row.place.name}, "rights")
    return row


def _save(row: MonthReturn, action: str, by: str, at: datetime, detail: dict[str, int]) -> MonthReturn:
    row.save()
    journal.record(
        by=by, action=action, kind="month_return", ref=row.pid, place=row.place.pid, at=at,
        detail={"month": f"{row.year}-{row.month:02d}", **detail},
    )  # fmt: skip
    return row
