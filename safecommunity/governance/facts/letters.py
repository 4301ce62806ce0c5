"""The facts `letter` (one row a letter due) and `household_letters` (one row a committee)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import words
from safecommunity.governance.facts import Source
from safecommunity.governance.models import HouseholdLine, Letter, LetterRound
from safecommunity.governance.rights import Rights
from safecommunity.places.models import SocialUnit
from safecommunity.shell.numbers import day, number

LEVELS = tuple(LetterRound.Level.values)
KINDS = tuple(SocialUnit.Kind.values)

LETTER = FactSchema(
    name="letter",
    version=1,
    columns=(
        *(Column(name, "int") for name in ("year", "month")),
        *(Column(name, "code") for name in ("level", "kind", "signed", "renewal")),
        Column("place", "place"),
    ),
    count_columns=("year", "place", "level", "kind", "signed"),
)
HOUSEHOLDS = FactSchema(
    name="household_letters",
    version=1,
    columns=(*(Column(name, "int") for name in ("year", "month", "due", "signed")), Column("place", "place")),
    count_columns=("year", "place", "due", "signed"),
)


def letters() -> QuerySet[Letter]:
    """Letters that are due, signed or not."""
    return Letter.objects.filter(void_on__isnull=True).select_related("round", "unit", "place")


def letter_row(one: Letter) -> dict[str, Any]:
    """A letter as counts see it."""
    return {
        "ref": one.ref, "year": one.round.year, "month": one.round.issued_on.month,
        "level": LEVELS.index(one.round.level), "kind": KINDS.index(one.unit.kind),
        "signed": int(one.signed_on is not None), "renewal": int(one.round.renews_id is not None),
        "place": one.place.pid,
    }  # fmt: skip


def letters_seen(reader: Any) -> Q:
    """Letters a reader may open: of his places, and his own unit's."""
    rights = Rights(reader)
    return rights.seen() | Q(unit__pid__in=rights.own_units)


def letter_headings() -> tuple[str, ...]:
    """Columns of the letters behind a figure."""
    return _("No."), _("Social unit"), _("Kind"), _("Place"), _("Signed on")


def letter_cells(one: Letter) -> tuple[str, ...]:
    """A letter in a line."""
    signed = day(one.signed_on) if one.signed_on else _("not signed yet")
    return f"{one.round.year}-{one.number}", one.unit.name, words.kind(one.unit.kind), one.place.name, signed


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "level":
        return words.level(LEVELS[value])
    if name == "kind":
        return words.kind(KINDS[value])
    if name in ("signed", "renewal"):
        return _("yes") if value else _("no")
    return str(value)


def lines() -> QuerySet[HouseholdLine]:
    """Committees that owe household letters."""
    return HouseholdLine.objects.select_related("round", "place")


def line_row(one: HouseholdLine) -> dict[str, Any]:
    """A committee as totals see it."""
    return {
        "ref": one.ref, "year": one.round.year, "month": one.round.issued_on.month, "due": one.due,
        "signed": one.signed, "place": one.place.pid,
    }  # fmt: skip


LETTERS = Source(
    LETTER, letters, letter_row, letters_seen, letter_headings, letter_cells,
    lambda one: reverse("letter", args=[one.ref]), label,
)  # fmt: skip
LINES = Source(
    HOUSEHOLDS, lines, line_row, lambda reader: Rights(reader).seen(),
    lambda: (_("Community"), _("Year"), _("Households due"), _("Letters signed"), _("Source of the households")),
    lambda one: (one.place.name, str(one.round.year), number(one.due), number(one.signed), one.source),
    lambda one: reverse("household_letters", args=[one.ref]), label,
)  # fmt: skip
