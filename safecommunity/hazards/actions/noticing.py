"""Notices of rectification: numbered by office and year, kept as they were printed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards import codes, loop
from safecommunity.hazards.actions.finding import step
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import Hazard, Notice
from safecommunity.hazards.rights import OFFICE, ROOM, Rights
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.numbers import day

MOST = 200


@transaction.atomic
def issue_notices(*, reader: Reader, hazards: Iterable[Hazard], at: datetime) -> list[Notice]:
    """A notice for each; who has one that says the same gets that again. One event for all of them."""
    rights, wanted = Rights(reader), [one.pk for one in hazards]
    if len(wanted) > MOST:
        says = _("Notices: got %(came)s hazards; allowed: up to %(most)s at a time")
        raise Refused(says % {"came": len(wanted), "most": MOST})
    rows = (
        Hazard.objects.select_for_update(of=("self",)).select_related("place", "unit").filter(pk__in=wanted)
    )
    today = timezone.localdate(at)
    found = [_issue(one, _office(rights, one, today), reader, at) for one in rows.order_by("pk")]
    new = [one for one, made in found if made]
    if new:
        refs = [one.ref for one in new]
        journal.record(
            by=reader.pid, action="issue_notices", kind="notice", ref=refs[0], place=new[0].office.pid, at=at,
            detail={"notices": refs},
        )  # fmt: skip
    return [one for one, _made in found]


def _office(rights: Rights, one: Hazard, today: date) -> Place:
    """Whose number it bears: the nearest place of the reader's office that holds the hazard."""
    if not rights.judges(one):
        raise NotYours(f"{one.pid}: not of this office")
    if one.state not in loop.GOING or not one.who:
        says = _(
            "%(number)s: a notice is issued to whoever it was assigned to; this one is assigned to nobody"
        )
        raise Refused(says % {"number": one.number})
    if one.due < today:
        says = _("%(number)s was due on %(day)s; a notice asks for a day to come: give a new day first")
        raise Refused(says % {"number": one.number, "day": one.due})
    mine = set(rights.reader.place_scopes(ROOM, *OFFICE))
    above = [place for place in places.ancestors(one.place.pid) if place.pid in mine]
    return Place.objects.select_for_update().get(pk=above[-1].pk)


def _issue(one: Hazard, office: Place, reader: Reader, at: datetime) -> tuple[Notice, bool]:
    today = timezone.localdate(at)
    said = {"who": one.who, "facts": facts_of(one)[:400], "requires": requires(one)[:400], "due": one.due}
    last = one.notices.select_related("office").first()
    if last is not None and all(getattr(last, name) == value for name, value in said.items()):
        return last, False
    same = Notice.objects.filter(office=office, year=today.year)
    top = same.order_by("-number").values_list("number", flat=True).first() or 0
    made = Notice.objects.create(
        hazard=one,
        office=office,
        year=today.year,
        number=top + 1,
        issued_on=today,
        by=reader.pid,
        at=at,
        **said,
    )
    step(one, "notice", today, reader.pid, at, made.said)
    return made, True


def facts_of(one: Hazard) -> str:
    """What is wrong, in the finder's words beside the kind, and how it was judged."""
    kind = codes.label(codes.kinds(), one.kind)
    what = f"{one.what}（{kind}）" if one.what and one.what != kind else kind
    judged = f"{codes.colour_name(one.color)}，{codes.label(codes.levels(), one.level)}"
    return _("%(what)s. Judged: %(judged)s.") % {"what": what, "judged": judged}


def requires(one: Hazard) -> str:
    """What is asked: the measure of a major hazard, else that it is put right; by when; how it is shown."""
    says = _("Put it right by %(day)s and submit how it was done with a photo.") % {"day": day(one.due)}
    measure = one.five.get("measure", "")
    return f"{measure}。{says}" if measure else says
