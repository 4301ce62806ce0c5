"""Findings as a reader may see them: the list, their counts, the records behind one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch

from safecommunity.accounts.models import User
from safecommunity.figures.checker import registry
from safecommunity.figures.checker.rights import WRITES, Rights
from safecommunity.figures.models import CheckRun, Finding, FindingStep, ReviewDay
from safecommunity.places import queries as places
from safecommunity.places.models import Place


def inside(roots: Iterable[str]) -> QuerySet[Place, str]:
    """Permanent ids of places and all beneath them, as a subquery."""
    paths = places.open_paths(roots)
    if not paths:
        return Place.objects.none().values_list("pid", flat=True)
    return Place.objects.filter(pk__in=places.keys_under(paths.values())).values_list("pid", flat=True)


def findings(rights: Rights) -> QuerySet[Finding]:
    """Those of the reader's places."""
    from safecommunity.figures import choice

    return Finding.objects.filter(place__in=inside(choice.reads(rights.reader)))


def one(rights: Rights, pid: str) -> Finding | None:
    """One, if it is open to the reader."""
    return findings(rights).filter(pid=pid).first()


def of_place(found: QuerySet[Finding], pid: str) -> QuerySet[Finding]:
    """Those of a place and below it."""
    return found.filter(place__in=inside([pid]))


def counts(found: QuerySet[Finding]) -> dict[tuple[str, str], int]:
    """How many by (rule, state); one query."""
    rows = found.order_by().values("rule", "state").annotate(n=Count("pk")).values_list("rule", "state", "n")
    return {(rule, state): n for rule, state, n in rows}


def waiting(rights: Rights) -> dict[tuple[str, str], int]:
    """Open findings by (place, level), of the places this reader answers for."""
    mine = inside(rights.reader.place_scopes("figures", *WRITES))
    found = Finding.objects.filter(place__in=mine, state=Finding.State.OPEN)
    rows = (
        found.order_by().values("place", "level").annotate(n=Count("pk")).values_list("place", "level", "n")
    )
    return {(place, level): n for place, level, n in rows}


def sentence(finding: Finding) -> str:
    """What does not add up, in the reader's language."""
    return said_by(finding.check_code, finding.said) or finding.check_code


def said_by(code: str, said: dict[str, Any]) -> str:
    """The sentence of a check's parts; empty where its room is not there any more."""
    check = registry.check(code)
    if check is None:
        return ""
    try:
        return check.say(said)
    except (KeyError, TypeError, ValueError):  # kept by an earlier version of the check
        return str(check.title)


@dataclass(frozen=True)
class Record:
    """A record behind a finding; without `url` where the reader may not open it, and then without its name."""

    title: str
    url: str


def records(rights: Rights, finding: Finding) -> tuple[list[Record], int]:
    """The records the reader may open, and how many there are besides."""
    found = []
    for kind, ref, title in finding.links:
        opener = registry.opener(kind)
        if opener is None or not opener.may_open(rights.reader, ref):
            continue
        try:
            named = " · ".join(part for part in (str(opener.title), title) if part)
            found.append(Record(named, opener.url(ref)))
        except NoReverseMatch:
            continue
    return found, len(finding.links) - len(found)


@dataclass(frozen=True)
class Step:
    """A step of a finding's history, as it is shown."""

    deed: str
    reason: str
    by: str
    at: Any
    says: str


def history(finding: Finding) -> list[Step]:
    """What became of it, newest first; what it said then, where that was different."""
    steps = list(FindingStep.objects.filter(of=finding).order_by("-pk")[:200])
    names = dict(User.objects.filter(pid__in={step.by for step in steps}).values_list("pid", "display_name"))
    return [
        Step(
            step.deed, step.reason, names.get(step.by, ""), step.at,
            said_by(finding.check_code, step.said) if step.said and step.said != finding.said else "",
        )
        for step in steps
    ]  # fmt: skip


def answered_by(finding: Finding) -> str:
    """Whose answer it is."""
    return User.objects.filter(pid=finding.answered_by).values_list("display_name", flat=True).first() or ""


def last_run() -> Any:
    """When all checks have been run; None where one never was."""
    known = dict(CheckRun.objects.values_list("check_code", "at"))
    moments = [known.get(check.code) for check in registry.checks()]
    told = [moment for moment in moments if moment is not None]
    return min(told) if told and len(told) == len(moments) else None


def review_days(rights: Rights) -> list[ReviewDay]:
    """Days of visits entered by hand, newest first."""
    from safecommunity.figures import choice

    found = ReviewDay.objects.filter(place__in=inside(choice.reads(rights.reader)), withdrawn_at__isnull=True)
    return list(found.order_by("-on", "-pk")[:100])


def review_day(rights: Rights, pid: str) -> ReviewDay | None:
    """One of them."""
    found = ReviewDay.objects.filter(pid=pid, withdrawn_at__isnull=True).first()
    return found if found is not None and rights.answers(found.place) else None
