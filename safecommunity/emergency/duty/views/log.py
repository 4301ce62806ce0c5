"""The duty log: a line on a phone in twenty seconds, the list, one line, handing over."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.emergency import codes, common
from safecommunity.emergency.common import need, need_worker, show
from safecommunity.emergency.duty import actions, listing, queries
from safecommunity.emergency.duty.forms import EntryForm, GiveForm
from safecommunity.emergency.listing_views import in_own_form
from safecommunity.emergency.models import DutyEntry
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.rights import Rights
from safecommunity.files import queries as files
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.offline import is_offline
from safecommunity.shell.tables import Column, Filter, Order, Table

State = DutyEntry.State


def near_of(held: Rights) -> list[Place]:
    """Whose duty a reader may write for: places with a roster first."""
    near, known = held.places(office=False), {one.pid for one in queries.rosters(held)}
    return sorted(near, key=lambda one: one.pid not in known)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Kind, what: twenty seconds, with or without network."""
    held = need_worker(request)
    near = near_of(held)
    show(request, near[0] if near else None)
    if request.method != "POST":
        return _quick(request, held, EntryForm(places=near, initial={"client_id": uuid.uuid4().hex}))
    form = EntryForm(request.POST, places=near)
    if not form.is_valid():
        return _quick(request, held, form, 422)
    place = form.place()
    try:
        if place is None:
            raise Refused(
                _("%(field)s: no place came; allowed: one of the list") % {"field": _("Place")}, "place"
            )
        made, _new = actions.record_entry(
            reader=held.reader, place=place, values=form.values(timezone.now()), at=timezone.now(),
            client_id=form.cleaned_data["client_id"], looked=common.files_of(request, "photos"),
        )  # fmt: skip
    except Refused as reason:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return _quick(request, held, form, 422)
    if is_offline(request):
        return JsonResponse({"number": made.number}, status=201)
    return redirect(f"{reverse('duty_quick')}?saved={made.pid}")


def _quick(request: HttpRequest, held: Rights, form: EntryForm, status: int = 200) -> HttpResponse:
    if status != 200 and is_offline(request):
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    saved = request.GET.get("saved", "")
    context = {
        "form": form,
        "saved": queries.entry_of(held, saved) if saved else None,
        "recent": [(one, codes.label("log_kinds", one.kind)) for one in queries.recent(held)],
    }
    return render(request, "emergency/duty/quick.html", context, status=status)


def _state(one: DutyEntry) -> Any:
    told = {State.REVERSED: _("taken back"), State.REVERSAL: _("reversing line")}.get(State(one.state), "")
    return format_html('<span class="tag ask">{}</span>', told) if told else ""


