"""Pages of the appraisal: the list, opening, one with its order, the sheet, the moves, the workbook, the bulletin."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.governance.appraisal import actions, order, queries, words
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.moves import USUAL_DAYS
from safecommunity.governance.appraisal.forms import HandInForm, OpenForm, PublishForm
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.appraisal.slots import seat_of
from safecommunity.governance.appraisal.views import shown
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import Appraisal, PartyKind
from safecommunity.governance.rights import LOOKS
from safecommunity.governance.views.bodies import need_looks, office_of
from safecommunity.governance.views.common import first_error, said, show
from safecommunity.shell import slots, workbooks

FIGURES = ("appraisals.parties", "appraisals.scored", "appraisals.handed_in", "appraisals.reported")
MOST = 200


def seat(request: HttpRequest) -> Seat:
    """Where the reader sits; refused where nothing of an appraisal is his."""
    found = seat_of(request)
    if found is None or not (found.reader.has(*LOOKS) or queries.has_any(found)):
        raise PermissionDenied
    return found


def asked(
    request: HttpRequest, pid: str, *, office: bool = False, chief: bool = False
) -> tuple[Seat, Appraisal]:
    """The seat and the appraisal asked for; 404 where it is not open to the reader, or not for this deed."""
    here = seat(request)
    found = queries.one(here, pid)
    if found is None or (office and not here.office(found.place)) or (chief and not here.chief(found.place)):
        raise Http404
    show(request, found.place)
    return here, found


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Appraisals open to the reader, newest first, with the figures of the chosen place and year over them."""
    here, now = seat(request), timezone.now()
    rows = [
        {"one": one, "kind": words.kind(one.kind), "state": words.state(one.state), "parties": one.parties.count(),
         "own": None if here.looks(one) else one.parties.filter(here.own_parties(), dropped_on__isnull=True).first()}
        for one in queries.visible(here)[:MOST]
    ]  # fmt: skip
    office = bool(here.rights.tops)
    context = {
        "rows": rows, "office": office,
        "figures": said(request, FIGURES, timezone.localdate(now), now) if office else [],
        "sheets": [(one, words.kind(one)) for one in PartyKind.values] if here.reader.has(*LOOKS) else [],
        "why": specs.rule_no_raw_counts(),
    }  # fmt: skip
    return render(request, "governance/appraisal/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open the appraisal of a year and kind."""
    rights, place = office_of(request)
    today = timezone.localdate()
    year = today.year if today.month > 6 else today.year - 1
    first = {"year": year, "kind": request.GET.get("kind", "")}
    form = OpenForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            made = actions.open_appraisal(
                reader=rights.reader, place=place, at=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("appraisal", made.pid)
    context = {"form": form, "place": place, "sheets": [_sheet_line(place, one) for one in PartyKind.values]}
    return render(request, "governance/appraisal/new.html", context, status=422 if form.is_bound else 200)


def _sheet_line(place: Any, kind: str) -> dict[str, Any]:
    spec, name = queries.sheet_of(place, kind)
    return {"kind": kind, "title": words.kind(kind), "spec": spec, "version": name.partition("@")[2]}


@login_required
@require_safe
def sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """The sheet a new appraisal of a kind would use: its items, what answers them, where they come from."""
    rights = need_looks(request)
    if kind not in PartyKind.values or rights.street is None:
        raise Http404
    spec, name = queries.sheet_of(rights.street, kind)
    context = {
        "spec": spec, "kind": kind, "title": words.kind(kind), "version": name.partition("@")[2],
        "own": name[:3] == "own", "items": items(spec), "office": bool(rights.tops), "says": shown.points_ask(spec),
        "why": specs.rule_no_raw_counts(), "kinds": [(one, words.kind(one)) for one in PartyKind.values],
    }  # fmt: skip
    return render(request, "governance/appraisal/sheet.html", context)


def items(spec: specs.Spec) -> list[dict[str, Any]]:
    """Items of a sheet in words."""
    found = []
    for one in spec.items:
        definition = one.definition()
        found.append({
            "item": one, "by": words.by(one.by), "most": specs.plain(one.most) if one.by != "veto" else "",
            "records": words.records(one.records) if one.records else "", "none": f"{one.none:g}",
            "full": f"{one.full:g}", "key": f"{definition.code}@{definition.version}" if definition else "",
        })  # fmt: skip
    return found


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One appraisal: its parties in their order, how complete each is, what can be done next."""
    here, found = asked(request, pid)
    spec = specs.of_data(found.spec)
    looks = here.looks(found)
    rows = shown.lines(found, spec) if looks or found.state in SHOWN else []
    mine = list(found.parties.filter(here.own_parties(), dropped_on__isnull=True))
    context: dict[str, Any] = {
        "one": found, "spec": spec, "kind": words.kind(found.kind), "state": words.state(found.state), "lines": rows,
        "ranked": [row for row in rows if row.rank], "beside": [row for row in rows if not row.rank], "mine": mine,
        "open": found.state == "open", "handed_in": found.state == "handed_in", "shown": found.state in SHOWN,
        "looks": looks, "office": here.office(found.place), "chief": here.chief(found.place), "hand_in": HandInForm(),
        "publish": PublishForm(initial={"days": USUAL_DAYS}), "reason": ReasonForm(), "why": specs.rule_no_raw_counts(),
        "says": shown.points_ask(spec),
        "steps": [(row, words.step(row.what)) for row in found.steps.all()] if looks else [],
        "dropped": found.parties.filter(dropped_on__isnull=False) if looks else [], "result": queries.result(found),
        "candidates": [row for row in rows if row.last or (row.out and row.passes is False)],
        "today": timezone.localdate(), "waiting": queries.waiting_objections(found) if looks else 0,
        "sampled": any(item.sample for item in spec.items),
    }  # fmt: skip
    return render(request, "governance/appraisal/one.html", context)


def _deed(
    request: HttpRequest, pid: str, form: Any, act: Callable[..., Any], *, chief: bool = False
) -> HttpResponse:
    """One move; what is refused is said on the page it came from."""
    here, found = asked(request, pid, office=True, chief=chief)
    try:
        if form is not None and not form.is_valid():
            raise actions.Refused(first_error(form))
        told = form.cleaned_data if form is not None else {}
        answer = act(reader=here.reader, appraisal=found, at=timezone.now(), **told)
        if isinstance(answer, str):
            messages.success(request, answer)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("appraisal", pid)


@login_required
@require_POST
def read(request: HttpRequest, pid: str) -> HttpResponse:
    """Read figures and records."""

    def act(**told: Any) -> str:
        return _("Figures and records were read; %(n)s parties changed") % {"n": actions.read_items(**told)}

    return _deed(request, pid, None, act)


@login_required
@require_POST
def renew(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the parties from the registers again."""

    def act(**told: Any) -> str:
        new_ones, changed = actions.renew_parties(**told)
        return _("%(new)s new parties, %(changed)s changed") % {"new": new_ones, "changed": changed}

    return _deed(request, pid, None, act)


@login_required
@require_POST
def hand_in(request: HttpRequest, pid: str) -> HttpResponse:
    """To the chief."""
    return _deed(request, pid, HandInForm(request.POST), actions.hand_in)


@login_required
@require_POST
def send_back(request: HttpRequest, pid: str) -> HttpResponse:
    """Back to be scored, with a reason."""
    return _deed(request, pid, ReasonForm(request.POST), actions.send_back, chief=True)


@login_required
@require_POST
def publish(request: HttpRequest, pid: str) -> HttpResponse:
    """Publish: the order is frozen."""
    return _deed(request, pid, PublishForm(request.POST), actions.publish, chief=True)


@login_required
@require_POST
def close(request: HttpRequest, pid: str) -> HttpResponse:
    """Close: final."""
    return _deed(request, pid, None, actions.close, chief=True)


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> FileResponse:
    """The order and every item's points as a workbook, for the office and the auditor; others get what is published."""
    here, found = asked(request, pid)
    looks = here.looks(found)
    if not looks and found.state not in SHOWN:
        raise Http404
    spec = specs.of_data(found.spec)
    rows = shown.lines(found, spec)
    heads = [_("Place in the order"), _("May stand from–to"), _("Party"), _("Points scored"), _("Items scored"),
             _("Items due"),
             _("Records done"), _("Records due"), _("Of the last places"), _("Beside the order")]  # fmt: skip
    cells: list[list[Any]] = [
        [
            row.rank,
            row.span,
            row.name,
            row.total,
            row.scored,
            row.due,
            row.done,
            row.records,
            row.last_says,
            row.out,
        ]
        for row in rows
    ]
    name = f"{found.year} {words.kind(found.kind)}"
    sheets = [workbooks.Sheet(_("Order of the appraisal"), heads, cells, len(cells), _notes(spec))]
    if looks:
        sheets.append(_points(found, spec))
    about = [(_("State"), words.state(found.state)), (_("Sheet of the appraisal"), spec.name)]
    return workbooks.answer(request, name=name, about=about, sheets=sheets, now=timezone.now())


def _notes(spec: specs.Spec) -> list[str]:
    found = [shown.points_ask(spec), specs.rule_no_raw_counts()]
    if spec.reconstructed:
        found.insert(0, _("Sample sheet (reconstructed): points and pass mark are not an official text."))
    return found


def _points(found: Appraisal, spec: specs.Spec) -> workbooks.Sheet:
    """Every item's points of every party."""
    parties = queries.parties(found)
    marks = order.marks_of(parties)
    heads = [_("Party"), *(one.name for one in spec.items)]
    cells = [
        [one.name, *(_cell(item, marks.get(one.pk, {}).get(item.code)) for item in spec.items)]
        for one in parties
    ]
    return workbooks.Sheet(_("Points by item"), heads, cells, len(cells))


def _cell(item: specs.Item, mark: Any) -> float | str | None:
    if mark is None:
        return None
    if item.by == "veto":
        return _("vetoed") if mark.points < 0 else _("no")
    return float(mark.points)


@login_required
@require_safe
def bulletin(request: HttpRequest, pid: str) -> HttpResponse:
    """The published order on paper, with the rule it follows and how to object."""
    _here, found = asked(request, pid)
    if found.state not in SHOWN:
        raise Http404
    spec = specs.of_data(found.spec)
    rows = shown.lines(found, spec)
    context = {
        "one": found, "spec": spec, "kind": words.kind(found.kind), "items": items(spec),
        "result": queries.result(found),
        "ranked": [row for row in rows if row.rank], "beside": [row for row in rows if not row.rank],
        "says": shown.points_ask(spec), "why": specs.rule_no_raw_counts(), "back": reverse("appraisal", args=[pid]),
        "labels": slots.collect("frame.labels", request),
    }  # fmt: skip
    return render(request, "governance/appraisal/bulletin.html", context)
