"""The fact `injury`: one flat, de-identified row for each injury that stands, read from its primary report."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from safecommunity.engine.columns import LARGEST
from safecommunity.engine.schema import Column, CubeShape, FactSchema
from safecommunity.indicators import ages
from safecommunity.indicators.weighted import WEIGHT_SCALE
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import Report

CODES = (
    "sex", "cause", "place_kind", "activity", "intent", "nature", "body_part", "severity", "outcome", "alcohol",
)  # fmt: skip
# mechanism by intent: from ICD-10 where it is recorded, otherwise from the card; and which of the two it was
MATRIX = ("mechanism", "matrix_intent", "matrix_source")
# how a record of a sample was drawn; its weight in ten-thousandths
SAMPLING = ("psu", "weight")
SOURCES = {Report.Source.CARD: 1, Report.Source.QUICK: 2, Report.Source.IMPORT: 3}
UNKNOWN = -1
CHUNK = 5000

SCHEMA = FactSchema(
    name="injury",
    version=4,
    columns=(
        *(
            Column(name, "int")
            for name in ("year", "month", "day", "week", "weekday", "hour", "age_years", "cost", *SAMPLING)
        ),
        *(
            Column(name, "code")
            for name in (
                *CODES,
                "hour_band",
                "age_band",
                "age_group",
                "source",
                "resident",
                "diagnosis",
                "product",
                "sensitive",
                "stratum",
                *MATRIX,
            )
        ),
        Column("residence", "place"),
        Column("occurrence", "place"),
        Column("recorded", "place"),
        Column("facility", "text"),
    ),
    count_columns=("year", "month", "residence", "resident", "cause", "place_kind", "severity", "outcome"),
    cubes=(
        CubeShape("residence", ("resident",)),
        CubeShape("residence", ("resident", "age_band")),
        CubeShape(
            "residence", ("resident", "sex", "age_years", "age_band", "age_group", "cause", "place_kind")
        ),
        CubeShape("residence", ("resident", "cause", "place_kind", "intent", "severity", "outcome")),
    ),
)

READ = (
    "injury__ref", "injury_time", "precision", "age_years", "source", "diagnosis_code", "product_code", "sensitive",
    "cost", "icd10", "lives_elsewhere", "residence__pid", "occurrence__pid", "place__pid", "unit__pid", "stratum",
    *SAMPLING, *CODES,
)  # fmt: skip


def standing() -> QuerySet[Report]:
    """Reports that speak for an injury that stands."""
    return Report.objects.filter(is_primary=True, state=Report.State.LIVE)


def rows(refs: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Present rows of these refs, one query for five thousand; a ref that is missing no longer stands."""
    found: dict[str, dict[str, Any]] = {}
    wanted = list(refs)
    for start in range(0, len(wanted), CHUNK):
        asked = wanted[start : start + CHUNK]
        told = list(standing().filter(injury__ref__in=asked).values(*READ))
        lacking = [one["injury__ref"] for one in told if not one["occurrence__pid"]]
        where = _joined_places(lacking) if lacking else {}
        found |= {one["injury__ref"]: _row(one, where) for one in told}
    return found


def all_rows() -> Iterator[dict[str, Any]]:
    """Every injury that stands, streamed."""
    where = _joined_places()
    for one in standing().order_by("pk").values(*READ).iterator(chunk_size=CHUNK):
        yield _row(one, where)


def _joined_places(refs: list[str] | None = None) -> dict[str, str]:
    """Where a joined injury happened, as another report than the speaking one says; the first written counts."""
    found = Report.objects.filter(is_primary=False, state=Report.State.LIVE, occurrence__isnull=False)
    if refs is not None:
        found = found.filter(injury__ref__in=refs)
    return dict(found.order_by("-pk").values_list("injury__ref", "occurrence__pid"))


def _row(one: dict[str, Any], where: dict[str, str]) -> dict[str, Any]:
    local = one["injury_time"].astimezone(timezone.get_default_timezone())
    calendar = local.isocalendar()
    hour = local.hour if one["precision"] == Report.Precision.HOUR else UNKNOWN
    resident = 1 if one["residence__pid"] else 0 if one["lives_elsewhere"] else UNKNOWN
    return {
        "ref": one["injury__ref"],
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "week": calendar.week,
        "weekday": calendar.weekday,
        "hour": hour,
        "hour_band": hour // 2 if hour != UNKNOWN else UNKNOWN,  # two hours: 0 is 00:00 to 01:59
        "age_years": _known(one["age_years"]),
        "age_band": ages.band_of(one["age_years"]),
        "age_group": ages.group_of(one["age_years"]),
        "cost": UNKNOWN if one["cost"] is None else round(one["cost"]),  # whole yuan
        "source": SOURCES[one["source"]],
        "resident": resident,
        "diagnosis": _known(one["diagnosis_code"]),
        "product": _known(one["product_code"]),
        "sensitive": int(one["sensitive"]),
        "stratum": _known(one["stratum"]),
        "psu": _known(one["psu"]),
        "weight": UNKNOWN if one["weight"] is None else _scaled(one["weight"]),
        "residence": one["residence__pid"] or "",
        "occurrence": one["occurrence__pid"] or where.get(one["injury__ref"], ""),
        "recorded": one["place__pid"],  # rights hang on it; what is counted is told by the other two
        "facility": one["unit__pid"] or "",
        **{name: _known(one[name]) for name in CODES},
        **_matrix(one),
    }


def _matrix(one: dict[str, Any]) -> dict[str, int]:
    found = icd10.placed(one["icd10"], one["cause"], one["intent"])
    return dict(zip(MATRIX, (found.mechanism, found.intent, found.source), strict=True))


def _scaled(weight: float) -> int:
    """A weight in ten-thousandths; one that does not fit a column says nothing rather than something else."""
    found = round(weight * WEIGHT_SCALE)
    return found if found <= LARGEST else UNKNOWN


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value
