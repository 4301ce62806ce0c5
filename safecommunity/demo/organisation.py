"""The organisation of the fictional street: shops, letters of two years, bodies, meetings, tasks, through actions."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as say

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance import actions
from safecommunity.governance.asking import actions as asking
from safecommunity.governance.models import Agency, Body, LetterRound, Task
from safecommunity.places import actions as places
from safecommunity.places.models import SocialUnit

STREET = "DEMO-S"
AFTER = timedelta(days=1)


def organise(
    ground: Ground, readers: dict[str, Reader], *, first_year: int, now: datetime, scale: float
) -> Counter[str]:
    """Everything of the office's week for the street; answers how much of what."""
    told, dice = data.organisation(), Dice(data.organisation()["seed"])
    clerk, today = readers["clerk"], now.astimezone(ZONE).date()
    done: Counter[str] = Counter()
    with transaction.atomic():
        done["shops"] = _shops(ground, told, first_year, now, scale)
        _safety(ground, told, first_year, now)
        _bodies(ground, clerk, told, first_year, now)
        for year in (today.year - 1, today.year):
            done["letters"] += _letters(ground, clerk, told, dice, year, today, now)
        done["meetings"] = _meetings(ground, clerk, told, today, now)
        actions.open_year(by=BY, at=now)
        done["duties"] = actions.open_due_duties(by=BY, at=now)
        _finish(clerk, told, today, now)
        actions.record_task(  # what an agency's own person finds to do
            reader=clerk, place=ground.places[STREET], title=told["agency_task"], sector="work_safety",
            due=today + timedelta(days=10), at=now - timedelta(days=4), starts=today - timedelta(days=4),
        )  # fmt: skip
        _unit_user(told, first_year, now)
        done["requests"] = _requests(ground, clerk, told, now)
    return done


def _shops(ground: Ground, told: dict[str, Any], first_year: int, now: datetime, scale: float) -> int:
    """Small shops, spread over the grids of the street."""
    grids = sorted(
        code for code in ground.places if code.startswith(f"{STREET}0") and "-" in code[len(STREET) :]
    )
    grids += sorted(
        code for code in ground.places if code.startswith(f"{STREET}1") and "-" in code[len(STREET) :]
    )
    trades, many = told["trades"], round(told["shops"] * min(1.0, scale))
    rows = []
    for n in range(many):
        place = ground.places[grids[n % len(grids)]]
        rows.append({
            "name": f"示例{trades[n % len(trades)]} {n + 1}", "kind": "shop", "place": place,
            "starts": date(first_year, 1, 1), "responsible": told["owner"], "people": 1 + n % 5,
            **({"safety": (False, 0, 1), "safety_from": date(first_year, 6, 1)} if n % told["safety_every"] == 0
               else {}),
        })  # fmt: skip
    places.import_units(rows=rows, file_name="demo", top=ground.places[STREET].pid, by=BY, at=now)
    return many


def _safety(ground: Ground, told: dict[str, Any], first_year: int, now: datetime) -> None:
    """The larger units have safety bodies, by the number of their people."""
    found = SocialUnit.objects.filter(place__in=ground.places.values(), people__gte=30)
    for unit in found.select_related("place"):
        people = unit.people or 0
        places.set_safety(
            unit=unit, starts=max(unit.starts, date(first_year, 3, 1)), has_body=True, full_time=1 + people // 300,
            part_time=2 + people // 120, by=BY, at=now,
        )  # fmt: skip


def _bodies(ground: Ground, clerk: Reader, told: dict[str, Any], first_year: int, now: datetime) -> None:
    street, starts = ground.places[STREET], date(first_year, 1, 5)
    actions.found_bodies(reader=clerk, place=street, starts=starts, at=now)
    actions.found_agencies(reader=clerk, place=street, at=now)
    bodies = list(Body.objects.filter(place=street).order_by("order"))
    for body, seats in zip(bodies[:2], (told["leading"], told["promotion"]), strict=True):
        for n, (title, (part, post)) in enumerate(zip(told["orders"] * 5, seats, strict=False)):
            paper = told["paper"].format(year=first_year, n=3 + n)
            _seat(clerk, body, part, post, starts, paper, now)
            if n < 1:
                actions.add_paper(
                    reader=clerk, body=body, kind="order", title=title, number=paper, on=starts, at=now
                )
    liaison = SocialUnit.objects.filter(name__in=[line["name"] for line in data.places()["units"]])
    inside = [code for code in ground.places if code.startswith(STREET)]
    for unit in liaison.filter(place__in=[ground.places[code] for code in inside]):
        actions.seat_member(
            reader=clerk, body=bodies[1], part="liaison", post=unit.name, unit=unit, starts=starts, at=now
        )
    for body in bodies[2:]:
        lead = Agency.objects.filter(place=street, duties__setting=body.setting).first()
        post = f"{body.place.name}安全办" if lead is None else lead.names.last().name  # type: ignore[union-attr]
        actions.seat_member(
            reader=clerk, body=body, part="chair", post=post, agency=lead, starts=starts, at=now
        )


def _seat(clerk: Reader, body: Body, part: str, post: str, starts: date, paper: str, now: datetime) -> None:
    actions.seat_member(reader=clerk, body=body, part=part, post=post, starts=starts, paper=paper, at=now)


