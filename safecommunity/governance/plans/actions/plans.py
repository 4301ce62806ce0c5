"""Plans and their stages: made, corrected with the version they were read at, withdrawn; carried into the next year."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import AGAIN
from safecommunity.governance.models import Plan, PlanItem, PlanStage, Review, Task
from safecommunity.governance.plans import progress, stages
from safecommunity.governance.plans.actions.items import copy_of, task_of
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

YEARS = (1990, 2100)
LONGEST = 15  # years a plan may run
FIELDS = ("kind", "title", "goal", "paper", "starts", "until", "body", "within")


def check_plan(row: Plan) -> None:
    """Refuse what a plan cannot be, in words."""
    if not 1 <= len(row.title.strip()) <= 200:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 200") % {"came": len(row.title)})
    for day in (row.starts, row.until):
        if not YEARS[0] <= day.year <= YEARS[1]:
            says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
            raise Refused(says % {"came": day.year, "first": YEARS[0], "last": YEARS[1]})
    if not row.starts <= row.until:
        says = _("Last day: got %(came)s; allowed: not before %(first)s")
        raise Refused(says % {"came": row.until, "first": row.starts})
    if row.until.year - row.starts.year >= LONGEST:
        says = _("Length of the plan: got %(came)s years; allowed: up to %(most)s")
        raise Refused(says % {"came": row.until.year - row.starts.year + 1, "most": LONGEST})
    if row.kind == Plan.Kind.YEAR and row.starts.year != row.until.year:
        says = _("A plan of a year: got %(starts)s to %(until)s; allowed: days of one year")
        raise Refused(says % {"starts": row.starts, "until": row.until})
    if row.body is not None and row.body.place_id != row.place_id:
        raise Refused(_("Body: allowed is a body of %(place)s") % {"place": row.place.name})
    if row.within is not None and (row.kind != Plan.Kind.YEAR or row.within.place_id != row.place_id):
        raise Refused(_("Only a plan of a year stands within a plan in stages of the same place"))


@transaction.atomic
def create_plan(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, scheme: str = "",
    before: Plan | None = None,
) -> Plan:  # fmt: skip
    """A plan with its stages by a scheme. The same sent twice, by a second click, is one plan."""
    Rights(reader).need_office(place)
    made = Plan(place=place, before=before, by=reader.pid, at=at, **_known(values))
    check_plan(made)
    sent = Plan.objects.filter(
        place=place, title=made.title, starts=made.starts, until=made.until, by=reader.pid, at__gt=at - AGAIN,
        withdrawn_on__isnull=True,
    ).first()  # fmt: skip
    if sent is not None:
        return sent
    made.save(force_insert=True)
    told = [
        PlanStage(plan=made, title=one.title, expected=one.expected, starts=one.starts, until=one.until)
        for one in stages.of_scheme(scheme, made.starts, made.until)
    ]
    PlanStage.objects.bulk_create(told)
    note(
        "create_plan",
        made,
        reader.pid,
        at,
        [ChangeOf("plan_stage", one.ref) for one in told],
        stages=len(told),
    )
    return made


@transaction.atomic
def change_plan(
    *, reader: Reader, plan: Plan, values: Mapping[str, Any], revision: int, at: datetime
) -> Plan:
    """Correct a plan; refused where somebody changed it since it was read, or where its stages or items lie outside."""
    row = locked(plan, reader)
    if row.revision != revision:
        raise Refused(_("Somebody else changed this plan meanwhile; look at it again"))
    years = progress.years_of(row)
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in _known(values).items():
        setattr(row, name, value)
    check_plan(row)
    for stage in row.stages.filter(dropped_on__isnull=True):
        _check_inside(stage, row)
    late = row.items.filter(dropped_on__isnull=True).exclude(due__range=(row.starts, row.until)).first()
    if late is not None:
        says = _("“%(item)s” is due %(day)s; allowed: %(first)s to %(last)s, the days of the plan")
        raise Refused(
            says % {"item": late.title[:40], "day": late.due, "first": row.starts, "last": row.until}
        )
    changed = [name for name, value in before.items() if getattr(row, name) != value]
    if changed:
        row.revision += 1
        row.save(update_fields=[*changed, "revision"])
        gone = [ChangeOf("plan", ref) for year, ref in years.items() if year not in progress.years_of(row)]
        parts = [ChangeOf("plan_stage", one.ref) for one in row.stages.all()] if "kind" in changed else []
        note("change_plan", row, reader.pid, at, [*gone, *parts], fields=changed)
    return row


@transaction.atomic
def withdraw_plan(*, reader: Reader, plan: Plan, reason: str, at: datetime) -> Plan:
    """Take a plan out of the counts, with reason; its open tasks are given up with it."""
    row = locked(plan, reader)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("A withdrawal needs a reason"))
    row.withdrawn_on, row.reason = timezone.localdate(at), reason
    row.save(update_fields=["withdrawn_on", "reason"])
    tasks = list(Task.objects.filter(item__plan=row, done_on__isnull=True, dropped_on__isnull=True))
    Task.objects.filter(pk__in=[one.pk for one in tasks]).update(
        dropped_on=row.withdrawn_on, reason=reason[:200]
    )
    parts = [
        *(ChangeOf("plan_stage", one.ref) for one in row.stages.all()),
        *(ChangeOf("plan_item", one.ref) for one in row.items.all()),
        *(ChangeOf("task", one.ref) for one in tasks),
        *(ChangeOf("review", one.ref) for one in Review.objects.filter(item__plan=row)),
    ]
    note("withdraw_plan", row, reader.pid, at, parts)
    return row


@transaction.atomic
def set_stage(
    *, reader: Reader, plan: Plan, title: str, starts: date, until: date, at: datetime, expected: str = "",
    stage: PlanStage | None = None,
) -> PlanStage:  # fmt: skip
    """One more stage of a plan, or one as it is corrected; it lies within the plan."""
    row = locked(plan, reader)
    made = stage if stage is not None and stage.plan_id == row.pk else PlanStage(plan=row)
    made.title, made.expected, made.starts, made.until = title.strip(), expected.strip(), starts, until
    if not 1 <= len(made.title) <= 60:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 60") % {"came": len(made.title)})
    if len(made.expected) > 300:
        says = _("What it is to bring: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"came": len(made.expected), "most": 300})
    _check_inside(made, row)
    made.save()
    journal.record(
        by=reader.pid, action="set_plan_stage", kind="work_plan", ref=row.pid, place=row.place.pid, at=at,
        changes=[ChangeOf("plan_stage", made.ref)], detail={"stage": made.ref},
    )  # fmt: skip
    return made


def _check_inside(stage: PlanStage, plan: Plan) -> None:
    if not plan.starts <= stage.starts <= stage.until <= plan.until:
        says = _("Stage “%(stage)s”: got %(starts)s to %(until)s; allowed: within %(first)s to %(last)s")
        raise Refused(says % {
            "stage": stage.title, "starts": stage.starts, "until": stage.until, "first": plan.starts,
            "last": plan.until,
        })  # fmt: skip


@transaction.atomic
def drop_stage(*, reader: Reader, stage: PlanStage, at: datetime) -> PlanStage:
    """A stage is no part of its plan any more; its items stay, without a stage."""
    row = locked(stage.plan, reader)
    stage.dropped_on = timezone.localdate(at)
    stage.save(update_fields=["dropped_on"])
    PlanItem.objects.filter(plan=row, stage=stage).update(stage=None)
    journal.record(
        by=reader.pid, action="drop_plan_stage", kind="work_plan", ref=row.pid, place=row.place.pid, at=at,
        changes=[ChangeOf("plan_stage", stage.ref)], detail={"stage": stage.ref},
    )  # fmt: skip
    return stage


@transaction.atomic
def carry_on(*, reader: Reader, plan: Plan, at: datetime) -> tuple[Plan, int]:
    """The plan of the next year with what this one left open; answers it and how many items came over. Repeatable.

    Open: not done by its tasks, not given up, and not judged done or to be stopped. A due day moves one year on.
    """
    row = locked(plan, reader)
    if row.kind != Plan.Kind.YEAR:
        raise Refused(_("Only a plan of a year is carried into the next year"))
    year = row.starts.year + 1
    made = row.after.filter(withdrawn_on__isnull=True).first()
    if made is None:
        title = row.title.replace(str(row.starts.year), str(year))
        values = {
            "kind": row.kind, "title": title if title != row.title else f"{row.title}（{year}）"[:200],
            "goal": row.goal, "paper": "", "starts": date(year, 1, 1), "until": date(year, 12, 31), "body": row.body,
            "within": row.within if row.within and row.within.until >= date(year, 1, 1) else None,
        }  # fmt: skip
        made = create_plan(reader=reader, place=row.place, values=values, at=at, before=row)
    standing = made.items.filter(dropped_on__isnull=True).exclude(carried_from=None)
    over = set(standing.values_list("carried_from", flat=True))
    items = [one for one in progress.open_items(row) if one.pk not in over]
    next_number = (made.items.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    new = [copy_of(one, made, next_number + n, reader.pid, at) for n, one in enumerate(items)]
    PlanItem.objects.bulk_create(new)
    tasks = [task_of(one, reader.pid, at, starts=made.starts) for one in new]
    Task.objects.bulk_create(tasks)
    parts = [
        *(ChangeOf("plan_item", one.ref) for one in new),
        *(ChangeOf("task", one.ref) for one in tasks),
    ]
    note("carry_plan_on", made, reader.pid, at, parts, items=len(new), before=row.pid)
    return made, len(new)


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in FIELDS if name in values}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


def locked(plan: Plan, reader: Reader) -> Plan:
    """The plan for a write of its office. Raises Refused for one that was withdrawn."""
    row = (
        Plan.objects.select_for_update(of=("self",)).select_related("place", "body", "within").get(pk=plan.pk)
    )
    Rights(reader).need_office(row.place)
    if row.withdrawn_on is not None:
        raise Refused(_("This plan was withdrawn already"))
    return row


def note(action: str, row: Plan, by: str, at: datetime, changes: list[ChangeOf], **detail: Any) -> None:
    """One audit event of a plan, with its own facts and those given."""
    own = [ChangeOf("plan", ref) for ref in progress.years_of(row).values()]
    journal.record(
        by=by, action=action, kind="work_plan", ref=row.pid, place=row.place.pid, at=at, detail=detail,
        changes=[*own, *changes],
    )  # fmt: skip


@transaction.atomic
def attach_paper(*, reader: Reader, plan: Plan, proofs: Sequence[File], at: datetime) -> None:
    """The scan of the paper that orders a plan."""
    row = locked(plan, reader)
    attach(proofs, "work_plan", row.pid, row.place, reader.pid, at, row.starts)
    journal.record(
        by=reader.pid, action="attach_plan_paper", kind="work_plan", ref=row.pid, place=row.place.pid, at=at,
        detail={"files": len(proofs)},
    )  # fmt: skip
