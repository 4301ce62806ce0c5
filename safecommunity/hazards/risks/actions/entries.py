"""An entry of the register: recorded, corrected, taken out. What it was before stands in its history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.sources import keep_was, yearly_changes
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import Dwelling, Risk, RiskStep
from safecommunity.hazards.risks import tables, words
from safecommunity.hazards.risks.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT, DUE = "risk", "risk_due"
EARLIEST = date(1990, 1, 1)
LIMITS = {"spot": 80, "title": 120, "exposed_who": 120, "controls": 1000, "measures": 1000, "who": 120}
MOST_EXPOSED = 10_000_000
KEPT = ("place", "exposed", "setting", "klass", "accident")  # as figures of past years tell them
OPEN_TEXT = ("controls", "measures")


def changes_of(one: Risk, at: datetime) -> list[ChangeOf]:
    """The facts that tell of a risk: each year it stood, and each of its assessments."""
    found = yearly_changes(FACT, one, timezone.localdate(at).year)
    return found + [ChangeOf(DUE, ref) for ref in one.assessments.values_list("ref", flat=True)]


def log(action: str, one: Risk, by: str, at: datetime, **detail: Any) -> None:
    """One audit event with what changed."""
    journal.record(
        by=by, action=action, kind="risk", ref=one.pid, place=one.place.pid, at=at, detail=detail,
        changes=changes_of(one, at),
    )  # fmt: skip


def step(one: Risk, what: str, on: date, by: str, at: datetime, says: str = "") -> None:
    """One line of the history; never changed afterwards."""
    RiskStep.objects.create(risk=one, what=what, on=on, says=says[:400], by=by, at=at)


def locked(one: Risk) -> Risk:
    """The entry, held until the transaction ends. Raises Refused where it is no more in the register."""
    found = Risk.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=one.pk)
    if found.ends is not None:
        raise Refused(_("%(number)s was taken out of the register") % {"number": found.number})
    return found


def check(row: Risk, today: date) -> None:
    """Refuse what cannot be, in words."""
    said = words.fields()
    for name, most in LIMITS.items():
        came = len(getattr(row, name))
        if came > most or (name == "title" and not came):
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            least = int(name == "title")
            raise Refused(
                says % {"field": said[name], "came": came, "least": least, "most": f"{most:,}"}, name
            )
    for name, known, empty in (
        ("setting", settings.settings(), False), ("klass", codes.classes(), True),
        ("accident", tables.accidents(), True), ("where", codes.load("risks")["where"], False),
    ):  # fmt: skip
        came = getattr(row, name)
        if came not in known and not (empty and came == ""):
            says = _("%(field)s: got “%(came)s”; allowed: one of the list")
            raise Refused(says % {"field": said[name], "came": str(came)[:30]}, name)
    if row.exposed is not None and not 0 <= row.exposed <= MOST_EXPOSED:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": said["exposed"], "came": row.exposed, "first": 0, "last": f"{MOST_EXPOSED:,}"}
        raise Refused(says % told, "exposed")
    if not EARLIEST <= row.starts <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": said["starts"], "came": row.starts, "first": EARLIEST, "last": today}
        raise Refused(says % told, "starts")
    if row.unit is not None:
        row.place, row.where = row.unit.place, Risk.Where.UNIT
    elif row.where == Risk.Where.UNIT:
        raise Refused(_("%(field)s: nothing was chosen") % {"field": said["unit"]}, "unit")
    at_home = row.where == Risk.Where.DWELLING and row.spot
    row.dwelling = Dwelling.objects.filter(place=row.place, spot=row.spot).first() if at_home else None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, texts without blanks around."""
    return {
        name: (value.strip() if name in OPEN_TEXT else " ".join(value.split()))
        if isinstance(value, str)
        else value
        for name, value in values.items()
        if name in words.FIELDS
    }


@transaction.atomic
def record_risk(
    *,
    reader: Reader,
    values: Mapping[str, Any],
    at: datetime,
    client_id: str = "",
    starts: date | None = None,
) -> tuple[Risk, bool]:
    """A source of danger enters the register. (risk, new): the same form twice is one."""
    rights, today = Rights(reader), timezone.localdate(at)
    if client_id:
        sent = Risk.objects.select_related("place").filter(client_id=client_id[:64]).first()
        if sent is not None:
            if sent.by != reader.pid:
                raise Refused(_("This form was sent by somebody else"))
            return sent, False
    given = plain(values)
    if given.get("place") is None and given.get("unit") is None:
        raise Refused(_("%(field)s: nothing was chosen") % {"field": words.fields()["place"]}, "place")
    if given.get("place") is None:
        given["place"] = given["unit"].place
    day = starts or today
    made = Risk(**given, starts=day, due=day, by=reader.pid, at=at, client_id=client_id[:64] or None)
    check(made, today)
    if made.place.pid not in rights.finds_in:
        raise NotYours(f"{made.place.pid}: not a place of this reader")
    made.due = tables.first_due(day)
    made.save(force_insert=True)
    step(made, "recorded", day, reader.pid, at, made.title)
    log("record_risk", made, reader.pid, at, setting=made.setting)
    return made, True


@transaction.atomic
def change_risk(*, reader: Reader, risk: Risk, values: Mapping[str, Any], at: datetime) -> Risk:
    """Correct an entry; what it said before stands in its history. The same again changes nothing."""
    rights, found = Rights(reader), locked(risk)
    if not rights.works_on(found):
        raise NotYours(f"{found.pid}: not a risk of this reader's places")
    given, said, was = plain(values), words.fields(), []
    stood = {name: getattr(found, name) for name in KEPT}
    for name, value in given.items():
        if name == "place" and value is None:
            continue
        before = getattr(found, name)
        if before != value:
            was.append(f"{said[name]}: {_shown(before)}")
            setattr(found, name, value)
    if not was:
        return found
    check(found, timezone.localdate(at))
    if found.place.pid not in rights.finds_in:
        raise NotYours(f"{found.place.pid}: not a place of this reader")
    keep_was(found, stood, timezone.localdate(at))
    found.save()
    says = _("before: %(was)s") % {"was": "; ".join(was)}
    step(found, "changed", timezone.localdate(at), reader.pid, at, says)
    log("change_risk", found, reader.pid, at, fields=len(was))
    return found


def _shown(value: Any) -> str:
    return str(getattr(value, "name", value if value is not None and value != "" else "—"))[:80]


@transaction.atomic
def end_risk(*, reader: Reader, risk: Risk, reason: str, at: datetime) -> Risk:
    """The source of danger is gone; it stays readable and counts until this day."""
    rights, found = Rights(reader), locked(risk)
    if not rights.keeps_risk(found):
        raise NotYours(f"{found.pid}: not a risk of this office")
    text = " ".join(reason.split())
    if not 1 <= len(text) <= 200:
        says = _("%(field)s: got %(came)s characters; allowed: 1 to %(most)s")
        raise Refused(says % {"field": _("Reason"), "came": len(text), "most": 200}, "reason")
    today = timezone.localdate(at)
    found.ends, found.reason = today, text
    found.save(update_fields=["ends", "reason"])
    step(found, "ended", today, reader.pid, at, text)
    log("end_risk", found, reader.pid, at)
    return found
