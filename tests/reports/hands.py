"""What the processes of the tests of bulks and schedules do: `python -m tests.reports.hands DEED …`."""

import json
import sys
from datetime import UTC, date, datetime

import django

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def answer(**told: object) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def lay(streets: str) -> None:
    """A district with so many streets, a clinic and some injuries in each."""
    from django.core.management import call_command

    from safecommunity.injuries import actions as injuries
    from safecommunity.injuries.actions import BulkRow
    from safecommunity.places import actions

    call_command("migrate", verbosity=0)
    said = {"by": "t", "at": NOW, "starts": date(2020, 1, 1)}
    district = actions.create_place(name="示例区", level="district", label="simulated", **said)
    hour = datetime(2026, 10, 1, 1, tzinfo=UTC)
    for n in range(int(streets)):
        street = actions.create_place(
            name=f"示例{n + 1}街道", level="street", parent=district, order=n, **said
        )
        clinic = actions.register_unit(
            name=f"示例{n + 1}医院", kind="health", place=street, reports_injuries=True, **said
        )
        rows = [
            BulkRow(
                values={
                    "unit": clinic.pid, "residence": street.pid, "sex": 1 + k % 2, "age_years": 10 + 9 * k,
                    "injury_time": hour, "visit_time": hour, "cause": 3 + k % 3, "place_kind": 1, "activity": 5,
                    "intent": 1, "nature": 4, "body_part": 3, "severity": 1, "outcome": 1,
                },
                source_key=f"test:{n}:{k}", source="card", number=k,
            )
            for k in range(1 + n % 5)
        ]  # fmt: skip
        injuries.bulk_record(rows, by="t", at=NOW, place=street)
    answer(district=district.pid)


def begin(district: str) -> None:
    """Begin a bulk of bulletins as the operator."""
    from safecommunity.places import queries as places
    from safecommunity.reports.bulk import actions, making

    place = places.place(district)
    bulk = actions.begin_bulk(
        reader=making.operator(district), place=place, kind="injury_bulletin", period="2026-10",
        language="zh-hans", form="pdf", at=NOW,
    )  # fmt: skip
    answer(bulk=bulk.pid)


def build(pid: str) -> None:
    """Lead it to its end."""
    from safecommunity.reports.bulk import making

    answer(state=making.build(pid))


def resume(pid: str) -> None:
    """Go on, however long the dead one has been silent."""
    from django.utils import timezone

    from safecommunity.reports.bulk import actions, making, queries
    from safecommunity.reports.models import Bulk

    bulk = Bulk.objects.select_related("place").get(pid=pid)
    later = timezone.now() + 2 * queries.SILENT
    actions.resume_bulk(reader=making.operator(bulk.place.pid), bulk=bulk, at=later)
    answer(state=making.build(pid))


def due(district: str) -> None:
    """One turn of the job process, of several at once."""
    from safecommunity.reports.scheduling import actions

    del district
    at = datetime(2026, 12, 7, 2, tzinfo=UTC)
    actions.make_due(by="keeper", at=at)
    answer(**actions.write_due(by="keeper", at=at))


def schedule(district: str) -> None:
    """Bulletins of the district and its streets, by a chief."""
    from django.contrib.auth import get_user_model

    from safecommunity.accounts.models import Scope
    from safecommunity.accounts.reader import Reader
    from safecommunity.places import queries as places
    from safecommunity.reports.scheduling import actions

    user = get_user_model().objects.create(pid="chief", username="chief", display_name="演示", created_at=NOW)
    Scope.objects.create(user=user, role="chief", place=district, starts=date(2020, 1, 1))
    place = places.place(district)
    asked = actions.Asked(
        kind="injury_bulletin", language="zh-hans", every="month", lag=1, day=5, rule="next", outcome="draft",
        roles=("chief",), mail=False, places=(district, *(one.pid for one in places.children(district))),
    )  # fmt: skip
    reader = Reader.of(user, NOW.date())
    actions.keep_schedule(reader=reader, place=place, asked=asked, at=datetime(2026, 11, 10, 2, tzinfo=UTC))
    answer(places=len(asked.places))


if __name__ == "__main__":
    django.setup()
    {"lay": lay, "begin": begin, "build": build, "resume": resume, "due": due, "schedule": schedule}[
        sys.argv[1]
    ](*sys.argv[2:])
