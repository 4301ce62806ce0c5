"""The fact `return_cell`: one row for each number that stands as handed in, and the figures its forms define.

A summary that has parts beneath it is counted for what it says beyond them, so that no place counts twice; where it
says less than its parts, the parts stand and the contradiction is shown (N4).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.engine.conditions import AllOf, Where
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Received, Rows, RowView
from safecommunity.governance.models import Return, ReturnCell, ReturnForm
from safecommunity.governance.returns import forms_known, numbers, queries, transitions
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.spec import ONLY, Spec, Texts
from safecommunity.governance.returns.words import words
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.period import Period

FACT = "return_cell"
S = Return.State
CHUNK = 2000
KINDS = {Return.Filler.PLACE: 1, Return.Filler.UNIT: 2, Return.Filler.AGENCY: 3}

SCHEMA = FactSchema(
    name=FACT,
    version=1,
    columns=(
        Column("year", "int"),
        Column("month", "int"),
        Column("value", "int"),
        Column("filler", "code"),
        Column("locked", "code"),
        Column("form", "text"),
        Column("cell", "text"),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "form", "cell", "place", "value"),
)


def _known() -> QuerySet[ReturnCell]:
    return ReturnCell.objects.filter(standing=True).select_related("of__form", "of__place")


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs; a ref that is missing does not stand (any more)."""
    wanted, found = list(refs), {}
    for start in range(0, len(wanted), CHUNK):
        found.update(_rows_of(list(_known().filter(ref__in=wanted[start : start + CHUNK]))))
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every number that stands."""
    last = 0
    while some := list(_known().filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = some[-1].pk
        yield from _rows_of(some).values()


def _rows_of(cells: list[ReturnCell]) -> dict[str, dict[str, Any]]:
    below = queries.parts_sums(cells)
    return {cell.ref: row_of(cell, below.get(cell.pk, 0)) for cell in cells}


def row_of(cell: ReturnCell, below: int = 0) -> dict[str, Any]:
    """One number as counts see it; a quarter counts in its last month."""
    one = cell.of
    return {
        "ref": cell.ref,
        "year": one.last // 12,
        "month": one.last % 12 + 1,
        "value": max(0, cell.value - below),
        "filler": KINDS[Return.Filler(one.filler)],
        "locked": int(one.state == Return.State.LOCKED),
        "form": one.form.key,
        "cell": cell.cell,
        "place": one.place.pid,
    }


def headings() -> tuple[str, ...]:
    """Columns of the rows behind a figure."""
    return (_("Return"), _("Period"), _("Filled by"), _("Row"), _("Value"), _("State"))


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The numbers behind a figure, in the order asked; returns of others keep their line without content."""
    held, width = Hands(reader), len(headings())
    related = tuple(f"of__{name}" for name in queries.WITH)
    found = {cell.ref: cell for cell in ReturnCell.objects.filter(ref__in=refs).select_related(*related)}
    return Rows(
        headings(),
        tuple(
            RowView(ref, _cells(found[ref]), reverse("return", args=[found[ref].of.pid]))
            if held.sees(found[ref].of)
            else RowView(ref, (_("not open to you"),) + ("",) * (width - 1))
            for ref in refs
            if ref in found
        ),
    )


def _cells(cell: ReturnCell) -> tuple[str, ...]:
    one, language = cell.of, get_language() or "zh-hans"
    spec = forms_known.spec_of(one.form)
    known = cell.cell in spec.cells
    return (
        spec.title(language), queries.label(one), queries.filler_name(one),
        spec.cell_title(cell.cell, language) if known else cell.cell,
        numbers.written(cell.value, spec.decimals(cell.cell) if known else 0), state_text(one.state),
    )  # fmt: skip


def openable(reader: Reader, refs: list[str]) -> int:
    """How many of these numbers a reader may open; constant in queries for each chunk."""
    held = Hands(reader)
    mine = Return.objects.filter(held.owes | held.receives).values("pk")
    return sum(
        ReturnCell.objects.filter(ref__in=refs[start : start + CHUNK], of__in=mine).count()
        for start in range(0, len(refs), CHUNK)
    )


