"""The map of resources: points on the outlines of a place's parts, at two widths; and the table beneath it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.urls import reverse

from safecommunity.emergency import codes
from safecommunity.emergency.models import Resource
from safecommunity.emergency.resources import queries, words
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.places import geometry
from safecommunity.places import queries as places
from safecommunity.places.boundaries import drawing
from safecommunity.places.boundaries import queries as outlines
from safecommunity.places.models import Place

WIDTHS = (660, 320)
HIGHEST = 0.9
SHARE, CAPACITY = "shelters.per_residents", "shelters.capacity"


def sheets(place: Place, found: QuerySet[Resource], today: date) -> list[dict[str, Any]]:
    """Outlines on the ground with points on them; empty where no outline is entered."""
    drawn = outlines.map_of([one.pid for one in places.children(place.pid)] or [place.pid], today)
    if drawn.plan is not None or not drawn.outlines:
        return []
    shapes = {pid: one.shape for pid, one in drawn.outlines.items()}
    placed = queries.on_map(found, today)
    spots = np.array([(x, y) for _one, x, y in placed], dtype=np.float64).reshape(-1, 2)
    made = []
    for width in WIDTHS:
        sheet = drawing.sheet_for(shapes, width=width, most_high=width * HIGHEST, in_plan=False)
        laid = sheet.points(spots).round(1).tolist()
        made.append(
            {
                "width": width, "height": int(sheet.height),
                "areas": [_area(sheet, one) for one in drawn.outlines.values()],
                "marks": [
                    {"one": one, "says": f"{one.name} · {words.amount(one)}", "x": x, "y": y}
                    for (one, _x, _y), (x, y) in zip(placed, laid, strict=True)
                    if 0 <= x <= width and 0 <= y <= sheet.height
                ],
            }
        )  # fmt: skip
    return made


def _area(sheet: drawing.Sheet, one: Any) -> dict[str, Any]:
    units = sheet.shape(one.shape)
    x, y = geometry.middle(units)
    return {"path": drawing.path(units), "x": round(x), "y": round(y), "name": one.boundary.place.name}


def parts(place: Place, found: QuerySet[Resource], asked: Any, now: datetime) -> list[dict[str, Any]]:
    """Each part with how many of each kind it has, and the figures of its shelters. Queries do not grow with parts."""
    below = places.children(place.pid)
    rows = [*below, place] if below else [place]
    trees = places.subtrees([one.pid for one in below]) if below else {}
    kinds: dict[str, dict[str, int]] = {}
    for pid, kind in found.filter(ends__isnull=True).order_by().values_list("place__pid", "kind"):
        kinds.setdefault(pid, {})[kind] = kinds.get(pid, {}).get(kind, 0) + 1
    told = _figures(rows, asked, now)
    return [
        {
            "place": one, "whole": one.pk == place.pk,
            "kinds": [_many(kinds, trees.get(one.pid), code) for code in codes.SORTS],
            "figures": told.get(one.pid, []),
        }
        for one in rows
    ]  # fmt: skip


def _many(kinds: Mapping[str, Mapping[str, int]], tree: frozenset[str] | None, code: str) -> int:
    return sum(told.get(code, 0) for pid, told in kinds.items() if tree is None or pid in tree)


def _figures(rows: list[Place], asked: Any, now: datetime) -> dict[str, list[dict[str, Any]]]:
    if asked is None:
        return {}
    pids = [one.pid for one in rows]
    ground = figures.ground_of(asked.place.pid, asked.period.end.year, also=pids)
    found: dict[str, list[dict[str, Any]]] = {pid: [] for pid in pids}
    for code in (CAPACITY, SHARE):
        made = figures.compute_places(catalogue.get(code), pids, asked.period, now=now, ground=ground)
        for pid in pids:
            found[pid].append(
                {"figure": made[pid], "url": reverse("figure", args=[str(made[pid].key)]) + "#rows"}
            )
    return found
