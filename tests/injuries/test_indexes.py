"""Which index answers: partial indexes hold fewer entries, so every question must still be one they can answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from safecommunity.injuries.models import Injury, Report
from safecommunity.journal.models import Change

pytestmark = pytest.mark.django_db


def plan(asked: QuerySet) -> str:
    """SQLite's plan of a question as Django sends it, its values bound."""
    sql, values = asked.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return " | ".join(row[3] for row in cursor.fetchall())


@pytest.fixture(autouse=True)
def _sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics; its plans of empty tables say nothing")


NOW = timezone.now()
ASKED = {
    "report_entered_unit": lambda: Report.objects.filter(
        unit_id=1, source="card", entered_at__gte=NOW, entered_at__lt=NOW + timedelta(days=1)
    ),
    "report_by_person": lambda: Report.objects.filter(entered_by="u", source="quick", entered_at__gte=NOW),
    "report_of_unit": lambda: Report.objects.filter(unit_id__in=[1, 2]).order_by().values_list("pk"),
    "report_of_residence": lambda: Report.objects.filter(residence_id=1).order_by("-injury_on", "-pk"),
    "report_of_occurrence": lambda: Report.objects.filter(
        occurrence_id__in=Report.objects.filter(pk=1).values("place_id")
    ).order_by(),
    "report_client_id": lambda: Report.objects.filter(client_id="c").order_by(),
    "injury_of_event": lambda: Injury.objects.filter(event_id=1),
    "change_pending": lambda: Change.objects.filter(fact="injury", seq__isnull=True),
}


@pytest.mark.parametrize("index", ASKED)
def test_a_question_finds_its_partial_index(index: str) -> None:
    assert f"USING INDEX {index}" in plan(ASKED[index]()).replace("COVERING ", "")


def test_the_change_feed_reads_what_is_new_and_what_waits_and_nothing_else() -> None:
    asked = Change.objects.filter(fact="injury").filter(Q(seq__gt=7) | Q(seq__isnull=True)).order_by("id")
    said = plan(asked)
    assert "SCAN" not in said, said
    assert "change_feed (fact=? AND seq>?)" in said, said
    assert "change_pending" in said, said
