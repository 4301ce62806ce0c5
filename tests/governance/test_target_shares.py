"""A target as a share of what was chosen, pilots before the others, and what another room says of the deadline."""

# ruff: noqa: F811 - fixtures by their names

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory

from safecommunity.governance.models import Target
from safecommunity.governance.targets import actions, forecasts, queries
from safecommunity.shell import slots
from tests.accreditation.conftest import browser
from tests.governance.returns.conftest import NOW, Office, cells, office, street_return  # noqa: F401 - fixtures
from tests.governance.test_promised import set_for

pytestmark = [pytest.mark.django_db, pytest.mark.db]
SHARE = {"sense": "ge", "low": Decimal(20), "high": None, "unit": "percent", "adds_up": False}


class TestShares:
    """D1.4: 20 % of all townships and streets; of how many, the paper does not say, so it is chosen and shown."""

    def test_streets_of_the_register_are_counted_as_they_stand(self, office: Office) -> None:
        made = set_for(office, "district", office.district, **SHARE, base="streets")
        base = queries.base_of(made)
        assert base is not None
        assert (
            base.number
            == Target.objects.model.place.field.related_model.objects.filter(level="street").count()
        )

    def test_the_figure_is_divided_by_what_was_chosen(self, office: Office, street_return: Any) -> None:
        office.hand_in(street_return, cells(3, 2, 1))
        made = set_for(
            office, "clerk", office.street, **SHARE, figure="return.fires.total", base="stated",
            base_number=Decimal(12), base_source="示例统计年鉴", starts=date(2026, 10, 1),
        )  # fmt: skip
        told = queries.progress(made, now=NOW, today=NOW.date())
        assert told is not None
        assert told.base is not None
        # 3 of 12 are 25 %, more than the 20 % asked for
        assert (told.figure.value, told.value, told.reached, told.base.says) == (
            3,
            25.0,
            True,
            "示例统计年鉴",
        )

    def test_nothing_to_divide_by_is_no_share_rather_than_zero(
        self, office: Office, street_return: Any
    ) -> None:
        office.hand_in(street_return, cells(3, 2, 1))
        village = office.villages[0]
        made = Target(place=village, base="streets", figure="return.fires.total", starts=date(2026, 10, 1),
                      deadline=date(2026, 12, 31), sense="ge", low=Decimal(20))  # fmt: skip
        assert queries.base_of(made) is None
        told = queries.progress(made, now=NOW, today=NOW.date())
        assert told is None or (told.value, told.reached) == (None, None)

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"base": "planets"}, "planets"), ({"base": "streets", "unit": "streets"}, "streets"),
            ({"base": "stated"}, "大于 0"),
            ({"base": "stated", "base_number": Decimal(0), "base_source": "x"}, "大于 0"),
            ({"base": "stated", "base_number": Decimal(5)}, "出处"),
        ],
    )  # fmt: skip
    def test_a_share_of_nothing_said_is_refused(
        self, office: Office, wrong: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(actions.Refused, match=says):
            set_for(office, "district", office.district, **{**SHARE, **wrong})
        assert not Target.objects.exists()

    def test_another_base_forgets_the_number_stated(self, office: Office) -> None:
        made = set_for(office, "district", office.district, **SHARE, base="streets", base_number=Decimal(5),
                       base_source="旧")  # fmt: skip
        assert (made.base_number, made.base_source) == (None, "")


class TestTwoAssign:
    def _send(self, office: Office, made: Target, low: int, revision: int) -> list[Target]:
        return actions.assign(
            reader=office.people["district"], target=made, at=NOW, shares={office.street.pid: (Decimal(low), None)},
            revisions={office.street.pid: revision},
        )  # fmt: skip

    def test_what_somebody_else_assigned_meanwhile_is_not_overwritten(self, office: Office) -> None:
        made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)
        (part,) = self._send(office, made, 2, 0)
        with pytest.raises(actions.Refused, match=f"{office.street.name}.*他人"):  # both read it unassigned
            self._send(office, made, 5, 0)
        part.refresh_from_db()
        assert part.low == 2
        self._send(office, made, 2, 0)  # a second click says what stands
        part.refresh_from_db()
        (part,) = self._send(office, made, 5, part.revision)
        assert part.low == 5

    def test_the_page_sends_the_version_it_was_filled_beside(self, office: Office) -> None:
        made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)
        name, address = f"low-{office.street.pid}", f"/targets/{made.pid}/assign/"
        client = browser(office.people["district"])
        told = client.get(f"/targets/{made.pid}/").content.decode()
        sent = dict(re.findall(r'name="(revision-\w+)" value="(\d+)"', told))
        assert sent[f"revision-{office.street.pid}"] == "0"
        client.post(address, sent | {name: "2"})
        client.post(address, sent | {name: "5"})
        assert made.assigned.get().low == 2
        told = client.get(f"/targets/{made.pid}/").content.decode()
        client.post(address, dict(re.findall(r'name="(revision-\w+)" value="(\d+)"', told)) | {name: "5"})
        assert made.assigned.get().low == 5


