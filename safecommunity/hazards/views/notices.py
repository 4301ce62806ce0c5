"""Notices of rectification: issued one by one or together, printed, and checked by whoever holds the paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.governance.qr import qr
from safecommunity.hazards import actions, codes, queries, words
from safecommunity.hazards.actions.noticing import MOST
from safecommunity.hazards.models import Hazard, Notice
from safecommunity.hazards.rights import of_request
from safecommunity.hazards.views.common import asked, need_office
from safecommunity.shell import slots
from safecommunity.shell.sheets import day as read_day
from safecommunity.shell.slots import show_place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_one(request: HttpRequest, pid: str) -> HttpResponse:
    """The newest notice of a hazard, to be printed; sent as a form it is issued first."""
    held, found = asked(request, pid)
    if request.method == "POST":
        try:
            actions.issue_notices(reader=held.reader, hazards=[found], at=timezone.now())
        except actions.Refused as reason:
            messages.error(request, str(reason))
            return redirect("hazard", pid)
        return redirect("hazard_notice", pid)
    last = found.notices.select_related("office", "hazard__place", "hazard__unit").first()
    if last is None:
        raise Http404
    return _sheets(request, [last], reverse("hazard", args=[pid]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pending(request: HttpRequest) -> HttpResponse:
    """Assigned hazards without a notice, issued together; and what was issued lately, by day."""
    held, today = need_office(request), timezone.localdate()
    if request.method == "POST":
        wanted = {one.pid for one in queries.to_notify(held, today, MOST)} & set(
            request.POST.getlist("hazard")
        )
        if not wanted:
            messages.error(request, _("Nothing was chosen"))
            return redirect("hazard_notices")
        chosen = list(queries.hazards(held).filter(pid__in=wanted))
        try:
            made = actions.issue_notices(reader=held.reader, hazards=chosen, at=timezone.now())
        except actions.Refused as reason:
            messages.error(request, str(reason))
            return redirect("hazard_notices")
        messages.success(request, _("%(n)s notices issued") % {"n": len(made)})
        return redirect(f"{reverse('hazard_notices_print')}?on={today.isoformat()}")
    context = {
        "rows": [(one, codes.label(codes.kinds(), one.kind)) for one in queries.to_notify(held, today, MOST)],
        "issued": list(queries.notices(held)[:50]), "today": today,
        "keeps": True, "supervises": True,
    }  # fmt: skip
    return render(request, "hazards/notices.html", context)


@login_required
@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    """The notices of a day, one a sheet."""
    held = need_office(request)
    on = read_day(request.GET.get("on", "")) or timezone.localdate()
    found = list(queries.notices(held).filter(issued_on=on).order_by("office", "number")[:MOST])
    return _sheets(request, found, reverse("hazard_notices"))


def _sheets(request: HttpRequest, found: list[Notice], back: str) -> HttpResponse:
    if found:
        show_place(request, found[0].office.pid)
    context = {
        "sheets": [_sheet(request, one) for one in found], "back": back,
        "labels": slots.collect("frame.labels", request),
    }  # fmt: skip
    return render(request, "hazards/notice_print.html", context)


def _sheet(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    one = notice.hazard
    address = request.build_absolute_uri(reverse("hazard_notice_check", args=[notice.ref]))
    return {
        "notice": notice, "one": one, "where": f"{one.place.name} {one.spot}".strip(),
        "klass": codes.class_name(one.klass), "qr": qr(address), "address": address, "five": five_of(one),
    }  # fmt: skip


def five_of(one: Hazard) -> list[tuple[str, str]]:
    """The five commitments in words; none for a general hazard."""
    return (
        [(codes.label(codes.five(), name), one.five.get(name, "")) for name in codes.five()]
        if one.five
        else []
    )


@require_safe
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Whether the paper in hand is ours, and how it stands. Open to who holds its code; it names no person."""
    found = Notice.objects.select_related("office", "hazard__place", "hazard__unit").filter(ref=ref).first()
    if found is None:
        return render(request, "hazards/notice_check.html", {"notice": None}, status=404)
    show_place(request, found.office.pid)
    held = of_request(request)
    one = found.hazard
    context = {
        "notice": found, "one": one, "state": words.states()[one.state], "today": timezone.localdate(),
        "newer": one.notices.first() != found, "opens": held is not None and held.sees(one),
        "running": one.fixed_on is None and one.turn_due is not None,
        "labels": slots.collect("frame.labels", request),
    }  # fmt: skip
    return render(request, "hazards/notice_check.html", context)
