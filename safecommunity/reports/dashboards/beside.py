"""Places beneath side by side, in the order of their codes: no ranking, and few records look like few."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.places.models import Place
from safecommunity.reports.dashboards import shape
from safecommunity.reports.look import Look
from safecommunity.reports.overview import address

MOST = 100
FEW = 20  # of so few records the share or rate may be nearly anything


@dataclass(frozen=True)
class Cell:
    """One number of one place; without a figure it is not open to the reader."""

    title: str
    figure: Figure | None
    url: str = ""

    @property
    def few(self) -> bool:
        """Whether it stands on few records."""
        one = self.figure
        return (
            one is not None
            and one.value is not None
            and one.definition.kind in ("rate", "proportion")
            and one.n < FEW
        )


@dataclass(frozen=True)
class Line:
    """One place with its numbers. `open`: whether its own dashboard is open to the reader."""

    place: Place
    cells: tuple[Cell, ...]
    open: bool


@dataclass(frozen=True)
class Beside:
    """The table: columns, a part of the places, and where the next part begins."""

    columns: tuple[Definition, ...]
    lines: tuple[Line, ...]
    whole: Line
    total: int
    first: int
    following: int
    closed: int
    """cells that are not open to the reader"""

    @property
    def last(self) -> int:
        """The number of the last line shown."""
        return self.first + len(self.lines) - 1

    @property
    def before(self) -> int:
        """Where the part before begins."""
        return max(0, self.first - 1 - MOST)


def beside(
    look: Look,
    may: Callable[[str, str], bool],
    reads: Callable[[str], bool],
    opens: Callable[[str], bool],
    start: int,
) -> Beside | None:
    """Numbers of the places directly beneath. `may(place, code)`: is a number open; `reads`: are
    its rows; `opens`: is its own dashboard."""
    kids = look.children
    if not kids:
        return None
    start = start if 0 <= start < len(kids) else 0
    some = kids[start : start + MOST]
    columns = tuple(catalogue.get(code) for code in shape.columns(look.place.level))
    told: dict[str, dict[str, Figure]] = {}
    for one in columns:
        pids = [kid.pid for kid in some if may(kid.pid, one.code)]
        told[one.code] = queries.compute_places(one, pids, look.period, now=look.now, ground=look.ground)
    wholes = {
        one.definition.code: one
        for one in queries.compute_many(
            [one for one in columns if may(look.pid, one.code)], look.pid, look.period, now=look.now, fresh=False,
            ground=look.ground, with_received=False,
        )
    }  # fmt: skip
    lines = tuple(
        _line(
            kid,
            columns,
            {code: told[code].get(kid.pid) for code in told},
            reads(kid.pid),
            opens(kid.pid),
            look.language,
        )
        for kid in some
    )
    end = start + len(some)
    whole = _line(look.place, columns, wholes, reads(look.pid), True, look.language)
    closed = sum(cell.figure is None for line in lines for cell in line.cells)
    return Beside(columns, lines, whole, len(kids), start + 1, end if end < len(kids) else 0, closed)


def _line(
    place: Place,
    columns: tuple[Definition, ...],
    told: Mapping[str, Figure | None],
    reads: bool,
    opens: bool,
    language: str,
) -> Line:
    cells = []
    for one in columns:
        figure = told.get(one.code)
        cells.append(
            Cell(one.title(language), figure, address(figure) if figure is not None and reads else "")
        )
    return Line(place, tuple(cells), opens)
