"""The pictures of the overview's charts: their specifications, and drawings kept by content."""

import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from safecommunity.reports import maps, overview, panels
from safecommunity.reports.look import Look
from safecommunity.shell import chart_grids, charts

NAMES = ("cause", "diagnosis", "product", "trend", "pyramid", "hours", "map")
OF_EVENTS = ("gb_type", "event-trend", "event-hours")  # of an EventLook


def spec(name: str, look: Look, width: int) -> charts.Spec | None:
    """The specification of a chart; None where there is nothing to draw. Name: one of NAMES or OF_EVENTS."""
    name = name.removeprefix("event-")
    if name in ("cause", "diagnosis", "product", "gb_type"):
        found = overview.pareto(look, name)
        bars = [charts.Bar(bar.label, bar.n, bar.unspecific) for bar in found.bars]
        return charts.pareto(bars, look.language, width)
    if name == "pyramid":
        ages = panels.pyramid(look)
        return chart_grids.pyramid(panels.pyramid_rows(ages), panels.pyramid_heads(ages), width)
    if name == "map":
        table = overview.by_place(look)
        place_map = maps.place_map(look, table) if table else None
        return maps.spec(place_map, width) if place_map and place_map.known else None
    if name == "hours":
        grid = panels.hours(look)
        if grid is None:
            return None
        columns = grid.columns[: len(panels.HOUR_BANDS)]
        return chart_grids.grid(columns, panels.hour_rows(grid), _("Total"), width)
    rows = overview.trend(look)
    months = [charts.Month(row["month"], row["n"], not row["incomplete"]) for row in rows]
    earlier = [
        charts.Band(row["month"], row["lowest"], row["mean"], row["highest"])
        for row in rows
        if row["mean"] is not None
    ]
    return charts.trend(months, earlier, look.language, width)


def drawn(wanted: charts.Spec) -> bytes:
    """The drawing as SVG; from the cache where the same picture was drawn before. Raises NoRenderer."""
    name = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
    folder = Path(settings.HOME) / "cache" / "charts"
    path = folder / f"{name}.svg"
    if path.exists():
        return path.read_bytes()
    picture = charts.render_svg(wanted)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(picture)
    draft.replace(path)
    return picture
