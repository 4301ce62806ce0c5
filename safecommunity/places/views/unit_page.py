"""The page of an organisation: its entry, and what other rooms know of it; and its code on paper."""

import io

import segno
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import actions as accounts
from safecommunity.accounts import queries as people
from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.places import queries
from safecommunity.places.importing.units import kind_name
from safecommunity.places.models import SocialUnit
from safecommunity.places.offices import KEEPS, Office
from safecommunity.shell import slots
from safecommunity.shell.slots import show_place

LOOKS = (*KEEPS, Role.GRID, Role.AUDITOR)


def unit_for(request: HttpRequest, pid: str) -> SocialUnit:
    """An organisation of the reader's places, or his own; others do not exist."""
    reader = reader_of(request)
    unit = queries.unit(pid)
    own = unit is not None and unit.pid in reader.units
    if unit is None or not (own or queries.within(reader, unit.place.pid, "places", *LOOKS)):
        raise Http404
    show_place(request, unit.place.pid)
    return unit


@login_required
@require_safe
def unit_page(request: HttpRequest, pid: str) -> HttpResponse:
    """What is known of an organisation; a phone gets here by the code on its wall or letter."""
    unit, reader = unit_for(request, pid), reader_of(request)
    context = {
        "unit": unit, "kind": kind_name(unit.kind), "safety": list(unit.safety.all())[::-1],
        "sections": slots.collect("unit.page", request, unit=unit),
        "keeps": queries.within(reader, unit.place.pid, "places", *KEEPS), "invites": may_invite(request, unit),
    }  # fmt: skip
    return render(request, "places/unit_page.html", context)


def may_invite(request: HttpRequest, unit: SocialUnit) -> bool:
    """Who looks after people may let the unit's phone sign in: chief and administrator of its place."""
    reader = reader_of(request)
    manages = Role.UNIT in people.manageable_roles(reader)
    everywhere = Office(reader, (Role.ADMIN,)).everywhere
    return manages and (
        everywhere or queries.within(reader, unit.place.pid, "places", Role.CHIEF, Role.ADMIN)
    )


@login_required
@require_POST
def unit_phone(request: HttpRequest, pid: str) -> HttpResponse:
    """A code for one phone of the unit: it signs in without an account and answers for the unit."""
    unit, now = unit_for(request, pid), timezone.now()
    if not may_invite(request, unit):
        raise PermissionDenied
    by = reader_of(request).pid
    made = accounts.invite_unit(unit=unit.pid, name=unit.name, by=by, at=now, today=timezone.localdate(now))
    return redirect("accounts_enrolment", made.pid)


@login_required
@require_safe
def unit_code(request: HttpRequest, pid: str) -> HttpResponse:
    """The code of an organisation, to hang up or stick on a letter: it opens the page for an enrolled phone."""
    unit = unit_for(request, pid)
    address = request.build_absolute_uri(reverse("unit_page", args=[unit.pid]))
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    code = mark_safe(drawn.getvalue().decode())  # noqa: S308 - made of black and white squares
    return render(request, "places/unit_code.html", {"unit": unit, "code": code, "address": address})
