"""What the room tells the checker about when things happened and when they were entered (N11)."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.figures.checker import across, registry
from safecommunity.figures.checker.registry import Asked, Review
from safecommunity.hazards import actions, importing
from safecommunity.hazards.housing import actions as housing
from safecommunity.hazards.people import actions as people
from tests.hazards.conftest import NOW, TODAY, Street
from tests.hazards.housing.conftest import SOUND, House, house  # noqa: F401 — the fixture
from tests.hazards.people.conftest import Enter, enter  # noqa: F401 — the fixture
from tests.hazards.risks.conftest import Register, register  # noqa: F401 — the fixture

LONG_AGO = TODAY - timedelta(days=200)


def told(kind: str) -> list[tuple[date, int]]:
    """(day it happened, how many) of what was entered in the last week."""
    entries = next(one for one in registry.entries() if one.kind == kind)
    return [(row.happened, row.n) for row in entries.rows(TODAY - timedelta(days=7))]


def copied(street: Street, binder: str) -> None:
    """Twenty hazards of long ago come in from a list."""
    rows = [
        {"number": f"{binder or '无'}-{n}", "found_on": LONG_AGO, "place": street.east, "unit": None,
         "spot": f"{n} 号楼", "kind": "passage", "what": "堆物", "color": "yellow", "level": "general", "klass": "",
         "setting": "", "who": "", "due": None, "fixed": "", "fixed_on": None, "closed_on": None, "binder": binder}
        for n in range(20)
    ]  # fmt: skip
    actions.import_hazards(
        reader=street.clerk, rows=importing.keyed(rows), at=NOW, file_name=f"{binder}.xlsx"
    )


@pytest.fixture
def visited(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """A review of the street is announced for next week."""
    review = Review(street.place.pid, TODAY + timedelta(days=7), "现场评定")
    monkeypatch.setattr(registry, "reviews", lambda _asked: [review])


def bursts() -> list[Any]:
    """What N11 finds of hazards."""
    return [one for one in across.bursts(Asked(NOW, TODAY)) if one.said["kind"] == "hazard"]


@pytest.mark.usefixtures("visited")
def test_old_hazards_entered_before_a_review_are_found_unless_they_name_their_binder(street: Street) -> None:
    copied(street, "卷宗 7")
    assert (told("hazard"), bursts()) == ([], [])
    copied(street, "")
    assert told("hazard") == [(LONG_AGO, 20)]
    assert [(one.said["n"], one.said["of"]) for one in bursts()] == [(20, 20)]


def test_a_judgement_of_a_dwelling_that_is_dated_back_is_told(street: Street, house: House) -> None:  # noqa: F811
    one = house(starts=LONG_AGO)
    housing.screen_dwelling(reader=street.worker, dwelling=one, sheet=SOUND, on=LONG_AGO, at=NOW)
    assert told("dwelling_rating") == [(LONG_AGO, 1)]


def test_an_assessment_of_a_risk_that_is_dated_back_is_told(register: Register) -> None:  # noqa: F811
    register.assessed(register.entered(starts=LONG_AGO), 3, 3, on=LONG_AGO)
    assert told("risk_assessment") == [(LONG_AGO, 1)]


def test_a_visit_that_is_dated_back_is_told(street: Street, enter: Enter) -> None:  # noqa: F811
    one = enter(starts=LONG_AGO, consent={"on": LONG_AGO})
    people.record_visit(reader=street.worker, person=one, on=LONG_AGO, found="well", at=NOW)
    assert told("care_visit") == [(LONG_AGO, 1)]
