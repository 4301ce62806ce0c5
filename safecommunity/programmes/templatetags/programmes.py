"""Tags of the room: ``{% load programmes %}``. ``{% project_tie "outreach" entry.ref %}`` on a record's page shows the
projects it belongs to and lets the reader say that it belongs to one."""

from typing import Any

from django import template

from safecommunity.programmes.queries import projects
from safecommunity.programmes.rights import of_request

register = template.Library()


@register.inclusion_tag("programmes/tie.html", takes_context=True)
def project_tie(context: dict[str, Any], kind: str, record: str) -> dict[str, Any]:
    """The projects of a record, and the running ones it may be tied to; nothing for who sees no project."""
    request = context.get("request")
    held = of_request(request) if request is not None else None
    if held is None or not held.looks:
        return {"shown": False}
    tied = projects.ties_of(held, kind, record)
    known = {one.project_id for one in tied}
    offered = [one for one in projects.running(held) if one.pk not in known]
    writes = held.enters or bool(held.near)
    return {
        "shown": bool(tied) or (writes and bool(offered)), "tied": tied, "offered": offered if writes else [],
        "kind": kind, "record": record, "back": request.path if request else "",
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip
