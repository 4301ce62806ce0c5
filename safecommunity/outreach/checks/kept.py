"""The integrity rules over the ledger and trainings: events told twice, words not kept, sheets and signatures, bursts,
and more a head than anybody takes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Max, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker import rules
from safecommunity.figures.checker.helpers import daily
from safecommunity.figures.checker.registry import (
    Asked,
    Check,
    Entered,
    Entries,
    Found,
    Gathering,
    Opener,
    register_check,
    register_entries,
    register_gatherings,
    register_opener,
)
from safecommunity.figures.claims.rules import word_in
from safecommunity.outreach import codes, slots
from safecommunity.outreach.models import Double, Entry, Session
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, Population

CHUNK = 2000
LINE, SESSION = "outreach", "training"
PRINTED = ("leaflet", "handbook")
Said = Mapping[str, Any]


def told_twice(_asked: Asked) -> Iterator[Found]:
    """N5: pairs of lines that may tell of one event and that nobody has judged. One query."""
    pairs = Double.objects.filter(state=Double.State.OPEN, first__state="live", second__state="live")
    for one in pairs.select_related("first__place", "second__place").iterator(chunk_size=CHUNK):
        first, second = one.first, one.second
        said = {"kind": first.kind, "on": str(first.happened_on), "one": first.number, "other": second.number,
                "spot": first.place.name}  # fmt: skip
        links = ((LINE, first.ref, first.number), (LINE, second.ref, second.number))
        yield Found(one.pid, first.place.pid, said, links)


def say_twice(said: Said) -> str:
    """N5 of the ledger."""
    return _(
        "%(one)s and %(other)s may tell of one event (%(kind)s, %(spot)s, %(on)s); until it is judged, both count."
    ) % {**said, "kind": codes.label("kinds", said["kind"])}


def words_lost(_asked: Asked) -> Iterator[Found]:
    """N7: lines whose subject says 余, 近 or 以上 beside their own number, stored as exact. One query."""
    rows = Entry.objects.filter(state="live", qualifier="exact").exclude(title="")
    told = rows.values_list("ref", "title", "quantity", "place__pid").order_by("pk")
    for ref, title, quantity, place in told.iterator(chunk_size=CHUNK):
        if str(quantity) not in title.replace(",", ""):
            continue
        word, code = word_in(title)
        if code:
            said = {"title": title, "quantity": quantity, "word": word}
            yield Found(ref, place, said, ((LINE, ref, title),))


def say_words(said: Said) -> str:
    """N7 of the ledger."""
    return _("“%(title)s” is stored as exactly %(quantity)s; expected: the word “%(word)s” kept.") % dict(
        said
    )


def sheets_short(_asked: Asked) -> Iterator[Found]:
    """N6: trainings whose sheet counts fewer people than signed on the phone. One query."""
    rows = Session.objects.filter(withdrawn_at__isnull=True, sheet_count__lt=F("signed"))
    for ref, title, sheet, signed, place in rows.values_list(
        "ref", "title", "sheet_count", "signed", "place__pid"
    ):
        yield Found(ref, place, {"title": title, "sheet": sheet, "signed": signed}, ((SESSION, ref, title),))


def say_sheets(said: Said) -> str:
    """N6 of trainings."""
    return _("“%(title)s”: the sheet counts %(sheet)s people; %(signed)s signed on the phone.") % dict(said)


def too_many(_asked: Asked) -> Iterator[Found]:
    """N13: leaflets a household of a street in a year, and people at one training. Six queries."""
    bound = rules.per_head()["people_per_session"]
    rows = Session.objects.filter(withdrawn_at__isnull=True, sheet_count__gt=bound.high)
    for ref, title, sheet, place in rows.values_list("ref", "title", "sheet_count", "place__pid"):
        said = {
            "what": bound.id,
            "title": title,
            "a_head": sheet,
            "high": bound.high,
            "n": sheet,
            "of": 1,
            "year": "",
        }
        yield Found(f"{bound.id}:{ref}", place, said, ((SESSION, ref, title),))
    yield from _leaflets()


def _leaflets() -> Iterator[Found]:
    bound = rules.per_head()["leaflets_per_household"]
    lines = Entry.objects.filter(state="live", kind__in=PRINTED).order_by()
    told = list(lines.values_list("place__pid", "happened_on__year").annotate(n=Sum("quantity")))
    if not told:
        return
    paths = places.paths_of({pid for pid, _year, _n in told})
    known = _streets({pid for path in paths.values() for pid in path})
    totals: dict[tuple[str, int], int] = {}
    for pid, year, n in told:
        for above in paths.get(pid, ()):
            if above in known:
                totals[above, year] = totals.get((above, year), 0) + n
    homes = _households(known)
    for (pid, year), n in sorted(totals.items()):
        households = homes.get(pid, 0)
        if households and n / households > bound.high:
            said = {"what": bound.id, "title": known[pid], "a_head": round(n / households, 1), "high": bound.high,
                    "n": n, "of": households, "year": year}  # fmt: skip
            yield Found(f"{bound.id}:{pid}:{year}", pid, said)


def _streets(pids: set[str]) -> dict[str, str]:
    """The streets among some places, by name."""
    found = Place.objects.filter(pid__in=pids, level=Level.STREET)
    return dict(found.values_list("pid", "name"))


def _households(streets: Mapping[str, str]) -> dict[str, int]:
    """Households of each street: its own table, else the sum of its communities'; the latest year known."""
    inside = places.subtrees(streets)
    rows = Population.objects.filter(
        place__pid__in={p for some in inside.values() for p in some}, households__gt=0
    )
    latest: dict[str, int] = {}
    for pid, _year, homes in (
        rows.order_by("year").values_list("place__pid", "year").annotate(homes=Max("households"))
    ):
        latest[pid] = homes
    return {
        pid: latest.get(pid) or sum(latest.get(inner, 0) for inner in some if inner != pid)
        for pid, some in inside.items()
    }


