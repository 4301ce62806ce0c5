"""A list from the command line: the same importer, answered as counts."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries.importing import headings
from safecommunity.injuries.importing.ground import Target
from safecommunity.injuries.importing.plan import Plan, Wrong
from safecommunity.injuries.importing.reading import Row, Source, Table, Unreadable, open_table
from safecommunity.injuries.importing.work import KIND, Found, Lists, Sink, import_run, told
from safecommunity.intake import actions as intake
from safecommunity.intake import queries as intake_queries
from safecommunity.places.models import Place

AUTO = "auto"
MOST_SHOWN = 20


def first_plan(table: Table, remembered: dict[str, str] | None = None, **rest: Any) -> Plan:
    """How a list is read as long as nobody says otherwise."""
    top = [row for row, _at in zip(table.rows(), range(headings.LOOKED_AT), strict=False)]
    heads = headings.find_heads(top)
    return Plan(
        heads.names, tuple(headings.guess(heads.names, remembered)), heads.skip, sheet=table.sheet,
        heading_rows=heads.rows, **rest,
    )  # fmt: skip


def best_sheet(sheets: list[tuple[str, list[Any]]]) -> int:
    """The sheet with most known headings."""
    scores = []
    for _name, rows in sheets:
        heads = headings.find_heads(
            [(at, row) for at, row in enumerate(rows, 1) if any(c != "" for c in row)]
        )
        scores.append(sum(bool(headings.field_of(name)) for name in heads.names))
    return scores.index(max(scores))


def import_list(
    *, path: Path, place: Place, mapping: str, by: str, clock: Callable[[], datetime], dry_run: bool = False,
    rejects: Path | None = None, say: Callable[[str], None] = lambda _text: None,
) -> dict[str, Any]:  # fmt: skip
    """Import an .xlsx or .csv into a place. Raises Unreadable when the file as a whole cannot be taken."""
    begun = time.monotonic()
    table = open_table(Source.on_disk(path), choose=best_sheet)
    remembered = None
    if mapping != AUTO:
        known = intake_queries.mapping(KIND, place.pid, mapping)
        if known is None:
            names = [one.name for one in intake_queries.mappings(KIND, [place.pid])]
            says = _("Mapping: got %(came)s; allowed: auto or one of: %(names)s")
            raise Unreadable(says % {"came": mapping, "names": ", ".join(names) or "-"})
        remembered = known.columns
    plan = first_plan(table, remembered)
    refuse_lacking(plan)
    refuse_empty(table, plan)
    errors: list[dict[str, Any]] = []
    with ExitStack() as stack:
        sink = _sink(stack, plan, path, rejects, errors)
        lists = Lists(table, plan, Target.of_place(place), now=clock())
        if dry_run:
            found = lists.check(lambda f, _wrong: say(_progress(f.read, lists.total)), sink)
            counts = _counts(found.read, found.good, found.rejected, found.duplicates, "")
        else:
            run = intake.begin_run(
                kind=KIND, mapping=mapping, place=place.pid, file_name=path.name, sha256=table.sha256, by=by,
                at=clock(), plan=plan.as_data(), total=lists.total,
            )  # fmt: skip
            try:
                import_run(
                    run, lists, clock, sink=sink, say=lambda r: say(_progress(r.position, lists.total))
                )
            except BaseException:
                intake.end_run(run=run, done=False, at=clock())
                raise
            run.refresh_from_db()
            counts = _counts(run.read, run.accepted, run.rejected, run.duplicates, run.pid)
    return counts | {
        "dry_run": dry_run, "seconds": round(time.monotonic() - begun, 2), "headings": list(plan.heading_rows),
        "columns": {name: field for name, field in zip(plan.names, plan.chosen, strict=True) if field},
        "unused": [name for name, field in zip(plan.names, plan.chosen, strict=True) if name and not field],
        "errors": errors,
    }  # fmt: skip


def refuse_lacking(plan: Plan) -> None:
    """A list without the needed column, or without rows, is refused as a whole."""
    lacks = headings.problems(plan.chosen)
    if lacks["missing"]:
        from safecommunity.injuries.importing.fields import fields

        says = _(
            "No column for: %(missing)s. Headings read in row %(row)s: %(came)s. Allowed headings: %(allowed)s"
        )
        wanted = [fields()[one] for one in lacks["missing"]]
        raise Unreadable(says % {
            "missing": "、".join(str(one) for one in wanted), "row": ", ".join(map(str, plan.heading_rows)) or "-",
            "came": "、".join(name for name in plan.names if name)[:200] or "-",
            "allowed": " / ".join(word for one in wanted for word in one.words[:6]),
        })  # fmt: skip


def refuse_empty(table: Table, plan: Plan) -> None:
    """A list of headings only holds nothing to import."""
    if table.length <= plan.skip:
        says = _("%(file)s has headings but no rows; allowed: at least one row below them")
        raise Unreadable(says % {"file": table.name})


def _counts(read: int, accepted: int, rejected: int, duplicates: int, run: str) -> dict[str, Any]:
    return {
        "read": read, "accepted": accepted, "rejected": rejected, "duplicates": duplicates, "probable": 0, "run": run,
    }  # fmt: skip


def _progress(done: int, total: int) -> str:
    return _("%(done)s of %(all)s rows") % {"done": f"{done:,}", "all": f"{total:,}"}


def _sink(
    stack: ExitStack, plan: Plan, path: Path, rejects: Path | None, errors: list[dict[str, Any]]
) -> Sink:
    """Hears every batch: keeps the first errors, writes the rejected rows."""
    from safecommunity.injuries.importing.remarks import Remarks, to_file

    writer: Remarks | None = None
    if rejects is not None:
        if rejects.exists() and rejects.samefile(path):
            says = _("Rejects file: got %(file)s, which is the file being imported; allowed: another one")
            raise Unreadable(says % {"file": rejects.name})
        writer = stack.enter_context(to_file(rejects, plan))

    def hear(rows: Sequence[Row], wrong: Sequence[Wrong]) -> None:
        if len(errors) < MOST_SHOWN:
            errors.extend(_error(one) for one in wrong[: MOST_SHOWN - len(errors)])
        if writer is not None and wrong:
            writer.add(rows, wrong)

    return hear


def _error(one: Wrong) -> dict[str, Any]:
    return {
        "row": one.row,
        "column": one.heading,
        "came": one.came,
        "allowed": one.allowed,
        "text": told(one),
    }


__all__ = ["AUTO", "Found", "best_sheet", "first_plan", "import_list", "refuse_lacking"]
