"""What a target reads from returns and the ledger counts line by line: where they differ the page says so."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from safecommunity.figures import queries as figures
from safecommunity.governance.returns import actions as returns
from safecommunity.governance.returns import forms_known
from safecommunity.governance.targets import actions, beside
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from tests.governance.returns.conftest import NOW, Office, office  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db]
CELL, LEDGER = "return.outreach_month.lectures", "outreach.lectures"


@pytest.fixture(autouse=True)
def _asked_for(office: Office) -> None:  # noqa: F811
    form = forms_known.preset("outreach_month")
    assert form is not None
    returns.adopt_form(spec=form, owner=None, by="t", at=NOW)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> dict[str, float | None]:
    """What the two sources say; 66 by returns and 98 by lines unless a test says otherwise."""
    told: dict[str, float | None] = {CELL: 66.0, LEDGER: 98.0}

    def compute(key: FigureKey, *, now: Any, **_more: Any) -> Figure:
        value = told[key.code]
        return Figure(
            definition=catalogue.get(key.code), place=key.place, period=key.period, value=value, n=3, seq=1,
            computed_at=now, numerator=value,
        )  # fmt: skip

    monkeypatch.setattr(figures, "compute", compute)
    return told


def a_target(office: Office, figure: str = CELL) -> Any:  # noqa: F811
    values = {
        "title": "全年安全讲座和培训", "sense": "ge", "low": Decimal(100), "high": None, "unit": "sessions",
        "firmness": "binding", "starts": date(2026, 1, 1), "deadline": date(2026, 12, 31), "paper": "",
        "figure": figure, "adds_up": True,
    }  # fmt: skip
    return actions.set_target(reader=office.people["clerk"], place=office.street, values=values, at=NOW)


def figure(office: Office, code: str) -> Figure:  # noqa: F811
    key = FigureKey(code, catalogue.get(code).version, office.street.pid, Period.of_year(2026))
    return figures.compute(key, now=NOW)


def test_a_target_read_from_returns_says_what_the_ledger_has(office: Office, says: Any) -> None:  # noqa: F811
    found = beside.of_target(a_target(office), figure(office, CELL), now=NOW)
    assert found is not None
    assert (found.handed_in.value, found.by_line.value, found.by) == (66, 98, 32)


def test_the_ledgers_page_says_which_target_reads_returns(office: Office, says: Any) -> None:  # noqa: F811
    made, shown = a_target(office), [figure(office, LEDGER)]
    found = beside.of_page(office.people["clerk"], office.street, shown, now=NOW)
    assert [(one.target, one.by) for one in found] == [(made, 32)]
    assert beside.of_page(office.people["other"], office.street, shown, now=NOW) == []
    assert beside.of_page(office.people["clerk"], office.district, shown, now=NOW) == []


@pytest.mark.parametrize("came", [98.0, None])
def test_nothing_is_said_where_they_agree_or_nothing_came(
    office: Office,  # noqa: F811
    says: Any,
    came: float | None,
) -> None:
    says[CELL] = came
    target, shown = a_target(office), [figure(office, LEDGER)]
    assert beside.of_target(target, figure(office, CELL), now=NOW) is None
    assert beside.of_page(office.people["clerk"], office.street, shown, now=NOW) == []


def test_a_target_without_a_twin_says_nothing(office: Office, says: Any) -> None:  # noqa: F811
    assert (
        beside.of_target(a_target(office, "return.outreach_month.drills"), figure(office, CELL), now=NOW)
        is None
    )
    assert beside.of_target(a_target(office), None, now=NOW) is None


def test_every_twin_is_a_figure() -> None:
    assert all(catalogue.get(code) for code in beside.TWINS.values())
