"""Each field by itself: type, range, known option, length, characters. One finding per thing wrong."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.checks.findings import Finding
from safecommunity.injuries.checks.identity import OLDEST
from safecommunity.injuries.codes import icd10

TEXTS = {
    "name": 60, "id_number": 30, "phone": 40, "address": 200, "product": 200, "diagnosis": 200, "narrative": 4000,
    "icd10": 8, "case_no": 64, "binder": 120,
}  # fmt: skip
NUMBERS = {"diagnosis_code": 10**6, "product_code": 10**6, "body_code": 10**6, "weight": 10**6, "cost": 10**9,
           "stratum": 32_767, "psu": 10**6}  # fmt: skip
TIMES = ("injury_time", "visit_time")
EARLIEST = 1949
PHONE = re.compile(r"[0-9 +()\-]{5,40}", re.ASCII)
REQUIRED = {
    "card": ("sex", "age_years", "injury_time", "visit_time", "cause", "place_kind", "activity", "intent", "nature",
             "body_part", "severity", "outcome"),
    "quick": ("sex", "age_years", "injury_time", "cause", "place_kind"),
    "import": ("injury_time",),
}  # fmt: skip


def title(fieldname: str) -> str:
    """A field's name as the card prints it."""
    extra = {
        "age_years": _("Age"), "age_months": _("Age in months"), "residence": _("Place of residence"),
        "occurrence": _("Place of occurrence"), "unit": _("Reporting facility"), "phone": _("Phone"),
        "narrative": _("What happened"), "icd10": "ICD-10", "weight": _("Weight"), "cost": _("Cost"),
        "stratum": _("Stratum"), "psu": _("Sampling unit"),
        "case_no": _("Case number"), "binder": _("Binder"), "precision": _("Precision of time"),
        "address": _("Address"),
    }  # fmt: skip
    if fieldname in extra:
        return extra[fieldname]
    found = next((item for item in codes.card().items if item.id == fieldname), None)
    return str(found.label) if found else fieldname


def shorten(value: Any) -> str:
    """What came, fit to be shown back: no control characters, no novels."""
    text = "".join(ch if ch.isprintable() else "�" for ch in str(value))
    return text if len(text) <= 40 else text[:40] + "…"


def check_fields(values: Mapping[str, Any], source: str, now: datetime) -> list[Finding]:
    """Everything a single field can have wrong."""
    found = [*_missing(values, source), *_unknown_names(values)]
    for name, value in values.items():
        if value is None or value == "":
            continue
        if name in codes.LISTS:
            found += _option(name, value)
        elif name in TEXTS:
            found += _text(name, value)
        elif name in TIMES:
            found += _moment(name, value, now)
        elif name in NUMBERS:
            found += _number(name, value, 0, NUMBERS[name])
    return [*found, *_age(values), *_formats(values)]


def _missing(values: Mapping[str, Any], source: str) -> list[Finding]:
    return [
        Finding(
            "required", "error", name, _("%(field)s is empty; it must be filled in") % {"field": title(name)}
        )
        for name in REQUIRED[source]
        if values.get(name) in (None, "")
    ]


KNOWN = frozenset(
    [*codes.LISTS, *TEXTS, *NUMBERS, *TIMES, "age_years", "age_months", "precision", "residence", "occurrence",
     "unit", "lives_elsewhere", "original_date"]
)  # fmt: skip


def _unknown_names(values: Mapping[str, Any]) -> list[Finding]:
    return [
        Finding("unknown", "error", str(name)[:40], _("Unknown field: %(came)s") % {"came": shorten(name)})
        for name in values
        if name not in KNOWN
    ]


def _option(name: str, value: Any) -> list[Finding]:
    allowed = sorted(codes.card().codes(codes.LISTS[name]))
    if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
        return []
    says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
    shown = ", ".join(str(code) for code in allowed)
    return [
        Finding(
            "option", "error", name, says % {"field": title(name), "came": shorten(value), "allowed": shown}
        )
    ]


