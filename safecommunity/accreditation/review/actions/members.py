"""Reviewers are asked, declare their ties, accept or decline; the place may object; a tie that bars ends the seat."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Declaration, Panel, PanelMember
from safecommunity.accreditation.review import rules, words
from safecommunity.accreditation.review.actions.common import (
    LIVE,
    appointer,
    in_state,
    locked,
    log,
    own_place,
    plain,
    seat,
)
from safecommunity.accreditation.review.actions.consensus import agreed_alone
from safecommunity.accreditation.review.rights import Rights, works_for
from safecommunity.accreditation.rights import ROOM
from safecommunity.places import queries as places

S, M = Panel.State, PanelMember.State


@dataclass(frozen=True)
class Told:
    """The answer to one question about ties."""

    holds: bool
    detail: str = ""


def seated(panel: Panel, user: str, *, lead: bool, by: str, at: datetime) -> PanelMember:
    """A seat for a reviewer, inside the caller's transaction. Refused for who is none, works there or appoints."""
    person = people.user(user)
    asked = Reader.of(person, timezone.localdate(at)) if person is not None else Reader()
    if not asked.has(Role.REVIEWER):
        says = _("Reviewer: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"came": asked.name or user[:20]}, "members")
    if works_for(asked, panel.place):
        raise Refused(own_place(user, panel), "members")
    if user == by or places.within(asked, panel.place.pid, ROOM, Role.SUPERVISOR):
        says = _("%(who)s appoints panels for %(place)s and cannot sit on one")
        raise Refused(says % {"who": asked.name, "place": panel.place.name}, "members")
    if panel.members.filter(user=user).exists():
        raise Refused(_("%(who)s was asked for this panel before") % {"who": asked.name}, "members")
    if panel.members.filter(state__in=LIVE).count() >= rules.most_members():
        says = _("Reviewers: got %(came)s; allowed: %(least)s to %(most)s")
        told = {
            "came": rules.most_members() + 1,
            "least": rules.least_members(),
            "most": rules.most_members(),
        }
        raise Refused(says % told, "members")
    return PanelMember.objects.create(panel=panel, user=user, lead=lead, by=by, at=at)


@transaction.atomic
def invite(*, reader: Reader, panel: Panel, user: str, at: datetime) -> PanelMember:
    """One more reviewer is asked while the panel forms."""
    held = locked(panel)
    appointer(reader, held)
    in_state(held, S.FORMING)
    made = seated(held, user, lead=False, by=reader.pid, at=at)
    log("invite_reviewer", held, reader.pid, at, user=user)
    return made


@transaction.atomic
def make_lead(*, reader: Reader, member: PanelMember, at: datetime) -> PanelMember:
    """Who leads, where it was somebody else or nobody: a lead who is barred leaves work that waits for the next."""
    held = locked(member.panel)
    appointer(reader, held)
    in_state(held, S.FORMING, S.SCORING, S.CONSENSUS, S.PUBLISHED)
    one = _sitting(held, member)
    held.members.filter(lead=True).update(lead=False)
    one.lead = True
    one.save(update_fields=["lead"])
    log("make_lead", held, reader.pid, at, user=one.user)
    return one


@transaction.atomic
def take_off(*, reader: Reader, member: PanelMember, reason: str, at: datetime) -> PanelMember:
    """The appointing office takes somebody off while the panel forms, with a reason that stays."""
    held = locked(member.panel)
    appointer(reader, held)
    in_state(held, S.FORMING)
    one = _sitting(held, member)
    _end(one, M.REMOVED, plain(reason, _("Reason"), 200, 2))
    log("take_off_reviewer", held, reader.pid, at, user=one.user)
    return one


def _sitting(panel: Panel, member: PanelMember) -> PanelMember:
    one = panel.members.select_for_update().get(pk=member.pk)
    if one.state not in LIVE:
        raise Refused(_("This reviewer is not on the panel any more"))
    return one


def _end(one: PanelMember, state: str, reason: str) -> None:
    one.state, one.reason, one.lead = state, reason, False
    one.save(update_fields=["state", "reason", "lead"])


@transaction.atomic
def declare(*, reader: Reader, panel: Panel, answers: Mapping[str, Told], at: datetime) -> PanelMember:
    """A reviewer answers for every kind of tie. A tie that bars takes him off; without one he has accepted.

    What changes later is declared again, until the result is published: then marks of who is barred count no more.
    """
    held = locked(panel)
    in_state(held, S.FORMING, S.SCORING, S.CONSENSUS)
    mine = seat(reader, held, accepted=False)
    _answered(answers)
    for kind, told in answers.items():
        Declaration.objects.create(
            member=mine, kind=kind, holds=told.holds, detail=told.detail.strip(), by=reader.pid, at=at
        )
    barring = [kind for kind, told in answers.items() if told.holds and rules.ties()[kind].bars]
    mine.declared_on = timezone.localdate(at)
    mine.save(update_fields=["declared_on"])
    if barring:
        _end(mine, M.BARRED, words.tie(barring[0])[:200])
        if held.state == S.CONSENSUS:
            agreed_alone(held, reader.pid, at)
    else:
        mine.state = M.ACCEPTED
        mine.save(update_fields=["state"])
    log("declare_ties", held, reader.pid, at, ties=[kind for kind, told in answers.items() if told.holds])
    return mine


def _answered(answers: Mapping[str, Told]) -> None:
    """Every kind is answered, no other; a yes is explained."""
    lacking = [words.tie(kind) for kind in rules.ties() if kind not in answers]
    if lacking:
        raise Refused(_("Not answered yet: %(what)s") % {"what": "；".join(lacking)})
    for kind, told in answers.items():
        if kind not in rules.ties():
            raise Refused(_("Tie: got “%(came)s”; allowed: one of the list") % {"came": kind[:20]})
        plain(told.detail, words.tie(kind), 200, 2 if told.holds else 0)


@transaction.atomic
def decline(*, reader: Reader, panel: Panel, reason: str, at: datetime) -> PanelMember:
    """A reviewer says no, with a reason, while the panel forms."""
    held = locked(panel)
    in_state(held, S.FORMING)
    mine = held.members.select_for_update().filter(user=reader.pid, state__in=LIVE).first()
    if mine is None or not Rights(reader).reviews:
        raise NotYours(f"{held.pid}: not on this panel")
    _end(mine, M.REFUSED, plain(reason, _("Reason"), 200, 2))
    log("decline_panel", held, reader.pid, at)
    return mine


@transaction.atomic
def object_to(*, reader: Reader, member: PanelMember, reason: str, at: datetime) -> PanelMember:
    """The chief of the place objects to a reviewer before scoring begins; the appointing office decides."""
    held = locked(member.panel)
    if not Rights(reader).chief_of(held.place):
        raise NotYours(f"{held.place.pid}: objecting is the chief's")
    in_state(held, S.FORMING)
    one = _sitting(held, member)
    if one.objection_state:
        raise Refused(_("An objection to this reviewer was made before"))
    one.objection = plain(reason, _("Reason"), 200, 2)
    one.objection_state, one.objection_by = PanelMember.Objection.OPEN, reader.pid
    one.save(update_fields=["objection", "objection_state", "objection_by"])
    log("object_to_reviewer", held, reader.pid, at, user=one.user)
    return one


@transaction.atomic
def settle_objection(
    *, reader: Reader, member: PanelMember, upheld: bool, answer: str, at: datetime
) -> PanelMember:
    """An objection is upheld, and the reviewer leaves, or dismissed; both with an answer the place reads."""
    held = locked(member.panel)
    appointer(reader, held)
    one = held.members.select_for_update().get(pk=member.pk)
    if one.objection_state != PanelMember.Objection.OPEN:
        raise Refused(_("No objection waits here"))
    one.objection_answer = plain(answer, _("Answer"), 200, 2)
    one.objection_state = PanelMember.Objection.UPHELD if upheld else PanelMember.Objection.DISMISSED
    one.save(update_fields=["objection_answer", "objection_state"])
    if upheld and one.state in LIVE:
        _end(one, M.REMOVED, one.objection_answer)
    log("settle_objection", held, reader.pid, at, user=one.user, upheld=upheld)
    return one
