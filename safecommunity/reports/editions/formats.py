"""An edition for machines: one flat CSV in a language, one JSON in all three (docs/reference/open-data.md)."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.reports.editions import showing
from safecommunity.shell.workbooks import safe

TOLD, HIDDEN, NONE = "told", "hidden", "none"
COLUMNS = (
    "edition", "year", "figure", "title", "unit", "place", "place_name", "own_only", "split", "part", "part_name",
    "state", "value", "lower", "upper", "n", "numerator", "denominator", "simulated",
)  # fmt: skip


def state_of(line: Mapping[str, Any]) -> str:
    """Whether a number is told, hidden by the rule of disclosure, or cannot be computed."""
    if line["hidden"]:
        return HIDDEN
    return NONE if line["value"] is None else TOLD


def as_csv(content: Mapping[str, Any], number: int, language: str) -> bytes:
    """The whole edition as one table, with a byte order mark, so that Excel reads it as UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    simulated = int(content["label"] == "simulated")
    for figure in content["figures"]:
        split = figure["split"]
        for table in figure["tables"]:
            for line in table["lines"]:
                row = (
                    number, table["year"], f"{figure['code']}@{figure['version']}", figure["title"][language],
                    figure["unit"][language], line["place"], line["name"], int(line["own"]),
                    split["name"] if split else "", line["part"] if split and line["part"] != showing.TOTAL else "",
                    showing.part_of(figure, line, language), state_of(line),
                    *(line[name] for name in ("value", "lower", "upper", "n", "numerator", "denominator")), simulated,
                )  # fmt: skip
                writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_json(content: Mapping[str, Any], mark: Any, address: str) -> bytes:
    """The whole edition with its words, definitions and rule."""
    told = {
        "edition": mark.number,
        "published_at": mark.published_at.isoformat(),
        "checksum": mark.checksum,
        "address": address,
        "simulated": content["label"] == "simulated",
        **content,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def limits(content: Mapping[str, Any]) -> list[str]:
    """What a reader has to know of every number of an edition."""
    least = content["rule"]["threshold"]
    return [
        _(
            "* hidden: a count from 1 to %(most)s, or one that would give such a count away by adding or "
            "subtracting. Zeros are told."
        )
        % {"most": least - 1},
        _("— no number: what it would be divided by is not known. Neither a star nor a dash means zero."),
        _(
            "Places stand in the order of their codes and are not ranked: where two intervals overlap, nobody can "
            "say which is higher."
        ),
        _("These numbers do not move. What is corrected later stands in a later edition."),
    ]  # fmt: skip
