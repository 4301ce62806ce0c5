"""QR codes that hang in places: the list, a new one, one to print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safecommunity.governance.models import OpinionBox
from safecommunity.governance.opinions import actions, queries
from safecommunity.governance.opinions.forms import BoxForm
from safecommunity.governance.opinions.views.common import offered
from safecommunity.governance.qr import qr
from safecommunity.governance.views.common import need_office, show


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def boxes(request: HttpRequest) -> HttpResponse:
    """The boxes of the office's places, and a new one."""
    rights = need_office(request)
    near = offered(rights, office=True)
    form = BoxForm(request.POST if request.method == "POST" else None, places=near)
    if form.is_valid():
        place = next(one for one in near if one.pid == form.cleaned_data["place"])
        try:
            made = actions.hang_box(
                reader=rights.reader, place=place, label=form.cleaned_data["label"], at=timezone.now()
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("opinion_box", made.pid)
    context = {"form": form, "boxes": queries.boxes(rights)}
    return render(request, "governance/opinions/boxes.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def box(request: HttpRequest, pid: str) -> HttpResponse:
    """A sheet to print with the code; POST closes the box."""
    rights = need_office(request)
    found = OpinionBox.objects.filter(rights.seen(), pid=pid[:16]).select_related("place").first()
    if found is None or found.place.pid not in rights.office_reach:
        raise Http404
    show(request, found.place)
    if request.method == "POST":
        actions.close_box(reader=rights.reader, box=found, at=timezone.now())
        messages.success(request, _("The box is closed; its code takes nothing any more"))
        return redirect("opinion_boxes")
    address = request.build_absolute_uri(reverse("say", args=[found.code]))
    return render(
        request, "governance/opinions/box.html", {"box": found, "address": address, "qr": qr(address)}
    )
