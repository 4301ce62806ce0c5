"""Writing the register of organisations on the ground: who is there, from when, and who owes injury reports."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.actions.tree import Refused
from safecommunity.places.models import Place, SocialUnit, UnitSafety

FACT = "unit"
FIRST_YEAR = 2015  # facts of the register begin there
Safety = tuple[date, bool, int, int]  # from a day: a safety body of its own, full-time and part-time staff
FIELDS = (
    "name", "kind", "credit_code", "industry", "place", "people", "responsible", "reports_injuries", "reports_from",
    "reports_until", "starts", "ends",
)  # fmt: skip


@transaction.atomic
def register_unit(
    *,
    name: str,
    kind: str,
    place: Place,
    starts: date,
    by: str,
    at: datetime,
    reports_injuries: bool = False,
    reports_from: date | None = None,
    people: int | None = None,
    industry: str = "",
    responsible: str = "",
    credit_code: str = "",
    ends: date | None = None,
    order: int = 0,
    safety: Safety | None = None,
) -> SocialUnit:
    """Enter an organisation into the register of social units, with what it has for safety."""
    unit = SocialUnit(
        name=name.strip(), kind=kind, place=place, starts=starts, reports_injuries=reports_injuries, people=people,
        industry=industry, responsible=responsible, order=order, reports_from=reports_from, credit_code=credit_code,
        ends=ends,
    )  # fmt: skip
    _check(unit)
    unit.save(force_insert=True)
    journal.record(
        by=by,
        action="register_unit",
        kind="unit",
        ref=unit.pid,
        place=place.pid,
        at=at,
        detail={"kind": kind},
        changes=changed(unit, at.year),
    )
    if safety is not None:
        _said(unit, safety, by, at)
    return unit


@transaction.atomic
def change_unit(
    *, unit: SocialUnit, values: Mapping[str, Any], by: str, at: datetime, safety: Safety | None = None
) -> SocialUnit:
    """Correct an organisation's entry; the log names which fields were changed. Nothing changed, nothing logged."""
    unit = SocialUnit.objects.select_for_update(of=("self",)).select_related("place").get(pk=unit.pk)
    fields = _put(unit, values)
    if fields:
        _check(unit)
        unit.save(update_fields=fields)
        journal.record(
            by=by, action="change_unit", kind="unit", ref=unit.pid, place=unit.place.pid, at=at,
            detail={"fields": fields, **_days(unit, fields)},
            changes=changed(unit, at.year, ever="starts" in fields),
        )  # fmt: skip
    if safety is not None:
        _said(unit, safety, by, at)
    return unit


@transaction.atomic
def close_unit(*, unit: SocialUnit, on: date, by: str, at: datetime) -> SocialUnit:
    """The first day an organisation is no more; its months from then on are not owed, its records stay."""
    unit = SocialUnit.objects.select_for_update(of=("self",)).select_related("place").get(pk=unit.pk)
    if on <= unit.starts:
        says = _("Closed on: got %(came)s; allowed: a day after it began, %(starts)s")
        raise Refused(says % {"came": on, "starts": unit.starts})
    unit.ends = on
    unit.save(update_fields=["ends"])
    journal.record(
        by=by, action="close_unit", kind="unit", ref=unit.pid, place=unit.place.pid, at=at,
        detail={"ends": on.isoformat()}, changes=changed(unit, at.year),
    )  # fmt: skip
    return unit


@transaction.atomic
def import_units(
    *, rows: Iterable[Mapping[str, Any]], file_name: str, top: str, by: str, at: datetime
) -> dict[str, int]:
    """Enter or correct the organisations of a list: new, changed and same; one event for all of them.

    A row names its organisation by `pid`, else by credit code, else by name and place.
    """
    done = {"new": 0, "changed": 0, "same": 0}
    touched: list[str] = []
    changes: list[ChangeOf] = []
    for row in rows:
        values = {name: row[name] for name in FIELDS if name in row}
        unit = find_unit(row)
        if unit is None:
            unit = SocialUnit(**values)
            _check(unit)
            unit.save(force_insert=True)
            state = "new"
        else:
            fields = _put(unit, values)
            if fields:
                _check(unit)
                unit.save(update_fields=fields)
            state = "changed" if fields else "same"
        safe = row.get("safety")
        if safe is not None and _put_safety(
            unit, *safe, starts=row.get("safety_from") or timezone.localdate(at), by=by, at=at
        ):
            state = "changed" if state == "same" else state
        done[state] += 1
        changes += changed(unit, at.year) if state != "same" else []
        touched += [unit.pid] if state != "same" else []
    if touched:
        journal.record(
            by=by, action="import_units", kind="units", ref=top, place=top, at=at,
            detail={"file": file_name[:150], "units": touched[:500], **done}, changes=changes,
        )  # fmt: skip
    return done


