"""What the fictional district promised, who answers for what (with gaps), and the profile of its town."""

from datetime import date, datetime
from decimal import Decimal

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.ground import BY, Ground
from safecommunity.governance.answering import actions as duties
from safecommunity.governance.answering import queries as answering
from safecommunity.governance.profile import actions as profile
from safecommunity.governance.targets import actions as targets

GAP = "DEMO-S08"  # a community nobody answers for


def record_promises(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> None:
    """Targets with their parts, responsibilities, a profile sheet of each street."""
    given = data.load("promises.yaml")
    _targets(ground, readers, given, now)
    _duties(ground, readers["clerk"], given, now)
    for place, numbers in given["profiles"].items():
        values = {code: (round(number * 100), "exact") for code, number in numbers.items()}
        profile.set_profile(
            place=ground.places[place],
            year=now.year - 1,
            values=values,
            source=given["source"],
            by=BY,
            at=now,
        )


def _targets(ground: Ground, readers: dict[str, Reader], given: dict, now: datetime) -> None:
    for line in given["targets"]:
        values = {
            "title": line["title"], "sense": line["sense"], "low": Decimal(str(line["low"])),
            "high": Decimal(str(line["high"])) if "high" in line else None, "unit": line["unit"],
            "firmness": line["firmness"], "words": line.get("words", ""), "figure": line.get("figure", ""),
            "paper": line["paper"], "starts": date(now.year, 1, 1), "deadline": date(now.year, 12, 31),
            "livelihood": line.get("livelihood", False), "adds_up": True,
        }  # fmt: skip
        reader = readers[line["by"]]
        made = targets.set_target(reader=reader, place=ground.places[line["place"]], values=values, at=now)
        shares = {ground.pid(code): (Decimal(n), None) for code, n in line.get("assigned", {}).items()}
        if shares:
            targets.assign(reader=reader, target=made, shares=shares, at=now)


def _duties(ground: Ground, clerk: Reader, given: dict, now: datetime) -> None:
    starts, posts = date(now.year, 1, 1), given["posts"]
    street = ground.places["DEMO-S"]
    there = [place for code, place in ground.places.items() if place.parent_id == street.pk and code != GAP]
    for n, place in enumerate(there):
        duties.take_over(
            kind="community", place=place, who=posts[n % len(posts)], holder="post", starts=starts, by=clerk.pid, at=now
        )  # fmt: skip
    office = answering.ground(clerk)
    for n, unit in enumerate(answering.enterprises(office, now.date())[:-2] if office else ()):
        duties.take_over(
            kind="enterprise", place=unit.place, unit=unit, who=posts[n % len(posts)], holder="post", starts=starts,
            by=clerk.pid, at=now,
        )  # fmt: skip
    for code, label, kind in given["lanes"]:
        duties.take_over(
            kind=kind, place=ground.places[code], label=label, who=given["lane_post"], holder="post", starts=starts,
            by=clerk.pid, at=now,
        )  # fmt: skip
