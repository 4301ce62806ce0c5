"""Pages of this room: one's own tokens, the interface told plainly, and its OpenAPI document."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts.reader import reader_of
from safecommunity.exchange import actions, queries
from safecommunity.exchange.access import PER_MINUTE
from safecommunity.exchange.endpoints import answer, api
from safecommunity.exchange.forms import TokenForm
from safecommunity.exchange.models import ApiToken
from safecommunity.exchange.problems import Problem, language_of, missing
from safecommunity.figures.choice import READS
from safecommunity.injuries.queries.rights import rights
from safecommunity.places import queries as places
from safecommunity.shell.errors import Refused

MOST_PLACES = 600


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; POST makes one and shows it this once."""
    reader = reader_of(request)
    if not queries.may_offer(reader):
        raise PermissionDenied
    form = TokenForm(
        request.POST if request.method == "POST" else None, within=_within(reader),
        figures=queries.may_give_figures(reader), cards=queries.may_give_cards(reader),
    )  # fmt: skip
    context: dict[str, Any] = {"form": form, "most": PER_MINUTE}
    if form.is_valid():
        try:
            context["made"], context["secret"] = actions.make_token(
                reader=reader, owner=request.user, name=form.cleaned_data["name"], may=form.may,  # type: ignore[arg-type]
                days=int(form.cleaned_data["days"]), by=reader.pid, at=timezone.now(), **form.limits,
            )  # fmt: skip
            return render(request, "exchange/token_made.html", context)
        except Refused as refused:
            form.add_error(None, str(refused))
    context["rows"] = _rows(request)
    return render(request, "exchange/tokens.html", context, status=422 if form.is_bound else 200)


def _within(reader: Any) -> list[tuple[str, str]]:
    """The reader's own facilities and the places whose numbers he reads."""
    units = places.unit_names(rights(reader).own_units)
    found = places.choices(reader, "figures", *READS)[:MOST_PLACES]
    return [(f"unit:{pid}", name) for pid, name in units.items()] + [
        (f"place:{place.pid}", place.name) for place in found
    ]


def _rows(request: HttpRequest) -> list[dict[str, Any]]:
    now, found = timezone.now(), queries.tokens_of(request.user)  # type: ignore[arg-type]
    names = {
        **places.names(token.place for token in found if token.place),
        **places.unit_names(token.unit for token in found if token.unit),
    }
    return [
        {
            "token": token, "open": token.is_open(now), "figures": "figures" in token.may,
            "cards": "cards" in token.may, "where": names.get(token.unit or token.place, ""),
        }
        for token in found
    ]  # fmt: skip


@login_required
@require_POST
def revoke(request: HttpRequest, pid: str) -> HttpResponse:
    """End one of one's own tokens."""
    found = get_object_or_404(ApiToken, pid=pid, owner=request.user)
    actions.revoke_token(token=found, by=reader_of(request).pid, at=timezone.now())
    return redirect("tokens")


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; it holds nothing but the interface."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})


@require_safe
def described(request: HttpRequest) -> HttpResponse:
    """The interface on one plain page, from the same document."""
    paths = api.get_openapi_schema()["paths"]
    told = [
        {
            "method": method.upper(),
            "path": path,
            "summary": gettext(operation["summary"]),
            "asks": [
                one["name"]
                for one in operation.get("parameters", [])
                if one["in"] == "query" and one["name"] != "language"
            ],
        }
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return render(
        request, "exchange/api.html", {"told": told, "most": PER_MINUTE, "root": reverse("api_document")}
    )


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under /api/ that does not exist says so in JSON."""
    try:
        translation.activate(language_of(request))
        problem = missing()
    except Problem as refused:
        problem = refused
    return answer(request, problem.body(), problem.status)
