"""Volunteers of the fictional street: teams of the kinds D8 names, a roster, a year of hours. Names are simulated."""

from datetime import date, datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance.models import VolunteerTeam
from safecommunity.governance.volunteers import actions, importing

STREET, GRID = "DEMO-S", "DEMO-S05-3"
# kind: (every so many communities, members or 0, a paper's number, its word, services a month, hours, people, what for)
TEAMS: dict[str, tuple[int, int, int, str, float, tuple[int, int], tuple[int, int], str]] = {
    "night_watch": (1, 9, 0, "exact", 8, (20, 22), (3, 6), "patrol"),
    "peace": (2, 6, 0, "exact", 2, (9, 11), (4, 9), "visit"),
    "reading": (3, 0, 30, "gt", 4, (15, 16), (12, 26), "reading"),
    "arts": (4, 0, 18, "approx", 1, (19, 21), (10, 16), "publicity"),
    "traffic": (5, 5, 0, "exact", 6, (7, 8), (2, 4), "duty"),
}


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Teams since two years ago, hours of the last twelve months; returns how many of what."""
    dice, today, clerk = Dice(808), now.astimezone(ZONE).date(), readers["clerk"]
    teams = _teams(ground, clerk, now, today)
    rows = _hours(dice, teams, today)
    stored, _known = actions.import_services(
        reader=clerk, rows=importing.keyed(rows), at=now, file_name="志愿服务.xlsx"
    )
    duties = _roster(ground, readers["grid"], clerk, now, today)
    return {"teams": len(teams), "lines of hours": stored, "duties": duties}


def _teams(ground: Ground, clerk: Reader, now: datetime, today: date) -> list[VolunteerTeam]:
    made = []
    formed = date(today.year - 2, 3, 1)
    for at, community in enumerate(data.town_of(STREET)["communities"], 1):
        place = ground.places[community["code"]]
        for kind, (every, members, said, word, *_rest) in TEAMS.items():
            if at % every:
                continue
            team = actions.form_team(
                reader=clerk, place=place, kind=kind, name=f"{place.name}{importing.words.label('kinds', kind)}",
                starts=formed, at=now, said=said or None, qualifier=word,
            )  # fmt: skip
            if members:
                names = [f"模拟志愿者{at}{n:02d}" for n in range(1, members + 1)]
                people = actions.add_members(reader=clerk, team=team, names=names, starts=formed, at=now)
                actions.make_leader(reader=clerk, volunteer=people[0], at=now)
            made.append(team)
    return made


def _hours(dice: Dice, teams: list[VolunteerTeam], today: date) -> list[dict[str, Any]]:
    found = []
    for team in teams:
        *_head, times, (begins, ends), (low, high), what = TEAMS[team.kind]
        for month in range(12):
            for _n in range(dice.count(times)):
                found.append(
                    {
                        "team": team, "on": today - timedelta(days=1 + month * 30 + dice.below(30)), "binder": "",
                        "begins": time(begins), "ends": time(ends), "people": low + dice.below(high - low + 1),
                        "what": what,
                    }
                )  # fmt: skip
    return found


def _roster(ground: Ground, grid: Reader, clerk: Reader, now: datetime, today: date) -> int:
    """The night watch of one grid: three evenings a week from last week on; one evening has its hours."""
    place = ground.places[GRID]
    say: dict[str, Any] = {"reader": clerk, "at": now}
    team = actions.form_team(
        place=place, kind="night_watch", name=f"{place.name}打更队", starts=date(today.year - 1, 3, 1),
        leader="模拟队长", **say,
    )  # fmt: skip
    names = [f"模拟队员{n}" for n in range(1, 9)]
    people = actions.add_members(team=team, names=names, starts=team.starts, **say)
    monday, made = today - timedelta(days=today.weekday() + 7), []
    for n, day in enumerate((0, 2, 4)):
        made += actions.plan_shifts(
            reader=grid, team=team, on=monday + timedelta(days=day), begins=time(20), ends=time(22),
            who=people[n * 2 : n * 2 + 3], spot="小区东门集合", until=monday + timedelta(days=day + 21), at=now,
        )  # fmt: skip
    first = made[0]
    actions.record_service(
        reader=grid, team=team, on=first.on, begins=first.begins, ends=first.ends, what="patrol", at=now, shift=first,
        who=list(first.people.all()), note="提醒两户关好楼道门",
    )  # fmt: skip
    return len(made)
