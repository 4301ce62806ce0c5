"""The script of the tutorial runs as it is printed."""

import re
from datetime import date

import pytest
from django.utils import timezone

from safecommunity.places import actions, queries
from tests.architecture import house


@pytest.mark.django_db
def test_the_script_that_enters_clinics_and_population_runs() -> None:
    page = (house.ROOT / "docs" / "tutorial" / "first-day.md").read_text(encoding="utf-8")
    script = re.search(r"```python\n(.+?)```", page, re.DOTALL)
    assert script
    street = actions.create_place(
        name="示例街道",
        level="street",
        by="operator",
        at=timezone.now(),
        starts=date(2020, 1, 1),
        codes=[("local", "CODE")],
    )
    exec(compile(script[1], "first-day.md", "exec"), {})  # noqa: S102 - our own page
    assert [unit.reports_injuries for unit in queries.facilities(street.pid)] == [True]
    people = queries.population(street.pid, timezone.now().year)
    assert people is not None
    assert people.count == 30_000  # as the page says
