"""Applications: the list."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.accreditation import words
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.queries import applications
from safecommunity.accreditation.views.common import need_looks
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table


class Applications(Table):
    """Applications, newest or most urgent first."""

    name = "applications"
    caption = gettext_lazy("Applications")
    empty = gettext_lazy("An application appears here as soon as it is opened.")
    columns = (
        Column("place", gettext_lazy("Place"), "place.name", wide=True, head=True),
        Column("level", gettext_lazy("Title applied for"), lambda one: words.title_of(one.level)),
        Column("stage", gettext_lazy("Stage"), lambda one: words.stage(one.stage)),
        Column("since", gettext_lazy("In it since"), "entered_on", kind="day"),
        Column("due", gettext_lazy("Due"), "due_on", kind="day"),
        Column("opened", gettext_lazy("Opened on"), "opened_on", kind="day"),
    )
    filters = (
        Filter("level", gettext_lazy("Title applied for"), lambda: [(x, words.title_of(x)) for x in LEVELS],
               "level"),
        Filter("stage", gettext_lazy("Stage"), lambda: [(x, words.stage(x)) for x in STAGES], "stage"),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-opened_on", "-pk")),
        Order("due", gettext_lazy("most urgent first"), ("due_sort", "pk")),
    )
    pairs = (
        ("", "recent"), ("", "due"), ("level", "recent"), ("level", "due"), ("stage", "recent"), ("stage", "due"),
    )  # fmt: skip


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Applications open to the reader."""
    held = need_looks(request)
    table = Applications(applications.applications(held), request.GET)
    return render(request, "accreditation/applications.html", {"table": table})


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Applications(applications.applications(need_looks(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())
