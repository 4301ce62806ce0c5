"""This room's steps of the set-up guide: what lies in stock, and old binders."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.outreach.models import Entry, Item
from safecommunity.outreach.queries.rights import of_request
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def steps(
    request: HttpRequest, *, place: Any, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Both are optional: a street can begin with what it hands out today."""
    held = of_request(request)
    if place is None or held is None:
        return []
    ours = place.pid in held.office
    items = Item.objects.filter(place__pid__in=inside).count()
    lines = Entry.objects.filter(place__pid__in=inside, state=Entry.State.LIVE)
    old = lines.exclude(binder="").count()
    who = "" if ours else _("the office")

    def links(*given: tuple[str, str]) -> tuple[SetupLink, ...]:
        return tuple(SetupLink(title, reverse(name)) for title, name in given) if ours else ()

    return [
        SetupStep(
            "stock", 130, _("Opening stock"),
            _("Printed matter on the shelf today, counted once; hand-outs then take from it."),
            (SetupCount(items, _("kinds of printed matter"), reverse("outreach_stock") if ours else ""),),
            () if items else (_("Nothing is in stock yet"),), True,
            links((_("Stock of printed matter"), "outreach_stock")), who=who,
        ),
        SetupStep(
            "binders", 140, _("Old binders"),
            _("Earlier leaflets, lectures, services with their original day and the binder they stand in. They are "
              "labelled backfill: they show that something was done, never that it worked."),
            (SetupCount(lines.count(), _("lines in the ledger"), reverse("outreach_list") if ours else ""),
             SetupCount(old, _("of them from binders"))),
            () if old else (_("No line of an old binder"),), True, links((_("Import a list"), "outreach_import")),
            links((_("Template of the ledger"), "outreach_template")), who,
        ),
    ]  # fmt: skip
