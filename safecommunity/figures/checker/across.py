"""Checks over what several rooms register: one event reported twice (N5), bursts of entry (N11), ranks (N14), the
population of a report (N15)."""

import hashlib
import re
import statistics
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from safecommunity.figures.checker import registry, rules
from safecommunity.figures.checker.registry import Asked, Check, Entered, Entries, Found, Gathering, Review
from safecommunity.figures.models import ReviewDay
from safecommunity.places import queries as places

YEAR = timedelta(days=365)
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=400), timedelta(days=30)
MOST_LINKS = 20
SHORTEST = 3  # characters of a title that says something


def plain(title: str) -> str:
    """A title without spaces, signs and case, as two people may write it."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title)).casefold()


def gathered_twice(asked: Asked) -> Iterator[Found]:
    """Events of one day and name, one place in the other, that several groups entered as different records."""
    groups: dict[tuple[Any, str], list[Gathering]] = {}
    for one in registry.gatherings(asked):
        name = plain(one.title)
        if len(name) >= SHORTEST:
            groups.setdefault((one.on, name), []).append(one)
    several = {key: some for key, some in groups.items() if len(some) > 1}
    paths = places.paths_of({one.place for some in several.values() for one in some})
    for (on, name), some in several.items():
        for top in _tops(some, paths):
            same = [one for one in some if top.place in paths.get(one.place, (one.place,))]
            if _of_several(same):
                key = f"{on}:{hashlib.sha256(name.encode()).hexdigest()[:16]}:{top.place}"
                said = {
                    "title": top.title,
                    "on": str(on),
                    "n": len(same),
                    "people": [one.people for one in same],
                }
                links = tuple((one.kind, one.ref, one.title) for one in same[:MOST_LINKS])
                yield Found(key, top.place, said, links)


def _of_several(same: list[Gathering]) -> bool:
    """Whether several hands, or several registers, tell of it; a class held twice a day is twice in one hand's."""
    if len(same) < 2 or (all(one.judged for one in same) and len({one.kind for one in same}) == 1):
        return False
    return len({one.by for one in same}) > 1 or len({one.kind for one in same}) > 1


def _tops(some: list[Gathering], paths: Mapping[str, tuple[str, ...]]) -> Iterator[Gathering]:
    """Of events of one name and day those whose place lies in no other's; one for each such place."""
    pids = {one.place for one in some}
    seen: set[str] = set()
    for one in sorted(some, key=lambda one: (one.place, one.kind, one.ref)):
        above = set(paths.get(one.place, ())) - {one.place}
        if one.place not in seen and not above & pids:
            seen.add(one.place)
            yield one


def say_twice(said: Mapping[str, Any]) -> str:
    """N5 in words."""
    return _(
        "“%(title)s” of %(day)s was entered %(n)s times, by different groups; expected: one event, counted once."
    ) % {
        "title": said["title"], "day": said["on"], "n": said["n"],
    }  # fmt: skip


def days_entered(asked: Asked) -> Iterator[Review]:
    """Days of visits entered by hand."""
    for row in ReviewDay.objects.filter(withdrawn_at__isnull=True, on__gte=asked.today - LOOKS_BACK):
        yield Review(row.place, row.on, row.title)


def bursts(asked: Asked) -> Iterator[Found]:
    """Old things entered all at once in the days before a visit: n of how many, and how long after they happened."""
    near = [
        one for one in registry.reviews(asked)
        if asked.today - LOOKS_BACK <= one.on <= asked.today + LOOKS_AHEAD
    ]  # fmt: skip
    if not near:
        return
    inside = places.subtrees({one.place for one in near})
    since = min(one.on for one in near) - YEAR
    for entries in registry.entries():
        rows = list(entries.rows(since))
        for review in near:
            mine = [row for row in rows if row.place in inside[review.place]]
            yield from _burst(review, entries, mine)


