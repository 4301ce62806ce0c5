"""The register of events: the list with its overview, the form, an event's page and what can be done there."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.injuries import actions
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.event_forms import PEOPLE, EventForm, StepForm, initial_of
from safecommunity.injuries.models import Event, Report
from safecommunity.injuries.queries import events, rows
from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.views.common import MOST_PLACES, need
from safecommunity.journal import queries as journal
from safecommunity.places.models import Level, Place, SocialUnit
from safecommunity.shell import slots
from safecommunity.shell.forms import DateHour
from safecommunity.shell.slots import show_place

LEVELS = (Level.STREET, Level.COMMUNITY, Level.GRID)


def action_says(action: str) -> str:
    """What an event of the log did, in the reader's words."""
    words = {
        "record_event": _("Event entered"), "amend_event": _("Corrected"), "withdraw_event": _("Withdrawn"),
        "report_event_step": _("Step noted"), "link_injury_to_event": _("Injury added"),
        "unlink_injury_from_event": _("Injury taken off"),
    }  # fmt: skip
    return words.get(action, action)


def field_says(name: str) -> str:
    """A column of an event in the reader's words."""
    words = {
        "kind": _("Kind"), "title": _("The event in one line"), "what": _("How it happened"), "happened": _("Time"),
        "known_at": _("When did the unit learn of it"), "place": _("Place"), "unit": _("Unit"),
        "source": _("Who told"), "gb_type": _("Accident type"), "gb_version": _("Version of the types"),
        "dead": _("Dead"), "serious": _("Seriously hurt"), "slight": _("Slightly hurt"),
        "missing": _("Missing people"), "loss": _("Direct loss, yuan"), "grade": _("Grade"),
    }  # fmt: skip
    return words.get(name, name)


def _event(held: Rights, ref: str) -> Any:
    found = events.event_of(held, ref)
    if found is None:
        raise Http404(_("No such event, or it is not open to you"))
    return found


# -- the form ----------------------------------------------------------------------------------


def _form(held: Rights, data: Any, **options: Any) -> EventForm:
    kinds = events.kinds_to_record(held)
    reach = held.office_reach or held.grid_reach
    where = Place.objects.filter(pid__in=reach, level__in=LEVELS)
    units: list[SocialUnit] = []
    if held.office_reach:
        found = SocialUnit.objects.filter(place__pid__in=held.office_reach)
        units = list(found.order_by("place__order", "order", "pk")[:MOST_PLACES])
    return EventForm(
        data, kinds=kinds, places=list(where.order_by("level", "order", "pk")[:MOST_PLACES]), units=units,
        now=timezone.now(), **options,
    )  # fmt: skip


