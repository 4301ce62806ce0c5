"""Whether what fails a place whatever its score has happened: as records tell it, or as who moves it declares.

Records come first: what they say happened, happened, whatever is declared. Where they cannot tell — no register of
events is kept, no control figure is on file, nobody's books hold forged papers — whoever makes the move says so in
words of his own, which are kept with the step.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Application, Round, Step
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.standards.shape import Veto
from safecommunity.figures.claims import queries as claims
from safecommunity.governance.appraisal import queries as appraisals
from safecommunity.governance.targets import queries as targets
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.queries import events
from safecommunity.places import queries as places
from safecommunity.shell.numbers import day

LARGER = 3  # grades go down: 1 is the gravest
DEAD = "event.dead"  # the figure a control figure is set for
NAMED = 8  # events named in a sentence


@dataclass(frozen=True)
class Declared:
    """What whoever makes a move says about a veto records cannot tell of, and why he knows."""

    happened: bool
    reason: str


@dataclass(frozen=True)
class Told:
    """What is known of one veto in the period looked at. `happened` is None where records cannot tell."""

    veto: Veto
    first: date
    last: date
    happened: bool | None
    says: str
    links: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The veto in the reader's language."""
        return words.text(self.veto.text)


def period(held: Application, on: date) -> tuple[date, date]:
    """From the filing (of a title, from its naming) to the day of the move."""
    first = held.named_on or held.filed_on or held.opened_on
    return min(first, on), on


def of_move(held: Application, round: Round | None, on: date) -> list[Told]:
    """Every veto of the sheet the application rests on, but for those a limit of the procedure says."""
    one = round or held.round
    if one is None:
        return []
    first, last = period(held, on)
    paths = tuple(places.open_paths([held.place.pid]).values())
    return [
        TELLERS[veto.told_by](held, paths, veto, first, last)
        for veto in sheets.of_sheet(one.sheet).vetoes
        if veto.told_by != "built"
    ]


def _kept(paths: tuple[str, ...], last: date) -> bool:
    """Whether a register of events is kept there at all: nothing on an empty register proves nothing."""
    return events.any_until(paths, last)


def _named(rows: Iterable[events.Grave]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Days and grades of some events, and where each is opened."""
    some = list(rows)
    told = "、".join(f"{day(one.on)} {codes.grade_label(one.grade)}" for one in some[:NAMED])
    links = tuple((day(one.on), reverse("event", args=[one.ref])) for one in some[:NAMED])
    return told, links


def _larger(held: Application, paths: tuple[str, ...], veto: Veto, first: date, last: date) -> Told:
    """Accidents and fires of the grade “larger” or graver on the register."""
    grave = [one for one in events.grave(paths, first, last) if one.grade <= LARGER]
    if grave:
        told, links = _named(grave)
        says = _("%(n)s events of this grade are on the register: %(which)s")
        return Told(veto, first, last, True, says % {"n": len(grave), "which": told}, links)
    if not _kept(paths, last):
        return Told(veto, first, last, None, _("No register of events is kept here"))
    return Told(veto, first, last, False, _("No event of this grade is on the register"))


def _deaths(held: Application, paths: tuple[str, ...], veto: Veto, first: date, last: date) -> Told:
    """People dead in accidents on the register against the control figure of each year; a paper that says more asks."""
    fatal = [one for one in events.grave(paths, first, last) if one.kind == "accident" and one.dead]
    control = targets.at_most(held.place, DEAD, first, last)
    dead: dict[int, int] = {}
    for one in fatal:
        dead[one.on.year] = dead.get(one.on.year, 0) + one.dead
    _text, links = _named(fatal)
    over = {year: n for year, n in dead.items() if year in control and n > control[year]}
    if over:
        says = _("%(year)s: %(n)s dead in accidents on the register; the control figure is %(most)s")
        told = "；".join(
            says % {"year": year, "n": n, "most": f"{control[year]:g}"} for year, n in sorted(over.items())
        )
        return Told(veto, first, last, True, told, links)
    unknown = sorted(year for year in dead if year not in control)
    if unknown:
        says = _("%(n)s dead in accidents on the register; no control figure of %(years)s is on file")
        many = sum(dead[year] for year in unknown)
        which = "、".join(map(str, unknown))
        return Told(veto, first, last, None, says % {"n": many, "years": which}, links)
    if not _kept(paths, last):
        return Told(veto, first, last, None, _("No register of events is kept here"))
    papers = claims.above(held.place.pid, DEAD, sum(dead.values()), first, last)
    if papers:
        says = _("The register has %(n)s dead in accidents, a paper says %(came)s: %(paper)s")
        came = papers[0].printed or papers[0].value
        more = {"n": sum(dead.values()), "came": came, "paper": papers[0].document}
        return Told(veto, first, last, None, says % more, links)
    says = _("%(n)s dead in accidents on the register, within the control figure") if dead else _(
        "Nobody died in an accident on the register"
    )  # fmt: skip
    return Told(veto, first, last, False, says % {"n": sum(dead.values())} if dead else says, links)


def _falsified(held: Application, paths: tuple[str, ...], veto: Veto, first: date, last: date) -> Told:
    """A published appraisal that struck the place for falsified papers; no record shows that there are none."""
    struck = appraisals.struck(held.place, "falsified", first.year, last.year)
    if not struck:
        return Told(veto, first, last, None, _("No record can show that no paper is falsified"))
    own = next((one for one in struck if one.community_id == held.place_id), None)
    one = own or struck[0]
    says = _("The appraisal of %(year)s struck %(name)s for falsified papers")
    # one of its villages or units is not yet the place itself: who decides has to say
    told = says % {"year": one.appraisal.year, "name": one.name}
    return Told(veto, first, last, True if own else None, told)


def _nobody(held: Application, paths: tuple[str, ...], veto: Veto, first: date, last: date) -> Told:
    """A veto of an operator's sheet that no record is named for."""
    return Told(veto, first, last, None, _("No record of this installation tells of it"))


Teller = Callable[[Application, tuple[str, ...], Veto, date, date], Told]
TELLERS: dict[str, Teller] = {
    "work_deaths": _deaths, "larger_event": _larger, "falsified": _falsified, "": _nobody,
}  # fmt: skip


def carried(steps: Iterable[Step], office: int, state: str) -> dict[str, Declared]:
    """What the same office declared with the move that led to where the application stands now."""
    last = next(
        (one for one in reversed(list(steps)) if one.to_state == state and one.from_state != state), None
    )
    if last is None or last.office_id != office:
        return {}
    return {
        row["id"]: Declared(bool(row["happened"]), row["reason"])
        for row in last.vetoes
        if row["by"] == "declared"
    }


def kept(told: Iterable[Told], declared: Mapping[str, Declared]) -> list[dict[str, Any]]:
    """What a step keeps of every veto: what records said, or what was declared."""
    rows: list[dict[str, Any]] = []
    for one in told:
        row = {"id": one.veto.id, "basis": one.veto.basis, "first": one.first.isoformat(),
               "last": one.last.isoformat(), "says": one.says}  # fmt: skip
        if one.happened is not None:
            rows.append(row | {"by": "records", "happened": one.happened, "reason": ""})
        elif (said := declared.get(one.veto.id)) is not None:
            rows.append(row | {"by": "declared", "happened": said.happened, "reason": said.reason.strip()})
    return rows
