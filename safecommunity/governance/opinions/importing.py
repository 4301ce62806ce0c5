"""The book of an opinion box as a list: what came, who answered, when. All faults of all rows together."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.models import Opinion
from safecommunity.governance.opinions import words
from safecommunity.places.models import Place
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

Row = dict[str, Any]
NEED = ("received", "channel", "place", "text")


@dataclass(frozen=True)
class Ground:
    """What rows may name."""

    places: Mapping[str, Place]
    today: date


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = re.sub(r"[\s*:().]", "", unicodedata.normalize("NFKC", heading)).casefold()
    fields = codes.load("opinions")["headings"]
    return next((name for name, said in fields.items() if plain in str(said).casefold().split()), "")


def headings() -> list[str]:
    """Headings of the template; the reader takes other languages too."""
    return [str(said).split()[0] for said in codes.load("opinions")["headings"].values()]


def check(given: sheets.List, ground: Ground) -> Checked[Row]:
    """Every row with all faults. Raises Unreadable where needed columns lack."""
    names = dict(zip(codes.load("opinions")["headings"], headings(), strict=True))
    sheets.need(given, {known(one) for one in given.headings}, {one: names[one] for one in NEED})
    rows, items, faults = sheets.lines(given, known), [], []
    for line in rows:
        wrong: list[Fault] = []
        made = _row(line, ground, wrong)
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, ground: Ground, wrong: list[Fault]) -> Row:
    received = sheets.day(line["received"])
    if received is None or not date(2000, 1, 1) <= received <= ground.today:
        wrong.append(line.fault("received", _("a day up to today")))
    place, channel, text = ground.places.get(line["place"]), _channel(line["channel"]), line["text"].strip()
    if place is None:
        wrong.append(line.fault("place", _("a name or code of a place of this office")))
    if not channel:
        wrong.append(line.fault("channel", "、".join(words.channel(one) for one in words.channels())))
    if not 4 <= len(text) <= 2000:
        wrong.append(line.fault("text", _("4 to 2,000 characters"), _("%(n)s characters") % {"n": len(text)}))
    answered, reply = _answer(line, received, ground, wrong)
    satisfied = _satisfied(line["satisfied"])
    if satisfied is None or (satisfied and answered is None):
        wrong.append(line.fault("satisfied", _("yes or no, and only where it was answered; or empty")))
    return {
        "received": received, "place": place, "channel": channel, "text": text, "who": line["who"][:120],
        "answered": answered, "reply": reply, "satisfied": satisfied or "",
    }  # fmt: skip


def _answer(line: Line, received: date | None, ground: Ground, wrong: list[Fault]) -> tuple[date | None, str]:
    answered, reply = sheets.day(line["answered"]), line["reply"].strip()
    if bool(line["answered"]) != bool(reply):
        wrong.append(line.fault("reply", _("day and reply together, or both empty")))
    elif line["answered"] and (answered is None or not (received or answered) <= answered <= ground.today):
        wrong.append(line.fault("answered", _("a day from the day it came up to today")))
    elif reply and not 4 <= len(reply) <= 2000:
        wrong.append(
            line.fault("reply", _("4 to 2,000 characters"), _("%(n)s characters") % {"n": len(reply)})
        )
    return answered, reply


def _channel(text: str) -> str:
    plain = text.strip().casefold()
    for one in codes.load("opinions")["channels"]:
        if plain in {str(one["id"]), *(str(said).casefold() for said in one["title"].values())}:
            return str(one["id"])
    return ""


def _satisfied(text: str) -> str | None:
    plain, listed = text.strip().casefold(), codes.load("opinions")
    if not plain:
        return ""
    if plain in str(listed["satisfied_yes"]).split():
        return "yes"
    return "no" if plain in str(listed["satisfied_no"]).split() else None


def keyed(items: Iterable[Row]) -> list[tuple[str, Row]]:
    """Each row with a key of what came; the same row twice in one list is two opinions."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        said = json.dumps([str(one["received"]), one["place"].pid, one["channel"], one["text"]])
        digest = hashlib.sha256(said.encode()).hexdigest()[:40]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"book-{digest}-{seen[digest]}", one))
    return found


def pack(items: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain data."""
    return [
        {k: v.pid if k == "place" else v.isoformat() if isinstance(v, date) else v for k, v in one.items()}
        for one in items
    ]


def unpack(data: Iterable[Mapping[str, Any]], ground: Ground) -> list[Row]:
    """The rows again; those of places no longer in reach are left out."""
    return [
        {
            **one, "place": ground.places[one["place"]], "received": date.fromisoformat(one["received"]),
            "answered": date.fromisoformat(one["answered"]) if one["answered"] else None,
        }
        for one in data if one["place"] in ground.places
    ]  # fmt: skip


def shown(items: Iterable[Row]) -> list[list[str]]:
    """What was found, for the page."""
    return [
        [
            one["received"].isoformat(), words.channel(one["channel"]), one["place"].name, one["text"][:80], one["who"],
            one["answered"].isoformat() if one["answered"] else "", one["reply"][:80],
        ]
        for one in items
    ]  # fmt: skip


def written() -> dict[str, str]:
    """Our heading of each field; a number of the paper book is not read."""
    said = dict(zip(codes.load("opinions")["headings"], headings(), strict=True))
    return {str(name): text for name, text in said.items() if name != "number"}


def shown_headings() -> list[str]:
    """Over what was found."""
    return headings()[1:-1]


def fields_of(one: Opinion) -> dict[str, Any]:
    """An opinion by the fields of a list, as it would be sent in again."""
    yes, no = (str(codes.load("opinions")[name]).split()[0] for name in ("satisfied_yes", "satisfied_no"))
    return {
        "received": one.received_on.isoformat(), "channel": words.channel(one.channel), "place": one.place.name,
        "text": one.text, "who": one.who, "answered": one.answered_on.isoformat() if one.answered_on else "",
        "reply": one.reply if one.answered_on else "", "satisfied": {"yes": yes, "no": no}.get(one.satisfied, ""),
    }  # fmt: skip


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row an opinion. Day, channel, place and what was said are needed."),
        _("Channels: %(channels)s") % {"channels": "、".join(words.channel(one) for one in words.channels())},
        _("Leave out names and telephone numbers of residents."),
        _("The same row sent again is not stored twice."),
    ]
