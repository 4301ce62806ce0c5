"""The paper a number on paper came from, on its page: scans and photos as files of kind "claim"."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from safecommunity.accounts.reader import reader_of
from safecommunity.figures.claims import queries
from safecommunity.files import queries as files

KIND = "claim"


def of_claim(request: HttpRequest, *, claim: str, stands: bool, **_context: Any) -> SafeString:
    """The files of a claim, and where they are added while it stands."""
    found = files.attachments(reader_of(request), KIND, claim)
    context = {"found": found, "ref": claim, "adds": stands}
    return render_to_string("reports/claim_files.html", context, request)


def register() -> None:
    """Called once by the room when it starts."""
    from safecommunity.shell import slots

    files.guard(KIND, queries.may_open, queries.place_for)
    slots.register("claim.page", of_claim)
