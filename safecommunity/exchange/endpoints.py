"""The addresses under /api/v1/. Each asks an existing query or action; nothing is computed or decided here."""

import json
import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.renderers import BaseRenderer

from safecommunity.exchange import actions, answers, cards, documents, problems, queries, schemas
from safecommunity.exchange.access import Bearer, need
from safecommunity.exchange.models import May
from safecommunity.exchange.problems import Problem, missing, wrong
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.figures.queries import Ground
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.injuries import codes as card_codes
from safecommunity.injuries.queries.rights import rights


class Plain(BaseRenderer):
    """JSON that a person can read too: Chinese stays Chinese; half characters become a question mark."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The bytes of an answer."""
        return json.dumps(data, ensure_ascii=False, default=str).encode("utf-8", "replace")


api = NinjaAPI(
    title="SafeCommunity", version="1",
    description="Read figures and send injury cards. Every figure says its n, its interval and its records.",
    docs_url=None, openapi_url=None, auth=Bearer(), renderer=Plain(), urls_namespace="exchange",
)  # fmt: skip
problems.install(api)
REFUSALS = {
    401: schemas.Errors,
    403: schemas.Errors,
    404: schemas.Errors,
    422: schemas.Errors,
    429: schemas.Errors,
}
LANGUAGE = "Language of texts: zh-hans, zh-hant or en; otherwise Accept-Language decides"


def answer(request: HttpRequest, data: Any, status: int = 200, **headers: str) -> HttpResponse:
    """JSON for this token only; a cache in between keeps nothing."""
    response = api.create_response(request, data, status=status)
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Accept-Language"
    response["Content-Language"] = answers.language()
    for name, text in headers.items():
        response[name.replace("_", "-")] = text
    return response


@api.get("/figures", response={200: schemas.Catalogue, **REFUSALS},
         summary=gettext_noop("The catalogue of figures"),
         operation_id="figures", openapi_extra=documents.example())  # fmt: skip
def catalogue_of_figures(request: HttpRequest, language: str = "") -> HttpResponse:
    """Every figure the product can tell, with what it counts, what it leaves out and what it can be split by."""
    need(request, May.FIGURES)
    return answer(request, {"figures": [answers.definition_out(one) for one in catalogue.CATALOGUE]})


@api.get("/figures/{code}", response={200: schemas.Figure, **REFUSALS},
         summary=gettext_noop("One figure"),
         operation_id="figure",
         openapi_extra=documents.example(code="injury.count", place="PLACE", period="2026", by="sex"))  # fmt: skip
def figure(
    request: HttpRequest, code: str, place: str = "", period: str = "", by: str = "", language: str = ""
) -> HttpResponse:
    """By code with place and period, or by a whole key. Send ETag back in If-None-Match: 304 while nothing changed."""
    need(request, May.FIGURES)
    found, ground = _figure(request, answers.key_of(code, place, period))
    told = answers.figure_out(found, by, ground)
    tag = answers.tag_of(told)
    if tag in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers={"ETag": tag})
    return answer(request, told, ETag=tag)


@api.get("/figures/{key}/rows", response={200: schemas.Rows, **REFUSALS},
         summary=gettext_noop("The records behind a figure"),
         operation_id="rows", openapi_extra=documents.example(key="KEY"))  # fmt: skip
def rows(request: HttpRequest, key: str, after: str = "", language: str = "") -> HttpResponse:
    """Newest first, a page at a time; each record as far as the token's owner may see it."""
    need(request, May.FIGURES)
    if "~" not in key:
        raise wrong("key", key, "code@version~place~period[~name=value,...]", status=404)
    found, _ground = _figure(request, answers.key_of(key, "", ""))
    behind = figures.rows_behind(_reader(request), found, after[:64])
    if after and not behind.previous:
        raise wrong("after", after, _("the mark `next` of the page before"))
    return answer(request, answers.rows_out(found, behind))


def _reader(request: HttpRequest) -> Any:
    """The owner's reader within the token; made once a request."""
    if not hasattr(request, "narrow"):
        request.narrow = queries.reader_of(need(request), timezone.now())  # type: ignore[attr-defined]
    return request.narrow  # type: ignore[attr-defined]


def _figure(request: HttpRequest, key: FigureKey) -> tuple[Figure, Ground]:
    if not choice.may_read(_reader(request), key.place):
        says = _("The figures of this place are not open to this token.")
        raise Problem(403, "place", says, "place", key.place)
    ground = figures.ground_of(key.place, key.period.start.year)
    try:
        return figures.compute(key, now=timezone.now(), ground=ground), ground
    except (IndicatorError, LookupError):
        allowed = catalogue.get(key.code, key.version).dimensions
        came = ", ".join(f"{name}={value}" for name, value in key.dimensions)
        raise wrong("key", came, allowed, status=404) from None


@api.get("/places", response={200: schemas.Places, **REFUSALS},
         summary=gettext_noop("Places and facilities within the token"),
         operation_id="places", openapi_extra=documents.example())  # fmt: skip
