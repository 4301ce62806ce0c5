"""One injury's page, and what can be done with it: open the name, correct, withdraw, join, separate."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.injuries import actions, checks, codes
from safecommunity.injuries.forms import CardForm, initial_of, page_of
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import events, rows, versions
from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.views.card import answered
from safecommunity.injuries.views.common import need, places_around, units_to_write
from safecommunity.journal import queries as journal
from safecommunity.shell import slots
from safecommunity.shell.slots import show_place

PURPOSES = ("care", "check", "duplicate", "correct")


def action_says(action: str) -> str:
    """What an event of the log did, in the reader's words."""
    words = {
        "record_card": _("Card recorded"), "record_quick": _("Quick report recorded"),
        "amend_report": _("Corrected"), "withdraw_report": _("Withdrawn"),
        "link_reports": _("Joined with another report"), "unlink_reports": _("Separated again"),
        "open_name": _("Name opened"),
    }  # fmt: skip
    return words.get(action, action)


def purposes() -> list[tuple[str, str]]:
    """Why a name may be opened."""
    words = (
        _("follow up the patient"),
        _("check the card"),
        _("compare possible duplicates"),
        _("correct the card"),
    )
    return list(zip(PURPOSES, words, strict=True))


def _reports(held: Rights, ref: str) -> list[Report]:
    found = rows.reports_of(held, ref)
    if not found:
        raise Http404(_("No such record, or it is not open to you"))
    return found


@login_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """The injury without names."""
    held = need(request)
    reports = rows.reports_of(held, ref)
    if not reports and (moved := rows.joined_into(held, ref)):
        return redirect("injury", ref=moved)
    return _show(request, held, _reports(held, ref), ref)


