"""Letters brought back signed: fifty on one screen, a list from Excel, a committee's sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.accounts import queries as people
from safecommunity.files import queries as files
from safecommunity.governance import actions, importing, words
from safecommunity.governance.forms import DueForm, SheetForm, SigningForm
from safecommunity.governance.models import HouseholdLine, HouseholdSheet, LetterRound
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need, proofs, show
from safecommunity.governance.views.letters import round_or_404
from safecommunity.places import queries as places

AT_ONCE = 50


def works(request: HttpRequest, pid: str) -> tuple[Rights, LetterRound]:
    """A round of single letters in which the reader may bring letters in."""
    rights, made = round_or_404(request, pid)
    if made.level == queries.HOUSEHOLD or not rights.work_reach:
        raise Http404
    return rights, made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters_sign(request: HttpRequest, pid: str) -> HttpResponse:
    """Tick what came back, or type its numbers; one day, one set of photos for all of them."""
    rights, made = works(request, pid)
    form = SigningForm(
        request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}
    )
    if form.is_valid() and _signed(request, rights, made, form):
        return redirect(request.get_full_path())
    waiting = queries.open_letters(rights, made).order_by("number")
    communities = [one for one in places.children(made.place.pid) if one.pid in rights.work_reach]
    asked = request.GET.get("community", "")
    if asked in {one.pid for one in communities}:
        waiting = waiting.filter(place_id__in=places.keys_under(places.open_paths([asked]).values()))
    start = request.GET.get("from", "")
    if start.isascii() and start.isdigit() and len(start) < 7:
        waiting = waiting.filter(number__gte=int(start))
    found = list(waiting[: AT_ONCE + 1])
    context = {
        "round": made, "level": words.level(made.level), "form": form, "letters": found[:AT_ONCE],
        "following": found[AT_ONCE].number if len(found) > AT_ONCE else None, "communities": communities,
        "community": asked, "ticked": request.POST.getlist("letter"),
    }  # fmt: skip
    return render(request, "governance/letters_sign.html", context, status=422 if form.is_bound else 200)


def _signed(request: HttpRequest, rights: Rights, made: LetterRound, form: SigningForm) -> bool:
    """Store a batch; what is wrong stands in the form and nothing is stored."""
    refs = request.POST.getlist("letter")
    given = form.cleaned_data["numbers"]
    if given:
        wanted = importing.numbers(given)
        if wanted is None:
            form.add_error(
                "numbers", _("Got %(came)s; allowed: numbers such as 1-50, 52") % {"came": given[:40]}
            )
            return False
        known = dict(
            queries.letters(rights).filter(round=made, number__in=wanted).values_list("number", "ref")
        )
        if lacking := [str(number) for number in wanted if number not in known]:
            says = _("No letter of this round has the number %(came)s")
            form.add_error("numbers", says % {"came": _(", ").join(lacking[:10])})
            return False
        refs += known.values()
    try:
        batch, before = actions.sign_letters(
            reader=rights.reader, round=made, refs=list(dict.fromkeys(refs)), on=form.cleaned_data["on"],
            note=form.cleaned_data["note"], proofs=proofs(request), at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return False
    done = {"n": batch.count if batch else 0, "before": before}
    messages.success(request, _("%(n)s letters signed; %(before)s were signed before") % done)
    return True


def _line(request: HttpRequest, ref: str) -> tuple[Rights, HouseholdLine]:
    rights = need(request)
    line = queries.line_of(rights, ref)
    if line is None:
        raise Http404
    show(request, line.place)
    return rights, line


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def household_letters(request: HttpRequest, ref: str) -> HttpResponse:
    """A committee: its sheets, and the form for one more."""
    rights, line = _line(request, ref)
    works = line.place.pid in rights.work_reach
    form = SheetForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST" and not works:
        raise PermissionDenied
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.record_sheet(
                reader=rights.reader, line=line, on=told["on"], count=told["count"], note=told["note"],
                qualifier=told["qualifier"] or "exact", proofs=proofs(request), at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("household_letters", ref)
    entries = list(line.sheets.select_related("reverses"))
    reversed_ones = {one.reverses_id for one in entries if one.reverses_id}
    names = people.names(one.by for one in entries)
    context = {
        "line": line, "round": line.round, "form": form if works and line.signed < line.due else None,
        "works": works, "due": DueForm(initial={"due": line.due, "source": line.source}) if line.place.pid in
        rights.office_reach else None,
        "sheets": [
            {"sheet": one, "who": names.get(one.by, ""), "gone": one.pk in reversed_ones,
             "qualifier": words.qualifier(one.qualifier),
             "files": files.attachments(rights.reader, "household_sheet", one.pid)}
            for one in entries
        ],
    }  # fmt: skip
    return render(request, "governance/household_line.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def household_due(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct how many households a committee has."""
    rights, line = _line(request, ref)
    if line.place.pid not in rights.office_reach:
        raise Http404
    form = DueForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("household_letters", ref)
    try:
        actions.change_due(reader=rights.reader, line=line, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("household_letters", ref)


@login_required
@require_POST
def household_reverse(request: HttpRequest, ref: str, pid: str) -> HttpResponse:
    """Take a sheet off that was entered wrongly."""
    rights, line = _line(request, ref)
    sheet = HouseholdSheet.objects.filter(line=line, pid=pid).first()
    if sheet is None or line.place.pid not in rights.work_reach:
        raise Http404
    try:
        actions.reverse_sheet(
            reader=rights.reader, sheet=sheet, reason=request.POST.get("reason", "")[:200], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("household_letters", ref)
