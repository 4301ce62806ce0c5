"""Reads of reviews: panels open to a reader, one panel as he may see it, findings, stops, who may be asked."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from safecommunity.accounts import queries as people
from safecommunity.accounts.models import User
from safecommunity.accreditation.models import (
    Application,
    Evidence,
    Finding,
    Panel,
    PanelMember,
    Round,
    VisitStop,
)
from safecommunity.accreditation.queries import uses
from safecommunity.accreditation.review.rights import OPEN, Rights
from safecommunity.accreditation.rights import ROOM
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit

S, F = Panel.State, Finding.State
TO_PUT_RIGHT = (F.OPEN, F.RETURNED)


def panels(rights: Rights) -> QuerySet[Panel]:
    """Those open to the reader."""
    return Panel.objects.filter(rights.seen()).select_related("place", "round")


def one(rights: Rights, pid: str) -> Panel | None:
    """One, if it is open to the reader, with its sheet."""
    found = Panel.objects.filter(rights.seen()).select_related(
        "place", "round__sheet", "round__place", "result"
    )
    return found.filter(pid=pid).first()


@dataclass(frozen=True)
class Waiting:
    """A handed-in self-assessment, with the application that rests on it if one does, that has no panel."""

    round: Round
    application: Application | None


def reviewable(rights: Rights) -> list[Waiting]:
    """What waits for a panel below this office, newest first; a round of several applications waits for each."""
    roots = places.open_paths(rights.reader.place_scopes(ROOM, "supervisor")).values()
    if not roots:
        return []
    rounds = (
        Round.objects.filter(
            place_id__in=places.keys_under(roots), kind=Round.Kind.SELF, state=Round.State.HANDED_IN
        ).select_related("place").prefetch_related("applications").order_by("-year", "-pk")[:200]
    )  # fmt: skip
    going = set(Panel.objects.exclude(state=S.DISSOLVED).filter(round__in=[one.pk for one in rounds])
                .values_list("round", "application"))  # fmt: skip
    found = []
    for one in rounds:
        titles: list[Application | None] = [x for x in one.applications.all() if x.closed_on is None]
        for application in titles or [None]:
            if (one.pk, application.pk if application else None) not in going:
                found.append(Waiting(one, application))
    return found


def to_ask(place: Place, today: date) -> list[User]:
    """Reviewers whose work reaches a place or lies in its district: by name."""
    line = [one.pid for one in places.ancestors(place.pid)]
    return people.reviewers(places=line, today=today)


def findings(rights: Rights, panel: Panel, seat: PanelMember | None) -> list[Finding]:
    """Findings the reader may see: one's own while scoring is blind, the panel's then, the place those published."""
    found = panel.findings.exclude(state=F.DROPPED).select_related("member", "panel__place")
    if (
        panel.state in OPEN
        and (seat is not None or rights.appoints(panel.place))
        and not rights.works_for(panel.place)
    ):
        return list(found)
    if panel.state == S.PUBLISHED:
        return list(found.exclude(state=F.DRAFT))
    return list(found.filter(member=seat)) if seat is not None else []


def finding(rights: Rights, pid: str) -> tuple[Finding, PanelMember | None] | None:
    """One finding, if the reader may see it, with his seat on its panel."""
    found = Finding.objects.filter(pid=pid).select_related("panel").first()
    panel = one(rights, found.panel.pid) if found is not None else None
    if found is None or panel is None:
        return None
    seat = rights.member(panel)
    shown = next((x for x in findings(rights, panel, seat) if x.pk == found.pk), None)
    return (shown, seat) if shown is not None else None


def stops(panel: Panel) -> list[VisitStop]:
    """The schedule in order: two queries."""
    found = panel.stops.filter(dropped_on__isnull=True).select_related("unit")
    return list(found.prefetch_related("members"))


def evidence_by_item(panel: Panel) -> dict[str, list[Evidence]]:
    """Pieces handed in for each item of the sheet: what a reviewer asks to see. One query."""
    found: dict[str, list[Evidence]] = {}
    for use in uses.of_round(panel.round).select_related("evidence").order_by("pk"):
        pieces = found.setdefault(use.item, [])
        if use.evidence not in pieces:
            pieces.append(use.evidence)
    return found


def units(place: Place) -> list[SocialUnit]:
    """Units of a place a visit may go to."""
    return places.every_unit_within(places.subtree(place.pid))[:500]


def pieces(place: Place) -> list[Evidence]:
    """Evidence of the place, newest first, to show what was put right."""
    return list(Evidence.objects.filter(place=place, withdrawn_on__isnull=True).order_by("-pk")[:100])


def waiting(rights: Rights) -> list[Panel]:
    """Panels on which something may wait for this reader: his own, and those he appointed. Constant queries."""
    going = Q(state__in=(S.FORMING, S.SCORING, S.CONSENSUS)) | Q(findings__state=F.ANSWERED)
    found = panels(rights).filter(going).distinct().order_by("due", "pk")
    return list(found.prefetch_related("members", "findings")[:50])


def open_findings(rights: Rights) -> list[Finding]:
    """What the reader's office has to put right, by day."""
    if not rights.reader.place_scopes(ROOM, "clerk", "chief"):
        return []
    roots = places.open_paths(rights.reader.place_scopes(ROOM, "clerk", "chief")).values()
    found = Finding.objects.filter(panel__place_id__in=places.keys_under(roots), state__in=TO_PUT_RIGHT)
    return list(found.select_related("panel__place").order_by("due", "pk")[:20])
