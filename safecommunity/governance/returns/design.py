"""A form designed by an office: from the fields of the page, from an Excel list of its rows, or from YAML."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.returns import spec
from safecommunity.governance.returns.spec import Spec, SpecError
from safecommunity.governance.returns.words import words
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language
from safecommunity.places.models import new_pid
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable

GRID = 40  # rows one may type on the page
LARGEST_YAML = 200_000
HEADINGS: dict[str, list[str]] = words()["design"]
YES: list[str] = words()["yes"]


def new_key() -> str:
    """A key nobody has."""
    return f"own_{new_pid()}"


def units(language: str) -> list[tuple[str, str]]:
    """Units a row may have."""
    return [(code, in_language(texts, language)) for code, texts in UNITS.items() if code != "percent"]


def from_fields(given: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], key: str) -> Spec:
    """The form of the page's fields. Raises SpecError with all that is wrong."""
    kept = [row for row in rows if str(row.get("title", "")).strip()]
    data = {
        "key": key, "title": str(given.get("title", "")).strip(), "period": given.get("period", ""),
        "fills": given.get("fills", ""), "agency": str(given.get("agency", "")).strip(),
        "sector": given.get("sector", "") if given.get("sector", "") in codes.people_sectors() else "",
        "checked": bool(given.get("checked")), "working_days": _number(given.get("working_days"), 5), "basis": "own",
        "rows": [
            {"key": row.get("key") or f"r{n}", "title": str(row["title"]).strip(), "unit": row.get("unit", ""),
             "decimals": _number(row.get("decimals"), 0), "depth": 1 if row.get("depth") else 0,
             "optional": bool(row.get("optional"))}
            for n, row in enumerate(kept, 1)
        ],
    }  # fmt: skip
    data["checks"] = _sums(data["rows"], [bool(row.get("sum")) for row in kept])
    columns = [line.strip() for line in str(given.get("columns", "")).splitlines() if line.strip()]
    if columns:
        data["columns"] = [{"key": f"c{n}", "title": title} for n, title in enumerate(columns, 1)]
    return spec.read(data)


def _number(given: Any, otherwise: int) -> int:
    found = sheets.whole_number(str(given or ""))
    return otherwise if found is None else found


def _sums(rows: Sequence[Mapping[str, Any]], wanted: Sequence[bool]) -> list[dict[str, Any]]:
    """A row that is the sum of the indented ones right below it."""
    checks = []
    for at, row in enumerate(rows):
        if not wanted[at]:
            continue
        parts = []
        for below in rows[at + 1 :]:
            if not below["depth"]:
                break
            parts.append(below["key"])
        if parts:
            checks.append({"left": [row["key"]], "op": "=", "right": parts})
    return checks


def from_yaml(content: bytes, key: str) -> Spec:
    """A form written as YAML. Raises SpecError."""
    if len(content) > LARGEST_YAML:
        raise SpecError([_("The file has %(came)s kB; allowed: up to 200 kB") % {"came": len(content) >> 10}])
    try:
        data = yaml.safe_load(content.decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as reason:
        says = _("This is not YAML that can be read: %(reason)s")
        raise SpecError([says % {"reason": " ".join(str(reason).split())[:200]}]) from reason
    if isinstance(data, Mapping):
        data = {**data, "key": key, "basis": "own"}
    return spec.read(data)


def rows_of_sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    """The rows of an Excel list, for the page's fields. Raises Unreadable."""

    def known(cell: str) -> str:
        return next((field for field, names in HEADINGS.items() if cell.strip().lower() in names), "")

    given = sheets.read(content, name, known)
    sheets.need(
        given,
        {known(one) for one in given.headings},
        {"title": HEADINGS["title"][0], "unit": HEADINGS["unit"][0]},
    )
    known_units = {text: code for code, texts in UNITS.items() for text in (*texts.values(), code)}
    found, strange = [], []
    for line in sheets.lines(given, known):
        unit = known_units.get(line["unit"], "")
        if not unit:
            strange.append(f"{line.number}: {line['unit'][:20] or '—'}")
        found.append({
            "title": line["title"], "unit": unit, "decimals": line["decimals"] or "0",
            **{field: line[field].strip().lower() in YES for field in ("depth", "optional", "sum")},
        })  # fmt: skip
    if strange:
        says = _("Units nobody knows, by row: %(came)s; allowed: %(allowed)s")
        allowed = _(", ").join(dict.fromkeys(texts["zh-hans"] for texts in UNITS.values()))
        raise Unreadable(says % {"came": _(", ").join(strange[:20]), "allowed": allowed})
    return found


def fields_of(one: Spec) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The page's fields of a form that is there, to make its next version."""
    summed = {check.left[0] for check in one.checks if check.op == "=" and len(check.left) == 1}
    given = {
        "title": one.title("zh-hans"), "period": one.period, "fills": one.fills,
        "agency": one.agency_name("zh-hans"), "sector": one.sector,
        "checked": one.checked, "working_days": one.working_days,
        "columns": "" if len(one.columns) == 1 else "\n".join(c.title("zh-hans") for c in one.columns),
    }  # fmt: skip
    rows = [
        {"key": row.key, "title": row.title("zh-hans"), "unit": row.unit, "decimals": row.decimals,
         "depth": row.depth, "optional": row.optional, "sum": row.key in summed} for row in one.rows
    ]  # fmt: skip
    return given, rows
