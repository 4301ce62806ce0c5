"""A few identity numbers that are nobody's, so that opening a name has something to show.

They begin with a region code GB/T 2260 gives to no region, and pass the check digit of GB 11643 as typed numbers must.
"""

from dataclasses import replace
from datetime import date, timedelta

from safecommunity.demo import data
from safecommunity.demo.simulate import MALE, Drawn
from safecommunity.injuries.checks.identity import check_digit


def nobody(sex: int, age: int, on: date, n: int) -> str:
    """A number whose bearer would be of this sex and age on a day."""
    born = date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=20 + n)
    running = f"00{2 * (n % 5) + (1 if sex == MALE else 0)}"
    first = f"{data.injuries()['dummy_region']}{born:%Y%m%d}{running}"
    return first + check_digit(first)


def identified(cards: list[Drawn], unit: str) -> list[Drawn]:
    """The same cards; the newest plain ones of a facility carry a number."""
    left, found = data.injuries()["identified"], []
    for card in reversed(cards):
        if left and card.unit == unit and card.values["intent"] == 1 and card.values["age_years"] >= 3:
            values = card.values
            number = nobody(values["sex"], values["age_years"], values["injury_time"].date(), left)
            card, left = replace(card, values={**values, "id_number": number}), left - 1
        found.append(card)
    return found[::-1]
