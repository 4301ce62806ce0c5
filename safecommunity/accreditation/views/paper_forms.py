"""Paper forms of a title: filing form, application, the self-assessment as a sheet; filled from their records."""

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.queries import applications, rounds, sheets
from safecommunity.accreditation.queries.moves import state_name
from safecommunity.accreditation.views.common import asked, need_looks
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.accreditation"))
    paper_forms.bind("filing", Binding(filing, "applications"))
    paper_forms.bind("application", Binding(application, "applications"))
    paper_forms.bind("self_score", Binding(self_score, "rounds"))


def _application(request: HttpRequest, key: str) -> Application:
    found = applications.one(need_looks(request), key)
    if found is None:
        raise Http404
    return found


def _day(value: date | None) -> str:
    return day(value) if value else ""


def _standard(one: Application) -> str:
    return words.text(sheets.of_sheet(one.sheet).title) if one.sheet else ""


def filing(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The filing form of an application, with what the place is known by."""
    from safecommunity.governance.models import Body
    from safecommunity.places import queries as places

    one = _application(request, key)
    bodies = Body.objects.filter(place=one.place, ends__isnull=True).order_by("order", "pk")
    area = one.place.area_km2
    values = context_of(
        place=one.place.name, title=words.title_of(one.level), standard=_standard(one), filed=_day(one.filed_on),
        area=f"{area:g}" if area else "", communities=len(places.children(one.place.pid)) or "",
        body="；".join(f"{each.name}（{day(each.starts)}）" for each in bodies[:8]),
    )  # fmt: skip
    return [Filled(values, place=one.place.pid, name=one.place.name)]


def application(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The application as it stands."""
    one = _application(request, key)
    score = ""
    if one.round is not None and one.round.points:
        score = f"{one.round.points:.2f}（{words.numbered(one.round)}）"
    values = context_of(
        place=one.place.name, title=words.title_of(one.level), standard=_standard(one), started=_day(one.opened_on),
        filed=_day(one.filed_on), score=score, state=state_name(applications.procedure_of(one), one.state),
    )  # fmt: skip
    return [Filled(values, place=one.place.pid, name=one.place.name)]


def self_score(request: HttpRequest, key: str) -> Sequence[Filled]:
    """A self-assessment: every item with its points, as far as it is graded."""
    _held, found = asked(request, key)
    tree = rounds.tree(found)
    gaps = {mark.item: mark.gap for mark in found.marks.all() if mark.gap}
    rows = [
        context_of(
            code=line.item.id, text=words.text(line.item.text), full=f"{float(line.most):g}" if line.most else "",
            points=f"{float(line.points):g}" if line.graded and line.most else "",
            evidence=line.evidence or "", reason=gaps.get(line.item.id, ""),
        )
        for branch in tree.branches
        for line in branch.lines
    ]  # fmt: skip
    whole = bool(tree.branches) and all(line.graded for branch in tree.branches for line in branch.lines)
    values = context_of(
        place=found.place.name, year=words.numbered(found), standard=words.text(tree.standard.title),
        total=f"{float(tree.score.total):g}" if whole else "",
    )  # fmt: skip
    return [Filled(values, {"items": rows}, place=found.place.pid, name=f"{found.place.name} {found.year}")]
