"""Words of codes that schedules and bulks store."""

from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.reports.models import Bulk, Schedule, ScheduleRun


def every(code: str) -> str:
    """How often."""
    return {"month": _("every month"), "quarter": _("every quarter"), "year": _("every year")}.get(code, code)


def rule(code: str) -> str:
    """What a day means where offices do not work on it."""
    return {
        "next": _("that day, or the next working day"), "previous": _("that day, or the working day before"),
        "same": _("that very day, working or not"), "nth": _("the so-many-th working day of the month"),
    }.get(code, code)  # fmt: skip


def outcome(code: str) -> str:
    """As what it is left."""
    return {"draft": _("a draft to look at"), "final": _("final at once")}.get(code, code)


def day_of(one: Schedule) -> str:
    """When it is written, in a sentence."""
    told = {"day": one.day, "lag": one.lag, "rule": rule(one.rule)}
    if one.rule == Schedule.Rule.NTH:
        if one.lag == 1:
            return _("working day %(day)s of the month after") % told
        return _("working day %(day)s of the %(lag)s. month after") % told
    if one.lag == 1:
        return _("day %(day)s of the month after: %(rule)s") % told
    return _("day %(day)s of the %(lag)s. month after: %(rule)s") % told


def run_state(one: ScheduleRun) -> tuple[str, str]:
    """(words, tone of a tag)."""
    return {
        "waiting": (_("waits to be written"), "ask"), "running": (_("being written"), "ask"),
        "done": (_("written"), "ok"), "failed": (_("not written"), "bad"), "skipped": (_("passed over"), ""),
    }.get(one.state, (one.state, ""))  # fmt: skip


def bulk_state(one: Bulk) -> tuple[str, str]:
    """(words, tone of a tag)."""
    return {
        "waiting": (_("begins in a moment"), "ask"), "running": (_("being made"), "ask"),
        "stopped": (_("stopped"), ""), "done": (_("all made"), "ok"), "failed": (_("interrupted"), "bad"),
    }.get(one.state, (one.state, ""))  # fmt: skip


def roles(codes: list[str]) -> str:
    """Who is told."""
    names = dict(Role.choices)
    return "、".join(str(names.get(code, code)) for code in codes) or "—"
