"""Lists of an office, declared once each: out as a workbook, in again, in our form or in a district's own.

A room says what a list is (`OfficeList`) and registers it; the two pages of every list are the same code. All faults
of all rows are told together and nothing is stored then; what is on record already stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.shell import own_forms, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 200
SHOWN_FAULTS = 500
View = Callable[..., HttpResponse]
Told = str | Callable[[HttpRequest], HttpResponse]  # what storing says: a sentence, or a page of its own


@dataclass(frozen=True)
class Ground:
    """What a list stands on in one request: who sends it, whose own forms it takes, the page it belongs to.

    `what` is the room's own; `args` and `query` stand in the addresses of the list.
    """

    by: str
    place: str
    what: Any
    back: str
    back_title: str
    args: tuple[str, ...] = ()
    query: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """How what was found travels in the page, signed, until it was looked at."""

    pack: Callable[[Iterable[Any]], list[Any]]
    unpack: Callable[[Iterable[Any], Ground], list[Any]]
    shown: Callable[[Sequence[Any]], tuple[Sequence[str], Sequence[Sequence[Any]]]]


@dataclass(frozen=True)
class OfficeList:
    """One list. `written` gives our heading of each field; `rows` the records by field, as they would come in again.

    Without `kept` a sound list is stored at once; with it, it is looked at first. `empty` are the rows of our template
    where it does not hold what is on record; `looks` says who may have the template where that is not who sends.
    """

    code: str
    title: Any
    heading: Any
    lead: Any
    addresses: tuple[str, str]
    ground: Callable[..., Ground]
    written: Callable[[], Mapping[str, str]]
    check: Callable[[sheets.List, Ground, date], sheets.Checked[Any]]
    store: Callable[[Sequence[Any], Ground, str, datetime], Told]
    rows: Callable[[Ground], Iterable[Mapping[str, Any]]]
    notes: Callable[[Ground], Sequence[str]]
    known: Callable[[str], str] | None = None
    kept: Kept | None = None
    empty: Callable[[Ground], Iterable[Mapping[str, Any]]] | None = None
    looks: Callable[..., Ground] | None = None
    refuses: tuple[type[Exception], ...] = ()

    def field_of(self) -> Callable[[str], str]:
        """The field of one of our headings."""
        if self.known is not None:
            return self.known
        return in_every_language(self.written).get


_declared: dict[str, OfficeList] = {}


def register(*declared: OfficeList) -> None:
    """Said in the room's `AppConfig.ready()`; a second list of a code is a mistake."""
    for one in declared:
        if _declared.setdefault(one.code, one) is not one:
            raise ValueError(f"list {one.code!r} is declared twice")


def all_lists() -> tuple[OfficeList, ...]:
    """Every list of the office."""
    return tuple(_declared.values())


class Words:
    """What words mean, in one spelling of width and spaces."""

    def __init__(self, codes: Mapping[str, Any]) -> None:
        self._codes = {sheets.text(word): code for word, code in codes.items()}

    def get(self, word: str, otherwise: Any = "") -> Any:
        """The code of a word."""
        return self._codes.get(sheets.text(word), otherwise)

    def __contains__(self, word: str) -> bool:
        return sheets.text(word) in self._codes


def in_every_language(said: Callable[[], Mapping[str, str]], more: Mapping[str, Any] | None = None) -> Words:
    """What words mean whatever the language of the workbook; `said` gives the word of each code in the language that
    holds, the reader's own wins. `more` are further words.
    """
    found = {text: code for code, text in said().items()}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, text in said().items():
                found.setdefault(text, code)
    return Words({**found, **(more or {})})


def lines(
    given: sheets.List, written: Callable[[], Mapping[str, str]], need: Sequence[str]
) -> list[sheets.Line]:
    """The rows by our fields, headings in any of our languages. Raises Unreadable where needed columns lack."""
    known, titles = in_every_language(written), written()
    sheets.need(given, {known.get(one) for one in given.headings}, {name: titles[name] for name in need})
    return sheets.lines(given, known.get)


def faults_of(line: sheets.Line, wrong: Mapping[str, tuple[Any, str]]) -> list[sheets.Fault]:
    """The faults of a row: for each field whether it is wrong, and what is allowed."""
    return [line.fault(name, allowed) for name, (bad, allowed) in wrong.items() if bad]


def checked(
    rows: Sequence[sheets.Line], read: Callable[[sheets.Line], tuple[Any, list[sheets.Fault]]]
) -> sheets.Checked[Any]:
    """Every row read, with all faults of all rows."""
    found = [read(line) for line in rows]
    faults = tuple(fault for _item, wrong in found for fault in wrong)
    return sheets.Checked(len(rows), tuple(item for item, _wrong in found), faults)


def address(declared: OfficeList, ground: Ground, *, out: bool = False, form: str = "") -> str:
    """The address of a list, or with `out` of its workbook; with `form` in a district's own form."""
    query = {**ground.query, **({"form": form} if form else {})}
    found = reverse(declared.addresses[int(out)], args=ground.args)
    return f"{found}?{urlencode(query)}" if query else found


