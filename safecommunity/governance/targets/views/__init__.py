"""Pages of targets: the list of a place, one with its tree and progress, entering, assigning, dropping."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.governance.models import Target
from safecommunity.governance.targets import actions, beside, forecasts, queries
from safecommunity.governance.targets.forms import FIRM, TargetForm
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.slots import show_place

MOST = 300
LARGEST = Decimal(9_999_999_999_999)  # as many digits as are stored


def _reader(request: HttpRequest) -> Any:
    reader = choice.reader_of(request)
    if not queries.own_places(reader):
        raise PermissionDenied
    return reader


def _asked(request: HttpRequest, pid: str) -> tuple[Any, Target]:
    reader = _reader(request)
    found = queries.one(reader, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return reader, found


def unit_text(target: Target) -> str:
    """The unit in words."""
    return (
        in_language(UNITS[target.unit], get_language() or "zh-hans") if target.unit in UNITS else target.unit
    )


def _line(request: HttpRequest, target: Target, depth: int = 0) -> dict[str, Any]:
    """A target with its progress as far as this reader may read figures there."""
    now, today, reader = timezone.now(), timezone.localdate(), choice.reader_of(request)
    reads = choice.may_read(reader, target.place.pid)
    told_so = reads or choice.told_above(target.figure)
    told = queries.progress(target, now=now, today=today) if told_so else None
    came = None if told_so else queries.handed_in(reader, target, today=today)
    way = told or came
    return {
        "target": target, "value": queries.value_text(target), "unit": unit_text(target), "depth": depth,
        "firm": str(dict(FIRM)[target.firmness]), "progress": told, "came": came, "late": target.deadline < today,
        "url": reverse("figure", args=[told.figure.key]) if told and reads else "",
        # downwards: 99.6 % of a promise is not all of it
        "share": int(100 * way.share + 1e-9) if way and way.share is not None else None,
        "missed": way is not None and way.reached is False and target.deadline < today,
        "waits": today < target.starts,
    }  # fmt: skip


@login_required
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Targets of one's places: those set here, and those assigned to it."""
    reader = _reader(request)
    found = list(queries.visible(reader).filter(dropped_on__isnull=True).order_by("deadline", "pk")[:MOST])
    own = {place.pk for place in queries.own_places(reader)}
    lines = [_line(request, one) for one in found if one.place_id in own]
    setting = [place for place in queries.own_places(reader) if queries.sets_for(reader, place)]
    return render(request, "governance/targets/list.html", {"lines": lines, "setting": setting})


@login_required
@require_safe
def target(request: HttpRequest, pid: str) -> HttpResponse:
    """One target: what it says, how far it is, what was assigned of it and whether that adds up."""
    reader, found = _asked(request, pid)
    tree = queries.tree(found)
    parts = [row for _depth, row in tree if row.parent_id == found.pk]
    sums = {
        row.pk: queries.added(row, [c for _d, c in tree if c.parent_id == row.pk]) for _depth, row in tree
    }
    known = {part.place.pid: part for part in parts}
    line = _line(request, found)
    told = line["progress"].figure if line["progress"] else None
    lines = [{**_line(request, row, depth), "sum": sums[row.pk]} for depth, row in tree]
    measured = [one["progress"] for one in lines if one["target"].parent_id == found.pk]
    context = {
        **line, "forecast": forecasts.of_target(request, found, line["progress"]),
        "waves": queries.waves(parts, {row.pk: one for row, one in zip(parts, measured, strict=True)}),
        "pilots_until": next((part.deadline for part in parts if part.wave == Target.Wave.PILOT), None),
        "apart": beside.of_target(found, told, now=timezone.now()),
        "tree": lines,
        "sum": sums[found.pk], "changes": queries.may_change(reader, found) and found.dropped_on is None,
        "assigns": queries.may_assign(reader, found),
        "under": [
            _share_of(place, known.get(place.pid)) for place in queries.below(found.place, timezone.localdate())
        ] if queries.may_assign(reader, found) else [],
        "over": found.parent if found.parent is not None and queries.one(reader, found.parent.pid) else None,
    }  # fmt: skip
    return render(request, "governance/targets/target.html", context)


