"""One dwelling: entering, correcting, screening by the sheet, and what else is done with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as accounts
from safecommunity.files import queries as files
from safecommunity.hazards.housing import actions, queries, words
from safecommunity.hazards.housing.forms import (
    AcceptForm,
    ConfirmForm,
    DefectForm,
    DwellingForm,
    OptionForm,
    RetrofitForm,
    ScreenForm,
    initial_of,
)
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.housing.views.common import asked, need
from safecommunity.hazards.housing.views.listing import grade_tag
from safecommunity.hazards.models import Dwelling
from safecommunity.hazards.views.common import photos_of
from safecommunity.shell.slots import show_place

CODES = words.CODES
Did = Callable[[], Any]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a dwelling; screening comes next."""
    held = need(request, enters=True)
    near = held.near()
    show_place(request, near[0].pid if near else "")
    if request.method != "POST":
        form = DwellingForm(initial={"client_id": uuid.uuid4().hex}, places=near)
        return render(request, "hazards/housing/form.html", {"form": form})
    form = DwellingForm(request.POST, places=near)
    if form.is_valid():
        try:
            made, _new = actions.record_dwelling(
                reader=held.reader, values=form.values(), at=timezone.now(),
                client_id=form.cleaned_data.get("client_id") or "",
            )  # fmt: skip
        except actions.Refused as reason:
            refuse(form, reason)
        else:
            return redirect("dwelling_screen", made.pid)
    return render(request, "hazards/housing/form.html", {"form": form}, status=422)


def refuse(form: Any, reason: actions.Refused) -> None:
    """Say a refusal at its question."""
    field = reason.field if reason.field in form.fields else f"q_{reason.field}"
    form.add_error(field if field in form.fields else None, str(reason))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct what is said of a dwelling."""
    held, one = asked(request, pid, enters=True)
    if one.ends is not None:
        raise PermissionDenied
    if request.method != "POST":
        form = DwellingForm(initial=initial_of(one), places=held.near())
        return render(request, "hazards/housing/form.html", {"form": form, "one": one})
    form = DwellingForm(request.POST, places=held.near())
    sent = request.POST.get("revision", "")
    if form.is_valid():
        try:
            actions.change_dwelling(
                reader=held.reader, dwelling=one, values=form.values(), at=timezone.now(),
                revision=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1,
            )  # fmt: skip
        except actions.Refused as reason:
            refuse(form, reason)
        else:
            return redirect("dwelling", pid)
    return render(request, "hazards/housing/form.html", {"form": form, "one": one}, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, pid: str) -> HttpResponse:
    """The screening sheet on a phone: six looks, the worst answer is the grade."""
    held, one = asked(request, pid, enters=True)
    if one.ends is not None:
        raise PermissionDenied
    form = ScreenForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST":
        form = ScreenForm(request.POST)
        if form.is_valid():
            try:
                actions.screen_dwelling(reader=held.reader, dwelling=one, at=timezone.now(), **form.values())
            except actions.Refused as reason:
                refuse(form, reason)
            else:
                return redirect("dwelling", pid)
    context = {"form": form, "one": one, "source": CODES.one("sheet_source")}
    status = 422 if request.method == "POST" else 200
    return render(request, "hazards/housing/screen.html", context, status=status)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One dwelling with its judgements, defects, ways to strengthen, works."""
    held, one = asked(request, pid)
    return _page(request, held, one)


def _page(request: HttpRequest, held: Rights, one: Dwelling, **wrong: Any) -> HttpResponse:
    today, stands = timezone.localdate(), one.ends is None
    ratings = list(one.ratings.all())
    works = list(one.retrofits.filter(withdrawn_on__isnull=True))
    options = list(one.options.filter(withdrawn_on__isnull=True))
    names = accounts.names(
        {line.by for line in ratings} | {work.accepted_by for work in works if work.accepted_by}
    )
    screener = next((line.by for line in reversed(ratings) if line.kind == "screen"), "")
    enters, confirms = held.may_enter(one) and stands, held.may_confirm(one) and stands
    context: dict[str, Any] = {
        "one": one, "title": words.title(one), "grade": grade_tag(one.grade), "state": words.states()[one.state],
        "facts": _facts(one), "enters": enters, "today": today,
        "confirms": confirms and bool(screener) and screener != held.reader.pid, "accepts": confirms,
        "own_screening": confirms and screener == held.reader.pid and one.state == Dwelling.State.SCREENED,
        "ratings": [
            (line, grade_tag(line.grade), names.get(line.by, ""), CODES.label("qualifications", line.qualification),
             words.answered(line.sheet))
            for line in reversed(ratings)
        ],
        "defects": [
            (line, CODES.label("defects", line.kind), files.attachments(held.reader, queries.PHOTOS, line.pid))
            for line in one.defects.all()
        ],
        "options": [(line, CODES.label("measures", line.measure), grade_tag(line.grade_after),
                     CODES.label("bases", line.basis)) for line in options],
        "works": [
            (work, CODES.label("measures", work.measure), CODES.label("moneys", work.source),
             grade_tag(work.grade_after), names.get(work.accepted_by, ""),
             CODES.label("craftsmen", work.craftsman), work.by != held.reader.pid)
            for work in works
        ],
        "lefts": CODES.choices("lefts"), "left": CODES.label("lefts", one.left), "wrong": wrong,
        "confirm_form": wrong.get("confirm") or ConfirmForm(initial={"on": today, "grade": one.grade}),
        "defect_form": wrong.get("defect") or DefectForm(initial={"on": today}),
        "option_form": wrong.get("option") or OptionForm(),
        "retrofit_form": wrong.get("retrofit") or RetrofitForm(options_open=options, initial={"done_on": today}),
        "accept_form": wrong.get("accept") or AcceptForm(initial={"on": today}),
        "sources": [CODES.one("grades_source"), CODES.one("sheet_source")],
    }  # fmt: skip
    return render(request, "hazards/housing/one.html", context, status=422 if wrong else 200)