def reads(declared: OfficeList) -> View:
    """The page of a list: send it, look at what was found where that is asked for, store it."""

    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, **named: str) -> HttpResponse:
        ground = declared.ground(request, **named)
        if own_forms.answered(request):
            return _remember(request, declared, ground)
        context: dict[str, Any] = {}
        if request.method == "POST":
            act = _stored if request.POST.get("found") else _found
            told = act(request, declared, ground)
            if isinstance(told, str):
                messages.success(request, told)
                return redirect(ground.back)
            if callable(told):
                return told(request)
            context = told
        return _page(request, declared, ground, context)

    page.__name__, page.__doc__ = f"{declared.code}_in", str(declared.code)
    return page


def gives(declared: OfficeList) -> View:
    """The workbook of a list, to be gone on with; with `form` in a district's own form."""

    @login_required
    @require_safe
    def page(request: HttpRequest, **named: str) -> HttpResponse:
        ground = (declared.looks or declared.ground)(request, **named)
        if asked := request.GET.get("form", ""):
            own = own_forms.form(declared.code, ground.place, asked)
            if own is None:
                raise Http404
            return book(own_forms.filled(own, declared.rows(ground)), own.name)
        return book(template(declared, ground), str(declared.title))

    page.__name__, page.__doc__ = f"{declared.code}_out", str(declared.code)
    return page


def template(declared: OfficeList, ground: Ground) -> bytes:
    """Our workbook: our headings over the rows that are known already; the second sheet explains."""
    written = declared.written()
    rows = [[one.get(name, "") for name in written] for one in (declared.empty or declared.rows)(ground)]
    return sheets.template(str(declared.title), list(written.values()), rows, declared.notes(ground))


def book(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: HttpRequest, declared: OfficeList, ground: Ground, context: dict[str, Any]
) -> HttpResponse:
    forms = own_forms.forms(declared.code, ground.place)
    told = {
        "declared": declared, "ground": ground, "most": sheets.LARGEST >> 20,
        "template": address(declared, ground, out=True),
        "own_forms": [(one.name, address(declared, ground, out=True, form=one.pid)) for one in forms],
        "headings_read": list(declared.written().values()), **context,
    }  # fmt: skip
    bad = context.get("problem") or context.get("faults")
    answer = render(request, "shell/list.html", told, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _remember(request: HttpRequest, declared: OfficeList, ground: Ground) -> HttpResponse:
    """What the columns of the district's own form hold; the list is then sent again."""
    try:
        told = own_forms.remember(
            request, kind=declared.code, place=ground.place, written=declared.written(), by=ground.by,
            at=timezone.now(),
        )  # fmt: skip
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    return redirect(address(declared, ground))


def _found(request: HttpRequest, declared: OfficeList, ground: Ground) -> dict[str, Any] | Told:
    """What an uploaded list says, or why it cannot be taken; the words to tell where it was stored."""
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list").replace("\x00", "")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    question: dict[str, Any] = {}
    refused: tuple[type[Exception], ...] = (Unreadable, *declared.refuses)
    now = timezone.now()
    try:
        given, question = _read(file.read(), name, declared, ground)
        found = declared.check(given, ground, timezone.localdate(now))
        question = {}
        if not found.rows:
            raise Unreadable(_("%(file)s has headings and no rows below") % {"file": name})
        if not found.faults and declared.kept is None:
            return declared.store(found.items, ground, name, now)
    except refused as reason:
        return {"problem": str(reason), **question}
    return _told(found, declared, ground, name)


def _read(
    content: bytes, name: str, declared: OfficeList, ground: Ground
) -> tuple[sheets.List, dict[str, Any]]:
    """The list, and what to ask where it cannot be taken as it is."""
    known, written = declared.field_of(), declared.written()
    if not ground.place:
        return sheets.read(content, name, known), {}
    given = own_forms.read(content, name, known, written, declared.code, ground.place)
    return given.list, {"question": given.question, "fields": list(written.items())}


def _told(checked: sheets.Checked[Any], declared: OfficeList, ground: Ground, name: str) -> dict[str, Any]:
    """What was found, for the page: its faults, or the rows to be looked at."""
    told = {"file": name, "faults": checked.faults[:SHOWN_FAULTS], "checked": checked, "asked": checked.asked}
    if checked.faults or declared.kept is None:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    headings, rows = declared.kept.shown(checked.items[:SHOWN])
    items = declared.kept.pack(checked.items)
    sealed = signing.dumps({"file": name, "items": items}, salt=_salt(declared, ground), compress=True)
    return {**told, "headings": headings, "rows": rows, "all": len(items), "found": sealed}


def _stored(request: HttpRequest, declared: OfficeList, ground: Ground) -> dict[str, Any] | Told:
    """Keep what was looked at; the words to tell."""
    try:
        if declared.kept is None:
            raise signing.BadSignature
        data = signing.loads(request.POST["found"], salt=_salt(declared, ground), max_age=GOOD_FOR)
        items = declared.kept.unpack(data["items"], ground)
        return declared.store(items, ground, data["file"], timezone.now())
    except signing.BadSignature:
        return {"problem": _("This page is too old; send the list again")}
    except declared.refuses as reason:
        return {"problem": str(reason)}


def _salt(declared: OfficeList, ground: Ground) -> str:
    return f"list|{declared.code}|{ground.by}|{'|'.join(ground.args)}"
