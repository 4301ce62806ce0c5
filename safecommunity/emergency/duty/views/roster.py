"""The roster by month, who takes turns, leave, swaps, the day on paper."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.emergency import codes, common
from safecommunity.emergency.common import need, need_office, show
from safecommunity.emergency.duty import actions, facts, queries
from safecommunity.emergency.duty.forms import LeaveForm, MonthForm, PeopleForm, SwapForm
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.rights import Rights
from safecommunity.governance.returns import workdays
from safecommunity.places.models import Place
from safecommunity.shell import workbooks

FIGURES = ("duty.days_covered", "duty.days_led", "duty.days_logged", "duty.handed_over")


def month_of(text: str, today: date) -> date:
    """The first day of the month an address asks for; this month for anything else."""
    year, _dash, month = text.partition("-")
    good = len(text) == 7 and year.isascii() and year.isdigit() and month.isascii() and month.isdigit()
    if good and 2000 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def place_of(request: HttpRequest, held: Rights) -> tuple[Place | None, list[Place]]:
    """Whose roster is looked at: the one asked for, else the first of the reader's; with all he may choose."""
    known = queries.rosters(held)
    own = held.street if held.street is not None and held.street.pid in held.looks_in else None
    offered = known if own is None or own in known else [own, *known]
    asked = request.GET.get("at", "") or request.POST.get("at", "")
    if asked:
        near = [*offered, *(held.places() if held.keeps else [])]
        chosen = next((one for one in near if one.pid == asked), None)
        if chosen is None:
            raise Http404
        return chosen, offered if chosen in offered else [chosen, *offered]
    return (offered[0] if offered else None), offered


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """A month of a place: who is on duty when; gaps show."""
    held = need(request)
    place, offered = place_of(request, held)
    return _page(request, held, place, offered)


def _page(
    request: HttpRequest, held: Rights, place: Place | None, offered: list[Place], wrong: Any = None
) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    show(request, place)
    first = month_of(request.GET.get("month", "") or request.POST.get("month", ""), today)
    office, opened = place is not None and held.keeps_of(place), place is not None and held.knows_names(place)
    shown = queries.month(place, first) if place is not None else []
    rows = [(day, [(part, codes.label("parts", part), queries.name_of(day.turns[part].person, opened=opened))
                   for part in codes.words("parts") if part in day.turns]) for day in shown]  # fmt: skip
    index = first.year * 12 + first.month - 1
    who = queries.people(place) if place is not None else []
    context: dict[str, Any] = {
        "place": place,
        "places": offered,
        "month": f"{first:%Y-%m}",
        "today": today,
        "days": rows,
        "office": office,
        "before": _month(index - 1),
        "after": _month(index + 1),
        "n_gaps": sum(day.gap and not day.outside for day in shown),
        "made": any(day.day is not None and not day.outside for day in shown),
        "wrong": wrong,
        "people": [
            (one, queries.name_of(one, opened=opened), queries.phone_of(one, opened=opened)) for one in who
        ],
        "leaves": [(one, queries.name_of(one.person, opened=opened)) for one in queries.leaves(place, today)]
        if place
        else [],
        "figures": common.told(common.chosen(request, held, today), FIGURES, now),
        "known": workdays.holidays_known(first.year),
        "works": place is not None and held.works_at(place),
        "load": _load(shown, opened),
        "over": _last(first) < today,
    }
    if office:
        pairs = [(one.pid, queries.name_of(one)) for one in who]
        context |= {
            "people_form": wrong if isinstance(wrong, PeopleForm) else PeopleForm(initial={"starts": today}),
            "leave_form": wrong if isinstance(wrong, LeaveForm) else LeaveForm(people=pairs),
            "month_form": MonthForm(),
        }
    return render(request, "emergency/duty/roster.html", context, status=422 if wrong is not None else 200)


def _month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02d}"


def _last(first: date) -> date:
    from safecommunity.indicators.period import Period

    index = first.year * 12 + first.month - 1
    return Period(index, index).end


