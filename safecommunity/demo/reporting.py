"""What facilities declared month by month: accepted, newest waiting; some missing, one returned."""

import calendar
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.demo import people
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import SILENT, SILENT_MONTHS, ZONE, Drawn, month_index
from safecommunity.injuries import actions
from safecommunity.injuries.queries import returns

RETURNED = "town"
MORE_DECLARED = 2
Cards = tuple[str, int, int]
REASON = "申报张数比系统里的报告卡多 2 张，核对登记簿后再报。"


def report_months(
    ground: Ground, readers: dict[str, Reader], cards: list[Drawn], *, first_year: int, now: datetime
) -> Counter[str]:
    """Every month owed since the first year, one transaction a facility; answers how many ended in which state."""
    counts = Counter((card.unit, *card.month) for card in cards)
    done: Counter[str] = Counter()
    for unit in ground.units:
        with transaction.atomic():
            for index in range(first_year * 12, month_index(now.astimezone(ZONE))):
                done[_one_month(ground, readers, unit, index, counts, now)] += 1
    actions.open_due_months(by=BY, at=now)
    return done


def _one_month(
    ground: Ground, readers: dict[str, Reader], unit: str, index: int, counts: Counter[Cards], now: datetime
) -> str:
    year, month = index // 12, index % 12 + 1
    behind = month_index(now.astimezone(ZONE)) - index
    if unit == SILENT and behind <= SILENT_MONTHS:
        if behind == SILENT_MONTHS:
            _urge(ground, readers, unit, year, month, now)
        return "missing"
    cards = counts[unit, year, month]
    wrong = unit == RETURNED and behind == 1
    sent = _sent(year, month, len(unit), now)
    row = actions.submit_month(
        reader=readers[people.recorder_of(unit)], unit=ground.units[unit], year=year, month=month,
        cards=cards + MORE_DECLARED if wrong else cards, at=sent,
    )  # fmt: skip
    decided = min(sent + timedelta(days=1, hours=2), now)
    if wrong:
        actions.return_month(reader=readers["cdc"], row=row, reason=REASON, at=decided)
        return "returned"
    if behind == 1:
        return "waiting"
    actions.accept_month(reader=readers["cdc"], row=row, at=decided)
    return "accepted"


def _sent(year: int, month: int, spread: int, now: datetime) -> datetime:
    """A working hour in the first days of the following month, or now where that has not come yet."""
    last = datetime(year, month, calendar.monthrange(year, month)[1], 9 + spread % 8, 12, tzinfo=ZONE)
    return min(last + timedelta(days=1 + (spread + month) % 7), now)


def _urge(
    ground: Ground, readers: dict[str, Reader], unit: str, year: int, month: int, now: datetime
) -> None:
    at = _sent(year, month, 0, now) + timedelta(days=9)
    actions.urge_month(
        reader=readers["clerk"], unit=ground.units[unit], year=year, month=month, at=min(at, now)
    )


HANDED_IN_MONTHS = 12
RETURN_REASON = "例桥门诊部当月没有报卡，先催报，补齐后再报。"
STREETS = {"DEMO-S": "clerk", "DEMO-T": "town-clerk"}


def hand_in_months(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> Counter[str]:
    """The last year's returns of both streets to the district: most taken, some waiting, one returned, one overdue."""
    done: Counter[str] = Counter()
    for code, who in STREETS.items():
        for behind in range(HANDED_IN_MONTHS, 0, -1):
            index = month_index(now.astimezone(ZONE)) - behind
            if not returns.cell_of(ground.places[code], index, now.astimezone(ZONE).date()).owed:
                continue
            done[_one_return(ground, readers, code, who, index, behind, now)] += 1
    return done


def _one_return(
    ground: Ground, readers: dict[str, Reader], code: str, who: str, index: int, behind: int, now: datetime
) -> str:
    street, above = ground.places[code], readers["district"]
    sent = min(_sent(index // 12, index % 12 + 1, len(code), now) + timedelta(days=3), now)
    looked = min(sent + timedelta(days=2, hours=1), now)
    if code == "DEMO-S" and behind == 1:
        urged = min(sent + timedelta(days=14), now)
        actions.urge_return(reader=above, street=street, index=index, at=urged)
        return "urged"
    made = actions.submit_return(reader=readers[who], street=street, index=index, at=sent)
    if code == "DEMO-S" and behind == SILENT_MONTHS:
        actions.return_return(reader=above, row=made.of, reason=RETURN_REASON, at=looked)
        return "returned"
    if behind <= 2:
        return "waiting"
    actions.lock_return(reader=above, row=made.of, at=looked)
    return "taken"
