"""What was told to everybody before, as far as another table could be subtracted from it.

Tables of the same counts with the same splits are protected together, whatever places of one tree they are for. A table
of other counts, or of the same with other splits, is refused where the two may have records in common: their difference
would be a table nobody protected.
"""

from collections.abc import Iterable, Sequence

from safecommunity.engine.conditions import Condition, exclusive
from safecommunity.figures.models import PublicTable
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError, ReleaseError
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place


class ToldOtherwise(ReleaseError):
    """A table that cannot be told beside one that was. `one`: that one."""

    def __init__(self, one: PublicTable, code: str, by: Sequence[str]) -> None:
        self.one = one
        super().__init__(
            f"table for everybody: got {code} split by {', '.join(by) or 'nothing'}; {one.code} of place {one.place} "
            f"was told for {one.period} split by {one.by or 'nothing'}, and the two together would give hidden counts "
            "away; allowed are the same counts with the same splits, and figures that share no record with it"
        )


def beside(definition: Definition, place: Place, period: Period, by: Sequence[str]) -> list[PublicTable]:
    """Releases of the same counts and splits that are to be protected together with a table, oldest first: those of
    its place, of places above and beneath, and of what these have in common with others."""
    known = [one for one in _of(period) if _is_same(one, definition, by)]
    near = _joined(place.pid, {one.place for one in known})
    return [one for one in known if one.place in near]


def latest(definition: Definition, place: Place, period: Period, by: Sequence[str]) -> PublicTable | None:
    """The latest release of a table; None where it was not told to anybody."""
    by = sorted((name for name in by if name in definition.dimensions), key=definition.dimensions.index)
    known = [one for one in _of(period) if one.place == place.pid and _is_same(one, definition, by)]
    return known[-1] if known else None


def check(definition: Definition, place: Place, period: Period, by: Sequence[str]) -> None:
    """Refuse a table that may share records with another one that was told. Raises ToldOtherwise."""
    others = [one for one in _of(period) if not _is_same(one, definition, by)]
    paths = places.paths_of({place.pid, *(one.place for one in others)})
    for one in others:
        if _related(place.pid, one.place, paths) and _may_share(one, definition):
            raise ToldOtherwise(one, definition.code, by)


def _of(period: Period) -> list[PublicTable]:
    return list(PublicTable.objects.filter(period=str(period)).order_by("pk"))


def _definition(one: PublicTable) -> Definition | None:
    try:
        return catalogue.get(one.code, one.version)
    except IndicatorError:
        return None


def _is_same(one: PublicTable, definition: Definition, by: Sequence[str]) -> bool:
    """Whether a release counts the same records in the same cells; a rate tells its counts, so it is as they are."""
    other = _definition(one)
    return other is not None and one.by == ",".join(by) and _counted(other) == _counted(definition)


def _counted(definition: Definition) -> tuple[object, ...]:
    share = definition.denominator if definition.kind == "proportion" else None
    return definition.fact, definition.place_column, definition.numerator, share


def _whole(definition: Definition) -> Condition:
    """All records a table holds: of a share those of its denominator."""
    share = definition.denominator if definition.kind == "proportion" else None
    return definition.numerator if share is None or isinstance(share, str) else share


def may_share(one: Definition, other: Definition) -> bool:
    """Whether tables of two figures may hold the same records."""
    return one.fact == other.fact and not exclusive(_whole(one), _whole(other))


def _may_share(one: PublicTable, definition: Definition) -> bool:
    other = _definition(one)
    return other is None or may_share(other, definition)


def _related(one: str, other: str, paths: dict[str, tuple[str, ...]]) -> bool:
    return one == other or one in paths.get(other, ()) or other in paths.get(one, ())


def _joined(pid: str, others: Iterable[str]) -> set[str]:
    """The place, and of the others those that lie above or beneath it or something that is joined already."""
    paths = places.paths_of({pid, *others})
    near, left = {pid}, set(others) - {pid}
    while found := {one for one in left if any(_related(one, known, paths) for known in near)}:
        near |= found
        left -= found
    return near
