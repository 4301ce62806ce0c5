"""The steps of the loop: assessed, assigned or transferred, put right, accepted or sent back, closed; more time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import queries as files
from safecommunity.governance import codes as settings
from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, loop, queries, words
from safecommunity.hazards.actions import recurring
from safecommunity.hazards.actions.finding import FACT, Photos, another, attach, step, turn_due
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import Hazard, State, Supervision
from safecommunity.hazards.rights import DISTRICT_RANK, Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

LONGEST = timedelta(days=1830)
MOVES_DAY = ("receive", "grant", "list", "new_day")
PHOTOS = {"submit": queries.AFTER, "accept": queries.AFTER, "lift": queries.PAPER, "list": queries.PAPER,
          "receive": queries.PAPER}  # fmt: skip


@transaction.atomic
def take_step(
    *, reader: Reader, hazard: Hazard, deed: str, at: datetime, values: Mapping[str, Any] | None = None,
    photos: Photos = (),
) -> Hazard:  # fmt: skip
    """One deed of the loop: refused in the wrong order, for the wrong person, and the second time."""
    found = Hazard.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=hazard.pk)
    if not loop.may(Rights(reader), found, deed):
        raise _not_his(Rights(reader), found, deed)
    told = loop.DEEDS[deed]
    today, given = timezone.localdate(at), dict(values or {})
    _in_order(found, deed, today)
    says = HOW[deed](found, given | {"at": at}, reader, today, bool(photos))
    if deed == "submit":
        another(found, photos)
    if told.to:
        found.state = told.to
    if told.to or deed in MOVES_DAY:
        found.turn_due = turn_due(found, today)
    found.save()
    attach(photos, PHOTOS.get(deed, queries.BEFORE), found, reader.pid, at, today)
    if deed == "close":
        _proved(found, reader)
    step(found, deed, today, reader.pid, at, says)
    changes = [ChangeOf(FACT, found.ref), *recurring.after(found, deed)]
    journal.record(
        by=reader.pid, action=f"hazard_{deed}", kind="hazard", ref=found.pid, place=found.place.pid, at=at,
        changes=changes, detail={"state": found.state, "files": len(photos)},
    )  # fmt: skip
    return found


def _not_his(rights: Rights, found: Hazard, deed: str) -> Exception:
    """Why a person may not: in words where he works on this hazard, else plainly forbidden."""
    told = loop.DEEDS[deed]
    if told.other and any(loop.turn(rights, found, whose) for whose in told.turns):
        return Refused(
            _("%(deed)s: not by the person who did it or asked for it") % {"deed": words.deed(deed)}
        )
    if loop.HIGHER in told.turns and rights.judges(found):
        says = _("%(deed)s: only by a level above the one that asked, and not below the one that supervises")
        return Refused(says % {"deed": words.deed(deed)})
    if loop.CLIMBED in told.turns and rights.judges(found):
        says = _("%(deed)s: not below the level it climbed to, nor below the one that supervises")
        return Refused(says % {"deed": words.deed(deed)})
    return NotYours(f"{found.pid}: {deed}")


def _in_order(found: Hazard, deed: str, today: date) -> None:
    """Refuse a deed that does not start from this state, and one that something else stands in the way of."""
    told = loop.DEEDS[deed]
    if found.state not in told.starts:
        says = _("%(deed)s: this hazard is %(state)s; allowed: %(allowed)s")
        allowed = ", ".join(words.states()[one] for one in told.starts)
        raise Refused(
            says % {"deed": words.deed(deed), "state": words.states()[found.state], "allowed": allowed}
        )
    if why := loop.blocked(found, deed, today):
        raise Refused(_("%(deed)s: %(why)s") % {"deed": words.deed(deed), "why": why})


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
    if row.supervised and level != Hazard.Level.MAJOR:
        raise Refused(
            _("It is listed for supervision: only a major hazard is, until it is struck off"), "level"
        )
    row.method, row.factors, row.score, row.color = method, factors, score, color
    if level != row.level:  # the day follows the level by rule; it was not given by anybody yet
        row.first_due = workdays.after(row.found_on, codes.working_days(level))
        _move(row, row.first_due)
    row.level, row.klass = level, klass or row.klass or codes.kinds()[row.kind]["gb"]
    formula = " × ".join(f"{name} {value:g}" for name, value in factors.items())
    return f"{formula} = {score:g} · {codes.colour_name(color)} · {codes.label(codes.levels(), level)}"


def _no_hazard(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.reason = _words(given, "reason", 200, _("Reason"))
    return row.reason


def _duplicate(row: Hazard, given: dict[str, Any], reader: Reader, today: date, _photos: bool) -> str:
    """Entered twice: it ends here and goes on as the first; both say so."""
    wanted = queries.firsts(row).filter(pid=str(given.get("first") or ""))
    first = wanted.select_related("place", "unit").select_for_update(of=("self",)).first()
    if first is None or not Rights(reader).judges(first):
        raise Refused(_("%(field)s: nothing was chosen") % {"field": _("Entered first as")}, "first")
    row.same_as = first
    step(first, "doubled", today, reader.pid, given["at"], row.number)
    return first.number


def _assign(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    row.who, row.sector = _words(given, "who", 120, _("Who puts it right")), ""
    _first_given(row, given, today)
    if row.level == Hazard.Level.MAJOR:
        _put_five(row, given)
    return row.who


def _first_given(row: Hazard, given: dict[str, Any], today: date) -> None:
    """The day somebody is given. In time stays measured by the first day, or by an earlier one: never a later one.

    Whoever takes over what came back has the day it had; another one is asked for. Under supervision the day is that
    of the listing.
    """
    if row.state == State.ASSESSED and not row.supervised:
        _move(row, _day(given, "due", today, today + LONGEST))
        row.first_due = min(row.first_due, row.due)


def _move(row: Hazard, day: date) -> None:
    """Another day wherever one stands: among the five, on the public board. What had climbed begins anew with it."""
    row.climbed = row.climbed if day == row.due else 0
    row.due = day
    if row.five:
        row.five = row.five | {"deadline": day.isoformat()}
    if row.supervised:
        Supervision.objects.filter(hazard=row, lifted_on__isnull=True).update(deadline=day)


def _put_five(row: Hazard, given: dict[str, Any]) -> None:
    five = {"responsibility": row.who, "deadline": row.due.isoformat()}
    for name in ("measure", "funds", "plan"):
        five[name] = _words(given, name, 200, codes.label(codes.five(), name))
    row.five = five


def _five(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.who = _words(given, "who", 120, codes.label(codes.five(), "responsibility"))
    _put_five(row, given)
    return "；".join(f"{codes.label(codes.five(), name)} {row.five[name]}" for name in codes.five())


def _transfer(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    sector = str(given.get("sector") or "")
    if sector not in settings.people_sectors():
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Sector of the agency"), "came": sector[:30]}, "sector")
    row.who, row.sector = _words(given, "who", 120, _("Agency")), sector
    row.receipt, row.receipt_on, row.answer = "", None, ""
    if row.five:
        row.five = row.five | {"responsibility": row.who}
    _first_given(row, given, today)
    return row.who


def _receive(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    row.receipt, row.receipt_on = _words(given, "receipt", 120, _("Receipt")), today
    return row.receipt


def _answer(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.answer = _words(given, "answer", 300, _("Answer of the agency"))
    return row.answer


def _hand_back(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    row.reason = _words(given, "reason", 200, _("Reason"))
    says = f"{row.who} · {row.reason}"
    row.who, row.sector, row.receipt, row.receipt_on = "", "", "", None
    row.five = {name: said for name, said in row.five.items() if name != "responsibility"}
    return says


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
    row.asked_until, row.asked_says, row.asked_by, row.asked_rank, row.climbed = None, "", "", 0, 0
    return ""


def _ask(row: Hazard, given: dict[str, Any], reader: Reader, today: date, _photos: bool) -> str:
    row.asked_until = _day(given, "due", row.due + timedelta(days=1), today + LONGEST)
    row.asked_says, row.asked_by = _words(given, "reason", 200, _("Reason")), reader.pid
    row.asked_rank = Rights(reader).rank(row)
    return f"{row.asked_until} · {row.asked_says}"


def _grant(row: Hazard, _given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    _move(row, row.asked_until or row.due)
    return _answered(row)


def _new_day(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    """Its day passed: another one, with the reason. In time stays measured by the first."""
    old, new = row.due, _day(given, "due", today, today + LONGEST)
    says = _words(given, "reason", 200, _("Reason"))
    _move(row, new)
    return f"{old} → {new} · {says}"


def _refuse(row: Hazard, given: dict[str, Any], _reader: Reader, _today: date, _photos: bool) -> str:
    says = _words(given, "reason", 200, _("Reason"))
    return f"{_answered(row)} · {says}"


def _answered(row: Hazard) -> str:
    asked = str(row.asked_until)
    row.asked_until, row.asked_says, row.asked_by, row.asked_rank = None, "", "", 0
    return asked


def _list(row: Hazard, given: dict[str, Any], reader: Reader, today: date, _photos: bool) -> str:
    """Listed for supervision: who supervises, until when, what stands on the board, by which paper (H3)."""
    level = "district" if Rights(reader).rank(row) == DISTRICT_RANK else "street"
    deadline = _day(given, "due", today, today + LONGEST)
    made = Supervision(
        hazard=row, place=row.place, level=level, deadline=deadline, listed_on=today, by=reader.pid, at=given["at"],
        authority=_words(given, "authority", 120, _("Who supervises")),
        paper=_words(given, "paper", 120, _("Number of the paper")),
        board=_words(given, "board", 300, _("Text of the public board")),
    )  # fmt: skip
    made.save(force_insert=True)
    _move(row, deadline)
    row.supervised, row.first_due = level, min(row.first_due, deadline)
    return f"{made.authority} · {made.paper}"


def _lift(row: Hazard, given: dict[str, Any], _reader: Reader, today: date, _photos: bool) -> str:
    """Struck off by the level that listed it, by paper, once it was accepted."""
    made = Supervision.objects.select_for_update().get(hazard=row, lifted_on__isnull=True)
    made.lifted_on, made.lift_paper = today, _words(given, "paper", 120, _("Number of the paper"))
    made.lift_says = " ".join(str(given.get("says") or "").split())[:200]
    made.save(update_fields=["lifted_on", "lift_paper", "lift_says"])
    row.supervised = ""
    return made.lift_paper


def _proved(row: Hazard, reader: Reader) -> None:
    """Nothing closes without a photo before and another after (H2)."""
    shown: set[str] = set()
    for kind, title in ((queries.BEFORE, _("Photo before")), (queries.AFTER, _("Photo after"))):
        found = {one.sha256 for one in files.attachments(reader, kind, row.pid)}
        if not found:
            raise Refused(_("%(field)s: no photo is here; a loop closes with one before and one after") % {
                "field": title})  # fmt: skip
        if len(found | shown) == 1 and shown:
            raise Refused(_("Before and after are the same photo; allowed: two photos"))
        shown = found


HOW: dict[str, Callable[[Hazard, dict[str, Any], Reader, date, bool], str]] = {
    "assess": _assess, "no_hazard": _no_hazard, "assign": _assign, "transfer": _transfer, "receive": _receive,
    "answer": _answer, "hand_back": _hand_back, "five": _five, "list": _list, "lift": _lift,
    "start": _start, "submit": _submit, "accept": _accept, "send_back": _send_back, "close": _close, "ask": _ask,
    "grant": _grant, "refuse": _refuse, "new_day": _new_day, "duplicate": _duplicate,
}  # fmt: skip
