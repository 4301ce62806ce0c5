"""What inspections take into a year: each round of last year is planned anew for the same days a year later."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader, reader_of
from safecommunity.governance import codes as governance
from safecommunity.hazards.inspections import actions, lists
from safecommunity.hazards.inspections.lists import Listed
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Inspection, InspectionRound
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.slots import Carrier, CarryLine

MOST = 60
Rank = Inspection.Rank


def carriers(request: HttpRequest, *, place: Place, year: int, **_context: Any) -> list[Carrier]:
    """One, for the office that plans rounds."""
    return [Rounds(reader_of(request), place, year).carrier()]


@dataclass(frozen=True)
class Again:
    """A round as it is planned anew: the days, what of it still stands, the newest version of its checklist."""

    of: InspectionRound
    starts: date
    until: date
    checklist: Listed | None
    units: list[SocialUnit]
    spots: list[tuple[Place, str]]
    sectors: list[str]

    def why_not(self, today: date) -> str:
        """Why it is not planned by itself; empty where it is."""
        if self.until < today:
            return _("its days are over already")
        if self.checklist is None:
            return _("its checklist is not offered any more")
        if not self.units and not self.spots:
            return _("nothing of it still stands")
        return "" if self.sectors else _("none of its teams is known any more")


class Rounds:
    """The rounds one office planned last year."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Planned once; taken back while nothing of it was inspected."""
        return Carrier(
            "inspections", 25, _("Inspection rounds"),
            _("Every round of last year is planned for the same days a year later, with its teams, the units and "
              "places that still stand, and the newest version of its checklist."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def _before(self) -> list[Again]:
        found = InspectionRound.objects.filter(
            place__pid__in=places.subtree(self.place.pid), until__year=self.year - 1
        )
        rows = found.select_related("place").prefetch_related(
            "teams", "inspections__unit", "inspections__place"
        )
        offered = lists.offered(Rights(self.reader).tops)
        return [self._again(one, offered) for one in rows.order_by("starts", "pk")[:MOST]]

    def _again(self, one: InspectionRound, offered: list[Listed]) -> Again:
        first = date(self.year, 1, 1)
        held = [row for row in one.inspections.all() if row.again_id is None and row.rank != Rank.CANCELLED]
        units = {row.unit.pk: row.unit for row in held if row.unit is not None and _stands(row.unit, first)}
        spots = {
            (row.place_id, row.spot): (row.place, row.spot)
            for row in held
            if row.unit is None and row.spot and _stands(row.place, first)
        }
        known = set(governance.people_sectors())
        sectors = [team.sector for team in one.teams.all() if team.sector in known]
        return Again(
            one, _a_year_on(one.starts), _a_year_on(one.until), _newest(one, offered), list(units.values()),
            list(spots.values()), sectors,
        )  # fmt: skip

    def _made(self, before: list[Again]) -> dict[str, list[InspectionRound]]:
        """What was planned anew of each round, also what was taken back since."""
        found: dict[str, list[InspectionRound]] = {one.of.pid: [] for one in before}
        keys = {self._key(one.of, n): one.of.pid for one in before for n in range(1, 10)}
        for row in InspectionRound.objects.filter(client_id__in=keys).prefetch_related("inspections"):
            found[keys[str(row.client_id)]].append(row)
        return found

    def _key(self, one: InspectionRound, n: int) -> str:
        return f"carry-{one.pid}-{self.year}-{n}"

    def preview(self) -> list[CarryLine]:
        """A line for each round: its days, how much of it stands, or why it is left out."""
        before, today = self._before(), timezone.localdate()
        made = self._made(before)
        return [
            CarryLine(
                one.of.title,
                one.why_not(today)
                or _("%(first)s – %(last)s, %(n)s units and places")
                % {"first": one.starts, "last": one.until, "n": len(one.units) + len(one.spots)},
                reverse("inspection_round", args=[one.of.pid]),
                any(_live(row) for row in made[one.of.pid]),
            )
            for one in before
        ]

    def carry(self, at: datetime) -> dict[str, Any]:
        """Each once; what cannot be planned is left out and says why in the list."""
        before, today, done = self._before(), timezone.localdate(at), []
        made = self._made(before)
        for one in before:
            if one.checklist is None or one.why_not(today) or any(_live(row) for row in made[one.of.pid]):
                continue
            row, _new = actions.plan_round(
                reader=self.reader, place=one.of.place, title=one.of.title, checklist=one.checklist,
                sectors=one.sectors, lead=one.sectors[0], starts=one.starts, until=one.until, units=one.units,
                spots=one.spots, at=at, client_id=self._key(one.of, len(made[one.of.pid]) + 1),
            )  # fmt: skip
            done.append(row.pid)
        return {"count": len(done), "rounds": done}

    def undo(self, made: dict[str, Any], at: datetime) -> list[str]:
        """What is still planned is cancelled; rounds with something inspected keep it and are named."""
        left = []
        for row in InspectionRound.objects.filter(pid__in=made.get("rounds", [])).order_by("pk"):
            for one in row.inspections.filter(rank=Rank.PLANNED).select_related("place"):
                actions.cancel_inspection(reader=self.reader, inspection=one, reason=_("taken back"), at=at)
            if row.inspections.filter(rank=Rank.DONE).exists():
                left.append(row.title)
        return left


def _live(one: InspectionRound) -> bool:
    return any(row.rank != Rank.CANCELLED for row in one.inspections.all())


def _stands(one: SocialUnit | Place, on: date) -> bool:
    return one.ends is None or one.ends > on


def _newest(one: InspectionRound, offered: list[Listed]) -> Listed | None:
    """Its checklist as it is offered now: a shipped one by code, an office's own by its title."""
    own = one.checklist.startswith(lists.OWN)
    for each in offered:
        if each.code == one.checklist or (own and each.own and each.title == one.checklist_title):
            return each
    return None


def _a_year_on(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + 1, day=28 if leap else day.day)
