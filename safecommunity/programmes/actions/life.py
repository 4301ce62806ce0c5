"""The moves of a project's life: refused in the wrong order, for the wrong person, while something is missing."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.programmes import life, words
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.coverage import tell_cells
from safecommunity.programmes.actions.refusal import NotYours, Refused
from safecommunity.programmes.models import Project, ProjectRest, Step
from safecommunity.programmes.rights import Rights

REASON = {"send_back": 300, "finish": 600, "stop": 600, "take_up": 300}


@transaction.atomic
def take_step(
    *, reader: Reader, project: Project, deed: str, at: datetime, says: str = "", on: date | None = None
) -> Project:
    """One deed. `on`: the day it happened, up to today; `says`: its reason, or for the end what came of it."""
    row = Project.objects.select_for_update(of=("self",)).select_related("place").get(pk=project.pk)
    rights, told = Rights(reader), life.DEEDS[deed]
    if not life.may(rights, row, deed):
        if told.other and rights.decides(row):
            raise Refused(_("%(deed)s: not by the person who entered it") % {"deed": words.deed(deed)})
        raise NotYours(f"{row.pid}: {deed}")
    if row.state not in told.starts or life.blocked(row, deed):
        says_so = _("%(deed)s: this project is: %(state)s; allowed: %(allowed)s")
        allowed = ", ".join(words.states()[one] for one in told.starts)
        raise Refused(
            says_so % {"deed": words.deed(deed), "state": words.states()[row.state], "allowed": allowed}
        )
    today = common.today_of(at)
    day = common.within(on or today, _("Day"), _earliest(row), today, "on")
    reason = common.text(says, _reason(deed), int(told.says), REASON.get(deed, 300), "says")
    if deed == "approve":
        check_whole(row)
    before = common.changes_of(row, today.year)
    if deed == "take_up" and row.ended_on is not None:
        ProjectRest.objects.create(project=row, state=row.state, since=row.ended_on, until=day)
    row.state = told.to
    _days(row, deed, day, reason)
    row.save(update_fields=["state", "started_on", "ended_on", "result"])
    Step.objects.create(project=row, deed=deed, state=row.state, on=day, says=reason, by=reader.pid, at=at)
    years = set(common.years_of(row, today.year)) | {today.year, today.year + 1}
    changes = {(one.fact, one.ref): one for one in (*before, *common.changes_of(row, today.year),
                                                    *tell_cells(row.place, sorted(years)))}  # fmt: skip
    common.note(
        row, f"project_{deed}", by=reader.pid, at=at, changes=changes.values(), detail={"state": row.state}
    )
    return row


def _earliest(row: Project) -> date:
    """The first day a deed may have happened: never before the one that led here."""
    if row.ended_on is not None:
        return row.ended_on
    last = row.rests.last()
    return last.until if last is not None else row.started_on or common.EARLIEST


def _days(row: Project, deed: str, day: date, reason: str) -> None:
    if deed == "start":
        row.started_on = day
    elif deed in ("finish", "stop"):
        row.ended_on, row.result = day, reason
    elif deed == "take_up":
        row.ended_on = None


def _reason(deed: str) -> str:
    return _("What came of it") if deed == "finish" else _("Reason")


def missing(row: Project) -> list[str]:
    """What a project lacks before it can be approved, in words: the parts of a project file (AQ/T 9001, element 5)."""
    found = []
    if row.body_id is None and not row.agency:
        found.append(_("who leads it"))
    if not row.measures.filter(dropped_on__isnull=True).exists():
        found.append(_("a measure"))
    if not row.figures.filter(dropped_on__isnull=True, use="target").exists():
        found.append(_("a figure with what it is to become"))
    if not row.milestones.filter(dropped_on__isnull=True).exists():
        found.append(_("a milestone"))
    return found


def check_whole(row: Project) -> None:
    """Refuse to approve what is not a whole project, and say all that it lacks."""
    lacking = missing(row)
    if lacking:
        says = _("“%(project)s” cannot be approved yet; it lacks: %(what)s")
        raise Refused(says % {"project": row.title, "what": ", ".join(lacking)})
