"""The fictional street's safety-promotion projects: in every setting one, tried out and rolled out, some late, one
called off, cells that nobody covers. Simulated."""

import io
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.figures import queries as figures
from safecommunity.files import actions as files
from safecommunity.governance.models import Body
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import actions, ties
from safecommunity.programmes.models import Project

STREET = "DEMO-S"
MONTHS_GONE = 10  # month 0 of the data lies so many months before the present one
TIED = {"outreach": 8, "hazard": 5, "training": 2}
LOOKED_AT = 600


class Year:
    """Months of the data as days of the world; nothing lies in the future that should be over."""

    def __init__(self, now: datetime) -> None:
        self.now, self.today = now, now.astimezone(ZONE).date()
        self.first = self.today.year * 12 + self.today.month - 1 - MONTHS_GONE

    def day(self, month: int, day: int = 1) -> date:
        """A day of a month."""
        at = self.first + month
        return date(at // 12, at % 12 + 1, day)

    def past(self, day: date) -> date:
        """The day, or yesterday where it has not come."""
        return min(day, self.today - timedelta(days=1))

    def at(self, day: date) -> datetime:
        """A morning of a day, not later than now."""
        return min(datetime.combine(day, time(9, 30), tzinfo=ZONE), self.now)

    def before(self, day: date) -> Period:
        """The twelve months that are over before a day."""
        last = day.year * 12 + day.month - 2
        return Period(last - 11, last)


def record_projects(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> Counter[str]:
    """Projects through actions; answers how much of what."""
    year, done = Year(now), Counter[str]()
    for n, told in enumerate(data.load("projects.yaml")["projects"]):
        one = _project(ground, readers, told, year)
        done["projects"] += 1
        done[told["state"]] += 1
        if one.started_on is None:
            continue
        done["outputs"] += _tie(readers["clerk"], one, year)
        if n in (0, 1, 4):
            _photos(readers["clerk"], one, n, year)
    return done


def _project(ground: Ground, readers: dict[str, Reader], told: dict[str, Any], year: Year) -> Project:
    clerk, chief, place = readers["clerk"], readers["chief"], ground.places[STREET]
    starts = year.day(told["starts"])
    until = year.day(told["until"] + 1) - timedelta(days=1)
    begun = year.at(starts - timedelta(days=20))
    one = actions.create_project(
        reader=clerk, place=place, values=_values(place, told, starts, until, year), at=begun
    )
    for kind, side, what in told["measures"]:
        actions.add_measure(reader=clerk, project=one, kind=kind, side=side, what=what, at=begun)
    if told["state"] == "idea":
        return one
    _figures(clerk, one, told, year)
    for title, who, month, _days in told["stones"]:
        actions.add_milestone(
            reader=clerk, project=one, title=title, who=who, due=year.day(month, 25), at=begun
        )
    _budget(clerk, one, told, begun)
    actions.take_step(reader=chief, project=one, deed="approve", at=begun)
    if told["state"] == "approved":
        return one
    one = actions.take_step(reader=clerk, project=one, deed="start", on=starts, at=year.at(starts))
    _run(ground, clerk, one, told, year)
    _review(clerk, one, told, year)
    return _end(chief, one, told, year)


def _values(place: Place, told: dict[str, Any], starts: date, until: date, year: Year) -> dict[str, Any]:
    body = Body.objects.filter(place=place, tier="group", setting=told["setting"], ends__isnull=True).first()
    known = ("title", "setting", "problem", "roles", "environments", "vulnerable", "situations", "people")
    values = {name: told[name] for name in known if name in told}
    if "recording" in told:
        values |= {"recording": told["recording"], "recording_on": year.day(told["recording_month"])}
    return {
        **values, "goal": told.get("goal", ""), "group": told.get("group", ""), "starts": starts, "until": until,
        "people_qualifier": told.get("qualifier", ""), "body": body, "agency": told.get("sector", ""),
        "ages": [str(age) for age in told["ages"]], "sexes": told.get("sexes", ["1", "2"]),
    }  # fmt: skip


def _figures(clerk: Reader, one: Project, told: dict[str, Any], year: Year) -> None:
    """The figure of the problem and the one of the target, held as they stood before the first day."""
    first = one.starts if one.starts <= year.today else year.today
    period, at = year.before(first), year.now
    actions.add_figure(reader=clerk, project=one, key=_key(one, told["problem_figure"], period), at=at)
    target = told["target"]
    key = _key(one, target, period)
    stood = figures.compute(key, now=at).value
    if stood is None:  # nothing of it was on record then: the target is told by the figure of the problem
        target = {**told["problem_figure"], "change": 0.9, "who": target["who"]}
        key = _key(one, target, period)
        stood = figures.compute(key, now=at).value or 0.0
    wanted = target["value"] if "value" in target else round(stood * target["change"], 1)
    actions.add_figure(
        reader=clerk, project=one, key=key, use="target", wanted=Decimal(str(wanted)), wanted_by=one.until,
        who=target["who"], at=at,
    )  # fmt: skip


def _key(one: Project, told: dict[str, Any], period: Period) -> FigureKey:
    definition = catalogue.get(told["code"])
    name, _equals, value = told.get("only", "").partition("=")
    return FigureKey(
        definition.code, definition.version, one.place.pid, period, ((name, int(value)),) if name else ()
    )


def _budget(clerk: Reader, one: Project, told: dict[str, Any], at: datetime) -> None:
    for line, source, amount, _spent in told["money"]:
        if amount:
            actions.add_budget(
                reader=clerk, project=one, year=max(one.starts.year, one.until.year - 1), line=line, source=source,
                amount=amount, at=at,
            )  # fmt: skip


def _run(ground: Ground, clerk: Reader, one: Project, told: dict[str, Any], year: Year) -> None:
    """Milestones done, money spent, places with their days, who takes part."""
    stones = {stone.title: stone for stone in one.milestones.all()}
    for title, _who, month, days in told["stones"]:
        over = year.day(month, 25) + timedelta(days=days) if days != "none" else None
        if over is not None and over < year.today:
            on = max(over, one.starts)
            actions.finish_milestone(
                reader=clerk, milestone=stones[title], on=on, result="", at=year.at(on + timedelta(days=1))
            )
    for line, source, _amount, spent in told["money"]:
        if spent and (on := year.day(spent[1], 12)) < year.today:
            actions.spend(
                reader=clerk, project=one, on=on, line=line, source=source, what=spent[2], amount=spent[0],
                at=year.at(on),
            )  # fmt: skip
    for stage, listed in (("pilot", told.get("pilots", ())), ("rollout", told.get("rollouts", ()))):
        for code, month in listed:
            on = max(year.day(month), one.starts)
            actions.add_place(
                reader=clerk, project=one, place=ground.places[code], stage=stage, starts=on, at=year.now
            )
    _partners(clerk, one, ground)


def _partners(clerk: Reader, one: Project, ground: Ground) -> None:
    """A unit of a kind that fits, where the street has one, and a residents' committee."""
    kinds = {
        "workplace": "firm",
        "school": "school",
        "children": "school",
        "public_place": "venue",
        "elderly": "health",
    }
    inside = [place.pk for code, place in ground.places.items() if code.startswith(STREET)]
    unit = SocialUnit.objects.filter(place__in=inside, kind=kinds.get(one.setting, "")).order_by("pk").first()
    if unit is not None:
        actions.add_partner(reader=clerk, project=one, unit=unit, part="提供场地和人员", at=one.at)
    actions.add_partner(reader=clerk, project=one, name="社区居委会", part="入户和动员", at=one.at)


def _review(clerk: Reader, one: Project, told: dict[str, Any], year: Year) -> None:
    """Last year's review, in January of this one."""
    said, last = told.get("review"), year.today.year - 1
    if said is None or not one.ran_in(last):
        return
    more = {}
    if "improve" in said:
        more = {
            "improve": said["improve"],
            "improve_who": said["who"],
            "improve_due": year.day(said["month"], 20),
        }
    actions.review_project(
        reader=clerk, project=one, year=last, after=said["after"], evidence=said["evidence"],
        at=year.at(date(last + 1, 1, 16)), **more,
    )  # fmt: skip


def _end(chief: Reader, one: Project, told: dict[str, Any], year: Year) -> Project:
    if told["state"] not in ("finished", "stopped"):
        return one
    deed = "finish" if told["state"] == "finished" else "stop"
    on = year.past(max(one.until, one.starts))
    return actions.take_step(reader=chief, project=one, deed=deed, says=told["result"], on=on, at=year.at(on))


def _tie(clerk: Reader, one: Project, year: Year) -> int:
    """The newest records of its setting since it began, of every kind that can be tied."""
    many = 0
    for code, most in TIED.items():
        kind = ties.kinds()[code]
        found = [
            record
            for record in kind.find(clerk, "", LOOKED_AT)
            if record.setting == one.setting and (one.started_on or one.starts) <= record.on
            and (one.ended_on is None or record.on <= one.ended_on)
        ]  # fmt: skip
        for record in found[:most]:
            actions.tie(reader=clerk, project=one, kind=code, record=record.ref, at=year.now)
            many += 1
    return many


def _photos(clerk: Reader, one: Project, n: int, year: Year) -> None:
    """Drawn pictures that say what they are: no two projects have the same."""
    for when in ("before", "after"):
        picture = Image.new("RGB", (640, 480), ("#c7c2b4", "#b8c4c9", "#cbbfae")[n % 3])
        pen = ImageDraw.Draw(picture)
        for at in range(4 + n):
            left = 40 + at * (520 // (4 + n))
            top = 120 + (at * 67 * (n + 1)) % 180
            colour = "#7b5c44" if when == "before" else "#4d7f76"
            box = [left, top, left + 60 + 12 * n, top + (40 if when == "before" else 130)]
            pen.ellipse(box, fill=colour) if (at + n) % 2 else pen.rectangle(box, fill=colour)
        pen.text((16, 16), f"SIMULATED - {when} {n}", fill="#333333", font=ImageFont.load_default(36))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        looked = files.looked_at(out.getvalue(), f"{when}-{n}.jpg")
        day = one.starts if when == "before" else year.past(one.starts + timedelta(days=200))
        actions.attach_photos(reader=clerk, project=one, when=when, photos=[looked], on=day, at=year.at(day))
