"""Charts as Vega-Lite specifications: plain dictionaries, one for page, PDF and Word.

Every chart is drawn at two widths (``WIDTHS``) instead of shrinking its text. Colours are literal,
because Word and PDF know no variables; risk colours never appear here. The drawing itself is done
by a renderer that is set from outside, so that a web process needs no drawing engine.
"""

import itertools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, override

Spec = dict[str, Any]
Renderer = Callable[[Spec], bytes]

WIDTHS = (488, 328)
FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Source Han Sans SC, sans-serif"
INK, INK_2, INK_3 = "#17211f", "#42504d", "#5b6865"
SERIES = ("#206762", "#a87a16", "#4f1f6c", "#04a19b")
OCHRE_TEXT = "#7a560c"  # words in the colour of the second series, dark enough to read
RAMP = ("#f3f8f7", "#dcefec", "#b9deda", "#8cc7c0", "#55a59c", "#2a7f77", "#10504a")
GREY, PALE, GRID = "#a9b8b4", "#dde5e2", "#e3e8e5"
TEXT, SMALL = 13, 11

_renderer: list[Renderer] = []


@dataclass(frozen=True)
class Bar:
    """One cause: its words, its count; ``rest`` marks 其他与不清楚, which takes no rank."""

    label: str
    count: int
    rest: bool = False


@dataclass(frozen=True)
class Month:
    """One month's count; ``complete`` is False where returns are missing, ``count`` None where none came."""

    month: int
    count: int | None
    complete: bool = True


@dataclass(frozen=True)
class Band:
    """What earlier years had in the same month."""

    month: int
    low: float
    mean: float
    high: float


class NoRenderer(RuntimeError):
    """A chart was asked for before ``set_renderer``."""


def set_renderer(renderer: Renderer | None) -> None:
    """Say who draws: a function from specification to SVG bytes; None removes it."""
    _renderer[:] = [renderer] if renderer else []


def render_svg(spec: Spec) -> bytes:
    """Draw a specification as SVG."""
    if not _renderer:
        raise NoRenderer("no renderer set; allowed: shell.charts.set_renderer(function of the specification)")
    return _renderer[0](spec)


def pareto(rows: Sequence[Bar | tuple[str, int]], lang: str, width: int) -> Spec:
    """Ranked causes with share and cumulative share and a line where 80 % is reached.

    Rows are ranked here, largest first; those marked ``rest`` stand last and grey. The grey of the
    others begins below the 80 % line.
    """
    ranked = rank(_bars_of(rows))
    with override(lang):
        words = {"n": gettext("Cases"), "share": gettext("Share"), "running": gettext("Cum.")}
    total = sum(row.count for row in ranked)
    longest = max((text_width(row.label, TEXT) for row in ranked), default=0)
    over = longest + 14 > width * 0.4  # long words stand above their bar
    step = 41 if over else 27
    left, right = (2 if over else longest + 14), 106
    across = width - left - right
    data, crossed = _pareto_rows(ranked, total, over)
    most = max((row.count for row in ranked), default=0) or 1
    layers = [
        _bars(max(across - 34, 20), most),
        _column("count_text", None, {"align": "left", "dx": 6, "fontWeight": 600}, across - 34, most),
        _column("share", across + 50, {"align": "right", "color": INK_2}),
        _column("running", across + 104, {"align": "right"}),
        _label_layer(over),
        *_heads(words, across),
    ]
    if 0 < crossed < len(ranked):
        layers += _line_80(crossed, -left, across + 104)
    return _page(data, layers, width=across, height=step * len(ranked), left=left, right=right)


def _bars_of(rows: Sequence[Bar | tuple[str, int]]) -> list[Bar]:
    return [row if isinstance(row, Bar) else Bar(*row) for row in rows]


def rank(rows: Sequence[Bar]) -> list[Bar]:
    """Largest first, equal ones in the given order, the rest last."""
    return sorted((r for r in rows if not r.rest), key=lambda r: -r.count) + [r for r in rows if r.rest]