def places(request: HttpRequest, after: str = "", language: str = "") -> HttpResponse:
    """Permanent ids to ask and send with. Facilities stand on the first page."""
    token, mark = need(request), queries.read_mark(after)
    if mark is None:
        raise wrong("after", after, _("the mark `next` of the page before"))
    reader, sends = _reader(request), May.CARDS in token.may
    found = queries.places_of(reader, mark, figures=May.FIGURES in token.may, cards=sends)
    bear = queries.codes_of([place.pid for place in found.places], timezone.now())
    units = queries.units_to_write(rights(reader)) if sends and not mark else []
    told = {
        "places": [
            {
                "pid": place.pid, "name": place.name, "level": place.level,
                "parent": place.parent.pid if place.parent else None, "codes": bear.get(place.pid, {}),
            }
            for place in found.places
        ],
        "units": [{"pid": unit.pid, "name": unit.name, "place": unit.place.pid} for unit in units],
        "next": found.following or None,
    }  # fmt: skip
    return answer(request, told)


@api.get("/codes", response={200: schemas.Versions, **REFUSALS},
         summary=gettext_noop("Versions of the card"),
         operation_id="versions", openapi_extra=documents.example())  # fmt: skip
def versions(request: HttpRequest, language: str = "") -> HttpResponse:
    """The versions a card may be sent in."""
    need(request)
    known = [card_codes.card(name) for name in card_codes.FILES]
    told = [
        {
            "version": card.version, "title": str(card.title), "note": str(card.note),
            "default": card.version == card_codes.DEFAULT, "url": f"{answers.ROOT}/codes/{card.version}",
        }
        for card in known
    ]  # fmt: skip
    return answer(request, {"versions": told})


@api.get("/codes/{version}", response={200: schemas.Codes, **REFUSALS},
         summary=gettext_noop("Questions and lists of a card version"),
         operation_id="codes", openapi_extra=documents.example(version="niss-1"))  # fmt: skip
def codes(request: HttpRequest, version: str, language: str = "") -> HttpResponse:
    """The numbers of every list, as the paper card has them."""
    need(request)
    if version not in card_codes.FILES:
        raise wrong("version", version, list(card_codes.FILES), status=404)
    card = card_codes.card(version)
    items = [
        {
            "name": item.id, "label": str(item.label), "kind": item.kind, "required": item.required,
            "list": item.list or None,
        }
        for item in card.items
    ]  # fmt: skip
    lists = {
        name: [{"code": option.code, "label": str(option.label)} for option in options]
        for name, options in card.lists.items()
    }
    told = {"version": card.version, "title": str(card.title), "note": str(card.note)}
    return answer(request, {**told, "items": items, "lists": lists})


@api.post("/injuries", response={200: schemas.Outcomes, 201: schemas.Outcomes, **REFUSALS,
                                 400: schemas.Errors, 413: schemas.Errors, 422: schemas.Outcomes | schemas.Errors},
          summary=gettext_noop("Send one card or a list of up to 500"), operation_id="send",
          openapi_extra={**documents.sending(), **documents.example()})  # fmt: skip
def send(request: HttpRequest, language: str = "") -> HttpResponse:
    """201: something was recorded; 200: all of it was there already; 422: at least one was refused.

    Each card stands for itself: the others of the list are recorded. A card is known by its client_id, so the same
    request may be sent again; one client_id with other content is refused. A question is answered by listing its rule
    in `confirmed`.
    """
    token = need(request, May.CARDS)
    sent = _cards(request)
    done = actions.send_cards(reader=_reader(request), token=token, cards=sent, at=timezone.now())
    counts = {name: sum(one.status == name for one in done) for name in ("recorded", "repeated", "refused")}
    status = 422 if counts["refused"] else 201 if counts["recorded"] else 200
    return answer(request, {**counts, "items": [_outcome(one) for one in done]}, status)


def _outcome(one: actions.Outcome) -> dict[str, Any]:
    ref = one.report.injury.ref if one.report else None
    return {
        "client_id": one.client_id, "status": one.status, "ref": ref,
        "card_no": one.report.card_no if one.report else None,
        "url": f"{answers.ROOT}/injuries/{ref}" if ref else None,
        "errors": list(one.errors), "questions": list(one.questions),
    }  # fmt: skip


def _cards(request: HttpRequest) -> list[cards.Card]:
    body = request.body
    try:
        data = json.loads(body.decode("utf-8"), parse_int=_whole, parse_float=_number, parse_constant=str)
        json.dumps(data, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no text
    except (ValueError, RecursionError) as reason:
        says = _("The body is not JSON in UTF-8: %(reason)s")
        raise Problem(400, "json", says % {"reason": type(reason).__name__}) from None
    sent = data if isinstance(data, list) else [data]
    if not 1 <= len(sent) <= cards.MOST:
        raise wrong("", len(sent), _("1 to %(most)s cards") % {"most": cards.MOST}, rule="number")
    return [cards.read(one) for one in sent]


def _whole(text: str) -> int | str:
    """A number no field holds stays text, for the field's own check to refuse."""
    return int(text) if len(text) <= 15 else text


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


@api.get("/injuries/{ref}", response={200: schemas.Injury, **REFUSALS},
         summary=gettext_noop("An injury without names"),
         operation_id="injury", openapi_extra=documents.example(ref="REF"))  # fmt: skip
def injury(request: HttpRequest, ref: str, language: str = "") -> HttpResponse:
    """De-identified, within the rights of the token's owner; a token for sending reads back its owner's own cards."""
    token = need(request, May.FIGURES, May.CARDS)
    plain = len(ref) == 32 and ref.isascii() and ref.isalnum()
    found = queries.injury(_reader(request), ref, own_only=May.FIGURES not in token.may) if plain else []
    if not found:
        raise missing()
    return answer(request, answers.injury_out(ref, found))
