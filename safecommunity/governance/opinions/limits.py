"""How often something may be said behind a QR code: counted for all processes together, by a digest that is forgotten.

An address of a phone network is shared by many people, so its limit is wide; a box has one of its own.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from safecommunity.accounts.fields import secret_digest


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds."""

    most: int
    seconds: int


PER_DEVICE = Limit(5, 600)
PER_ADDRESS = Limit(30, 3600)
PER_BOX = Limit(200, 24 * 3600)


def too_many(request: HttpRequest, box: str, device: str) -> bool:
    """Count one more, and say whether it is one too many. Nothing that is kept names anybody.

    What is refused for its device or address is not counted for the box: one sender does not shut it for all.
    """
    given = (
        ("device", device, PER_DEVICE),
        ("address", address_of(request), PER_ADDRESS),
        ("box", box, PER_BOX),
    )
    for name, what, limit in given:
        key = f"say-{name}-{secret_digest(what, 'say')[:32]}"
        if cache.add(key, 1, timeout=limit.seconds):
            continue
        try:
            if cache.incr(key) > limit.most:
                return True
        except ValueError:  # it ran out in between
            cache.add(key, 1, timeout=limit.seconds)
    return False


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, as sign-in counts it too (behind a proxy that ends TLS: what that says)."""
    from allauth.account.adapter import get_adapter

    return str(get_adapter().get_client_ip(request))
