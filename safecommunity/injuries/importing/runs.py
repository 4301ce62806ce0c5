"""An uploaded list as something to work on: opened from its sealed file, with its plan and its target."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role, User
from safecommunity.accounts.reader import Reader
from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.command import (
    AUTO,
    best_sheet,
    first_plan,
    refuse_empty,
    refuse_lacking,
)
from safecommunity.injuries.importing.container import Unreadable
from safecommunity.injuries.importing.ground import Target
from safecommunity.injuries.importing.plan import Originals, Plan
from safecommunity.injuries.importing.reading import Source, Table, open_table
from safecommunity.injuries.importing.values import Cell, text_of
from safecommunity.injuries.importing.work import Lists, check_run, import_run
from safecommunity.injuries.queries.rights import ROOM, rights
from safecommunity.intake import actions as intake
from safecommunity.intake import queries as intake_queries
from safecommunity.intake import vault
from safecommunity.intake.models import ImportRun
from safecommunity.places import queries as places

LANGUAGE = "language"
Clock = Callable[[], datetime]


class NotYours(Exception):
    """The person may not record here, or not any more."""


def targets(reader: Reader) -> dict[str, str]:
    """Where a reader may import: own facilities, places he records for. "unit:pid" or "place:pid" → name."""
    own = places.unit_names(rights(reader).own_units)
    wider = places.names(reader.place_scopes(ROOM, Role.CDC, Role.CLERK))
    return {f"unit:{pid}": name for pid, name in own.items()} | {
        f"place:{pid}": name for pid, name in wider.items()
    }


def target_of(reader: Reader, key: str) -> Target:
    """A chosen target. Raises NotYours for any other."""
    if key not in targets(reader):
        raise NotYours(_("This place is not one you record for"))
    kind, _colon, pid = key.partition(":")
    if kind == "unit":
        unit = places.unit(pid)
        if unit is not None:
            return Target.of_unit(unit)
    elif (place := places.place(pid)) is not None:
        return Target.of_place(place)
    raise NotYours(_("This place is not one you record for"))


def key_of(run: ImportRun) -> str:
    """The target of a run as a key."""
    return f"unit:{run.unit}" if run.unit else f"place:{run.place}"


def table_of(run: ImportRun, sheet: int | None = None) -> Table:
    """The list of a run. Raises Unreadable when it is not kept any more."""
    try:
        content = vault.open_kept(run.pid).getvalue()
    except vault.Gone as reason:
        says = _(
            "%(file)s is not kept any more; upload it again. Rows that are there already are not doubled"
        )
        raise Unreadable(says % {"file": run.file_name}) from reason
    return open_table(Source.in_memory(run.file_name, content), sheet=sheet)


def plan_of(run: ImportRun) -> Plan:
    """How a run's list is read."""
    return Plan.of(run.plan)


def lists_of(run: ImportRun, reader: Reader, now: datetime) -> Lists:
    """Everything needed to check or import a run. Raises Unreadable, NotYours."""
    plan = plan_of(run)
    target = target_of(reader, key_of(run))
    refuse_lacking(plan)
    table = table_of(run, plan.sheet)
    return Lists(table, plan, target, now=now, originals=_originals(table, plan, target, run.by, now))


def _originals(table: Table, plan: Plan, target: Target, by: str, now: datetime) -> Originals | None:
    """The list a reject workbook was made from, if this is one and the list is still kept."""
    if fields.ROW_KEY not in plan.names:
        return None
    column = plan.names.index(fields.ROW_KEY)
    keys = (text_of(cells[column]) for _number, cells in table.rows() if column < len(cells))
    named = next((key.partition(":")[0] for key in keys if ":" in key), "")
    former = intake_queries.run_of(named, by) if named else None
    if former is None or not vault.is_kept(former.pid):
        return None
    former_plan = plan_of(former)
    lists = Lists(table_of(former, former_plan.sheet), former_plan, target, now=now)
    masked = {name: at for at, name in enumerate(former_plan.chosen) if name in fields.MASKED}
    known: dict[int, Mapping[str, Cell]] = {}
    for rows, batch in lists.batches():
        good = set(batch.good)
        for at, (number, cells) in enumerate(rows):
            if at not in good and masked:
                known[number] = {name: cells[c] if c < len(cells) else "" for name, c in masked.items()}
    return Originals(former.pid, known, lists.reader.seen)


def receive(
    *, reader: Reader, key: str, name: str, content: bytes, mapping: str, backfill: Mapping[str, Any], language: str,
    at: datetime,
) -> ImportRun:  # fmt: skip
    """Take an upload in: read its headings, seal it. Raises Unreadable, NotYours."""
    target = target_of(reader, key)
    table = open_table(Source.in_memory(name, content), choose=best_sheet)
    remembered = None
    if mapping not in ("", AUTO):
        known = intake_queries.mapping("injuries", target.owner, mapping)
        remembered = known.columns if known else None
    plan = first_plan(table, remembered, **backfill)
    refuse_empty(table, plan)
    return intake.receive_list(
        kind="injuries", place=target.place.pid, unit=target.unit.pid if target.unit else "", file_name=name,
        sha256=table.sha256, content=Source.in_memory(name, content).open(),
        plan=plan.as_data() | {LANGUAGE: language, "sheet_name": table.sheet_name, "sheets": list(table.sheets)},
        total=table.length - plan.skip, by=reader.pid, at=at,
    )  # fmt: skip


def reader_of(run: ImportRun, now: datetime) -> Reader:
    """Who began a run, with the rights that hold now."""
    user = User.objects.filter(pid=run.by).first()
    if user is None:
        raise NotYours(_("The person who uploaded this list is not known any more"))
    return Reader.of(user, timezone.localtime(now).date())


def work(
    pid: str, importing: bool, clock: Clock = timezone.now, batch: int | None = None
) -> ImportRun | None:
    """What the job process does with a run: check or import it, in the language of its person."""
    run = intake_queries.run(pid)
    if run is None or run.state == ImportRun.State.DONE:
        return run
    with translation.override(run.plan.get(LANGUAGE) or "zh-hans"):
        try:
            lists = lists_of(run, reader_of(run, clock()), clock())
            if batch:
                lists.batch = batch
            (import_run if importing else check_run)(run, lists, clock)
        except (Unreadable, NotYours) as reason:
            intake.give_up(run=run, reason=str(reason), by=run.by, at=clock())
        except intake.Overtaken:
            return run
        except DatabaseError as reason:
            says = _("The database did not answer: %(reason)s. What was stored is whole; go on later")
            intake.give_up(run=run, reason=says % {"reason": type(reason).__name__}, by=run.by, at=clock())
    if importing and run.state == ImportRun.State.DONE and not run.rejected:
        vault.drop(run.pid)
    intake.forget_lists(at=clock())
    return run


def targets_name(run: ImportRun) -> str:
    """The name of the place or facility a run is for."""
    found = places.unit_names([run.unit]) if run.unit else places.names([run.place])
    return next(iter(found.values()), "")
