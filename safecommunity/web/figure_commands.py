"""`safecommunity figures …`: the same figures as on the pages, for programs and auditors."""

import argparse
import csv
import json
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from safecommunity.engine import analysis, choice
from safecommunity.engine.errors import EngineError
from safecommunity.figures import actions, beside, lineage, public, queries, registry, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.web.commands import Refused, out

STORE, LOCAL = "store", "local[2]"


def listing(options: argparse.Namespace, _now: datetime) -> int:
    """All figures of the catalogue."""
    rows = [
        {
            "code": d.code,
            "version": d.version,
            "kind": d.kind,
            "unit": d.unit,
            "fact": d.fact,
            "title": d.title("zh-hans"),
            "title_hant": d.title("zh-hant"),
            "title_en": d.title("en"),
            "dimensions": list(d.dimensions),
            "direction": d.direction,
            "interval": d.interval,
            "source": d.source,
        }
        for d in catalogue.CATALOGUE.everything()
    ]
    if options.format == "table":
        for row in rows:
            out(f"{row['code']}  v{row['version']}  {row['title']} / {row['title_en']}")
    else:
        _answer(rows, options.format)
    return 0


def lineage_of(options: argparse.Namespace, _now: datetime) -> int:
    """A figure back to columns, tables and pages, and on to its uses; or the figures that read a fact's column."""
    fact, _dot, column = options.code.partition(".")
    if registry.known(fact) is not None and (not column or column in registry.fact(fact).schema.names):
        rows = [
            {
                "code": one.code,
                "version": one.version,
                "title": one.title("zh-hans"),
                "reads_it_for": list(roles),
            }
            for one, roles in lineage.using(fact, column).items()
        ]
        _answer(rows, options.format)
        return 0
    try:
        found = lineage.of(catalogue.get(options.code))
    except IndicatorError as reason:
        raise Refused(str(reason)) from reason
    _answer(_steps(found), options.format)
    return 0


def _steps(found: lineage.Lineage) -> list[dict[str, Any]]:
    """One line for each step of the way, from the records to the uses."""
    rows = [{"step": "page", "name": one.title, "at": one.url} for one in found.screens]
    rows += [{"step": "table", "name": name, "at": ""} for name in found.tables]
    rows.append({"step": "fact", "name": found.definition.fact, "at": ""})
    for role, names in found.columns.items():
        rows += [{"step": "column", "name": name, "at": role} for name in names]
    rows.append({"step": "figure", "name": found.definition.key, "at": ""})
    return rows + [{"step": one.kind, "name": one.title, "at": one.url, "n": one.n} for one in found.uses]


def show(options: argparse.Namespace, now: datetime) -> int:
    """One figure, or its counts by dimensions."""
    place = places.by_code(options.place)
    if place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    try:
        definition, period = catalogue.get(options.code), Period.parse(options.period)
        by = tuple(name for name in options.by.split(",") if name)
        unknown = [name for name in by if name not in definition.dimensions]
        if unknown:
            raise Refused(f"--by: got {', '.join(unknown)}; allowed: {', '.join(definition.dimensions)}")
        key = FigureKey(definition.code, definition.version, place.pid, period)
        ground = queries.ground_of(place.pid, period.start.year)
        figure = queries.compute(key, now=now, ground=ground)
        engine = _engine(options.engine)
        rows = _split(engine, figure, by) if by else [_as_data(figure, place.name)]
        _with_values(rows, figure, by, ground)
        _with_estimates(rows, figure, by, ground)
        if engine != STORE and not by:
            rows[0][f"n_{options.engine or 'spark'}"] = _split(engine, figure, ())[0]["n"]
    except (IndicatorError, EngineError) as reason:
        raise Refused(str(reason)) from reason
    _answer(rows, options.format)
    return 0


def _as_data(figure: Figure, place: str) -> dict[str, Any]:
    figure.sure()
    return {
        "key": figure.key,
        "place": place,
        "period": str(figure.period),
        "value": figure.value,
        "n": figure.n,
        "denominator": figure.denominator,
        "lower": figure.lower,
        "upper": figure.upper,
        "method": figure.method,
        "received": figure.received,
        "due": figure.due,
        "seq": figure.seq,
        "label": places_label(figure.place),
        **beside.sample_data(figure),
        **(asdict(figure.lengths) if figure.lengths else {}),
    }


