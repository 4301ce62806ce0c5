"""Pages of networks: the directory, and one network with owner, channels, whom to call, what it can send."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.emergency import codes, common
from safecommunity.emergency.common import by_pid, need, need_office, show
from safecommunity.emergency.models import Network
from safecommunity.emergency.networks import actions, queries
from safecommunity.emergency.networks.forms import ChannelForm, EndForm, HoldingForm, NetworkForm, OwnerForm
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.resources import actions as contacts
from safecommunity.emergency.resources import queries as resources
from safecommunity.emergency.resources import words as resource_words
from safecommunity.emergency.resources.forms import ContactForm
from safecommunity.emergency.rights import Rights

FIGURES = ("networks.count", "networks.owned")


@login_required
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """The directory: each network with who answers for it, how it is reached, what it can send, whom to call first."""
    held = need(request)
    return _listing(request, held)


def _listing(request: HttpRequest, held: Rights, wrong: NetworkForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    asked = common.chosen(request, held, today)
    found = queries.networks(held).filter(ends__isnull=True)
    if asked is not None:
        found = common.inside(found, asked.place.pid)
    else:
        show(request, held.street)
    rows = [
        {
            "network": one, "owner": queries.owner_name(one, today), "n": len(one.holdings.all()),
            "channels": [f"{codes.label('channels', row.kind)}：{row.says}" for row in one.channels.all()],
        }
        for one in found[:200]
    ]  # fmt: skip
    places = held.places()
    context = {
        "rows": rows, "match": queries.match(), "office": held.keeps, "source": codes.source("networks"),
        "figures": common.told(asked, FIGURES, timezone.now()), "wrong": wrong,
        "form": wrong or (NetworkForm(places=places, initial={"starts": today}) if held.keeps else None),
    }  # fmt: skip
    return render(request, "emergency/networks/list.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A network, or the six of the paper at once."""
    held, today = need_office(request), timezone.localdate()
    if request.POST.get("what") == "six":
        place = (
            held.street
            if held.street is not None and held.keeps_of(held.street)
            else next(iter(held.places()), None)
        )
        if place is None:
            raise Http404
        agencies = [one for one, _name in common.agencies_near(held, today)]
        common.tried(
            request,
            lambda: actions.found_networks(reader=held.reader, place=place, at=timezone.now(), agencies=agencies),
            _("The six networks of the paper stand here now; enter who answers for the rest"),
        )  # fmt: skip
        return redirect("networks")
    places = held.places()
    form = NetworkForm(request.POST, places=places)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.form_network(
                reader=held.reader, place=by_pid(places, data["place"]), title=data["title"], starts=data["starts"],
                said=data["said"], note=data["note"], at=timezone.now(),
            )  # fmt: skip
            return redirect("network", made.pid)
        except Refused as reason:
            form.refuse(reason)
    return _listing(request, held, form)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One network."""
    held = need(request)
    one = queries.one(held, pid)
    if one is None:
        raise Http404(_("No such network, or it is not open to you"))
    return _page(request, held, one)


def _page(request: HttpRequest, held: Rights, one: Network, wrong: Any = None) -> HttpResponse:
    show(request, one.place)
    today, office = timezone.localdate(), held.keeps_of(one.place) and one.ends is None
    context: dict[str, Any] = {
        "network": one, "owner": queries.owner_name(one, today), "office": office, "wrong": wrong,
        "owners": [(row, common.agency_name(row.agency, row.ends or today)) for row in one.owners.all()],
        "channels": [(row, codes.label("channels", row.kind)) for row in one.channels.all()],
        "holdings": [(row.resource, resource_words.amount(row.resource)) for row in one.holdings.all()],
        "contacts": resources.contacts(held, one), "names": held.knows_names(one.place),
        "history": common.history("network", one.pid, resource_words.action), "match": queries.match(),
    }  # fmt: skip
    if office:
        forms: dict[type, Any] = {
            OwnerForm: lambda: OwnerForm(agencies=common.agencies_near(held, today), initial={"on": today}),
            ChannelForm: ChannelForm, HoldingForm: lambda: HoldingForm(resources=resources.offered(held, one.place)),
            ContactForm: ContactForm, EndForm: lambda: EndForm(initial={"on": today}),
        }  # fmt: skip
        made = {kind: wrong if isinstance(wrong, kind) else make() for kind, make in forms.items()}
        context |= {
            "owner_form": made[OwnerForm], "channel_form": made[ChannelForm], "holding_form": made[HoldingForm],
            "contact_form": made[ContactForm], "end_form": made[EndForm],
        }  # fmt: skip
    return render(request, "emergency/networks/one.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """An owner, a channel, a resource, a contact, or the end."""
    held, what, today = need_office(request), request.POST.get("what", ""), timezone.localdate()
    one = queries.one(held, pid)
    known = ("owner", "channel", "channel_end", "holding", "holding_end", "contact", "end")
    if one is None or what not in known or not held.keeps_of(one.place):
        raise Http404
    say: dict[str, Any] = {"reader": held.reader, "network": one, "at": timezone.now()}
    if what in ("channel_end", "holding_end"):
        common.tried(request, lambda: _ended(held, what, request.POST.get("row", ""), say), "")
        return redirect("network", pid)
    agencies = common.agencies_near(held, today) if what == "owner" else []
    offered = resources.offered(held, one.place) if what == "holding" else []
    form: Any = {
        "owner": lambda: OwnerForm(request.POST, agencies=agencies), "channel": lambda: ChannelForm(request.POST),
        "holding": lambda: HoldingForm(request.POST, resources=offered), "contact": lambda: ContactForm(request.POST),
        "end": lambda: EndForm(request.POST),
    }[what]()  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            if what == "owner":
                actions.own_network(
                    agency=by_pid([row for row, _n in agencies], data["agency"]), on=data["on"], **say
                )
            elif what == "channel":
                actions.add_channel(kind=data["kind"], says=data["says"], **say)
            elif what == "holding":
                actions.tie_resource(resource=by_pid(offered, data["resource"]), **say)
            elif what == "contact":
                contacts.add_contact(reader=held.reader, of=one, at=timezone.now(), **data)
            else:
                actions.end_network(on=data["on"], **say)
            return redirect("network", pid)
        except Refused as reason:
            form.refuse(reason)
    return _page(request, held, one, form)


def _ended(held: Rights, what: str, row: str, say: dict[str, Any]) -> None:
    if what == "channel_end":
        number = int(row) if row.isascii() and row.isdigit() and len(row) < 12 else 0
        actions.end_channel(channel=number, **say)
        return
    found = resources.one(held, row)
    if found is None:
        raise Refused(_("“%(came)s” is not in the list") % {"came": row[:20]})
    actions.untie_resource(resource=found, **say)
