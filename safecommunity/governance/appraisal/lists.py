"""An office's own sheet, in and out as a workbook: one row an item, all that is wrong with it told together."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import actions, queries, words
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.spec import Item, Spec, plain
from safecommunity.governance.models import PartyKind
from safecommunity.governance.views.bodies import office_of
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import Ground, OfficeList, in_every_language

NEED = ("title", "by")
TOTAL = 100


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {
        "title": _("Item"), "by": _("Answered by"), "max": _("Points of the item"), "figure": _("Figure code"),
        "none": _("Value for no points"), "full": _("Value for all points"), "sample": _("Of a sample"),
        "records": _("Which records"), "says": _("What is looked at"), "source": _("Source"),
    }  # fmt: skip


def _ways() -> dict[str, str]:
    return {one: words.by(one) for one in specs.BY} | {"total": _("total"), "pass": _("pass mark")}


def _sampled() -> dict[str, str]:
    return {"yes": _("yes")}


def check(given: sheets.List, ground: Ground, _today: date) -> sheets.Checked[Spec]:
    """A sheet for the action, with all faults of all rows and of the whole. Raises Unreadable where columns lack."""
    _rights, place, kind = ground.what
    rows = [line for line in lists.lines(given, headings, NEED) if line["title"] or line["by"]]
    ways = in_every_language(_ways)
    records = in_every_language(
        lambda: {one: words.records(one) for one in ("tasks", "returns", "letters", "requests")}
    )
    told = {"total": Decimal(TOTAL), "pass": Decimal(60)}
    items: list[Item] = []
    lines: list[sheets.Line] = []
    faults: list[sheets.Fault] = []
    for line in rows:
        by = str(ways.get(line["by"], ""))
        numbers = {name: _number(line[name]) for name in ("max", "none", "full")}
        wrong = _row_faults(line, by, numbers, records)
        faults += wrong
        if by in told and not wrong:
            told[by] = numbers["max"] or Decimal(0)
        elif by not in told:
            lines.append(line)
            items.append(_item(line, by, numbers, str(records.get(line["records"], "")), len(items) + 1))
    spec = Spec(
        kind, {"zh-hans": _("%(place)s sheet of %(kind)s") % {"place": place.name, "kind": words.kind(kind)}},
        tuple(items), told["total"], told["pass"], "own", specs.shipped(kind).last,
    )  # fmt: skip
    seen = {(one.row, one.column) for one in faults}
    last = rows[-1] if rows else None
    for n, field, says in specs.faults(spec):
        where = lines[n] if n >= 0 else last
        if where is not None:
            fault = where.fault(field, says)
            if n < 0 or (fault.row, fault.column) not in seen:
                faults.append(fault)
    return sheets.Checked(len(rows), (spec,), tuple(faults))


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", "").rstrip("%")) if text and len(text) < 14 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and found == round(found, 2) else None


def _row_faults(
    line: sheets.Line, by: str, numbers: Mapping[str, Decimal | None], records: lists.Words
) -> list[sheets.Fault]:
    """What cannot be read of a row; what may not be is told by the rules of a sheet."""
    number = _("a number, two places at most")
    return lists.faults_of(line, {
        "by": (not by, _(", ").join(_ways().values())),
        "title": (not 1 <= len(line["title"]) <= 120,
                  _("%(least)s to %(most)s characters") % {"least": 1, "most": 120}),
        "max": (by not in ("veto", "") and numbers["max"] is None, number),
        "none": (bool(line["none"]) and numbers["none"] is None, number),
        "full": (bool(line["full"]) and numbers["full"] is None, number),
        "records": (by == "records" and line["records"] not in records,
                    _(", ").join(words.records(one) for one in ("tasks", "returns", "letters", "requests"))),
        "says": (len(line["says"]) > 200, _("up to %(most)s characters") % {"most": 200}),
        "source": (len(line["source"]) > 120, _("up to %(most)s characters") % {"most": 120}),
    })  # fmt: skip


def _item(
    line: sheets.Line, by: str, numbers: Mapping[str, Decimal | None], records: str, number: int
) -> Item:
    figure = by == "figure"
    return Item(
        code=f"i{number}", by=by or "judgement", title={"zh-hans": line["title"]},
        most=Decimal(0) if by == "veto" and not line["max"] else numbers["max"] or Decimal(0),
        figure=line["figure"].strip(), none=float(numbers["none"] or 0) if figure else 0.0,
        full=float(numbers["full"] if numbers["full"] is not None else 100) if figure else 100.0,
        sample=bool(in_every_language(_sampled).get(line["sample"])),
        records=records if by == "records" else "", source=line["source"], says={"zh-hans": line["says"]},
    )  # fmt: skip


def fields_of(spec: Spec) -> list[dict[str, Any]]:
    """A sheet by the fields of its list, as it would be sent in again."""
    found: list[dict[str, Any]] = []
    for one in spec.items:
        figure = one.by == "figure"
        found.append({
            "title": one.name, "by": words.by(one.by), "max": plain(one.most) if one.by != "veto" else "",
            "figure": one.figure, "none": f"{one.none:g}" if figure else "", "full": f"{one.full:g}" if figure else "",
            "sample": _("yes") if one.sample else "", "records": words.records(one.records) if one.records else "",
            "says": one.text, "source": one.source,
        })  # fmt: skip
    found.append({"title": _("total"), "by": _("total"), "max": plain(spec.total)})
    found.append({"title": _("pass mark"), "by": _("pass mark"), "max": plain(spec.passes)})
    return found


def _ground(request: HttpRequest, kind: str) -> Ground:
    rights, place = office_of(request)
    if kind not in PartyKind.values:
        raise Http404
    title = f"{_('Sheet of the appraisal')} · {words.kind(kind)}"
    return Ground(
        rights.reader.pid, place.pid, (rights, place, kind), reverse("appraisal_sheet", args=[kind]), title,
        args=(kind,),
    )  # fmt: skip


def _store(found: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, place, _kind = ground.what
    made = actions.store_sheet(reader=rights.reader, place=place, spec=found[0], file_name=name, at=at)
    return _("Stored as version %(n)s; appraisals that are open keep the sheet they began with") % {
        "n": made.version
    }


def _rows(ground: Ground) -> list[dict[str, Any]]:
    _rights, place, kind = ground.what
    return fields_of(queries.sheet_of(place, kind)[0])


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row an item. Answered by: %(which)s") % {"which": _(", ").join(_ways().values())},
        _("Points of figures, records and judgement add up to the total; bonus and veto stand beside it."),
        _(
            "A figure gives points evenly between the two values; where lower is better, the first is the larger one."
        ),
        specs.rule_no_raw_counts(),
    ]


SHEETS = OfficeList(
    code="appraisal_sheet", title=gettext_lazy("Sheet of the appraisal"), heading=gettext_lazy("Import a sheet"),
    lead=gettext_lazy("One row an item. It becomes a new version; appraisals that are open keep theirs."),
    addresses=("appraisal_sheet_import", "appraisal_sheet_template"), ground=_ground, written=headings, check=check,
    store=_store, rows=_rows, notes=lambda _ground: notes(), refuses=(Refused,),
)  # fmt: skip
