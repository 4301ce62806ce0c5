"""Writing the register: a paper entered under the next number, cancelled with its number kept, read from a list."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import actions as files
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.reports.models import Document, RegisterEntry
from safecommunity.reports.register import words
from safecommunity.reports.register.rights import Rights
from safecommunity.shell.errors import Refused as Said

EARLIEST, MOST_SERIAL = date(1990, 1, 1), 99_999
CODE = re.compile(
    r"[A-Za-z\u3400-\u9fff]{1,12}"
)  # no digit and no bracket: those begin year and serial number
FIELDS = (
    "direction",
    "code",
    "title",
    "agency",
    "to",
    "subject",
    "dated",
    "day",
    "secrecy",
    "holder",
    "number",
    "note",
)
LIMITS = {"title": (1, 200), "agency": (1, 120), "to": (0, 200), "subject": (0, 60), "holder": (1, 120),
          "number": (0, 60), "note": (0, 300)}  # fmt: skip


class Refused(Said):
    """An entry that cannot be; the text is for whoever asked. `field` names the question where it is one."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


def titles() -> dict[str, str]:
    """What each field is called."""
    return {
        "direction": _("Sent or received"), "code": _("Code of the office"), "serial": _("Serial number"),
        "number": _("Number of the paper"), "title": _("Title of the paper"), "agency": _("Agency of the paper"),
        "to": _("Addressed to"),
        "subject": _("Subject of the paper"), "dated": _("Day of the paper"), "day": _("Sent or received on"),
        "secrecy": _("Secrecy"), "holder": _("Who holds it"), "note": _("Note"),
    }  # fmt: skip


def secrecy_refused(came: str) -> str:
    """Why a secrecy is not taken."""
    says = _(
        "Secrecy: got “%(came)s”; allowed: %(allowed)s. State secrets may not be kept on an open network: "
        "register them in the system for secret papers"
    )
    return says % {"came": came[:20], "allowed": "、".join(words.secrecies().values())}


