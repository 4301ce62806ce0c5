"""Certificates: the list, a new one, one to print, and which posts lack one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.outreach import actions, codes
from safecommunity.outreach.forms import CertificateForm
from safecommunity.outreach.queries import training
from safecommunity.outreach.views.common import need_office, tried
from safecommunity.places import queries as places
from safecommunity.shell.tables import Column, Order, Table

SHOWN = 60


class Certificates(Table):
    """Certificates, the soonest to run out first."""

    name = "certificates"
    caption = gettext_lazy("Certificates")
    empty = gettext_lazy("Certificates appear here as soon as they are entered.")
    columns = (
        Column("number", gettext_lazy("Number"), "number",
               link=lambda one: reverse("training_certificate", args=[one.pid]), head=True, wide=True),
        Column("unit", gettext_lazy("Social unit"), "unit.name"),
        Column("post", gettext_lazy("Post"), lambda one: codes.label("posts", one.post)),
        Column("kind", gettext_lazy("Certificate"), "kind"),
        Column("issued", gettext_lazy("Issued on"), "issued_on", kind="day"),
        Column("expires", gettext_lazy("Valid until"), "expires_on", kind="day"),
        Column("state", gettext_lazy("State"), lambda one: _state(one)),
    )  # fmt: skip
    orders = (Order("soonest", gettext_lazy("soonest to run out first"), ("expires_on", "pk")),)
    pairs = (("", "soonest"),)


def _state(one: object) -> str:
    if one.withdrawn_at:  # type: ignore[attr-defined]
        return _("withdrawn")
    return _("expired") if one.expires_on <= timezone.localdate() else _("valid")  # type: ignore[attr-defined]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Certificates of the office's units, and posts that lack one."""
    held = need_office(request)
    unit = request.GET.get("unit", "")[:16]
    found = training.certificates(held).filter(unit__pid=unit) if unit else training.listed_certificates(held)
    lacking = training.lacking(held, timezone.localdate().year)
    if unit:
        lacking = lacking.filter(unit__pid=unit)
    context = {
        "table": Certificates(found, request.GET), "unit": places.unit(unit) if unit else None,
        "lacking": [(row, codes.label("posts", row.post), row.obliged - row.certified) for row in lacking[:SHOWN]],
        "n_lacking": lacking.count(),
    }  # fmt: skip
    return render(request, "outreach/certificates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a certificate."""
    held, today = need_office(request), timezone.localdate()
    units = places.every_unit_within(held.office)
    form = CertificateForm(
        request.POST if request.method == "POST" else None, units=units, today=today,
        initial={"unit": request.GET.get("unit", "")[:16], "issued_on": today},
    )  # fmt: skip
    if form.is_valid():
        values = dict(form.cleaned_data)
        unit = places.unit(values.pop("unit"))
        try:
            if unit is None:
                raise actions.Refused.because(_("Unit: choose one of the list"), "unit")
            made = actions.issue_certificate(reader=held.reader, at=timezone.now(), unit=unit, **values)
            return redirect("training_certificate", pid=made.pid)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    return render(
        request, "outreach/certificate_form.html", {"form": form}, status=422 if form.is_bound else 200
    )


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """A certificate, made to be printed."""
    held = need_office(request)
    found = training.certificate_of(held, pid)
    if found is None:
        raise Http404
    context = {
        "certificate": found, "name": training.name_of(found), "post": codes.label("posts", found.post),
        "state": _state(found),
    }  # fmt: skip
    return render(request, "outreach/certificate.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """It counts no more."""
    held = need_office(request)
    found = training.certificate_of(held, pid)
    if found is None:
        raise Http404
    tried(
        request,
        lambda: actions.withdraw_certificate(reader=held.reader, certificate=found, at=timezone.now()),
        _("Withdrawn: it counts no more"),
    )
    return redirect("training_certificate", pid=pid)


@login_required
@require_POST
def recount(request: HttpRequest) -> HttpResponse:
    """Bring who is obliged up to the register of units at once; the keeper does it every hour."""
    held = need_office(request)
    roots = held.reader.place_scopes("outreach", "clerk", "chief")
    tried(
        request,
        lambda: actions.count_obligations(by=held.reader.pid, at=timezone.now(), places_of=roots),
        _("Counted again from the register of units"),
    )
    return redirect("training_certificates")
