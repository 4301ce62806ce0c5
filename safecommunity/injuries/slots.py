"""What this room puts into the pages of lower and upper rooms."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.injuries.codes import events as event_codes
from safecommunity.injuries.duplicates import queries as duplicates
from safecommunity.injuries.models import Event, FacilityMonth
from safecommunity.injuries.queries import events, months, returns
from safecommunity.injuries.queries.rights import OFFICE, Rights, rights
from safecommunity.intake import queries as intake
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.slots import MenuEntry, WorkLine, once

DRAFT = "injury_card"
MOST_EVENTS = 10
lazystr = lazy(
    lambda say: say(), str
)  # counts cards where the line is shown, not where the menu counts lines


@once
def held_by(request: HttpRequest) -> Rights | None:
    """The reader's rights in this room, made once a request."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return None
    return rights(reader)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Cards for who writes them, the list for who reads them, months for who owes or collects them."""
    held = held_by(request)
    if held is None:
        return []
    reader, entries = held.reader, []
    if held.writes_cards:
        entries.append(MenuEntry("daily", _("Fill in a card"), reverse("injury_card")))
    if reader.has(Role.GRID):
        entries.append(MenuEntry("daily", _("Quick report"), reverse("injury_quick")))
    if reader.has(Role.FACILITY, Role.GRID, *OFFICE):
        entries.append(MenuEntry("see", _("Injury records"), reverse("injuries"), sub="injury"))
    if held.writes_cards:
        entries.append(MenuEntry("see", _("Enter cards line by line"), reverse("injury_lines"), sub="injury"))
        entries.append(MenuEntry("see", _("Import a list"), reverse("injury_import"), sub="injury"))
    if reader.has(Role.GRID, *OFFICE):
        entries.append(MenuEntry("see", _("Register of events"), reverse("events"), sub="injury"))
    if reader.has(*OFFICE):
        entries.append(MenuEntry("see", _("Possible duplicates"), reverse("injury_duplicates"), sub="injury"))
    if reader.has(Role.FACILITY, *OFFICE):
        entries.append(MenuEntry("see", _("Monthly reports"), reverse("injury_months"), sub="injury"))
    if reader.place_scopes(returns.ROOM, *returns.SUBMITS):
        entries.append(
            MenuEntry("see", _("Returns to the district"), reverse("injury_returns"), sub="injury")
        )
    return entries


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """A nurse starts at a blank card, a grid worker at the quick report."""
    reader = getattr(request, "reader", None)
    if reader is None or reader.has(*OFFICE):
        return None
    if reader.has(Role.FACILITY):
        return reverse("injury_card")
    return reverse("injury_quick") if reader.has(Role.GRID) else None


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Missing and waiting months of the reader's facilities, returned ones of his own, drafts he began."""
    held = held_by(request)
    if held is None:
        return []
    today = timezone.localdate()
    units = months.units_of(held)
    lines = months.matrix(units, months.window(today), today) if units else []
    found = [task for unit, line in lines for task in _unit_tasks(held, unit, line)]
    return [*found, *_returns(held, today), *_events(held), *_duplicates(held), *_drafts(held.reader.pid)]


def _unit_tasks(held: Rights, unit: SocialUnit, line: list[months.MonthCell]) -> list[WorkLine]:
    """What one facility's months ask of this reader: missing ones together, returned and waiting ones by themselves."""
    own = unit.pid in held.own_units
    found = [_returned(cell) for cell in line if own and cell.state == FacilityMonth.State.RETURNED]
    if missing := [cell for cell in line if cell.state == "missing"]:
        found.append(_hand_in(missing) if own else _urge(missing))
    if not own:
        found += [_waiting(cell) for cell in line if cell.state == FacilityMonth.State.SUBMITTED]
    return found


def _page(cell: months.MonthCell) -> str:
    return f"{reverse('injury_months')}#m-{cell.unit.pid}-{cell.index}"


def _words(cells: list[months.MonthCell]) -> dict[str, str]:
    shown = [cell.label for cell in cells]
    listed = (
        _(", ").join(shown)
        if len(shown) < 3
        else _("%(first)s to %(last)s") % {"first": shown[0], "last": shown[-1]}
    )
    return {"unit": cells[0].unit.name, "month": listed}


def _returned(cell: months.MonthCell) -> WorkLine:
    title = _("%(month)s report of %(unit)s was returned") % _words([cell])
    return WorkLine(
        _("Returned"), title, _page(cell), _("Correct it"), cell.due, cell.row.reason if cell.row else ""
    )


def _hand_in(cells: list[months.MonthCell]) -> WorkLine:
    title = _("Hand in the %(month)s report of %(unit)s") % _words(cells)
    return WorkLine(_("Monthly report"), title, _page(cells[0]), _("Hand in"), cells[0].due)


