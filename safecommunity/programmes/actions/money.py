"""Money planned and spent."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal.actions import ChangeOf
from safecommunity.programmes import codes
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.refusal import Refused
from safecommunity.programmes.models import Budget, Project, Spending

BUDGET_FACT, SPENDING_FACT = "project_budget", "project_spending"
MOST_YUAN = 10_000_000_000


def _lists(line: str, source: str) -> tuple[str, str]:
    return (
        common.one_of(line, _("What for"), dict(codes.choices("lines")), "line"),
        common.one_of(source, _("Where from"), dict(codes.choices("sources")), "source"),
    )


@transaction.atomic
def add_budget(
    *, reader: Reader, project: Project, year: int, line: str, source: str, amount: int, at: datetime, note: str = ""
) -> Budget:  # fmt: skip
    """A line of the budget of a year; the same line and source of a year takes the place of the former."""
    row = common.locked(project, reader)
    line, source = _lists(line, source)
    common.whole(year, _("Year"), row.starts.year, row.until.year + 2, "year")
    common.whole(amount, _("Amount (yuan)"), 1, MOST_YUAN, "amount")
    note = common.text(note, _("Note"), 0, 120, "note")
    stood = row.budgets.filter(year=year, line=line, source=source, dropped_on__isnull=True).first()
    if stood is not None and (stood.amount, stood.note) == (amount, note):
        return stood
    changes = []
    if stood is not None:
        stood.dropped_on = common.today_of(at)
        stood.save(update_fields=["dropped_on"])
        changes.append(ChangeOf(BUDGET_FACT, stood.ref))
    made = Budget.objects.create(
        project=row, year=year, line=line, source=source, amount=amount, note=note, by=reader.pid, at=at
    )
    changes.append(ChangeOf(BUDGET_FACT, made.ref))
    common.note(row, "add_project_budget", by=reader.pid, at=at, changes=changes,
                detail={"year": year, "line": line, "source": source, "amount": amount})  # fmt: skip
    return made


@transaction.atomic
def drop_budget(*, reader: Reader, budget: Budget, at: datetime) -> Budget:
    """It is planned no more."""
    row = common.locked(budget.project, reader)
    if budget.dropped_on is None:
        budget.dropped_on = common.today_of(at)
        budget.save(update_fields=["dropped_on"])
        common.note(
            row, "drop_project_budget", by=reader.pid, at=at, changes=[ChangeOf(BUDGET_FACT, budget.ref)]
        )
    return budget


@transaction.atomic
def spend(
    *,
    reader: Reader,
    project: Project,
    on: date,
    line: str,
    source: str,
    what: str,
    amount: int,
    at: datetime,
) -> Spending:
    """Money that was spent. More than was planned is stored; the page says so."""
    row = common.locked(project, reader)
    line, source = _lists(line, source)
    common.within(on, _("Day"), common.EARLIEST, common.today_of(at), "on")
    what = common.text(what, _("What for, in words"), 1, 120, "what")
    common.whole(amount, _("Amount (yuan)"), 1, MOST_YUAN, "amount")
    known = row.spendings.filter(
        on=on, line=line, source=source, what=what, amount=amount, dropped_on__isnull=True
    )
    if (same := known.first()) is not None:
        return same
    made = Spending.objects.create(
        project=row, on=on, line=line, source=source, what=what, amount=amount, by=reader.pid, at=at
    )
    common.note(row, "spend_on_project", by=reader.pid, at=at, changes=[ChangeOf(SPENDING_FACT, made.ref)],
                detail={"line": line, "source": source, "amount": amount})  # fmt: skip
    return made


@transaction.atomic
def withdraw_spending(*, reader: Reader, spending: Spending, reason: str, at: datetime) -> Spending:
    """It was entered wrongly: it counts no more and stays readable."""
    row = common.locked(spending.project, reader)
    if spending.dropped_on is not None:
        raise Refused(_("This was withdrawn already"))
    spending.reason = common.text(reason, _("Reason"), 1, 200, "reason")
    spending.dropped_on = common.today_of(at)
    spending.save(update_fields=["dropped_on", "reason"])
    common.note(row, "withdraw_project_spending", by=reader.pid, at=at,
                changes=[ChangeOf(SPENDING_FACT, spending.ref)])  # fmt: skip
    return spending
