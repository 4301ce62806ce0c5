"""Forms and what fills them, said by the rooms in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from safecommunity.shell.paper_forms.shape import FormError, PaperForm


@dataclass(frozen=True)
class Filled:
    """What one record writes into a form: texts by field, rows by table; codes where a field has options.

    `place` is the permanent id of whose record it is; `name` says which record, for the file; `code` is a path of
    ours the sheet's code leads to; `title` stands in place of the form's own.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    place: str = ""
    name: str = ""
    number: str = ""
    under: str = ""
    code: str = ""
    title: str = ""


@dataclass(frozen=True)
class Binding:
    """How records fill a form.

    `fill`: the request and the record's key as its page gives it; answers one form or many, raises Http404 or
    PermissionDenied as the record's page does. `where`: name of the page whose records print it. `instead`: the
    filled form is that page's own work (a document, a card), it is not printed here.
    """

    fill: Callable[[HttpRequest, str], Sequence[Filled]] | None = None
    where: str = ""
    instead: bool = False


_forms: dict[str, PaperForm] = {}
_bindings: dict[str, Binding] = {}


def declare(*forms: PaperForm) -> None:
    """A room's forms; a second form of a code is a mistake."""
    for one in forms:
        if _forms.setdefault(one.code, one) != one:
            raise FormError(f"form {one.code!r} is declared twice")


def bind(code: str, binding: Binding) -> None:
    """How a form is filled. The form must be declared before, and bound once."""
    if code not in _forms:
        raise FormError(f"form {code!r} is not declared; declared are {', '.join(_forms)}")
    if _bindings.setdefault(code, binding) is not binding:
        raise FormError(f"form {code!r} is bound twice")


def all_forms() -> list[tuple[PaperForm, Binding | None]]:
    """Every form with what fills it, None where no room does."""
    return [(one, _bindings.get(one.code)) for one in sorted(_forms.values(), key=lambda form: form.order)]


def found(code: str) -> tuple[PaperForm, Binding | None] | None:
    """One form."""
    one = _forms.get(code)
    return (one, _bindings.get(code)) if one is not None else None


def checked(form: PaperForm, filled: Filled) -> Filled:
    """What was filled, if the form has all of it. Raises FormError for a field the form lacks: nothing is lost."""
    came: set[str] = {*filled.values, *filled.tables}
    for name, rows in filled.tables.items():
        came |= {f"{name}.{column}" for row in rows for column in row}
    if more := came - form.names():
        raise FormError(
            f"form {form.code!r}: got {', '.join(sorted(more))}, allowed are {', '.join(sorted(form.names()))}"
        )
    return filled


def context_of(**values: Any) -> dict[str, str]:
    """Texts by field; what is None or empty is left to be written by hand."""
    return {name: str(value) for name, value in values.items() if value not in (None, "")}
