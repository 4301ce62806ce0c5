"""Pages of one appraised party: its items scored by the office, its own report, objections and replies."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.accounts import queries as accounts
from safecommunity.governance.appraisal import actions, queries, words
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.scoring import STRUCK
from safecommunity.governance.appraisal.forms import ObjectForm, ReplyForm
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.appraisal.spec import Spec
from safecommunity.governance.appraisal.views import shown
from safecommunity.governance.appraisal.views.appraisals import seat
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import AppraisalMark, AppraisalParty
from safecommunity.governance.views.common import first_error, number_of, show
from safecommunity.shell.forms import came

STEPS = 40


def _asked(request: HttpRequest, pid: str) -> tuple[Seat, AppraisalParty]:
    here = seat(request)
    found = queries.party(here, pid)
    if found is None:
        raise Http404
    show(request, found.appraisal.place)
    return here, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def party(request: HttpRequest, pid: str) -> HttpResponse:
    """One party: what figures and records say, what is judged; POST scores what was filled in."""
    here, found = _asked(request, pid)
    spec, problem = specs.of_data(found.appraisal.spec), ""
    if request.method == "POST":
        if not here.office(found.appraisal.place):
            raise Http404
        try:
            many = actions.score_party(
                reader=here.reader, party=found, given=_given(request, spec), at=timezone.now()
            )
        except actions.Refused as reason:
            problem = str(reason)
        else:
            messages.success(request, _("%(n)s items scored") % {"n": many})
            return redirect("appraisal_party", pid)
    context = _context(request, here, found, spec, problem)
    return render(request, "governance/appraisal/party.html", context, status=422 if problem else 200)


def _given(request: HttpRequest, spec: Spec) -> list[actions.Given]:
    """What was filled in; an empty field gives nothing."""
    found = []
    for item in spec.items:
        text = request.POST.get(f"{item.code}-points", "").strip()
        if not text:
            continue
        reason = request.POST.get(f"{item.code}-reason", "")
        edition = number_of(request.POST.get(f"{item.code}-edition", ""))
        found.append(actions.Given(item.code, _veto_or_points(text, item), reason, edition))
    return found


def _veto_or_points(text: str, item: specs.Item) -> Decimal:
    if item.by == "veto":
        return STRUCK if text == "yes" else Decimal(0)
    return _points(text, item)


def _points(text: str, item: specs.Item) -> Decimal:
    try:
        value = Decimal(text) if text.isascii() and len(text) < 12 else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        says = _("“%(item)s”: got %(came)s; allowed: 0 to %(most)s, two places at most")
        raise actions.Refused(says % {"item": item.name, "came": came(text), "most": specs.plain(item.most)})
    return value


def _context(
    request: HttpRequest, here: Seat, found: AppraisalParty, spec: Spec, problem: str
) -> dict[str, Any]:
    appraisal = found.appraisal
    looks, own = here.looks(appraisal), here.own(found)
    open_, out = appraisal.state == "open", appraisal.state in SHOWN
    scores = here.office(appraisal.place) and open_ and not own and found.dropped_on is None
    reports = own and open_ and appraisal.answer_by is not None and found.self_at is None
    today = timezone.localdate()
    objects = (
        own and appraisal.state == "published" and appraisal.objections_until is not None
        and today <= appraisal.objections_until
    )  # fmt: skip
    choices = [(one.code, one.name) for one in spec.items]
    objections = found.objections.all() if looks or own else []
    steps = list(found.steps.all()[:STEPS]) if looks else []
    names = accounts.names({one.by for one in steps})
    titles = dict(choices)
    return {
        "one": found, "appraisal": appraisal, "spec": spec, "kind": words.kind(appraisal.kind), "problem": problem,
        "state": words.state(appraisal.state), "items": _items(request if problem else None, found, spec, looks or out),
        "scores": scores, "own": own, "looks": looks, "reports": reports and today <= (appraisal.answer_by or today),
        "sees": looks or out, "line": _line(found, spec) if looks or out else None, "says": shown.points_ask(spec),
        "objections": [(row, titles.get(row.item, "")) for row in objections],
        "objects": ObjectForm(items=choices) if objects else None,
        "reply": ReplyForm(items=choices) if here.chief(appraisal.place) and appraisal.state == "published" else None,
        "steps": [(row, titles.get(row.item, row.item), names.get(row.by, "")) for row in steps],
        "reason": ReasonForm() if scores else None, "open": open_, "shown": out,
    }  # fmt: skip


def _line(found: AppraisalParty, spec: Spec) -> shown.Told | None:
    return next((one for one in shown.lines(found.appraisal, spec) if one.pid == found.pid), None)


def _items(
    request: HttpRequest | None, found: AppraisalParty, spec: Spec, sees: bool
) -> list[dict[str, Any]]:
    """Items with their points, what stands behind them and what the party says; what was sent stays in the fields."""
    marks = {one.item: one for one in found.marks.all()}
    own = {one.item: one for one in found.own.all()}
    rows = []
    for item in spec.items:
        mark = marks.get(item.code)
        sent = (lambda name, code=item.code: request.POST.get(f"{code}-{name}", "")) if request else None
        rows.append({
            "item": item, "by": words.by(item.by), "most": specs.plain(item.most), "mark": mark if sees else None,
            "points": sent("points") if sent else specs.plain(mark.points) if mark else "",
            "reason": sent("reason") if sent else mark.reason if mark else "",
            "edition": mark.edition if mark else 0, "read": mark is not None and mark.by_code,
            "struck": mark is not None and mark.points < 0, "own": own.get(item.code),
            "behind": _behind(item, mark) if mark and sees else None,
            "waits": item.read and (mark is None or not mark.by_code),
        })  # fmt: skip
    return rows


def _behind(item: specs.Item, mark: AppraisalMark) -> dict[str, Any] | None:
    """What a read item stands on, with the address that opens it."""
    told = mark.told
    if not mark.by_code:
        return None
    if item.by == "records":
        return {
            "done": told["done"],
            "due": told["due"],
            "records": words.records(item.records),
            "links": _links(told),
        }
    return {"figure": item.figure, "key": told["key"], "value": told["value"], "n": told["n"],
            "sample": told.get("sample"), "received": told.get("received"), "of": told.get("due")}  # fmt: skip


ADDRESSES = {"tasks": "task", "returns": "return", "letters": "letter", "requests": "request"}


def _links(told: dict[str, Any]) -> list[str]:
    """The first records behind, as addresses; each opens as far as its own page lets the reader."""
    name = ADDRESSES.get(told["records"])
    return [reverse(name, args=[ref]) for ref in told["refs"][:12]] if name else []


@login_required
@require_POST
def self_report(request: HttpRequest, pid: str) -> HttpResponse:
    """What the party says of itself; `done` hands it in."""
    here, found = _asked(request, pid)
    if not here.own(found):
        raise Http404
    spec = specs.of_data(found.appraisal.spec)
    try:
        said = []
        for item in spec.items:
            if item.by == "veto":
                continue
            text = request.POST.get(f"{item.code}-own", "").strip()
            says = request.POST.get(f"{item.code}-says", "").strip()
            if text or says:
                said.append(actions.Said(item.code, _points(text, item) if text else None, says))
        actions.report_self(
            reader=here.reader, party=found, said=said, says=request.POST.get("says", ""),
            done=bool(request.POST.get("done")), at=timezone.now(),
        )  # fmt: skip
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Handed in to the office") if request.POST.get("done") else _("Kept"))
    return redirect("appraisal_party", pid)


@login_required
@require_POST
def objecting(request: HttpRequest, pid: str) -> HttpResponse:
    """The party objects."""
    here, found = _asked(request, pid)
    if not here.own(found):
        raise Http404
    spec = specs.of_data(found.appraisal.spec)
    form = ObjectForm(request.POST, items=[(one.code, one.name) for one in spec.items])
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        actions.object_to(reader=here.reader, party=found, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Your objection was received"))
    return redirect(reverse("appraisal_party", args=[pid]) + "#objections")


@login_required
@require_POST
def reply(request: HttpRequest, pid: str) -> HttpResponse:
    """The chief replies to an objection."""
    here = seat(request)
    found = queries.objection(here, pid)
    if found is None or not here.chief(found.party.appraisal.place):
        raise Http404
    spec = specs.of_data(found.party.appraisal.spec)
    form = ReplyForm(request.POST, items=[(one.code, one.name) for one in spec.items])
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        actions.reply(reader=here.reader, objection=found, at=timezone.now(), **form.values())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(reverse("appraisal_party", args=[found.party.pid]) + "#objections")


@login_required
@require_POST
def drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Not appraised this year, with a reason."""
    here, found = _asked(request, pid)
    if not here.office(found.appraisal.place):
        raise Http404
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        actions.drop_party(reader=here.reader, party=found, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("appraisal_party", pid)
    return redirect("appraisal", found.appraisal.pid)