def _show(
    request: HttpRequest,
    held: Rights,
    reports: list[Report],
    ref: str,
    opened: Any = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    main = reports[0]
    show_place(request, main.place.pid)
    context = {
        "main": main, "reports": [(report, rows.sections(report), versions.versions_of(report)) for report in reports],
        "ref": ref, "age": rows.age_text(main), "band": rows.band_text(main), "when": rows.time_text(main),
        "home": main.residence.name if main.residence else "",
        "may_open": held.sees_names(main), "may_amend": held.may_amend(main) and main.state == Report.State.LIVE,
        "may_link": held.may_link(main), "purposes": purposes(), "opened": opened, "problem": problem,
        "duplicates": rows.possible_duplicates(held, main) if held.may_link(main) else [],
        "event": events.event_of(held, main.injury.event.ref) if main.injury.event else None,
        "fed": slots.collect("injury.page", request, fact="injury", ref=ref),
        "history": _history(reports, ref), "note": codes.card(main.card_version).note, "version": main.card_version,
        "entered_by": people.names({main.entered_by}).get(main.entered_by, main.entered_by),
    }  # fmt: skip
    return render(request, "injuries/injury.html", context, status=status)


def _history(reports: list[Report], ref: str) -> list[Any]:
    """What was done to this injury and to the ones its reports started."""
    refs = {ref, *(report.own_injury.ref for report in reports)}
    events = sorted(
        (event for one in refs for event in journal.history("injury", one)),
        key=lambda event: event.pk,
        reverse=True,
    )
    who, what_for = people.names({event.by for event in events}), dict(purposes())
    return [
        {
            "says": action_says(event.action),
            "changed": [checks.title(name) for name in event.detail.get("changed", ())],
            "purpose": what_for.get(event.detail.get("purpose", ""), ""),
            "at": event.at,
            "who": who.get(event.by, event.by),
        }
        for event in events
    ]


@login_required
@require_POST
def open_name(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Show who it was, once, for a stated purpose; the opening is on the record before the name is on the screen."""
    held = need(request)
    reports = _reports(held, ref)
    report = _one(reports, pid)
    if not held.sees_names(report):
        raise PermissionDenied(_("Names are open to the reporting facility and the district CDC only"))
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        return _show(request, held, reports, ref, status=422, problem=_("Choose what you open the name for"))
    person = actions.open_name(reader=held.reader, report=report, purpose=purpose, at=timezone.now())
    opened = {
        "report": report,
        "person": person,
        "narrative": report.narrative,
        "diagnosis": report.diagnosis,
    }
    answer = _show(request, held, reports, ref, opened=opened)
    answer["Cache-Control"] = "no-store"
    return answer


def _one(reports: list[Report], pid: str) -> Report:
    report = next((one for one in reports if one.pid == pid), None)
    if report is None:
        raise Http404
    return report


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Correct a card: the form again, filled in. Opening it shows the name, so it is logged like one."""
    held = need(request)
    report = _one(_reports(held, ref), pid)
    if (
        not held.may_amend(report)
        or report.state != Report.State.LIVE
        or report.source == Report.Source.QUICK
    ):
        raise PermissionDenied
    show_place(request, report.place.pid)
    if request.method != "POST":
        actions.open_name(reader=held.reader, report=report, purpose="correct", at=timezone.now())
        return _amend_page(request, held, report, _amend_form(held, report, None))
    form = _amend_form(held, report, answered(request.POST, codes.card()))
    opened = request.POST.get("version", "")
    reason = request.POST.get("reason", "")
    if not form.is_valid():
        return _amend_page(request, held, report, form, status=422)
    values, _written = form.values()
    kept = {
        name: value
        for name, value in rows.values_of(report).items()
        if name
        in (
            "narrative",
            "diagnosis_code",
            "product_code",
            "body_code",
            "weight",
            "stratum",
            "psu",
            "cost",
            "case_no",
            "binder",
            "original_date",
        )
    }
    try:
        actions.amend_report(
            reader=held.reader,
            report=report,
            at=timezone.now(),
            values={**kept, **values},
            confirmed=form.answered,
            version=int(opened) if opened.isascii() and opened.isdigit() and len(opened) < 6 else 0,
            reason=reason,
        )
    except actions.Stale as stale:
        return _amend_page(request, held, report, form, status=409, stale=stale, values={**kept, **values})
    except actions.AsksAgain as asked:
        return _amend_page(request, held, report, form, asked.findings, status=422)
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _amend_page(request, held, report, form, status=422)
    return redirect("injury", ref=ref)


def _amend_form(held: Rights, report: Report, data: Any) -> CardForm:
    units = units_to_write(held)
    values = initial_of(rows.values_of(report))
    return CardForm(
        data,
        card=codes.card(),
        units=units,
        places=places_around(report.place.pid),
        now=timezone.now(),
        initial=values,
    )


def _amend_page(
    request: HttpRequest,
    held: Rights,
    report: Report,
    form: CardForm,
    questions: tuple[checks.Finding, ...] = (),
    status: int = 200,
    stale: actions.Stale | None = None,
    values: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; after a correction by somebody else with both sides, and ready to be sent on the version of now."""
    said = request.POST.get("version", "")
    context = {
        "version": stale.report.version if stale else said or report.version,
        "reason": request.POST.get("reason", ""),
        "stale": stale,
        "meanwhile": versions.versions_of(stale.report)[0] if stale else None,
        "beside": versions.beside(stale.report, rows.values_of(stale.report), values or {}) if stale else [],
        "form": form,
        "card": form.card,
        "report": report,
        "unit": report.unit,
        "parts": page_of(form, questions),
        "asked": len(questions),
    }
    answer = render(request, "injuries/amend.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def withdraw(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Take a report back with a reason."""
    held = need(request)
    reports = _reports(held, ref)
    try:
        actions.withdraw_report(
            reader=held.reader,
            report=_one(reports, pid),
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        return _show(request, held, reports, ref, status=422, problem=str(refused))
    return redirect("injury", ref=ref)


@login_required
@require_POST
def link(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Join another report (its pid is sent) with this injury."""
    held = need(request)
    reports = _reports(held, ref)
    other = (
        rows.visible_reports(held).filter(pid=request.POST.get("report", "").replace("\x00", "")[:16]).first()
    )
    if other is None:
        return _show(
            request, held, reports, ref, status=422, problem=_("No such record, or it is not open to you")
        )
    try:
        actions.link_reports(
            reader=held.reader, injury=_one(reports, pid).injury, report=other, at=timezone.now()
        )
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        return _show(request, held, reports, ref, status=422, problem=str(refused))
    return redirect("injury", ref=ref)


@login_required
@require_POST
def unlink(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Give a report its own injury back."""
    held = need(request)
    try:
        home = actions.unlink_reports(
            reader=held.reader, report=_one(_reports(held, ref), pid), at=timezone.now()
        )
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    return redirect("injury", ref=home.ref)
