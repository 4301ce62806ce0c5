"""The checks of a card: fields one by one, the identity number, then answers against each other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.checks import identity
from safecommunity.injuries.checks.fields import TEXTS, check_fields, moment, title
from safecommunity.injuries.checks.findings import AsksAgain, Finding, Refused
from safecommunity.injuries.codes import icd10

__all__ = ["AsksAgain", "Checked", "Finding", "Refused", "check", "cross_checks", "title"]


@dataclass(frozen=True)
class Checked:
    """Values completed from the identity number, and what the checks found."""

    values: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.refuses)

    def questions(self, confirmed: Collection[str] = ()) -> tuple[Finding, ...]:
        """Questions nobody has answered yet."""
        return tuple(f for f in self.findings if not f.refuses and f.rule not in confirmed)

    def insist(self, confirmed: Collection[str]) -> None:
        """Raise what stands in the way: errors first, then open questions."""
        if self.errors:
            raise Refused(self.errors)
        if asked := self.questions(confirmed):
            raise AsksAgain(asked)


def check(values: Mapping[str, Any], *, source: str, now: datetime) -> Checked:
    """Complete and check a card's values. Nothing is written here."""
    filled: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    found: list[Finding] = []
    if isinstance(filled.get("icd10"), str) and len(filled["icd10"]) <= TEXTS["icd10"]:
        filled["icd10"] = icd10.normal(filled["icd10"])
    if isinstance(filled.get("id_number"), str) and filled["id_number"]:
        found += _identity(filled, now)
    if isinstance(filled.get("age_months"), int) and filled.get("age_years") in (None, ""):
        filled["age_years"] = filled["age_months"] // 12
    found += check_fields(filled, source, now)
    if not any(finding.refuses for finding in found):
        found += cross_checks(filled)
    return Checked(filled, tuple(found))


def _identity(filled: dict[str, Any], now: datetime) -> list[Finding]:
    """Read the number; fill sex and age where empty, ask where they contradict it."""
    today = timezone.localtime(now).date()
    try:
        known = identity.read(filled["id_number"], today)
    except identity.IdentityRefused as reason:
        return [Finding("ID", "error", "id_number", str(reason))]
    filled["id_number"] = known.number
    hurt = filled.get("injury_time")
    on = timezone.localtime(hurt).date() if isinstance(hurt, datetime) and timezone.is_aware(hurt) else today
    if known.born > on:
        says = _(
            "Identity number: born on %(born)s, after the injury on %(day)s; allowed: a birth before the injury"
        )
        return [Finding("ID", "error", "id_number", says % {"born": known.born, "day": on})]
    found = []
    if filled.get("sex") in (None, ""):
        filled["sex"] = known.sex
    elif filled["sex"] != known.sex:
        says = _("The identity number says “%(known)s”; you chose “%(came)s”.")
        shown = {
            "known": codes.numbered("sex", known.sex),
            "came": codes.numbered("sex", _whole(filled["sex"])),
        }
        found.append(Finding("ID_SEX", "ask", "sex", says % shown, {"sex": known.sex}))
    age = known.age(on)
    if filled.get("age_years") in (None, "") and filled.get("age_months") in (None, ""):
        filled["age_years"] = age
        if age < 1:
            filled["age_months"] = known.months(on)
    elif filled.get("age_years") not in (None, "", age):
        says = _("By the identity number the age is %(known)s; you entered %(came)s.")
        ages = {"known": age, "came": filled["age_years"]}
        found.append(Finding("ID_AGE", "ask", "age_years", says % ages, {"age_years": age}))
    return found


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def cross_checks(values: Mapping[str, Any]) -> list[Finding]:
    """The rules of codes/rules.yaml that speak for these values."""
    row = _row(values)
    shown = _shown(values, row)
    return [
        Finding(rule.id, rule.level, rule.field, str(rule.message) % shown, rule.fix)
        for rule in codes.rules()
        if rule.when(row) and not rule.expect(row)
    ]


def _row(values: Mapping[str, Any]) -> dict[str, int]:
    """The values as the rules' conditions see them: whole numbers, unknown is -1."""
    row = {
        name: -1 if values.get(name) in (None, "") else values[name] for name in (*codes.LISTS, "age_years")
    }
    hurt, visit = values.get("injury_time"), values.get("visit_time")
    row["visit_before_injury"] = row["days_to_visit"] = -1
    if hurt and visit:
        by_day = values.get("precision") == "date"
        early = timezone.localtime(visit).date() < timezone.localtime(hurt).date() if by_day else visit < hurt
        row["visit_before_injury"] = int(early)
        row["days_to_visit"] = max(0, -(-(visit - hurt) // timedelta(days=1)))
    row["icd10_conflict"] = icd10.conflict(
        values.get("icd10") or "", values.get("cause"), values.get("intent")
    )
    return row


def _shown(values: Mapping[str, Any], row: Mapping[str, int]) -> dict[str, Any]:
    """What the rules' messages may name."""
    empty = _("empty")
    shown: dict[str, Any] = {
        name: codes.numbered(list_name, row[name]) or empty for name, list_name in codes.LISTS.items()
    }
    shown |= {"age_years": row["age_years"], "days_to_visit": row["days_to_visit"]}
    code = values.get("icd10") or ""
    shown["icd10"] = f"{code} {icd10.title(code)}" if code else empty
    for name in ("injury_time", "visit_time"):
        shown[name] = moment(values[name]) if values.get(name) else empty
    return shown
