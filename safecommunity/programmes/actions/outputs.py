"""Records of other rooms tied to a project, and untied."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.programmes import ties
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.refusal import NotYours, Refused
from safecommunity.programmes.models import Output, Project, State
from safecommunity.programmes.rights import Rights

FACT = "project_output"


@transaction.atomic
def tie(*, reader: Reader, project: Project, kind: str, record: str, at: datetime) -> Output:
    """A record was brought about by a project; said by whoever may open both. The same again is the same."""
    row = Project.objects.select_for_update(of=("self",)).select_related("place").get(pk=project.pk)
    rights = Rights(reader)
    if not rights.sees(row) or not (rights.enters or rights.near):
        raise NotYours(f"{row.pid}: not open to this reader")
    if row.state in (State.IDEA, State.APPROVED):
        raise Refused(
            _("“%(project)s” has not begun; outputs come when it runs") % {"project": row.title}, "project"
        )
    known = ties.kinds().get(kind)
    found = known.seen(reader, [record]).get(record) if known else None
    if found is None:
        raise Refused(
            _("This record does not exist, does not count any more, or is not open to you"), "record"
        )
    same = row.outputs.filter(kind=kind, record=record, untied_on__isnull=True).first()
    if same is not None:
        return same
    made = Output.objects.create(
        project=row, kind=kind, record=record, group=found.group, on=found.on, by=reader.pid, at=at
    )
    common.note(row, "tie_to_project", by=reader.pid, at=at, changes=[ChangeOf(FACT, made.ref)],
                detail={"kind": kind, "record": record})  # fmt: skip
    return made


@transaction.atomic
def untie(*, reader: Reader, output: Output, reason: str, at: datetime) -> Output:
    """It was tied wrongly; by who keeps the project, or who tied it."""
    row = Output.objects.select_for_update(of=("self",)).select_related("project__place").get(pk=output.pk)
    if not Rights(reader).keeps(row.project) and row.by != reader.pid:
        raise NotYours(f"{row.project.pid}: not a project of this reader")
    if row.untied_on is not None:
        raise Refused(_("This was untied already"))
    row.reason, row.untied_on = common.text(reason, _("Reason"), 1, 200, "reason"), common.today_of(at)
    row.save(update_fields=["untied_on", "reason"])
    common.note(row.project, "untie_from_project", by=reader.pid, at=at, changes=[ChangeOf(FACT, row.ref)],
                detail={"kind": row.kind, "record": row.record})  # fmt: skip
    return row


@transaction.atomic
def forget_record(*, kind: str, record: str, by: str, at: datetime) -> int:
    """A room above took a record out of its counts: projects count it no more. In that room's transaction."""
    rows = list(
        Output.objects.select_for_update()
        .filter(kind=kind, record=record, untied_on__isnull=True)
        .order_by("pk")
    )
    for row in rows:
        row.untied_on, row.reason = common.today_of(at), _("the record itself was withdrawn")
        row.save(update_fields=["untied_on", "reason"])
    if rows:
        journal.record(
            by=by, action="forget_project_output", kind=kind, ref=record, at=at,
            changes=[ChangeOf(FACT, row.ref) for row in rows],
        )  # fmt: skip
    return len(rows)
