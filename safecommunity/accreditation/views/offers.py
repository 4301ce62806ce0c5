"""Records that answer an item: chosen from the rows behind its figures and from the returns of the year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safecommunity.accreditation import actions, words
from safecommunity.accreditation.queries import evidence, offers, rounds
from safecommunity.accreditation.standards import Item
from safecommunity.accreditation.views.common import asked
from safecommunity.shell.cards import card


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Records and returns of the year that answer an item, each one click from being its evidence."""
    held, found = asked(request, pid, office=True)
    told = rounds.item(found, item)
    if told is None:
        raise Http404
    standard, one, judged = told
    now = timezone.now()
    if request.method == "POST":
        try:
            offer = _chosen(request, held.reader, one, found, now)
            piece = actions.bring_evidence(
                reader=held.reader, place=found.place, at=now,
                values={"title": offer.title, "pointer": offer.url, "happened_on": offer.happened_on},
            )  # fmt: skip
            parts = [part for part in request.POST.getlist("part") if part in standard.part_codes]
            actions.use_evidence(
                reader=held.reader, evidence=piece, round=found, item=item, at=now,
                parts=parts or list(standard.part_codes[:1]),
            )  # fmt: skip
        except actions.Refused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("Used: %(title)s") % {"title": offer.title[:80]})
        return redirect(reverse("round_item_records", args=[pid, item]))
    used = {use.evidence.pointer for part in judged for use in part.uses}
    context = {
        "round": found, "item": one, "text": words.text(one.text), "used": used, "standard": standard,
        "title": words.text(standard.title),
        "behind": [
            {"line": line, "card": card(line.figure), "narrow": words.narrowed(line.code),
             "url": reverse("figure", args=[line.figure.key])}
            for line in offers.behind(held.reader, one, found.place, found.year, now)
        ],
        "returns": offers.returns_of(held.reader, found.place, found.year, timezone.localdate(now)),
        "parts": [{"code": code, "title": words.part(standard, code)} for code in standard.part_codes],
        "open": found.handed_in_on is None,
    }  # fmt: skip
    return render(request, "accreditation/offers.html", context)


def _chosen(request: HttpRequest, reader: Any, one: Item, found: Any, now: Any) -> offers.Offer:
    """The record that was chosen, read again: nothing of what the browser says of it is believed."""
    ref, code = request.POST.get("ref", "")[:40], request.POST.get("code", "")[:120]
    if code == "return":
        offer = offers.one_return(reader, found.place, found.year, ref, timezone.localdate(now))
    else:
        told = evidence.of_codes([code] if code in one.figures else [], found.place, found.year, now)
        offer = offers.record(reader, told[0], ref, now) if told else None
    if offer is None:
        raise actions.Refused(_("This record is not open to you, or does not answer the item any more"))
    return offer
