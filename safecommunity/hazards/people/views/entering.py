"""Entering somebody on a phone, correcting an entry."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from safecommunity.hazards.models import Dwelling, VulnerablePerson
from safecommunity.hazards.people import actions, opening, queries
from safecommunity.hazards.people.forms import EntryForm, PersonForm, initial_of
from safecommunity.hazards.people.rights import Rights
from safecommunity.hazards.people.views.common import asked, need, private
from safecommunity.places.models import Place
from safecommunity.shell.slots import show_place

MOST_HOUSES = 2000
CORRECT = "correct"  # the one purpose this page opens a name for


def _near(held: Rights) -> tuple[list[Place], list[Dwelling]]:
    near = held.places()
    return near, list(queries.dwellings(near).select_related("place")[:MOST_HOUSES])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Somebody who agreed: one screen, less than a minute; only with network, so that nothing stays on the phone."""
    held, today = need(request, keeps=True), timezone.localdate()
    near, houses = _near(held)
    show_place(request, near[0].pid if near else "")
    asked_for: dict[str, Any] = {"places": near, "dwellings": houses, "today": today, "auto_id": "v_%s"}
    if request.method != "POST":
        form = PersonForm(initial={"client_id": uuid.uuid4().hex}, **asked_for)
        return _page(request, form, 200, saved=queries.one(held, request.GET.get("saved", "")))
    form = PersonForm(request.POST, **asked_for)
    if form.is_valid():
        try:
            made, _new = actions.record_person(
                reader=held.reader, values=form.values(), secret=form.secret(), consent=form.consent(),
                at=timezone.now(), client_id=form.cleaned_data["client_id"],
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect(f"{reverse('vulnerable_new')}?saved={made.pid}")
    return _page(request, form, 422)


def _page(request: HttpRequest, form: PersonForm, status: int, **more: Any) -> HttpResponse:
    return private(render(request, "hazards/people/new.html", {"form": form, **more}, status=status))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct an entry. The page names nobody; the name opens when it is asked for, on the log, to be corrected too."""
    held, one = asked(request, pid, keeps=True)
    if one.ends is not None:
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, held, one)
    if "purpose" not in request.POST:
        named = held.proved and request.POST.get("named") == "1"
        return _change(request, held, one, EntryForm(request.POST, secrets=named, **_given(held)))
    purpose = CORRECT if request.POST["purpose"] == CORRECT else ""
    try:
        opened = actions.open_names(reader=held.reader, people=[one], purpose=purpose, at=timezone.now())
    except actions.Refused as reason:
        return _form(request, held, one, problem=str(reason))
    return _form(request, held, one, opened.get(one.pk, {}))


def _given(held: Rights) -> dict[str, Any]:
    near, houses = _near(held)
    return {"places": near, "dwellings": houses}


def _form(
    request: HttpRequest, held: Rights, one: VulnerablePerson, opened: dict[str, str] | None = None,
    problem: str = "",
) -> HttpResponse:  # fmt: skip
    initial = {**initial_of(one), **(opened or {})}
    form = EntryForm(initial=initial, secrets=opened is not None, **_given(held))
    return _edit_page(request, held, one, form, 422 if problem else 200, problem=problem)


def _edit_page(
    request: HttpRequest, held: Rights, one: VulnerablePerson, form: EntryForm, status: int, problem: str = ""
) -> HttpResponse:
    corrects = [code for code, _title in opening.purposes(held, one, timezone.localdate()) if code == CORRECT]
    context = {
        "form": form, "one": one, "problem": problem, "opens": held.may_open(one) and not form.secrets and corrects,
    }  # fmt: skip
    return private(render(request, "hazards/people/edit.html", context, status=status))


def _change(request: HttpRequest, held: Rights, one: VulnerablePerson, form: EntryForm) -> HttpResponse:
    sent = request.POST.get("revision", "")
    revision = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1
    if form.is_valid():
        try:
            actions.change_person(
                reader=held.reader, person=one, values=form.values(), at=timezone.now(), revision=revision,
                secret=form.secret() if form.secrets else None,
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("vulnerable_one", one.pid)
    return _edit_page(request, held, one, form, 422)
