"""Applications of the fictional places at several stages, and the pieces others build theirs from.

The sheets the product ships are reconstructed, and a score by them is not submitted. What is scored for an application
is scored by a simulated official edition whose version says so; afterwards the shipped one is in force again.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions, standards
from safecommunity.accreditation.actions import Sent
from safecommunity.accreditation.models import Application, Evidence, Round
from safecommunity.accreditation.procedures import clocks
from safecommunity.accreditation.queries import procedures, sheets, vetoes
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.places.models import Place

ADMIN = Reader(BY, BY, "zh-hans", (Held("admin"),), signed_in_by="demo")
SIMULATED = "模拟正式表"
GRADES = ("a", "a", "b")  # exists, trace, effect: 2.64 of 3 points an item
REASON = "演示数据"
NO_VETO = "核对了事故台账、上级通报和评审记录（模拟）"
TIERS = ("district", "city", "province")


class Everything(frozenset[str]):
    """Every rule that only warns is known."""

    def __contains__(self, _rule: object) -> bool:
        return True


@dataclass
class Crew:
    """Who acts on the applications of one place: its clerk and chief, and the tiers above it."""

    place: Place
    clerk: Reader
    chief: Reader
    above: Mapping[str, Reader]
    papers: dict[str, Evidence] = field(default_factory=dict)

    def who(self, role: str) -> Reader:
        """The person of a role; the national centre's steps go on record at the province."""
        ours = {"applicant": self.clerk, "applicant_chief": self.chief, "centre": self.above["province"]}
        return ours.get(role) or self.above[role]

    def paper(self, title: str, at: datetime) -> Evidence:
        """A paper of the place by its title, brought in once."""
        if title not in self.papers:
            values = {"title": f"{title}（模拟）", "pointer": f"/work-plans/?paper={len(self.papers) + 1}",
                      "happened_on": at.date()}  # fmt: skip
            self.papers[title] = actions.bring_evidence(
                reader=self.clerk, place=self.place, values=values, at=at
            )
        return self.papers[title]


def ten(day: date) -> datetime:
    """Ten in the morning."""
    return datetime.combine(day, time(10), ZONE)


@contextmanager
def official(code: str, *, at: datetime) -> Iterator[None]:
    """What is scored inside is scored by a simulated official edition of the sheet; then the one before is back."""
    before = sheets.in_force()[code]
    data = standards.written(before)
    data["version"] = f"{before.version} {SIMULATED}"[:60]
    for element in data["elements"]:
        for item in element["items"]:
            item["basis"] = "operator"
    if "scoring" in data:
        data["scoring"]["basis"] = "operator"
    sheet, _new = actions.bring_sheet(reader=ADMIN, standard=standards.read(data), at=at)
    actions.put_in_force(reader=ADMIN, sheet=sheet, at=at)
    try:
        yield
    finally:
        with transaction.atomic():
            kept = actions.keep_sheet(before, by=BY, at=at)
        actions.put_in_force(reader=ADMIN, sheet=kept, at=at)


def assess(crew: Crew, code: str, on: date, grades: Sequence[str] = GRADES) -> Round:
    """A whole self-assessment, graded alike and handed in; `on` is the day the chief hands it in."""
    at = ten(on)
    made = actions.open_round(reader=crew.clerk, place=crew.place, code=code, year=on.year, at=at)
    standard = sheets.of_sheet(made.sheet)
    marks = dict(zip(standard.part_codes, grades if standard.grades else ("met",), strict=False))
    given = {part: actions.Given(grade, REASON) for part, grade in marks.items()}
    for item in standard.by_id:
        actions.mark_item(reader=crew.clerk, round=made, item=item, given=given, at=at)
    return actions.hand_in(reader=crew.chief, round=made, at=at)


def set_out(crew: Crew, code: str, on: date) -> Application:
    """A new application of the place."""
    return actions.open_application(reader=crew.clerk, place=crew.place, code=code, at=ten(on))


def move(crew: Crew, one: Application, name: str, on: date, **more: Any) -> Application:
    """One move on a day, by whoever makes it, with its papers; every warning is known."""
    it = procedures.of(one.procedure).move[name]
    at = ten(on)
    papers = {need.id: crew.paper(need.title["zh-hans"], at) for need in it.papers}
    if not papers and it.role == "centre":
        papers = {"source": crew.paper("来文", at)}
    due = clocks.next_working(on + timedelta(days=30)) if "deadline" in it.does else None
    sent = Sent(
        one.edition, happened_on=on, note=more.pop("note", REASON) if it.says else "", due_on=due, known=Everything(),
        papers=papers, declared=_declared(one, more.get("round"), on) if "vetoes" in it.needs else {}, **more,
    )  # fmt: skip
    return actions.make_move(reader=crew.who(it.role), application=one, move=name, sent=sent, at=at)


