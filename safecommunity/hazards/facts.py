"""The fact `hazard`: one row each, in the month it was found; what was judged to be none is none."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.accounts.reader import Reader
from safecommunity.engine.conditions import AnyOf, Where
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Fact, Opening, Rows, RowView
from safecommunity.governance import codes as settings
from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, words
from safecommunity.hazards.models import NOT_COUNTED, Hazard, State
from safecommunity.hazards.rights import Rights
from safecommunity.shell.numbers import day

CHUNK = 2000
CODES = (
    "hazard_kind", "hazard_class", "risk", "hazard_level", "setting", "on_spot", "closed", "fell_due", "on_time",
    "late",
    "recurrence", "came_back",
)  # fmt: skip
SCHEMA = FactSchema(
    name="hazard", version=2,
    columns=(
        *(Column(one, "int") for one in ("year", "month")), *(Column(one, "code") for one in CODES),
        Column("days", "int"), Column("open_since", "int"), Column("place", "place"),
    ),
    count_columns=("year", "month", "place", "risk", "hazard_level", "closed", "fell_due", "on_time", "late"),
)  # fmt: skip


def records() -> QuerySet[Hazard]:
    """Hazards that were not judged to be none."""
    return Hazard.objects.exclude(state__in=NOT_COUNTED).select_related("place", "unit")


def row(one: Hazard) -> dict[str, Any]:
    """One as counts see it. In time: what was accepted had been submitted by the day first set."""
    today = timezone.localdate()
    closed = one.state == State.CLOSED
    return {
        "ref": one.ref, "year": one.found_on.year, "month": one.found_on.month,
        "hazard_kind": codes.kinds()[one.kind]["code"], "hazard_class": int(one.klass or -1),
        "risk": codes.COLORS.index(one.color) + 1, "hazard_level": codes.levels()[one.level]["code"],
        "setting": list(settings.settings()).index(one.setting) if one.setting else -1,
        "on_spot": int(one.on_the_spot), "closed": int(closed), "fell_due": int(closed or one.first_due < today),
        "on_time": int(closed and one.fixed_on is not None and one.fixed_on <= one.first_due),
        "late": int(not closed and one.fixed_on is None and one.due < today),
        "days": workdays.between(one.found_on, one.closed_on) if one.closed_on is not None else -1,
        "open_since": one.found_on.toordinal() if one.closed_on is None else -1,
        "recurrence": int(one.again_id is not None), "came_back": int(one.came_back), "place": one.place.pid,
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value < 0:
        return _("not told")
    if name == "hazard_kind":
        return next(
            (codes.said(one["label"]) for one in codes.kinds().values() if one["code"] == value), str(value)
        )
    if name == "hazard_class":
        return codes.class_name(str(value))
    if name == "risk":
        return codes.colour_name(codes.COLORS[value - 1])
    if name == "hazard_level":
        return next(
            (codes.said(one["label"]) for one in codes.levels().values() if one["code"] == value), str(value)
        )
    if name == "setting":
        return settings.setting_name(list(settings.settings())[value])
    if name in CODES:
        return _("yes") if value else _("no")
    return str(value)


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs."""
    return {one.ref: row(one) for one in _found(refs)}


def all_rows() -> Iterator[dict[str, Any]]:
    """Every row, streamed."""
    return (row(one) for one in records().order_by("pk").iterator(chunk_size=CHUNK))


def _found(refs: Iterable[str]) -> Iterator[Hazard]:
    wanted = list(refs)
    for start in range(0, len(wanted), CHUNK):
        yield from records().filter(ref__in=wanted[start : start + CHUNK])


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The hazards behind a figure in the order asked, each as far as the reader may see it."""
    headings = (_("Number"), _("Hazard"), _("Where"), _("Risk"), _("Found on"), _("Due"), _("State"))
    rights, found = Rights(reader), {one.ref: one for one in _found(refs)}
    closed = (_("not open to you"), *("" for _n in headings[1:]))
    return Rows(
        headings,
        tuple(
            RowView(ref, _cells(found[ref]), reverse("hazard", args=[found[ref].pid]))
            if rights.sees(found[ref])
            else RowView(ref, closed)
            for ref in refs
            if ref in found
        ),
    )


def _cells(one: Hazard) -> tuple[str, ...]:
    return (
        one.number, one.what or codes.label(codes.kinds(), one.kind), f"{one.place.name} {one.spot}".strip(),
        codes.colour_name(one.color), day(one.found_on), day(one.due), words.states()[one.state],
    )  # fmt: skip


def opening(reader: Reader) -> Opening:
    """What a reader may open, told by columns: places he looks at, and hazards of his own units."""
    rights = Rights(reader)
    inside = tuple(sorted(rights.looks_in))
    mine: frozenset[str] = frozenset()
    if rights.units:
        mine = frozenset(Hazard.objects.filter(unit__pid__in=rights.units).values_list("ref", flat=True))
    return Opening(Where("place", "in", inside) if inside else AnyOf(()), mine)


HAZARD = Fact(
    schema=SCHEMA, rows=rows, all_rows=all_rows, rows_by_refs=rows_by_refs, opening=opening, option_label=label,
    elapsed=workdays.elapsed,
    tables=("hazards.Hazard",),
    screens=((lazy("Hazard found, put right"), "hazard_quick"), (lazy("Hazards"), "hazards")),
)  # fmt: skip
