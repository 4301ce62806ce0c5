"""The list of projects, the workbook, the grid of coverage, and the places where projects run."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.governance import codes as governance
from safecommunity.indicators.ages import GROUPS
from safecommunity.programmes import codes, words
from safecommunity.programmes.importing import KIND, written
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import coverage
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights
from safecommunity.programmes.views.common import FIGURES, GRID_FIGURES, cards, need, reads_numbers
from safecommunity.shell import own_forms, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table
from safecommunity.shell.templatetags.shell import clock

GROUPED = (
    ("environment", "environments"),
    ("vulnerable", "vulnerable"),
    ("situation", "situations"),
    ("role", "roles"),
)


def _name(one: Project) -> Any:
    return format_html(
        "{}<small>{} · {}</small>", one.title, governance.setting_name(one.setting), one.place.name
    )


def _state(one: Project) -> Any:
    return format_html('<span class="tag {}">{}</span>', words.tone(one.state), words.states()[one.state])


def _until(one: Project) -> Any:
    if one.ended_on is not None or one.state == "idea":
        return one.until.isoformat()
    told = clock(one.until, timezone.localdate())
    return format_html(
        '{} <span class="clock {}">{}</span>', one.until.isoformat(), told["kind"], told["text"]
    )


def _lead(one: Any) -> str:
    return one.body.name if one.body else ""


def _cells() -> list[tuple[str, str]]:
    year = timezone.localdate().year
    return [
        (f"{age}-{sex}-{when}", f"{codes.age_label(int(age))} · {label} · {when}")
        for when in range(year + 1, year - 10, -1)
        for age, _label in codes.ages()
        for sex, label in codes.choices("sexes")
    ]


def _aims() -> list[tuple[str, str]]:
    return [
        (f"{what}:{code}", f"{words.aim(what)} · {label}")
        for what, listed in GROUPED
        for code, label in codes.choices(listed)
    ]


class Projects(Table):
    """Projects, newest first or by their last day."""

    name = "projects"
    caption = gettext_lazy("Safety-promotion projects")
    empty = gettext_lazy("No project fits. Enter one, or read in a list of old ones.")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("project", args=[one.pid])),
        Column("title", gettext_lazy("Project"), _name, kind="html", wide=True, head=True),
        Column("state", gettext_lazy("State"), _state, kind="html"),
        Column("body", gettext_lazy("Working group"), _lead),
        Column("starts", gettext_lazy("First day"), "starts", kind="day"),
        Column("until", gettext_lazy("Last day"), _until, kind="html"),
        Column("milestones", gettext_lazy("Milestones done"), lambda one: f"{one.ended} / {one.many}", num=True),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()), "state"),
        Filter("setting", gettext_lazy("Setting"),
               lambda: [(one, governance.setting_name(one)) for one in governance.settings()], "setting"),
        Filter("measure", gettext_lazy("Kind of measure"), lambda: codes.choices("measures"), queries.with_measure),
        Filter("aim", gettext_lazy("For whom and where"), _aims,
               lambda rows, value: queries.with_aim(rows, *value.split(":"))),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("a milestone is overdue"))],
               lambda rows, _v: queries.late(rows, timezone.localdate())),
        Filter("cell", gettext_lazy("Age and sex"), _cells, queries.of_cell),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-starts", "-pk")),
        Order("until", gettext_lazy("by last day"), ("until", "pk")),
    )
    pairs = tuple(
        (one, order)
        for one in ("", "state", "setting", "measure", "aim", "clock", "cell")
        for order in ("recent", "until")
    )


def table_of(request: HttpRequest, held: Rights) -> tuple[Projects, choice.Choice | None]:
    """The list a request asks for, of the chosen place; without the switch all that is open."""
    found = queries.projects(held)
    if not reads_numbers(held):
        return Projects(found, request.GET), None
    chosen = choice.current(request, timezone.localdate())
    return Projects(queries.inside(found, chosen.place.pid), request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, with the figures of the chosen place and period over it."""
    held = need(request)
    table, chosen = table_of(request, held)
    context: dict[str, Any] = {
        "table": table, "enters": held.enters, "office": held.keeps_any, "numbers": chosen is not None,
        "own_forms": own_forms.forms(KIND, held.street.pid) if held.keeps_any and held.street else [],
    }  # fmt: skip
    if chosen is not None:
        context["figures"] = cards(FIGURES, chosen, timezone.now())
    return render(request, "programmes/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list as a workbook, in our headings or in a district's own form; it comes back in as it went out."""
    held = need(request)
    table, _chosen = table_of(request, held)
    names: dict[int, dict[str, str]] = {}
    rows = [written.row_of(one, _names(one, names)) for one in _whole(table)]
    asked = request.GET.get("form", "")
    own = own_forms.form(KIND, held.street.pid, asked) if asked and held.street else None
    if own is not None:
        answer = HttpResponse(own_forms.filled(own, rows), content_type=workbooks.TYPE)
        answer["Content-Disposition"] = 'attachment; filename="projects.xlsx"'
        answer["Cache-Control"] = "private, no-store"
        return answer
    heads = written.headings()
    cells = [[row.get(name, "") for name in heads] for row in rows]
    sheet = workbooks.Sheet(_("Safety-promotion projects"), list(heads.values()), cells, len(cells))
    return workbooks.answer(
        request, name=_("Safety-promotion projects"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _names(one: Project, known: dict[int, dict[str, str]]) -> dict[str, str]:
    """What the agencies of a project's place are called; asked once a place."""
    if one.place_id not in known:
        known[one.place_id] = dict(queries.agencies(one.place, timezone.localdate()))
    return known[one.place_id]


def _whole(table: Projects) -> Any:
    """Every project of the list with what its row says, some at a time."""
    wanted = ("aims", "measures", "budgets")
    return table._filtered().order_by(*table.chosen.order.fields).prefetch_related(*wanted)


@login_required
@require_safe
def grid(request: HttpRequest) -> HttpResponse:
    """Setting × age × sex: which cells have projects, which have none; environments and vulnerable groups below."""
    held = need(request)
    if not reads_numbers(held):
        raise PermissionDenied
    chosen = choice.current(request, timezone.localdate())
    year = chosen.period.end.year
    found = queries.inside(Project.objects.filter(held.condition), chosen.place.pid)
    rows = coverage.grid(found, year)
    context = {
        "rows": rows, "groups": GROUPS, "year": year, "chosen": chosen, "sexes": codes.choices("sexes"),
        "lists": [(words.aim(what), what, coverage.groups(found, year, what, listed)) for what, listed in GROUPED],
        "figures": cards(GRID_FIGURES, chosen, timezone.now()), "enters": held.enters,
        "covered": sum(one.covered for one in rows), "applying": sum(one.applying for one in rows),
        "source": codes.load()["source"],
    }  # fmt: skip
    return render(request, "programmes/grid.html", context)
