"""The map of figures by place: areas in classes of equal number, hatched where a figure says nothing.

Areas come in drawing units, so the same specification stands on the page, in PDF and in Word.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from safecommunity.shell.chart_grids import plane
from safecommunity.shell.charts import GREY, INK, INK_2, INK_3, RAMP, SMALL, TEXT, Spec, text_width

CLASSES = 4
COLOURS = (RAMP[1], RAMP[3], RAMP[4], RAMP[6])  # of four classes; fewer take the ends
WORDS_WHITE = {RAMP[6]}
EMPTY, EDGE = "#f7f8f7", "#ffffff"
ROW = 20.0
Ring = Sequence[Sequence[float]]
Way = tuple[float, float, float, float]


@dataclass(frozen=True)
class Area:
    """One place: its rings by polygon, its class (None: hatched), its words and where they stand."""

    polygons: Sequence[Sequence[Ring]]
    grade: int | None
    name: str
    value: str
    spot: tuple[float, float]
    room: float  # drawing units its words may take
    hatching: Sequence[Way] = field(default_factory=tuple)


@dataclass(frozen=True)
class Grade:
    """One class: its range in words and how many places are in it."""

    words: str
    places: int


def quantiles(values: Sequence[float], most: int = CLASSES) -> list[int]:
    """The class of each value, 0 the lowest; equal values share a class, so there may be fewer classes.

    Cuts stand where a quarter, half and three quarters of the places lie below (for four classes).
    """
    ranked = sorted(values)
    n = len(ranked)
    places = {-(-n * k // most) for k in range(1, most)}
    cuts = {ranked[place] for place in places if place < n} - set(ranked[:1])
    return [sum(1 for cut in cuts if value >= cut) for value in values]


def colour(grade: int, grades: int) -> str:
    """The colour of a class among so many."""
    chosen = {1: (1,), 2: (0, 3), 3: (0, 2, 3), 4: (0, 1, 2, 3)}[max(1, min(grades, CLASSES))]
    return COLOURS[chosen[grade]]


def choropleth(
    areas: Sequence[Area], grades: Sequence[Grade], words: dict[str, str], width: int, height: float
) -> Spec:
    """The map with its key below. `words`: unit (over the key), hatched (what hatching means, empty if none)."""
    shapes = [
        _feature(area, EMPTY if area.grade is None else colour(area.grade, len(grades))) for area in areas
    ]
    lines = [{"x": x, "y": y, "x2": x2, "y2": y2} for area in areas for x, y, x2, y2 in area.hatching]
    names, values = _labels(areas, len(grades))
    key = _key(grades, words, height + 10)
    layers: list[Spec] = [
        {
            "data": {"values": shapes},
            "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
            "mark": {"type": "geoshape", "stroke": EDGE, "strokeWidth": 1.4},
            "encoding": {"fill": {"field": "properties.colour", "type": "nominal", "scale": None}},
        },
        _rules(lines, {"color": GREY, "strokeWidth": 1}),
        {
            "data": {"values": [shape for shape, area in zip(shapes, areas, strict=True) if area.grade is None]},
            "projection": {"type": "identity", "scale": 1, "translate": [0, 0]},
            "mark": {"type": "geoshape", "fill": None, "stroke": INK_3, "strokeWidth": 1},
            "encoding": {},
        },
        _texts(names, {"fontSize": SMALL}),
        _texts(values, {"fontSize": TEXT, "fontWeight": 600}),
        *key[0],
    ]  # fmt: skip
    return plane(width, height + 10 + key[1], layers)


def _feature(area: Area, fill: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"colour": fill},
        "geometry": {"type": "MultiPolygon", "coordinates": area.polygons},
    }


def _labels(areas: Sequence[Area], grades: int) -> tuple[list[Spec], list[Spec]]:
    """Name and value inside each area, as far as they fit; the table holds what does not."""
    names, values = [], []
    for area in areas:
        x, y = area.spot
        dark = area.grade is not None and colour(area.grade, grades) in WORDS_WHITE
        ink = {"x": x, "colour": "#ffffff" if dark else INK}
        both = text_width(area.name, SMALL) <= area.room
        if both:
            names.append({**ink, "y": y - 7, "text": area.name})
        if area.value and text_width(area.value, TEXT) <= area.room + 4:
            values.append({**ink, "y": y + 8 if both else y, "text": area.value})
    return names, values


def _key(grades: Sequence[Grade], words: dict[str, str], top: float) -> tuple[list[Spec], float]:
    """The classes from the lowest, then what hatching means; how high it is."""
    boxes: list[Spec] = []
    texts: list[Spec] = []
    y = top + ROW
    for number, grade in enumerate(grades):
        boxes.append({"x": 6, "x2": 28, "y": y + 3, "y2": y + 15, "colour": colour(number, len(grades))})
        texts.append({"x": 36, "y": y + 9, "text": grade.words, "colour": INK_2})
        y += ROW
    hatched: list[Spec] = []
    if words["hatched"]:
        boxes.append({"x": 6, "x2": 28, "y": y + 3, "y2": y + 15, "colour": EMPTY})
        hatched = [{"x": x, "y": y + 15, "x2": x + 12, "y2": y + 3} for x in (6, 11, 16)]
        texts.append({"x": 36, "y": y + 9, "text": words["hatched"], "colour": INK_2})
        y += ROW
    head = [{"x": 6, "y": top + 9, "text": words["unit"], "colour": INK_3}]
    layers = [
        _rects(boxes),
        _rules(hatched, {"color": GREY, "strokeWidth": 1}),
        _texts([*head, *texts], {"fontSize": SMALL + 1, "align": "left"}),
    ]
    return layers, y - top


def _rects(values: list[Spec]) -> Spec:
    encoding = {
        "x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}, "y2": {"field": "y2"},
        "fill": {"field": "colour", "type": "nominal", "scale": None},
    }  # fmt: skip
    return {
        "data": {"values": values},
        "mark": {"type": "rect", "stroke": GREY, "strokeWidth": 0.8},
        "encoding": encoding,
    }


def _rules(values: list[Spec], mark: Spec) -> Spec:
    encoding = {"x": {"field": "x"}, "x2": {"field": "x2"}, "y": {"field": "y"}, "y2": {"field": "y2"}}
    return {"data": {"values": values}, "mark": {"type": "rule", **mark}, "encoding": encoding}


def _texts(values: list[Spec], mark: Spec) -> Spec:
    encoding = {
        "x": {"field": "x"}, "y": {"field": "y"}, "text": {"field": "text", "type": "nominal"},
        "color": {"field": "colour", "type": "nominal", "scale": None},
    }  # fmt: skip
    style = {"type": "text", "baseline": "middle", "align": "center", **mark}
    return {"data": {"values": values}, "mark": style, "encoding": encoding}