def _text(name: str, value: Any) -> list[Finding]:
    if not isinstance(value, str):
        return [
            Finding(
                "type",
                "error",
                name,
                _("%(field)s: got %(came)s; allowed: text") % {"field": title(name), "came": shorten(value)},
            )
        ]
    if len(value) > TEXTS[name]:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        return [
            Finding(
                "length",
                "error",
                name,
                says % {"field": title(name), "came": len(value), "most": TEXTS[name]},
            )
        ]
    if any(
        ch == "\x00" or 0xD800 <= ord(ch) <= 0xDFFF or (ord(ch) < 32 and ch not in "\n\r\t") for ch in value
    ):
        says = _("%(field)s: it holds a control character; allowed: letters, signs and line breaks")
        return [Finding("characters", "error", name, says % {"field": title(name)})]
    return []


def _moment(name: str, value: Any, now: datetime) -> list[Finding]:
    if not isinstance(value, datetime) or timezone.is_naive(value):
        says = _("%(field)s: got %(came)s; allowed: a day and an hour")
        return [Finding("type", "error", name, says % {"field": title(name), "came": shorten(value)})]
    if value > now or value.year < EARLIEST:
        says = _("%(field)s: got %(came)s; allowed: from %(first)s to now, %(now)s")
        shown = {"field": title(name), "came": moment(value), "first": EARLIEST, "now": moment(now)}
        return [Finding("range", "error", name, says % shown)]
    return []


def moment(value: datetime) -> str:
    """Local day and hour, as the card writes it."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:00")


def _number(name: str, value: Any, low: float, high: float) -> list[Finding]:
    if isinstance(value, bool) or not hasattr(value, "__float__") or not low <= float(value) <= high:
        says = _("%(field)s: got %(came)s; allowed: %(low)s to %(high)s")
        shown = {"field": title(name), "came": shorten(value), "low": f"{low:g}", "high": f"{high:,.0f}"}
        return [Finding("range", "error", name, says % shown)]
    return []


def _age(values: Mapping[str, Any]) -> list[Finding]:
    found = []
    years, months = values.get("age_years"), values.get("age_months")
    for name, value, high in (("age_years", years, OLDEST), ("age_months", months, 35)):
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
            says = _("%(field)s: got %(came)s; allowed: whole numbers from 0 to %(high)s")
            found.append(
                Finding(
                    "range",
                    "error",
                    name,
                    says % {"field": title(name), "came": shorten(value), "high": high},
                )
            )
    if not found and isinstance(months, int) and isinstance(years, int) and months // 12 != years:
        says = _("Age in months: got %(months)s with %(years)s years; allowed: months of the same age")
        found.append(Finding("range", "error", "age_months", says % {"months": months, "years": years}))
    return found


def _formats(values: Mapping[str, Any]) -> list[Finding]:
    found = []
    code, phone, precision = values.get("icd10"), values.get("phone"), values.get("precision")
    if isinstance(code, str) and code and (wrong := icd10.problem(code)):
        found.append(Finding("format", "error", "icd10", wrong))
    if isinstance(phone, str) and phone and not PHONE.fullmatch(phone):
        found.append(
            Finding(
                "format",
                "error",
                "phone",
                _("Phone: allowed are digits, blanks, + - and brackets, at least 5"),
            )
        )
    if precision not in (None, "", "hour", "date"):
        says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
        found.append(
            Finding(
                "option",
                "error",
                "precision",
                says % {"field": title("precision"), "came": shorten(precision), "allowed": "hour, date"},
            )
        )
    if values.get("residence") and values.get("lives_elsewhere"):
        found.append(
            Finding(
                "both",
                "error",
                "residence",
                _("Place of residence: choose a place here, or elsewhere, not both"),
            )
        )
    day = values.get("original_date")
    if day not in (None, "") and not isinstance(day, date):
        found.append(
            Finding(
                "type",
                "error",
                "original_date",
                _("Date on the paper: got %(came)s; allowed: a day") % {"came": shorten(day)},
            )
        )
    return found
