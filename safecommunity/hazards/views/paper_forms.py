"""Paper forms of this room, filled from its records: patrols of a month, inspections, notices, replies, rechecks."""

import calendar
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from safecommunity.hazards import codes, queries, words
from safecommunity.hazards.inspections import queries as inspections
from safecommunity.hazards.models import Hazard, Inspection, Notice
from safecommunity.hazards.views.common import asked, need
from safecommunity.places.models import Place
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of

MOST_ROWS = 600


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.hazards"))
    paper_forms.bind("patrol", Binding(patrol, "hazards"))
    paper_forms.bind("inspection", Binding(inspection, "inspections"))
    paper_forms.bind("notice", Binding(notice, "hazards"))
    paper_forms.bind("receipt", Binding(receipt, "hazards"))
    paper_forms.bind("acceptance", Binding(acceptance, "hazards"))


def month_of(text: str) -> tuple[date, date]:
    """First and last day of a month as an address writes it, 2026-11. Raises Http404."""
    year, _sep, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and year.isascii() and month.isascii()):
        raise Http404
    if len(text) != 7 or not (1990 <= int(year) <= 2199 and 1 <= int(month) <= 12):
        raise Http404
    return date(int(year), int(month), 1), date(
        int(year), int(month), calendar.monthrange(int(year), int(month))[1]
    )


def patrol(request: HttpRequest, key: str) -> Sequence[Filled]:
    """What was found in a month, as far as it is open to the reader; a month without hazards has empty lines."""
    held = need(request)
    first, last = month_of(key)
    found = queries.hazards(held).filter(found_on__range=(first, last)).order_by("found_on", "pk")
    rows = [
        context_of(
            day=day(one.found_on), where=_where(one), what=one.what or codes.label(codes.kinds(), one.kind),
            color=codes.colour_name(one.color), done=words.states()[one.state], number=one.number,
        )
        for one in found[:MOST_ROWS]
    ]  # fmt: skip
    places = [*held.reader.place_scopes("hazards", "clerk", "chief", "grid", "auditor"), *held.above]
    where = Place.objects.filter(pid__in=places).order_by("level", "order", "pk").first()
    values = context_of(place=where.name if where is not None else "", month=key)
    return [Filled(values, {"rows": rows}, place=where.pid if where is not None else "", name=key)]


def _where(one: Hazard) -> str:
    return " ".join(filter(None, (one.place.name, one.unit.name if one.unit else "", one.spot)))


def inspection(request: HttpRequest, key: str) -> Sequence[Filled]:
    """An inspection by its id, or all of a round by `round-` and the round's."""
    from safecommunity.hazards.inspections.views.common import need as need_inspections
    from safecommunity.hazards.inspections.views.common import the_inspection

    if not key.startswith("round-"):
        _held, one = the_inspection(request, key)
        if one.rank == Inspection.Rank.CANCELLED:
            raise PermissionDenied
        return [_inspected(one)]
    held = need_inspections(request)
    made = inspections.round_of(held, key[6:])
    if made is None:
        raise Http404
    return [
        _inspected(one) for one in inspections.of_round(held, made) if one.rank != Inspection.Rank.CANCELLED
    ]


def _inspected(one: Inspection) -> Filled:
    done = one.rank == Inspection.Rank.DONE
    lines = [
        context_of(
            text=line.text, standard=line.standard, result=line.result,
            note=" ".join(filter(None, (line.note, line.hazard.number if line.hazard else ""))),
        )
        for line in one.lines.select_related("hazard")
    ]  # fmt: skip
    values = context_of(
        where=one.where, place=one.place.name, day=day(one.done_on) if done else "",
        checklist=f"{one.round.checklist_title} v{one.round.version}", team=one.team, summary=one.note,
    )  # fmt: skip
    return Filled(
        values, {"lines": lines}, place=one.place.pid, name=one.number, number=one.number,
        code=reverse("inspection", args=[one.pid]),
    )  # fmt: skip


def _last(one: Hazard) -> Notice | None:
    found: Notice | None = one.notices.select_related("office").first()
    return found


def notice(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The newest notice of a hazard with its stub; a hazard without one has none to print."""
    _held, one = asked(request, key)
    made = _last(one)
    if made is None:
        raise Http404
    values = context_of(
        said=f"{made.office.name} {made.said}", issued=day(made.issued_on), who=made.who, facts=made.facts,
        due=day(made.due), where=_where(one), found=day(one.found_on), number=one.number,
        klass=codes.class_name(one.klass), requires=made.requires,
    )  # fmt: skip
    code = reverse("hazard_notice_check", args=[made.ref])
    return [Filled(values, place=made.office.pid, name=one.number, number=values["said"], code=code)]


def _common(one: Hazard) -> dict[str, str]:
    made = _last(one)
    return context_of(
        unit=one.unit.name if one.unit else one.who, said=f"{made.office.name} {made.said}" if made else "",
        number=one.number, where=_where(one), what=one.what or codes.label(codes.kinds(), one.kind), fixed=one.fixed,
        fixed_on=day(one.fixed_on) if one.fixed_on else "",
    )  # fmt: skip


def receipt(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The unit's reply, filled as far as it has answered here."""
    _held, one = asked(request, key)
    return [
        Filled(_common(one) | context_of(due=day(one.due), who=one.who), place=one.place.pid, name=one.number)
    ]


def acceptance(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The recheck, filled where it was done: closed, or sent back as it stands."""
    _held, one = asked(request, key)
    result = one.state if one.state in ("closed", "returned") else ""
    values = _common(one) | context_of(
        checked=day(one.closed_on) if one.closed_on else "", result=result,
        says=one.reason if result == "returned" else "",
    )  # fmt: skip
    return [Filled(values, place=one.place.pid, name=one.number)]
