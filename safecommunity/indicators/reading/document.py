"""Reading a whole text: quantities with what they are about, pairs, times and tables."""

from safecommunity.indicators.reading import context, dates, pairs, tables
from safecommunity.indicators.reading.plain import plain as plainly
from safecommunity.indicators.reading.quantity import Grid, Quantity, Reading
from safecommunity.indicators.reading.scan import scan

LONGEST = 400_000


def read(text: str) -> Reading:
    """Everything stated in a text, in reading order. Spans are places in the text as it was given.

    Time grows with the length of the text. Raises ValueError for more than 400,000 characters.
    """
    if len(text) > LONGEST:
        raise ValueError(f"text: got {len(text)} characters, allowed are up to {LONGEST}")
    plain = plainly(text)
    times = dates.times(plain)
    found = scan(plain, times)
    grids = tables.grids(plain, found)
    cells = [cell for _grid, some in grids for cell in some]
    context.describe(plain, found, times)
    context.parts(plain, found)
    everything, where = _merged(found, cells)
    placed = []
    at = 0
    for grid, some in grids:
        numbers = {cell: where[id(some[index])] for cell, index in grid.numbers.items()}
        placed.append(Grid(grid.start, grid.end, grid.texts, numbers))
        at += len(some)
    context.samples(plain, everything)
    made, uneven = pairs.pairs(plain, everything, times)
    return Reading(text, plain, everything, made, times, uneven, placed)


def _merged(found: list[Quantity], cells: list[Quantity]) -> tuple[list[Quantity], dict[int, int]]:
    """Both in reading order; what is a part of another one keeps it."""
    if not cells:
        return found, {}
    wholes = {id(one): found[one.part_of] for one in found if one.part_of is not None}
    everything = sorted([*found, *cells], key=lambda one: one.low)
    where = {id(one): index for index, one in enumerate(everything)}
    for one in found:
        if id(one) in wholes:
            one.part_of = where[id(wholes[id(one)])]
    return everything, where
