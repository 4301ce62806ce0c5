"""Dwellings of a village, its worker who screens, an office and a housing agency that confirm."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import sources
from safecommunity.hazards.housing import actions
from safecommunity.hazards.models import Dwelling
from tests.hazards.conftest import NOW, TODAY, Street

# the answers of the sheet and the grade its worst one gives (codes/housing.yaml)
SOUND = {
    "site": "firm",
    "ground": "sound",
    "walls": "sound",
    "roof": "sound",
    "ties": "full",
    "storeys": "none",
}
CRACKED = {**SOUND, "walls": "wide"}  # C
FAILING = {**SOUND, "roof": "failing"}  # D
VALUES: dict[str, Any] = {
    "spot": "3 组 12 号", "structure": "wood", "built": 1975, "storeys": 2, "people": 4, "use": "home", "fire": "hearth"
}  # fmt: skip

House = Callable[..., Dwelling]


@pytest.fixture
def house(street: Street, monkeypatch: pytest.MonkeyPatch) -> House:
    """Enter a dwelling; with `sheet` it is screened too. The clock of the facts stands at TODAY."""
    monkeypatch.setattr(sources, "timezone", SimpleNamespace(localdate=lambda: TODAY))

    def made(by: Reader | None = None, sheet: dict[str, str] | None = None, **more: Any) -> Dwelling:
        extra = {name: more.pop(name) for name in ("client_id", "starts") if name in more}
        values = {**VALUES, "place": street.east, **more}
        found, _new = actions.record_dwelling(reader=by or street.worker, values=values, at=NOW, **extra)
        if sheet is not None:
            actions.screen_dwelling(reader=street.worker, dwelling=found, sheet=sheet, on=TODAY, at=NOW)
            found.refresh_from_db()
        return found

    return made


def surveyor(street: Street) -> Reader:
    """Somebody of the housing agency of the street."""
    return Reader("p-surveyor", "", "", (Held("agency", street.place.pid, sector="housing"),), "demo")
