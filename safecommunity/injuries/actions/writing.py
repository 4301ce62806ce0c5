"""What every write of a report shares: resolved places, card numbers, the digest that tells a repeat from a clash."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import secret_digest
from safecommunity.injuries import codes
from safecommunity.injuries.checks import Refused, title
from safecommunity.injuries.checks.fields import shorten
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import CardNumber, Injury, Report, ReportPerson
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.chain import canonical
from safecommunity.places.models import Place, SocialUnit

FACT = "injury"
PERSON = ("name", "id_number", "phone", "address")
PLAIN = (
    *codes.LISTS, "age_years", "age_months", "lives_elsewhere", "injury_time", "visit_time", "icd10", "product",
    "diagnosis", "narrative", "diagnosis_code", "product_code", "body_code", "weight", "stratum", "psu", "cost",
    "case_no", "binder", "original_date",
)  # fmt: skip
SENSITIVE_INTENTS = (2, 3)
SENSITIVE_CAUSE = 12
TEXTS = ("icd10", "product", "diagnosis", "narrative", "case_no", "binder")


@dataclass(frozen=True)
class Ground:
    """The places and the facility a report names."""

    unit: SocialUnit | None
    residence: Place | None
    occurrence: Place | None


def resolve(values: Mapping[str, Any]) -> Ground:
    """Find what the permanent ids name; refuse ids nobody has."""
    pids = {name: values.get(name) or "" for name in ("residence", "occurrence")}
    found = {
        place.pid: place for place in Place.objects.filter(pid__in=[pid for pid in pids.values() if pid])
    }
    for name, pid in pids.items():
        if pid and pid not in found:
            says = _("%(field)s: got %(came)s; allowed: a place of the list")
            raise Refused.because(says % {"field": title(name), "came": shorten(pid)}, "place", name)
    unit = (
        SocialUnit.objects.filter(pid=values["unit"]).select_related("place").first()
        if values.get("unit")
        else None
    )
    if values.get("unit") and unit is None:
        says = _("Reporting facility: got %(came)s; allowed: a facility of the list")
        raise Refused.because(says % {"came": shorten(values["unit"])}, "unit", "unit")
    return Ground(unit, found.get(pids["residence"]), found.get(pids["occurrence"]))


def content_digest(values: Mapping[str, Any]) -> str:
    """Keyed digest of the values as sent; empty answers do not count."""
    plain = {name: _plain(value) for name, value in values.items() if value not in (None, "", False)}
    return secret_digest(canonical(plain).decode("utf-8"), "report")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat()
    return value if isinstance(value, int | float | str) else str(value)


def card_numbers(year: int, how_many: int) -> list[str]:
    """Take running numbers of a year; the counter's row is locked until the transaction ends."""
    first = next_number(year, how_many)
    return [f"YS-{year}-{number:06d}" for number in range(first, first + how_many)]


def next_number(year: int, how_many: int) -> int:
    """The first of so many running numbers of a year, taken in the same way."""
    CardNumber.objects.get_or_create(year=year)
    CardNumber.objects.select_for_update().filter(year=year).update(last=F("last") + how_many)
    last = CardNumber.objects.values_list("last", flat=True).get(year=year)
    return last - how_many + 1


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The report's own columns from checked values."""
    made = {name: values.get(name) if values.get(name) != "" else None for name in PLAIN}
    made |= {name: values.get(name) or "" for name in TEXTS}
    made["lives_elsewhere"] = bool(values.get("lives_elsewhere"))
    made["precision"] = values.get("precision") or Report.Precision.HOUR
    made["injury_time"] = on_the_hour(values["injury_time"], made["precision"])
    made["visit_time"] = on_the_hour(values["visit_time"]) if values.get("visit_time") else None
    made["injury_on"] = timezone.localtime(made["injury_time"]).date()
    made["sensitive"] = (
        made["intent"] in SENSITIVE_INTENTS
        or made["cause"] == SENSITIVE_CAUSE
        or icd10.sensitive(made["icd10"])
    )
    made["icd10_conflict"] = icd10.conflict(made["icd10"], made["cause"], made["intent"])
    return made


def on_the_hour(value: datetime, precision: str | None = "hour") -> datetime:
    """The card writes hours; what is finer is not kept."""
    local = timezone.localtime(value).replace(minute=0, second=0, microsecond=0)
    return local.replace(hour=0) if precision == Report.Precision.DATE else local


def person_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The identifying answers, with the digest that finds the same number again; empty when there are none."""
    given = {name: str(values.get(name) or "") for name in PERSON}
    if not any(given.values()):
        return {}
    return {**given, "id_digest": secret_digest(given["id_number"], "identity")}


def new_report(values: Mapping[str, Any], ground: Ground, **rest: Any) -> Report:
    """An unsaved report with the injury it starts."""
    injury = Injury()
    return Report(
        injury=injury, own_injury=injury, unit=ground.unit, residence=ground.residence, occurrence=ground.occurrence,
        **columns(values), **rest,
    )  # fmt: skip


def save_person(report: Report, values: Mapping[str, Any]) -> None:
    """Write, replace or remove who it was."""
    person = person_of(values)
    if person:
        ReportPerson.objects.update_or_create(report=report, defaults=person)
    else:
        ReportPerson.objects.filter(report=report).delete()


def changes_of(*injuries: Injury) -> list[ChangeOf]:
    """Tell the change feed how each injury stands now: it has a live primary report, or it is gone."""
    live = set(
        Report.objects.filter(
            injury__in=injuries, is_primary=True, state=Report.State.LIVE
        ).values_list("injury__ref", flat=True)
    )  # fmt: skip
    return [ChangeOf(FACT, injury.ref, "upsert" if injury.ref in live else "delete") for injury in injuries]


def choose_primary(injury: Injury) -> None:
    """Exactly one live report speaks for an injury: a card before a quick report, else the earliest."""
    reports = list(Report.objects.filter(injury=injury).order_by("pk"))
    live = [report for report in reports if report.state == Report.State.LIVE]
    order = {Report.Source.CARD: 0, Report.Source.IMPORT: 1, Report.Source.QUICK: 2}
    best = min(live, key=lambda r: (order[Report.Source(r.source)], r.pk), default=None)
    Report.objects.filter(pk__in=[r.pk for r in reports if r != best], is_primary=True).update(
        is_primary=False
    )
    if best is not None and not best.is_primary:
        Report.objects.filter(pk=best.pk).update(is_primary=True)
