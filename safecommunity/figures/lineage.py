"""Where a figure comes from and where it goes: fact, columns, tables, screens; pins, claims, and what rooms register.

A room above puts a provider into the slot `figure.uses` (called with `code`), which answers with `Use`s.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from safecommunity.figures import registry
from safecommunity.figures.models import Claim, Pin
from safecommunity.indicators import catalogue, lineage
from safecommunity.indicators.definition import Definition
from safecommunity.shell import slots


@dataclass(frozen=True)
class Use:
    """Somewhere a figure is used: a page, a held value, a number on paper, a target, a document."""

    kind: str
    title: str
    n: int = 0
    url: str = ""


@dataclass(frozen=True)
class Screen:
    """Where the records are entered or listed."""

    title: str
    url: str


@dataclass(frozen=True)
class Lineage:
    """A definition's way back to what people enter, and forward to where it is used."""

    definition: Definition
    columns: dict[str, tuple[str, ...]]
    tables: tuple[str, ...]
    screens: tuple[Screen, ...]
    uses: tuple[Use, ...]


def of(definition: Definition, *, within: Iterable[str] | None = None, request: Any = None) -> Lineage:
    """The lineage of a definition. `within`: places whose pins and claims are counted, None for all."""
    published = registry.known(definition.fact)
    found = slots.collect("figure.uses", request, code=definition.code, places=within)
    return Lineage(
        definition=definition,
        columns=lineage.columns_by_role(definition),
        tables=published.tables if published else (),
        screens=tuple(_screens(published.screens)) if published else (),
        uses=(*_held(definition.code, within), *found),
    )


def shown_on(title: Any, address: str, shows: Callable[[str], bool]) -> Callable[..., list[Use]]:
    """A provider of the slot `figure.uses` for a page that shows some figures: its title, said lazily, the name of its
    address, and whether it shows a code."""

    def uses(_request: Any, *, code: str, **_more: Any) -> list[Use]:
        return [Use("page", str(title), 0, reverse(address))] if shows(code) else []

    return uses


def _screens(named: Iterable[tuple[str, str]]) -> Iterable[Screen]:
    for title, name in named:
        try:
            yield Screen(str(title), reverse(name))
        except NoReverseMatch:  # a room that is not installed here
            continue


def _held(code: str, within: Iterable[str] | None) -> list[Use]:
    pins, claims = Pin.objects.filter(code=code), Claim.objects.filter(figure_code=code)
    if within is not None:
        places = list(within)
        pins, claims = pins.filter(place__in=places), claims.filter(place__in=places)
    held = [
        Use("pin", purpose_words(purpose), n)
        for purpose, n in _purposes(pins.values_list("purpose").annotate(n=Count("pk")).order_by("purpose"))
    ]
    on_paper = claims.count()
    return held + ([Use("claim", _("Numbers on paper to be compared"), on_paper)] if on_paper else [])


def purpose_words(purpose: str) -> str:
    """What a value is held for, in words where they are known."""
    return {"month_return": _("Held in a monthly return to the district")}.get(purpose, purpose)


def _purposes(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Pins of one purpose together: "month_return a1b2" and "month_return c3d4" are both month_return."""
    found: dict[str, int] = {}
    for purpose, n in rows:
        name = purpose.partition(" ")[0]
        found[name] = found.get(name, 0) + n
    return list(found.items())


def using(fact: str, column: str = "") -> dict[Definition, tuple[str, ...]]:
    """The definitions that read a fact or one of its columns, with what for."""
    return lineage.using(catalogue.CATALOGUE.everything(), fact, column)
