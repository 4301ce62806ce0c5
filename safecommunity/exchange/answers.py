"""From figures, rows and reports to what the interface answers. Reads only, constant in queries."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from safecommunity.exchange.problems import wrong
from safecommunity.figures import queries, registry
from safecommunity.figures.queries import Ground
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import rows
from safecommunity.places import queries as places

MOST_PARTS = 200
LONGEST_KEY = 300
LARGEST = 2**31
ROOT = "/api/v1"


def language() -> str:
    """The language of this answer."""
    return get_language() or "zh-hans"


def definition_out(one: Definition) -> dict[str, Any]:
    """A line of the catalogue."""
    return {
        "code": one.code, "version": one.version, "title": one.title(language()),
        "unit": one.unit_label(language()), "kind": one.kind, "counts": one.counts_text(language()),
        "excludes": one.excludes_text(language()), "dimensions": list(one.dimensions),
        "url": f"{ROOT}/figures/{one.code}",
    }  # fmt: skip


def key_of(text: str, place: str, period: str) -> FigureKey:
    """The figure asked for: by its whole key, or by code with place and period. Raises Problem naming the parameter."""
    if "~" in text:
        return _whole_key(text)
    known = [one.code for one in catalogue.CATALOGUE]
    if text not in known:
        raise wrong("code", text, known, status=404)
    if not place:
        raise wrong("place", place, "a permanent id or code of a place", rule="required")
    found = places.by_code(place) if place.isprintable() and len(place) <= 40 else None
    if found is None:
        raise wrong("place", place, "a permanent id or code of a place")
    try:
        months = Period.parse(period)
    except IndicatorError:
        raise wrong("period", period, ["2026", "2026-05", "2026-01..2026-10"]) from None
    return FigureKey(text, catalogue.get(text).version, found.pid, months)


def _whole_key(text: str) -> FigureKey:
    allowed = "code@version~place~period[~name=value,...]"
    try:
        key = FigureKey.parse(text if len(text) <= LONGEST_KEY else "")
        catalogue.get(key.code, key.version)
    except IndicatorError:
        raise wrong("key", text, allowed, status=404) from None
    if any(isinstance(value, int) and not -1 <= value < LARGEST for _name, value in key.dimensions):
        raise wrong("key", text, allowed, status=404)
    return key


def numbers_out(figure: Figure) -> dict[str, Any]:
    """What every figure says of itself."""
    figure.sure()
    limits = None if figure.lower is None else {"lower": figure.lower, "upper": figure.upper}
    return {
        "key": figure.key, "value": figure.value, "n": figure.n, "numerator": figure.numerator,
        "denominator": figure.denominator, "interval": limits, "method": figure.method,
        "sample": _sample(figure), "lengths": asdict(figure.lengths) if figure.lengths else None,
    }  # fmt: skip


def _sample(figure: Figure) -> dict[str, Any] | None:
    """Of an estimate from a sample: its error, how the sample was drawn, why its publisher would call it unstable."""
    told = figure.sampling
    if told is None:
        return None
    return {
        "se": told.se, "cv": told.cv, "strata": told.strata, "units": told.clusters,
        "degrees_of_freedom": told.degrees_of_freedom, "single_unit_strata": told.single,
        "records_without_weight": told.without_weight, "unstable": list(told.unstable),
    }  # fmt: skip


def rows_url(key: str) -> str:
    """Where a program finds the records behind a figure."""
    return f"{ROOT}/figures/{key}/rows"


def figure_out(figure: Figure, by: str, ground: Ground) -> dict[str, Any]:
    """A figure with its origin, and with its parts by one dimension."""
    definition, (label, source) = figure.definition, places.label_of(figure.place)
    return {
        **numbers_out(figure), "code": definition.code, "version": definition.version,
        "title": figure.title(language()), "unit": figure.unit_label(language()), "kind": definition.kind,
        "place": {"pid": figure.place, "name": places.names([figure.place]).get(figure.place, "")},
        "period": str(figure.period), "dimensions": dict(figure.dimensions), "received": figure.received,
        "due": figure.due, "label": label, "label_source": source, "seq": figure.seq,
        "computed_at": figure.computed_at.isoformat(), "rows_url": rows_url(figure.key),
        "page_url": reverse("figure", args=[figure.key]), "by": _parts(figure, by, ground) if by else [],
    }  # fmt: skip


def _parts(figure: Figure, by: str, ground: Ground) -> list[dict[str, Any]]:
    taken = [name for name, _value in figure.dimensions]
    allowed = [name for name in figure.definition.dimensions if name not in taken]
    if by not in allowed:
        raise wrong("by", by, allowed)
    counts = queries.counts_by(
        figure.definition, figure.place, figure.period, by, dimensions=figure.dimensions, ground=ground
    )
    largest = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:MOST_PARTS]
    labels = _labels(figure.definition.fact, by, [value for value, _n in largest])
    return [
        {"dimension": by, "code": value, "label": labels[value], **_part(figure, by, value, n, ground)}
        for value, n in largest
    ]


def _part(figure: Figure, by: str, value: int | str, n: int, ground: Ground) -> dict[str, Any]:
    """A part is a figure of its own; what was not recorded has no people to be divided by and says its n only."""
    bare = {"key": None, "value": None, "n": n, "numerator": float(n), "denominator": None, "interval": None,
            "method": "", "sample": None, "lengths": None, "rows_url": None}  # fmt: skip
    if isinstance(value, int) and value < 0 and figure.definition.needs_population:
        return bare
    dimensions = (*figure.dimensions, (by, value))
    try:
        key = FigureKey(
            figure.definition.code, figure.definition.version, figure.place, figure.period, dimensions
        )
        part = queries.compute(key, now=figure.computed_at, fresh=False, ground=ground)
    except IndicatorError:
        return bare
    return {**numbers_out(part), "rows_url": rows_url(part.key)}


def _labels(fact: str, by: str, values: Iterable[int | str]) -> dict[int | str, str]:
    say, wanted = registry.fact(fact).option_label, list(values)
    texts = {value for value in wanted if isinstance(value, str)}
    names = {**places.names(texts), **places.unit_names(texts)} if texts else {}
    return {
        value: names.get(value, value) if isinstance(value, str) else say(by, value) if say else str(value)
        for value in wanted
    }


def tag_of(answer: dict[str, Any]) -> str:
    """An entity tag: the change number and everything told, but not the moment it was computed at."""
    told = {name: value for name, value in answer.items() if name != "computed_at"}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
    return f'W/"{answer["seq"]}-{digest[:20]}"'


def rows_out(figure: Figure, behind: queries.Behind) -> dict[str, Any]:
    """A page of records."""
    return {
        "key": figure.key, "total": behind.total, "openable": behind.openable, "seq": figure.seq,
        "headings": list(behind.rows.headings), "next": behind.following or None,
        "rows": [
            {
                "open": bool(row.url), "ref": row.ref if row.url else None,
                "url": f"{ROOT}/injuries/{row.ref}" if row.url and figure.definition.fact == "injury" else None,
                "cells": list(row.cells) if row.url else [],
            }
            for row in behind.rows.rows
        ],
    }  # fmt: skip


def injury_out(ref: str, reports: list[Report]) -> dict[str, Any]:
    """An injury without anything that identifies a person."""
    return {"ref": ref, "reports": [_report(report) for report in reports]}


def _report(report: Report) -> dict[str, Any]:
    return {
        "card_no": report.card_no, "source": report.source, "state": report.state, "primary": report.is_primary,
        "unit": report.unit.pid if report.unit else None, "place": report.place.pid,
        "card_version": report.card_version, "entered_at": report.entered_at.isoformat(),
        "sections": [
            {
                "title": section.title,
                "answers": [
                    {"number": one.number, "label": one.label, "text": one.text} for one in section.answers
                ],
            }
            for section in rows.sections(report)
        ],
    }  # fmt: skip