def check(told: Mapping[str, Any], today: date) -> None:
    """Refuse what no entry can be, in words."""
    named = titles()
    if told["direction"] not in words.directions():
        allowed = "、".join(words.directions().values())
        says = _("%(field)s: got “%(came)s”; allowed: %(allowed)s")
        raise Refused(
            says % {"field": named["direction"], "came": str(told["direction"])[:20], "allowed": allowed},
            "direction",
        )
    if told["secrecy"] not in words.secrecies():
        raise Refused(secrecy_refused(str(told["secrecy"])), "secrecy")
    for name, (least, most) in LIMITS.items():
        if not least <= len(told[name]) <= most:
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            raise Refused(
                says % {"field": named[name], "came": len(told[name]), "least": least, "most": most}, name
            )
    if told["direction"] == words.OUT and not CODE.fullmatch(told["code"]):
        says = _("Code of the office: got “%(came)s”; allowed: 1 to 12 characters or letters, no digits")
        raise Refused(says % {"came": told["code"][:20]}, "code")
    for name, first in (("day", EARLIEST), ("dated", EARLIEST)):
        last = told["day"] if name == "dated" else today
        if told[name] is None or not first <= told[name] <= last:
            says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
            raise Refused(
                says % {"field": named[name], "came": told[name] or "—", "first": first, "last": last}, name
            )


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields in one spelling; a paper that came in has no code of ours."""
    told = {name: values.get(name) for name in FIELDS}
    for name, value in told.items():
        if name not in ("dated", "day"):
            told[name] = " ".join(str(value or "").split())
    if told["direction"] == words.IN:
        told["code"] = ""
    return told


@transaction.atomic
def register_paper(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, client_id: str = "",
    document: Document | None = None, scans: Sequence[files.Looked] = (),
) -> RegisterEntry:  # fmt: skip
    """Enter a paper under the next number of its row. The same form sent twice is one entry."""
    Rights(reader).need(place)
    if client_id and (sent := RegisterEntry.objects.filter(client_id=client_id, by=reader.pid).first()):
        return sent
    told = cleaned(values)
    check(told, timezone.localdate(at))
    locked = Place.objects.select_for_update().get(pk=place.pk)  # two people get two numbers
    if told["direction"] == words.IN:
        _once(locked, told)
    year = told["day"].year
    serial = _next(locked, told["direction"], told["code"], year)
    if document is not None:
        document = _documented(document, locked, told)
    made = _entry(locked, told, year, serial, reader.pid, at)
    made.document, made.client_id = document, client_id or None
    made.save(force_insert=True)
    if document is not None and document.state == Document.State.DRAFT:
        document.number, document.revision = made.number, document.revision + 1
        document.save(update_fields=["number", "revision"])
    _attach(made, scans, reader.pid, at)
    _log("register_paper", made, reader.pid, at, number=words.receipt(made), files=len(scans))
    return made


def _next(place: Place, direction: str, code: str, year: int) -> int:
    """One more than the last of the row; cancelled ones count, so that no number is given twice."""
    row = RegisterEntry.objects.filter(place=place, direction=direction, code=code, year=year)
    last = row.order_by("-serial").values_list("serial", flat=True).first() or 0
    if last >= MOST_SERIAL:
        raise Refused(_("No number is left in this year"), "code")
    return last + 1


def _once(place: Place, told: Mapping[str, Any]) -> None:
    """A paper that came in is registered once: the same agency and number."""
    if not told["number"]:
        return
    same = RegisterEntry.objects.filter(
        place=place, direction=words.IN, agency=told["agency"], number=told["number"], cancelled_on__isnull=True
    ).first()  # fmt: skip
    if same is not None:
        says = _("%(number)s of %(agency)s stands in the register already: %(receipt)s")
        raise Refused(
            says % {"number": told["number"], "agency": told["agency"], "receipt": words.receipt(same)},
            "number",
        )


def _documented(document: Document, place: Place, told: Mapping[str, Any]) -> Document:
    """The document it came from, locked. A final one that bears a number bears it in print: it is not given another."""
    held = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if held.place_id != place.pk or told["direction"] != words.OUT:
        raise Refused(
            _("Document: allowed is one of %(place)s that is sent out") % {"place": place.name}, "document"
        )
    if held.registered.filter(cancelled_on__isnull=True).exists():
        raise Refused(_("This document stands in the register already"), "document")
    if held.state == Document.State.FINAL and held.number:
        says = _(
            "The final document bears the number %(number)s in print; register the number before it is final"
        )
        raise Refused(says % {"number": held.number}, "document")
    return held


def _entry(
    place: Place, told: Mapping[str, Any], year: int, serial: int, by: str, at: datetime
) -> RegisterEntry:
    number = words.number(told["code"], year, serial) if told["direction"] == words.OUT else told["number"]
    return RegisterEntry(place=place, year=year, serial=serial, by=by, at=at, **{**told, "number": number})


def _attach(one: RegisterEntry, scans: Sequence[files.Looked], by: str, at: datetime) -> None:
    if not scans:
        return
    try:
        files.attach_files(
            files=scans,
            kind="register",
            ref=one.pid,
            place=one.place.pid,
            by=by,
            at=at,
            happened_on=one.dated,
        )
    except files.Refused as reason:
        raise Refused(str(reason), "scans") from reason


def _log(action: str, one: RegisterEntry, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="register", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail)
    )


@transaction.atomic
def hand_on(*, reader: Reader, entry: RegisterEntry, holder: str, at: datetime) -> RegisterEntry:
    """Somebody else holds the paper from now on."""
    held = _live(reader, entry)
    holder = " ".join(holder.split())
    least, most = LIMITS["holder"]
    if not least <= len(holder) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(
            says % {"field": titles()["holder"], "came": len(holder), "least": least, "most": most}, "holder"
        )
    before, held.holder = held.holder, holder
    held.save(update_fields=["holder"])
    _log("hand_on_paper", held, reader.pid, at, before=before, after=holder)
    return held


@transaction.atomic
def cancel_entry(*, reader: Reader, entry: RegisterEntry, reason: str, at: datetime) -> RegisterEntry:
    """Entered wrongly: it stays with its number and the reason; the number is not given again."""
    held = _live(reader, entry)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise Refused(_("A withdrawal needs a reason"), "reason")
    held.cancelled_on, held.reason = timezone.localdate(at), reason
    held.save(update_fields=["cancelled_on", "reason"])
    _log("cancel_paper", held, reader.pid, at, reason=reason)
    return held


def _live(reader: Reader, entry: RegisterEntry) -> RegisterEntry:
    held = RegisterEntry.objects.select_for_update(of=("self",)).select_related("place").get(pk=entry.pk)
    Rights(reader).need(held.place)
    if held.cancelled_on is not None:
        raise Refused(_("This entry was withdrawn already"))
    return held


@transaction.atomic
def import_papers(
    *, reader: Reader, place: Place, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> int:
    """Enter an old register with the numbers it had. A number that stands already is the same paper: it stays."""
    Rights(reader).need(place)
    locked, today = Place.objects.select_for_update().get(pk=place.pk), timezone.localdate(at)
    known = set(RegisterEntry.objects.filter(place=locked).values_list("direction", "code", "year", "serial"))
    made: list[RegisterEntry] = []
    for values in rows:
        told, serial = cleaned(values), int(values["serial"])
        check(told, today)
        one = _entry(locked, told, told["day"].year, serial, reader.pid, at)
        key = (one.direction, one.code, one.year, one.serial)
        if key not in known:
            known.add(key)
            made.append(one)
    RegisterEntry.objects.bulk_create(made)
    journal.record(
        by=reader.pid, action="import_papers", kind="register", ref=place.pid, place=place.pid, at=at,
        detail={"file": file_name[:150], "new": len(made)},
    )  # fmt: skip
    return len(made)
