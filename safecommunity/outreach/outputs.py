"""What projects may be tied to: lines of the ledger and trainings. Which group of outputs a line is, its kind says."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safecommunity.outreach import codes
from safecommunity.outreach.models import Entry, Session
from safecommunity.outreach.queries import ledger, training
from safecommunity.outreach.queries.rights import rights
from safecommunity.programmes.ties import Kind, Record

GROUPS = {"service": "service", "installed": "installed"}  # everything else told or handed out is outreach


def of_entry(one: Entry) -> Record:
    """A line as a project sees it."""
    title = one.title or codes.label("kinds", one.kind)
    return Record(
        one.ref, f"{codes.label('kinds', one.kind)} · {title}" if one.title else title, one.happened_on,
        GROUPS.get(one.group, "outreach"), one.place.name, reverse("outreach_entry", args=[one.ref]),
        ledger.amount(one), one.setting,
    )  # fmt: skip


def of_session(one: Session) -> Record:
    """A training as a project sees it."""
    return Record(
        one.ref, one.title, one.happened_on, "training", one.place.name, reverse("training_session", args=[one.ref]),
        "", one.setting,
    )  # fmt: skip


def _entries(where: Q) -> QuerySet[Entry]:
    return Entry.objects.filter(where, state__in=(Entry.State.LIVE, Entry.State.JOINED)).select_related(
        "place"
    )


def known_entries(refs: Iterable[str]) -> Mapping[str, Record]:
    """Lines that count, whoever asks."""
    return {one.ref: of_entry(one) for one in _entries(Q(ref__in=list(refs)))}


def seen_entries(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Lines that count and are open to the reader."""
    where = ledger.visible(rights(reader)) & Q(ref__in=list(refs))
    return {one.ref: of_entry(one) for one in _entries(where)}


def find_entries(reader: Any, text: str, most: int) -> list[Record]:
    """The newest lines that hold a text."""
    listed = ledger.listed(rights(reader)).filter(state=Entry.State.LIVE).select_related("place")
    kinds = [code for code, label in codes.choices("kinds") if text and text in str(label)]
    found = listed.filter(Q(title__icontains=text) | Q(kind__in=kinds)) if text else listed
    return [of_entry(one) for one in found.order_by("-happened_on", "-pk")[:most]]


def known_sessions(refs: Iterable[str]) -> Mapping[str, Record]:
    """Trainings that count, whoever asks."""
    found = Session.objects.filter(ref__in=list(refs), withdrawn_at__isnull=True).select_related("place")
    return {one.ref: of_session(one) for one in found}


def seen_sessions(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Trainings that count and are open to the reader."""
    found = training.sessions(rights(reader)).filter(ref__in=list(refs), withdrawn_at__isnull=True)
    return {one.ref: of_session(one) for one in found}


def find_sessions(reader: Any, text: str, most: int) -> list[Record]:
    """The newest trainings that hold a text."""
    found = training.sessions(rights(reader)).filter(withdrawn_at__isnull=True)
    found = found.filter(title__icontains=text) if text else found
    return [of_session(one) for one in found.order_by("-happened_on", "-pk")[:most]]


def kinds(_request: Any, **_context: Any) -> list[Kind]:
    """For the slot `project.outputs`."""
    return [
        Kind("outreach", _("Ledger of outreach"), known_entries, seen_entries, find_entries),
        Kind("training", _("Training"), known_sessions, seen_sessions, find_sessions),
    ]
