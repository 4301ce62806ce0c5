"""Who a token stands for and what it reaches: the owner's rights, narrowed; never widened."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from safecommunity.accounts.actions import token_digest
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import ANYBODY, NEED_STRONG, Held, Reader
from safecommunity.exchange.models import ApiToken
from safecommunity.figures.choice import READS
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import rows
from safecommunity.injuries.queries.rights import Rights, rights
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, PlaceCode, SocialUnit

PREFIX = "sc_"
LONGEST = 200
PAGE = 200


def token(secret: str, now: datetime) -> ApiToken | None:
    """The open token behind a secret whose owner's account is open."""
    if not secret.startswith(PREFIX) or len(secret) > LONGEST or not secret.isascii():
        return None
    found = ApiToken.objects.select_related("owner").filter(digest=token_digest(secret)).first()
    return found if found and found.is_open(now) and found.owner.is_active else None


def tokens_of(owner: User) -> list[ApiToken]:
    """A person's tokens, newest first."""
    return list(ApiToken.objects.filter(owner=owner)[:100])


def reader_of(found: ApiToken, now: datetime) -> Reader:
    """The owner as he may read today, within the unit or place of the token.

    A role that asks for two factors opens nothing through a token made with one.
    """
    reader = Reader.of(found.owner, timezone.localdate(now), "token")
    if not found.strong:
        weak = tuple(scope for scope in reader.scopes if scope.role not in NEED_STRONG)
        reader = replace(reader, scopes=weak)
    return narrowed(reader, unit=found.unit, place=found.place)


def narrowed(reader: Reader, *, unit: str = "", place: str = "") -> Reader:
    """A reader with only what lies in a unit or place."""
    if unit:
        return replace(reader, scopes=tuple(scope for scope in reader.scopes if scope.unit == unit))
    if not place:
        return reader
    trees = places.subtrees({place, *(scope.place for scope in reader.scopes if scope.place)})
    units = {scope.unit for scope in reader.scopes if scope.unit}
    homes = dict(SocialUnit.objects.filter(pid__in=units).values_list("pid", "place__pid")) if units else {}
    kept = (_within(scope, place, trees, homes) for scope in reader.scopes)
    return replace(reader, scopes=tuple(scope for scope in kept if scope is not None))


def _within(scope: Held, place: str, trees: dict[str, frozenset[str]], homes: dict[str, str]) -> Held | None:
    if scope.unit:
        return scope if homes.get(scope.unit, "") in trees[place] else None
    if not scope.place:
        return None
    if place in trees[scope.place]:
        return replace(scope, place=place)
    return scope if scope.place in trees[place] else None


def may_give_figures(reader: Reader) -> bool:
    """Does this reader read the numbers of any place?"""
    return bool(reader.place_scopes("figures", *READS))


def may_give_cards(reader: Reader) -> bool:
    """Does this reader write cards for any facility?"""
    return rights(reader).writes_cards


def may_offer(reader: Reader) -> bool:
    """Has this reader anything to give to a program?"""
    return reader is not ANYBODY and (may_give_figures(reader) or may_give_cards(reader))


@dataclass(frozen=True)
class Found:
    """A page of places; `following` is the mark of the next one."""

    places: list[Place]
    following: str


def units_to_write(held: Rights) -> list[SocialUnit]:
    """Facilities this reader may send cards for."""
    found = SocialUnit.objects.filter(reports_injuries=True).filter(
        Q(pid__in=held.own_units) | Q(place__pid__in=held.card_reach)
    )
    return list(found.select_related("place").order_by("place__order", "order", "pk")[:PAGE])


def places_of(reader: Reader, after: int, *, figures: bool, cards: bool) -> Found:
    """Places whose figures are open, and for senders the district around their facilities; constant in queries."""
    pids: set[str] = set()
    if figures:
        pids |= places.reach(reader, "figures", *READS)
    if cards:
        pids |= _around(units_to_write(rights(reader)))
    found = Place.objects.filter(pid__in=pids, pk__gt=after).select_related("parent").order_by("pk")
    page = list(found[: PAGE + 1])
    return Found(page[:PAGE], _mark(page[PAGE - 1].pk) if len(page) > PAGE else "")


def _around(units: list[SocialUnit]) -> frozenset[str]:
    """The district (or the highest known place) of each unit with everything beneath it."""
    paths = places.paths_of(unit.place.pid for unit in units)
    above = {pid for path in paths.values() for pid in path}
    districts = set(Place.objects.filter(pid__in=above, level=Level.DISTRICT).values_list("pid", flat=True))
    tops = {next((pid for pid in path if pid in districts), path[0]) for path in paths.values() if path}
    trees = places.subtrees(tops) if tops else {}
    return frozenset().union(*trees.values()) if trees else frozenset()


def codes_of(pids: list[str], now: datetime) -> dict[str, dict[str, str]]:
    """The codes places bear today, by system."""
    today = timezone.localdate(now)
    found: dict[str, dict[str, str]] = {}
    held = PlaceCode.objects.filter(place__pid__in=pids, starts__lte=today)
    held = held.filter(Q(ends__isnull=True) | Q(ends__gt=today))
    for pid, system, code in held.order_by("starts").values_list("place__pid", "system", "code"):
        found.setdefault(pid, {})[system] = code
    return found


def _mark(pk: int) -> str:
    return f"p{pk:x}"


def read_mark(text: str) -> int | None:
    """The place after which a page begins; None for a mark we never gave."""
    if not text:
        return 0
    digits = text[1:]
    known = text[0] == "p" and 0 < len(digits) <= 15 and set(digits) <= set("0123456789abcdef")
    return int(digits, 16) if known else None


def injury(reader: Reader, ref: str, *, own_only: bool) -> list[Report]:
    """The reports of an injury this reader may open; a sender only those entered in the owner's name."""
    found = rows.reports_of(rights(reader), ref)
    return [report for report in found if not own_only or report.entered_by == reader.pid]
