"""What is open to everybody: no session, no cookie, one query a question; the language stands in the address."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from safecommunity.reports.editions import drawing, formats, queries, serving, showing
from safecommunity.reports.editions.queries import Mark
from safecommunity.reports.editions.serving import FEW_MINUTES, HOUR, HTML, Kept
from safecommunity.shell.charts import WIDTHS
from safecommunity.shell.context import TAGS

LANGUAGES = dict(settings.LANGUAGES)
NOT_SEARCHED = "noindex"
ROBOTS = "User-agent: *\nAllow: /open/\nAllow: /static/\nDisallow: /\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Searching machines may read what is open to everybody, nothing else."""
    made = serving.kept("robots", lambda: Kept(ROBOTS.encode(), "text/plain; charset=utf-8", language="en"))
    return serving.answer(request, made, None, seconds=HOUR)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The list in the product's own language."""
    found = HttpResponsePermanentRedirect(reverse("open_index", args=[settings.LANGUAGE_CODE]))
    found.status_code = 302
    found.same_for_all = True  # type: ignore[attr-defined]
    return found


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    """Places that opened their figures."""
    if language not in LANGUAGES:
        return _none(request, settings.LANGUAGE_CODE)
    found = queries.open_places()
    key = ("index", language, tuple((one.pid, one.number, one.published_at, one.name) for one in found))
    context = {
        "places": found, "simulated": any(one.label == "simulated" for one in found),
        "elsewhere": _elsewhere("open_index", language),
    }  # fmt: skip
    made = serving.kept(key, lambda: _page("reports/open/index.html", language, context))
    last = max((one.published_at for one in found), default=None)
    return serving.answer(request, made, last, seconds=FEW_MINUTES)


def _page(template: str, language: str, context: dict[str, Any], **more: Any) -> Kept:
    """A page without a request: no context of a reader can get into it."""
    with override(language):
        said = {
            "language": language, "tag": TAGS[language], "languages": LANGUAGES, **context,
        }  # fmt: skip
        body = render_to_string(template, said).encode()
    return Kept(body, HTML, language=TAGS[language], **more)


def _elsewhere(name: str, language: str, *args: Any) -> list[tuple[str, str, str]]:
    """The same page in the other languages: (tag, name, address)."""
    return [
        (TAGS[code], title, reverse(name, args=[code, *args]))
        for code, title in LANGUAGES.items()
        if code != language
    ]


def _none(request: HttpRequest, language: str) -> HttpResponse:
    """Nothing is open at this address; whether the place exists is not said."""
    context: dict[str, Any] = {"elsewhere": []}
    made = serving.kept(
        ("none", language),
        lambda: _page("reports/open/none.html", language, context, status=404, robots=NOT_SEARCHED),
    )
    return serving.answer(request, made, None, seconds=FEW_MINUTES)


@require_safe
def place(request: HttpRequest, language: str, pid: str) -> HttpResponse:
    """The newest edition of a place that stands."""
    return _edition(request, language, pid, None)


@require_safe
def edition(request: HttpRequest, language: str, pid: str, number: int) -> HttpResponse:
    """One edition, at its address for good."""
    return _edition(request, language, pid, number)


def _edition(request: HttpRequest, language: str, pid: str, number: int | None) -> HttpResponse:
    found = _found(request, language, pid, number)
    if isinstance(found, HttpResponse):
        return found
    shelf, mark = found
    key = ("edition", pid, mark.number, number is None, language, _state(shelf))
    made = serving.kept(key, lambda: _edition_page(shelf, mark, pid, language))
    changed = max(one.changed_at for one in shelf)
    return serving.answer(request, made, changed, seconds=FEW_MINUTES if number is None else HOUR)


def _state(shelf: list[Mark]) -> tuple[Any, ...]:
    return tuple((one.number, one.withdrawn, one.checksum, one.name) for one in shelf)


def _found(
    request: HttpRequest, language: str, pid: str, number: int | None
) -> tuple[list[Mark], Mark] | HttpResponse:
    """The edition asked for with its neighbours, or the answer that there is none (404) or none any more (410)."""
    if language not in LANGUAGES:
        return _none(request, settings.LANGUAGE_CODE)
    shelf = queries.shelf(pid)
    if number is None:
        mark = next((one for one in shelf if not one.withdrawn), shelf[0] if shelf else None)
    else:
        mark = next((one for one in shelf if one.number == number), None)
    if mark is None:
        return _none(request, language)
    if mark.withdrawn:
        return _gone(request, language, pid, shelf, mark)
    return shelf, mark


