"""The checks of this room: what claims have wrong, and what rooms tell through registers (N5, N11, N14 to N16)."""

from collections.abc import Callable, Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from safecommunity.figures import choice
from safecommunity.figures.checker import across, frozen
from safecommunity.figures.checker.registry import (
    Asked,
    Check,
    Found,
    Opener,
    register_check,
    register_held,
    register_opener,
    register_reviews,
)
from safecommunity.figures.claims import outcomes, queries, rules, sentences
from safecommunity.figures.claims.told import Told

TITLES = {
    "N1": _("Percentages on paper have their n"), "N2": _("Parts on paper add up"),
    "N3": _("Numbers on paper have scope, period, unit"), "N4": _("Totals on paper hold what is beneath"),
    "N6": _("As many are named as are claimed"), "N7": _("The paper’s word is kept"),
    "N8": _("Before and after on paper are asked alike"), "N9": _("Percentages on paper fit their n"),
    "N13": _("Numbers on paper are plausible a head"), "N14": _("Ranks on paper have intervals"),
    "N15": _("Shares on paper name their population"),
}  # fmt: skip


def _tolds(asked: Asked) -> list[Told]:
    return asked.once("claims", queries.tolds)


def _of_claims(find: Callable[[list[Told]], Iterator[Found]]) -> Callable[[Asked], Iterable[Found]]:
    def ask(asked: Asked) -> Iterable[Found]:
        return find(_tolds(asked))

    return ask


def _outcomes(asked: Asked) -> Iterable[Found]:
    return outcomes.n10_outcomes(_tolds(asked), outcomes.asking(asked.now, asked.today))


def register() -> None:
    """Called once by the room when it starts."""
    for rule, find in rules.RULES:
        register_check(
            Check(
                f"claims.{rule.lower()}",
                rule,
                TITLES[rule],
                _of_claims(find),
                sentences.SAY[rule],
                ("claim",),
            )
        )
    register_check(
        Check("claims.n10", "N10", _("Outcomes told in words are in the records"), _outcomes, sentences.n10)
    )
    across.register()
    frozen.register()
    register_reviews("figures", across.days_entered)
    register_held("pins", frozen.pinned)
    register_opener("claim", Opener(lambda ref: reverse("claim", args=[ref]), queries.may_open))
    register_opener("figure", Opener(lambda ref: reverse("figure", args=[ref]), _may_open_figure))


def _may_open_figure(reader: object, key: str) -> bool:
    parts = key.split("~")
    return len(parts) > 1 and choice.may_read(reader, parts[1])
