"""Lists of titles and appraisals: terms of a named place with its yearly reports, published orders with bounds."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import words as titles
from safecommunity.accreditation.queries import applications
from safecommunity.accreditation.rights import Rights
from safecommunity.governance.appraisal import queries as appraisals
from safecommunity.governance.appraisal import words
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.models import Appraisal, AppraisalResult
from safecommunity.reports.documents.composing import Composer, listed
from safecommunity.shell.numbers import day
from safecommunity.shell.papers import Block, Paragraph, Run, Table


@listed("title_terms")
def terms(composer: Composer) -> Iterator[Block]:
    """Titles the place holds: since when, until when, certificate, yearly reports handed in and missing."""
    rights = Rights(composer.reader)
    if composer.place.pid not in rights.looks_in | rights.above:
        composer.hide(_("titles of the place"))
        return
    found = applications.applications(rights).filter(
        place=composer.place,
        named_on__isnull=False,
        named_on__lte=composer.period.end,
        closed_on__isnull=True,
    )
    held = list(found.prefetch_related("certificates", "reports").order_by("named_on", "pk"))
    if not held:
        yield Paragraph((_("No title of this place is on record; a yearly report of a title is not due."),))
        return
    heads = (
        _("Title held"),
        _("Named since"),
        _("Term ends"),
        _("Certificate"),
        _("Yearly reports handed in"),
    )
    yield Table(heads, tuple(_term(one) for one in held), widths=(1.6, 1, 1, 1.5, 1.6))
    for one in held:
        if missing := applications.reports_missing(one, timezone.localdate(composer.now)):
            says = _("%(title)s: reports not on record of %(years)s.")
            told = {"title": titles.title_of(one.level), "years": _(", ").join(str(year) for year in missing)}
            yield Paragraph((says % told,))


def _term(one: Any) -> tuple[Run, ...]:
    valid = [held.number for held in one.certificates.all() if held.ended_on is None]
    told = [str(report.year) for report in one.reports.all()]
    return (
        titles.title_of(one.level), day(one.named_on), day(one.term_ends) or "—", "、".join(valid) or "—",
        "、".join(told) or "—",
    )  # fmt: skip


@listed("orders")
def orders(composer: Composer) -> Iterator[Block]:
    """Published orders of the year's appraisals: each party with its bounds, ties and completeness."""
    seat = Seat(composer.reader)
    if composer.place.pid not in seat.look_reach | seat.above_reach:
        composer.hide(_("appraisals"))
        return
    found = appraisals.visible(seat).filter(place=composer.place, year=composer.period.end.year)
    held = list(found)
    shown = [one for one in held if one.state in SHOWN]
    for one in shown:
        result = appraisals.result(one)
        if result is not None:
            yield from _order(one, result)
    waiting = [words.kind(one.kind) for one in held if one.state not in SHOWN]
    if waiting:
        says = _("Not published yet, and therefore not told: %(kinds)s.")
        yield Paragraph((says % {"kinds": _(", ").join(waiting)},))
    if not held:
        says = _("No appraisal of %(year)s is on record.")
        yield Paragraph((says % {"year": composer.period.end.year},))


def _order(one: Appraisal, result: AppraisalResult) -> Iterator[Block]:
    told = {"kind": words.kind(one.kind), "day": day(one.published_on), "edition": result.edition,
            "state": words.state(one.state)}  # fmt: skip
    says = _("%(kind)s: published %(day)s, edition %(edition)s, %(state)s.")
    yield Paragraph((says % told,))
    lines = result.lines
    ranked = [line for line in lines if line["rank"] is not None]
    if ranked:
        yield Paragraph((_how_sure(ranked),))
    heads = (
        _("Place in the order"), _("Whom it appraises"), _("Points gained"), _("May stand at"), _("Items scored"),
        _("Records in time"), _("Remark"),
    )  # fmt: skip
    rows = tuple(_line(line) for line in lines)
    yield Table(heads, rows, caption=words.kind(one.kind), numeric=(True, False, True, True, True, True, False),
                widths=(0.7, 1.8, 0.8, 1.1, 1, 1.5, 1.6))  # fmt: skip


def _how_sure(ranked: list[dict[str, Any]]) -> str:
    """What the order is worth: how many share a place, how many could stand elsewhere, who is credibly last."""
    tied = sum(1 for line in ranked if line["tied"] > 1)
    wide = sum(1 for line in ranked if line["lower"] != line["upper"])
    text = _("In the order: %(n)s; sharing a place: %(tied)s; whose place is not certain: %(wide)s.") % {
        "n": len(ranked), "tied": tied, "wide": wide,
    }  # fmt: skip
    credible = [line["name"] for line in ranked if line["last"] == "credible"]
    if credible:
        return text + _(" Last beyond doubt: %(names)s.") % {"names": _(", ").join(credible)}
    return text + _(" Nobody is last beyond doubt.")


def _line(line: dict[str, Any]) -> tuple[Run, ...]:
    remarks = list(line["vetoes"])
    if line["out"] == "veto":
        remarks.insert(0, _("out of the order by veto"))
    elif line["out"]:
        remarks.insert(0, _("ended within the year, out of the order"))
    if line["tied"] > 1:
        remarks.append(_("%(n)s share this place") % {"n": line["tied"]})
    if line["scored"] < line["due"]:
        remarks.append(_("items not scored: %(n)s") % {"n": line["due"] - line["scored"]})
    if line["sampled"]:
        remarks.append(_("points from rates or samples, where chance decides too"))
    bounds = "—"
    if line["rank"] is not None:
        bounds = str(line["lower"]) if line["lower"] == line["upper"] else f"{line['lower']}–{line['upper']}"
    records = f"{line['done']} / {line['records']}" if line["records"] else "—"
    return (
        str(line["rank"]) if line["rank"] is not None else "—", line["name"], line["total"], bounds,
        f"{line['scored']} / {line['due']}", records, "；".join(remarks) or "—",
    )  # fmt: skip


@listed("unseen")
def unseen(composer: Composer) -> Iterator[Block]:
    """What was left out since its reader has no right to it."""
    if composer.hidden:
        says = _("Left out, since it is not open to whoever had this written: %(what)s.")
        yield Paragraph((says % {"what": _(", ").join(composer.hidden)},))
