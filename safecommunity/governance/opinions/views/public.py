"""Pages open to everybody: say something, see what became of it, read what was made public. They know nobody."""

import secrets
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.governance import codes
from safecommunity.governance.models import OpinionBox
from safecommunity.governance.opinions import actions, limits, queries
from safecommunity.governance.opinions.forms import SayForm
from safecommunity.governance.views.common import proofs
from safecommunity.shell.slots import show_place

DEVICE = "say_device"
YEAR = 365 * 24 * 3600
FOLDER = "governance/opinions/"


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind a QR code. A text is enough."""
    box = queries.box_by_code(code)
    if box is None:
        return render(request, f"{FOLDER}say.html", {"closed": True}, status=404)
    show_place(request, box.place.pid)
    device = request.COOKIES.get(DEVICE, "")
    if not (len(device) == 32 and device.isalnum()):
        device = secrets.token_hex(16)
    form = SayForm(
        request.POST if request.method == "POST" else None, initial={"client_id": uuid.uuid4().hex}
    )
    answer = _said(request, box, form, device) if request.method == "POST" else None
    if answer is None:
        status = 422 if form.is_bound else 200
        answer = render(request, f"{FOLDER}say.html", {"form": form, "box": box}, status=status)
    answer.set_cookie(DEVICE, device, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    answer["Cache-Control"] = "no-store"
    return answer


def _said(request: HttpRequest, box: OpinionBox, form: SayForm, device: str) -> HttpResponse | None:
    if not form.is_valid():
        return None
    if form.cleaned_data["website"]:  # a program: it is told nothing, and nothing is kept
        return render(request, f"{FOLDER}say.html", {"thanks": True, "box": box})
    if limits.too_many(request, box.code, device):
        says = _("Too many messages came from here. Please wait a while, or go to your residents' committee.")
        form.add_error(None, says)
        return render(request, f"{FOLDER}say.html", {"form": form, "box": box}, status=429)
    data = {name: form.cleaned_data[name] for name in ("text", "setting", "contact", "client_id")}
    try:
        made = actions.drop_opinion(
            token=box.code, at=timezone.now(), photos=proofs(request, "photos"), **data
        )
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return None
    return redirect("say_receipt", made.receipt)


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of it, for who holds the receipt; and whether the reply settled it."""
    one = queries.by_receipt(receipt)
    if one is None:
        return render(request, f"{FOLDER}receipt.html", {"unknown": True}, status=404)
    show_place(request, one.place.pid)
    problem, status = "", 200
    if request.method == "POST":
        said = request.POST.get("satisfied", "")
        try:
            if said not in ("yes", "no"):
                raise actions.Refused(_("Please choose yes or no"))
            actions.note_satisfaction(
                reader=None,
                opinion=one,
                satisfied=said == "yes",
                note=request.POST.get("note", ""),
                at=timezone.now(),
            )
            return redirect("say_receipt", one.receipt)
        except actions.Refused as refused:
            problem, status = str(refused), 422
    context = {
        "one": one, "problem": problem, "who": queries.who_of(one), "topic": codes.setting_name(one.setting),
        "asks": one.answered_on is not None and not one.satisfied and one.withdrawn_at is None,
        "again": one.rounds > 1, "today": timezone.localdate(),
        "address": request.build_absolute_uri(request.path),
    }  # fmt: skip
    answer = render(request, f"{FOLDER}receipt.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def answers(request: HttpRequest, code: str) -> HttpResponse:
    """What the place behind a code has made public: the office's own words, no names."""
    box = queries.box_by_code(code)
    if box is None:
        return render(request, f"{FOLDER}say.html", {"closed": True}, status=404)
    show_place(request, box.place.pid)
    shown = [(one, codes.setting_name(one.setting)) for one in queries.published(box.place.pid)]
    return render(request, f"{FOLDER}answers.html", {"box": box, "shown": shown})
