"""The fictional street's plan in four years, the plans of last year and this, and last year's judgement."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance import actions as office
from safecommunity.governance.improvements import actions as improvements
from safecommunity.governance.models import Agency, Body, Plan, PlanItem
from safecommunity.governance.plans import actions, performance, progress, queries
from safecommunity.governance.support import actions as support
from safecommunity.places.models import Place

STREET = "DEMO-S"


def record_plans(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> Counter[str]:
    """Plans through actions; answers how much of what."""
    given, clerk, today = data.load("plans.yaml"), readers["clerk"], now.astimezone(ZONE).date()
    done: Counter[str] = Counter()
    place = ground.places[STREET]
    days = {"starts": date(today.year - 2, 1, 1), "until": date(today.year + 1, 12, 31)}
    values = {**given["staged"], **days, "kind": "staged", "body": None, "within": None}
    four = actions.create_plan(reader=clerk, place=place, values=values, scheme="years", at=now)
    for stage, text in zip(queries.stages(four), given["expected"], strict=True):
        actions.set_stage(
            reader=clerk, plan=four, stage=stage, title=stage.title, starts=stage.starts, until=stage.until,
            expected=text, at=now,
        )  # fmt: skip
    for year in (today.year - 1, today.year):
        plan = _year(clerk, four, given, year, now)
        items = [_item(clerk, plan, line, year, now) for line in given["items"]]
        _finish(clerk, items, given["judged"], today, now)
        if year < today.year:
            judged = [
                _judged(one, told, now, today) for one, told in zip(items, given["judged"], strict=True)
            ]
            done["judgements"] += len(
                actions.judge_items(reader=clerk, plan=plan, year=year, judged=judged, at=now)
            )
        done["plans"] += 1
        done["items"] += len(items)
    done["judgements"] += _judge_bodies(clerk, given["bodies"], place, today.year - 1, now)
    done["support"] = _support(clerk, given["support"], place, today, now)
    done["corrective actions"] = _improvements(clerk, given["improvements"], place, today, now)
    done["launches and visits"] = _events(clerk, given["events"], place, today, now)
    return done


def _events(clerk: Reader, lines: list[Any], place: Place, today: date, now: datetime) -> int:
    """Launches, visits and exchanges of this year as far as it goes."""
    body = Body.objects.get(place=place, tier="promotion")
    many = 0
    for kind, month, day, title, people, host, decided in lines:
        on = date(today.year, month, day)
        if on >= today:
            continue
        decisions = [office.Decision(decided[0], decided[1], on + timedelta(days=40))] if decided else []
        made = office.record_meeting(
            reader=clerk, body=body, kind=kind, on=on, title=title, present=people, host=host, at=now,
            decisions=decisions, until=on + timedelta(days=2) if kind == "visit" else None,
        )  # fmt: skip
        for task in made.decisions.filter(due__lt=today):
            office.finish_task(reader=clerk, task=task, on=task.due - timedelta(days=4), result="", at=now)
        many += 1
    return many


def _judged(item: PlanItem, told: list[str], now: datetime, today: date) -> actions.Judged:
    """The judgement of an item with the figure it names, as a clerk's page would hold it."""
    way = progress.measured(item, now=now, today=today)
    verdict, after, says = told
    return actions.Judged(item, verdict, after, says, (way.figure,) if way else ())


def _judge_bodies(clerk: Reader, lines: list[Any], place: Place, year: int, now: datetime) -> int:
    """Last year's judgement of the first bodies, with the figures of that year."""
    bodies = list(Body.objects.filter(place=place).select_related("place").order_by("order"))
    told = performance.told(bodies[: len(lines)], year, now=now)
    judged = [
        actions.JudgedBody(body, verdict, after, says, tuple(told[body.pk]))
        for body, (verdict, after, says) in zip(bodies, lines, strict=False)
    ]
    return len(actions.judge_bodies(reader=clerk, place=place, year=year, judged=judged, at=now))


def _support(clerk: Reader, lines: list[Any], place: Place, today: date, now: datetime) -> int:
    """What departments and others gave this year."""
    many = 0
    items = {
        one.number: one for one in PlanItem.objects.filter(plan__place=place, plan__starts__year=today.year)
    }
    for kind, sector, giver, what, amount, unit, qualifier, month, number in lines:
        on = date(today.year, month, 8)
        if on >= today:
            continue
        agency = Agency.objects.filter(place=place, sector=sector).first()
        values = {
            "kind": kind, "agency": agency, "giver": giver if agency is None else "", "what": what, "unit": unit,
            "amount": Decimal(amount), "qualifier": qualifier, "starts": on, "item": items.get(number),
        }  # fmt: skip
        support.record_support(reader=clerk, place=place, values=values, at=now)
        many += 1
    return many


def _improvements(clerk: Reader, lines: list[Any], place: Place, today: date, now: datetime) -> int:
    """What was found this year: closed, opened again, to be verified, overdue, to be done."""
    many = 0
    for source, month, found, cause, action, who, days, done, checked in lines:
        on = date(today.year, month, 10)
        if on >= today:
            continue
        values = {"kind": "preventive" if source == "meeting" else "corrective", "source": source, "found_on": on,
                  "found": found, "cause": cause, "action": action, "who": who}  # fmt: skip
        made = improvements.record_improvement(
            reader=clerk, place=place, values=values, due=on + timedelta(days=days), at=now
        )
        many += 1
        over = on + timedelta(days=done)
        if done < 0 or over >= today:
            continue
        improvements.finish(reader=clerk, improvement=made, on=over, result="", at=now)
        check = min(over + timedelta(days=10), today)
        if checked:
            works = checked == "yes"
            improvements.verify(
                reader=clerk, improvement=made, on=check, who="街道安全办副主任", effective=works, at=now,
                says="现场看过" if works else "又有一起跌倒", due=None if works else today + timedelta(days=20),
            )  # fmt: skip
    return many


def _year(clerk: Reader, four: Plan, given: dict[str, Any], year: int, now: datetime) -> Plan:
    told = given["year"]
    values = {
        "kind": "year", "title": told["title"].format(year=year), "paper": told["paper"].format(n=year % 10 + 2),
        "goal": told["goal"], "starts": date(year, 1, 1), "until": date(year, 12, 31), "body": None, "within": four,
    }  # fmt: skip
    return actions.create_plan(reader=clerk, place=four.place, values=values, at=now)


def _item(clerk: Reader, plan: Plan, line: dict[str, Any], year: int, now: datetime) -> PlanItem:
    last = date(year + line["month"] // 12, line["month"] % 12 + 1, 1) - timedelta(days=1)
    values = {name: line.get(name, "") for name in ("title", "who", "setting", "group", "measure", "unit")}
    values |= {
        "qualifier": line.get("qualifier", ""),
        "figure": line.get("figure", ""),
        "budget": line["budget"],
    }
    amount = Decimal(line["amount"]) if "amount" in line else None
    return actions.add_item(reader=clerk, plan=plan, values={**values, "due": last, "amount": amount}, at=now)


def _finish(
    clerk: Reader, items: list[PlanItem], judged: list[list[str]], today: date, now: datetime
) -> None:
    """What was judged as reached is done; of this year what has fallen due is, but for one that is late."""
    for n, (one, (verdict, *_rest)) in enumerate(zip(items, judged, strict=True)):
        reached = verdict == "done" if one.due.year < today.year else one.due < today and n != 2
        for task in one.tasks.all() if reached else ():
            on = min(one.due - timedelta(days=3 if n % 2 else 12), today)
            office.finish_task(reader=clerk, task=task, on=max(on, task.starts), result="", at=now)
