"""Statistical returns of the fictional district in every state: locked, waiting, sent back, re-opened, late."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.people import recorder_of
from safecommunity.demo.reporting import _sent
from safecommunity.demo.simulate import ZONE, month_index
from safecommunity.governance.models import Return
from safecommunity.governance.returns import actions, forms_known, numbers, queries
from safecommunity.governance.returns.spec import Spec, Values
from safecommunity.places.models import Place

MONTHS_BACK = 4
SILENT, CORRECTS = "DEMO-S08", "DEMO-S04"
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REASONS = {
    "street": "讲座场次与培训签到册不符，核对后再报。",
    "reopen": "镇里补报两个村的横幅数，重开更正。",
    "village": "宣传资料份数与领用单不符。",
}
NOTES = {"stamped": "照派出所盖章表录入，合计按原表。"}


class Desk:
    """Where the simulated offices work: readers, numbers drawn with a fixed seed, the clock of each step."""

    def __init__(self, ground: Ground, readers: dict[str, Reader], now: datetime) -> None:
        self.ground, self.readers, self.now = ground, readers, now
        self.dice, self.done = Dice(1108), Counter[str]()

    def place(self, code: str) -> Place:
        return self.ground.places[code]

    def after(self, last: int, days: int) -> datetime:
        """A working hour some days after a month ended, or now where that has not come yet."""
        return min(_sent(last // 12, last % 12 + 1, 1, self.now) + timedelta(days=days), self.now)

    def draw(self, spec: Spec, size: float, whole: Callable[[str], float]) -> Values:
        """Numbers that add up: parts are drawn, sums are their sums, what is limited stays within its limit."""
        values: Values = {}
        for cell in spec.cells:
            values[cell] = self.dice.count(whole(cell) * size) * 10 ** spec.decimals(cell)
        for _again in range(3):
            for check in spec.checks:
                for line in spec.columns if check.across == "rows" else spec.rows:
                    _repair(values, check, line.key)
        return values

    def fill(self, who: str, row: Return, values: Values, at: datetime) -> Return:
        row.refresh_from_db()
        return actions.save_draft(
            reader=self.readers[who], row=row, values=values, revision=row.revision, at=at
        )

    def step(self, who: str, row: Return, deed: str, at: datetime, **more: str) -> Return:
        found = actions.step(reader=self.readers[who], row=row, deed=deed, at=at, **more)
        self.done[deed] += 1
        return found

    def hand_in(
        self, who: tuple[str, str], row: Return, values: Values, at: datetime, note: str = ""
    ) -> Return:
        """Fill, check, sign; by one person where nobody checks."""
        clerk, chief = who
        row = self.fill(clerk, row, values, at)
        if clerk == chief:
            return self.step(clerk, row, "submit", at, note=note)
        row = self.step(clerk, row, "to_check", at)
        row = self.step(chief, row, "pass", at)
        return self.step(chief, row, "submit", at, note=note)


def _repair(values: Values, check: object, line: str) -> None:
    def named(keys: tuple[str, ...]) -> list[str]:
        return [f"{key}.{line}" if check.across == "rows" else f"{line}.{key}" for key in keys]  # type: ignore[attr-defined]

    left, right = named(check.left), named(check.right)  # type: ignore[attr-defined]
    total = sum(values[cell] for cell in right)
    if check.op == "=":  # type: ignore[attr-defined]
        values[left[0]] = total
    elif check.op == "<=":  # type: ignore[attr-defined]
        values[left[0]] = min(values[left[0]], total)
    else:
        values[left[0]] = max(values[left[0]], total)


OUTREACH = {
    "leaflets": 180, "posters": 6, "banners": 1.5, "films": 0.8, "boards": 2, "broadcasts": 4, "lectures": 1,
    "listeners": 45, "arts": 0.3, "drills": 0.4, "reached": 220,
}  # fmt: skip
AGENCIES: dict[str, dict[str, float]] = {
    "traffic_month": {"crashes": 38, "fatal": 0.2, "ebike": 21, "injured": 26, "deaths": 0.2, "loss": 9,
                      "unlicensed": 14, "citations": 620},
    "fire_month": {"homes": 2.4, "shops": 0.8, "factories": 0.3, "vehicles": 0.5, "others": 0.7, "deaths": 0.02,
                   "injured": 0.3, "loss": 6, "calls": 19},
    "security_month": {"theft": 22, "fraud": 17, "fights": 8, "family": 5, "others": 11, "injured": 4, "mediated": 36,
                       "patrols": 240},
    "work_month": {"industry": 0.4, "building": 0.3, "transport": 0.2, "others": 0.1, "deaths": 0.02, "serious": 0.2,
                   "loss": 3},
}  # fmt: skip
FACILITIES = {"hospital": 1.0, "south": 0.2, "bridge": 0.3}
CAUSES = {"vehicle": 9, "bike": 12, "fall": 24, "blunt": 13, "sharp": 8, "burn": 3, "animal": 6, "other": 4}
HAZARDS = {"checked": 16, "found": 9, "right": 8, "major": 0.1, "major_right": 0.1, "money": 2}


def record_returns(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> Counter[str]:
    """Outreach of villages, streets and the district; tables of agencies and facilities; a quarter of hazards."""
    desk, last = Desk(ground, readers, now), month_index(now.astimezone(ZONE)) - 1
    _outreach(desk, last)
    _agencies(desk, last)
    _facilities(desk, last)
    _hazards(desk, last)
    states = Return.objects.values_list("state", flat=True)
    return Counter(states)


def _ask(desk: Desk, key: str, who: str, issuer: str, fillers: list[str], first: int) -> None:
    spec = forms_known.preset(key)
    if spec is None:
        raise LookupError(key)
    actions.send_preset(
        reader=desk.readers[who], spec=spec, form=None, issuer=desk.place(issuer), first=first,
        fillers=[(spec.fills, desk.place(code).pid) for code in fillers], at=desk.after(first - 1, 0),
    )  # fmt: skip


def _rows(issuer: Place, key: str, first: int) -> dict[int, Return]:
    """Returns of a form a place asked for, by the place that fills them."""
    found = queries.returns().filter(issuer=issuer, form__key=key, first=first)
    return {row.place_id: row for row in found}


def _outreach(desk: Desk, last: int) -> None:
    begin, spec = last - MONTHS_BACK + 1, forms_known.preset("outreach_month")
    if spec is None:
        raise LookupError("outreach_month")
    _ask(desk, "outreach_month", "district", "DEMO-D", ["DEMO-S", "DEMO-T"], begin)
    street, town = desk.place("DEMO-S"), desk.place("DEMO-T")
    communities = [code for code, place in desk.ground.places.items() if place.parent_id == street.pk]
    actions.pass_on(
        reader=desk.readers["clerk"], row=_rows(desk.place("DEMO-D"), spec.key, begin)[street.pk],
        fillers=[desk.place(code).pid for code in communities], at=desk.after(begin - 1, 1),
    )  # fmt: skip
    actions.open_due(by="keeper", at=desk.now)
    for month in range(begin, last + 1):
        above, behind = _rows(desk.place("DEMO-D"), spec.key, month), last - month
        _villages(desk, spec, communities, month, behind)
        _street(desk, spec, above[street.pk], behind)
        _town(desk, spec, above[town.pk], behind)


def _villages(desk: Desk, spec: Spec, communities: list[str], month: int, behind: int) -> None:
    """All in and taken; of the newest month one is silent and urged, one was sent back."""
    rows = _rows(desk.place("DEMO-S"), spec.key, month)
    for code in communities:
        row, who = rows[desk.place(code).pk], f"at-{code}"
        if behind == 0 and code == SILENT:
            desk.step("clerk", row, "urge", desk.after(month, 12))
            continue
        values = desk.draw(spec, 1.0, lambda cell: OUTREACH[cell.partition(".")[0]])
        row = desk.hand_in((who, who), row, values, desk.after(month, 1))
        if behind == 0 and code == CORRECTS:
            desk.step("clerk", row, "return", desk.after(month, 3), reason=REASONS["village"])
        elif behind > 0:
            desk.step("clerk", row, "lock", desk.after(month, 2))


def _street(desk: Desk, spec: Spec, row: Return, behind: int) -> None:
    """Sums of its communities with something of its own; the newest month is being filled in."""
    below = queries.parts(row)
    if behind == 0:
        desk.fill("clerk", row, below.sums, desk.after(row.last, 4))
        return
    own = dict(below.sums)
    own["films.n"] = own.get("films.n", 0) + 1
    row = desk.hand_in(("clerk", "chief"), row, own, desk.after(row.last, 4), "街道自己放映 1 场。")
    if behind > 1:
        desk.step("district", row, "lock", desk.after(row.last, 6))


def _town(desk: Desk, spec: Spec, row: Return, behind: int) -> None:
    """A town without parts: in, sent back, re-opened."""
    at, values = desk.after(row.last, 4), desk.draw(spec, 3.0, lambda cell: OUTREACH[cell.partition(".")[0]])
    row = desk.hand_in(("town-clerk", "town-chief"), row, values, at)
    if behind == 1:
        desk.step("district", row, "return", desk.after(row.last, 6), reason=REASONS["street"])
    elif behind >= 2:
        row = desk.step("district", row, "lock", desk.after(row.last, 6))
        if behind == 2:
            desk.step("district", row, "reopen", desk.after(row.last, 20), reason=REASONS["reopen"])


def _agencies(desk: Desk, last: int) -> None:
    """Tables of the agencies: one late and urged, one typed from its stamped paper, one waiting."""
    for key in AGENCIES:
        _ask(desk, key, "clerk", "DEMO-S", ["DEMO-S"], last - 2)
    actions.open_due(by="keeper", at=desk.now)
    for key, sizes in AGENCIES.items():
        spec = forms_known.preset(key)
        for month in range(last - 2, last + 1):
            row = next(iter(_rows(desk.place("DEMO-S"), key, month).values()))
            if spec is not None:
                _agency(desk, spec, row, sizes, newest=month == last)


def _agency(desk: Desk, spec: Spec, row: Return, sizes: dict[str, float], *, newest: bool) -> None:
    if newest and spec.key == "work_month":
        desk.step("clerk", row, "urge", desk.after(row.last, 11))
        return
    values = desk.draw(spec, 1.0, lambda cell: sizes.get(cell.partition(".")[0], 0.0))
    at = desk.after(row.last, 2)
    if newest and spec.key == "security_month":
        _stamped(desk, spec, row, values, at)
        return
    row = desk.hand_in(("agencies", "agencies"), row, values, at)
    if not newest or spec.key == "fire_month":
        desk.step("clerk", row, "lock", desk.after(row.last, 4))


def _stamped(desk: Desk, spec: Spec, row: Return, values: Values, at: datetime) -> None:
    """A paper table whose total is one more than its parts: typed in as it stands, with a word about it."""
    values["cases.n"] += 1
    row = desk.fill("clerk", row, values, at)
    actions.attach_scan(reader=desk.readers["clerk"], row=row, content=SCAN, name="盖章表.pdf", at=at)
    desk.step("clerk", row, "submit", at, note=NOTES["stamped"])
    if not numbers.findings(spec, values, "zh-hans"):
        raise ValueError("the stamped table was meant to show a difference")


def _facilities(desk: Desk, last: int) -> None:
    """Clinics without cards of their own tell the street their causes; the newest month of the hospital is due."""
    spec, street = forms_known.preset("injury_month"), desk.place("DEMO-S")
    if spec is None:
        raise LookupError("injury_month")
    who = {desk.ground.units[unit].pid: (recorder_of(unit), size) for unit, size in FACILITIES.items()}
    actions.send_preset(
        reader=desk.readers["clerk"], spec=spec, form=None, issuer=street, first=last - 1,
        fillers=[("unit", pid) for pid in who], at=desk.after(last - 2, 0),
    )  # fmt: skip
    actions.open_due(by="keeper", at=desk.now)
    for row in (
        queries.returns().filter(issuer=street, form__key=spec.key, last__lte=last).order_by("last", "pk")
    ):
        filler, size = who[row.unit.pid if row.unit else ""]
        if row.last == last and filler == "nurse":
            continue
        values = desk.draw(spec, size, _of_causes)
        row = desk.hand_in((filler, filler), row, values, desk.after(row.last, 2))
        if row.last < last:
            desk.step("clerk", row, "lock", desk.after(row.last, 4))


def _of_causes(cell: str) -> float:
    row, column = cell.split(".")
    return CAUSES.get(row, 0.3) * {"cases": 1.0, "admitted": 0.1}.get(column, 0.0)


def _hazards(desk: Desk, last: int) -> None:
    """The last whole quarter: the street's waits to be checked, the town's is taken."""
    first = (last + 1) - (last + 1) % 3 - 3
    _ask(desk, "hazard_quarter", "district", "DEMO-D", ["DEMO-S", "DEMO-T"], first)
    spec, rows = forms_known.preset("hazard_quarter"), _rows(desk.place("DEMO-D"), "hazard_quarter", first)
    if spec is None:
        raise LookupError("hazard_quarter")
    at = desk.after(first + 2, 5)
    street, town = rows[desk.place("DEMO-S").pk], rows[desk.place("DEMO-T").pk]
    street = desk.fill("clerk", street, desk.draw(spec, 2.0, _of_hazards), at)
    desk.step("clerk", street, "to_check", at)
    town = desk.hand_in(("town-clerk", "town-chief"), town, desk.draw(spec, 0.6, _of_hazards), at)
    desk.step("district", town, "lock", desk.after(first + 2, 8))


def _of_hazards(cell: str) -> float:
    return HAZARDS[cell.rpartition(".")[2]]
