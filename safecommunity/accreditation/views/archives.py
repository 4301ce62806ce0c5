"""The twelve boxes of a round: begun, watched, taken."""

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accreditation import actions, jobs
from safecommunity.accreditation.boxes.contents import contents
from safecommunity.accreditation.boxes.writing import title_of
from safecommunity.accreditation.models import Archive, Round
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.views.common import asked


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """What would lie in each box, and the archives of this reader; sent, a new one is built."""
    held, found = asked(request, pid)
    if request.method == "POST":
        now = timezone.now()
        made = actions.begin_archive(reader=held.reader, round=found, at=now)
        if made.at == now and actions.fits_a_request(held.reader, found):
            actions.build_archive(reader=held.reader, archive=made, at=now, clock=timezone.now)
        elif made.at == now:
            jobs.build_archive.enqueue(made.pid)
        return redirect("round_archive", pid)
    inside = contents(held, found)
    latest = Archive.objects.filter(round=found, by=held.reader.pid).first()
    now = timezone.now()
    context = {
        "round": found, "inside": inside, "archive": latest,
        "boxes": [
            {"box": box, "title": title_of(box), "n": len(box.entries), "bare": box.bare}
            for box in inside.boxes
        ],
        "working": bool(latest and latest.state == Archive.State.BUILDING and not latest.interrupted(now)),
        "interrupted": bool(latest and latest.interrupted(now)),
    }  # fmt: skip
    return render(request, "accreditation/archive.html", context)


def _mine(held: Rights, found: Round, name: str) -> Archive:
    """An archive built for this very reader."""
    one = Archive.objects.select_related("round__place").filter(
        round=found, pid=name, by=held.reader.pid
    ).first()  # fmt: skip
    if one is None:
        raise Http404
    return one


@login_required
@require_safe
def take(request: HttpRequest, pid: str, name: str) -> HttpResponse | FileResponse:
    """The file itself."""
    held, found = asked(request, pid)
    one = _mine(held, found, name)
    try:
        path = actions.take_archive(reader=held.reader, archive=one, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("round_archive", pid)
    answer = FileResponse(path.open("rb"), content_type="application/zip")
    title = f"{found.place.name} {found.year} {_('archive')}.zip"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
