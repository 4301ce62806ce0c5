"""Whose talk it is: the chief's, the person's concerned, the auditor's; nobody else learns that there is one."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from safecommunity.accounts.models import Role, Scope
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import AppraisalParty, Talk
from safecommunity.governance.rights import ROOM, NotYours
from safecommunity.places import queries as places


@dataclass(frozen=True)
class Chair:
    """Where a reader sits in talks, unfolded once a request."""

    reader: Reader

    @cached_property
    def chief_reach(self) -> frozenset[str]:
        """Places he is the chief of."""
        return places.reach(self.reader, ROOM, Role.CHIEF)

    @cached_property
    def audit_reach(self) -> frozenset[str]:
        """Places he audits."""
        return places.reach(self.reader, ROOM, Role.AUDITOR)

    def chief(self, talk: Talk) -> bool:
        """Whether he leads this talk; never his own."""
        return talk.place.pid in self.chief_reach and not self.concerned(talk)

    def concerned(self, talk: Talk) -> bool:
        """Whether it is about himself."""
        return bool(talk.user) and talk.user == self.reader.pid

    def visible(self) -> QuerySet[Talk]:
        """Talks open to the reader, newest first."""
        found = Talk.objects.filter(
            Q(place__pid__in=self.chief_reach | self.audit_reach) | (Q(user=self.reader.pid) & ~Q(user=""))
        )
        return found.select_related("place", "party__appraisal").defer("person", "reasons", "outcome")

    def one(self, pid: str) -> Talk | None:
        """One talk with its words, if it is open to the reader."""
        return self.visible().defer(None).filter(pid=pid).first()

    def need_chief(self, talk: Talk) -> None:
        """Refuse what only a chief does who is not concerned himself."""
        if not self.chief(talk):
            raise NotYours(f"{talk.pid}: the chief leads this")

    def need_concerned(self, talk: Talk) -> None:
        """Refuse what only the person concerned says."""
        if not self.concerned(talk):
            raise NotYours(f"{talk.pid}: not about you")


def sign_ins(party: AppraisalParty) -> list[tuple[str, str]]:
    """(permanent id, name) of people who sign in for a party: who may be asked to answer himself."""
    if party.community is not None:
        held = Q(place=party.community.pid, role__in=(Role.GRID, Role.CLERK, Role.CHIEF))
    elif party.agency is not None:
        held = Q(place=party.place.pid, role=Role.AGENCY, sector=party.agency.sector)
    else:
        held = Q(unit=party.unit.pid if party.unit else "", role=Role.UNIT)
    rows = Scope.objects.filter(held, user__is_active=True, ends__isnull=True).values_list(
        "user__pid", "user__display_name"
    )
    return sorted(set(rows), key=lambda one: one[1])
