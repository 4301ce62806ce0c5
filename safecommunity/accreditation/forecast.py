"""How many titles will be held by a target's deadline, told from how long each stage took here: for its page."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.queries.board import holds
from safecommunity.accreditation.queries.ways import CLOSED, NAMED, Way, ways
from safecommunity.accreditation.rights import of_request
from safecommunity.governance.models import Target
from safecommunity.governance.targets.forecasts import Forecast
from safecommunity.indicators.figure import Figure
from safecommunity.places import queries as places
from safecommunity.places.models import Level

PREFIX = "titles."
OF_ANY = "titles.named"
MOST_DRAWN = 400_000  # replicates times applications
CONFIDENCE = 0.95
SOURCE = (
    "Andersen P.K., Keiding N. 2002, doi:10.1191/0962280202SM276ra; Lo A.Y. 1993, doi:10.1214/aos/1176349017"
)


def levels_of(code: str) -> tuple[str, ...]:
    """The titles a figure counts; none where it counts something else."""
    if code == OF_ANY:
        return LEVELS
    level = code.removeprefix(PREFIX)
    return (level,) if code.startswith(PREFIX) and level in LEVELS else ()


def of_target(
    request: HttpRequest | None, *, target: Target, figure: Figure, **_more: Any
) -> Forecast | None:
    """The provider of the slot ``target.forecast``."""
    levels, today = levels_of(figure.definition.code), timezone.localdate()
    if not levels or figure.value is None or target.deadline <= today:
        return None
    known = ways(levels)
    standing = _standing(target, levels, known)
    held = of_request(request) if request is not None else None
    url = f"{reverse('programme')}?place={target.place.pid}" if held is not None and held.looks else ""
    return told(known, standing, figure.value, (target.deadline - today).days, today, url)


def _standing(target: Target, levels: tuple[str, ...], known: list[Way]) -> list[Way]:
    """Who is on the way below the target's place: of a street with several applications the one furthest along, and
    none of a street that holds such a title already."""
    keys = places.keys_under(places.open_paths([target.place.pid]).values())
    going = Application.objects.filter(
        place_id__in=keys, place__level=Level.STREET, level__in=levels, filed_on__isnull=False, closed_on__isnull=True
    ).values_list("pk", "place_id", "stage", "named_on", "term_ends")  # fmt: skip
    rows, today = list(going), timezone.localdate()
    holders = {place for _pk, place, stage, named_on, ends in rows if holds(stage, named_on, ends, today)}
    place_of = {pk: place for pk, place, *_rest in rows if place not in holders}
    furthest: dict[int, Way] = {}
    for one in known:
        if one.to or one.application not in place_of:
            continue
        place = place_of[one.application]
        if place not in furthest or _along(one) > _along(furthest[place]):
            furthest[place] = one
    return list(furthest.values())


def _along(one: Way) -> tuple[int, int]:
    return (STAGES.index(one.stage) if one.stage in STAGES else -1, -one.entered.toordinal())


def told(
    known: list[Way], standing: list[Way], now: float, days: int, today: date, url: str = ""
) -> Forecast:
    """The forecast of those on the way within so many days."""
    from safecommunity.epi.attainment import ARRIVED, LOST, REPLICATES, Stay, attainment

    ends = {NAMED: ARRIVED, CLOSED: LOST, "": ""}

    def name(level: str, stage: str) -> str:
        return f"{level}:{stage}"

    def stay(one: Way) -> Stay:
        to = ends[one.to] if one.to in ends else name(one.level, one.to)
        return Stay(name(one.level, one.stage), one.days(today), to)

    found = attainment(
        stays=[stay(one) for one in known],
        standing=[(name(one.level, one.stage), one.days(today)) for one in standing], days=days,
        confidence=CONFIDENCE, replicates=max(200, min(REPLICATES, MOST_DRAWN // max(1, len(standing)))),
        method="semi_markov_bayesian_bootstrap",
    )  # fmt: skip
    method = _(
        "Told from the days each stage took here (Kaplan–Meier, drawn again for each replicate); whoever has not filed "
        "yet and titles that end before then are left out."
    )
    if found.estimate is None or found.lower is None or found.upper is None:
        few = "、".join(words.stage(one.partition(":")[2]) for one in found.too_few)
        why = _("No forecast: fewer than %(n)s applications have left these stages so far: %(few)s.")
        return Forecast(
            now, found.on_the_way, None, None, None, CONFIDENCE, (), method, SOURCE,
            why=why % {"n": found.fewest, "few": few}, url=url,
        )  # fmt: skip
    return Forecast(
        now, found.on_the_way, now + found.estimate, now + found.lower, now + found.upper, CONFIDENCE, found.chances,
        method, SOURCE, url=url,
    )  # fmt: skip
