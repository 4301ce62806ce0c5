"""What this room puts into the pages of lower and upper rooms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import choice
from safecommunity.outreach import codes
from safecommunity.outreach.queries import doubles, ledger, stock, training
from safecommunity.outreach.queries.rights import Rights, of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once

MOST = 10
MOST_COUNTED = 999


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The hand-out for who records, overview and ledger for who reads, training for the office."""
    held = of_request(request)
    if held is None:
        return []
    entries = []
    if held.writes:
        entries.append(MenuEntry("daily", _("Hand-out"), reverse("outreach_quick")))
    if choice.reads(held.reader):
        entries.append(MenuEntry("act", _("Outreach"), reverse("outreach"), sub="outreach"))
    if held.writes:
        entries.append(MenuEntry("act", _("Ledger of outreach"), reverse("outreach_list"), sub="outreach"))
    if held.keeps:
        entries.append(
            MenuEntry("act", _("Stock of printed matter"), reverse("outreach_stock"), sub="outreach")
        )
        entries.append(MenuEntry("act", _("Training"), reverse("training"), sub="outreach"))
        entries.append(MenuEntry("act", _("Certificates"), reverse("training_certificates"), sub="outreach"))
    return entries


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Probable doubles, stock below zero, certificates that run out, things installed to look at again."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    return [*_doubles(held), *_stock(held), *_low(held), *_expiring(held), *_installed(held)]


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: certificates that have run out."""
    today = timezone.localdate()
    return [task for task in todo(request) if task.missing and task.due is not None and task.due < today]


def failed(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: more went out than came in, and lines that may count one event twice."""
    held = of_request(request)
    return [*_stock(held), *_doubles(held)] if held is not None and held.keeps else []


def _doubles(held: Rights) -> list[WorkLine]:
    waiting = doubles.waiting(held)
    if not waiting:
        return []
    title = _("%(n)s pairs of lines may tell of one event") % {"n": waiting}
    says = _("Until it is decided they count twice")
    return [WorkLine(_("Outreach"), title, reverse("outreach_doubles"), _("Compare"), says=says)]


def _stock(held: Rights) -> list[WorkLine]:
    return [
        WorkLine(
            _("Stock"), _("%(item)s stands at %(left)s") % {"item": item.name, "left": f"{item.left:,}"},
            reverse("outreach_item", args=[item.pid]), _("Count it"), says=_("More went out than came in"),
        )
        for item in stock.below(held)
    ]  # fmt: skip


def _low(held: Rights) -> list[WorkLine]:
    return [
        WorkLine(
            _("Stock"), _("%(item)s: only %(left)s left") % {"item": item.name, "left": f"{item.left:,}"},
            reverse("outreach_item", args=[item.pid]), _("Print more"), place=item.place.pid,
            says=_("You want to be reminded below %(low)s") % {"low": f"{item.low:,}"},
        )
        for item in stock.low(held)
    ]  # fmt: skip


def _expiring(held: Rights) -> list[WorkLine]:
    today = timezone.localdate()
    return [
        WorkLine(
            _("Certificate"),
            _("%(unit)s: the certificate of its %(post)s")
            % {"unit": one.unit.name, "post": codes.label("posts", one.post)},
            reverse("training_certificate", args=[one.pid]), _("Renew"), one.expires_on,
            missing=one.expires_on <= today, place=one.unit.place.pid,
        )
        for one in training.expiring(held, today)[:MOST]
    ]  # fmt: skip


def _installed(held: Rights) -> list[WorkLine]:
    """One line for what nobody has looked at for a year, one for what was found broken or missing."""
    today, found = timezone.localdate(), []
    unlooked = list(ledger.installed_unlooked(held, today).values_list("ref", "happened_on")[:MOST_COUNTED])
    if unlooked:
        title = _("%(n)s things installed have not been looked at for a year") % {"n": len(unlooked)}
        url = reverse("outreach_entry", args=[unlooked[0][0]])
        due = unlooked[0][1] + ledger.LOOK_EVERY
        found.append(WorkLine(_("Installed"), title, url, _("Look at the oldest"), due, missing=True))
    broken = list(ledger.installed_out_of_order(held).values_list("ref", flat=True)[:MOST_COUNTED])
    if broken:
        title = _("%(n)s things installed are broken or missing") % {"n": len(broken)}
        url = reverse("outreach_entry", args=[broken[0]])
        found.append(WorkLine(_("Installed"), title, url, _("Put it right")))
    return found


def may_open(reader: Any, ref: str) -> bool:
    """Files of a line are open to whoever may open the line."""
    return ledger.entry_of(Rights(reader), ref) is not None


def place_for(reader: Any, ref: str) -> str | None:
    """Where files may be added: by whoever may correct the line."""
    held = Rights(reader)
    entry = ledger.entry_of(held, ref)
    return entry.place.pid if entry is not None and held.may_correct(entry) else None


def may_open_session(reader: Any, ref: str) -> bool:
    """Sign-in sheets hold names: the office only."""
    return training.session_of(Rights(reader), ref) is not None


def place_of_session(reader: Any, ref: str) -> str | None:
    """The office adds its sheets."""
    session = training.session_of(Rights(reader), ref)
    return session.place.pid if session is not None else None


def shows_outreach(code: str) -> bool:
    """Whether the overview of outreach shows a figure."""
    from safecommunity.outreach.overview import BY_PLACE, CARDS, LINES

    return code in (*CARDS, *BY_PLACE, LINES)


def shows_training(code: str) -> bool:
    """Whether the page of trainings shows a figure."""
    from safecommunity.outreach.views.training import FIGURES

    return code in FIGURES
