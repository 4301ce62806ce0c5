"""Bodies, meetings and tasks as a reader may see them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from safecommunity.accounts.models import Role
from safecommunity.governance.models import Agency, Body, Meeting, Membership, Paper, PlanItem, Task
from safecommunity.governance.rights import Rights
from safecommunity.places import scopes
from safecommunity.places.queries import keys_under


def bodies(rights: Rights) -> QuerySet[Body]:
    """Bodies of the reader's places, with how many sit in them now."""
    found = Body.objects.filter(rights.seen()).select_related("place")
    return found.annotate(seats=Count("members", filter=Q(members__ends__isnull=True)))


def body_of(rights: Rights, pid: str) -> Any:
    """One body, if it is open to the reader."""
    return bodies(rights).filter(pid=pid).first()


def seats(body: Body) -> list[Membership]:
    """Who sits and sat in a body: chair first, former ones last."""
    order = {part: n for n, part in enumerate(Membership.Part.values)}
    found = list(body.members.select_related("unit", "agency").prefetch_related("agency__names"))
    return sorted(found, key=lambda one: (one.ends is not None, order[one.part], one.pk))


def seat_of(rights: Rights, ref: str) -> Membership | None:
    """One seat, if its body is open to the reader."""
    return (
        Membership.objects.filter(rights.seen("body__place"), ref=ref).select_related("body__place").first()
    )


def agencies(rights: Rights) -> list[Agency]:
    """Agencies of the reader's places with their names and duties."""
    found = Agency.objects.filter(rights.seen()).select_related("place")
    return list(found.prefetch_related("names", "duties"))


def meetings(rights: Rights) -> QuerySet[Meeting]:
    """Meetings of the reader's places, newest first."""
    found = Meeting.objects.filter(rights.seen("body__place")).select_related("body__place")
    return found.annotate(made=Count("decisions")).order_by("-on", "-pk")


def listed_meetings(rights: Rights) -> scopes.Within:
    """The same for a list of any length: by the bodies that met."""
    decided = Task.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    counted = Coalesce(Subquery(decided.annotate(n=Count("pk")).values("n")), 0)
    found = Meeting.objects.select_related("body__place").annotate(made=counted)

    def bodies_under(roots: Iterable[str]) -> QuerySet[Any, int]:
        return Body.objects.filter(place_id__in=keys_under(roots)).order_by().values_list("pk", flat=True)

    return scopes.Within(found, rights.seen_paths(), by="body_id", keys=bodies_under)


def meeting_of(rights: Rights, ref: str) -> Any:
    """One meeting, if it is open to the reader."""
    return meetings(rights).filter(ref=ref).first()


def tasks(rights: Rights) -> QuerySet[Task]:
    """Tasks of the reader's places, and those that wait for him; by their day."""
    seen = rights.seen() if rights.reader.has(Role.CLERK, Role.CHIEF, Role.AUDITOR) else Q(pk__in=[])
    for pid, sector in rights.sectors:
        seen |= Q(place__pid=pid, sector=sector)
    return Task.objects.filter(seen | Q(user=rights.reader.pid)).select_related("place").order_by("due", "pk")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length."""
    roots = rights.seen_paths() if rights.reader.has(Role.CLERK, Role.CHIEF, Role.AUDITOR) else []
    # ~Q says to the database what the indexes of people and of sectors hold
    own = [Q(~Q(sector=""), place__pid=pid, sector=sector) for pid, sector in rights.sectors]
    return scopes.Within(Task.objects.select_related("place"), roots, [waits_for(rights.reader.pid), *own])


def waits_for(pid: str) -> Q:
    """Condition on the tasks that wait for somebody."""
    return Q(~Q(user=""), user=pid)


def task_of(rights: Rights, ref: str) -> Task | None:
    """One task, if it is open to the reader."""
    return tasks(rights).select_related("meeting__body", "item").filter(ref=ref).first()


def waiting(rights: Rights, today: date, most: int) -> list[Task]:
    """Tasks that have begun and wait: of the reader's places for an office, else his own.

    What a plan of a later year goes on with waits there once that year has begun, not twice.
    """
    found = tasks(rights).filter(done_on__isnull=True, dropped_on__isnull=True, starts__lte=today)
    goes_on = PlanItem.objects.filter(
        carried_from=OuterRef("item"), dropped_on__isnull=True, plan__withdrawn_on__isnull=True,
        plan__starts__lte=today,
    )  # fmt: skip
    return list(found.exclude(Exists(goes_on))[:most])


def may_open_meeting(reader: Any, ref: str) -> bool:
    """A meeting's sheet is open to who may open the meeting."""
    return meetings(Rights(reader)).filter(ref=ref).exists()


def may_open_task(reader: Any, ref: str) -> bool:
    """A task's proof is open to who may open the task."""
    return tasks(Rights(reader)).filter(ref=ref).exists()


def may_open_paper(reader: Any, ref: str) -> bool:
    """A paper's scan is open to who may open its body."""
    return Paper.objects.filter(Rights(reader).seen("body__place"), pid=ref).exists()
