"""What projects may be tied to: hazards whose loop is closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safecommunity.hazards import codes
from safecommunity.hazards.models import Hazard, State
from safecommunity.hazards.rights import Rights
from safecommunity.programmes.ties import Kind, Record


def of_hazard(one: Hazard) -> Record:
    """A hazard put right as a project sees it."""
    title = one.what or codes.label(codes.kinds(), one.kind)
    return Record(
        one.pid, title, one.fixed_on or one.closed_on or one.found_on, "hazard", f"{one.place.name} {one.spot}".strip(),
        reverse("hazard", args=[one.pid]), one.number, one.setting,
    )  # fmt: skip


def _closed(where: Q) -> QuerySet[Hazard]:
    return Hazard.objects.filter(where, state=State.CLOSED).select_related("place")


def known(refs: Iterable[str]) -> Mapping[str, Record]:
    """Closed ones, whoever asks."""
    return {one.pid: of_hazard(one) for one in _closed(Q(pid__in=list(refs)))}


def seen(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Closed ones that are open to the reader."""
    return {one.pid: of_hazard(one) for one in _closed(Rights(reader).seen() & Q(pid__in=list(refs)))}


def find(reader: Any, text: str, most: int) -> list[Record]:
    """The newest closed ones that hold a text."""
    found = _closed(Rights(reader).seen())
    if text:
        kinds = [code for code in codes.kinds() if text in codes.label(codes.kinds(), code)]
        found = found.filter(Q(what__icontains=text) | Q(kind__in=kinds) | Q(spot__icontains=text))
    return [of_hazard(one) for one in found.order_by("-found_on", "-pk")[:most]]


def kinds(_request: Any, **_context: Any) -> list[Kind]:
    """For the slot `project.outputs`."""
    return [Kind("hazard", _("Hazards put right"), known, seen, find)]
