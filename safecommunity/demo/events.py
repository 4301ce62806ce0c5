"""Fictional events over the years: entered, reported, investigated, closed; some hold injuries on record."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data, people
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.injuries import actions
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event, Report
from safecommunity.places.models import SocialUnit

AUTHORITY = "示例区应急管理局"
ABOVE = "示例市应急管理局"
NUMBERS = ("dead", "serious", "slight")


def record_events(
    ground: Ground, readers: dict[str, Reader], *, first_year: int, now: datetime
) -> Counter[str]:
    """A few dozen events from the first year on; answers how many of each kind, and how many injuries they hold."""
    told, dice = data.events(), Dice(data.events()["seed"])
    weights, once = [line["weight"] for line in told["events"]], set()
    done: Counter[str] = Counter()
    here = now.astimezone(ZONE)
    days = (here.date() - datetime(first_year, 1, 1, tzinfo=ZONE).date()).days
    moments = sorted(
        (here - timedelta(days=1 + dice.below(days))).replace(
            hour=6 + dice.below(16), minute=0, second=0, microsecond=0
        )
        for _n in range(round(days * told["a_year"] / 365))
    )
    with transaction.atomic():
        for moment in moments:
            index = dice.index(weights)
            line = told["events"][index]
            if line.get("once") and index in once:
                continue
            once.add(index)
            done.update(_one(ground, readers, line, moment, dice, here))
    return done


def _one(
    ground: Ground,
    readers: dict[str, Reader],
    line: dict[str, Any],
    moment: datetime,
    dice: Dice,
    now: datetime,
) -> Counter[str]:
    """One event with its steps, and the injury it grew out of."""
    card = _card(line["cause"], moment, now) if "cause" in line else None
    happened, place = moment, ground.places[line["place"]]
    if card is not None and card.occurrence is not None:
        happened, place = card.injury_time.astimezone(ZONE), card.occurrence
    if line.get("grid"):
        place = ground.places[people.GRID]
    unit = (
        SocialUnit.objects.filter(name=line.get("unit", "")).first()
        if line["place"] and card is None
        else None
    )
    known = happened + timedelta(minutes=10 + dice.below(40))
    values = {
        "kind": line["kind"], "title": line["title"], "what": line["what"], "happened": happened, "known_at": known,
        "place": place.pid, "unit": unit.pid if unit else "", "source": _source(line), "gb": _type(line, happened),
        **{name: line.get(name, 0) for name in NUMBERS},
        "loss": Decimal(line["loss"]) if "loss" in line else None,
    }  # fmt: skip
    reader = readers["grid"] if line.get("grid") else readers[_office(place.pk, ground)]
    entered = min(known + timedelta(hours=2 + dice.below(20)), now)
    event, _created = actions.record_event(reader=reader, at=entered, values=values)
    office, done = readers["cdc"], Counter({line["kind"]: 1})
    if codes.kinds()[event.kind].graded:
        _report(office, event, known, entered, dice, now)
    if now - happened > timedelta(days=data.events()["open_days"]):
        _close(office, event, line, now)
    if card is not None:
        actions.link_injury_to_event(reader=office, event=event, injury=card.injury, at=min(entered, now))
        done["linked"] += 1
    return done


def _office(place: int, ground: Ground) -> str:
    """The clerk enters what happens in his street; the rest comes from the district."""
    inside = {one.pk for code, one in ground.places.items() if code.startswith("DEMO-S")}
    return "clerk" if place in inside else "cdc"


def _source(line: dict[str, Any]) -> str:
    if line.get("grid"):
        return "grid"
    return {"fire": "fire", "security": "police"}.get(line["kind"], "unit")


def _type(line: dict[str, Any], happened: datetime) -> str:
    """The type in the newest version accepted on the day."""
    if "gb" not in line:
        return ""
    newest = codes.versions_on(happened.date())[-1].id
    return f"{newest}-{line['gb25'] if newest == '2025' else line['gb']}"


def _card(cause: int, near: datetime, now: datetime) -> Report | None:
    """A card of this cause on a day about then, which no event holds yet."""
    found = Report.objects.filter(
        cause=cause, is_primary=True, state="live", sensitive=False, source="card", precision="hour",
        outcome__lt=3, age_years__gte=18,
        injury__event__isnull=True, occurrence__isnull=False, injury_time__lt=now - timedelta(days=1),
        injury_time__gte=near - timedelta(days=40),
    )  # fmt: skip
    return found.select_related("injury", "occurrence").order_by("injury_time", "pk").first()


def _report(
    office: Reader, event: Event, known: datetime, entered: datetime, dice: Dice, now: datetime
) -> None:
    """First report and the next level; some come late, and the newest may still be owed."""
    late = dice.chance(data.events()["late"])
    told = known + timedelta(minutes=75 + dice.below(300) if late else 15 + dice.below(40))
    if told > now - timedelta(hours=6):
        return
    above = told + timedelta(minutes=30 + dice.below(80))
    for kind, when, to in (("report", told, AUTHORITY), ("upward", above, ABOVE)):
        actions.report_event_step(
            reader=office,
            event=event,
            kind=kind,
            done=when,
            to=to,
            at=min(max(when, entered) + timedelta(minutes=5), now),
        )


def _close(office: Reader, event: Event, line: dict[str, Any], now: datetime) -> None:
    """What older events ended with."""
    day = event.happened + timedelta(days=28)
    if "found" in line:
        actions.report_event_step(
            reader=office,
            event=event,
            kind="investigation",
            done=day,
            note=line["found"],
            to=AUTHORITY,
            at=day,
        )
        reply = day + timedelta(days=10)
        actions.report_event_step(reader=office, event=event, kind="reply", done=reply, to="", at=reply)
    closed = min(day + timedelta(days=12), now)
    actions.report_event_step(reader=office, event=event, kind="closed", done=closed, at=closed)