def _share_of(place: Place, part: Target | None) -> dict[str, Any]:
    """A place with what was assigned to it, as it stands in the fields."""
    if part is None:
        return {"place": place, "low": "", "high": "", "pilot": False, "revision": 0}
    return {"place": place, "revision": part.revision, "low": queries.plain(part.low), "high": queries.plain(part.high),
            "pilot": part.wave == Target.Wave.PILOT}  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a target."""
    reader = _reader(request)
    setting = [place for place in queries.own_places(reader) if queries.sets_for(reader, place)]
    if not setting:
        raise PermissionDenied
    asked = request.POST.get("place") or setting[0].pid
    place = next((one for one in setting if one.pid == asked), None)
    if place is None:
        raise PermissionDenied
    today = timezone.localdate()
    first = {"starts": today.replace(month=1, day=1), "deadline": today.replace(month=12, day=31)}
    form = TargetForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_target(reader=reader, place=place, values=form.cleaned_data, at=timezone.now())
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("target", made.pid)
    return _form(request, form, {"places": setting, "place": place})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct a target."""
    reader, found = _asked(request, pid)
    if not queries.may_change(reader, found) or found.dropped_on is not None:
        raise PermissionDenied
    form = TargetForm(request.POST if request.method == "POST" else None, target=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_target(
                reader=reader, target=found, values=form.cleaned_data, at=timezone.now(),
                revision=_revision(request, "revision"),
            )  # fmt: skip
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("target", found.pid)
    return _form(request, form, {"target": found, "place": found.place})


def _form(request: HttpRequest, form: TargetForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "governance/targets/form.html", {**context, "form": form}, status=status)


@login_required
@require_POST
def assign(request: HttpRequest, pid: str) -> HttpResponse:
    """Assign a target to the places beneath; an empty field takes an assignment back."""
    reader, found = _asked(request, pid)
    under = queries.below(found.place, timezone.localdate())
    try:
        shares = {place.pid: _share(request, place) for place in under}
        pilots = _pilots(request, under)
        actions.assign(
            reader=reader, target=found, shares=shares, at=timezone.now(), pilots=pilots,
            revisions={place.pid: _revision(request, f"revision-{place.pid}") for place in under},
        )  # fmt: skip
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Assigned"))
    return redirect("target", pid)


def _revision(request: HttpRequest, name: str) -> int:
    """The version a form was read at; one that never was, where none came."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _pilots(request: HttpRequest, under: list[Place]) -> actions.Pilots | None:
    """Who was marked as a pilot, until the day given; None where nobody was."""
    chosen = frozenset(place.pid for place in under if request.POST.get(f"pilot-{place.pid}"))
    text = request.POST.get("pilots_until", "").strip()
    if not chosen:
        return None
    try:
        return actions.Pilots(chosen, parse_date(text) if text else None)
    except ValueError:
        return actions.Pilots(chosen, None)


def _share(request: HttpRequest, place: Place) -> tuple[Decimal, Decimal | None] | None:
    low, high = (_number(request, f"{name}-{place.pid}", place) for name in ("low", "high"))
    if low is None:
        return None
    return low, high


def _number(request: HttpRequest, name: str, place: Place) -> Decimal | None:
    text = request.POST.get(name, "").strip().replace(",", "")
    if not text:
        return None
    try:
        value = Decimal(text) if text.isascii() and len(text) < 14 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or not 0 <= value <= LARGEST or value != round(value, 3):
        says = _("%(place)s: got “%(came)s”; allowed: a number from 0 up")
        raise actions.Refused(says % {"place": place.name, "came": text[:20]})
    return value


@login_required
@require_POST
def drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Give a target up."""
    reader, found = _asked(request, pid)
    try:
        actions.drop_target(
            reader=reader, target=found, reason=request.POST.get("reason", ""), on=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("target", pid)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The targets of one's places as a workbook."""
    reader = _reader(request)
    found = queries.visible(reader).filter(dropped_on__isnull=True)
    heads = [_("Target"), _("Place"), _("Value"), _("Unit of measure"), _("Firmness"), _("Deadline"),
             _("Ordering paper and its number"), _("Figure"), _("Now")]  # fmt: skip
    rows = []
    for one in found[:MOST]:
        line = _line(request, one)
        told, came = line["progress"], line["came"]
        rows.append([one.title, one.place.name, line["value"], line["unit"], line["firm"], one.deadline, one.paper,
                     one.figure, told.value if told else came.value if came else None])  # fmt: skip
    sheet = workbooks.Sheet(_("Targets"), heads, rows, len(rows))
    return workbooks.answer(request, name=_("Targets"), about=[], sheets=[sheet], now=timezone.now())