def _with_values(
    rows: list[dict[str, Any]], figure: Figure, by: tuple[str, ...], ground: queries.Ground
) -> None:
    """Beside the counts of each cell its rate, share or total: the figure asked for, never its counts alone."""
    if not by or figure.definition.kind == "count" or figure.sampling is not None:
        return
    for row in rows:
        cell = tuple((name, row[name]) for name in by)
        key = FigureKey(figure.definition.code, figure.definition.version, figure.place, figure.period, cell)
        try:
            found = queries.compute(key, now=figure.computed_at, ground=ground)
        except IndicatorError as reason:
            row |= {"value": None, "says": str(reason)}
            continue
        found.sure()
        row |= {
            name: getattr(found, name) for name in ("value", "n", "denominator", "lower", "upper", "method")
        }


def _with_estimates(
    rows: list[dict[str, Any]], figure: Figure, by: tuple[str, ...], ground: queries.Ground
) -> None:
    """Beside the counts of a sample what they say of its population; a count keeps its own n and value."""
    if figure.sampling is not None and not by:
        return
    cells = [tuple(row[name] for name in by) for row in rows]
    found = beside.estimates(
        figure.definition, figure.place, figure.period, by, cells, now=figure.computed_at, ground=ground
    )
    for row, cell in zip(rows, cells, strict=True):
        if cell in found and by:
            row |= {**beside.sample_data(found[cell]), "n": row["n"]}
        elif cell in found:
            row["weighted"] = beside.sample_data(found[cell])


def places_label(pid: str) -> str:
    """simulated, real or empty: the label travels with every number that leaves."""
    return places.label_of(pid)[0]


def _engine(asked: str | None) -> str:
    """The engine that counts: the one asked for; else a cluster where one is set, or the store itself."""
    configured = settings.ENGINE
    if asked == "spark":
        return configured if configured != choice.DUCKDB else LOCAL
    return asked or (STORE if configured == choice.DUCKDB else configured)


def _split(engine: str, figure: Figure, by: tuple[str, ...]) -> list[dict[str, Any]]:
    definition = figure.definition
    # the cells of a share are those of its whole: one of which nothing was counted is a share of 0
    condition = queries.whole_of(definition, places.subtree(figure.place), figure.period)
    store = stores.store(definition.fact)
    if engine != STORE:
        with analysis.opened(engine) as opened:
            counts = analysis.counts(opened, store.schema, store.view(), condition, by)
    else:
        counts = store.counts(condition, by)
    label = registry.fact(definition.fact).option_label
    rows = []
    for values, n in sorted(counts.items(), key=lambda item: -item[1]):
        row: dict[str, Any] = dict(zip(by, values, strict=True))
        for name, value in zip(by, values, strict=True):
            if label and isinstance(value, int):
                row[f"{name}_label"] = label(name, value)
        rows.append({**row, "n": int(n)})
    return rows


def _answer(rows: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        out(json.dumps(rows, ensure_ascii=False))
        return
    rows = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(sys.stdout, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([row.get(name) for name in names])


def _flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    """What lies deeper, as columns of its own; a list in one cell."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            found[before + name] = ";".join(value) if isinstance(value, list) else value
    return found


def table(options: argparse.Namespace, now: datetime) -> int:
    """A table as everybody may see it: small counts hidden, with what would give them away."""
    place = places.by_code(options.place)
    if place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    by = tuple(name for name in options.by.split(",") if name)
    try:
        found = public.table(catalogue.get(options.code), place, Period.parse(options.period), by, now=now)
        if options.release:
            actions.release_table(table=found, purpose=options.release, by="operator", at=now)
    except (IndicatorError, actions.Refused) as reason:
        raise Refused(str(reason)) from reason
    if not options.release and found.released is None:
        sys.stderr.write(
            "not told to anybody: --release PURPOSE tells it, and only then may it be given away\n"
        )
    _answer(public.rows(found), options.format)
    return 0


def compact(_options: argparse.Namespace, _now: datetime) -> int:
    """Fold changes into new bases."""
    for fact in registry.facts():
        try:
            manifest = stores.store(fact.schema.name).compact()
        except OSError as reason:
            raise Refused(str(reason)) from reason
        out(f"{fact.schema.name}: {manifest.rows} rows up to change {manifest.seq}")
    return 0
