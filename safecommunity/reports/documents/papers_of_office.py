"""More lists a document may hold: profile, agencies with duties, targets handed down, stages, scores, criteria."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.reports.documents.composing import Composer, listed
from safecommunity.shell.numbers import day
from safecommunity.shell.papers import Block, Paragraph, Run, Said, Table

MOST = 80
# no figure has a source for a number a paper states: it is shown as one without records
STATED = "claim"


@listed("profile")
def profile(composer: Composer) -> Iterator[Block]:
    """The community profile of the latest year up to the document's, with the words 余, 近, 以上 as entered."""
    from safecommunity.governance.profile import queries
    from safecommunity.indicators.definition import UNITS
    from safecommunity.indicators.languages import in_language

    year = next((one for one in queries.years(composer.place) if one <= composer.period.end.year), None)
    if year is None or not queries.looks(composer.reader):
        return
    for group in queries.sheet(composer.place, year):
        rows: list[tuple[Run, ...]] = []
        for line in group["lines"]:
            if line["row"] is not None:
                item = line["item"]
                unit = in_language(UNITS[item.unit], "zh-hans") if item.unit in UNITS else item.unit
                rows.append((item.title("zh-hans"), Said(queries.told(line["row"]), 0, STATED), unit))
        if rows:
            heads = (in_language(group["titles"], "zh-hans"), _("Value"), _("Unit of measure"))
            yield Table(heads, tuple(rows), numeric=(False, True, False), widths=(3, 1, 1), note=str(year))


@listed("agencies")
def agencies(composer: Composer) -> Iterator[Block]:
    """Agencies of the place by their names of today, with what they answer for."""
    from safecommunity.governance.queries import work
    from safecommunity.governance.rights import Rights

    found = [
        one for one in work.agencies(Rights(composer.reader))
        if one.place_id == composer.place.pk and one.ends is None
    ]  # fmt: skip
    rows = []
    for one in found[:MOST]:
        names = [name.name for name in one.names.all() if name.ends is None]
        duties = [duty.text for duty in one.duties.all() if duty.ends is None]
        rows.append((names[-1] if names else one.sector, "；".join(duties) or "—"))
    if rows:
        yield Table((_("Agency"), _("Duties")), tuple(rows), widths=(1.1, 3))


@listed("assigned")
def assigned(composer: Composer) -> Iterator[Block]:
    """Each target of the place and what of it was assigned below; the sum is said, also where it differs."""
    from safecommunity.governance.models import Target
    from safecommunity.governance.targets import queries

    year = composer.period.end.year
    found = queries.visible(composer.reader).filter(
        place=composer.place, dropped_on__isnull=True, starts__year__lte=year, deadline__year__gte=year
    )
    held = list(found[:20])
    below = Target.objects.filter(parent__in=held, dropped_on__isnull=True).select_related("place", "parent")
    parts: dict[int, list[Any]] = {}
    for one in below.order_by("place__order", "pk"):
        parts.setdefault(one.parent_id or 0, []).append(one)
    for target in held:
        mine = parts.get(target.pk, [])
        if not mine:
            continue
        rows = tuple((one.place.name, queries.value_text(one), day(one.deadline)) for one in mine)
        total = queries.added(target, mine)
        note = "" if total is None else total.says
        heads = (_("Place"), _("Value"), _("Deadline"))
        yield Table(heads, rows, caption=target.title, numeric=(False, True, False), note=note)


@listed("stages")
def stages(composer: Composer) -> Iterator[Block]:
    """Stages of the plans in years that reach into the document's year."""
    from safecommunity.governance.models import Plan
    from safecommunity.governance.plans import queries
    from safecommunity.governance.rights import Rights

    found = queries.plans(Rights(composer.reader)).filter(
        place=composer.place, withdrawn_on__isnull=True, kind=Plan.Kind.STAGED,
        starts__lte=composer.period.end, until__gte=composer.period.start,
    )  # fmt: skip
    for plan in found[:5]:
        rows = tuple(
            (one.title, f"{day(one.starts)} – {day(one.until)}", one.expected or "—")
            for one in queries.stages(plan)
        )
        if plan.goal:
            yield Paragraph((plan.goal,))
        if rows:
            heads = (_("Stage"), _("From – to"), _("What it is to bring"))
            yield Table(heads, rows, caption=plan.title, widths=(1, 1.5, 2.5))


@listed("scores")
def scores(composer: Composer) -> Iterator[Block]:
    """Self-assessments of the year: points, items graded, verdict; a score on texts that are not official says so."""
    from safecommunity.accreditation import words
    from safecommunity.accreditation.queries import rounds, sheets
    from safecommunity.accreditation.rights import Rights

    titles = sheets.shipped_titles()
    found = rounds.rounds(Rights(composer.reader)).filter(place=composer.place, year=composer.period.end.year)
    rows = tuple(
        (words.text(titles[one.code]) if one.code in titles else one.code, f"{one.graded} / {one.items}",
         f"{one.points:.2f}", words.verdict(sheets.of_sheet(one.sheet), one.verdict) if one.verdict else "—",
         words.state(one.state))
        for one in found[:10]
    )  # fmt: skip
    if rows:
        heads = (_("Standard"), _("Graded"), _("Score"), _("Verdict"), _("State"))
        note = _("A score that rests on reconstructed texts is a sample, not an official score.")
        yield Table(heads, rows, numeric=(False, True, True, False, False), widths=(3, 1, 1, 1, 1), note=note)


@listed("criteria")
def criteria(composer: Composer) -> Iterator[Block]:
    """Elements and items of the national sheet in force, each with where its text comes from."""
    from safecommunity.accreditation import words
    from safecommunity.accreditation.queries import sheets

    standard = sheets.in_force().get("cn-national")
    if standard is None or not composer.reader:
        return
    for element in standard.elements:
        rows = tuple((item.id, words.text(item.text), words.basis(item.basis)) for item in element.items)
        heads = (_("No."), words.text(element.title), _("Text"))
        yield Table(heads, rows, widths=(0.6, 4, 1))