def state_text(state: str) -> str:
    """The state of a return in words."""
    return {
        S.OPEN: _("not begun"), S.DRAFT: _("being filled in"), S.FOR_CHECK: _("waits to be checked"),
        S.CHECKED: _("checked, waits for signature"), S.SUBMITTED: _("handed in"), S.RETURNED: _("returned"),
        S.LOCKED: _("locked"), S.REOPENED: _("re-opened"),
    }[S(state)]  # fmt: skip


def option_label(name: str, value: int) -> str:
    """The words of a stored code of the fact's columns."""
    if name == "locked":
        return _("yes") if value else _("no")
    if name == "filler":
        return {1: _("Place"), 2: _("Facility"), 3: _("Agency")}.get(value, str(value))
    return str(value)


def received_of(definition: Definition, pids: Iterable[str], period: Period, today: date) -> Received:
    """Returns of the form that were due for the period's months, and those that stand."""
    key = definition.code.split(".")[1]
    now = today.year * 12 + today.month - 1
    found = Return.objects.filter(
        form__key=key, place__pid__in=list(pids), last__range=(period.first, min(period.last, now - 1))
    ).select_related("form", "place", "unit")
    due: dict[tuple[int, int | None, str], list[bool]] = {}
    missing = []
    for one in found:
        came = one.state in transitions.STANDING
        due.setdefault((one.place_id, one.unit_id, one.filler), []).append(came)
        if not came:
            missing.append((one.place.pid, queries.filler_name(one), one.last))
    return Received(
        facilities_due=len(due), facilities_complete=sum(all(came) for came in due.values()),
        months_due=sum(map(len, due.values())), months_received=sum(map(sum, due.values())),
        missing=tuple(missing),
    )  # fmt: skip


def definition_of(spec: Spec, version: int, cell: str) -> Definition:
    """The figure one cell of a form feeds."""
    row, column = spec.parts(cell)

    def said(name: str) -> Texts:
        return {
            language: text.format(form=spec.title(language), cell=spec.cell_title(cell, language))
            for language, text in words()["figure"][name].items()
        }

    return Definition(
        code=spec.code(cell), version=version, titles=said("title"), unit=column.unit or row.unit, kind="total",
        fact=FACT,
        numerator=AllOf((Where("form", "eq", (spec.key,)), Where("cell", "eq", (cell,)))), denominator=None,
        place_column="place", dimensions=("year", "month", "filler", "locked"), direction="neither", interval="",
        per=10.0 ** -spec.decimals(cell), source=spec.source or spec.title("zh-hans"), counts=said("counts"),
        excludes=said("excludes"), quantity="value", basis="aggregate_return",
    )  # fmt: skip


class FormSource:
    """Definitions made from return forms: `return.<form>.<row>[.<column>]`, one a cell; versions are the form's."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int], Definition] = {}

    def one(self, code: str, version: int | None) -> Definition | None:
        """The definition of a code, by its form's newest version or the one asked for."""
        parts = code.split(".")
        if len(parts) not in (3, 4):
            return None
        found = ReturnForm.objects.filter(key=parts[1])
        form = (found.filter(version=version) if version else found).order_by("-version").first()
        cell = f"{parts[2]}.{parts[3] if len(parts) == 4 else ONLY}"
        if form is None or cell not in forms_known.spec_of(form).cells:
            return None
        return self._definition(form, cell)

    def every(self) -> Iterable[Definition]:
        """Every cell of the newest version of every form."""
        newest: dict[str, ReturnForm] = {}
        for form in ReturnForm.objects.order_by("key", "version"):
            newest[form.key] = form
        return [
            self._definition(form, cell)
            for form in newest.values()
            for cell in forms_known.spec_of(form).cells
        ]

    def _definition(self, form: ReturnForm, cell: str) -> Definition:
        spec = forms_known.spec_of(form)
        key = (spec.code(cell), form.pk)
        if key not in self._made:
            self._made[key] = definition_of(spec, form.version, cell)
        return self._made[key]
