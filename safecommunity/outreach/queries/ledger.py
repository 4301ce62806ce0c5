"""Lines of the ledger as a reader may see them. Lists walk one index by day, or look few lines up."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from safecommunity.outreach import codes
from safecommunity.outreach.models import ConditionCheck, Entry
from safecommunity.outreach.queries.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places import scopes

LOOK_EVERY = timedelta(days=365)


def visible(held: Rights) -> Q:
    """Condition on lines a reader may open."""
    seen = Q(place_id__in=places.keys_under(held.office_paths)) if held.office_paths else Q(pk__in=[])
    return seen | Q(entered_by=held.own) if held.own else seen


def within(held: Rights, path: str = "", days: tuple[date, date] | None = None) -> scopes.Within:
    """Lines a reader may open of a place (by its path; "" is everywhere) in some days, for a list of any length."""
    paths = held.office_paths
    if path:
        inside = any(path.startswith(above) for above in paths)
        paths = (path,) if inside else tuple(one for one in paths if one.startswith(path))
    own = [Q(entered_by=held.own)] if held.own else []
    rows = Entry.objects.select_related("place")
    return scopes.Within(rows.filter(happened_on__range=days) if days else rows, paths, own)


def listed(held: Rights, path: str = "", days: tuple[date, date] | None = None) -> QuerySet[Entry]:
    """The same as one queryset: few are looked up by key, of many the index by day is walked and the place tested."""
    return within(held, path, days).rows


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
