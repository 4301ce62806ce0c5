"""Opening an attachment, and adding or taking one off on the page of its record."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from safecommunity.accounts.reader import reader_of
from safecommunity.files import actions, queries

# whatever a file holds, nothing in it runs and nothing in it may be loaded from anywhere
SEALED = "default-src 'none'; sandbox"


@login_required
@require_GET
def download(request: HttpRequest, pid: str) -> HttpResponse:
    """The file itself; never rendered as a page of ours, so nothing in it can run here."""
    found = queries.content(reader_of(request), pid)
    if found is None:
        raise Http404
    attachment, content = found
    shown = "inline" if attachment.is_picture else "attachment"
    return _answer(content, attachment.media_type, f"{shown}; filename*=UTF-8''{quote(attachment.name)}")


@login_required
@require_GET
def small(request: HttpRequest, pid: str) -> HttpResponse:
    """The small picture."""
    found = queries.content(reader_of(request), pid, small=True)
    if found is None:
        raise Http404
    return _answer(found[1], "image/jpeg", "inline")


def _answer(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = disposition
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = SEALED
    return answer


@login_required
@require_POST
def add(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Files for a record, from its page."""
    reader = reader_of(request)
    place = queries.place_to_add(reader, kind, ref)
    if place is None:
        raise Http404
    sent = request.FILES.getlist("files")
    try:
        if not sent:
            raise actions.Refused(_("No file was chosen."))
        looked = [actions.looked_at(one.read(actions.MOST + 1), one.name or "") for one in sent]
        actions.attach_files(files=looked, kind=kind, ref=ref, place=place, by=reader.pid, at=timezone.now())
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Kept as proof: %(n)s") % {"n": len(sent)})
    return _back(request)


@login_required
@require_POST
def take_off(request: HttpRequest, pid: str) -> HttpResponse:
    """A wrong file off its record."""
    reader = reader_of(request)
    attachment = queries.open_one(reader, pid)
    place = queries.place_to_add(reader, attachment.kind, attachment.ref) if attachment else None
    if attachment is None or place is None:
        raise Http404
    actions.withdraw_file(attachment=attachment, place=place, by=reader.pid, at=timezone.now())
    messages.success(request, _("Taken off: %(name)s") % {"name": attachment.name})
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page it came from, and nowhere else."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # a path only: a bare word would be looked up as the name of a page
    return redirect(target if safe and target.startswith("/") else "/")