def _letters(
    ground: Ground, clerk: Reader, told: dict[str, Any], dice: Dice, year: int, today: date, now: datetime
) -> int:
    """The three rounds of a year: last year's all signed, this year's as far as it goes."""
    issued, last, many = date(year, 1, 6), date(year, 12, 20), 0
    past = year < today.year
    on = min(date(year, 3, 2), today)
    for level in LetterRound.Level.values:
        made = actions.open_round(
            reader=clerk, place=ground.places[STREET], year=year, level=level, issued_on=min(issued, today),
            sign_by=last, at=now,
        )  # fmt: skip
        share = 1.0 if past else told["signed"][level]
        if level == LetterRound.Level.HOUSEHOLD:
            _sheets(clerk, made, share, on, now)
            continue
        by_place: dict[int, list[str]] = {}
        for place, ref in made.letters.values_list("place", "ref"):
            if share == 1.0 or dice.chance(share):
                by_place.setdefault(place, []).append(ref)
        for refs in by_place.values():
            actions.sign_letters(reader=clerk, round=made, refs=refs, on=on, at=now)
            many += len(refs)
    return many


def _sheets(clerk: Reader, made: LetterRound, share: float, on: date, now: datetime) -> None:
    """One sheet a committee; the last one has handed in nothing yet this year."""
    lines = list(made.lines.all())
    for line in lines if share == 1.0 else lines[:-1]:
        count = line.due if share == 1.0 else int(line.due * share)
        actions.record_sheet(reader=clerk, line=line, on=on, count=count, at=now)


def _meetings(ground: Ground, clerk: Reader, told: dict[str, Any], today: date, now: datetime) -> int:
    """One meeting a quarter of this year and the last."""
    bodies = list(Body.objects.filter(place=ground.places[STREET]).order_by("order")[:2])
    days = [date(year, month, 12) for year in (today.year - 1, today.year) for month in (1, 4, 7, 10)]
    held = [day for day in days if day < today]
    for n, day in enumerate(held):
        plan = told["meetings"][(n + 3) % len(told["meetings"])]
        due = day + timedelta(days=45)
        actions.record_meeting(
            reader=clerk, body=bodies[n % 2], on=day, title=plan["title"], present=14 + n, at=now,
            decisions=[actions.Decision(title, who, due) for title, who in plan["decisions"]],
            agenda=told["agenda"],
        )  # fmt: skip
    return len(held)


def _finish(clerk: Reader, told: dict[str, Any], today: date, now: datetime) -> None:
    """Older decisions are done, some late; the newest wait."""
    old = Task.objects.filter(source="decision", starts__lt=today - timedelta(days=60)).order_by("pk")
    for n, task in enumerate(old.select_related("place")):
        on = min(task.due + timedelta(days=9 if n % 7 == 3 else -6), today)
        result = told["results"][n % len(told["results"])]
        actions.finish_task(reader=clerk, task=task, on=max(on, task.starts), result=result, at=now)


def _unit_user(told: dict[str, Any], first_year: int, now: datetime) -> None:
    """A visitor may also be a unit that answers what is asked of it."""
    unit = SocialUnit.objects.filter(name=told["unit_user"]).first()
    if unit is None:
        return
    user = accounts.create_user(
        username="demo-unit", display_name="演示用户壬", demo_order=90, by=BY, at=now,
        demo_says=say("answers for a shopping centre: its letters and what is asked of it"),
    )  # fmt: skip
    accounts.grant_scope(
        user=user, role=Role.UNIT, place="", unit=unit.pid, starts=date(first_year, 1, 1), by=BY, at=now
    )


def _requests(ground: Ground, clerk: Reader, told: dict[str, Any], now: datetime) -> int:
    """What was asked of units: an open question for the visitor's unit; staff lists taken, sent back, late."""
    there = SocialUnit.objects.filter(place__in=ground.places.values()).select_related("place")
    own = there.filter(name=told["unit_user"])
    schools = there.filter(
        kind="school", place__in=[p for c, p in ground.places.items() if c.startswith(STREET)]
    )
    before, asked = now - timedelta(days=20), told["requests"]
    today = now.astimezone(ZONE).date()
    made = asking.ask_units(
        reader=clerk, units=own, kind="form", title=asked["form"], questions=asked["questions"],
        due=today + timedelta(days=12), at=now, key="demo-form",
    )  # fmt: skip
    lists = asking.ask_units(
        reader=clerk, units=schools.order_by("pk")[:5], kind="safety", title=asked["safety"],
        due=today - timedelta(days=6), at=before, key="demo-safety",
    )  # fmt: skip
    for n, row in enumerate(lists[:4]):
        staff = {"has_body": True, "full_time": 1, "part_time": 2 + n}
        asking.answer_request(reader=clerk, row=row, values=staff, at=before + timedelta(days=5 + n))
        if n < 2:
            asking.take_answer(reader=clerk, row=row, at=before + timedelta(days=10))
        elif n == 2:
            asking.return_answer(reader=clerk, row=row, reason=asked["back"], at=before + timedelta(days=10))
    return len(made) + len(lists)
