"""Every write about networks: entered (the six of D8 at once), owned, by which channels, with what resources."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.models import Network, NetworkChannel, NetworkOwner, NetworkResource, Resource
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.refusal import EARLIEST, Refused, day, need, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.governance.models import Agency
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

FACT, KIND = "network", "network"


def log(action: str, one: Network, by: str, at: datetime, **detail: Any) -> None:
    """One audit event with the facts of every year."""
    journal.record(
        by=by, action=action, kind=KIND, ref=one.pid, place=one.place.pid, at=at, detail=detail,
        changes=yearly_changes(FACT, one, at.year),
    )  # fmt: skip


@transaction.atomic
def form_network(
    *, reader: Reader, place: Place, title: str, starts: date, at: datetime, said: str = "", note: str = ""
) -> Network:
    """A network; the same title at the same place, by a second click, is the same one."""
    need(Rights(reader).keeps_of(place), place.pid)
    title = text(title, _("Name of the network"), 80, least=1, field="title")
    known = (
        Network.objects.filter(place=place, title=title, ends__isnull=True).select_related("place").first()
    )
    if known is not None:
        return known
    return _formed(reader, place, title, starts, at, said, note)


def _formed(
    reader: Reader, place: Place, title: str, starts: date, at: datetime, said: str, note: str
) -> Network:
    last = Network.objects.filter(place=place).aggregate(n=Max("number"))["n"] or 0
    one = Network.objects.create(
        place=place, number=last + 1, title=title, said=text(said, _("Agency, as the paper says"), 60, field="said"),
        note=text(note, _("Note"), 300, field="note"),
        starts=day(starts, _("There since"), EARLIEST, timezone.localdate(at), "starts"), by=reader.pid, at=at,
    )  # fmt: skip
    log("form_network", one, reader.pid, at)
    return one


@transaction.atomic
def found_networks(
    *, reader: Reader, place: Place, at: datetime, agencies: Sequence[Agency] = (), starts: date | None = None
) -> int:
    """The six networks a paper names (D8), with the agency it names for each where the place has one of that sector.

    Those that stand already stay as they are. How many are new.
    """
    need(Rights(reader).keeps_of(place), place.pid)
    known = set(Network.objects.filter(place=place, ends__isnull=True).values_list("title", flat=True))
    by_sector: dict[str, Agency] = {}
    for one in agencies:
        by_sector.setdefault(one.sector, one)
    made, first = 0, starts or timezone.localdate(at)
    for told in codes.told()["networks"]:
        if told["title"] in known:
            continue
        network = _formed(reader, place, told["title"], first, at, told["agency"], "")
        owner = by_sector.get(told["sector"])
        if owner is not None:
            NetworkOwner.objects.create(network=network, agency=owner, starts=first, by=reader.pid, at=at)
        made += 1
    if made:
        journal.record(
            by=reader.pid, action="found_networks", kind=KIND, ref="list", place=place.pid, at=at, detail={"n": made}
        )  # fmt: skip
    return made


def _locked(network: Network, reader: Reader) -> Network:
    found = Network.objects.select_for_update(of=("self",)).select_related("place").get(pk=network.pk)
    need(Rights(reader).keeps_of(found.place), found.pid)
    if found.ends is not None:
        raise Refused(_("“%(name)s” has ended") % {"name": found.title})
    return found


@transaction.atomic
def own_network(*, reader: Reader, network: Network, agency: Agency, on: date, at: datetime) -> NetworkOwner:
    """The agency that answers for it from a day on; the one before ends that day and stays readable."""
    found = _locked(network, reader)
    last = found.owners.filter(ends__isnull=True).first()
    first = last.starts if last is not None else found.starts
    on = day(on, _("Answers for it from"), first, timezone.localdate(at), "on")
    if last is not None and last.agency_id == agency.pk:
        raise Refused(_("This agency answers for it already"), "agency")
    if last is not None:
        last.ends = on
        last.save(update_fields=["ends"])
    made = NetworkOwner.objects.create(network=found, agency=agency, starts=on, by=reader.pid, at=at)
    log("own_network", found, reader.pid, at, agency=agency.pid)
    return made


@transaction.atomic
def add_channel(*, reader: Reader, network: Network, kind: str, says: str, at: datetime) -> NetworkChannel:
    """How it is reached; the same twice is one."""
    found = _locked(network, reader)
    kind = one_of(kind, _("Channel"), codes.words("channels"), "kind")
    says = text(says, _("How it is reached"), 120, least=1, field="says")
    made, new = NetworkChannel.objects.get_or_create(
        network=found, kind=kind, says=says, ends=None, defaults={"starts": timezone.localdate(at)}
    )
    if new:
        log("add_channel", found, reader.pid, at, kind=kind)
    return made


@transaction.atomic
def end_channel(*, reader: Reader, network: Network, channel: int, at: datetime) -> None:
    """It is not reached that way any more."""
    found = _locked(network, reader)
    row = found.channels.filter(pk=channel, ends__isnull=True).first()
    if row is None:
        raise Refused(_("This channel has ended already"))
    row.ends = timezone.localdate(at)
    row.save(update_fields=["ends"])
    log("end_channel", found, reader.pid, at)


@transaction.atomic
def tie_resource(*, reader: Reader, network: Network, resource: Resource, at: datetime) -> NetworkResource:
    """What it can send; the same twice is one."""
    found = _locked(network, reader)
    need(Rights(reader).keeps_of(resource.place), resource.pid)
    if resource.ends is not None:
        raise Refused(_("“%(name)s” has ended") % {"name": resource.name})
    made, new = NetworkResource.objects.get_or_create(
        network=found, resource=resource, ends=None, defaults={"starts": timezone.localdate(at)}
    )
    if new:
        log("tie_resource", found, reader.pid, at, resource=resource.pid)
    return made


@transaction.atomic
def untie_resource(*, reader: Reader, network: Network, resource: Resource, at: datetime) -> None:
    """It cannot send it any more."""
    found = _locked(network, reader)
    row = found.holdings.filter(resource=resource, ends__isnull=True).first()
    if row is None:
        raise Refused(_("“%(name)s” is not tied to this network") % {"name": resource.name})
    row.ends = timezone.localdate(at)
    row.save(update_fields=["ends"])
    log("untie_resource", found, reader.pid, at, resource=resource.pid)


@transaction.atomic
def end_network(*, reader: Reader, network: Network, on: date, at: datetime) -> Network:
    """The network is no more, from a day on; the years before still count it."""
    found = _locked(network, reader)
    found.ends = day(on, _("Ended on"), found.starts, timezone.localdate(at), "on")
    found.save(update_fields=["ends"])
    found.owners.filter(ends__isnull=True).update(ends=found.ends)
    log("end_network", found, reader.pid, at)
    return found
