"""Paper forms of a project, filled from its record: the proposal, and the summary when it has ended."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from safecommunity.governance import codes as governance
from safecommunity.programmes import codes, ties, words
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import effect
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights
from safecommunity.programmes.views.common import asked
from safecommunity.shell import cards, paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.programmes"))
    paper_forms.bind("project_start", Binding(start, "projects"))
    paper_forms.bind("project_end", Binding(end, "projects"))


def start(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The proposal: problem, group, measures, figures as they stood at the start, budget."""
    _held, one = asked(request, key)
    names = dict(queries.agencies(one.place, timezone.localdate()))
    told = f"{words.qualifier(one.people_qualifier)}{one.people:,}" if one.people is not None else ""
    values = context_of(
        title=one.title, place=one.place.name, setting=governance.setting_name(one.setting),
        body=one.body.name if one.body else "", agency=names.get(one.agency, one.agency),
        span=f"{day(one.starts)} – {day(one.until)}", people=told, problem=one.problem, group=one.group, goal=one.goal,
    )  # fmt: skip
    measures = [
        context_of(kind=codes.label("measures", each.kind), what=each.what)
        for each in one.measures.filter(dropped_on__isnull=True)
    ]
    budget = [
        context_of(
            what=" ".join(filter(None, (codes.label("lines", each.line), each.note))),
            source=codes.label("sources", each.source), amount=f"{each.amount:,}",
        )
        for each in queries.money_of(one)["budgets"]
    ]  # fmt: skip
    tables = {"measures": measures, "figures": _figures(one), "budget": budget}
    return [Filled(values, tables, place=one.place.pid, name=one.title)]


def _figures(one: Project) -> list[dict[str, str]]:
    found = []
    for row in one.figures.filter(dropped_on__isnull=True).select_related("pin", "place"):
        then = effect.held(row)
        shown = cards.card(then)
        found.append(context_of(
            figure=shown.title, baseline=" ".join(filter(None, (shown.value, shown.unit))),
            target=f"{row.wanted.normalize():f}" if row.wanted is not None else "",
        ))  # fmt: skip
    return found


def end(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The summary: what was done when, what came out of it, what was spent; the records a reader may not open are
    left out."""
    held, one = asked(request, key)
    begin = one.started_on or one.starts
    values = context_of(
        title=one.title, place=one.place.name, setting=governance.setting_name(one.setting),
        span=f"{day(begin)} – {day(one.ended_on)}" if one.ended_on else f"{day(begin)} –",
        state=words.states()[one.state], problem=one.problem, spent=f"{queries.money_of(one)['spent']:,}",
        result=one.result,
    )  # fmt: skip
    stones = [
        context_of(
            what=" ".join(filter(None, (each.title, each.result))), due=day(each.first_due),
            done=day(each.done_on) if each.done_on else "",
        )
        for each in one.milestones.filter(dropped_on__isnull=True)
    ]  # fmt: skip
    tables = {"milestones": stones, "outputs": _outputs(held, one)}
    return [Filled(values, tables, place=one.place.pid, name=one.title)]


def _outputs(held: Rights, one: Project) -> list[dict[str, str]]:
    rows = list(one.outputs.filter(untied_on__isnull=True))
    found = []
    for code, kind in ties.kinds().items():
        mine = [each for each in rows if each.kind == code]
        seen = kind.seen(held.reader, [each.record for each in mine]) if mine else {}
        for each in mine:
            record = seen.get(each.record)
            if record is not None:
                found.append(context_of(what=record.title, quantity=record.amount, day=day(each.on)))
    return found
