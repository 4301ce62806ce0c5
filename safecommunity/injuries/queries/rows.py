"""Reports as a reader may see them: a list, one page, the rows behind a figure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.registry import Rows, RowView
from safecommunity.indicators import ages
from safecommunity.injuries import codes
from safecommunity.injuries.actions.writing import PERSON, PLAIN
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import Report
from safecommunity.injuries.neiss import tables as neiss
from safecommunity.injuries.queries.rights import Rights, rights

LABELLED = dict(codes.LISTS)


def visible_reports(held: Rights) -> QuerySet[Report]:
    """Reports a reader may open, newest injury first."""
    return (
        Report.objects.filter(held.visible)
        .select_related("injury", "unit", "place", "residence", "occurrence")
        .order_by("-injury_on", "-pk")
    )


def printed(keys: list[int]) -> QuerySet[Report]:
    """The reports of these keys as lists print them; whoever asks has found them within his rights."""
    return Report.objects.filter(pk__in=keys).select_related("injury", "unit", "occurrence")


def reports_of(held: Rights, ref: str) -> list[Report]:
    """The reports of one injury that a reader may open, the one that speaks for it first."""
    found = visible_reports(held).filter(injury__ref=ref).select_related("own_injury", "injury__event")
    return sorted(found, key=lambda report: (not report.is_primary, report.pk))


def joined_into(held: Rights, ref: str) -> str:
    """The injury that the report which started this one was joined to; "" where there is none to see."""
    moved = visible_reports(held).filter(own_injury__ref=ref).exclude(injury__ref=ref).first()
    return moved.injury.ref if moved else ""


def age_text(report: Report) -> str:
    """Age as the card writes it: years, months for infants."""
    if report.age_months is not None and (report.age_years or 0) < 1:
        return _("%(months)s months") % {"months": report.age_months}
    if report.age_years is None:
        return ""
    return _("%(years)s years") % {"years": report.age_years}


def band_text(report: Report) -> str:
    """Age band, for rows seen without a name."""
    return ages.label_of(ages.band_of(report.age_years)).replace("-", "–")


def time_text(report: Report) -> str:
    """When it happened, no finer than it is known."""
    local = timezone.localtime(report.injury_time)
    return local.strftime("%Y-%m-%d %H:00" if report.precision == Report.Precision.HOUR else "%Y-%m-%d")


def _standing(refs: Iterable[str]) -> QuerySet[Report]:
    return Report.objects.filter(injury__ref__in=list(refs), is_primary=True, state=Report.State.LIVE)


def headings(*, diagnoses: bool = False) -> tuple[str, ...]:
    """Columns of the rows behind a figure; a source without causes shows its diagnoses in their place."""
    return (
        _("Day"), _("Age"), _("Sex"), _("Residence"), _("Place of injury"),
        _("Diagnosis") if diagnoses else _("Cause"), _("Severity"), _("Facility"),
    )  # fmt: skip


def rows_by_refs(reader: Reader, refs: list[str]) -> Rows:
    """The records behind a figure, in the order asked; what a reader may not open keeps its line without content.

    Constant in queries: the rows, and which of them are open to the reader.
    """
    held = rights(reader)
    found = {
        report.injury.ref: report
        for report in _standing(refs).select_related("injury", "unit", "residence", "occurrence")
    }
    may = set(_standing(refs).filter(held.visible).values_list("injury__ref", flat=True)) if found else set()
    titles = headings(diagnoses=bool(found) and all(one.cause is None for one in found.values()))
    width = len(titles)
    return Rows(
        titles,
        tuple(
            RowView(ref, _cells(found[ref]), reverse("injury", args=[ref])) if ref in may
            else RowView(ref, (_("not open to you"),) + ("",) * (width - 1))
            for ref in refs
            if ref in found
        ),
    )  # fmt: skip


def _cells(report: Report) -> tuple[str, ...]:
    home = report.residence.name if report.residence else _("elsewhere") if report.lives_elsewhere else ""
    return (
        report.injury_on.isoformat(), band_text(report), codes.label("sex", report.sex), home,
        codes.label("place", report.place_kind), category(report),
        codes.label("severity", report.severity), report.unit.name if report.unit else "",
    )  # fmt: skip


def category(report: Report) -> str:
    """What a list calls an injury: its cause, or the coded diagnosis of a source without causes. Never free text."""
    return codes.label("cause", report.cause) or coded("diagnosis", report.diagnosis_code)


def coded(dimension: str, code: int | None) -> str:
    """The name of a NEISS code in the reader's language; product titles are English, as published."""
    return "" if code is None else neiss.label_of(dimension, code, get_language() or "")


