"""Own forms of districts, kept as mappings of columns. Their order is kept with them: JSON of PostgreSQL forgets it."""

from collections.abc import Mapping
from datetime import datetime

from safecommunity.intake import actions
from safecommunity.intake.models import ColumnMapping
from safecommunity.shell.own_forms import OwnForm

PREFIX = "own:"


class Kept:
    """The keeper of own forms."""

    def forms(self, kind: str, place: str) -> list[OwnForm]:
        """The newest first."""
        found = ColumnMapping.objects.filter(kind=PREFIX + kind, place=place).order_by("-saved_at", "-pk")
        return [OwnForm(one.pid, one.name, _ordered(one.columns)) for one in found[:50]]

    def remember(
        self, *, kind: str, place: str, name: str, columns: Mapping[str, str], by: str, at: datetime
    ) -> None:
        """Raises ValueError where the name cannot be one."""
        kept = {heading: f"{n:03d} {to}" for n, (heading, to) in enumerate(columns.items())}
        try:
            actions.remember_mapping(kind=PREFIX + kind, name=name, place=place, columns=kept, by=by, at=at)
        except actions.Refused as reason:
            raise ValueError(str(reason)) from reason


def _ordered(columns: Mapping[str, str]) -> dict[str, str]:
    return {
        heading: to.partition(" ")[2] for heading, to in sorted(columns.items(), key=lambda pair: pair[1])
    }
