"""The facts `application` (one row each, in the month it was filed) and `stage_stay` (one row a stay in a stage)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import addresses, words
from safecommunity.accreditation.facts import titles
from safecommunity.accreditation.models import Application, Stay
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.rights import Rights
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.sources import Source
from safecommunity.journal.actions import ChangeOf
from safecommunity.shell.numbers import day

APPLICATION = FactSchema(
    name="application", version=1,
    columns=(
        Column("year", "int"), Column("month", "int"), Column("title_level", "code"), Column("stage", "code"),
        Column("named", "code"), Column("going", "code"), Column("place", "place"),
    ),
    count_columns=("year", "place", "month", "title_level", "stage", "named", "going"),
)  # fmt: skip
STAY = FactSchema(
    name="stage_stay", version=1,
    columns=(
        Column("year", "int"), Column("month", "int"), Column("title_level", "code"), Column("stage", "code"),
        Column("on_the_way", "code"), Column("clocked", "code"), Column("in_time", "code"), Column("days", "int"),
        Column("open_since", "int"), Column("place", "place"),
    ),
    count_columns=("year", "place", "month", "title_level", "stage", "clocked", "in_time"),
)  # fmt: skip
AT_REST = ("named", "closed")  # nobody waits there
FILED = Q(filed_on__isnull=False)


def level_index(code: str) -> int:
    """A level by its number; -1 for one nobody knows."""
    return LEVELS.index(code) if code in LEVELS else -1


def stage_index(code: str) -> int:
    """A stage by its number; -1 for one nobody knows."""
    return STAGES.index(code) if code in STAGES else -1


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "title_level":
        return words.title_of(LEVELS[value]) if 0 <= value < len(LEVELS) else _("not told")
    if name == "stage":
        return words.stage(STAGES[value]) if 0 <= value < len(STAGES) else _("not told")
    return _("yes") if value else _("no")


def applications() -> QuerySet[Application]:
    """Those that were filed."""
    return Application.objects.filter(FILED).select_related("place").annotate(
        terms=Count("certificates", distinct=True)
    )  # fmt: skip


def application_row(one: Any) -> dict[str, Any]:
    """An application as counts see it."""
    return {
        "ref": one.ref, "year": one.filed_on.year, "month": one.filed_on.month, "title_level": level_index(one.level),
        "stage": stage_index(one.stage), "named": int(one.named_on is not None or one.terms > 0),
        "going": int(one.closed_on is None), "place": one.place.pid,
    }  # fmt: skip


def stays() -> QuerySet[Stay]:
    """Stays of applications that were filed."""
    return Stay.objects.filter(application__filed_on__isnull=False).select_related("application__place")


def stay_row(one: Stay) -> dict[str, Any]:
    """A stay as counts see it; in time is left by its day, or not past it yet."""
    ended = one.left_on is not None
    late = one.due_on is not None and (one.left_on or timezone.localdate()) > one.due_on
    return {
        "ref": one.ref, "year": one.entered_on.year, "month": one.entered_on.month,
        "title_level": level_index(one.application.level), "stage": stage_index(one.stage),
        "on_the_way": int(one.stage not in AT_REST), "clocked": int(one.due_on is not None),
        "in_time": int(one.due_on is not None and not late),
        "days": (one.left_on - one.entered_on).days if one.left_on is not None else -1,
        "open_since": -1 if ended else one.entered_on.toordinal(), "place": one.application.place.pid,
    }  # fmt: skip


def seen_stays(reader: Any) -> Q:
    """Stays of applications the reader sees."""
    keys = Application.objects.filter(Rights(reader).seen_applications()).values("pk")
    return Q(application_id__in=keys)


def of_application(one: Application, today: date, stay_refs: Iterable[str] | None = None) -> list[ChangeOf]:
    """What a write of an application changes: itself, its stays, what its place holds in each year."""
    refs = one.stays.values_list("ref", flat=True) if stay_refs is None else stay_refs
    return [
        ChangeOf(APPLICATION.name, one.ref), *(ChangeOf(STAY.name, ref) for ref in refs),
        *titles.of_place(one.place.pid, one.opened_on.year, today.year + 1),
    ]  # fmt: skip


def _page(one: Application) -> str:
    return addresses.of_application(one.pid)


APPLICATIONS = Source(
    APPLICATION, applications, application_row, lambda reader: Rights(reader).seen_applications(),
    lambda: (_("Place"), _("Title applied for"), _("Filed on"), _("Stage"), _("In it since"), _("Due")),
    lambda one: (one.place.name, words.title_of(one.level), day(one.filed_on), words.stage(one.stage),
                 day(one.entered_on), day(one.due_on)),
    _page, label,
)  # fmt: skip
STAYS = Source(
    STAY, stays, stay_row, seen_stays,
    lambda: (_("Place"), _("Title applied for"), _("Stage"), _("In it since"), _("left on"), _("Due")),
    lambda one: (one.application.place.name, words.title_of(one.application.level), words.stage(one.stage),
                 day(one.entered_on), day(one.left_on), day(one.due_on)),
    lambda one: _page(one.application), label,
)  # fmt: skip
