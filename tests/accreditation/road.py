"""A street under a district, a city and a province, everybody who acts on an application, and moving one along."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions, standards
from safecommunity.accreditation.actions import Sent
from safecommunity.accreditation.models import Application, Evidence, Round
from safecommunity.accreditation.procedures import Procedure
from safecommunity.accreditation.queries import procedures, sheets
from safecommunity.places import actions as places
from safecommunity.places.models import Place

START = date(2020, 1, 1)
FILED = date(2023, 3, 1)  # a Wednesday
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

# the way of a municipal title, street to city, and of a national one, street to centre
MUNICIPAL = (
    "file", "pass_filing_district", "accept_filing", "assess", "apply", "recommend_district", "accept", "begin_visit",
    "pass_site", "publish", "name",
)  # fmt: skip
NATIONAL = (
    "file", "pass_filing_district", "pass_filing_city", "pass_filing_province", "accept_filing", "assess", "apply",
    "recommend_district", "recommend_city", "recommend_province", "accept", "begin_visit", "pass_site", "publish",
    "name",
)  # fmt: skip


def at(day: date) -> datetime:
    """Ten in the morning here."""
    return datetime.combine(day, time(2), UTC)


def reader(role: str, place: str, pid: str = "") -> Reader:
    """Somebody with one role at one place."""
    return Reader(
        pid or f"{role}-{place[:6]}", role, "zh-hans", (Held(role, place=place),), signed_in_by="demo"
    )


@dataclass
class Road:
    """Who and where."""

    places: dict[str, Place]
    people: dict[str, Reader]
    pieces: dict[str, Evidence] = field(default_factory=dict)

    @property
    def street(self) -> Place:
        """The applicant."""
        return self.places["street"]

    def round(
        self, code: str = "cn-municipal", day: date = TODAY, grade: str = "a", whole: bool = True
    ) -> Round:
        """A self-assessment by the sheet in force, handed in."""
        made = actions.open_round(
            reader=self.people["clerk"], place=self.street, code=code, year=day.year, at=at(day)
        )
        standard = sheets.of_sheet(made.sheet)
        given = {part: actions.Given(grade if standard.grades else "met") for part in standard.part_codes}
        for item in standard.by_id:
            actions.mark_item(reader=self.people["clerk"], round=made, item=item, given=given, at=at(day))
        return actions.hand_in(reader=self.people["chief"], round=made, at=at(day)) if whole else made

    def official(self, code: str = "cn-municipal") -> None:
        """The administrator brings in a sheet whose every text he holds, and puts it in force."""
        data = standards.written(sheets.in_force()[code])
        data["version"] = "official"
        for element in data["elements"]:
            for item in element["items"]:
                item["basis"] = "operator"
        data["scoring"]["basis"] = "operator"
        sheet, _new = actions.bring_sheet(reader=self.people["admin"], standard=standards.read(data), at=NOW)
        actions.put_in_force(reader=self.people["admin"], sheet=sheet, at=NOW)

    def opened(self, code: str = "cn-municipal", on: date = FILED, place: Place | None = None) -> Application:
        """An application of the street."""
        return actions.open_application(
            reader=self.people["clerk"], place=place or self.street, code=code, at=at(TODAY), opened_on=on
        )

    def who(self, one: Application, move: str) -> Reader:
        """Who makes a move; the centre is not in this installation, its steps go on record at the province."""
        role = self.procedure(one).move[move].role
        return self.people[
            {"applicant": "clerk", "applicant_chief": "chief", "centre": "province"}.get(role, role)
        ]

    def procedure(self, one: Application) -> Procedure:
        """Of an application."""
        return procedures.of(one.procedure)

    def papers(self, one: Application, move: str) -> dict[str, Any]:
        """A piece of evidence for every paper a move asks for, and one for what goes on record."""
        if not self.pieces:
            values = {
                "title": "来文",
                "pointer": "https://example.org/paper",
                "happened_on": date(2023, 1, 4),
            }
            piece = actions.bring_evidence(
                reader=self.people["clerk"], place=self.street, values=values, at=NOW
            )
            self.pieces["paper"] = piece
        found = self.procedure(one).move[move]
        codes = [need.id for need in found.papers] or (["source"] if found.role == "centre" else [])
        return dict.fromkeys(codes, self.pieces["paper"])

    def move(
        self, one: Application, move: str, on: date | None = None, by: Reader | None = None, **more: Any
    ) -> Application:
        """One move by whoever makes it, with all papers and every warning known."""
        on = on or one.entered_on
        told: dict[str, Any] = {
            "edition": one.edition, "happened_on": on, "note": "按程序办理", "papers": self.papers(one, move),
            "known": Everything(), "due_on": None, "declared": NOTHING_HAPPENED,
        } | more  # fmt: skip
        if "deadline" in self.procedure(one).move[move].does and told["due_on"] is None:
            told["due_on"] = working(on + timedelta(days=30))
        return actions.make_move(
            reader=by or self.who(one, move), application=one, move=move, sent=Sent(**told), at=at(TODAY)
        )

    def walk(
        self, one: Application, moves: Sequence[str], on: date | None = None, **more: Any
    ) -> Application:
        """Several moves, one after the other, on one day."""
        for move in moves:
            one = self.move(one, move, on, **(more if move == "assess" else {}))
        return one

    def named(self, code: str = "cn-municipal") -> Application:
        """A street that got its municipal title on 2024-05-06, a Monday."""
        self.official(code)
        held = self.round(code)
        one = self.walk(self.opened(code), MUNICIPAL[:3])
        return self.walk(one, MUNICIPAL[3:], date(2024, 5, 6), round=held)


# what whoever moves an application says of every veto records cannot tell of
NOTHING_HAPPENED = dict.fromkeys(("V1", "V2", "V3"), actions.Declared(False, "核对过台账和上级通报"))


class Everything(frozenset[str]):
    """Every rule that warns is known."""

    def __contains__(self, _rule: object) -> bool:
        return True


def working(day: date) -> date:
    """The day or the next that offices work on, of plain weekdays."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def laid() -> Road:
    """Places and people."""
    tree: dict[str, Place] = {}
    above = None
    for name, level in (
        ("示例省", "province"),
        ("示例市", "city"),
        ("示例区", "district"),
        ("示例街道", "street"),
    ):
        above = tree[level] = places.create_place(
            name=name, level=level, parent=above, by="t", at=NOW, starts=START
        )
    tree["other"] = places.create_place(
        name="另一街道", level="street", parent=tree["district"], by="t", at=NOW, starts=START
    )
    people = {level: reader("supervisor", tree[level].pid) for level in ("district", "city", "province")}
    people |= {
        name: reader(name, tree["street"].pid) for name in ("clerk", "chief", "auditor", "grid", "agency")
    }
    people |= {"stranger": reader("chief", tree["other"].pid), "admin": reader("admin", tree["street"].pid)}
    people["reviewer"] = reader("reviewer", tree["province"].pid)
    return Road(tree, people)