def _form_page(
    request: HttpRequest, form: EventForm, event: Event | None = None, status: int = 200
) -> HttpResponse:
    asked = [form[name] for name in PEOPLE if name in form.fields]
    context = {"form": form, "event": event, "people": asked}
    return render(request, "injuries/event_form.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A blank form; POST enters the event once, however often it is sent."""
    held = need(request)
    if not events.kinds_to_record(held):
        raise PermissionDenied
    now = timezone.now()
    if request.method != "POST":
        local = timezone.localtime(now)
        first = {
            "client_id": uuid.uuid4().hex,
            "happened": DateHour(local.date(), local.hour),
            "source": "unit",
        }
        if not held.office_reach:
            first["source"] = "grid"
        return _form_page(request, _form(held, None, initial=first))
    form = _form(held, request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    values = form.values()
    if not held.office_reach:
        values["source"] = "grid"
    try:
        event, _created = actions.record_event(
            reader=held.reader, at=now, values=values, client_id=form.cleaned_data["client_id"]
        )
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _form_page(request, form, status=422)
    return redirect("event", ref=event.ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct an event: the form again, filled in."""
    held = need(request)
    event = _event(held, ref)
    if event.withdrawn_at is not None or not events.may_amend(held, event):
        raise PermissionDenied
    show_place(request, event.place.pid)
    if request.method != "POST":
        return _form_page(request, _form(held, None, initial=initial_of(event)), event)
    form = _form(held, request.POST)
    if not form.is_valid():
        return _form_page(request, form, event, status=422)
    values = {"source": event.source, **form.values()}
    try:
        actions.amend_event(reader=held.reader, event=event, at=timezone.now(), values=values)
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _form_page(request, form, event, status=422)
    return redirect("event", ref=ref)


# -- one event ---------------------------------------------------------------------------------


@login_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """The facts, the grade and how it came about, the clocks, the injuries, the history."""
    held = need(request)
    return _show(request, held, _event(held, ref))


def _show(
    request: HttpRequest,
    held: Rights,
    event: Any,
    form: StepForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    show_place(request, event.place.pid)
    now, steps = timezone.now(), list(event.steps.all())
    linked, total = events.injuries_of(held, event)
    office, standing = events.in_office(held, event), event.withdrawn_at is None
    kind = codes.type_of(event.gb_version, event.gb_type)
    state = event.state
    context = {
        "event": event, "kind": codes.kinds()[event.kind].label, "state": events.states()[state], "state_id": state,
        "when": timezone.localtime(event.happened).strftime("%Y-%m-%d %H:00"),
        "gb": kind, "gb_title": codes.versions()[event.gb_version].title if kind else "",
        "gb_note": codes.versions()[event.gb_version].note if kind else "",
        "bridge": "、".join(str(one.label) for one in codes.bridge(kind)) if kind else "",
        "grade": codes.grade_label(event.grade), "why": events.grade_reason(event), "rule": codes.rule(),
        "basis": codes.basis(), "source": codes.sources().get(event.source, event.source),
        "clocks": events.clocks(event, steps, now), "begins": events.begins(event),
        "steps": [(step, _step_says(step.kind)) for step in steps],
        "linked": [_line(report) for report in linked], "total": total, "hidden": total - len(linked),
        "differs": _difference(event, linked, total),
        "near": [_line(report) for report in events.candidates(held, event)] if office and standing else [],
        "office": office and standing, "open_steps": office and standing and state != "closed",
        "may_amend": standing and events.may_amend(held, event),
        "form": form or StepForm(now=now), "problem": problem, "history": _history(event),
        "fed": slots.collect("injury.page", request, fact="event", ref=event.ref),
        "entered_by": people.names({event.entered_by}).get(event.entered_by, event.entered_by),
    }  # fmt: skip
    return render(request, "injuries/event.html", context, status=status)


def _step_says(kind: str) -> str:
    return _("Withdrawn") if kind == events.WITHDRAWN else str(codes.steps().get(kind, kind))


def _line(report: Report) -> dict[str, str]:
    """One injury in a line, without a name."""
    parts = (
        rows.time_text(report), rows.age_text(report), rows.category(report),
        rows.codes.label("severity", report.severity), report.occurrence.name if report.occurrence else "",
    )  # fmt: skip
    return {
        "ref": report.injury.ref,
        "number": report.card_no,
        "says": " · ".join(part for part in parts if part),
    }


def _difference(event: Event, linked: list[Report], total: int) -> str:
    """The people reported for the event against the injuries that belong to it; neither corrects the other."""
    reported = event.dead + event.serious + event.slight
    if reported == total:
        return ""
    return _("%(reported)s people reported dead or hurt, %(linked)s injuries on record") % {
        "reported": reported,
        "linked": total,
    }


def _history(event: Event) -> list[dict[str, Any]]:
    found = journal.history("event", event.ref)
    who = people.names({one.by for one in found})
    return [
        {
            "says": action_says(one.action),
            "changed": [field_says(name) for name in one.detail.get("changed", ())]
            or ([_step_says(one.detail["kind"])] if one.action == "report_event_step" else []),
            "at": one.at,
            "who": who.get(one.by, one.by),
        }
        for one in found
    ]


# -- what can be done --------------------------------------------------------------------------


@login_required
@require_POST
def step(request: HttpRequest, ref: str) -> HttpResponse:
    """Note a step."""
    held = need(request)
    event, now = _event(held, ref), timezone.now()
    form = StepForm(request.POST, now=now)
    if not form.is_valid():
        if not events.in_office(held, event):
            raise PermissionDenied
        return _show(request, held, event, form, status=422)
    said = form.cleaned_data
    try:
        actions.report_event_step(
            reader=held.reader, event=event, at=now, kind=said["kind"], done=said["done"], to=said["to"],
            note=said["note"],
        )  # fmt: skip
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _show(request, held, event, form, status=422)
    return redirect("event", ref=ref)


@login_required
@require_POST
def link(request: HttpRequest, ref: str) -> HttpResponse:
    """Add an injury (its ref is sent) to the event."""
    return _linking(request, ref, actions.link_injury_to_event)


@login_required
@require_POST
def unlink(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an injury off the event."""
    return _linking(request, ref, actions.unlink_injury_from_event)


def _linking(request: HttpRequest, ref: str, act: Any) -> HttpResponse:
    held = need(request)
    event = _event(held, ref)
    if not events.in_office(held, event):
        raise PermissionDenied
    reports = rows.reports_of(held, request.POST.get("injury", "")[:32])
    if not reports:
        return _show(request, held, event, problem=_("No such record, or it is not open to you"), status=422)
    try:
        act(reader=held.reader, event=event, injury=reports[0].injury, at=timezone.now())
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        return _show(request, held, event, problem=str(refused), status=422)
    return redirect("event", ref=ref)


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an event back with a reason."""
    held = need(request)
    event = _event(held, ref)
    try:
        actions.withdraw_event(
            reader=held.reader, event=event, at=timezone.now(), reason=request.POST.get("reason", "")
        )
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        return _show(request, held, event, problem=str(refused), status=422)
    return redirect("event", ref=ref)
