"""Named slots: a lower page says where something may stand, upper rooms say what stands there.

Slots and what a provider returns (one value, a list of values, or None for nothing):

- ``menu``           MenuEntry
- ``frame.switch``   Switch (place, period)
- ``frame.labels``   Label (simulated or real data on this page)
- ``frame.who``      str, the duty line above the reader's name
- ``landing``        str, the address a signed-in reader starts from
- ``front.accounts`` DemoAccount
- ``front.links``    SetupLink, what anybody may read without signing in
- ``unit.page``      UnitSection, what a room knows of an organisation (context: ``unit``)
- ``setup.step``     SetupStep, what a room needs before a new street works (context: ``place`` or None)
- ``new.year``       Carrier, what a room takes into the next year (context: ``place``)
- ``failed``         WorkLine, what was stored although a check says it does not agree (context: ``place``)
- ``claim.page``     Html, a panel on the page of a number on paper, e.g. its files (context: ``claim``, ``stands``)
- ``project.outputs`` programmes.ties.Kind, what records of a room may belong to a project (called without a request)
- ``target.forecast`` governance.targets.forecasts.Forecast (context: ``target``, ``figure``)
- ``opinion.page``   (title, address) of what a resident's opinion goes on as (context: ``opinion``)
- ``injury.page``, ``todo``, ``exceptions``, ``place.label``: agreed between the rooms that use them

Providers are registered in ``AppConfig.ready()``; a provider is called with the request and the
keyword context of the page, and must accept ``**context``.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest

Provider = Callable[..., Any]
P = ParamSpec("P")
T = TypeVar("T")

_providers: dict[str, list[tuple[int, int, Provider]]] = {}


@dataclass(frozen=True)
class MenuEntry:
    """One line of the menu; ``group`` is a key of ``menu.GROUPS``, ``badge`` a count or None.

    ``sub`` is a key of ``menu.SUBS`` that belongs to the group; without one the entry stands before the subgroups.
    """

    group: str
    title: str
    url: str
    badge: int | None = None
    late: bool = False
    sub: str = ""


@dataclass(frozen=True)
class WorkLine:
    """A line of 待办 or of what is out of order: what it is, until when, and the next step.

    ``post_url`` makes the next step a deed instead of a link; ``missing`` marks what somebody still owes; ``place`` is
    the permanent id of the place it belongs to, where it belongs to one.
    """

    kind: str
    title: str
    url: str
    action: str
    due: date | None = None
    says: str = ""
    post_url: str = ""
    missing: bool = False
    place: str = ""


@dataclass(frozen=True)
class Option:
    """One choice of a switch: a link that keeps the page and changes the place or the period."""

    title: str
    url: str
    current: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Switch:
    """A switch of the top bar, e.g. 地区 / 示例街道, with its choices as links."""

    label: str
    value: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Label:
    """What kind of data the page shows; ``kind`` is ``simulated`` or ``real``."""

    kind: str
    title: str
    says: str = ""


@dataclass(frozen=True)
class UnitLine:
    """One record of an organisation; ``tone`` is a kind of tag: "", ok, ask, bad, claim."""

    title: str
    url: str
    says: str = ""
    state: str = ""
    tone: str = ""


@dataclass(frozen=True)
class UnitSection:
    """What one room has to say on an organisation's page: its letters, trainings, certificates, inspections."""

    title: str
    lines: tuple[UnitLine, ...] = ()
    empty: str = ""
    says: str = ""
    act: str = ""
    act_url: str = ""


@dataclass(frozen=True)
class SetupLink:
    """Where a step of the set-up guide is done, or a workbook to fill in for it."""

    title: str
    url: str


@dataclass(frozen=True)
class SetupCount:
    """What stands already, counted from records; ``url`` opens them where the reader may."""

    n: int
    title: str
    url: str = ""


@dataclass(frozen=True)
class SetupStep:
    """One step of the set-up guide. ``key`` never changes: marks are kept by it.

    Whether it is done is never stored: it has what it needs (``there``) and lacks nothing (``missing``).
    ``who`` names who does it, where the reader himself may not; then it has no links.
    """

    key: str
    order: int
    title: str
    says: str
    there: tuple[SetupCount, ...] = ()
    missing: tuple[str, ...] = ()
    optional: bool = False
    links: tuple[SetupLink, ...] = ()
    templates: tuple[SetupLink, ...] = ()
    who: str = ""

    @property
    def done(self) -> bool:
        """Something is there and nothing is missing."""
        return not self.missing and any(one.n for one in self.there)

    @property
    def begun(self) -> bool:
        """Something is there already."""
        return any(one.n for one in self.there)


@dataclass(frozen=True)
class CarryLine:
    """One thing that goes into the next year, as the preview says it; ``there`` where it has been taken already."""

    title: str
    says: str = ""
    url: str = ""
    there: bool = False


@dataclass(frozen=True)
class Carrier:
    """What one room takes into the next year.

    ``preview()`` reads; ``carry(at)`` writes once what is not there yet, in one transaction with one audit event,
    and gives back what it made as plain data; ``undo(made, at)`` takes exactly that back by reversing entries and
    says what could not be taken back, because work has been done on it. No ``carry``: it goes on by itself.
    """

    key: str
    order: int
    title: str
    says: str
    preview: Callable[[], list[CarryLine]]
    carry: Callable[[datetime], dict[str, Any]] | None = None
    undo: Callable[[dict[str, Any], datetime], list[str]] | None = None


@dataclass(frozen=True)
class DemoAccount:
    """A button of the first page that signs in as a demonstration person.

    The button posts ``fields`` to ``url``; the page adds the CSRF token.
    """

    title: str
    says: str
    url: str
    fields: dict[str, str] = field(default_factory=dict)


def register(slot: str, provider: Provider, order: int = 0) -> None:
    """Put a provider into a slot; the same provider twice stands there once."""
    entries = _providers.setdefault(slot, [])
    if any(known is provider for _, _, known in entries):
        return
    entries.append((order, len(entries), provider))
    entries.sort(key=lambda entry: entry[:2])


def show_place(request: HttpRequest, pid: str) -> None:
    """Tell the frame what place a page is about: its label (simulated, real data) stands over it."""
    request.shown_place = pid  # type: ignore[attr-defined]


def once(provider: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
    """A question whose answer holds for a whole request: asked by menu, badge and page, it is worked out once."""
    name = f"{provider.__module__}.{provider.__qualname__}"

    @functools.wraps(provider)
    def kept(request: Any, *more: P.args, **named: P.kwargs) -> T:
        answers: dict[str, T] = vars(request).setdefault("_answered", {})
        if name not in answers:
            answers[name] = provider(request, *more, **named)
        return answers[name]

    return kept


def collect(slot: str, request: HttpRequest | None, **context: Any) -> list[Any]:
    """What the providers of a slot have to say, in order; an unknown slot is empty."""
    found: list[Any] = []
    for _, _, provider in _providers.get(slot, ()):
        given = provider(request, **context)
        if given is None:
            continue
        if isinstance(given, Iterable) and not isinstance(given, str | bytes | dict):
            found.extend(given)
        else:
            found.append(given)
    return found
