"""What this room puts into the pages of lower and upper rooms."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.injuries.models import FacilityMonth
from safecommunity.injuries.queries import months
from safecommunity.injuries.queries.rights import OFFICE, Rights, rights
from safecommunity.intake import queries as intake
from safecommunity.shell.slots import MenuEntry

DRAFT = "injury_card"


@dataclass(frozen=True)
class Task:
    """A line of 待办: what it is, until when, and the next step."""

    kind: str
    title: str
    url: str
    action: str
    due: date | None = None
    says: str = ""
    post_url: str = ""


def held_by(request: HttpRequest) -> Rights | None:
    """The reader's rights in this room, made once a request."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return None
    known: Rights | None = getattr(request, "_injury_rights", None)
    if known is None:
        known = rights(reader)
        request._injury_rights = known  # type: ignore[attr-defined]
    return known


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
        entries.append(MenuEntry("see", _("Injury records"), reverse("injuries")))
    if reader.has(Role.FACILITY, *OFFICE):
        entries.append(MenuEntry("see", _("Monthly reports"), reverse("injury_months")))
    return entries


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """A nurse starts at a blank card, a grid worker at the quick report."""
    reader = getattr(request, "reader", None)
    if reader is None or reader.has(*OFFICE):
        return None
    if reader.has(Role.FACILITY):
        return reverse("injury_card")
    return reverse("injury_quick") if reader.has(Role.GRID) else None


def todo(request: HttpRequest, **_context: Any) -> list[Task]:
    """Missing and waiting months of the reader's facilities, returned ones of his own, drafts he began."""
    held = held_by(request)
    if held is None:
        return []
    known: list[Task] | None = getattr(request, "_injury_todo", None)
    if known is None:
        today = timezone.localdate()
        units = months.units_of(held)
        lines = months.matrix(units, months.window(today), today) if units else []
        cells = [cell for _unit, line in lines for cell in line]
        known = [task for cell in cells if (task := _month_task(held, cell, today)) is not None]
        known += _drafts(held.reader.pid)
        request._injury_todo = known  # type: ignore[attr-defined]
    return known


def _month_task(held: Rights, cell: months.MonthCell, today: date) -> Task | None:
    words = {"unit": cell.unit.name, "month": cell.label}
    page = reverse("injury_months") + f"#m-{cell.unit.pid}-{cell.index}"
    own = cell.unit.pid in held.own_units
    if own:
        if cell.state == FacilityMonth.State.RETURNED:
            reason = cell.row.reason if cell.row else ""
            title = _("%(month)s report of %(unit)s was returned") % words
            return Task(_("Returned"), title, page, _("Correct it"), cell.due, reason)
        if cell.state == "missing":
            return Task(
                _("Monthly report"),
                _("Hand in the %(month)s report of %(unit)s") % words,
                page,
                _("Hand in"),
                cell.due,
            )
        return None
    if cell.state == "missing":
        urged = cell.row.urged_times if cell.row else 0
        says = (
            _("Urged %(times)s times") % {"times": urged}
            if urged
            else _("Until it comes, figures of this month are incomplete")
        )
        url = reverse("injury_month_urge", args=[cell.unit.pid, cell.index])
        title = _("Urge %(unit)s for its injury cards of %(month)s") % words
        return Task(
            _("Monthly report"), title, page, _("Urge again") if urged else _("Urge"), cell.due, says, url
        )
    if cell.state == FacilityMonth.State.SUBMITTED and cell.row:
        title = _("%(unit)s reported %(cards)s cards for %(month)s") % {**words, "cards": cell.row.cards}
        says = _("%(found)s cards are on record") % {"found": cell.recorded} if cell.differs else ""
        return Task(_("Monthly report"), title, page, _("Review"), None, says)
    return None


def _drafts(owner: str) -> list[Task]:
    return [
        Task(
            _("Draft"),
            _("A card begun on %(day)s")
            % {"day": timezone.localtime(draft.saved_at).strftime("%Y-%m-%d %H:%M")},
            f"{reverse('injury_card')}?draft={draft.key}",
            _("Go on"),
        )
        for draft in intake.drafts(owner, DRAFT, limit=10)
    ]


def exceptions(request: HttpRequest, **_context: Any) -> list[Task]:
    """For the chief: months that are late."""
    today = timezone.localdate()
    return [task for task in todo(request) if task.post_url and task.due is not None and task.due < today]
