"""Versions of a report in words: who corrected what, when and why; and two versions side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.injuries import checks, codes
from safecommunity.injuries.actions.versions import CONTENTS
from safecommunity.injuries.actions.writing import SENSITIVE_CAUSE, SENSITIVE_INTENTS
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import Report, ReportVersion
from safecommunity.places import queries as places

PLACES = ("residence", "occurrence")
SAID = ("cause", "intent", "icd10")  # what may say self-harm, violence or sexual assault


@dataclass(frozen=True)
class Line:
    """One field: before and after; `secret` where only that it changed may be said."""

    title: str
    before: str = ""
    after: str = ""
    secret: bool = False


@dataclass(frozen=True)
class Version:
    """One version of a report; the first is the report as it was recorded."""

    number: int
    who: str
    at: datetime
    reason: str
    lines: tuple[Line, ...]


def versions_of(report: Report) -> list[Version]:
    """Every version, newest first; three queries whatever their number."""
    found = list(ReportVersion.objects.filter(report=report).order_by("-number"))
    who = people.names({report.entered_by, *(one.by for one in found)})
    words = _Words(change for one in found for change in one.changes)
    shown = [
        Version(one.number, who.get(one.by, one.by), one.at, one.reason, _lines(one, report, words))
        for one in found
    ]
    first = Version(1, who.get(report.entered_by, report.entered_by), report.entered_at, "", ())
    return [*shown, first]


def _lines(version: ReportVersion, report: Report, words: "_Words") -> tuple[Line, ...]:
    hidden = not report.sensitive and any(_sensitive(change) for change in version.changes)
    return tuple(
        Line(_title(change[0]), secret=True)
        if len(change) == 1 or (hidden and change[0] in SAID)
        else Line(_title(change[0]), words.say(change[0], change[1]), words.say(change[0], change[2]))
        for change in version.changes
    )


def _sensitive(change: list[Any]) -> bool:
    """A value that would need the separate right, on a report that does not need it any more."""
    name, *both = change
    return any(
        (name == "intent" and value in SENSITIVE_INTENTS)
        or (name == "cause" and value == SENSITIVE_CAUSE)
        or (name == "icd10" and bool(value) and icd10.sensitive(value))
        for value in both
    )


def _title(name: str) -> str:
    return {"state": _("State"), "lives_elsewhere": _("does not live here")}.get(name) or checks.title(name)


def beside(report: Report, now: Mapping[str, Any], yours: Mapping[str, Any]) -> list[Line]:
    """What somebody wants to write beside what the report says now: the fields that differ."""
    changes: list[list[Any]] = []
    for name in dict.fromkeys([*CONTENTS, *now, *yours]):
        one, other = now.get(name), yours.get(name)
        if _same(one) == _same(other):
            continue
        changes.append([name, one, other] if name in CONTENTS else [name])
    words = _Words(changes)
    return [
        Line(_title(change[0]), words.say(change[0], change[1]), words.say(change[0], change[2]))
        if len(change) > 1
        else Line(_title(change[0]), secret=True)
        for change in changes
        if change[0] != "precision"
    ]


def _same(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(minute=0, second=0, microsecond=0)
    return None if value in (None, "", False) else value


class _Words:
    """Stored values in words; the names of places and facilities are looked up once."""

    def __init__(self, changes: Iterable[list[Any]]) -> None:
        found = [(change[0], value) for change in changes for value in change[1:] if value]
        self.places = places.names({value for name, value in found if name in PLACES})
        self.units = places.unit_names({value for name, value in found if name == "unit"})

    def say(self, name: str, value: Any) -> str:
        if value in (None, "", False):
            return "—"
        if name in codes.LISTS:
            return codes.numbered(codes.LISTS[name], value)
        if name in PLACES:
            return self.places.get(value, str(value))
        if name == "unit":
            return self.units.get(value, str(value))
        if name in ("injury_time", "visit_time"):
            moment = value if isinstance(value, datetime) else parse_datetime(value)
            return timezone.localtime(moment).strftime("%Y-%m-%d %H:00") if moment else str(value)
        if name == "icd10":
            return f"{value} {icd10.title(value)}"
        if name == "precision":
            return {"hour": _("the hour"), "date": _("the day")}.get(value, str(value))
        if name == "state":
            return _("withdrawn") if value == Report.State.WITHDRAWN else _("stands")
        return _("yes") if value is True else str(value)
