"""A panel is appointed for a handed-in self-assessment, begins when everybody has declared, or is dissolved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Application, Panel, PanelMember, Round
from safecommunity.accreditation.review import rules
from safecommunity.accreditation.review.actions.common import LIVE, appointer, in_state, locked, log, plain
from safecommunity.accreditation.review.actions.members import seated
from safecommunity.accreditation.review.rights import Rights

AHEAD = timedelta(days=400)
S = Panel.State


@transaction.atomic
def appoint_panel(
    *, reader: Reader, round: Round, lead: str, members: Sequence[str], due: date, at: datetime,
    application: Application | None = None,
) -> Panel:  # fmt: skip
    """A panel of reviewers, one of whom leads, who are asked to declare: for an application, or for a round alone.

    One panel at a time for each.
    """
    found = Round.objects.select_for_update(of=("self",)).select_related("place").get(pk=round.pk)
    if not Rights(reader).appoints(found.place):
        raise NotYours(f"{found.place.pid}: not a place this office appoints for")
    if found.kind != Round.Kind.SELF or found.state != Round.State.HANDED_IN:
        raise Refused(_("A panel reviews a self-assessment that was handed in"))
    if application is not None and application.round_id != found.pk:
        raise Refused(_("This application does not rest on this self-assessment"))
    if Panel.objects.filter(round=found, application=application).exclude(state=S.DISSOLVED).exists():
        raise Refused(_("This self-assessment has a panel already"))
    today = timezone.localdate(at)
    if not today <= due <= today + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": _("Scored by"), "came": due, "first": today, "last": today + AHEAD}
        raise Refused(says % told, "due")
    asked = list(dict.fromkeys(members))
    if lead not in asked:
        raise Refused(_("The lead is one of the reviewers"), "lead")
    made = Panel.objects.create(
        round=found, application=application, place=found.place, due=due, by=reader.pid, at=at
    )
    for user in asked:
        seated(made, user, lead=user == lead, by=reader.pid, at=at)
    told = {"round": found.pid, "application": application.pid if application is not None else ""}
    log("appoint_panel", made, reader.pid, at, members=asked, lead=lead, **told)
    return made


@transaction.atomic
def begin_scoring(*, reader: Reader, panel: Panel, at: datetime) -> Panel:
    """From now on each scores alone. Refused before everybody has declared, or while an objection is open."""
    held = locked(panel)
    appointer(reader, held)
    in_state(held, S.FORMING)
    sitting = list(held.members.filter(state__in=LIVE))
    names = people.names([one.user for one in sitting])
    waiting = [names.get(one.user, "") for one in sitting if one.state != PanelMember.State.ACCEPTED]
    if waiting:
        says = _("Rule “declare before scoring”: %(who)s has not declared yet")
        raise Refused(says % {"who": "、".join(waiting)})
    if any(one.objection_state == PanelMember.Objection.OPEN for one in sitting):
        raise Refused(_("An objection of the place is not decided yet"))
    if len(sitting) < rules.least_members():
        says = _("Reviewers: got %(came)s; allowed: %(least)s to %(most)s")
        told = {"came": len(sitting), "least": rules.least_members(), "most": rules.most_members()}
        raise Refused(says % told)
    if not any(one.lead for one in sitting):
        raise Refused(_("The panel has no lead; choose one of the reviewers"))
    held.state, held.began_on = S.SCORING, timezone.localdate(at)
    held.save(update_fields=["state", "began_on"])
    log("begin_scoring", held, reader.pid, at, members=len(sitting))
    return held


@transaction.atomic
def dissolve_panel(*, reader: Reader, panel: Panel, reason: str, at: datetime) -> Panel:
    """The panel ends without a result; another may be appointed. What was marked stays closed for ever."""
    held = locked(panel)
    appointer(reader, held)
    in_state(held, S.FORMING, S.SCORING, S.CONSENSUS)
    held.reason = plain(reason, _("Reason"), 200, 2)
    held.state = S.DISSOLVED
    held.save(update_fields=["state", "reason"])
    log("dissolve_panel", held, reader.pid, at, reason=held.reason)
    return held
