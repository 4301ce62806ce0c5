"""What states of drills and steps are called; minutes and seconds as people write them."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.models import Drill, DrillDouble, DrillFinding

State = Drill.State


def states() -> dict[str, str]:
    """States of a drill."""
    return {
        State.PLANNED: _("planned"), State.DONE: _("held"), State.CANCELLED: _("cancelled"),
        State.JOINED: _("counted with another"), State.WITHDRAWN: _("withdrawn"),
    }  # fmt: skip


def state_of(drill: Drill, today: date) -> tuple[str, str]:
    """Where a drill stands and its tone; overdue is told by the clock."""
    if drill.state == State.PLANNED and drill.on < today:
        return _("overdue"), "bad"
    tones: dict[str, str] = {
        State.PLANNED: "ask",
        State.DONE: "ok",
        State.CANCELLED: "bad",
        State.JOINED: "claim",
    }
    return states()[drill.state], tones.get(drill.state, "")


def ways(*, office: bool) -> list[tuple[str, str]]:
    """What may come of a finding."""
    found = [(DrillFinding.Way.SPOT.value, _("put right at once"))]
    if office:
        found += [
            (DrillFinding.Way.TASK.value, _("a task")),
            (DrillFinding.Way.ACTION.value, _("a corrective action")),
        ]
    return [*found, (DrillFinding.Way.OPEN.value, _("the office decides"))]


def action(code: str) -> str:
    """What an event of the log says about a drill."""
    return {
        "plan_drill": _("planned"), "record_drill": _("entered as held"), "finish_drill": _("held"),
        "correct_drill": _("corrected"), "move_drill": _("put off"), "cancel_drill": _("cancelled"),
        "withdraw_drill": _("withdrawn"), "sign_drill": _("somebody signed in"), "import_drills": _("imported"),
        "record_drill_finding": _("a finding entered"), "hand_on_finding": _("a finding handed on"),
        "close_drill_finding": _("a finding closed"), "drill_double_joined": _("joined with another"),
        "drill_double_apart": _("kept apart from another"), "drill_double_open": _("a decision taken back"),
    }.get(code, code)  # fmt: skip


def told(seconds: int | None) -> str:
    """90 seconds as 1:30."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}"


def seconds_of(text: str) -> int | None:
    """1:30, 1分30秒, 90秒 or 2 (minutes) as seconds; None for an empty text. Raises ValueError."""
    plain = "".join(text.replace("：", ":").replace("'", ":").split())
    if not plain:
        return None
    written = codes.told()["times"]
    for minute in written["minutes"]:
        plain = plain.replace(minute, ":")
    only_seconds = ":" not in plain and plain.endswith(written["seconds"])
    plain = plain.removesuffix(written["seconds"])
    parts = plain.split(":")
    if len(parts) > 2 or not all(
        part.isascii() and (part.isdigit() or not part) and len(part) < 5 for part in parts
    ):
        raise ValueError(text)
    if len(parts) == 1:
        return int(parts[0] or 0) * (1 if only_seconds else 60)
    if not any(parts):
        raise ValueError(text)
    return int(parts[0] or 0) * 60 + int(parts[1] or 0)


def people_of(drill: Drill) -> str:
    """How many took part, with the word a paper says beside it."""
    word = {"gt": _("and some more"), "ge": _("at least"), "near": _("nearly"), "approx": _("about")}.get(
        drill.qualifier, ""
    )
    return f"{drill.people:,} {word}".strip() if drill.state in (State.DONE, State.JOINED) else "—"


def why_double(double: DrillDouble) -> str:
    """Why two drills may be one."""
    found = [_("the same day")]
    if double.first.plan_id and double.first.plan_id == double.second.plan_id:
        found.append(_("the same plan"))
    if double.first.danger == double.second.danger:
        found.append(codes.label("dangers", double.first.danger))
    return "、".join(found)
