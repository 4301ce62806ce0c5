"""Residents by year, sex and age band, made so that every margin adds up exactly: communities to street and town."""

from collections.abc import Sequence
from typing import Any

from safecommunity.demo import data
from safecommunity.indicators.ages import BANDS
from safecommunity.places.actions import Residents

MALE, FEMALE, BOTH = 1, 2, 0
Table = list[Residents]


def spread(whole: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to weights that add up to `whole` (largest remainders; earlier ones win ties)."""
    total = sum(weights)
    exact = [whole * weight / total for weight in weights]
    parts = [int(share) for share in exact]
    by_rest = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def years_before(newest: int, growth: float, back: int) -> int:
    """People so many years before the newest year end."""
    return round(newest * (1 - growth) ** back)


def community_table(town: dict[str, Any], community: dict[str, Any], back: int) -> Table:
    """A community's table at a year end `back` years before the newest."""
    people = years_before(community["residents"], town["growth"], back)
    households = years_before(community["households"], town["growth"], back)
    shape, male = data.places()["ages"][community["ages"]], data.places()["male"]
    men = [weight * share for weight, share in zip(shape, male, strict=True)]
    women = [weight * (1 - share) for weight, share in zip(shape, male, strict=True)]
    counts = spread(people, men + women)
    return [
        Residents(count=people, sex=BOTH, households=households),
        *_cells(counts[: len(BANDS)], MALE),
        *_cells(counts[len(BANDS) :], FEMALE),
    ]


def _cells(counts: Sequence[int], sex: int) -> Table:
    return [
        Residents(count=count, sex=sex, age_low=band.lower, age_high=band.upper)
        for count, band in zip(counts, BANDS, strict=True)
    ]


def summed(tables: Sequence[Table]) -> Table:
    """The table of the whole: cell by cell the sum of its parts."""
    return [
        Residents(
            count=sum(cell.count for cell in cells), sex=cells[0].sex, age_low=cells[0].age_low,
            age_high=cells[0].age_high,
            households=sum(cell.households or 0 for cell in cells) if cells[0].households is not None else None,
        )
        for cells in zip(*tables, strict=True)
    ]  # fmt: skip


def tables(town: dict[str, Any], back: int) -> dict[str, Table]:
    """Tables by place code: every community of a town, and the town itself as their sum."""
    parts = {one["code"]: community_table(town, one, back) for one in town["communities"]}
    return {**parts, town["code"]: summed(list(parts.values()))}
