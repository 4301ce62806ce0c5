"""Printed matter in stock: what came, what went, what is left."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safecommunity.outreach import actions, codes
from safecommunity.outreach.forms import ItemForm, LowForm, MoveForm
from safecommunity.outreach.queries import stock
from safecommunity.outreach.views.common import need_office
from safecommunity.places.models import Place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest) -> HttpResponse:
    """What the office keeps; POST adds one."""
    held = need_office(request)
    places = [place for place in held.places() if place.pid in held.office]
    form = ItemForm(request.POST if request.method == "POST" else None, places=places)
    if form.is_valid():
        try:
            item = actions.add_item(
                reader=held.reader, at=timezone.now(), kind=form.cleaned_data["kind"], name=form.cleaned_data["name"],
                place=Place.objects.get(pid=form.cleaned_data["place"]),
            )  # fmt: skip
            return redirect("outreach_item", pid=item.pid)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    lines = [
        (item, codes.label("kinds", item.kind), codes.kinds()[item.kind].unit_label)
        for item in stock.items(held)[:500]
    ]
    context = {"lines": lines, "form": form}
    return render(request, "outreach/stock.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pid: str) -> HttpResponse:
    """One item with its moves; POST notes one."""
    held, now = need_office(request), timezone.now()
    known = stock.item_of(held, pid)
    if known is None:
        raise Http404
    asks = request.method == "POST" and "low" in request.POST
    low = LowForm(request.POST if asks else None, initial={"low": known.low})
    if asks and low.is_valid():
        actions.set_low(reader=held.reader, item=known, low=low.cleaned_data["low"], at=now)
        messages.success(request, _("Noted"))
        return redirect("outreach_item", pid=pid)
    moved = request.method == "POST" and not asks
    form = MoveForm(request.POST if moved else None, today=timezone.localdate(now))
    if form.is_valid():
        values = form.cleaned_data
        deed = actions.count_stock if values["why"] == "counted" else actions.print_stock
        try:
            done = deed(
                reader=held.reader,
                item=known,
                at=now,
                on=values["on"],
                number=values["number"],
                note=values["note"],
            )
            messages.success(request, _("Noted") if done else _("It agrees; nothing to note"))
            return redirect("outreach_item", pid=pid)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    context = {
        "item": known, "kind": codes.label("kinds", known.kind), "unit": codes.kinds()[known.kind].unit_label,
        "moves": [(move, stock.why_text(move)) for move in stock.moves(known)], "form": form,
        "low_form": low,
    }  # fmt: skip
    return render(
        request, "outreach/item.html", context, status=422 if form.is_bound or low.is_bound else 200
    )
