"""What the pages of returns share: the reader's rights, the return asked for, the numbers as a table, refusals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.governance.models import Return
from safecommunity.governance.returns import actions, facts, numbers, queries
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.sheets import unit_words
from safecommunity.governance.returns.slots import hands_of
from safecommunity.governance.returns.spec import Spec
from safecommunity.shell.slots import show_place
from safecommunity.shell.workbooks import TYPE

S = Return.State
INNER = (S.OPEN, S.DRAFT, S.FOR_CHECK, S.CHECKED)


def need(request: HttpRequest) -> Hands:
    """The reader's rights over returns; who has none is refused."""
    held = hands_of(request)
    if held is None:
        raise PermissionDenied
    return held


def asked(request: HttpRequest, pid: str) -> tuple[Hands, Return]:
    """The return of an address; one of others does not exist here."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found


def language() -> str:
    """The language of this answer."""
    return get_language() or "zh-hans"


@dataclass(frozen=True)
class Cell:
    """One number as the page shows it: its text, what of the parts, where it leads, what is wrong with it."""

    name: str
    label: str
    text: str
    plain: str
    below: str = ""
    url: str = ""
    wrong: str = ""
    theirs: str | None = None
    mismatch: bool = False


@dataclass(frozen=True)
class Line:
    """One row of the form."""

    title: str
    unit: str
    depth: int
    optional: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Extra:
    """What stands beside the numbers: sums of the parts, addresses of figures, refusals, what another one saved."""

    below: Mapping[str, int] | None = None
    urls: Mapping[str, str] | None = None
    wrong: Mapping[str, str] | None = None
    typed: Mapping[str, str] | None = None
    theirs: Mapping[str, int] | None = None
    marked: frozenset[str] = frozenset()


def lines(spec: Spec, values: Mapping[str, int], extra: Extra = Extra()) -> list[Line]:
    """The form's rows with their numbers in words."""
    at = language()
    return [
        Line(
            row.title(at), unit_words(row.unit, at), row.depth, row.optional,
            tuple(_cell(spec, f"{row.key}.{column.key}", values, extra, at) for column in spec.columns),
        )
        for row in spec.rows
    ]  # fmt: skip


def _cell(spec: Spec, name: str, values: Mapping[str, int], extra: Extra, at: str) -> Cell:
    decimals = spec.decimals(name)
    plain = (extra.typed or {}).get(name)
    if plain is None:
        plain = numbers.written(values.get(name), decimals, grouped=False)
    return Cell(
        name, spec.cell_title(name, at), numbers.written(values.get(name), decimals), plain,
        numbers.written((extra.below or {}).get(name), decimals), (extra.urls or {}).get(name, ""),
        (extra.wrong or {}).get(name, ""),
        numbers.written(extra.theirs.get(name), decimals) or "—" if extra.theirs is not None else None,
        name in extra.marked,
    )  # fmt: skip


def heads(spec: Spec) -> list[str]:
    """The columns' headings with their units."""
    at = language()
    return [
        f"{column.title(at)}（{unit_words(column.unit, at)}）" if column.unit else column.title(at)
        for column in spec.columns
    ]


def done(
    request: HttpRequest, deed: Callable[[], object], to: str, *args: str, says: str = ""
) -> HttpResponse:
    """Do a deed and go on; a refusal is told, what is not this person's is forbidden."""
    try:
        deed()
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, says or _("Done"))
    return redirect(to, *args)


def book(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


def state_kind(state: str) -> str:
    """How a state's tag looks."""
    return {S.SUBMITTED: "ok", S.LOCKED: "ok", S.RETURNED: "bad", S.REOPENED: "ask", S.FOR_CHECK: "ask",
            S.CHECKED: "ask"}.get(S(state), "")  # fmt: skip


def state(one: Return, *, own: bool = True) -> dict[str, str]:
    """A state in words, with the look of its tag. How far the filler's own house is, is not for above."""
    if not own and one.state in INNER:
        return {"text": _("not in yet"), "kind": ""}
    return {"text": facts.state_text(one.state), "kind": state_kind(one.state)}
