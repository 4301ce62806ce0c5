"""Charts laid out by hand on a plane of drawing units: the pyramid of ages and the grid of numbers.

Every mark stands at a place computed here, so both are exact at both widths of ``charts.WIDTHS``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from safecommunity.shell.charts import (
    GRID,
    INK,
    INK_2,
    INK_3,
    OCHRE_TEXT,
    RAMP,
    SERIES,
    SMALL,
    TEXT,
    Spec,
    base,
    text_width,
)  # fmt: skip

ROW, BAR = 27.0, 19.0
HATCH = 7.0


@dataclass(frozen=True)
class Ages:
    """One line of a pyramid: counts of men and women, and what population alone would lead one to expect."""

    label: str
    men: int
    women: int
    men_expected: float | None = None
    women_expected: float | None = None


@dataclass(frozen=True)
class Line:
    """One line of a grid: its words, its numbers, its sum."""

    label: str
    counts: tuple[int, ...]
    total: int


def plane(width: float, height: float, layers: list[Spec]) -> Spec:
    """Layers whose fields x, x2, y, y2 are drawing units, y counted downwards."""
    for layer in layers:
        for name in ("x", "y"):
            size = width if name == "x" else height
            given = layer["encoding"].get(name)
            if given is not None:
                scale = {"domain": [0, size], "range": [0, size], "nice": False, "zero": False}
                given.update({"type": "quantitative", "scale": scale, "axis": None})
    return {**base(), "width": width, "height": height, "padding": 0, "layer": layers}


def _box(values: list[Spec], mark: Spec) -> Spec:
    encoding: Spec = {"x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}, "y2": {"field": "y2"}}
    if values and "colour" in values[0]:
        encoding["color"] = {"field": "colour", "type": "nominal", "scale": None}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _words(values: list[Spec], mark: Spec | None = None) -> Spec:
    encoding: Spec = {"x": {"field": "x"}, "y": {"field": "y"}, "text": {"field": "text", "type": "nominal"}}
    if values and "colour" in values[0]:
        encoding["color"] = {"field": "colour", "type": "nominal", "scale": None}
    style = {"type": "text", "baseline": "middle", "fontSize": TEXT, "color": INK, **(mark or {})}
    return {"data": {"values": values}, "mark": style, "encoding": encoding}


def pyramid(rows: Sequence[Ages], heads: tuple[str, str], width: int) -> Spec:
    """Ages downwards from the oldest; men to the left, women to the right and hatched.

    A hollow frame is the number expected by population; a bar beyond its frame is a risk above the
    average. ``heads`` stand over the two sides and name them.
    """
    middle = max([text_width(row.label, SMALL + 1) for row in rows] or [0]) + 18
    most = max([1.0, *(max(r.men, r.women, r.men_expected or 0, r.women_expected or 0) for r in rows)])
    room = text_width(f"{most:,.0f}", TEXT) + 12
    centre = width / 2
    scale = (width / 2 - middle / 2 - room) / most
    top = 26.0
    bars: list[Spec] = []
    hatched: list[Spec] = []
    frames: list[Spec] = []
    counts: tuple[list[Spec], list[Spec]] = ([], [])
    for at, row in enumerate(rows):
        y = top + at * ROW + (ROW - BAR) / 2
        for side, n, expected in ((-1, row.men, row.men_expected), (1, row.women, row.women_expected)):
            start, end = centre + side * middle / 2, centre + side * (middle / 2 + n * scale)
            low, high = sorted((start, end))
            bars.append({"x": low, "x2": high, "y": y, "y2": y + BAR, "colour": SERIES[0 if side < 0 else 1]})
            hatched += _hatch(low, high, y) if side > 0 else []
            reach = end
            if expected is not None:
                edge = start + side * expected * scale
                inner, outer = sorted((start, edge))
                frames.append({"x": inner, "x2": outer, "y": y - 1.5, "y2": y + BAR + 1.5})
                reach = side * max(side * end, side * edge)
            counts[side > 0].append({"x": reach + side * 5, "y": y + BAR / 2, "text": f"{n:,}"})
    ages = [{"x": centre, "y": top + (at + 0.5) * ROW, "text": row.label} for at, row in enumerate(rows)]
    left, right = counts
    titles = [
        ({"x": centre - middle / 2, "y": 11, "text": heads[0], "colour": SERIES[0]}, "right"),
        ({"x": centre + middle / 2, "y": 11, "text": heads[1], "colour": OCHRE_TEXT}, "left"),
    ]
    layers = [
        _box(bars, {"type": "rect"}),
        _box(hatched, {"type": "rule", "color": "#ffffff", "strokeWidth": 1.1, "opacity": 0.75}),
        _box(frames, {"type": "rect", "fill": None, "stroke": INK, "strokeWidth": 1.3}),
        _words(ages, {"align": "center", "fontSize": SMALL + 1, "color": INK_2}),
        _words(left, {"align": "right", "fontWeight": 600}),
        _words(right, {"align": "left", "fontWeight": 600}),
        *(_words([one], {"align": align, "fontWeight": 600}) for one, align in titles),
    ]
    return plane(width, top + ROW * max(1, len(rows)) + 4, layers)


def _hatch(low: float, high: float, y: float) -> list[Spec]:
    """Slanted lines inside a bar: the second series is told apart without its colour."""
    lines, start = [], low - BAR
    while start < high:
        x, x2 = max(low, start), min(high, start + BAR)
        if x2 > x:
            lines.append({"x": x, "x2": x2, "y": y + BAR - (x - start), "y2": y + BAR - (x2 - start)})
        start += HATCH
    return lines


def grid(columns: Sequence[str], rows: Sequence[Line], total: str, width: int) -> Spec:
    """Numbers in shaded cells; the darkest is the largest. Empty cells stay blank, totals stand at the right.

    Where a cell is too narrow for its number, all numbers are written in thousands ("k").
    """
    left = max([text_width(row.label, SMALL + 1) for row in rows] or [0]) + 10
    most = max([0, *(n for row in rows for n in row.counts)])
    right = max([text_width(f"{row.total:,}", SMALL + 1) for row in rows] + [text_width(total, SMALL)]) + 8
    across = (width - left - right) / max(1, len(columns))
    thousands = text_width(f"{most:,}", SMALL) > across - 2
    top, high = 22.0, 24.0
    cells, numbers, labels, sums = [], [], [], []
    for at, row in enumerate(rows):
        y = top + at * high
        labels.append({"x": left - 8, "y": y + high / 2, "text": row.label})
        sums.append({"x": width - 2, "y": y + high / 2, "text": f"{row.total:,}"})
        for place, n in enumerate(row.counts):
            x, step = left + place * across, shade(n, most)
            box = {"x": x + 0.6, "x2": x + across - 0.6, "y": y + 0.6, "y2": y + high - 0.6}
            cells.append({**box, "colour": RAMP[step]})
            if n:
                text = f"{n / 1000:.0f}k" if thousands and n >= 500 else "<1k" if thousands else f"{n:,}"
                colour = "#ffffff" if step >= 5 else INK
                numbers.append({"x": x + across / 2, "y": y + high / 2, "text": text, "colour": colour})
    heads = [{"x": left + (at + 0.5) * across, "y": 11, "text": text} for at, text in enumerate(columns)]
    layers = [
        _box(cells, {"type": "rect"}),
        _words(numbers, {"align": "center", "fontSize": SMALL}),
        _words(labels, {"align": "right", "fontSize": SMALL + 1}),
        _words(sums, {"align": "right", "fontSize": SMALL + 1, "fontWeight": 600}),
        _words(heads, {"align": "center", "fontSize": SMALL, "color": INK_3}),
        _words(
            [{"x": width - 2, "y": 11, "text": total}], {"align": "right", "fontSize": SMALL, "color": INK_3}
        ),
        _box([{"x": 0, "x2": width, "y": top - 1, "y2": top - 1}], {"type": "rule", "color": GRID}),
    ]
    return plane(width, top + high * max(1, len(rows)) + 4, layers)


def shade(n: int, most: int) -> int:
    """The step of the ramp for a number: 0 for none, the last for the largest."""
    return 0 if not n or not most else min(len(RAMP) - 1, max(1, -(-n * (len(RAMP) - 1) // most)))
