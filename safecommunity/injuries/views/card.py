"""The blank card: record one, keep a draft, go on to the next."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.injuries import actions, checks, codes
from safecommunity.injuries.forms import CardForm, blank, page_of, shown_code
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import months, rows
from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.slots import DRAFT
from safecommunity.injuries.views.common import need, places_around, units_to_write
from safecommunity.intake import actions as intake_actions
from safecommunity.intake import queries as intake
from safecommunity.places.models import SocialUnit
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place

NOT_KEPT = frozenset(
    {"csrfmiddlewaretoken", "name", "id_number", "phone", "address", "fix", "confirm", "draft"}
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """A blank card in paper order; POST records it, asks again, or refuses with every reason."""
    held = need(request)
    units = units_to_write(held)
    if not units:
        raise PermissionDenied
    unit = _unit(request, units)
    show_place(request, unit.place.pid)
    if request.method == "POST":
        return _save(request, held, units, unit)
    return _page(request, held, units, unit, _unbound(request, held, units, unit))


def _unit(request: HttpRequest, units: list[SocialUnit]) -> SocialUnit:
    """The facility on the page: the one sent or last used, else the reader's first."""
    asked = request.POST.get("unit") or request.GET.get("unit") or request.session.get("injury_unit", "")
    return next((unit for unit in units if unit.pid == asked), units[0])


def _version(request: HttpRequest) -> codes.Card:
    asked = request.POST.get("card_version") or request.GET.get("version") or codes.DEFAULT
    try:
        return codes.card(asked)
    except codes.UnknownVersion as reason:
        raise Http404(str(reason)) from reason


def _form(
    request: HttpRequest,
    units: list[SocialUnit],
    unit: SocialUnit,
    data: QueryDict | None,
    initial: dict[str, Any],
) -> CardForm:
    return CardForm(
        data,
        card=_version(request),
        units=units,
        places=places_around(unit.place.pid),
        now=timezone.now(),
        initial=initial,
    )


def _unbound(request: HttpRequest, held: Rights, units: list[SocialUnit], unit: SocialUnit) -> CardForm:
    key = request.GET.get("draft", "")
    content = intake.draft_content(held.reader.pid, DRAFT, key) if key else None
    if content is None:
        return _form(
            request,
            units,
            unit,
            None,
            {**blank(timezone.now()), "client_id": uuid.uuid4().hex, "unit": unit.pid},
        )
    # A draft goes on as it was typed: unchecked, without complaints about what is still empty.
    kept = QueryDict(mutable=True)
    for name, given in content.items():
        kept.setlist(name, given if isinstance(given, list) else [str(given)])
    form = _form(request, units, unit, kept, {})
    form._errors = {}  # type: ignore[attr-defined]
    form.cleaned_data = {}
    return form


def _save(request: HttpRequest, held: Rights, units: list[SocialUnit], unit: SocialUnit) -> HttpResponse:
    if "draft" in request.POST:
        return _keep_draft(request, held)
    data = answered(request.POST, _version(request))
    form = _form(request, units, unit, data, {})
    if not form.is_valid():
        return _page(request, held, units, unit, form, status=422)
    values, written = form.values()
    try:
        report, _created = actions.record_injury(
            reader=held.reader, at=timezone.now(), client_id=form.cleaned_data["client_id"], values=values,
            confirmed=form.answered, card_version=form.card.version, as_written=written,
        )  # fmt: skip
    except actions.AsksAgain as asked:
        return _page(request, held, units, unit, form, asked.findings, status=422)
    except actions.Refused as refused:
        form.take_findings(refused.findings)
        return _page(request, held, units, unit, form, status=422)
    intake_actions.drop_draft(owner=held.reader.pid, kind=DRAFT, key=form.cleaned_data["client_id"])
    request.session["injury_unit"] = unit.pid
    return redirect(f"{reverse('injury_card')}?saved={report.injury.ref}")


def answered(sent: QueryDict, card: codes.Card) -> QueryDict:
    """What was sent, with the button of a question taken into account: fix it, or keep it and remember."""
    data = sent.copy()
    rule_id = sent.get("fix") or sent.get("confirm") or ""
    if "fix" in sent:
        _fix(data, rule_id, card)
    elif rule_id:
        known = [one for one in data.get("confirmed", "").split(",") if one]
        data["confirmed"] = ",".join(sorted({*known, rule_id}))
    return data


