"""What resources put into the pages of other rooms: what has to be looked at, what is not in order."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.resources import queries, words
from safecommunity.emergency.rights import of_request
from safecommunity.shell.slots import WorkLine, once


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Looks due soon or overdue, and what the last look found wrong."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    today = timezone.localdate()
    lines = [
        WorkLine(
            codes.label("resource_kinds", one.kind), one.name, reverse("resource", args=[one.pid]), _("Look at it"),
            one.due, f"{words.state_of(one, today)[0]} · {one.place.name} {one.spot}".strip(), missing=one.due < today,
            place=one.place.pid,
        )
        for one in queries.due(held, today)
    ]  # fmt: skip
    known = {line.url for line in lines}
    wrong = [
        WorkLine(
            codes.label("resource_kinds", one.kind), one.name, reverse("resource", args=[one.pid]), _("Put it right"),
            says=f"{codes.label('conditions', one.condition)} · {one.place.name}", place=one.place.pid,
        )
        for one in queries.out_of_order(held)
    ]  # fmt: skip
    return [*lines, *(line for line in wrong if line.url not in known)]


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: looks past their day."""
    return [line for line in todo(request) if line.missing]