def _declared(one: Application, scored: Round | None, on: date) -> dict[str, actions.Declared]:
    """What is said of every veto records cannot tell of."""
    told = vetoes.of_move(one, scored, on)
    return {it.veto.id: actions.Declared(False, NO_VETO) for it in told if it.happened is None}


def walk(crew: Crew, one: Application, steps: Sequence[tuple[str, date]], **more: Any) -> Application:
    """Several moves on their days; `round` goes to the move that links it."""
    for name, on in steps:
        links = {"round", "official_round"}.intersection(procedures.of(one.procedure).move[name].needs)
        one = move(crew, one, name, on, **(more if links else {}))
    return one


def crew_of(ground: Ground, readers: Mapping[str, Reader], code: str, office: str = "") -> Crew:
    """Who acts for a place of the demonstration; `office` is what the keys of its people begin with."""
    above = {tier: readers[tier] for tier in TIERS}
    return Crew(ground.places[code], readers[f"{office}clerk"], readers[f"{office}chief"], above)


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """A title held by the street and two on their way, one of the town on notice, one with the city."""
    today = now.astimezone(ZONE).date()
    street, town = crew_of(ground, readers, "DEMO-S"), crew_of(ground, readers, "DEMO-T", "town-")
    with official("cn-municipal", at=ten(date(today.year - 3, 1, 10))):
        _named(street, today.year)
        _on_notice(town, today)
    _building(street, today.year)
    _to_the_city(town, today)
    set_out(street, "isccc", today - timedelta(days=20))
    return {"applications": Application.objects.count()}


def _named(crew: Crew, year: int) -> Application:
    """Named at city level two winters ago after a rectification; the term ends soon, a report is missing."""
    filed, before, named = year - 3, year - 3, year - 2
    one = walk(crew, set_out(crew, "cn-municipal", date(filed, 2, 20)), [
        ("file", date(filed, 2, 27)), ("pass_filing_district", date(filed, 3, 6)),
        ("accept_filing", date(filed, 3, 13)),
    ])  # fmt: skip
    held = assess(crew, "cn-municipal", date(before, 10, 18))
    one = walk(crew, one, [
        ("assess", date(before, 10, 20)), ("apply", date(before, 11, 3)), ("recommend_district", date(before, 11, 14)),
        ("accept", date(before, 11, 28)), ("begin_visit", date(before, 12, 8)), ("rectify", date(before, 12, 12)),
        ("rectified", date(named, 1, 8)), ("accept_rectification", date(named, 1, 15)), ("publish", date(named, 1, 22)),
        ("name", date(named, 2, 6)),
    ], round=held)  # fmt: skip
    return move(crew, one, "report", date(year - 1, 1, 20), year=named)


def _on_notice(crew: Crew, today: date) -> Application:
    """The town, passed on site and on notice since three days, with an objection nobody has decided."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    one = walk(crew, set_out(crew, "cn-municipal", ago(640)), [
        ("file", ago(630)), ("pass_filing_district", ago(622)), ("accept_filing", ago(610)),
    ])  # fmt: skip
    held = assess(crew, "cn-municipal", ago(92))
    one = walk(crew, one, [
        ("assess", ago(90)), ("apply", ago(84)), ("recommend_district", ago(75)), ("correct", ago(66)),
        ("resubmit", ago(58)), ("accept", ago(49)), ("begin_visit", ago(35)), ("pass_site", ago(28)),
        ("publish", ago(3)),
    ], round=held)  # fmt: skip
    actions.object_to(
        notice=one.notices.get(), contact="", client_id="", at=ten(ago(1)),
        text="去年的消防演练，例溪村没有人参加，材料里却写了全镇都参加。",
    )  # fmt: skip
    return one


def _building(crew: Crew, year: int) -> Application:
    """The national title: filed through every tier last year, being built."""
    before = year - 1
    return walk(crew, set_out(crew, "cn-national", date(before, 3, 3)), [
        ("file", date(before, 3, 10)), ("pass_filing_district", date(before, 3, 17)),
        ("pass_filing_city", date(before, 3, 28)), ("pass_filing_province", date(before, 4, 11)),
        ("accept_filing", date(before, 4, 25)),
    ])  # fmt: skip


def _to_the_city(crew: Crew, today: date) -> Application:
    """The provincial title: filed, agreed by the district, with the city."""

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    one = set_out(crew, "cn-provincial", ago(40))
    return walk(crew, one, [("file", ago(30)), ("pass_filing_district", ago(12))])
