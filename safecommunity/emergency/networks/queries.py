"""Networks as a reader may see them, each with owner, channels and what it can send."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from safecommunity.emergency import codes
from safecommunity.emergency.common import agency_name
from safecommunity.emergency.models import Network, NetworkChannel, NetworkOwner, NetworkResource
from safecommunity.emergency.rights import Rights


def networks(held: Rights) -> QuerySet[Network]:
    """Those open to the reader that stand now, with what belongs to them. A fixed number of queries."""
    owners = NetworkOwner.objects.select_related("agency").prefetch_related("agency__names")
    channels = NetworkChannel.objects.filter(ends__isnull=True)
    holdings = NetworkResource.objects.filter(ends__isnull=True, resource__ends__isnull=True).select_related(
        "resource"
    )
    found = Network.objects.filter(held.seen()).select_related("place")
    return found.prefetch_related(
        Prefetch("owners", owners), Prefetch("channels", channels), Prefetch("holdings", holdings)
    )


def one(held: Rights, pid: str) -> Any:
    """One network, if it is open to the reader."""
    return networks(held).filter(pid=pid[:16]).first()


def owner_on(network: Network, on: date) -> NetworkOwner | None:
    """Who answers for it on a day; reads prefetched rows."""
    found = [one for one in network.owners.all() if one.starts <= on and (one.ends is None or one.ends > on)]
    return found[-1] if found else None


def owner_name(network: Network, on: date) -> str:
    """The agency's name on a day."""
    owner = owner_on(network, on)
    return agency_name(owner.agency, on) if owner is not None else ""


@dataclass(frozen=True)
class Match:
    """The paper's six networks and six agencies beside each other: they do not match one to one."""

    networks: tuple[str, ...]
    agencies: tuple[str, ...]
    without_agency: tuple[str, ...]
    without_network: tuple[str, ...]


def match() -> Match:
    """What the paper says (D8), and what in it has no partner."""
    told = codes.told()
    named = {one["agency"] for one in told["networks"] if one["agency"]}
    return Match(
        tuple(one["title"] for one in told["networks"]), tuple(told["network_agencies"]),
        tuple(one["title"] for one in told["networks"] if not one["agency"]),
        tuple(one for one in told["network_agencies"] if one not in named),
    )  # fmt: skip