def _pareto_rows(ranked: Sequence[Bar], total: int, over: bool) -> tuple[list[Spec], int]:
    """Data rows of the drawing and after how many of them 80 % is reached (0 where never)."""
    data: list[Spec] = []
    running, crossed = 0, 0
    top, bottom = (0.5, 0.94) if over else (0.14, 0.84)
    for at, row in enumerate(ranked):
        beyond = crossed > 0 or row.rest
        running += row.count
        # 5 × counts against 4 × total: whole numbers, so that exactly 80 % is 80 %
        if not crossed and not row.rest and 5 * running >= 4 * total > 0:
            crossed = at + 1
        data.append(
            {
                "label": row.label,
                "zero": 0,
                "count": row.count,
                "count_text": f"{row.count:,}",
                "share": _percent(row.count, total),
                "running": _percent(running, total),
                "colour": GREY if beyond else SERIES[0],
                "top": at + top,
                "bottom": at + bottom,
                "middle": at + (top + bottom) / 2,
                "above": at + 0.28,
            }
        )
    return data, crossed


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def _vertical(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _bars(across: float, most: int) -> Spec:
    return {
        "mark": {"type": "rect"},
        "encoding": {
            "x": {**_share_of(across, most), "field": "zero"},
            "x2": {"field": "count"},
            "y": _vertical("top"),
            "y2": {"field": "bottom"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _share_of(across: float, most: int) -> Spec:
    # a zero-based axis without ticks: the counts stand at the bars
    return {
        "field": "count",
        "type": "quantitative",
        "scale": {"domain": [0, most], "range": [0, across]},
        "axis": None,
    }


def _column(field: str, at: float | None, mark: Spec, across: float = 0, most: int = 1) -> Spec:
    """A column of text at a fixed place, or at the end of the bars where ``at`` is None."""
    return {
        "mark": {"type": "text", "baseline": "middle", "fontSize": TEXT, "color": INK, **mark},
        "encoding": {
            "x": {"value": at} if at is not None else _share_of(max(across, 20), most),
            "y": _vertical("middle"),
            "text": {"field": field, "type": "nominal"},
        },
    }


def _label_layer(over: bool) -> Spec:
    mark = {"align": "left", "dx": 0} if over else {"align": "right", "dx": -9}
    layer = _column("label", 0, mark)
    if over:
        layer["encoding"]["y"] = _vertical("above")
    return layer


def _heads(words: dict[str, str], across: float) -> list[Spec]:
    def head(text: str, at: float, align: str) -> Spec:
        mark = {
            "type": "text",
            "text": text,
            "align": align,
            "fontSize": SMALL,
            "color": INK_3,
            "baseline": "bottom",
        }
        return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": at}, "y": {"value": -4}}}

    return [
        head(words["n"], 0, "left"),
        head(words["share"], across + 50, "right"),
        head(words["running"], across + 104, "right"),
    ]


def _line_80(after: int, left: float, right: float) -> list[Spec]:
    rule = {"type": "rule", "color": INK_3, "strokeDash": [4, 3], "strokeWidth": 1}
    text = {
        "type": "text",
        "text": "80%",
        "align": "left",
        "baseline": "middle",
        "fontSize": SMALL,
        "color": INK_3,
    }
    at = {"datum": after, "type": "quantitative"}
    return [
        {
            "data": {"values": [{}]},
            "mark": rule,
            "encoding": {"x": {"value": left + 4}, "x2": {"value": right - 30}, "y": at},
        },
        {
            "data": {"values": [{}]},
            "mark": {**text, "align": "right"},
            "encoding": {"x": {"value": right}, "y": at},
        },
    ]


def _page(
    data: list[Spec], layers: list[Spec], *, width: float, height: float, left: float, right: float
) -> Spec:
    """A drawing of exact size whose vertical axis counts rows downwards."""
    rows = max((row["bottom"] for row in data), default=1)
    scale = {"domain": [0, max(1, -(-rows // 1))], "reverse": True, "nice": False, "zero": False}
    for layer in layers:
        y = layer["encoding"].get("y", {})
        if "value" not in y:
            y.update({"scale": scale, "axis": None})
    return {
        **base(),
        "width": width,
        "height": height or 27,
        "padding": {"left": left, "right": right, "top": 20, "bottom": 4},
        "data": {"values": data},
        "layer": layers,
    }


def base() -> Spec:
    """What every specification begins with: no background, our face, quiet axes."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "autosize": "none",
        "background": None,
        "config": {"view": {"stroke": None}, "font": FONT, "text": {"font": FONT}, "axis": AXIS},
    }


AXIS = {
    "labelFont": FONT,
    "labelFontSize": SMALL,
    "labelColor": INK_3,
    "gridColor": GRID,
    "gridWidth": 1,
    "domain": False,
    "ticks": False,
    "title": None,
    "labelPadding": 6,
}


def text_width(text: str, size: int) -> int:
    """Roughly how wide a text is drawn: full-width characters are square, others 0.58 of that."""
    return round(sum(size if unicodedata.east_asian_width(char) in "WF" else size * 0.58 for char in text))


def month_bars(months: Sequence[Month], lang: str, width: int) -> Spec:
    """Counts by month as bars; a month with missing returns is hollow, one without any is a gap."""
    rows = _months(months, lang)
    hollow = {"condition": {"test": "datum.complete", "value": SERIES[0]}, "value": "#ffffff"}
    layers = [
        {
            "mark": {"type": "bar", "stroke": SERIES[0], "strokeWidth": 1.2, "width": {"band": 0.66}},
            "encoding": {"y": _count_axis(), "fill": hollow},
        },
        {
            "mark": {"type": "text", "dy": -7, "fontSize": SMALL, "color": INK, "fontWeight": 600},
            "encoding": {"y": _count_axis(), "text": {"field": "count", "type": "quantitative"}},
        },
    ]
    return _monthly(rows, layers, width)


def trend(months: Sequence[Month], earlier: Sequence[Band], lang: str, width: int) -> Spec:
    """This year by month over a band of earlier years (smallest to largest, dashed mean).

    A month with missing returns is a hollow point on a dotted line: its low count is not a fall.
    """
    rows = _months(months, lang)
    known = [row for row in rows if row["count"] is not None]
    band = [
        {"name": month_name(b.month, lang), "low": b.low, "mean": b.mean, "high": b.high} for b in earlier
    ]
    solid, dotted = _pieces(known)
    layers: list[Spec] = []
    if band:
        y, top = _count_axis("low"), {"field": "high"}
        layers += [
            {
                "data": {"values": band},
                "mark": {"type": "area", "color": PALE},
                "encoding": {"y": y, "y2": top},
            },
            {
                "data": {"values": band},
                "mark": {"type": "line", "color": INK_3, "strokeWidth": 1, "strokeDash": [4, 3]},
                "encoding": {"y": _count_axis("mean")},
            },
        ]
    layers += [_piece(piece, []) for piece in solid] + [_piece(piece, [2, 3]) for piece in dotted]
    hollow = {"condition": {"test": "datum.complete", "value": SERIES[0]}, "value": "#ffffff"}
    layers.append(
        {
            "data": {"values": known},
            "mark": {"type": "point", "size": 46, "stroke": SERIES[0], "strokeWidth": 1.6, "opacity": 1},
            "encoding": {"y": _count_axis(), "fill": hollow},
        }
    )
    return _monthly(rows, layers, width)


def _piece(rows: list[Spec], dash: list[int]) -> Spec:
    mark = {"type": "line", "color": SERIES[0], "strokeWidth": 2, "strokeDash": dash}
    return {"data": {"values": rows}, "mark": mark, "encoding": {"y": _count_axis()}}


def _pieces(rows: list[Spec]) -> tuple[list[list[Spec]], list[list[Spec]]]:
    """Steps between neighbouring months: solid where both are complete, else dotted; none over a gap."""
    solid: list[list[Spec]] = []
    dotted: list[list[Spec]] = []
    for one, two in itertools.pairwise(rows):
        if two["month"] - one["month"] == 1:
            (solid if one["complete"] and two["complete"] else dotted).append([one, two])
    return solid, dotted


def _months(months: Sequence[Month], lang: str) -> list[Spec]:
    return [
        {"month": m.month, "name": month_name(m.month, lang), "count": m.count, "complete": m.complete}
        for m in months
    ]


def month_name(month: int, lang: str) -> str:
    """A month as charts write it: Jan, or 1月."""
    if lang == "en":
        return ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[month - 1]
    with override(lang):
        return gettext("month %(number)s") % {"number": month}


def _count_axis(field: str = "count") -> Spec:
    axis = {"tickCount": 4, "format": ",d", "tickMinStep": 1}
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": axis,
        "title": None,
    }


def _monthly(rows: list[Spec], layers: list[Spec], width: int) -> Spec:
    left, right = 38, 8
    x = {
        "field": "name",
        "type": "ordinal",
        "sort": None,
        "axis": {"labelAngle": 0, "labelOverlap": True, "grid": False},
    }
    for layer in layers:
        layer["encoding"]["x"] = {**x, "scale": {"domain": [row["name"] for row in rows]}, "title": None}
    return {
        **base(),
        "width": width - left - right,
        "height": 170,
        "padding": {"left": left, "right": right, "top": 16, "bottom": 26},
        "data": {"values": rows},
        "layer": layers,
    }


def in_words(title: str, rows: Sequence[Bar | tuple[str, int]], unit: str = "") -> str:
    """The text alternative of a chart of counts: every label with its count."""
    parts = "、" if unicodedata.east_asian_width(title[:1] or "a") in "WF" else ", "
    sign = "：" if parts == "、" else ": "
    return title + sign + parts.join(f"{row.label} {row.count:,}{unit}" for row in _bars_of(rows))
