"""A figure as plain data, and back: what is pinned, exported and read in again.

Reading believes nothing: every check of a new figure runs, a field too many or too few is refused, and a definition
that the catalogue knows under the same code and version must be the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import DefinitionError, FigureError
from safecommunity.indicators.figure import Figure, Lengths, Sampling
from safecommunity.indicators.period import Period

FORMAT = 1
PLAIN = (
    "place", "value", "n", "numerator", "denominator", "lower", "upper", "method", "qualifier", "received", "due",
    "seq",
)  # fmt: skip
FIELDS = ("format", "key", "definition", "period", "dimensions", "computed_at", "sampling", *PLAIN)
LATER = ("lengths",)  # figures pinned before there were durations do not have it


def to_data(figure: Figure) -> dict[str, Any]:
    """Plain data, fit for JSON; `from_data` reads it back. A figure that was tampered with is refused here."""
    figure.sure()
    return {
        "format": FORMAT,
        "key": figure.key,
        "definition": figure.definition.to_data(),
        "period": str(figure.period),
        "dimensions": [list(pair) for pair in figure.dimensions],
        "computed_at": figure.computed_at.isoformat(),
        "sampling": asdict(figure.sampling) if figure.sampling else None,
        "lengths": asdict(figure.lengths) if figure.lengths else None,
        **{name: getattr(figure, name) for name in PLAIN},
    }


def from_data(data: Mapping[str, Any], known: catalogue.Catalogue = catalogue.CATALOGUE) -> Figure:
    """The figure that `to_data` wrote. Raises IndicatorError for anything that is no figure."""
    came = set(data) if isinstance(data, Mapping) else set()
    if came - set(LATER) != set(FIELDS) or data["format"] != FORMAT:
        odd = ", ".join(sorted((came - set(LATER)) ^ set(FIELDS))) or f"format {data['format']!r}"
        raise FigureError(
            f"figure as data: got {odd} too much or too little, allowed are {', '.join(FIELDS)}"
        )
    try:
        figure = Figure(
            definition=_definition(data["definition"], known),
            period=Period.parse(data["period"]),
            dimensions=tuple((name, value) for name, value in data["dimensions"]),
            computed_at=datetime.fromisoformat(data["computed_at"]),
            sampling=_sampling(data["sampling"]),
            lengths=Lengths(**data["lengths"]) if data.get("lengths") is not None else None,
            **{name: data[name] for name in PLAIN},
        )
    except (TypeError, AttributeError, KeyError) as reason:
        raise FigureError(f"figure as data: got a field of another kind ({reason})") from reason
    except ValueError as reason:
        raise (
            reason if isinstance(reason, FigureError | DefinitionError) else FigureError(str(reason))
        ) from reason
    if figure.key != data["key"]:
        raise FigureError(
            f"key of a figure: got {data['key']!r}, allowed is {figure.key!r}, which its parts say"
        )
    return figure


def _definition(data: Mapping[str, Any], known: catalogue.Catalogue) -> Definition:
    definition = Definition.from_data(data)
    try:
        ours = known.get(definition.code, definition.version)
    except DefinitionError:
        return definition  # of another installation, or of a version to come: it carries its own words
    if ours.to_data() != definition.to_data():
        raise DefinitionError(
            f"definition {definition.key}: got another text than the catalogue's; allowed is the same"
        )
    return ours


def _sampling(data: Mapping[str, Any] | None) -> Sampling | None:
    return Sampling(**{**data, "unstable": tuple(data["unstable"])}) if data is not None else None