class Log(Table):
    """Lines of the log, the latest first."""

    name = "duty_log"
    caption = gettext_lazy("Duty log")
    empty = gettext_lazy("Lines appear here as soon as one is written.")
    columns = (
        Column("when", gettext_lazy("When"), listing.moment, kind="moment"),
        Column("says", gettext_lazy("What"), "says", link=lambda one: reverse("duty_entry", args=[one.pid]), head=True,
               wide=True),
        Column("kind", gettext_lazy("Kind"), lambda one: codes.label("log_kinds", one.kind)),
        Column("from", gettext_lazy("Reported by"), "heard_from"),
        Column("did", gettext_lazy("What was done"), "did"),
        Column("to", gettext_lazy("Passed on to"), "passed_to"),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: codes.choices("log_kinds"), "kind"),
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: [("live", _("stands")), ("reversed", _("taken back")), ("reversal", _("reversing line"))],
            "state",
        ),
    )
    orders = (Order("recent", gettext_lazy("newest first"), ("-happened_at", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"), ("state", "recent"))


def table_of(request: HttpRequest, held: Rights) -> Log:
    """The list a request asks for, of the chosen place."""
    found, asked = queries.entries(held), common.chosen(request, held, timezone.localdate())
    if asked is None:
        return Log(found, request.GET)
    of = common.listed(found, queries.every(), held, asked.place.pid)
    return Log(of.rows, request.GET, most=of.most)


@login_required
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """The log, and what waits to be taken over."""
    held = need(request)
    today = timezone.localdate()
    waiting = queries.handovers(held) if held.works else []
    names = people.names({one.given_by for one in waiting})
    near = near_of(held)
    place = near[0] if near else None
    duty = queries.on_duty(place, today) if place is not None else None
    context = {
        "table": table_of(request, held), "works": held.works, "office": held.keeps,
        "waiting": [(one, names.get(one.given_by, "")) for one in waiting], "place": place,
        "give_form": GiveForm() if duty is not None and duty.day is not None and _open(duty.day) else None,
    }  # fmt: skip
    return render(request, "emergency/duty/log.html", context)


def _open(day: Any) -> bool:
    return getattr(day, "handover", None) is None


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The log as a workbook, or in the district's own form."""
    table = table_of(request, need(request))
    records = (one for one in table.records())
    if (own := in_own_form(request, "log", records, listing.fields_of)) is not None:
        return own
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One line: what it says, what was corrected, photos."""
    held = need(request)
    entry = queries.entry_of(held, pid)
    if entry is None:
        raise Http404(_("No such line, or it is not open to you"))
    show(request, entry.place)
    names = people.names({entry.by})
    context = {
        "entry": entry, "kind": codes.label("log_kinds", entry.kind), "when": listing.moment(entry),
        "who": names.get(entry.by, ""), "state": _state(entry), "reversal": getattr(entry, "reversal", None),
        "corrections": list(entry.corrections.all()), "files": files.attachments(held.reader, "duty_entry", entry.pid),
        "may": entry.state == State.LIVE and queries.may_take_back(held, entry),
    }  # fmt: skip
    return render(request, "emergency/duty/entry.html", context)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """A line is taken back, or corrected by a new one."""
    held, what = need_worker(request), request.POST.get("what", "")
    entry = queries.entry_of(held, pid)
    if entry is None or what not in ("reverse", "correct"):
        raise Http404
    if not queries.may_take_back(held, entry):
        raise PermissionDenied
    say: dict[str, Any] = {
        "reader": held.reader, "entry": entry, "at": timezone.now(), "reason": request.POST.get("reason", "")[:400]
    }  # fmt: skip
    if what == "reverse":
        common.tried(
            request, lambda: actions.reverse_entry(**say), _("Taken back; both lines stay to be read")
        )
        return redirect("duty_entry", pid)
    names = ("says", "heard_from", "did", "passed_to")
    values = {name: request.POST.get(name, "")[:600] for name in names} | {
        "kind": request.POST.get("kind", entry.kind)
    }
    made: list[DutyEntry] = []
    done = common.tried(
        request,
        lambda: made.append(actions.correct_entry(values=values, **say)),
        _("Corrected; both lines stay to be read"),
    )
    return redirect("duty_entry", made[0].pid if done else pid)


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Hand today's duty over."""
    held = need_worker(request)
    asked = request.POST.get("at", "")
    place = next((one for one in near_of(held) if one.pid == asked), None)
    if place is None:
        raise Http404
    common.tried(
        request,
        lambda: actions.give_over(
            reader=held.reader, place=place, on=timezone.localdate(), says=request.POST.get("says", "")[:600],
            at=timezone.now(),
        ),
        _("Handed over; somebody else signs that he has it"),
    )  # fmt: skip
    return redirect("duty_log")


@login_required
@require_POST
def take(request: HttpRequest, pk: str) -> HttpResponse:
    """Sign that the duty is taken over."""
    held = need_worker(request)
    handover = queries.handover_of(held, pk)
    if handover is None:
        raise Http404
    common.tried(
        request,
        lambda: actions.take_over(reader=held.reader, handover=handover, at=timezone.now()),
        _("Taken over"),
    )
    return redirect("duty_log")
