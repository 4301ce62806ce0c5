"""Opening an attachment."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from safecommunity.files import queries


@login_required
@require_GET
def download(request: HttpRequest, pid: str) -> HttpResponse:
    """The file itself; never rendered as a page of ours, so nothing in it can run here."""
    found = queries.content(request.reader, pid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    attachment, content = found
    answer = HttpResponse(content, content_type=attachment.media_type)
    shown = "inline" if attachment.media_type.startswith("image/") else "attachment"
    answer["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(attachment.name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer
