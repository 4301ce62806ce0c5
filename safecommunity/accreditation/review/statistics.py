"""How far the reviewers of a panel agree, once their marks are open: coefficients with interval, n and words."""

from dataclasses import dataclass
from itertools import combinations
from math import isnan
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accreditation.review import rules, words
from safecommunity.accreditation.review.marks import Opened
from safecommunity.accreditation.standards import Standard
from safecommunity.epi import agreement as epi


@dataclass(frozen=True)
class Line:
    """One coefficient as the page shows it; ``interval`` and ``says`` are empty where nothing can be told."""

    title: str
    value: str
    interval: str
    says: str
    things: int
    items: int
    note: str = ""


@dataclass(frozen=True)
class Told:
    """All of a panel: coefficients over all reviewers, and kappa of each two. ``silent`` says why there are none."""

    lines: tuple[Line, ...] = ()
    pairs: tuple[tuple[str, Line], ...] = ()
    silent: str = ""


def of_panel(standard: Standard, opened: Opened, names: dict[str, str]) -> Told:
    """Agreement over every part of every item; parts of one item hang together, so items are the clusters."""
    if len(opened.members) < 2:
        return Told(silent=_("Agreement needs the marks of two reviewers."))
    keys = [(item, part) for item in standard.by_id for part in standard.part_codes]
    place = {code: n for n, code in enumerate(reversed(standard.grade_codes))}
    table = [[place.get(grade) for grade in opened.of(key)] for key in keys]
    judged = {key[0] for key, row in zip(keys, table, strict=True) if sum(x is not None for x in row) > 1}
    if len(judged) < rules.least_items():
        says = _("Only %(n)s items were marked by two; below %(least)s nothing is said about agreement.")
        return Told(silent=says % {"n": len(judged), "least": rules.least_items()})
    asked: dict[str, Any] = {"categories": len(place), "clusters": [item for item, _part in keys]}
    columns = list(zip(*table, strict=True))
    pairs = []
    for one, two in combinations(range(len(columns)), 2):
        found = epi.cohen_kappa(
            first=columns[one], second=columns[two], weights="linear", method="linearised", **asked
        )
        who = " · ".join(names.get(opened.members[n].user, "") for n in (one, two))
        pairs.append((who, _line(_("Cohen's weighted kappa"), found)))
    return Told(_over_all(table, asked), tuple(pairs))


def _over_all(table: list[list[int | None]], asked: dict[str, Any]) -> tuple[Line, ...]:
    """The coefficients over all reviewers."""
    alike = epi.percent_agreement(ratings=table, method="linearised", **asked)
    gwet = epi.gwet_coefficient(ratings=table, weights="linear", method="linearised", **asked)
    alpha = epi.krippendorff_alpha(ratings=table, difference="ordinal", method="jackknife", **asked)
    fleiss = epi.fleiss_kappa(ratings=table, method="linearised", **asked)
    near = _("grades next to each other count in part; holds where nearly all grades are one")
    order = _("grades as an order; falls where nearly all grades are one")
    exact = _("only the same grade counts; falls where nearly all grades are one")
    return (
        _line(_("Pairs of marks that are alike"), alike, share=True),
        _line(_("Gwet's AC2"), gwet, note=near),
        _line(_("Krippendorff's alpha"), alpha, note=order),
        _line(_("Fleiss' kappa"), fleiss, note=exact),
    )


def _line(title: str, found: epi.Agreement, *, share: bool = False, note: str = "") -> Line:
    """A coefficient with its limits; words go by the lower limit, for that is what can be relied on."""
    if isnan(found.estimate):
        return Line(
            title,
            "—",
            "",
            _("all marks are one grade: chance explains it"),
            found.things,
            found.clusters,
            note,
        )
    value = f"{100 * found.estimate:.0f}%" if share else f"{found.estimate:.2f}"
    if isnan(found.lower):
        return Line(title, value, "", _("no mark differs: no interval"), found.things, found.clusters, note)
    low, high = (f"{100 * x:.0f}%" if share else f"{x:.2f}" for x in (found.lower, found.upper))
    says = "" if share else _("at least %(word)s") % {"word": words.strength(epi.benchmark(found.lower))}
    if not share and found.lower <= 0:
        says = _("may be no better than chance")
    return Line(title, value, f"{low}–{high}", says, found.things, found.clusters, note)
