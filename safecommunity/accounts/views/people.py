"""Looking after people: who is there, what they may do, how they sign in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import actions
from safecommunity.accounts.forms import PersonForm, ScopeForm, dress
from safecommunity.accounts.models import Device, Scope, User
from safecommunity.accounts.views.reach import Reach, new_password

PAGE = 50


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """The list, by user name; searched by name, paged by key."""
    reach = Reach(request)
    asked, after = _plain(request, "q")[:60], _plain(request, "after")[:40]
    found = reach.people().filter(username__gt=after)
    if asked:
        found = found.filter(Q(username__icontains=asked) | Q(display_name__icontains=asked))
    page = list(found[: PAGE + 1])
    rows = [reach.row(user) for user in page[:PAGE]]
    more = page[PAGE - 1].username if len(page) > PAGE else ""
    return render(
        request, "accounts/people.html", {"rows": rows, "asked": asked, "after": after, "more": more}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """A new person with a first role; the password made for them is shown once."""
    reach = Reach(request)
    initial = {"starts": timezone.localdate(), "language": "zh-hans"}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial, **reach.choices())
    if form.is_valid():
        password = new_password()
        user = _attempt(form, lambda data: _make(data, password, reach.reader.pid))
        if user:
            return render(request, "accounts/password_made.html", {"person": user, "password": password})
    return render(request, "accounts/person_add.html", {"form": dress(form)})


def _make(data: dict[str, Any], password: str, by: str) -> User:
    first: dict[str, Any] = {
        name: data[name]
        for name in ("role", "place", "unit", "sector", "starts", "ends", "sensitive")
        if name in data
    }
    return actions.add_person(
        username=data["username"],
        display_name=data["display_name"],
        language=data["language"],
        password=password,
        first=first,
        by=by,
        at=timezone.now(),
    )


def _grant(user: User, data: dict[str, Any], by: str) -> Scope:
    names = ("role", "place", "unit", "sector", "starts", "ends", "sensitive")
    return actions.grant_scope(
        user=user, by=by, at=timezone.now(), **{name: data[name] for name in names if name in data}
    )


def _attempt(form: BaseForm, act: Any) -> Any:
    """Do it, or put the refusal where the person reads it."""
    try:
        return act(form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal if not hasattr(refusal, "error_dict") else refusal.messages)
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person(request: HttpRequest, pid: str) -> HttpResponse:
    """One person: roles, phones, and giving a further role."""
    reach = Reach(request)
    user = reach.person(pid)
    form = ScopeForm(
        request.POST if request.method == "POST" else None,
        initial={"starts": timezone.localdate()},
        **reach.choices(),
    )
    if form.is_valid() and _attempt(form, lambda data: _grant(user, data, reach.reader.pid)):
        return redirect("accounts_person", pid)
    return render(
        request, "accounts/person.html", {"row": reach.row(user), "person": user, "form": dress(form)}
    )


@require_POST
@login_required
def end_scope(request: HttpRequest, pid: str, scope: int) -> HttpResponse:
    """End a role today."""
    reach = Reach(request)
    found = get_object_or_404(Scope, pk=scope, user=reach.person(pid))
    if found.role not in reach.roles:
        raise Http404
    ends = max(timezone.localdate(), found.starts)
    actions.end_scope(scope=found, ends=ends, by=reach.reader.pid, at=timezone.now())
    return redirect("accounts_people")


@require_POST
@login_required
def invite_phone(request: HttpRequest, pid: str) -> HttpResponse:
    """A QR code for this person's phone."""
    reach = Reach(request)
    made = actions.start_enrolment(user=reach.person(pid), by=reach.reader.pid, at=timezone.now())
    return redirect("accounts_enrolment", made.pid)


@require_POST
@login_required
def revoke_phone(request: HttpRequest, pid: str, device: str) -> HttpResponse:
    """Forget a phone of this person."""
    reach = Reach(request)
    found = get_object_or_404(Device, pid=device, user=reach.person(pid))
    actions.revoke_device(device=found, by=reach.reader.pid, at=timezone.now())
    return redirect("accounts_person", pid)


@never_cache
@require_POST
@login_required
def new_password_for(request: HttpRequest, pid: str) -> HttpResponse:
    """A new password, shown once; the person changes it at the next sign-in."""
    reach = Reach(request)
    user, password = reach.person(pid), new_password()
    actions.set_password(user=user, password=password, by=reach.reader.pid, at=timezone.now())
    return render(request, "accounts/password_made.html", {"person": user, "password": password})


@require_POST
@login_required
def deactivate(request: HttpRequest, pid: str) -> HttpResponse:
    """Close an account."""
    reach = Reach(request)
    try:
        actions.deactivate_user(user=reach.person(pid), by=reach.reader.pid, at=timezone.now())
    except ValidationError as refusal:
        raise PermissionDenied(" ".join(refusal.messages)) from None
    return redirect("accounts_people")


def _plain(request: HttpRequest, name: str) -> str:
    # PostgreSQL refuses the null character where SQLite does not
    return request.GET.get(name, "").replace("\x00", "").strip()