def _facts(one: Dwelling) -> list[tuple[str, Any]]:
    told = [
        (_("Structure"), CODES.label("structures", one.structure)), (_("Built in"), one.built or ""),
        (_("Storeys"), one.storeys), (_("Area (m²)"), one.area or ""), (_("People who live there"), one.people),
        (_("Use of the dwelling"), CODES.label("uses", one.use)),
        (_("Ownership"), CODES.label("ownerships", one.ownership)),
        (_("Seismic intensity"), CODES.label("intensities", one.intensity)),
        (_("How fire is used"), CODES.label("fires", one.fire)),
        (_("Ring beam and columns"), {"yes": _("yes"), "no": _("no")}.get(one.ring_beam, "")),
        (_("Danger of the ground"), CODES.labels("sites", one.site)),
        (_("Coordinates"), f"{one.lon:.5f}, {one.lat:.5f}" if one.lon is not None and one.lat is not None else ""),
    ]  # fmt: skip
    return [(title, said) for title, said in told if said not in ("", None)]


def _form_of(request: HttpRequest, one: Dwelling, deed: str) -> Any:
    if deed == "retrofit":
        return RetrofitForm(request.POST, options_open=list(one.options.filter(withdrawn_on__isnull=True)))
    kinds = {"confirm": ConfirmForm, "defect": DefectForm, "option": OptionForm, "accept": AcceptForm}
    return kinds[deed](request.POST)


FORMED = ("confirm", "defect", "option", "retrofit", "accept")
PLAIN = ("fixed", "drop", "undo", "leave")


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """Confirm, note a defect, offer a way, enter a work, accept it; put right, drop, undo, leave."""
    if deed not in (*FORMED, *PLAIN):
        raise Http404
    held, one = asked(request, pid)
    if not (held.may_confirm(one) if deed in ("confirm", "accept") else held.may_enter(one)):
        raise PermissionDenied
    if deed in PLAIN:
        return _plain(request, held, one, deed)
    form = _form_of(request, one, deed)
    if form.is_valid():
        try:
            _formed(request, held, one, deed, form.values())
        except actions.Refused as reason:
            refuse(form, reason)
        else:
            return redirect("dwelling", pid)
    return _page(request, held, one, **{deed: form})


def _formed(request: HttpRequest, held: Rights, one: Dwelling, deed: str, told: dict[str, Any]) -> None:
    given: dict[str, Any] = {"reader": held.reader, "at": timezone.now()}
    if deed == "accept":
        actions.accept_retrofit(work=_part(request, one.retrofits), **told, **given)
    elif deed == "confirm":
        actions.confirm_dwelling(dwelling=one, **told, **given)
    elif deed == "defect":
        actions.note_defect(dwelling=one, photos=photos_of(request, "photos"), **told, **given)
    elif deed == "option":
        actions.offer_option(dwelling=one, **told, **given)
    else:
        actions.record_retrofit(dwelling=one, **told, **given)


def _part(request: HttpRequest, found: Any) -> Any:
    """The defect, way or work a deed is about: one of this dwelling's."""
    part = found.filter(pid=request.POST.get("which", "")[:16].replace("\x00", "")).first()
    if part is None:
        raise Http404
    return part


def _plain(request: HttpRequest, held: Rights, one: Dwelling, deed: str) -> HttpResponse:
    given: dict[str, Any] = {"reader": held.reader, "at": timezone.now()}
    try:
        if deed == "fixed":
            actions.fix_defect(defect=_part(request, one.defects), **given)
        elif deed == "drop":
            actions.withdraw_option(option=_part(request, one.options), **given)
        elif deed == "undo":
            actions.withdraw_retrofit(work=_part(request, one.retrofits), **given)
        else:
            actions.leave_dwelling(dwelling=one, why=request.POST.get("why", "")[:20], **given)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("dwelling", one.pid)