@transaction.atomic
def set_safety(
    *, unit: SocialUnit, starts: date, has_body: bool, full_time: int, part_time: int, by: str, at: datetime
) -> None:
    """What an organisation has for safety from a day on. What held before stays."""
    _said(unit, (starts, has_body, full_time, part_time), by, at)


def _said(unit: SocialUnit, safety: Safety, by: str, at: datetime) -> None:
    starts, has_body, full_time, part_time = safety
    today = timezone.localdate(at)
    if starts > today or starts < unit.starts:
        says = _("Safety staff since: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": starts, "first": unit.starts, "last": today})
    if _put_safety(unit, has_body, full_time, part_time, starts=starts, by=by, at=at):
        journal.record(
            by=by, action="set_unit_safety", kind="unit", ref=unit.pid, place=unit.place.pid, at=at,
            detail={"from": starts.isoformat(), "body": has_body, "full_time": full_time, "part_time": part_time},
            changes=changed(unit, at.year),
        )  # fmt: skip


def _put_safety(
    unit: SocialUnit, has_body: bool, full_time: int, part_time: int, *, starts: date, by: str, at: datetime
) -> bool:
    """Store what holds from a day on; whether anything is new."""
    now = UnitSafety.objects.filter(unit=unit, starts__lte=starts).order_by("-starts").first()
    said = (has_body, full_time, part_time)
    if (now is None and said == (False, 0, 0)) or (
        now is not None and (now.has_body, now.full_time, now.part_time) == said
    ):
        return False
    UnitSafety.objects.update_or_create(
        unit=unit, starts=starts,
        defaults={"has_body": has_body, "full_time": full_time, "part_time": part_time, "by": by, "at": at},
    )  # fmt: skip
    return True


def changed(unit: SocialUnit, this_year: int, *, ever: bool = False) -> list[ChangeOf]:
    """The facts of an organisation are new: one a year it has been there (`ever`: or may have been), see `year_ref`."""
    first = FIRST_YEAR if ever else max(FIRST_YEAR, unit.starts.year)
    return [ChangeOf(FACT, year_ref(unit.ref, year)) for year in range(first, this_year + 2)]


def year_ref(ref: str, year: int) -> str:
    """The name of the fact that tells of one year of a record: its own name, the year in the last four digits."""
    return f"{ref[:28]}{year:04x}"


def find_unit(row: Mapping[str, Any]) -> SocialUnit | None:
    """The organisation a row is about, if it is in the register."""
    if row.get("credit_code"):
        found = SocialUnit.objects.filter(credit_code=row["credit_code"], place=row["place"]).first()
        if found is not None:
            return found
    return SocialUnit.objects.filter(name=row["name"], place=row["place"]).order_by("pk").first()


def _put(unit: SocialUnit, values: Mapping[str, Any]) -> list[str]:
    changed = [name for name in FIELDS if name in values and getattr(unit, name) != values[name]]
    for name in changed:
        setattr(unit, name, values[name])
    return changed


def _days(unit: SocialUnit, changed: Iterable[str]) -> dict[str, str]:
    return {
        name: str(getattr(unit, name) or "")
        for name in changed
        if name in ("starts", "ends", "reports_from", "reports_until")
    }


def _check(unit: SocialUnit) -> None:
    """Refuse what the register cannot hold, in words."""
    if not unit.name.strip():
        raise Refused(_("An organisation needs a name."))
    if unit.kind not in SocialUnit.Kind.values:
        allowed = ", ".join(SocialUnit.Kind.values)
        raise Refused(_("Kind: got %(came)s; allowed: %(allowed)s") % {"came": unit.kind, "allowed": allowed})
    if unit.ends is not None and unit.ends <= unit.starts:
        says = _("Closed on: got %(came)s; allowed: a day after it began, %(starts)s")
        raise Refused(says % {"came": unit.ends, "starts": unit.starts})
    if unit.reports_from and unit.reports_until and unit.reports_until <= unit.reports_from:
        says = _("Reports until: got %(came)s; allowed: a day after %(starts)s")
        raise Refused(says % {"came": unit.reports_until, "starts": unit.reports_from})


__all__ = [
    "FIELDS", "change_unit", "changed", "close_unit", "find_unit", "import_units", "register_unit", "set_safety",
    "year_ref",
]  # fmt: skip
