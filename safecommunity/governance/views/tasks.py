"""Tasks: mine and of the place, by day; one task with what is asked and what came of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts.reader import reader_of
from safecommunity.files import queries as files
from safecommunity.governance import actions, codes, words
from safecommunity.governance.duties import title_of, who_of
from safecommunity.governance.forms import DoneForm, ReasonForm, TaskForm
from safecommunity.governance.models import Task
from safecommunity.governance.queries import work
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need, need_office, proofs, show
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.places.scopes import Within
from safecommunity.shell import paper_forms, slots, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table


class Tasks(Table):
    """Tasks by their day."""

    name = "tasks"
    caption = gettext_lazy("Tasks")
    empty = gettext_lazy("Decisions of meetings and duties of the year appear here by themselves.")
    columns = (
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("title", gettext_lazy("Task"), title_of, link=lambda one: reverse("task", args=[one.ref]), wide=True,
               head=True),
        Column("who", gettext_lazy("Who does it"), lambda one: who_of(one) or "—"),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("source", gettext_lazy("Where from"), lambda one: words.source(one.source)),
        Column("state", gettext_lazy("State"), lambda one: state_of(one)),
    )  # fmt: skip
    orders = (
        Order("due", gettext_lazy("oldest first"), ("due", "pk")),
        Order("recent", gettext_lazy("newest first"), ("-due", "-pk")),
    )
    pairs = tuple(
        (one, order) for one in ("", "state", "source", "mine", "community") for order in ("due", "recent")
    )

    def __init__(self, rows: Within, given: Any, communities: list[Place], me: str) -> None:
        offered = [(p.pid, p.name) for p in communities]
        self.filters = (  # type: ignore[misc]
            Filter("state", gettext_lazy("State"), lambda: list(states().items()), in_state),
            Filter("source", gettext_lazy("Where from"), sources, "source"),
            Filter("mine", gettext_lazy("Whose"), lambda: [("me", _("waiting for me"))], kept),
            Filter("community", gettext_lazy("Community"), offered, kept),
        )  # fmt: skip
        if given.get("mine") == "me":
            rows = rows.only(work.waits_for(me))
        if (community := given.get("community", "")) in dict(offered):
            rows = rows.at(community)
        super().__init__(rows, given)


def kept(found: QuerySet[Any], _value: str) -> QuerySet[Any]:
    """For a filter whose choice the rows were made for."""
    return found


def states() -> dict[str, str]:
    """States a list can be narrowed to; overdue is computed."""
    return {"open": _("open"), "late": _("overdue"), "done": _("done"), "dropped": _("given up")}


def sources() -> list[tuple[str, str]]:
    """Where tasks come from."""
    return [(one, words.source(one)) for one in Task.Source.values]


def in_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Tasks in a state."""
    if state == "done":
        return found.filter(done_on__isnull=False)
    if state == "dropped":
        return found.filter(dropped_on__isnull=False)
    waiting = found.filter(done_on__isnull=True, dropped_on__isnull=True)
    return waiting.filter(due__lt=timezone.localdate()) if state == "late" else waiting


def state_of(one: Task) -> str:
    """The state of a task in words."""
    if one.dropped_on:
        return _("given up")
    if one.done_on:
        return _("done %(day)s") % {"day": one.done_on} + (
            f"（{_('late')}）" if one.done_on > one.due else ""
        )
    return _("overdue") if one.due < timezone.localdate() else _("open")


def need_tasks(request: HttpRequest) -> Rights:
    """The reader's rights, for who has tasks: also an agency's own people, who have nothing else of this room."""
    rights = Rights(reader_of(request))
    return rights if rights.sectors else need(request)


def table_of(request: HttpRequest, rights: Rights) -> Tasks:
    """The list a request asks for."""
    street = rights.street
    beneath = places.children(street.pid) if street is not None else []
    communities = [one for one in beneath if one.pid in rights.look_reach]
    return Tasks(work.listed(rights), request.GET, communities, rights.reader.pid)


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The list of tasks."""
    rights = need_tasks(request)
    if rights.street is not None:
        show(request, rights.street)
    late = work.listed(rights).so_many(lambda found: in_state(found, "late"))
    context = {"table": table_of(request, rights), "office": bool(rights.tops), "late": late}
    return render(request, "governance/tasks.html", context)


@login_required
@require_safe
def tasks_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = table_of(request, need_tasks(request))
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest) -> HttpResponse:
    """A task of the office's own."""
    rights = need_office(request)
    if rights.street is None:
        raise Http404
    show(request, rights.street)
    form = TaskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = actions.record_task(
                reader=rights.reader, place=rights.street, at=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("task", made.ref)
    return render(request, "governance/task_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _task(request: HttpRequest, ref: str) -> tuple[Rights, Task]:
    rights = need_tasks(request)
    one = work.task_of(rights, ref)
    if one is None:
        raise Http404
    show(request, one.place)
    return rights, one


def works_on(rights: Rights, one: Task) -> bool:
    """The office of its place, whom it waits for, and the own people of the agency that does it."""
    mine = one.user == rights.reader.pid or rights.of_sector(one.place, one.sector)
    return mine or one.place.pid in rights.office_reach


def link_of(request: HttpRequest, one: Task) -> str:
    """The page a duty ends in, of this room or of one above; "" where it ends on paper."""
    told = codes.duties().get(one.duty)
    if told is None:
        return ""
    if told["link"]:
        try:
            return reverse(told["link"])
        except NoReverseMatch:
            return ""
    return next(iter(slots.collect("duty.link", request, duty=one.duty)), "")


def papers_of(one: Task) -> list[dict[str, str]]:
    """The paper forms a duty asks for."""
    told = codes.duties().get(one.duty)
    known = [paper_forms.found(code) for code in (told or {}).get("paper", ())]
    spoken = get_language() or "zh-hans"
    return [
        {"code": each[0].code, "title": each[0].title.get(spoken, each[0].title["zh-hans"])}
        for each in known
        if each
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, ref: str) -> HttpResponse:
    """One task: what is asked, until when, where it came from; and done with one button."""
    rights, one = _task(request, ref)
    works = works_on(rights, one)
    form = DoneForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and not works:
        raise Http404
    if form.is_valid():
        try:
            actions.finish_task(
                reader=rights.reader, task=one, proofs=proofs(request), at=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("task", ref)
    told = codes.duties().get(one.duty)
    ended = bool(one.done_on or one.dropped_on)
    context = {
        "task": one, "title": title_of(one), "who": who_of(one), "told": told, "state": state_of(one),
        "recalled": told is not None and told["basis"] == "recalled", "link": link_of(request, one),
        "papers": papers_of(one),
        "source": words.source(one.source), "form": form if works and not ended else None,
        "reason": ReasonForm() if works else None, "ended": ended, "today": timezone.localdate(),
        "files": files.attachments(rights.reader, "task", one.ref),
    }  # fmt: skip
    return render(request, "governance/task.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def task_end(request: HttpRequest, ref: str) -> HttpResponse:
    """Give a task up, or open an ended one again; both with a reason."""
    rights, one = _task(request, ref)
    deed = actions.reopen_task if one.done_on or one.dropped_on else actions.drop_task
    if not works_on(rights, one):
        raise Http404
    try:
        deed(reader=rights.reader, task=one, reason=request.POST.get("reason", "")[:200], at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("task", ref)