class TestPilots:
    def _assigned(self, office: Office, until: date | None, *tries: str) -> list[Target]:
        made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)
        shares = {office.street.pid: (Decimal(2), None), office.other_street.pid: (Decimal(11), None)}
        return actions.assign(
            reader=office.people["district"], target=made, at=NOW, shares=shares,
            pilots=actions.Pilots(frozenset(tries), until),
        )  # fmt: skip

    def test_pilots_fall_due_first_and_the_others_begin_then(self, office: Office) -> None:
        parts = {one.place_id: one for one in self._assigned(office, date(2026, 6, 30), office.street.pid)}
        pilot, follows = parts[office.street.pk], parts[office.other_street.pk]
        assert (pilot.wave, pilot.starts, pilot.deadline) == ("pilot", date(2026, 1, 1), date(2026, 6, 30))
        assert (follows.wave, follows.starts, follows.deadline) == (
            "roll_out",
            date(2026, 6, 30),
            date(2026, 12, 31),
        )
        lines = queries.waves(list(parts.values()), {})
        assert [(one.wave, one.places, one.reached) for one in lines] == [("pilot", 1, 0), ("roll_out", 1, 0)]

    def test_without_pilots_all_begin_at_once(self, office: Office) -> None:
        made = set_for(office, "district", office.district, sense="exact", low=Decimal(13), high=None)
        shares = {office.street.pid: (Decimal(13), None)}
        (part,) = actions.assign(reader=office.people["district"], target=made, at=NOW, shares=shares)
        assert (part.wave, part.deadline) == ("", made.deadline)
        assert queries.waves([part], {}) == []

    @pytest.mark.parametrize("until", [None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31)])
    def test_the_day_of_pilots_lies_within_the_target(self, office: Office, until: date | None) -> None:
        with pytest.raises(actions.Refused, match="试点截止日期"):
            self._assigned(office, until, office.street.pid)
        assert not Target.objects.filter(parent__isnull=False).exists()

    def test_everybody_as_a_pilot_leaves_nobody_to_follow(self, office: Office) -> None:
        with pytest.raises(actions.Refused, match="少于全部"):
            self._assigned(office, date(2026, 6, 30), office.street.pid, office.other_street.pid)


class TestForecasts:
    """The room that keeps the records says how many will have arrived; the page tells it in the target's measure."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch) -> forecasts.Forecast:
        one = forecasts.Forecast(3, 4, 5.0, 4, 6, 0.95, (0.1, 0.2, 0.4, 0.2, 0.1), "m", "s")
        monkeypatch.setattr(slots, "collect", lambda slot, *_a, **_k: [one] if slot == forecasts.SLOT else [])
        return one

    def _of(self, target: Target, base: float | None = None) -> forecasts.Told | None:
        figure: Any = type("Figure", (), {"value": 3.0})()
        shown = queries.Progress(figure, 3.0, False, None, queries.Base(base, "") if base else None)
        return forecasts.of_target(RequestFactory().get("/"), target, shown)

    def test_the_chance_is_that_of_all_numbers_that_reach_it(self, told: forecasts.Forecast) -> None:
        found = self._of(Target(sense="ge", low=Decimal(6)))
        assert found is not None
        # three now: 6 or more are three or four more, 0.2 + 0.1
        assert (found.estimate, found.lower, found.upper) == (5.0, 4, 6)
        assert found.chance == pytest.approx(0.3)
        assert found.says_chance == "30%"

    def test_of_a_share_it_is_told_in_percent(self, told: forecasts.Forecast) -> None:
        found = self._of(Target(sense="ge", low=Decimal(20)), base=20.0)
        assert found is not None
        # 5 of 20 are 25 %; 20 % are 4 of 20, so one more or better: 0.9
        assert (found.estimate, found.lower, found.upper) == (25.0, 20.0, 30.0)
        assert found.chance == pytest.approx(0.9)

    def test_too_little_known_is_said_and_no_number_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        one = forecasts.Forecast(3, 4, None, None, None, 0.95, (), "m", "s", why="太少")
        monkeypatch.setattr(slots, "collect", lambda *_a, **_k: [one])
        found = self._of(Target(sense="ge", low=Decimal(6)))
        assert found is not None
        assert (found.estimate, found.chance, found.says_chance, found.forecast.why) == (
            None,
            None,
            "",
            "太少",
        )

    def test_no_room_that_knows_the_way_is_no_forecast(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(slots, "collect", lambda *_a, **_k: [])
        assert self._of(Target(sense="ge", low=Decimal(6))) is None
