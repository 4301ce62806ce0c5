"""What a drill showed: put right at once, or a task or corrective action of governance; closed when it is done."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency.drills.actions.holding import locked
from safecommunity.emergency.models import Drill, DrillFinding
from safecommunity.emergency.refusal import Refused, day, need, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.governance import actions as governance
from safecommunity.governance.actions.refusal import Refused as NotSo
from safecommunity.governance.improvements import actions as improvements
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "drill_finding"
LONGEST = timedelta(days=730)
Way = DrillFinding.Way


def _log(action: str, finding: DrillFinding, by: str, at: datetime) -> None:
    journal.record(
        by=by, action=action, kind="drill", ref=finding.drill.pid, place=finding.drill.place.pid, at=at,
        changes=[ChangeOf(FACT, finding.ref)], detail={"finding": finding.ref, "way": finding.way},
    )  # fmt: skip


@transaction.atomic
def record_finding(
    *, reader: Reader, drill: Drill, says: str, way: str, at: datetime, who: str = "", due: date | None = None,
    closed_says: str = "",
) -> DrillFinding:  # fmt: skip
    """What was not as it should be. A worker says what he put right or leaves it to the office; the office also
    makes a task or a corrective action of it."""
    found, today = locked(drill, reader), timezone.localdate(at)
    if found.state not in (Drill.State.DONE, Drill.State.JOINED) or found.done_on is None:
        raise Refused(_("Findings are entered once the drill was held"))
    way = one_of(way, _("What comes of it"), Way.values, "way")
    made = DrillFinding(
        drill=found,
        says=text(says, _("What the drill showed"), 200, least=1, field="says"),
        way=Way.OPEN,
        by=reader.pid,
        at=at,
    )
    if way == Way.SPOT:
        made.way, made.closed_on, made.closed_by = Way.SPOT, today, reader.pid
        made.closed_says = text(closed_says or _("put right at once"), _("How it was put right"), 200)
    made.save(force_insert=True)
    if way in (Way.TASK, Way.ACTION):
        _hand_on(reader, made, way, who, due, at, today)
    _log("record_drill_finding", made, reader.pid, at)
    return made


@transaction.atomic
def hand_on(
    *, reader: Reader, finding: DrillFinding, way: str, who: str, due: date | None, at: datetime
) -> DrillFinding:
    """The office makes a task or corrective action of what was left to it."""
    found = _locked(finding, reader)
    if found.way != Way.OPEN:
        raise Refused(_("This finding was handed on already"))
    _hand_on(reader, found, one_of(way, _("What comes of it"), (Way.TASK, Way.ACTION), "way"), who, due, at,
             timezone.localdate(at))  # fmt: skip
    _log("hand_on_finding", found, reader.pid, at)
    return found


def _locked(finding: DrillFinding, reader: Reader) -> DrillFinding:
    rows = DrillFinding.objects.select_for_update(of=("self",)).select_related("drill__place", "drill__unit")
    found = rows.get(pk=finding.pk)
    need(Rights(reader).keeps_of(found.drill.place), found.ref)
    if found.closed_on is not None:
        raise Refused(_("This finding is closed already"))
    return found


def _hand_on(
    reader: Reader, finding: DrillFinding, way: str, who: str, due: date | None, at: datetime, today: date
) -> None:
    drill = finding.drill
    need(Rights(reader).keeps_of(drill.place), drill.pid)
    finding.who = text(who, _("Who does it"), 120, least=1, field="who")
    finding.due = day(due, _("Due"), today, today + LONGEST, "due")
    title = _("Drill “%(drill)s”: %(finding)s") % {"drill": drill.title[:60], "finding": finding.says[:110]}
    try:
        if way == Way.TASK:
            finding.task = governance.record_task(
                reader=reader, place=drill.place, title=title, due=finding.due, at=at, who=finding.who,
                what=finding.says,
            )  # fmt: skip
        else:
            values = {
                "kind": "corrective", "source": "drill", "source_says": f"{drill.number} {drill.title}"[:200],
                "found_on": drill.done_on, "found": finding.says, "where": f"{drill.place.name} {drill.spot}"[:120],
                "action": finding.says, "who": finding.who,
            }  # fmt: skip
            finding.improvement = improvements.record_improvement(
                reader=reader, place=drill.place, values=values, due=finding.due, at=at
            )
    except NotSo as reason:
        raise Refused(str(reason)) from reason
    finding.way = way
    finding.save(update_fields=["way", "who", "due", "task", "improvement"])


@transaction.atomic
def close_finding(*, reader: Reader, finding: DrillFinding, says: str, at: datetime) -> DrillFinding:
    """It is put right: a task must be done first, a corrective action verified as effective."""
    found = _locked(finding, reader)
    if found.way == Way.OPEN:
        raise Refused(_("Say first who puts it right: a task or a corrective action"))
    if found.task is not None and found.task.done_on is None:
        raise Refused(_("Its task is not done yet"))
    if found.improvement is not None and not found.improvement.effective:
        raise Refused(_("Its corrective action is not verified as effective yet"))
    found.closed_on, found.closed_by = timezone.localdate(at), reader.pid
    found.closed_says = text(says, _("How it was put right"), 200, least=1, field="says")
    found.save(update_fields=["closed_on", "closed_by", "closed_says"])
    _log("close_drill_finding", found, reader.pid, at)
    return found
