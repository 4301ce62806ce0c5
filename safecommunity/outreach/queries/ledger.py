"""Lines of the ledger as a reader may see them. Lists walk one index by day, or look few lines up."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import In
from django.utils import timezone

from safecommunity.outreach import codes
from safecommunity.outreach.models import ConditionCheck, Entry
from safecommunity.outreach.queries.rights import Rights
from safecommunity.places import queries as places

FEW = 2000
LOOK_EVERY = timedelta(days=365)


class Aside(Func):
    """A number that is tested, not searched for: no index by it is entered."""

    template = "+%(expressions)s"
    arity = 1
    output_field = BigIntegerField()


def visible(held: Rights) -> Q:
    """Condition on lines a reader may open."""
    seen = Q(place_id__in=places.keys_under(held.office_paths)) if held.office_paths else Q(pk__in=[])
    return seen | Q(entered_by=held.own) if held.own else seen


def listed(held: Rights, path: str = "", days: tuple[date, date] | None = None) -> QuerySet[Entry]:
    """Lines a reader may open of a place (by its path; "" is everywhere) in some days.

    Where they are few they are looked up by key; where they are many the index by day is walked and the place tested.
    """
    within = Entry.objects.filter(happened_on__range=days) if days else Entry.objects.all()
    if not held.office_paths:
        return within.filter(entered_by=held.own) if held.own else within.none()
    paths = held.office_paths
    if path:
        inside = any(path.startswith(above) for above in paths)
        paths = (path,) if inside else tuple(one for one in paths if one.startswith(path))
    if not paths:
        return within.filter(entered_by=held.own) if held.own else within.none()
    keys = places.keys_under(paths)
    few = list(within.filter(place_id__in=keys).order_by().values_list("pk", flat=True)[: FEW + 1])
    if held.own:
        own = within.filter(entered_by=held.own).order_by().values_list("pk", flat=True)
        few += list(own[: FEW + 1])
    if len(few) <= FEW:
        return within.filter(pk__in=few)
    tested = Q(In(Aside(F("place_id")), keys))
    return within.filter(tested | Q(entered_by=held.own) if held.own else tested)


def read(keys: Iterable[int]) -> QuerySet[Entry]:
    """Lines of some keys with what a list shows of them."""
    return Entry.objects.filter(pk__in=list(keys)).select_related("place")


def entry_of(held: Rights, ref: str) -> Entry | None:
    """One line, if it is open to the reader."""
    found = Entry.objects.filter(visible(held), ref=ref[:32]).select_related(
        "place", "counted_with", "reverses", "corrects"
    )
    return found.first()


def recent(held: Rights, limit: int = 5) -> list[Entry]:
    """What the reader entered last."""
    mine = Entry.objects.filter(entered_by=held.reader.pid).select_related("place")
    return list(mine.order_by("-entered_at", "-pk")[:limit])


def entered_today(held: Rights, now: datetime) -> int:
    """How many lines the reader entered today."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Entry.objects.filter(entered_by=held.reader.pid, entered_at__gte=begin).count()


def state_text(entry: Entry) -> str:
    """Where a line stands, in words; nothing for one that counts."""
    from django.utils.translation import gettext as _

    return {
        Entry.State.JOINED: _("counted with another"), Entry.State.REVERSED: _("reversed"),
        Entry.State.REVERSAL: _("reversing line"),
    }.get(Entry.State(entry.state), "")  # fmt: skip


def amount(entry: Entry) -> str:
    """Quantity with unit and qualifier."""
    return codes.amount(entry.kind, entry.quantity, entry.qualifier)


def reached_text(entry: Entry) -> str:
    """People reached with the qualifier; empty where nobody counted."""
    if entry.reached is None:
        return ""
    shown, word = f"{entry.reached:,}", codes.label("qualifiers", entry.reached_qualifier)
    if entry.reached_qualifier == "exact":
        return shown
    return f"{word} {shown}" if entry.reached_qualifier in ("near", "about") else f"{shown} {word}"


def title_of(entry: Entry) -> str:
    """What a line is called in lists: its subject, else its kind."""
    return entry.title or codes.label("kinds", entry.kind)


def shown(entry: Entry) -> list[tuple[str, str]]:
    """What a line says, heading and words, in the order of the form."""
    from safecommunity.outreach.checks import heading

    pairs: list[tuple[str, Any]] = [
        ("kind", codes.label("kinds", entry.kind)), ("happened_on", entry.happened_on.isoformat()),
        ("place", entry.place.name), ("spot", entry.spot), ("quantity", amount(entry)),
        ("reached", reached_text(entry)), ("held_by", entry.held_by),
        ("setting", codes.label("settings", entry.setting)),
        ("audience", codes.label("audiences", entry.audience)), ("enters", codes.label("enters", entry.enters)),
        ("binder", entry.binder),
    ]  # fmt: skip
    return [(heading(name), str(text)) for name, text in pairs if text]


def installed_unlooked(held: Rights, today: date) -> QuerySet[Entry]:
    """Things installed a year ago or longer that nobody has looked at for a year; without those that are gone."""
    since = today - LOOK_EVERY
    looked = ConditionCheck.objects.filter(entry=OuterRef("pk"), looked_on__gt=since)
    found = Entry.objects.filter(
        place_id__in=places.keys_under(held.office_paths), group="installed", state=Entry.State.LIVE,
        happened_on__lte=since,
    ).exclude(condition="gone")  # fmt: skip
    return found.filter(~Exists(looked)).order_by("happened_on", "pk")


def installed_out_of_order(held: Rights) -> QuerySet[Entry]:
    """Things installed that were found broken or missing."""
    return Entry.objects.filter(
        place_id__in=places.keys_under(held.office_paths), group="installed", state=Entry.State.LIVE,
        condition__in=("broken", "gone"),
    ).order_by("happened_on", "pk")  # fmt: skip
