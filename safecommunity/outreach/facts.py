"""The facts this room publishes: `outreach` (lines that count), `training` (sessions), `certified_post` (who must
hold a certificate and how many do, by unit and year). No names."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.accounts.reader import Reader
from safecommunity.engine.conditions import AnyOf, Where
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.registry import Fact, Opening, Rows, RowView
from safecommunity.outreach import codes
from safecommunity.outreach.models import Entry, Obligation, Session
from safecommunity.outreach.queries import ledger
from safecommunity.outreach.queries.rights import rights
from safecommunity.places.models import SocialUnit

CHUNK = 5000
UNKNOWN = -1
UNIT_KINDS = {kind: at for at, kind in enumerate(SocialUnit.Kind.values, 1)}

OUTREACH = FactSchema(
    name="outreach",
    version=1,
    columns=(
        *(Column(name, "int") for name in ("year", "month", "day", "weekday", "week", "quantity", "reached")),
        *(
            Column(name, "code")
            for name in (
                "kind",
                "group",
                "setting",
                "audience",
                "enters",
                "qualifier",
                "condition",
                "backfill",
            )
        ),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "place", "kind", "group"),
)
TRAINING = FactSchema(
    name="training",
    version=1,
    columns=(
        *(Column(name, "int") for name in ("year", "month", "day", "people", "hours", "tested", "passed")),
        *(Column(name, "code") for name in ("setting", "audience")),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "place"),
)
POSTS = FactSchema(
    name="certified_post",
    version=1,
    columns=(
        *(Column(name, "int") for name in ("year", "obliged", "certified")),
        *(Column(name, "code") for name in ("post", "unit_kind")),
        Column("place", "place"),
    ),
    count_columns=("year", "place", "post"),
)


def _live() -> QuerySet[Entry]:
    return Entry.objects.filter(state=Entry.State.LIVE).select_related("place")


def _held() -> QuerySet[Session]:
    return Session.objects.filter(withdrawn_at__isnull=True).select_related("place")


def _due() -> QuerySet[Obligation]:
    return Obligation.objects.filter(obliged__gt=0).select_related("place", "unit")


def _rows(known: Any, row_of: Any) -> Any:
    """The two doors of a fact: rows of some refs, and all of them streamed."""

    def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
        wanted, found = list(refs), {}
        for start in range(0, len(wanted), CHUNK):
            for one in known().filter(ref__in=wanted[start : start + CHUNK]):
                found[one.ref] = row_of(one)
        return found

    def all_rows() -> Iterator[dict[str, Any]]:
        return (row_of(one) for one in known().order_by("pk").iterator(chunk_size=CHUNK))

    return rows, all_rows


def entry_row(entry: Entry) -> dict[str, Any]:
    """One line as counts see it."""
    day = entry.happened_on
    return {
        "ref": entry.ref, "year": day.year, "month": day.month, "day": day.day, "weekday": day.isoweekday(),
        "week": day.isocalendar().week, "quantity": entry.quantity,
        "reached": UNKNOWN if entry.reached is None else entry.reached,
        "kind": codes.kinds()[entry.kind].code, "group": codes.words("groups")[entry.group].code,
        "setting": codes.number("settings", entry.setting), "audience": codes.number("audiences", entry.audience),
        "enters": codes.number("enters", entry.enters), "qualifier": codes.number("qualifiers", entry.qualifier),
        "condition": codes.number("conditions", entry.condition), "backfill": int(bool(entry.binder)),
        "place": entry.place.pid,
    }  # fmt: skip


def session_row(session: Session) -> dict[str, Any]:
    """One session as counts see it."""
    day = session.happened_on
    return {
        "ref": session.ref, "year": day.year, "month": day.month, "day": day.day, "people": session.people,
        "hours": session.hours, "tested": session.tested, "passed": session.passed,
        "setting": codes.number("settings", session.setting), "audience": codes.number("audiences", session.audience),
        "place": session.place.pid,
    }  # fmt: skip


def post_row(row: Obligation) -> dict[str, Any]:
    """One post of one unit in one year."""
    return {
        "ref": row.ref, "year": row.year, "obliged": row.obliged, "certified": row.certified,
        "post": codes.number("posts", row.post), "unit_kind": UNIT_KINDS.get(row.unit.kind, UNKNOWN),
        "place": row.place.pid,
    }  # fmt: skip


def entry_headings() -> tuple[str, ...]:
    """Columns of the lines behind a figure."""
    return (_("Day"), _("Number"), _("Kind"), _("Subject"), _("Place"), _("How many"), _("People reached"))


def _entry_cells(entry: Entry) -> tuple[str, ...]:
    return (
        entry.happened_on.isoformat(), entry.number, codes.label("kinds", entry.kind), entry.title,
        entry.place.name, ledger.amount(entry), ledger.reached_text(entry),
    )  # fmt: skip


def _session_cells(session: Session) -> tuple[str, ...]:
    return (
        session.happened_on.isoformat(), session.title, session.place.name, f"{session.people:,}",
        f"{session.passed:,} / {session.tested:,}",
    )  # fmt: skip


def _post_cells(row: Obligation) -> tuple[str, ...]:
    return (
        str(row.year), row.unit.name, row.place.name, codes.label("posts", row.post), f"{row.certified:,}",
        f"{row.obliged:,}",
    )  # fmt: skip


def _views(known: Any, headings: Any, cells: Any, address: Any, mine: Any) -> Any:
    """Rows behind a figure, in the order asked; what is not open to the reader keeps its line without content."""

    def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
        titles, held = headings(), rights(reader)
        found = {one.ref: one for one in known().filter(ref__in=refs)}
        closed = (_("not open to you"),) + ("",) * (len(titles) - 1)
        return Rows(
            titles,
            tuple(
                RowView(ref, cells(found[ref]), address(found[ref]))
                if mine(held, found[ref])
                else RowView(ref, closed)
                for ref in refs
                if ref in found
            ),
        )

    return rows_by_refs


def _in_office(held: Any, one: Any) -> bool:
    return one.place.pid in held.office


def _opening(own: bool) -> Any:
    def opening(reader: Reader) -> Opening:
        held = rights(reader)
        inside = tuple(sorted(held.office))
        mine: frozenset[str] = frozenset()
        if own and held.own:
            mine = frozenset(Entry.objects.filter(entered_by=held.own).values_list("ref", flat=True))
        return Opening(Where("place", "in", inside) if inside else AnyOf(()), mine)

    return opening


LISTS = {
    "kind": "kinds", "group": "groups", "setting": "settings", "audience": "audiences", "enters": "enters",
    "qualifier": "qualifiers", "condition": "conditions", "post": "posts",
}  # fmt: skip


def option_label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value == UNKNOWN:
        return _("not recorded")
    if name in LISTS:
        return codes.label_of_code(LISTS[name], value)
    if name == "backfill":
        return _("copied from paper") if value else _("entered at the time")
    if name == "month":
        return _("month %(n)s") % {"n": value}
    if name == "unit_kind":
        from safecommunity.places.importing.units import kind_name

        return next((kind_name(kind) for kind, at in UNIT_KINDS.items() if at == value), str(value))
    return str(value)


def facts() -> list[Fact]:
    """All of them, with their doors."""
    made = []
    for schema, known, row_of, headings, cells, address, mine, way in (
        (OUTREACH, _live, entry_row, entry_headings, _entry_cells,
         lambda one: reverse("outreach_entry", args=[one.ref]), lambda held, one: held.may_see(one),
         (("outreach.Entry",), ((lazy("Hand-out"), "outreach_quick"), (lazy("Ledger of outreach"), "outreach_list")))),
        (TRAINING, _held, session_row,
         lambda: (_("Day"), _("Training"), _("Place"), _("Who came"), _("Passed / tested")), _session_cells,
         lambda one: reverse("training_session", args=[one.ref]), _in_office,
         (("outreach.Session", "outreach.Attendance"), ((lazy("Training"), "training"),))),
        (POSTS, _due, post_row,
         lambda: (_("Year"), _("Social unit"), _("Place"), _("Post"), _("Certified"), _("Obliged")), _post_cells,
         lambda one: f"{reverse('training_certificates')}?unit={one.unit.pid}", _in_office,
         (("outreach.Obligation", "outreach.Certificate"), ((lazy("Certificates"), "training_certificates"),))),
    ):  # fmt: skip
        rows, all_rows = _rows(known, row_of)
        made.append(
            Fact(
                schema=schema, rows=rows, all_rows=all_rows, rows_by_refs=_views(known, headings, cells, address, mine),
                opening=_opening(schema is OUTREACH), option_label=option_label, tables=way[0], screens=way[1],
            )
        )  # fmt: skip
    return made
