"""A street with an appraisal of its communities, its departments or its units, and the people who act on it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from safecommunity.accounts.reader import Held, Reader
from safecommunity.governance import actions as office
from safecommunity.governance.appraisal import actions
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.spec import Item, Spec
from safecommunity.governance.models import Appraisal, AppraisalMark, AppraisalParty
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.governance.conftest import DAY, NOW, Street, person

TODAY = date(2026, 11, 23)


def chief(street: Street) -> Reader:
    """The street's chief."""
    return person("chief", street.place)


def agency_person(street: Street, sector: str = "police") -> Reader:
    """Somebody of a department."""
    return Reader("p-agency", "agency", "", (Held("agency", street.place.pid, sector=sector),), "demo")


def judged(code: str, most: int = 50, by: str = "judgement", **more: Any) -> Item:
    """An item of a small sheet."""
    return Item(code=code, by=by, title={"zh-hans": f"项目{code}"}, most=Decimal(most), **more)


def sheet(kind: str, *items: Item, total: int = 100) -> Spec:
    """A small sheet of an office's own."""
    return Spec(kind, {"zh-hans": "本街道考核表"}, items, Decimal(total), Decimal(60), "own", 3)


def opened(
    street: Street,
    kind: str = "community",
    spec: Spec | None = None,
    year: int = 2026,
    answer_by: date | None = None,
) -> Appraisal:
    """An appraisal of the street."""
    if spec is not None:
        actions.store_sheet(reader=street.clerk, place=street.place, spec=spec, file_name="t.xlsx", at=NOW)
    return actions.open_appraisal(
        reader=street.clerk, place=street.place, year=year, kind=kind, due=TODAY + timedelta(days=30), at=NOW,
        answer_by=answer_by,
    )  # fmt: skip


def party(appraisal: Appraisal, name: str) -> AppraisalParty:
    """One party by its name."""
    return AppraisalParty.objects.select_related(
        "appraisal__place", "place", "agency", "community", "unit"
    ).get(appraisal=appraisal, name=name)


def score(
    street: Street, of: AppraisalParty, points: float | str, item: str = "a", reader: Reader | None = None,
    reason: str = "对照台账", edition: int | None = None,
) -> int:  # fmt: skip
    """Points by the clerk, read as they stand."""
    known = AppraisalMark.objects.filter(party=of, item=item).first()
    stands = (known.edition if known else 0) if edition is None else edition
    given = [actions.Given(item, Decimal(str(points)), reason, stands)]
    return actions.score_party(reader=reader or street.clerk, party=of, given=given, at=NOW)


def communities(street: Street, many: int) -> list[Place]:
    """More communities than the two there are."""
    return [
        places.create_place(
            name=f"示{n}社区", level="community", parent=street.place, order=n, by="t", at=NOW, starts=DAY,
            label="simulated",
        )
        for n in range(2, 2 + many)
    ]  # fmt: skip


def published(street: Street, points: dict[str, float], days: int = 15) -> Appraisal:
    """An appraisal of communities by one judged item of 100 points, published."""
    found = opened(street, spec=sheet("community", judged("a", 100)))
    for name, one in points.items():
        score(street, party(found, name), one)
    actions.hand_in(reader=street.clerk, appraisal=found, says="其余未报材料", at=NOW)
    actions.publish(reader=chief(street), appraisal=found, days=days, at=NOW)
    found.refresh_from_db()
    return found


__all__ = [
    "DAY", "NOW", "TODAY", "agency_person", "chief", "communities", "judged", "office", "opened", "party", "published",
    "replace", "score", "sheet", "specs",
]  # fmt: skip
