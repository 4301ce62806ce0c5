"""The street of the hazards with the register's clock at the same day, and a reader's entries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.hazards.models import Risk, RiskAssessment
from safecommunity.hazards.risks import actions
from tests.hazards.conftest import NOW, TODAY, Street, street  # noqa: F401 — the fixture


@dataclass
class Register:
    """The street and its register."""

    street: Street

    def entered(self, who: Reader | None = None, at: datetime = NOW, **more: Any) -> Risk:
        """One risk of the community, by its worker unless said otherwise."""
        given = {"place": self.street.east, "title": "楼道电动自行车充电", "setting": "fire", "spot": "5 号楼",
                 "exposed": 40, "exposed_who": "居民", "accident": "08", "klass": "2109"}  # fmt: skip
        extra = {name: more.pop(name) for name in ("client_id", "starts") if name in more}
        return actions.record_risk(reader=who or self.street.worker, values=given | more, at=at, **extra)[0]

    def assessed(
        self,
        risk: Risk,
        likely: float,
        severe: float,
        on: date = TODAY,
        by: Reader | None = None,
        **more: Any,
    ) -> RiskAssessment:
        """By the matrix, by the clerk unless said otherwise."""
        return actions.assess_risk(
            reader=by or self.street.clerk, risk=risk, method="ls", factors={"L": likely, "S": severe}, at=NOW, on=on,
            **more,
        )  # fmt: skip


def fire_agency(place: str) -> Reader:
    """Somebody of the fire brigade at a place."""
    return Reader("p-fire", "agency", "", (Held("agency", place, sector="fire"),), "demo")


@pytest.fixture
def register(street: Street, monkeypatch: pytest.MonkeyPatch) -> Register:  # noqa: F811
    """The register of the street, its clock at the same day."""
    from types import SimpleNamespace

    from safecommunity.figures import sources
    from safecommunity.hazards.risks import facts

    clock = SimpleNamespace(localdate=lambda *_at: TODAY)
    monkeypatch.setattr(facts, "timezone", clock)
    monkeypatch.setattr(sources, "timezone", clock)
    return Register(street)
