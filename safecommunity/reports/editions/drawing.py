"""The charts of an edition: bars in the given order with their intervals; a hidden number has a star and no bar."""

from collections.abc import Mapping
from typing import Any

from safecommunity.reports.editions.showing import Picture, said
from safecommunity.shell.charts import GRID, INK, INK_3, SERIES, SMALL, TEXT, Spec, base, text_width

ROW, TOP, EDGE, GAP = 42.0, 6.0, 4.0, 8.0


def spec(figure: Mapping[str, Any], picture: Picture, width: int) -> Spec:
    """The specification of one chart at a width; every position is worked out here, nothing is scaled."""
    told = [(label, line, said(figure, line)) for label, line in picture.lines]
    words = [f"{one.value}{' (' + one.interval + ')' if one.interval else ''}" for _label, _line, one in told]
    room = max((text_width(text, TEXT) for text in words), default=0) + GAP + EDGE
    across = max(60.0, width - 2 * EDGE - room)
    most = max((line["upper"] or line["value"] or 0 for _l, line, _s in told), default=0) or 1
    rows, whiskers = [], []
    for at, ((label, line, _one), text) in enumerate(zip(told, words, strict=True)):
        y = TOP + at * ROW
        end = EDGE + across * (line["value"] or 0) / most
        far = EDGE + across * (line["upper"] if line["upper"] is not None else line["value"] or 0) / most
        rows.append(
            {"label": label, "text": text, "x": EDGE, "x2": end, "far": far + GAP, "y": y + 18, "y2": y + 32,
             "over": y + 12, "middle": y + 25}
        )  # fmt: skip
        if line["lower"] is not None and line["upper"] is not None:
            whiskers.append({"low": EDGE + across * line["lower"] / most, "high": far, "middle": y + 25})
    height = TOP + ROW * len(rows)
    return {
        **base(), "width": width, "height": height, "padding": 0, "data": {"values": rows},
        "layer": _layers(whiskers, height),
    }  # fmt: skip


def _layers(whiskers: list[Spec], height: float) -> list[Spec]:
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": TEXT}
    return [
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": GRID, "strokeWidth": 1},
            "encoding": {"x": {"value": EDGE}, "y": {"value": 0}, "y2": {"value": height}},
        },
        {
            "mark": {"type": "rect", "color": SERIES[0]},
            "encoding": {"x": _at("x"), "x2": {"field": "x2"}, "y": _at("y"), "y2": {"field": "y2"}},
        },
        {
            "data": {"values": whiskers},
            "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
            "encoding": {"x": _at("low"), "x2": {"field": "high"}, "y": _at("middle")},
        },
        {
            "mark": {**text, "baseline": "alphabetic", "fontSize": SMALL + 1, "color": INK_3},
            "encoding": {"x": _at("x"), "y": _at("over"), "text": {"field": "label", "type": "nominal"}},
        },
        {
            "mark": {**text, "color": INK, "fontWeight": 600},
            "encoding": {"x": _at("far"), "y": _at("middle"), "text": {"field": "text", "type": "nominal"}},
        },
    ]  # fmt: skip


def _at(field: str) -> Spec:
    """A position in drawing units."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}
