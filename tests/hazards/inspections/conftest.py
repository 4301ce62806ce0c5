"""The street of the hazards with a round of the three teams, its clock at the same day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.inspections import actions, lists
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.hazards.models import Inspection, InspectionRound
from tests.hazards.conftest import NOW, TODAY, Street, street  # noqa: F401 — the fixture

THREE = ["work_safety", "fire", "urban_management"]


@dataclass
class Teams:
    """The street and what is inspected in it."""

    street: Street

    def planned(self, by: Reader | None = None, at: datetime = NOW, **more: Any) -> InspectionRound:
        """A round of the shop checklist at the shop, with the three teams, in this week."""
        given: dict[str, Any] = {
            "place": self.street.place, "title": "冬季消防联合检查", "checklist": lists.one("shop", ()),
            "sectors": THREE, "lead": "fire", "starts": TODAY, "until": TODAY + timedelta(days=4),
            "units": [self.street.shop],
        }  # fmt: skip
        return actions.plan_round(reader=by or self.street.clerk, at=at, **given | more)[0]

    def one(self, **more: Any) -> Inspection:
        """The inspection of a fresh round."""
        return self.planned(**more).inspections.get()

    def done(
        self, one: Inspection, bad: dict[int, Answer] | None = None, by: Reader | None = None,
        on: date | None = None, **more: Any,
    ) -> Inspection:  # fmt: skip
        """Everything in order but what is said."""
        answers = {line.n: Answer("ok") for line in one.lines.all()} | (bad or {})
        return actions.record_inspection(
            reader=by or self.street.worker, inspection=one, answers=answers, at=NOW, done_on=on, **more
        )[0]


@pytest.fixture
def teams(street: Street, monkeypatch: pytest.MonkeyPatch) -> Teams:  # noqa: F811
    """The street with inspections, its clock at the same day."""
    from types import SimpleNamespace

    from safecommunity.hazards.inspections import facts

    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda *_at: TODAY))
    return Teams(street)
