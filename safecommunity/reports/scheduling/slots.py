"""What schedules put into pages of other rooms: what somebody was told and has not looked at; what failed."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.indicators.period import Period
from safecommunity.reports.documents.kinds import kinds
from safecommunity.reports.documents.rights import of_request
from safecommunity.reports.models import ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import queries
from safecommunity.shell.slots import WorkLine, once

MOST = 20


def _title(run: ScheduleRun) -> str:
    spoken = get_language() or "zh-hans"
    kind = kinds().get(run.schedule.kind)
    name = kind.title(spoken) if kind is not None else run.schedule.kind
    return f"{run.place.name} · {Period.parse(run.period).label(spoken)} · {name}"


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Documents written by themselves that the reader was told of and has not opened."""
    held = of_request(request)
    if held is None or not held.looks:
        return []
    return [_line(one) for one in queries.unseen(held.reader.pid)]


def _line(one: ScheduleNotice) -> WorkLine:
    run = one.run
    where = reverse("document", args=[run.document.pid]) if run.document is not None else reverse("documents")
    return WorkLine(
        _("Written by itself"), _title(run), where, _("Look"), place=run.place.pid,
        post_url=reverse("schedule_notice", args=[one.pid]),
    )  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: documents that were due and could not be written."""
    held = of_request(request)
    if held is None or not held.writes:
        return []
    failed = ScheduleRun.objects.filter(state=ScheduleRun.State.FAILED, schedule__in=queries.schedules(held))
    rows = failed.select_related("schedule", "place")[:MOST]
    return [
        WorkLine(_("Not written"), _title(run), reverse("schedule", args=[run.schedule.pid]), _("Look"), run.due_on,
                 run.reason, missing=True, place=run.place.pid)
        for run in rows
    ]  # fmt: skip