def say_many(said: Said) -> str:
    """N13 of outreach."""
    if said["what"] == "people_per_session":
        return _("“%(title)s”: %(n)s people at one training; plausible are up to %(high)s.") % dict(said)
    return _(
        "%(title)s %(year)s: %(n)s leaflets and handbooks over %(of)s households is %(a_head)s each; plausible "
        "are up to %(high)s."
    ) % dict(said)


def events_held(_asked: Asked) -> Iterator[Gathering]:
    """Events of the ledger and trainings, as several groups may enter one. Two queries."""
    rows = Entry.objects.filter(state="live", group="event").exclude(title="")
    for ref, title, place, on, by, reached in rows.values_list(
        "ref", "title", "place__pid", "happened_on", "entered_by", "reached"
    ).iterator(chunk_size=CHUNK):
        yield Gathering(LINE, ref, title, place, on, by, reached, judged=True)
    sessions = Session.objects.filter(withdrawn_at__isnull=True)
    for ref, title, place, on, by, people in sessions.values_list(
        "ref", "title", "place__pid", "happened_on", "entered_by", "sheet_count"
    ).iterator(chunk_size=CHUNK):
        yield Gathering(SESSION, ref, title, place, on, by, people)


def _lines(since: date) -> Iterator[Entered]:
    return daily(
        Entry.objects.filter(state="live", binder=""), "place__pid", "happened_on", "entered_at", since
    )


def _sessions(since: date) -> Iterator[Entered]:
    rows = Session.objects.filter(withdrawn_at__isnull=True)
    return daily(rows, "place__pid", "happened_on", "entered_at", since)


def register() -> None:
    """Called once by the room when it starts."""
    for code, rule, title, find, say, reads in (
        ("outreach.twice", "N5", gettext_lazy("Ledger: an event is told once"), told_twice, say_twice, (LINE,)),
        ("outreach.words", "N7", gettext_lazy("Ledger: the paper’s word is kept"), words_lost, say_words, (LINE,)),
        ("training.sheets", "N6", gettext_lazy("Trainings: sheets and signatures"), sheets_short, say_sheets, ()),
        ("outreach.many", "N13", gettext_lazy("Outreach is plausible a head"), too_many, say_many, ()),
    ):  # fmt: skip
        register_check(Check(code, rule, title, find, say, reads))
    register_gatherings("outreach", events_held)
    register_entries(Entries(LINE, gettext_lazy("Ledger of outreach"), _lines))
    register_entries(Entries(SESSION, gettext_lazy("Training"), _sessions))
    register_opener(
        LINE,
        Opener(lambda ref: reverse("outreach_entry", args=[ref]), slots.may_open, gettext_lazy("Outreach")),
    )
    register_opener(
        SESSION,
        Opener(
            lambda ref: reverse("training_session", args=[ref]),
            slots.may_open_session,
            gettext_lazy("Training"),
        ),
    )
