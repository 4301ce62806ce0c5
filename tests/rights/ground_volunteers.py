"""A team of 示例街道's community with a member, a duty ahead, hours and a certificate."""

from datetime import date, time, timedelta

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.volunteers import actions
from safecommunity.places.models import Place


def lay(clerk: Reader, community: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, today = timezone.now(), timezone.localdate()
    say = {"reader": clerk, "at": at}
    team = actions.form_team(place=community, kind="peace", name="平安协会", starts=date(2026, 1, 1), **say)
    (member,) = actions.add_members(team=team, names=["模拟甲"], starts=team.starts, **say)
    (shift,) = actions.plan_shifts(
        team=team, on=today + timedelta(days=3), begins=time(20), ends=time(22), **say
    )
    service = actions.record_service(
        team=team,
        on=today - timedelta(days=2),
        begins=time(20),
        ends=time(22),
        what="patrol",
        who=[member],
        **say,
    )
    made = actions.issue_hours(volunteer=member, year=service.on.year, **say)
    return {
        "vteam": team.pid, "volunteer": member.pid, "vshift": shift.pid, "vservice": service.ref,
        "vcertificate": made.pid,
    }  # fmt: skip
