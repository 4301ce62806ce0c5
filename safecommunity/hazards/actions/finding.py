"""A hazard is found: put right on the spot, or entered into the loop."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import actions as files
from safecommunity.files import queries as kept_files
from safecommunity.governance import codes as settings
from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, queries
from safecommunity.hazards.actions.recurring import FACT as FACT
from safecommunity.hazards.actions.recurring import mark
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import ENDED, Hazard, HazardStep, State
from safecommunity.hazards.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

EARLIEST = date(1990, 1, 1)
FIELDS = ("place", "unit", "spot", "setting", "kind", "klass", "what", "color", "fixed")
LIMITS = {"spot": 80, "what": 200, "fixed": 300}
Photos = Sequence[files.Looked]


def titles() -> dict[str, str]:
    """What the questions are called."""
    return {
        "place": _("Where"), "spot": _("Where exactly"), "kind": _("What hazard is it"),
        "color": _("How big is the risk"),
        "what": _("In words"), "setting": _("Setting"), "klass": _("GB/T 13861"), "found_on": _("Found on"),
        "fixed": _("How it was put right"), "before": _("Photo before"), "after": _("Photo after"),
    }  # fmt: skip


def step(row: Hazard, what: str, on: date, by: str, at: datetime, says: str = "") -> None:
    """One line of the history; never changed afterwards."""
    HazardStep.objects.create(hazard=row, what=what, on=on, says=says[:300], due=row.due, by=by, at=at)


def turn_due(row: Hazard, today: date) -> date | None:
    """By when the next step is due: the step's own clock, or the day of the hazard; None where it has ended."""
    if row.state in ENDED:
        return None
    waits = row.state != State.TRANSFERRED or not row.receipt
    told = codes.turn_clock(row.state) if waits else None
    if told is None:
        return row.due
    return today + timedelta(days=told[1]) if told[0] == "days" else workdays.after(today, told[1])


def attach(photos: Photos, kind: str, row: Hazard, by: str, at: datetime, on: date) -> None:
    """Keep photos as proof; what cannot be kept undoes the whole deed."""
    if not photos:
        return
    try:
        files.attach_files(
            files=photos, kind=kind, ref=row.pid, place=row.place.pid, by=by, at=at, happened_on=on
        )
    except files.Refused as reason:
        raise Refused(str(reason)) from reason


def another(row: Hazard, after: Photos, before: Photos = ()) -> None:
    """How it was put right is not shown by a photo of how it was found."""
    kept = kept_files.of_records(queries.BEFORE, [row.pid]).get(row.pid, [])
    seen = {one.sha256 for one in kept} | {one.sha256 for one in before}
    if not seen.isdisjoint(one.sha256 for one in after):
        raise Refused(_("Before and after are the same photo; allowed: two photos"), "photos")


def check(row: Hazard, today: date) -> None:
    """Refuse what cannot be, in words."""
    said = titles()
    for name, most in LIMITS.items():
        if len(getattr(row, name)) > most:
            says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
            raise Refused(says % {"field": said[name], "came": len(getattr(row, name)), "most": most}, name)
    for name, known, empty in (
        ("kind", codes.kinds(), False), ("color", dict.fromkeys(codes.COLORS), False),
        ("klass", codes.classes(), True), ("setting", settings.settings(), True),
    ):  # fmt: skip
        came = getattr(row, name)
        if came not in known and not (empty and came == ""):
            says = _("%(field)s: got “%(came)s”; allowed: one of the list")
            raise Refused(says % {"field": said[name], "came": str(came)[:30]}, name)
    if not EARLIEST <= row.found_on <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": said["found_on"], "came": row.found_on, "first": EARLIEST, "last": today}
        raise Refused(says % told, "found_on")
    if row.unit is not None and row.unit.place_id != row.place_id:
        row.place = row.unit.place


@transaction.atomic
def record_hazard(
    *, reader: Reader, values: Mapping[str, Any], at: datetime, client_id: str = "", on_the_spot: bool = False,
    found_on: date | None = None, before: Photos = (), after: Photos = (), with_team: bool = False,
) -> tuple[Hazard, bool]:  # fmt: skip
    """What was found; put right at once it closes with two photos. (hazard, new): the same form twice is one.

    with_team: found by a joint team whose right to inspect there was checked by the caller.
    """
    rights, today = Rights(reader), timezone.localdate(at)
    if client_id:
        sent = Hazard.objects.select_related("place").filter(client_id=client_id[:64]).first()
        if sent is not None:
            if sent.by != reader.pid:
                raise Refused(_("This form was sent by somebody else"))
            return sent, False
    day = found_on or today
    told = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    if told.get("place") is None:
        raise Refused(_("%(field)s: nothing was chosen") % {"field": titles()["place"]}, "place")
    told.setdefault("color", "yellow")
    due = workdays.after(day, codes.working_days("general"))
    made = Hazard(
        **told, found_on=day, first_due=due, due=due, by=reader.pid, at=at, client_id=client_id[:64] or None
    )
    check(made, today)
    if not with_team and made.place.pid not in rights.finds_in:
        raise NotYours(f"{made.place.pid}: not a place of this reader")
    if on_the_spot:
        _close_at_once(made, reader.pid, before, after)
    made.turn_due = turn_due(made, day)
    made.again = queries.earlier(made)
    made.save(force_insert=True)
    changes = [ChangeOf(FACT, made.ref), *mark(made.again)]
    step(made, "found", day, reader.pid, at, made.what)
    if on_the_spot:
        step(made, "fixed", day, reader.pid, at, made.fixed)
    attach(before, queries.BEFORE, made, reader.pid, at, day)
    attach(after, queries.AFTER, made, reader.pid, at, day)
    journal.record(
        by=reader.pid, action="record_hazard", kind="hazard", ref=made.pid, place=made.place.pid, at=at,
        changes=changes,
        detail={"kind": made.kind, "on_the_spot": on_the_spot, "files": len(before) + len(after)},
    )  # fmt: skip
    return made, True


def _close_at_once(made: Hazard, by: str, before: Photos, after: Photos) -> None:
    """Found and put right: two photos prove it, so that one person may do both."""
    for name, photos in (("before", before), ("after", after)):
        if not photos:
            says = _("%(field)s: no photo came; put right on the spot needs one before and one after")
            raise Refused(says % {"field": titles()[name]}, name)
    if {one.sha256 for one in before} & {one.sha256 for one in after}:
        raise Refused(_("Before and after are the same photo; allowed: two photos"), "after")
    made.on_the_spot, made.state = True, State.CLOSED
    made.fixed_on = made.closed_on = made.found_on
    made.fixed_by = by
