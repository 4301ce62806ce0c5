"""The register as a reader may see it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.places.models import Place
from safecommunity.reports.models import Document, RegisterEntry
from safecommunity.reports.register.rights import Rights

MOST_AGENCIES, MOST_DOCUMENTS, MOST_NAMED = 200, 60, 20


def found(rights: Rights, words: str = "") -> QuerySet[RegisterEntry]:
    """Entries open to the reader; with `words` those whose number, title, agency or subject holds all of them."""
    rows = rights.seen()
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(title__icontains=word) | Q(agency__icontains=word) | Q(number__icontains=word)
            | Q(subject__icontains=word)
        )  # fmt: skip
    return rows


def one(rights: Rights, pid: str) -> RegisterEntry | None:
    """One entry, if it is open to the reader."""
    return rights.seen().filter(pid=pid[:16]).first()


def years(rights: Rights) -> list[int]:
    """Years that have entries, the last first."""
    return list(rights.seen().order_by("-year").values_list("year", flat=True).distinct())


def agencies(rights: Rights) -> list[str]:
    """Whose papers they are, in their order."""
    names = rights.seen().order_by("agency").values_list("agency", flat=True).distinct()
    return list(names[:MOST_AGENCIES])


def codes(place: Place) -> list[str]:
    """Codes of the office used before, the last first."""
    used = RegisterEntry.objects.filter(place=place, direction="out").order_by("-pk")
    return list(dict.fromkeys(used.values_list("code", flat=True)[:200]))


def documents(place: Place) -> list[Document]:
    """Documents of the place that stand in no register yet, the last first."""
    rows = Document.objects.filter(place=place).exclude(
        registered__cancelled_on__isnull=True, registered__isnull=False
    )
    return list(rows.order_by("-year", "-pk")[:MOST_DOCUMENTS])


def ordered_by(rights: Rights, number: str) -> list[tuple[str, str]]:
    """Targets and plans that name a number as their ordering paper: title and address, as far as open to the reader."""
    from django.urls import reverse

    from safecommunity.governance.plans import queries as plans
    from safecommunity.governance.rights import Rights as Office
    from safecommunity.governance.targets import queries as targets

    if not number:
        return []
    named: Iterable[Any] = targets.visible(rights.reader).filter(paper__contains=number)[:MOST_NAMED]
    told = [(each.title, reverse("target", args=[each.pid])) for each in named]
    held: Iterable[Any] = plans.plans(Office(rights.reader)).filter(paper__contains=number)[:MOST_NAMED]
    return told + [(each.title, reverse("work_plan", args=[each.pid])) for each in held]


def address_of(reader: Any, number: str) -> str:
    """The entry of a number, for who may open it; "" where there is none or more than one."""
    from django.urls import reverse

    rows = list(Rights(reader).seen().filter(number=number, cancelled_on__isnull=True)[:2]) if number else []
    return reverse("register_one", args=[rows[0].pid]) if len(rows) == 1 else ""
