"""What projects may be tied to: drills that were held."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.emergency import codes
from safecommunity.emergency.models import Drill
from safecommunity.emergency.rights import Rights
from safecommunity.programmes.ties import Kind, Record

State = Drill.State


def of_drill(one: Drill) -> Record:
    """A drill as a project sees it."""
    return Record(
        one.pid, f"{codes.label('drill_forms', one.form)} · {one.title}", one.done_on or one.on, "drill",
        one.unit.name if one.unit else one.place.name, reverse("drill", args=[one.pid]),
        _("%(n)s people") % {"n": one.people},
    )  # fmt: skip


def _held(where: Q) -> QuerySet[Drill]:
    """Those that took place: also one that tells of the same drill as another."""
    found = Drill.objects.filter(where, state__in=(State.DONE, State.JOINED))
    return found.select_related("place", "unit")


def known(refs: Iterable[str]) -> Mapping[str, Record]:
    """Held ones, whoever asks."""
    return {one.pid: of_drill(one) for one in _held(Q(pid__in=list(refs)))}


def seen(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Held ones that are open to the reader."""
    return {one.pid: of_drill(one) for one in _held(Rights(reader).seen_or_own() & Q(pid__in=list(refs)))}


def find(reader: Any, text: str, most: int) -> list[Record]:
    """The newest held ones that hold a text; of two lines of one drill the one that counts."""
    found = _held(Rights(reader).seen_or_own()).filter(state=State.DONE)
    if text:
        forms = [code for code, label in codes.choices("drill_forms") if text in str(label)]
        found = found.filter(Q(title__icontains=text) | Q(form__in=forms))
    return [of_drill(one) for one in found.order_by("-on", "-pk")[:most]]


def kinds(_request: Any, **_context: Any) -> list[Kind]:
    """For the slot `project.outputs`."""
    return [Kind("drill", gettext_lazy("Drills"), known, seen, find)]
