"""The steps of the loop: assessed, assigned or transferred, put right, accepted or sent back, closed; more time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import queries as files
from safecommunity.hazards import codes, loop, queries, words
from safecommunity.hazards.actions.finding import FACT, Photos, attach, step
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import Hazard, State
from safecommunity.hazards.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

LONGEST = timedelta(days=1830)


@transaction.atomic
def take_step(
    *, reader: Reader, hazard: Hazard, deed: str, at: datetime, values: Mapping[str, Any] | None = None,
    photos: Photos = (),
) -> Hazard:  # fmt: skip
    """One deed of the loop: refused in the wrong order, for the wrong person, and the second time."""
    found = Hazard.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=hazard.pk)
    if not loop.may(Rights(reader), found, deed):
        if loop.DEEDS[deed].other and Rights(reader).judges(found):
            raise Refused(
                _("%(deed)s: not by the person who did it or asked for it") % {"deed": words.deed(deed)}
            )
        raise NotYours(f"{found.pid}: {deed}")
    told = loop.DEEDS[deed]
    if found.state not in told.starts or loop.blocked(found, deed):
        says = _("%(deed)s: this hazard is %(state)s; allowed: %(allowed)s")
        allowed = ", ".join(words.states()[one] for one in told.starts)
        raise Refused(
            says % {"deed": words.deed(deed), "state": words.states()[found.state], "allowed": allowed}
        )
    today, given = timezone.localdate(at), dict(values or {})
    says = HOW[deed](found, given, reader, today, bool(photos))
    if told.to:
        found.state = told.to
    found.save()
    kind = queries.AFTER if deed == "submit" else queries.BEFORE
    attach(photos, kind, found, reader.pid, at, today)
    if deed == "close":
        _proved(found, reader)
    step(found, deed, today, reader.pid, at, says)
    journal.record(
        by=reader.pid, action=f"hazard_{deed}", kind="hazard", ref=found.pid, place=found.place.pid, at=at,
        changes=[ChangeOf(FACT, found.ref)], detail={"state": found.state, "files": len(photos)},
    )  # fmt: skip
    return found


def _words(given: Mapping[str, Any], name: str, most: int, title: str) -> str:
    text = " ".join(str(given.get(name) or "").split())
    if not 1 <= len(text) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: 1 to %(most)s")
        raise Refused(says % {"field": title, "came": len(text), "most": most}, name)
    return text


def _day(given: Mapping[str, Any], name: str, first: date, last: date) -> date:
    came = given.get(name)
    if not isinstance(came, date) or not first <= came <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": _("To be done by"), "came": came or "—", "first": first, "last": last}
        raise Refused(says % told, name)
    return came


def _assess(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    method, level, klass = given.get("method", ""), given.get("level", "general"), given.get("klass", "")
    try:
        factors = {name: float(given["factors"][name]) for name in codes.methods()[method]["factors"]}
        score, color = codes.score(method, factors)
    except (KeyError, ValueError, TypeError) as wrong:
        raise Refused(_("Assessment: every factor needs a value of its list"), "method") from wrong
    if level not in codes.levels() or (klass and klass not in codes.classes()):
        raise Refused(_("%(field)s: got “%(came)s”; allowed: one of the list") % {
            "field": _("Level of the hazard"), "came": f"{level} {klass}"[:30]}, "level")  # fmt: skip
    row.method, row.factors, row.score, row.color = method, factors, score, color
    row.level, row.klass = level, klass or row.klass or codes.kinds()[row.kind]["gb"]
    formula = " × ".join(f"{name} {value:g}" for name, value in factors.items())
    return f"{formula} = {score:g} · {codes.colour_name(color)} · {codes.label(codes.levels(), level)}"


def _no_hazard(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.reason = _words(given, "reason", 200, _("Reason"))
    return row.reason


def _assign(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    row.who = _words(given, "who", 120, _("Who puts it right"))
    row.first_due = row.due = _day(given, "due", today, today + LONGEST)
    if row.level == Hazard.Level.MAJOR:
        five = {"responsibility": row.who, "deadline": row.due.isoformat()}
        for name in ("measure", "funds", "plan"):
            five[name] = _words(given, name, 200, codes.label(codes.five(), name))
        row.five = five
    return row.who


def _transfer(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    row.who = _words(given, "who", 120, _("Agency"))
    if row.state == State.ASSESSED:
        row.first_due = row.due = _day(given, "due", today, today + LONGEST)
    return row.who


def _receive(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.receipt = _words(given, "receipt", 120, _("Receipt"))
    return row.receipt


def _start(_row: Hazard, _given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    return ""


def _submit(row: Hazard, given: dict[str, Any], reader: Reader, today: date, photos: bool) -> str:
    row.fixed = _words(given, "fixed", 300, _("How it was put right"))
    if not photos:
        raise Refused(
            _("%(field)s: no photo came; a rectification is shown by one") % {"field": _("Photo after")},
            "photos",
        )
    row.fixed_on, row.fixed_by, row.reason = today, reader.pid, ""
    return row.fixed


def _accept(_row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    return " ".join(str(given.get("says") or "").split())[:200]


def _send_back(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.reason = _words(given, "reason", 200, _("Reason"))
    row.fixed_on, row.fixed_by = None, ""
    return row.reason


def _close(row: Hazard, _given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    row.closed_on = today
    row.asked_until, row.asked_says = None, ""
    return ""


def _ask(row: Hazard, given: dict[str, Any], reader: Reader, today: date, _photos: bool) -> str:
    if row.due < today:
        raise Refused(_("More time is asked for before the day; this was due on %(day)s") % {"day": row.due})
    row.asked_until = _day(given, "due", row.due + timedelta(days=1), today + LONGEST)
    row.asked_says, row.asked_by = _words(given, "reason", 200, _("Reason")), reader.pid
    return f"{row.asked_until} · {row.asked_says}"


def _grant(row: Hazard, _given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.due = row.asked_until or row.due
    return _answered(row)


def _refuse(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    says = _words(given, "reason", 200, _("Reason"))
    return f"{_answered(row)} · {says}"


def _answered(row: Hazard) -> str:
    asked = str(row.asked_until)
    row.asked_until, row.asked_says, row.asked_by = None, "", ""
    return asked


def _proved(row: Hazard, reader: Reader) -> None:
    """Nothing closes without a photo before and one after (H2)."""
    for kind, title in ((queries.BEFORE, _("Photo before")), (queries.AFTER, _("Photo after"))):
        if not files.attachments(reader, kind, row.pid):
            raise Refused(_("%(field)s: no photo is here; a loop closes with one before and one after") % {
                "field": title})  # fmt: skip


HOW: dict[str, Callable[[Hazard, dict[str, Any], Reader, date, bool], str]] = {
    "assess": _assess, "no_hazard": _no_hazard, "assign": _assign, "transfer": _transfer, "receive": _receive,
    "start": _start, "submit": _submit, "accept": _accept, "send_back": _send_back, "close": _close, "ask": _ask,
    "grant": _grant, "refuse": _refuse,
}  # fmt: skip
