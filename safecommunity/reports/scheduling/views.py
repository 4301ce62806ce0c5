"""Schedules in the browser: list, one with its log, setting it up, pausing, writing one again, what one was told."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.indicators.period import Period
from safecommunity.reminders import channels
from safecommunity.reports.documents import kinds
from safecommunity.reports.documents.rights import Rights, of_request
from safecommunity.reports.documents.views import LANGUAGES
from safecommunity.reports.models import Schedule, ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import actions, queries, words
from safecommunity.reports.scheduling.forms import ScheduleForm
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Order, Table


def need(request: HttpRequest) -> Rights:
    """The rights of an office that writes documents."""
    held = of_request(request)
    if held is None or not held.writes:
        raise PermissionDenied
    return held


def asked(request: HttpRequest, pid: str) -> tuple[Rights, Schedule]:
    """A schedule open to the reader."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found


def title_of(one: Schedule) -> str:
    """What is written, in the reader's language."""
    known = kinds.kinds().get(one.kind)
    return known.title(get_language() or "zh-hans") if known else one.kind


class Schedules(Table):
    """Schedules of the reader's offices."""

    name = "schedules"
    caption = gettext_lazy("Schedules")
    empty = gettext_lazy("Set one up, and a document is written by itself after each month, quarter or year.")
    columns = (
        Column("title", gettext_lazy("Document"), title_of, link=lambda one: reverse("schedule", args=[one.pid]),
               wide=True, head=True),
        Column("place", gettext_lazy("Whose schedule"), "place.name"),
        Column("every", gettext_lazy("Written how often"), lambda one: words.every(one.every)),
        Column("when", gettext_lazy("On which day"), words.day_of),
        Column("outcome", gettext_lazy("Left as"), lambda one: words.outcome(one.outcome)),
        Column("state", gettext_lazy("State"), lambda one: _("paused") if one.paused_on else _("runs")),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"),)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Schedules of the reader's offices."""
    held = need(request)
    table = Schedules(queries.schedules(held), request.GET)
    return render(request, "reports/scheduling/list.html", {"table": table})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set one up for the place of the switch."""
    held = need(request)
    chosen = choice.current(request, timezone.localdate())
    if not held.keeps(chosen.place):
        raise PermissionDenied
    return _form(request, held, None, chosen.place)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pid: str) -> HttpResponse:
    """Set it otherwise."""
    held, one = asked(request, pid)
    return _form(request, held, one, one.place)


def _form(request: HttpRequest, held: Rights, one: Schedule | None, place: Any) -> HttpResponse:
    offered = queries.places_to_choose(held, place)
    form = ScheduleForm(request.POST or None, places=offered, schedule=one)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.keep_schedule(
                reader=held.reader, place=place, asked=form.asked(), at=timezone.now(), schedule=one,
                revision=revision_of(request),
            )  # fmt: skip
        except actions.Refused as reason:
            form.refuse(reason.findings)
        else:
            messages.success(request, _("The schedule is kept."))
            return redirect("schedule", made.pid)
    context = {"form": form, "one": one, "place": place, "mail_on": "mail" in channels.known(),
               "title": title_of(one) if one else ""}  # fmt: skip
    return render(
        request, "reports/scheduling/form.html", context, status=422 if request.method == "POST" else 200
    )


def revision_of(request: HttpRequest) -> int:
    """The revision a form was filled beside; -1 where it says none."""
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


def _period(run: ScheduleRun) -> str:
    return Period.parse(run.period).label(get_language() or "zh-hans")


class Runs(Table):
    """The log of a schedule, newest first."""

    name = "runs"
    caption = gettext_lazy("Log")
    empty = gettext_lazy("Nothing was due yet.")
    columns = (
        Column("period", gettext_lazy("Period"), lambda run: _period(run),
               link=lambda run: reverse("document", args=[run.document.pid]) if run.document else "", wide=True,
               head=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("due", gettext_lazy("Due"), "due_on", kind="day"),
        Column("state", gettext_lazy("State"), lambda run: words.run_state(run)[0]),
        Column("ended", gettext_lazy("Written at"), "ended_at", kind="moment"),
        Column("told", gettext_lazy("Who was told"), lambda run: _told(run)),
        Column("reason", gettext_lazy("Remark"), "reason"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-due_on", "-pk")),)
    pairs = (("", "recent"),)


def _told(run: Any) -> str:
    """How many were told, how many looked, how mail stands."""
    if not run.told:
        return "—"
    says = [_("%(n)s told, %(seen)s looked") % {"n": run.told, "seen": run.seen}]
    if run.mailed:
        says.append(_("mail sent: %(n)s") % {"n": run.mailed})
    if run.waiting:
        says.append(_("mail waits: %(n)s") % {"n": run.waiting})
    if run.failing:
        says.append(_("mail failed: %(n)s") % {"n": run.failing})
    return _(", ").join(says)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One schedule: how it is set, what comes next, its log, what failed."""
    _held, one = asked(request, pid)
    today = timezone.localdate()
    period, when = queries.next_due(one, today)
    known = {"failed": ScheduleRun.State.FAILED, "skipped": ScheduleRun.State.SKIPPED}
    again = one.runs.filter(state__in=known.values()).select_related("place")[:20]
    context = {
        "one": one, "title": title_of(one), "every": words.every(one.every), "when": words.day_of(one),
        "outcome": words.outcome(one.outcome), "language": LANGUAGES.get(one.language, one.language),
        "roles": words.roles(one.roles), "places": [row.place.name for row in one.places.select_related("place")],
        "next_period": period.label(get_language() or "zh-hans"), "next_on": when,
        "table": Runs(queries.runs(one), request.GET), "failures": queries.failures(one),
        "again": [{"run": run, "period": _period(run),
                   "state": words.run_state(run)} for run in again],
        "mail_on": "mail" in channels.known(),
    }  # fmt: skip
    return render(request, "reports/scheduling/page.html", context)


@login_required
@require_POST
def pause(request: HttpRequest, pid: str) -> HttpResponse:
    """Write nothing for a while."""
    held, one = asked(request, pid)
    return _done(request, one, _("The schedule is paused; nothing is written until it is resumed."),
                 lambda: actions.pause_schedule(
                     reader=held.reader, schedule=one, revision=revision_of(request), at=timezone.now()))  # fmt: skip


@login_required
@require_POST
def resume(request: HttpRequest, pid: str) -> HttpResponse:
    """Go on."""
    held, one = asked(request, pid)
    return _done(request, one, _("The schedule goes on. What became due meanwhile is passed over."),
                 lambda: actions.resume_schedule(
                     reader=held.reader, schedule=one, revision=revision_of(request), at=timezone.now()))  # fmt: skip


@login_required
@require_POST
def again(request: HttpRequest, pid: str, run: str) -> HttpResponse:
    """Write one after all."""
    held, one = asked(request, pid)
    found = one.runs.select_related("schedule__place").filter(pid=run).first()
    if found is None:
        raise Http404
    return _done(request, one, _("It is written within a minute."),
                 lambda: actions.try_again(reader=held.reader, run=found, at=timezone.now()))  # fmt: skip


def _done(request: HttpRequest, one: Schedule, says: str, deed: Any) -> HttpResponse:
    try:
        deed()
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, says)
    return redirect("schedule", one.pid)


@login_required
@require_POST
def notice(request: HttpRequest, pid: str) -> HttpResponse:
    """Look at what one was told of: it is told no more, and the document opens."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    found = (
        ScheduleNotice.objects.select_related("run__document").filter(pid=pid, user=held.reader.pid).first()
    )
    if found is None or found.run.document is None:
        raise Http404
    actions.see_notice(reader=held.reader, notice=found, at=timezone.now())
    return redirect("document", found.run.document.pid)