def _gone(request: HttpRequest, language: str, pid: str, shelf: list[Mark], mark: Mark) -> HttpResponse:
    """A withdrawn edition says since when and why, and where the one that stands is. It tells no number."""
    stands = next((one for one in shelf if not one.withdrawn), None)
    context = {
        "mark": mark,
        "pid": pid,
        "stands": stands,
        "elsewhere": [],
        "simulated": mark.label == "simulated",
    }
    made = serving.kept(
        ("gone", pid, mark.number, language, _state(shelf)),
        lambda: _page("reports/open/gone.html", language, context, status=410, robots=NOT_SEARCHED),
    )
    return serving.answer(request, made, mark.withdrawn_at, seconds=FEW_MINUTES)


def _edition_page(shelf: list[Mark], mark: Mark, pid: str, language: str) -> Kept:
    content = queries.content(pid, mark.number)
    simulated = content["label"] == "simulated"
    newest = next((one for one in shelf if not one.withdrawn), mark)
    with override(language):
        context = {
            "mark": mark, "pid": pid, "shelf": shelf, "content": content, "simulated": simulated,
            "sections": showing.sections(content, language), "limits": formats.limits(content),
            "newer": newest if newest.number > mark.number else None, "widths": WIDTHS,
            "elsewhere": _elsewhere("open_edition", language, pid, mark.number),
        }  # fmt: skip
    # a world that was made up is to be found by nobody who looks for a real one
    return _page("reports/open/edition.html", language, context, robots=NOT_SEARCHED if simulated else "")


def _made(
    request: HttpRequest, language: str, pid: str, number: int, what: tuple[str, ...],
    make: Callable[[Mark, dict[str, Any]], Kept | None],
) -> HttpResponse:  # fmt: skip
    """Something made of one edition: kept by the edition's checksum, for an edition never changes."""
    found = _found(request, language, pid, number)
    if isinstance(found, HttpResponse):
        return found
    _shelf, mark = found

    def wanted() -> Kept:
        with override(language):
            made = make(mark, queries.content(pid, mark.number))
        if made is None:
            raise _Unknown
        return made

    try:
        made = serving.kept((*what, pid, number, language, mark.checksum), wanted)
    except _Unknown:
        return _none(request, language)
    when: datetime = mark.published_at
    return serving.answer(request, made, when, seconds=HOUR)


class _Unknown(Exception):
    """A chart the edition does not have."""


@require_safe
def data_csv(request: HttpRequest, language: str, pid: str, number: int) -> HttpResponse:
    """The edition as one table."""
    return _made(
        request, language, pid, number, ("csv",),
        lambda mark, content: Kept(
            formats.as_csv(content, mark.number, language), "text/csv; charset=utf-8",
            name=f"open-figures-{pid}-{mark.number}-{language}.csv", language=TAGS[language],
        ),
    )  # fmt: skip


@require_safe
def data_json(request: HttpRequest, language: str, pid: str, number: int) -> HttpResponse:
    """The edition with its words, definitions and rule."""
    address = reverse("open_edition", args=[language, pid, number])
    return _made(
        request, language, pid, number, ("json",),
        lambda mark, content: Kept(
            formats.as_json(content, mark, address), "application/json; charset=utf-8", language=TAGS[language]
        ),
    )  # fmt: skip


@require_safe
def chart(
    request: HttpRequest, language: str, pid: str, number: int, name: str, width: int = WIDTHS[0]
) -> HttpResponse:
    """One chart as a picture, at one of two widths."""

    def make(_mark: Mark, content: dict[str, Any]) -> Kept | None:
        found = showing.picture(content, name, language)
        if found is None or width not in WIDTHS:
            return None
        return Kept(drawing.svg(*found, width), "image/svg+xml", framed=True, language=TAGS[language])

    return _made(request, language, pid, number, ("chart", name, str(width)), make)


@require_safe
def embed(request: HttpRequest, language: str, pid: str, number: int, name: str) -> HttpResponse:
    """One chart as a small page that other sites may show in a frame: it says whose, of when, and from where."""

    def make(mark: Mark, content: dict[str, Any]) -> Kept | None:
        found = showing.picture(content, name, language)
        if found is None:
            return None
        context = {
            "mark": mark, "pid": pid, "content": content, "picture": found[1], "unit": found[0]["unit"][language],
            "rows": [(label, showing.said(found[0], line)) for label, line in found[1].lines],
            "simulated": content["label"] == "simulated", "widths": WIDTHS, "elsewhere": [],
        }  # fmt: skip
        return _page("reports/open/embed.html", language, context, framed=True, robots=NOT_SEARCHED)

    return _made(request, language, pid, number, ("embed", name), make)