def _load(shown: list[queries.Shown], opened: bool) -> list[tuple[str, int, int, int]]:
    """Turns of each person in the month by kind of day: everybody sees that it is fair."""
    found: dict[int, tuple[str, list[int]]] = {}
    for day in shown:
        for turn in day.turns.values() if not day.outside else ():
            _name, counted = found.setdefault(
                turn.person_id, (queries.name_of(turn.person, opened=opened), [0, 0, 0])
            )
            counted[day.rest] += 1
    return [(name, *counted) for name, counted in found.values()]  # type: ignore[misc]


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The month as a workbook; names only where the reader may know them."""
    held = need(request)
    place, _offered = place_of(request, held)
    if place is None:
        raise Http404
    first = month_of(request.GET.get("month", ""), timezone.localdate())
    opened = held.knows_names(place)
    heads = [_("Day"), _("Kind of day"), *(word.label for word in codes.words("parts").values())]
    rows: list[list[Any]] = [
        [
            day.on,
            facts.label("rest_day", day.rest),
            *(
                queries.name_of(day.turns[part].person, opened=opened) if part in day.turns else ""
                for part in codes.words("parts")
            ),
        ]
        for day in queries.month(place, first)
        if not day.outside
    ]
    sheet = workbooks.Sheet(f"{first:%Y-%m}", heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Duty roster"), about=[(_("Place"), place.name)], sheets=[sheet], now=timezone.now()
    )


@login_required
@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """People, leave, a month made or taken back."""
    held, what = need_office(request), request.POST.get("what", "")
    place, offered = place_of(request, held)
    if place is None or not held.keeps_of(place) or what not in ("people", "leave", "make", "clear"):
        raise Http404
    at, today = timezone.now(), timezone.localdate()
    first = month_of(request.POST.get("month", ""), today)
    say: dict[str, Any] = {"reader": held.reader, "at": at}
    if what == "make":
        second = request.POST.get("second") == "on"
        common.tried(
            request,
            lambda: actions.make_month(place=place, month=first, second=second, **say),
            _("The month is made"),
        )
    elif what == "clear":
        common.tried(request, lambda: actions.clear_month(place=place, month=first, **say), _("Taken back"))
    else:
        form = PeopleForm(request.POST) if what == "people" else LeaveForm(
            request.POST, people=[(one.pid, one.pid) for one in queries.people(place)]
        )  # fmt: skip
        if not form.is_valid():
            return _page(request, held, place, offered, form)
        try:
            _store(held, place, form, say)
        except Refused as reason:
            form.refuse(reason)
            return _page(request, held, place, offered, form)
    return redirect(f"{reverse('duty_roster')}?at={place.pid}&month={first:%Y-%m}")


def _store(held: Rights, place: Place, form: Any, say: dict[str, Any]) -> None:
    data = form.cleaned_data
    if isinstance(form, PeopleForm):
        actions.add_people(
            place=place, names=form.people(), leads=data["leads"], starts=data["starts"], **say
        )
        return
    person = queries.person_of(held, data["person"])
    if person is None:
        raise Refused(_("“%(came)s” is not in the list") % {"came": data["person"][:20]})
    actions.take_leave(person=person, first=data["first"], last=data["last"], says=data["says"], **say)


@login_required
@require_POST
def person_step(request: HttpRequest, pid: str) -> HttpResponse:
    """Somebody takes no turns any more, or the name is erased."""
    held, what = need_office(request), request.POST.get("what", "")
    person = queries.person_of(held, pid)
    if person is None or what not in ("end", "erase"):
        raise Http404
    say: dict[str, Any] = {"reader": held.reader, "person": person, "at": timezone.now()}
    if what == "end":
        common.tried(
            request,
            lambda: actions.end_person(on=max(person.starts, timezone.localdate()), **say),
            _("Noted"),
        )
    else:
        common.tried(request, lambda: actions.erase_person(**say), _("Erased; the counts stay"))
    return redirect(f"{reverse('duty_roster')}?at={person.place.pid}")


@login_required
@require_POST
def leave_end(request: HttpRequest, pk: str) -> HttpResponse:
    """A leave is taken back."""
    held = need_office(request)
    leave = queries.leave_of(held, pk)
    if leave is None:
        raise Http404
    common.tried(
        request,
        lambda: actions.end_leave(reader=held.reader, leave=leave, at=timezone.now()),
        _("Taken back"),
    )
    return redirect(f"{reverse('duty_roster')}?at={leave.person.place.pid}")


@login_required
@require_safe
def day_page(request: HttpRequest, ref: str) -> HttpResponse:
    """One day of a roster: swap turns, see what was swapped."""
    held = need_office(request)
    return _day(request, held, ref)


def _day(request: HttpRequest, held: Rights, ref: str, wrong: SwapForm | None = None) -> HttpResponse:
    day = queries.day_of(held, ref)
    if day is None:
        raise Http404
    show(request, day.place)
    shown = queries.on_duty(day.place, day.on)
    who = [(one.pid, f"{queries.name_of(one)}{'（' + codes.label('parts', 'leader') + '）' if one.leads else ''}")
           for one in queries.people(day.place)]  # fmt: skip
    context = {
        "day": day,
        "kind": facts.label("rest_day", day.rest),
        "wrong": wrong,
        "turns": [
            (codes.label("parts", part), queries.name_of(turn.person)) for part, turn in shown.turns.items()
        ],
        "past": [
            (codes.label("parts", turn.part), queries.name_of(turn.person), turn)
            for turn in queries.history(day)
        ],
        "form": wrong or SwapForm(people=who),
        "month": f"{day.on:%Y-%m}",
    }
    return render(request, "emergency/duty/day.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def swap(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody else takes a turn."""
    held = need_office(request)
    day = queries.day_of(held, ref)
    if day is None:
        raise Http404
    form = SwapForm(request.POST, people=[(one.pid, one.pid) for one in queries.people(day.place)])
    if form.is_valid():
        data = form.cleaned_data
        person = queries.person_of(held, data["person"])
        try:
            if person is None:
                raise Refused(_("“%(came)s” is not in the list") % {"came": data["person"][:20]})
            actions.swap_turn(
                reader=held.reader,
                day=day,
                part=data["part"],
                person=person,
                says=data["says"],
                at=timezone.now(),
            )
            return redirect("duty_day", ref)
        except Refused as reason:
            form.refuse(reason)
    return _day(request, held, ref, form)
