"""What everybody may see of an application: decisions on notice, objecting, a receipt, a certificate and its check."""

import secrets
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accreditation import actions, certificate, words
from safecommunity.accreditation.forms import ObjectForm
from safecommunity.accreditation.models import Certificate, PublicNotice
from safecommunity.accreditation.queries import applications, objections
from safecommunity.accreditation.views.applications import asked
from safecommunity.governance.opinions import limits
from safecommunity.shell import slots
from safecommunity.shell.numbers import day
from safecommunity.shell.slots import show_place

DEVICE = "object_device"
YEAR = 365 * 24 * 3600


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Decisions on notice now."""
    rows = [
        {"notice": one, "title": words.title_of(one.application.level)}
        for one in applications.notices_going()
    ]
    return render(request, "accreditation/notices.html", {"rows": rows, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pid: str) -> HttpResponse:
    """One decision: who is to get which title, until when anybody may object, and the form for it."""
    found = applications.notice(pid)
    if found is None:
        return render(request, "accreditation/notice.html", {"notice": None}, status=404)
    show_place(request, found.application.place.pid)
    device = request.COOKIES.get(DEVICE, "")
    if not (len(device) == 32 and device.isalnum()):
        device = secrets.token_hex(16)
    form = ObjectForm(
        request.POST if request.method == "POST" else None, initial={"client_id": uuid.uuid4().hex}
    )
    answer = _objected(request, found, form, device) if request.method == "POST" else None
    if answer is None:
        answer = render(
            request, "accreditation/notice.html", _notice(found, form), status=422 if form.is_bound else 200
        )
    answer.set_cookie(DEVICE, device, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    answer["Cache-Control"] = "no-store"
    return answer


def _notice(found: PublicNotice, form: ObjectForm) -> dict[str, Any]:
    procedure = applications.procedure_of(found.application)
    today = timezone.localdate()
    hears = objections.office(found.application, found.stay.turn_role) is not None
    return {
        "notice": found, "one": found.application, "title": words.title_of(found.application.level), "form": form,
        "decided_by": words.text(procedure.publisher), "today": today, "going": found.ended_on is None,
        "open": hears and found.ended_on is None and today <= found.ends_on, "office": found.stay.turn_place,
        "hears": hears,
    }  # fmt: skip


def _objected(
    request: HttpRequest, found: PublicNotice, form: ObjectForm, device: str
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    if form.cleaned_data["website"]:  # a program: it is told nothing, and nothing is kept
        return redirect("public_notice", found.pid)
    if limits.too_many(request, found.pid, device):
        form.add_error(
            None, _("Too many messages came from here. Please wait a while, or go to the office itself.")
        )
        return render(request, "accreditation/notice.html", _notice(found, form), status=429)
    told = {name: form.cleaned_data[name] for name in ("text", "contact", "client_id")}
    try:
        made = actions.object_to(notice=found, at=timezone.now(), **told)
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return None
    return redirect("objection_receipt", made.receipt)


@require_safe
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of an objection, for who holds the receipt."""
    one = applications.by_receipt(receipt)
    if one is None:
        return render(request, "accreditation/receipt.html", {"one": None}, status=404)
    show_place(request, one.notice.application.place.pid)
    context = {
        "one": one, "state": words.objection(one.state), "title": words.title_of(one.notice.application.level),
        "address": request.build_absolute_uri(request.path),
    }  # fmt: skip
    answer = render(request, "accreditation/receipt.html", context)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is ours and holds today. Open to who holds its code."""
    found = applications.certificate(code)
    if found is None:
        return render(request, "accreditation/certificate_check.html", {"found": None}, status=404)
    show_place(request, found.application.place.pid)
    today = timezone.localdate()
    context = {
        "found": found, "title": words.title_of(found.level), "decided_by": _publisher(found), "today": today,
        "on_record": applications.on_record(found),
        "ended": words.why_ended(found.why_ended) if found.ended_on else "",
        "past": found.ended_on is None and found.valid_until < today,
        "labels": slots.collect("frame.labels", request),
    }  # fmt: skip
    return render(request, "accreditation/certificate_check.html", context)


def _publisher(found: Certificate) -> str:
    return words.text(applications.procedure_of(found.application).publisher)


@login_required
@require_safe
def sheet(request: HttpRequest, pid: str, certificate_pid: str) -> HttpResponse:
    """The certificate as PDF."""
    _held, found, procedure = asked(request, pid)
    one = found.certificates.filter(pid=certificate_pid).first()
    if one is None:
        raise Http404
    address = request.build_absolute_uri(reverse("certificate_check", args=[one.code]))
    copied = applications.on_record(
        one
    )  # the office that decided issues the certificate; this is our record of it
    told = {
        "heading": _("Copy of record, no certificate") if copied else _("Certificate"), "place": found.place.name,
        "number_label": _("Number on record here") if copied else _("Number"), "number": one.number,
        "paper_label": _("Number on its paper"), "paper_number": one.paper_number,
        "says": _("is on record here as named") if copied else _("is named"), "title": words.title_of(one.level),
        "term": _("The title holds from %(first)s to %(last)s.") % {
            "first": day(one.issued_on), "last": day(one.valid_until),
        },
        "scan": _("Scan to check"), "address": address, "decided_by": words.text(procedure.publisher),
        "issued_on": day(one.issued_on), "seal": _("Seal"),
        "label": " ".join(label.title for label in slots.collect("frame.labels", request)),
    }  # fmt: skip
    answer = HttpResponse(certificate.pdf(told, address), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{one.number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
