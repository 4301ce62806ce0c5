"""What fell: complete counts of the office's own work beside the same months a year before."""

from datetime import date

import pytest

from safecommunity.governance import actions
from safecommunity.indicators.period import Period
from safecommunity.reports.fell import CODES, YEARLY, fell
from safecommunity.reports.look import Look
from tests.governance.conftest import NOW, Street, street  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db]


def looked(street: Street, period: str) -> list[str]:  # noqa: F811
    return [one.now.definition.code for one in fell(Look(street.place, Period.parse(period), NOW, "zh-hans"))]


def test_fewer_letters_signed_than_the_year_before_show_once_the_year_is_over(street: Street) -> None:  # noqa: F811
    street.units(2, "shop")
    earlier = street.round("merchant", 2024)
    actions.sign_letters(
        reader=street.clerk,
        round=earlier,
        refs=[one.ref for one in earlier.letters.all()],
        on=date(2024, 3, 1),
        at=NOW,
    )
    street.round("merchant", 2025)
    assert looked(street, "2025") == ["letters.merchants.share"]  # 2 of 2, then 0 of 2
    assert looked(street, "2026") == [], "a year that runs is not read as a fall"


def test_every_code_is_a_figure_without_an_interval() -> None:
    """Injuries and whatever is estimated are not told to have fallen: their intervals say so."""
    from safecommunity.indicators import catalogue

    assert {code for code in CODES if catalogue.get(code).direction != "higher"} == set()
    assert {code for code in CODES if catalogue.get(code).fact == "injury"} == set()
    assert set(CODES) > YEARLY
