"""Lists of trainings and of certificates: read with all faults of all rows together, and written as they stand."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.outreach import codes
from safecommunity.outreach.checks import EARLIEST, heading
from safecommunity.outreach.models import Certificate, Session
from safecommunity.outreach.queries import training
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import lists, sheets
from safecommunity.shell.sheets import Checked, Fault, Line

LONG = {"title": (1, 120), "spot": (0, 80), "held_by": (0, 80)}
TEXTS = {"name": 40, "kind": 60, "number": 40, "issuer": 80}
COUNTS = ("sheet_count", "tested", "passed")
MOST = 100_000


def session_headings() -> dict[str, str]:
    """Fields of a training by what their columns are called."""
    return {
        "title": _("Subject"), "happened_on": _("Day"), "place": _("Place"), "spot": heading("spot"),
        "held_by": heading("held_by"), "setting": heading("setting"), "audience": heading("audience"),
        "hours": _("Hours"), "sheet_count": _("Who came"), "tested": _("Tested"), "passed": _("Passed"),
    }  # fmt: skip


def check_sessions(given: sheets.List, places: Mapping[str, Place], today: date) -> Checked[dict[str, Any]]:
    """Trainings for the action; `places` by what a row may call them."""
    rows = lists.lines(given, session_headings, ("title", "happened_on", "place"))
    return lists.checked(rows, lambda line: _session(line, places, today))


def _session(line: Line, places: Mapping[str, Place], today: date) -> tuple[dict[str, Any], list[Fault]]:
    place, on = places.get(line["place"]), sheets.day(line["happened_on"])
    coded = {
        name: codes.said(listed).get(line[name].lower(), "")
        for name, listed in (("setting", "settings"), ("audience", "audiences"))
    }
    counts = {name: sheets.whole_number(line[name]) for name in COUNTS}
    hours = sheets.whole_number(line["hours"]) if line["hours"] else 1
    came, tested, passed = (counts[name] or 0 for name in COUNTS)
    whole = _("a whole number, or empty")
    faults = lists.faults_of(line, {
        **{name: (not least <= len(line[name]) <= most,
                  _("%(least)s to %(most)s characters") % {"least": least, "most": most})
           for name, (least, most) in LONG.items()},
        "happened_on": (on is None or not EARLIEST <= on <= today,
                        _("a day from %(first)s to %(last)s") % {"first": EARLIEST, "last": today}),
        "place": (place is None, _("a name or code of a place of this office")),
        "setting": (line["setting"] and not coded["setting"], _listed("settings")),
        "audience": (line["audience"] and not coded["audience"], _listed("audiences")),
        "hours": (hours is None or not 1 <= hours <= 200, _("a whole number from %(first)s to %(last)s")
                  % {"first": 1, "last": 200}),
        "sheet_count": (line["sheet_count"] and (counts["sheet_count"] is None or came > MOST), whole),
        "tested": (line["tested"] and (counts["tested"] is None or tested > came), _("up to who came")),
        "passed": (line["passed"] and (counts["passed"] is None or passed > tested), _("up to who was tested")),
    })  # fmt: skip
    return {
        **{name: line[name] for name in LONG}, **coded, "happened_on": on, "place": place.pid if place else "",
        "hours": hours, "sheet_count": counts["sheet_count"], "tested": tested, "passed": passed,
    }, faults  # fmt: skip


def _listed(name: str) -> str:
    return _(", ").join(label for _id, label in codes.choices(name))


def session_fields(one: Session) -> dict[str, Any]:
    """A training by the fields of a list."""
    return {
        **{name: getattr(one, name) for name in LONG}, "happened_on": one.happened_on.isoformat(),
        "place": one.place.name, "setting": codes.label("settings", one.setting) if one.setting else "",
        "audience": codes.label("audiences", one.audience) if one.audience else "", "hours": one.hours,
        "sheet_count": one.people, "tested": one.tested or "", "passed": one.passed if one.tested else "",
    }  # fmt: skip


def session_notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row a training. Subject, day and place are needed."),
        _("A training of the same day, place and subject stays as it is; the list may be sent again."),
    ]


def certificate_headings() -> dict[str, str]:
    """Fields of a certificate by what their columns are called."""
    return {
        "unit": _("Social unit"), "place": _("Place"), "post": _("Post"), "name": _("Name"), "kind": _("Certificate"),
        "number": _("Number"), "issuer": _("Issued by"), "issued_on": _("Issued on"), "expires_on": _("Valid until"),
    }  # fmt: skip


class Units:
    """Organisations a row may name: by name, where several bear it with the place."""

    def __init__(self, units: Iterable[SocialUnit]) -> None:
        self.named: dict[str, list[SocialUnit]] = {}
        for one in units:
            self.named.setdefault(one.name, []).append(one)

    def find(self, name: str, place: str) -> SocialUnit | None:
        """The only one meant."""
        found = [one for one in self.named.get(name, ()) if not place or one.place.name == place]
        return found[0] if len(found) == 1 else None


def check_certificates(given: sheets.List, units: Units, today: date) -> Checked[dict[str, Any]]:
    """Certificates for the action. A name never stands among the faults."""
    need = ("unit", "post", "name", "number", "issuer", "issued_on", "expires_on")
    rows = lists.lines(given, certificate_headings, need)
    return lists.checked(rows, lambda line: _certificate(line, units, today))


def _certificate(line: Line, units: Units, today: date) -> tuple[dict[str, Any], list[Fault]]:
    unit, post = units.find(line["unit"], line["place"]), codes.said("posts").get(line["post"].lower(), "")
    issued, expires = sheets.day(line["issued_on"]), sheets.day(line["expires_on"])
    texts = {name: line[name] for name in TEXTS} | {"kind": line["kind"] or _("Certificate")}
    faults = lists.faults_of(line, {
        "unit": (unit is None, _("an organisation of the register; where several bear the name, with its place")),
        "post": (not post, _listed("posts")),
        "issued_on": (issued is None or not EARLIEST <= issued <= today,
                      _("a day from %(first)s to %(last)s") % {"first": EARLIEST, "last": today}),
        "expires_on": (expires is None or (issued is not None and not issued < expires),
                       _("a day after the day of issue")),
    })  # fmt: skip
    for name, most in TEXTS.items():
        if not 1 <= len(texts[name]) <= most:
            came = _("%(n)s characters") % {"n": len(texts[name])}
            faults.append(line.fault(name, _("1 to %(most)s characters") % {"most": most}, came))
    return {"unit": unit, "post": post, **texts, "issued_on": issued, "expires_on": expires}, faults


def certificate_fields(one: Certificate) -> dict[str, Any]:
    """A certificate by the fields of a list."""
    return {
        "unit": one.unit.name, "place": one.unit.place.name, "post": codes.label("posts", one.post),
        "name": training.name_of(one), "kind": one.kind, "number": one.number, "issuer": one.issuer,
        "issued_on": one.issued_on.isoformat(), "expires_on": one.expires_on.isoformat(),
    }  # fmt: skip


def certificate_notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row a certificate. The organisation stands in the register; posts: %(posts)s")
        % {"posts": _listed("posts")},
        _("A number of an issuer that is on record stays as it is; the list may be sent again."),
    ]
