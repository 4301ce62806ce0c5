"""Paper forms of this room, filled from its records: letters, meetings, volunteers, scores of an appraisal."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.appraisal import order
from safecommunity.governance.appraisal import queries as appraisals
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal import words as appraisal_words
from safecommunity.governance.appraisal.rights import SHOWN
from safecommunity.governance.appraisal.slots import seat_of
from safecommunity.governance.letter_print import of_letter
from safecommunity.governance.queries import letters as letter_queries
from safecommunity.governance.queries import work
from safecommunity.governance.views.common import need
from safecommunity.governance.volunteers import queries as volunteers
from safecommunity.governance.volunteers import words as volunteer_words
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of

SERVICES = 20


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.governance"))
    paper_forms.bind("letter", Binding(letter, "letters"))
    paper_forms.bind("meeting", Binding(meeting, "meetings"))
    paper_forms.bind("volunteer", Binding(volunteer, "volunteers"))
    paper_forms.bind("appraisal", Binding(party, "appraisals"))


def letter(request: HttpRequest, key: str) -> Sequence[Filled]:
    """One letter by its ref; a round's are printed by a job."""
    found = letter_queries.letter_of(need(request), key)
    if found is None:
        raise Http404
    return [of_letter(found)]


def meeting(request: HttpRequest, key: str) -> Sequence[Filled]:
    """A meeting by its ref: its sheet before it, its minutes after; its code signs in on the day."""
    found = work.meeting_of(need(request), key)
    if found is None:
        raise Http404
    values = context_of(
        title=found.title, on=day(found.on), where=found.where, body=found.body.name, host=found.host,
        present=found.present, agenda=found.agenda, minutes=found.minutes,
    )  # fmt: skip
    decisions = [
        context_of(what=one.title, who=one.who, due=day(one.due), done=one.result or _given_up(one))
        for one in found.decisions.all()
    ]
    code = reverse("meeting_in", args=[found.ref]) if found.on >= timezone.localdate() else ""
    return [
        Filled(
            values,
            {"decisions": decisions},
            place=found.body.place.pid,
            name=found.title,
            code=code,
        )
    ]


def _given_up(task: object) -> str:
    return _("given up") if getattr(task, "dropped_on", None) else ""


def volunteer(request: HttpRequest, key: str) -> Sequence[Filled]:
    """A member of a team; the name only where the reader keeps names."""
    rights = need(request)
    found = volunteers.member_of(rights, key)
    if found is None:
        raise Http404
    team = found.team
    shown = volunteers.names_for(rights, team.place, [found])[0][1]
    lines = found.services.filter(withdrawn_at__isnull=True).order_by("-on", "-pk")[:SERVICES]
    minutes, _n = volunteers.hours_of(found, timezone.localdate().year)
    values = context_of(
        name=shown, number=found.number, team=team.name, kind=volunteer_words.label("kinds", team.kind),
        place=team.place.name, starts=day(found.starts),
        hours=f"{timezone.localdate().year}：{volunteer_words.hours(minutes)}",
    )  # fmt: skip
    services = [
        context_of(
            day=day(one.on), what=volunteer_words.label("whats", one.what), hours=volunteer_words.hours(one.minutes)
        )
        for one in lines
    ]  # fmt: skip
    return [Filled(values, {"services": services}, place=team.place.pid, name=team.name)]


def party(request: HttpRequest, key: str) -> Sequence[Filled]:
    """One party of an appraisal with the points its reader may see; what is not judged stays free."""
    seat = seat_of(request)
    found = appraisals.party(seat, key) if seat is not None else None
    if seat is None or found is None:
        raise Http404
    made = found.appraisal
    spec, sees = specs.of_data(made.spec), seat.looks(made) or made.state in SHOWN
    marks = {one.item: one for one in found.marks.all()} if sees else {}
    own = {one.item: one for one in found.own.all()}
    rows = []
    for item in spec.items:
        mark, said = marks.get(item.code), own.get(item.code)
        rows.append(context_of(
            item=f"{item.name}\n{item.text}".strip(), full=specs.plain(item.most) if item.most else "",
            own=specs.plain(said.points) if said is not None and said.points is not None else "",
            points=specs.plain(mark.points) if mark is not None else "", reason=mark.reason if mark else "",
        ))  # fmt: skip
    stands = order.lines(spec, [found], {found.pk: marks})  # none of a party that was dropped
    total = specs.plain(stands[0].total) if stands and marks and stands[0].complete else ""
    values = context_of(
        party=found.name, year=made.year, sheet=spec.name, state=appraisal_words.state(made.state), total=total,
        says=found.self_says,
    )  # fmt: skip
    return [Filled(values, {"items": rows}, place=made.place.pid, name=found.name)]