def _urge(cells: list[months.MonthCell]) -> WorkLine:
    """One month is urged from here, several on the page of months."""
    title = _("Urge %(unit)s for its injury cards of %(month)s") % _words(cells)
    urged = max(cell.row.urged_times if cell.row else 0 for cell in cells)
    says = (
        _("Reminders so far: %(times)s") % {"times": urged}
        if urged
        else _("Until it comes, figures of this month are incomplete")
    )
    post = reverse("injury_month_urge", args=[cells[0].unit.pid, cells[0].index]) if len(cells) == 1 else ""
    act = _("Urge again") if urged else _("Urge")
    where = cells[0].unit.place.pid
    return WorkLine(
        _("Monthly report"), title, _page(cells[0]), act, cells[0].due, says, post, missing=True, place=where
    )


def _waiting(cell: months.MonthCell) -> WorkLine:
    cards = cell.row.cards if cell.row else 0
    title = _("%(unit)s reported %(cards)s cards for %(month)s") % {**_words([cell]), "cards": cards}
    says = lazystr(
        lambda: _("%(found)s cards are on record") % {"found": cell.recorded} if cell.differs else ""
    )
    return WorkLine(_("Monthly report"), title, _page(cell), _("Review"), None, says)


def _returns(held: Rights, today: date) -> list[WorkLine]:
    """Months of the reader's streets that the district returned, urged, or still waits for: the oldest of each."""
    found = []
    streets = returns.submits(held.reader)
    for street, line in returns.matrix(streets, months.window(today), today) if streets else []:
        back = [cell for cell in line if cell.state == "returned"]
        found += [_returned_return(cell) for cell in back]
        if open_ones := [cell for cell in line if cell.state == "missing"]:
            found.append(_hand_in_return(street, open_ones))
    return found


def _returned_return(cell: returns.ReturnCell) -> WorkLine:
    names = {"month": cell.label, "street": cell.place.name}
    url = reverse("injury_return", args=[cell.place.pid, cell.index])
    title = _("The district returned %(month)s of %(street)s") % names
    return WorkLine(_("Returned"), title, url, _("Correct it"), cell.due, cell.row.reason if cell.row else "")


def _hand_in_return(street: Place, cells: list[returns.ReturnCell]) -> WorkLine:
    urged = max(cell.row.urged_times if cell.row else 0 for cell in cells)
    says = _("The district has urged %(times)s times") % {"times": urged} if urged else ""
    title = _("Hand %(street)s in to the district: %(n)s months, from %(month)s on") % {
        "street": street.name, "n": len(cells), "month": cells[0].label,
    }  # fmt: skip
    url = reverse("injury_return", args=[street.pid, cells[0].index])
    return WorkLine(
        _("Return to the district"), title, url, _("Check and hand in"), cells[0].due, says, missing=True
    )


def _duplicates(held: Rights) -> list[WorkLine]:
    """One line for the whole queue of pairs this reader may decide."""
    waiting = duplicates.waiting(held)
    if not waiting:
        return []
    title = _("%(n)s pairs of reports may be one person hurt once") % {"n": waiting}
    says = _("Until it is decided they count as two injuries")
    return [WorkLine(_("Duplicates"), title, reverse("injury_duplicates"), _("Compare"), says=says)]


def _events(held: Rights) -> list[WorkLine]:
    """Events whose first report is not noted yet, the longest waiting first."""
    if not held.paths(OFFICE):
        return []
    return [_to_report(event) for event in events.waiting(held, MOST_EVENTS)]


def _to_report(event: Event) -> WorkLine:
    due = timezone.localtime(event_codes.first_report_due(events.begins(event)))
    return WorkLine(
        _("Event"), _("Report %(number)s: %(title)s") % {"number": event.number, "title": event.title},
        f"{reverse('event', args=[event.ref])}#steps", _("Note the step"), due.date(),
        _("limit %(at)s") % {"at": due.strftime("%Y-%m-%d %H:%M")}, missing=True,
    )  # fmt: skip


def _drafts(owner: str) -> list[WorkLine]:
    return [
        WorkLine(
            _("Draft"),
            _("A card begun on %(day)s")
            % {"day": timezone.localtime(draft.saved_at).strftime("%Y-%m-%d %H:%M")},
            f"{reverse('injury_card')}?draft={draft.key}",
            _("Go on"),
        )
        for draft in intake.drafts(owner, DRAFT, limit=10)
    ]


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: months and events that are late."""
    today = timezone.localdate()
    return [task for task in todo(request) if task.missing and task.due is not None and task.due < today]


def duty_link(_request: HttpRequest, *, duty: str = "", **_context: Any) -> str | None:
    """Where the duty of handing cards over every month (R5), and of sending data upward (R9), ends."""
    return reverse("injury_months") if duty in ("R5", "R9") else None


def uses(_request: Any, *, code: str, **_more: Any) -> list[Any]:
    """Pages of this room that show a figure."""
    from safecommunity.figures.lineage import Use
    from safecommunity.injuries.views.event_list import FIGURES

    shown = {"report.completeness": "injury_months", "report.timeliness": "injury_months"}
    titles = {"injury_months": _("Monthly reports"), "events": _("Register of events")}
    address = "events" if code in FIGURES else shown.get(code, "")
    return [Use("page", titles[address], 0, reverse(address))] if address else []