def option_label(name: str, value: int) -> str:
    """The words of a stored code of the fact's columns."""
    if name == "age_band":
        return ages.label_of(value) if value >= 0 else _("not known")
    if name == "age_group":
        return ages.group(value).label if value >= 0 else _("not known")
    if value < 0:
        return _("not recorded")
    if name == "hour_band":
        return f"{2 * value:02d}:00–{2 * value + 1:02d}:59"
    if name == "month":
        return _("month %(number)s") % {"number": value}
    if name in ("diagnosis", "product"):
        return coded(name, value)
    if name in ("mechanism", "matrix_intent", "matrix_source"):
        return icd10.label(name, value)
    if name in LABELLED:
        return codes.label(LABELLED[name], value)
    if name == "weekday":
        days = (
            _("Monday"),
            _("Tuesday"),
            _("Wednesday"),
            _("Thursday"),
            _("Friday"),
            _("Saturday"),
            _("Sunday"),
        )
        return days[value - 1]
    if name == "source":
        return {1: _("Injury card"), 2: _("Quick report"), 3: _("Import")}.get(value, str(value))
    return str(value)


@dataclass(frozen=True)
class Answer:
    """One line of a card's page."""

    number: int
    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """A part of the card with what was answered."""

    title: str
    answers: list[Answer] = field(default_factory=list)


def sections(report: Report) -> list[Section]:
    """The card's content without anything that identifies a person, in paper order."""
    card = codes.card()
    return [
        Section(
            str(title),
            [
                Answer(item.number, str(item.label), text)
                for item in card.items
                if item.part == part and item.kind not in ("secret", "id_number", "address")
                if (text := _answer(report, item.id, item.list))
            ],
        )
        for part, title in card.parts
    ]


def _answer(report: Report, item: str, list_name: str) -> str:
    if list_name:
        text = codes.numbered(list_name, getattr(report, item))
        if item == "place_kind" and report.occurrence:
            text = f"{text} · {report.occurrence.name}" if text else report.occurrence.name
        if item == "cause" and report.icd10:
            text = " · ".join(
                part for part in (text, f"ICD-10 {report.icd10} {icd10.title(report.icd10)}") if part
            )
        return text
    if item == "age":
        return age_text(report)
    if item == "injury_time":
        return time_text(report)
    if item == "visit_time":
        return timezone.localtime(report.visit_time).strftime("%Y-%m-%d %H:00") if report.visit_time else ""
    # Free text may name people; a product does not, a diagnosis is read by the office as a category only.
    if item == "diagnosis":
        return coded("diagnosis", report.diagnosis_code)
    return (coded("product", report.product_code) or report.product) if item == "product" else ""


def values_of(report: Report) -> dict[str, Any]:
    """The full set of a report's values, for the form that corrects it; holds the name: for those who may see it."""
    values: dict[str, Any] = {name: getattr(report, name) for name in PLAIN}
    person = getattr(report, "person", None)
    values |= {name: getattr(person, name) for name in PERSON} if person else {}
    values |= {
        "precision": report.precision,
        "unit": report.unit.pid if report.unit else "",
        "residence": report.residence.pid if report.residence else "",
        "occurrence": report.occurrence.pid if report.occurrence else "",
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def today_count(unit_pid: str, now: datetime) -> int:
    """Cards typed at a facility today; what came in lists does not count."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Report.objects.filter(
        unit__pid=unit_pid, source=Report.Source.CARD, entered_at__gte=begin,
        entered_at__lt=begin + timedelta(days=1),
    ).count()  # fmt: skip


def quick_today(pid: str, now: datetime) -> int:
    """Quick reports a person handed in today."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Report.objects.filter(entered_by=pid, entered_at__gte=begin, source=Report.Source.QUICK).count()


def possible_duplicates(held: Rights, report: Report) -> list[Report]:
    """Other injuries of the same identity number within two hours: perhaps the same one (rule Q9)."""
    person = getattr(report, "person", None)
    if person is None or not person.id_digest:
        return []
    near = timedelta(hours=codes.review()["Q9"]["hours"])
    return list(
        visible_reports(held)
        .filter(
            person__id_digest=person.id_digest, state=Report.State.LIVE,
            injury_time__range=(report.injury_time - near, report.injury_time + near),
        )
        .exclude(injury=report.injury)[:10]
    )  # fmt: skip
