"""Lists a document may hold: projects, targets, bodies, planned items, what does not add up, what stays to be done.

Each is read through its room's own query with the reader's rights; what he may not see is left out.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.reports.documents.composing import Composer, listed
from safecommunity.reports.documents.split_figures import rest
from safecommunity.shell.numbers import day
from safecommunity.shell.papers import Block, Paragraph, Table

MOST = 60


def _today(composer: Composer) -> date:
    return timezone.localdate(composer.now)


@listed("projects")
def projects(composer: Composer) -> Iterator[Block]:
    """Projects that ran in the year, with their problem and what came of them."""
    from safecommunity.governance.codes import setting_name
    from safecommunity.programmes.queries import projects as kept
    from safecommunity.programmes.rights import Rights

    found = kept.ran_in(kept.projects(Rights(composer.reader)), composer.period.end.year)
    found = kept.inside(found, composer.place.pid).order_by("setting", "pk")
    rows = tuple(
        (one.title, setting_name(one.setting), one.problem, one.result or _("under way"))
        for one in found[:MOST]
    )
    if rows:
        heads = (_("Project"), _("Setting"), _("Problem"), _("Result"))
        note = rest(found.count(), MOST, _("Projects"))
        yield Table(heads, rows, widths=(2, 1, 3, 2.4), note=note)


@listed("targets")
def targets(composer: Composer) -> Iterator[Block]:
    """Targets of the place that reach into the year."""
    from safecommunity.governance.targets import queries
    from safecommunity.indicators.definition import UNITS
    from safecommunity.indicators.languages import in_language

    year = composer.period.end.year
    found = queries.visible(composer.reader).filter(
        place=composer.place, dropped_on__isnull=True, starts__year__lte=year, deadline__year__gte=year
    )
    rows = tuple(
        (
            one.title,
            f"{queries.value_text(one)} {in_language(UNITS[one.unit], 'zh-hans') if one.unit in UNITS else one.unit}",
            day(one.deadline),
            one.paper or "—",
        )
        for one in found[:MOST]
    )
    if rows:
        heads = (_("Target"), _("Value"), _("Deadline"), _("Ordering paper"))
        yield Table(heads, rows, widths=(2.4, 1, 1, 2), note=rest(found.count(), MOST, _("Targets")))


@listed("bodies")
def bodies(composer: Composer) -> Iterator[Block]:
    """Bodies of the place and their duties; nobody's name."""
    from safecommunity.governance.queries import work
    from safecommunity.governance.rights import Rights

    found = work.bodies(Rights(composer.reader)).filter(place=composer.place, ends__isnull=True)
    held = list(found[:MOST])
    more = rest(found.count(), MOST, _("Organisation"))
    if any(one.duties for one in held):
        rows = tuple((one.name, one.duties or "—") for one in held)
        yield Table((_("Body"), _("Duties")), rows, widths=(1.2, 3), note=more)
    elif held:  # an empty column would say nothing
        yield Paragraph(("；".join(one.name for one in held) + "。" + more,))


def _items(composer: Composer) -> list[Any]:
    from safecommunity.governance.models import Plan
    from safecommunity.governance.plans import queries
    from safecommunity.governance.rights import Rights

    found = queries.plans(Rights(composer.reader)).filter(
        place=composer.place, withdrawn_on__isnull=True, kind=Plan.Kind.YEAR, starts__lte=composer.period.end,
        until__gte=composer.period.start,
    )  # fmt: skip
    return [line for plan in found[:10] for line in queries.lines(plan, _today(composer))]


@listed("plan_items")
def plan_items(composer: Composer) -> Iterator[Block]:
    """Items of the year's plan in their order."""
    items = _items(composer)
    rows = tuple(
        (str(n), line.item.title, line.item.who, day(line.item.due), line.item.measure or "—")
        for n, line in enumerate(items[:MOST], 1)
    )
    if rows:
        heads = (_("No."), _("What is to be done"), _("Who does it"), _("Due"), _("What it is to bring"))
        yield Table(heads, rows, widths=(0.5, 2.6, 1.4, 1, 1.8), note=rest(len(items), MOST, _("Work plans")))


@listed("next_steps")
def next_steps(composer: Composer) -> Iterator[Block]:
    """What of the plan is still open, with its day."""
    waiting = [line.item for line in _items(composer) if not line.ended]
    for one in waiting[:12]:
        says = _("%(what)s (%(who)s, until %(day)s).")
        yield Paragraph((says % {"what": one.title, "who": one.who, "day": day(one.due)},), "item")
    if more := rest(len(waiting), 12, _("Work plans")):
        yield Paragraph((more,), "note")


@listed("findings")
def findings(composer: Composer) -> Iterator[Block]:
    """What the integrity rules found and nobody has answered."""
    from safecommunity.figures.checker import queries
    from safecommunity.figures.checker.rights import Rights
    from safecommunity.figures.models import Finding

    found = queries.of_place(queries.findings(Rights(composer.reader)), composer.place.pid)
    found = found.filter(state=Finding.State.OPEN)
    for one in found.order_by("level", "pk")[:10]:
        yield Paragraph((queries.sentence(one),), "item")
    if more := rest(found.count(), 10, _("Exceptions")):
        yield Paragraph((more,), "note")