def _fix(data: QueryDict, rule_id: str, card: codes.Card) -> None:
    rule = next((one for one in codes.rules() if one.id == rule_id), None)
    if rule is not None:
        holder: Any = type("OnThisCard", (), {"card": card})
        for name, code in rule.fix.items():
            data[name] = str(shown_code(holder, name, code))
        return
    wrong = {"ID_SEX": ("sex",), "ID_AGE": ("age", "age_unit")}.get(rule_id, ())
    for name in wrong:  # emptied, they are filled from the identity number
        data[name] = ""


def _keep_draft(request: HttpRequest, held: Rights) -> HttpResponse:
    key = save_draft_of(request, held)
    return redirect(f"{reverse('injury_card')}?draft={key}")


def save_draft_of(request: HttpRequest, held: Rights) -> str:
    """Keep what was typed, except who it was."""
    key = _key(request, "client_id") or uuid.uuid4().hex
    content = {name: given for name, given in request.POST.lists() if name not in NOT_KEPT}
    try:
        intake_actions.save_draft(
            owner=held.reader.pid,
            kind=DRAFT,
            key=key,
            content={**content, "client_id": [key]},
            at=timezone.now(),
        )
    except intake_actions.Refused as reason:
        raise Refused(str(reason)) from reason
    return key


def _key(request: HttpRequest, name: str) -> str:
    # PostgreSQL refuses the null character where SQLite does not
    return request.POST.get(name, "").replace("\x00", "")[:64]


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """The page keeps a draft by itself every few seconds."""
    held = need(request)
    if not held.writes_cards:
        raise PermissionDenied
    # one sent just before the card was saved may arrive after it
    if Report.objects.filter(client_id=_key(request, "client_id"), entered_by=held.reader.pid).exists():
        return HttpResponse(status=204)
    save_draft_of(request, held)
    return HttpResponse(status=204)


@login_required
@require_POST
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Throw a draft away."""
    held = need(request)
    intake_actions.drop_draft(owner=held.reader.pid, kind=DRAFT, key=_key(request, "key"))
    return redirect("injury_card")


@login_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Questions about what is filled in so far, for the page to show while one goes on; nothing is stored."""
    held = need(request)
    units = units_to_write(held)
    if not units:
        raise PermissionDenied
    form = _form(request, units, _unit(request, units), request.POST, {})
    form.is_valid()
    values, _written = form.values()
    asked = checks.check(values, source="card", now=timezone.now())
    known = set(form.answered)
    # While one is still filling in, only what has been answered is asked about.
    crossed = checks.cross_checks(asked.values) if _plain(asked.values) else []
    findings = [f for f in crossed if not f.refuses and asked.values.get(f.field) is not None]
    findings += [f for f in asked.findings if f.rule in ("ID_SEX", "ID_AGE")]
    findings = [f for f in findings if f.rule not in known]
    parts = page_of(form, findings)
    boxes = [box for _title, questions in parts for question in questions for box in question.asked]
    return render(request, "injuries/asked.html", {"boxes": boxes})


def _plain(values: dict[str, Any]) -> bool:
    """Whether the answers so far are codes the rules can read."""
    return all(
        isinstance(values[name], int) for name in (*codes.LISTS, "age_years") if values.get(name) is not None
    )


def _page(
    request: HttpRequest, held: Rights, units: list[SocialUnit], unit: SocialUnit, form: CardForm,
    questions: tuple[checks.Finding, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    today = timezone.localdate(now)
    saved = request.GET.get("saved", "")
    own = [one for one in units if one.pid in held.own_units]
    lines = months.matrix(own, months.window(today), today) if own else []
    owed = [cell for _unit, line in lines for cell in line if cell.state in ("missing", "returned")]
    context = {
        "form": form, "card": form.card, "unit": unit, "units": units,
        "parts": page_of(form, questions), "asked": len(questions),
        "today_number": rows.today_count(unit.pid, now) + 1,
        "saved": _saved(held, saved) if saved else None,
        "drafts": intake.drafts(held.reader.pid, DRAFT, limit=5) if not form.is_bound else [],
        "owed": owed, "versions": list(codes.FILES),
    }  # fmt: skip
    return render(request, "injuries/card.html", context, status=status)


def _saved(held: Rights, ref: str) -> dict[str, Any] | None:
    """The card just saved: its number, and a link if this reader may open it again."""
    report = (
        Report.objects.filter(injury__ref=ref[:32], entered_by=held.reader.pid)
        .select_related("injury")
        .first()
    )
    if report is None:
        return None
    open_to_him = Report.objects.filter(held.visible, pk=report.pk).exists()
    return {
        "card_no": report.card_no,
        "url": reverse("injury", args=[report.injury.ref]) if open_to_him else "",
    }
