"""Applications laid straight into the tables, with the stages they passed on which days: for what only reads them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from safecommunity.accreditation.models import Application, Certificate, Procedure, Stay
from safecommunity.accreditation.models.applications import NEVER
from safecommunity.places.models import Place

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TERM = timedelta(days=3 * 365)


def procedure(level: str) -> Procedure:
    """An edition nobody reads here."""
    found, _new = Procedure.objects.get_or_create(
        code=f"test-{level}", version="1",
        defaults={"level": level, "checksum": level * 3, "data": {}, "origin": "shipped", "by": "t", "at": NOW},
    )  # fmt: skip
    return found


def applied(
    place: Place,
    passed: Sequence[tuple[str, date]],
    *,
    level: str = "municipal",
    due: date | None = None,
    filed: bool = True,
    number: int = 1,
) -> Application:
    """An application that entered these stages on these days and stands in the last; named gives a certificate."""
    stage, since = passed[-1]
    named_on = next((day for name, day in passed if name == "named"), None)
    closed = since if stage == "closed" else None
    one = Application.objects.create(
        place=place, level=level, procedure=procedure(level), number=number, state=stage, stage=stage, entered_on=since,
        due_on=due, due_sort=due or NEVER, opened_on=passed[0][1], filed_on=passed[0][1] if filed else None,
        named_on=named_on, term_ends=named_on + TERM if named_on else None, closed_on=closed, by="t", at=NOW,
    )  # fmt: skip
    for n, (name, day) in enumerate(passed):
        left = passed[n + 1][1] if n + 1 < len(passed) else None
        Stay.objects.create(
            application=one, number=n + 1, state=name, stage=name, entered_on=day, entered_at=NOW, left_on=left,
            left_at=NOW if left else None, due_on=due if n + 1 == len(passed) else None,
        )  # fmt: skip
    if named_on:
        serial = Certificate.objects.count() + 1
        Certificate.objects.create(
            application=one, year=named_on.year, serial=serial, level=level, number=f"T-{level}-{serial}",
            issued_on=named_on, valid_until=named_on + TERM, by="t", at=NOW,
        )  # fmt: skip
    return one