def _burst(review: Review, entries: Entries, rows: Iterable[Entered]) -> Iterator[Found]:
    begins = review.on - timedelta(days=int(rules.limit("burst_days")))
    late_after = timedelta(days=int(rules.limit("burst_late_days")))
    year = [row for row in rows if review.on - YEAR < row.entered <= review.on]
    late = [row for row in year if row.entered >= begins and row.entered - row.happened >= late_after]
    n, of = sum(row.n for row in late), sum(row.n for row in year)
    if n < rules.limit("burst_least") or n < rules.limit("burst_share") * of:
        return
    delays = sorted(((row.entered - row.happened).days, row.n) for row in late)
    said = {
        "review": review.title, "on": str(review.on), "kind": entries.kind, "n": n, "of": of, "from": str(begins),
        "in_days": int(rules.limit("burst_days")),
        "delay": statistics.median([days for days, times in delays for _each in range(min(times, 1000))]),
    }  # fmt: skip
    links = (review.link,) if review.link[0] else ()
    key = f"{entries.kind}:{review.place}:{review.on}"
    # what is entered in time, or late by more days, is no new burst: more late ones are
    yield Found(key, review.place, said, links, loose=("of", "delay"))


def say_burst(said: Mapping[str, Any]) -> str:
    """N11 in words."""
    kind = next((str(one.title) for one in registry.entries() if one.kind == said["kind"]), said["kind"])
    return _(
        "%(kind)s: of %(of)s entered in the year before “%(review)s” on %(day)s, %(n)s were entered in its last "
        "%(in_days)s days, long after they happened (half of them after %(delay)s days or more). Old papers are "
        "entered as backfill, with their binder."
    ) % {
        "kind": kind, "of": said["of"], "review": said["review"], "day": said["on"], "n": said["n"],
        "in_days": said["in_days"], "delay": f"{said['delay']:g}",
    }  # fmt: skip


def unsure_ranks(asked: Asked) -> Iterator[Found]:
    """Published rankings whose ranks carry no interval."""
    for one in registry.rankings(asked):
        if not one.interval:
            yield Found(one.key, one.place, {"title": one.title}, (one.link,) if one.link[0] else ())


def say_ranks(said: Mapping[str, Any]) -> str:
    """N14 in words."""
    return _("“%(title)s”: ranks without their uncertainty; expected: an interval for each rank.") % {
        "title": said["title"]
    }


def populations_of_reports(asked: Asked) -> Iterator[Found]:
    """A report whose figures were divided by different versions of the population of one place and year."""
    groups: dict[tuple[str, str, int], list[registry.Held]] = {}
    for one in registry.held(asked):
        groups.setdefault((one.report, one.place, one.year), []).append(one)
    for (report, place, year), some in groups.items():
        versions = sorted({one.version for one in some})
        if len(versions) > 1:
            said = {"report": some[0].report_title, "year": year, "versions": versions,
                    "figures": sorted({one.figure for one in some})[:10]}  # fmt: skip
            links = tuple(one.link for one in some[:MOST_LINKS] if one.link[0])
            yield Found(f"{report}:{place}:{year}"[:160], place, said, links)


def say_populations(said: Mapping[str, Any]) -> str:
    """N15 in words."""
    from safecommunity.indicators import catalogue
    from safecommunity.indicators.errors import IndicatorError

    names = []
    for code in said["figures"]:
        try:
            names.append(catalogue.get(code).title(get_language() or "zh-hans"))
        except IndicatorError:
            names.append(code)
    return _(
        "“%(report)s” divides by versions %(versions)s of the population of %(year)s (%(figures)s); "
        "expected: one version."
    ) % {
        "report": said["report"], "year": said["year"], "versions": "、".join(map(str, said["versions"])),
        "figures": _(", ").join(names),
    }  # fmt: skip


def register() -> None:
    """Called once by the room when it starts."""
    registry.register_check(
        Check("events.twice", "N5", gettext_lazy("An event is counted once"), gathered_twice, say_twice)
    )
    registry.register_check(
        Check(
            "entries.burst",
            "N11",
            gettext_lazy("Records are not entered in a burst before a visit"),
            bursts,
            say_burst,
            daily=True,
        )
    )
    registry.register_check(
        Check(
            "rankings.interval",
            "N14",
            gettext_lazy("Published ranks have intervals"),
            unsure_ranks,
            say_ranks,
        )
    )
    registry.register_check(
        Check(
            "reports.population",
            "N15",
            gettext_lazy("A report has one population"),
            populations_of_reports,
            say_populations,
        )
    )
