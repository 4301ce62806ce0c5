"""Items of a plan: entered with the task they end in, corrected, given up, read from a list."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import AGAIN, checked_task
from safecommunity.governance.models import Plan, PlanItem, Task
from safecommunity.governance.rights import Rights
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.errors import IndicatorError
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf

FACT = "plan_item"
FIELDS = (
    "title", "setting", "group", "who", "agency", "body", "due", "measure", "amount", "qualifier", "unit", "figure",
    "budget", "stage",
)  # fmt: skip
LIMITS = {"title": (1, 200), "group": (0, 120), "who": (1, 120), "measure": (0, 200)}
MOST_ITEMS = 500
QUALIFIERS = ("", "gt", "near", "approx", "ge")


def titles() -> dict[str, str]:
    """What the texts of an item are called."""
    return {
        "title": _("What is to be done"), "group": _("For whom"), "who": _("Who answers for it"),
        "measure": _("What it is to bring"),
    }  # fmt: skip


def check_item(row: PlanItem, plan: Plan) -> None:
    """Refuse what an item cannot be, in words."""
    for name, (least, most) in LIMITS.items():
        came = len(getattr(row, name))
        if not least <= came <= most:
            says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
            raise Refused(says % {"field": titles()[name], "came": came, "least": least, "most": most})
    check_due(row.title, row.due, plan)
    if row.setting and row.setting not in codes.settings():
        allowed = ", ".join(codes.settings())
        raise Refused(
            _("Setting: got %(came)s; allowed: %(allowed)s") % {"came": row.setting, "allowed": allowed}
        )
    if row.stage is not None and (row.stage.plan_id != plan.pk or row.stage.dropped_on is not None):
        raise Refused(_("Stage: allowed is a stage of this plan"))
    for one in (row.agency, row.body):
        if one is not None and one.place_id != plan.place_id:
            raise Refused(_("Who answers for it: allowed is an agency or a body of %(place)s") % {
                "place": plan.place.name})  # fmt: skip
    _check_amount(row)


def check_due(title: str, due: date, plan: Plan) -> None:
    """A day within the plan: a slip in the year would keep a task open for ever."""
    if not plan.starts <= due <= plan.until:
        says = _("Due: got %(came)s for “%(task)s”; allowed: %(first)s to %(last)s, the days of the plan")
        raise Refused(says % {"came": due, "task": title[:40], "first": plan.starts, "last": plan.until})


def _check_amount(row: PlanItem) -> None:
    if row.qualifier not in QUALIFIERS:
        raise Refused(_("As counted: got %(came)s; allowed: one of the list") % {"came": row.qualifier[:20]})
    if row.amount is None:
        if row.unit or row.qualifier:
            row.unit, row.qualifier = "", ""  # the form's lists always hold something
    elif row.unit not in UNITS:
        raise Refused(
            _("Unit of measure: got %(came)s; allowed: one of the list") % {"came": row.unit[:30] or "—"}
        )
    if row.figure:
        try:
            catalogue.get(row.figure)
        except IndicatorError as reason:
            raise Refused(
                _("Figure: got %(came)s; allowed: one of the list") % {"came": row.figure[:60]}
            ) from reason


def task_of(item: PlanItem, by: str, at: datetime, starts: date | None = None) -> Task:
    """The task an item ends in."""
    today = timezone.localdate(at)
    first = starts or (min(item.due, max(item.plan.starts, today)) if item.due >= today else item.plan.starts)
    return checked_task(
        place=item.plan.place, title=item.title, who=item.who, what=item.measure, due=item.due, starts=first,
        source="plan", item=item, by=by, at=at,
    )  # fmt: skip


def copy_of(item: PlanItem, plan: Plan, number: int, by: str, at: datetime) -> PlanItem:
    """An open item in the plan of the next year: the same thing, due on the same day a year later."""
    due = date(plan.starts.year, item.due.month, min(item.due.day, 28 if item.due.month == 2 else 31))
    values = {name: getattr(item, name) for name in FIELDS if name not in ("due", "stage", "budget")}
    return PlanItem(plan=plan, number=number, due=due, carried_from=item, by=by, at=at, **values)


def _locked(plan: Plan, reader: Reader) -> Plan:
    row = Plan.objects.select_for_update(of=("self",)).select_related("place").get(pk=plan.pk)
    Rights(reader).need_office(row.place)
    if row.withdrawn_on is not None:
        raise Refused(_("This plan was withdrawn already"))
    return row


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in FIELDS if name in values}
    return {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}


@transaction.atomic
def add_item(*, reader: Reader, plan: Plan, values: Mapping[str, Any], at: datetime) -> PlanItem:
    """One more item with the task it ends in. The same sent twice, by a second click, is one item."""
    row = _locked(plan, reader)
    sent = row.items.filter(
        title=str(values["title"]).strip(), due=values["due"], by=reader.pid, at__gt=at - AGAIN
    ).first()
    if sent is not None:
        return sent
    made = _made(row, values, _next(row), reader.pid, at)
    made.save(force_insert=True)
    task = task_of(made, reader.pid, at)
    task.save(force_insert=True)
    _log("add_plan_item", made, reader.pid, at, ChangeOf("task", task.ref))
    return made


def _next(plan: Plan) -> int:
    return (plan.items.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _made(plan: Plan, values: Mapping[str, Any], number: int, by: str, at: datetime) -> PlanItem:
    if number > MOST_ITEMS:
        raise Refused(_("Items: a plan holds up to %(most)s") % {"most": MOST_ITEMS})
    made = PlanItem(plan=plan, number=number, by=by, at=at, **_known(values))
    check_item(made, plan)
    return made


def _log(action: str, item: PlanItem, by: str, at: datetime, *more: ChangeOf, **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind="plan_item", ref=item.ref, place=item.plan.place.pid, at=at,
        changes=[ChangeOf(FACT, item.ref), *more], detail={"plan": item.plan.pid, **detail},
    )  # fmt: skip


@transaction.atomic
def change_item(
    *, reader: Reader, item: PlanItem, values: Mapping[str, Any], revision: int, at: datetime
) -> PlanItem:
    """Correct an item; refused where somebody changed it since it was read. Its tasks keep their days."""
    plan = _locked(item.plan, reader)
    rows = PlanItem.objects.select_for_update(of=("self",)).select_related("stage", "agency", "body")
    found = rows.get(pk=item.pk)
    found.plan = plan
    if found.dropped_on is not None:
        raise Refused(_("This item was given up already"))
    if found.revision != revision:
        raise Refused(_("Somebody else changed this item meanwhile; look at it again"))
    before = {name: getattr(found, name) for name in FIELDS}
    for name, value in _known(values).items():
        setattr(found, name, value)
    check_item(found, plan)
    changed = [name for name, value in before.items() if getattr(found, name) != value]
    if changed:
        found.revision += 1
        found.save(update_fields=[*changed, "revision"])
        _log("change_plan_item", found, reader.pid, at, fields=changed)
    return found


@transaction.atomic
def drop_item(*, reader: Reader, item: PlanItem, reason: str, at: datetime) -> PlanItem:
    """Given up, with reason; its open tasks go with it, what was done stays."""
    plan = _locked(item.plan, reader)
    row = PlanItem.objects.select_for_update().get(pk=item.pk)
    row.plan = plan
    if row.dropped_on is not None:
        raise Refused(_("This item was given up already"))
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Refused(_("Giving an item up needs a reason"))
    row.dropped_on, row.reason = timezone.localdate(at), reason
    row.save(update_fields=["dropped_on", "reason"])
    tasks = list(row.tasks.filter(done_on__isnull=True, dropped_on__isnull=True))
    Task.objects.filter(pk__in=[one.pk for one in tasks]).update(
        dropped_on=row.dropped_on, reason=reason[:200]
    )
    _log("drop_plan_item", row, reader.pid, at, *(ChangeOf("task", one.ref) for one in tasks))
    return row


@transaction.atomic
def add_task(*, reader: Reader, item: PlanItem, title: str, due: date, at: datetime, who: str = "") -> Task:
    """One more task of an item. The same sent twice, by a second click, is one task."""
    plan = _locked(item.plan, reader)
    if item.dropped_on is not None:
        raise Refused(_("This item was given up already"))
    check_due(title, due, plan)
    today = timezone.localdate(at)
    task = checked_task(
        place=plan.place, title=title, who=who or item.who, due=due, starts=max(plan.starts, min(today, due)),
        source="plan", item=item, by=reader.pid, at=at,
    )  # fmt: skip
    sent = item.tasks.filter(title=task.title, due=due, by=reader.pid, at__gt=at - AGAIN).first()
    if sent is not None:
        return sent
    task.save(force_insert=True)
    item.plan = plan
    _log("add_plan_task", item, reader.pid, at, ChangeOf("task", task.ref), task=task.ref)
    return task


@transaction.atomic
def import_items(
    *, reader: Reader, plan: Plan, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> int:
    """Enter a list of items, each with its task; repeatable: what stands with the same words and day stays."""
    row = _locked(plan, reader)
    known = set(row.items.filter(dropped_on__isnull=True).values_list("title", "due"))
    number = _next(row)
    made: list[PlanItem] = []
    for values in rows:
        if (values["title"], values["due"]) in known:
            continue
        known.add((values["title"], values["due"]))
        made.append(_made(row, values, number + len(made), reader.pid, at))
    PlanItem.objects.bulk_create(made)
    tasks = [task_of(one, reader.pid, at) for one in made]
    Task.objects.bulk_create(tasks)
    changes = [*(ChangeOf(FACT, one.ref) for one in made), *(ChangeOf("task", one.ref) for one in tasks)]
    journal.record(
        by=reader.pid, action="import_plan_items", kind="work_plan", ref=row.pid, place=row.place.pid, at=at,
        changes=changes, detail={"file": file_name[:150], "new": len(made)},
    )  # fmt: skip
    return len(made)
