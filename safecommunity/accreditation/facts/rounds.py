"""The fact `self_assessment`: one row a round, in the month it was opened; points in hundredths."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accreditation import codes, words
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.sources import Source
from safecommunity.journal.actions import ChangeOf
from safecommunity.shell.numbers import day

# standards by a number that stays: new ones are added at the end
CODES = (
    "cn-national", "cn-municipal", "aqt-9001", "who6", "isccc6", "panpacific6", "isc7", "safe-school8",
    "earthquake-safe", "disaster-reduction",
)  # fmt: skip
OTHER = len(CODES)
VERDICTS = ("", "pass", "extend", "fail")
OTHER_VERDICT = len(VERDICTS)
SCHEMA = FactSchema(
    name="self_assessment", version=1,
    columns=(
        Column("year", "int"), Column("month", "int"), Column("standard", "code"), Column("handed_in", "code"),
        Column("whole", "code"), Column("verdict", "code"), Column("points", "int"), Column("most", "int"),
        Column("place", "place"),
    ),
    count_columns=("year", "place", "month", "standard", "handed_in", "verdict"),
)  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "standard":
        if not 0 <= value < len(CODES):
            return _("another standard")
        return words.text(codes.shipped()[CODES[value]].title)
    if name == "verdict":
        standard = codes.shipped()["cn-national"]
        if 0 < value < len(VERDICTS):
            return words.verdict(standard, VERDICTS[value])
        return _("no verdict") if not value else _("another verdict")
    return _("yes") if value else _("no")


def row(one: Round) -> dict[str, Any]:
    """A round as counts see it."""
    standard = sheets.of_sheet(one.sheet)
    most = float(sum(standard.points_of(item) for item in standard.items()))
    done = one.state == Round.State.HANDED_IN
    return {
        "ref": one.ref, "year": one.year, "month": one.opened_on.month if one.opened_on.year == one.year else 12,
        "standard": CODES.index(one.code) if one.code in CODES else OTHER, "handed_in": int(done),
        "whole": int(one.graded == one.items),
        "verdict": VERDICTS.index(one.verdict) if one.verdict in VERDICTS else OTHER_VERDICT,
        "points": round(100 * float(one.points)), "most": round(100 * most), "place": one.place.pid,
    }  # fmt: skip


def records() -> QuerySet[Round]:
    """Every self-assessment; what a panel agreed on is none. The text of its sheet is read once a process."""
    return Round.objects.filter(kind=Round.Kind.SELF).select_related("place", "sheet").defer("sheet__data")


def of_round(one: Round) -> list[ChangeOf]:
    """What a write of a round changes."""
    return [ChangeOf(SCHEMA.name, one.ref)]


ROUNDS = Source(
    SCHEMA, records, row, lambda reader: Rights(reader).seen(),
    lambda: (_("Place"), _("Standard"), _("Year"), _("State"), _("Score"), _("Handed in on")),
    lambda one: (one.place.name, label("standard", row(one)["standard"]), f"{one.year} · {one.number}",
                 words.state(one.state), f"{one.points:.2f}", day(one.handed_in_on)),
    lambda one: reverse("round", args=[one.pid]), label,
)  # fmt: skip
