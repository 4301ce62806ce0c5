"""Two people deciding at the same moment, as two real transactions: one is done, the other is told by the rule's name.

Only PostgreSQL has two at once: SQLite lets one write after the other, which the tests of single moves are about.
"""

import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from safecommunity.accreditation import actions
from safecommunity.accreditation.actions import Given, Refused, Sent
from safecommunity.accreditation.models import (
    Application,
    Certificate,
    Mark,
    MarkStep,
    Objection,
    Paper,
    Stay,
    Step,
)
from safecommunity.journal.models import AuditEvent
from tests.accreditation import road as roads
from tests.accreditation.road import MUNICIPAL, NOTHING_HAPPENED, NOW, TODAY, Everything, Road, at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db]
PATIENCE = 30  # seconds until somebody waits for the lock, on a busy machine
ON = date(2024, 5, 6)


@pytest.fixture
def road() -> Road:
    if connection.vendor != "postgresql":
        pytest.skip("two transactions at once need PostgreSQL: run with --postgres")
    return roads.laid()


def waiting() -> bool:
    """Whether another transaction of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


Deed = Callable[[], Any]


def at_once(first: Deed, second: Deed) -> list[Any]:
    """The second begins while the first is done but not committed; what came of each: its result or its refusal."""
    came: list[Any] = [None, None]
    done, go_on = threading.Event(), threading.Event()

    def run(n: int, deed: Deed) -> None:
        try:
            with transaction.atomic():
                came[n] = deed()
                if n == 0:
                    done.set()
                    go_on.wait(PATIENCE)
        except Refused as reason:
            came[n] = reason
        finally:
            done.set()
            connection.close()

    one = threading.Thread(target=run, args=(0, first))
    one.start()
    assert done.wait(PATIENCE)
    other = threading.Thread(target=run, args=(1, second))
    other.start()
    until = time.monotonic() + PATIENCE
    while not waiting() and other.is_alive():
        assert time.monotonic() < until, "the second never waited for the first"
        time.sleep(0.02)
    go_on.set()
    one.join(PATIENCE)
    other.join(PATIENCE)
    return came


def on_notice(road: Road) -> Application:
    """An application whose decision is on public notice."""
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    return road.walk(one, MUNICIPAL[3:-1], ON, round=held)


@pytest.mark.parametrize("moves", [("pass_filing_district", "return_filing_district"),
                                   ("return_filing_district", "pass_filing_district")])  # fmt: skip
def test_two_officers_move_one_application(road: Road, moves: tuple[str, str]) -> None:
    one = road.move(road.opened(), "file")
    second = roads.reader("supervisor", road.places["district"].pid, "officer-2")
    piece, edition, steps = road.pieces["paper"], one.edition, one.steps.count()
    events = AuditEvent.objects.filter(kind="application", ref=one.pid).count()

    def move(by: Any, name: str) -> Deed:
        sent = Sent(edition, happened_on=one.entered_on, note="按程序办理", papers={"": piece})
        return lambda: actions.make_move(
            reader=by, application=Application.objects.get(pk=one.pk), move=name, sent=sent, at=NOW
        )

    went, refused = at_once(move(road.people["district"], moves[0]), move(second, moves[1]))
    now = Application.objects.get(pk=one.pk)
    assert went.state == now.state == {"pass": "filed_city", "return": "considering"}[moves[0].split("_")[0]]
    assert isinstance(refused, Refused)
    assert refused.rule == "move.stale"
    # exactly one step, stay, paper and event; nothing of the other is left
    assert (now.edition, now.steps.count()) == (edition + 1, steps + 1)
    assert Step.objects.filter(application=one, move=moves[1]).count() == 0
    assert Stay.objects.filter(application=one, left_on__isnull=True).count() == 1
    assert Paper.objects.filter(application=one, by=road.people["district"].pid).count() == 1
    assert not Paper.objects.filter(application=one, by=second.pid).exists()
    assert AuditEvent.objects.filter(kind="application", ref=one.pid).count() == events + 1


@pytest.mark.parametrize("upheld", [True, False])
def test_two_officers_decide_on_one_objection(road: Road, upheld: bool) -> None:
    road.official()
    one = on_notice(road)
    said = actions.object_to(
        notice=one.notices.get(), text="没有看到演练", contact="", client_id="", at=at(date(2024, 5, 8))
    )
    second = roads.reader("supervisor", road.places["city"].pid, "officer-2")

    def decide(by: Any, up: bool) -> Deed:
        return lambda: actions.decide_objection(
            reader=by, objection=Objection.objects.get(pk=said.pk), upheld=up, answer=f"结论 {up}", at=NOW
        )

    went, refused = at_once(decide(road.people["city"], upheld), decide(second, not upheld))
    said.refresh_from_db()
    assert (said.state == "upheld", said.answer, said.decided_by) == (upheld, went.answer, went.decided_by)
    assert isinstance(refused, Refused)
    assert refused.rule == "objection.decided"
    assert AuditEvent.objects.filter(action="decide_objection").count() == 1


def test_an_objection_that_comes_while_the_place_is_named_is_not_lost(road: Road) -> None:
    """Either it holds up the naming or it is told that the notice is over: never a named place with one undecided."""
    road.official()
    one = on_notice(road)
    notice, edition = one.notices.get(), one.edition
    sent = Sent(
        edition, happened_on=date(2024, 5, 16), papers=road.papers(one, "name"), known=Everything(),
        declared=NOTHING_HAPPENED,
    )  # fmt: skip
    said = {
        "notice": notice,
        "text": "没有看到演练",
        "contact": "",
        "client_id": "",
        "at": at(date(2024, 5, 8)),
    }
    came = at_once(
        lambda: actions.object_to(**said),
        lambda: actions.make_move(
            reader=road.people["city"], application=Application.objects.get(pk=one.pk), move="name", sent=sent, at=NOW
        ),
    )  # fmt: skip
    assert isinstance(came[1], Refused)
    assert "objections.decided" in str(came[1])
    assert not Certificate.objects.exists()


def test_two_places_named_at_once_get_two_numbers(road: Road) -> None:
    road.official()
    first = on_notice(road)
    street = road.places["street"]
    try:  # the same way for the street beside it
        road.places["street"] = road.places["other"]
        mine = {name: road.people[name] for name in ("clerk", "chief")}
        road.people |= {name: roads.reader(name, road.street.pid) for name in mine}
        road.pieces.clear()
        second = on_notice(road)
        papers = road.papers(second, "name")
    finally:
        road.places["street"] = street

    def name(one: Application, papers: dict[str, Any]) -> Deed:
        sent = Sent(
            one.edition,
            happened_on=date(2024, 5, 16),
            papers=papers,
            known=Everything(),
            declared=NOTHING_HAPPENED,
        )
        return lambda: actions.make_move(
            reader=road.people["city"], application=Application.objects.get(pk=one.pk), move="name", sent=sent, at=NOW
        )  # fmt: skip

    own = dict.fromkeys(papers, first.papers.exclude(evidence=None).first().evidence)
    came = at_once(name(first, own), name(second, papers))
    assert [getattr(one, "state", one) for one in came] == ["named", "named"]
    rows = Certificate.objects.order_by("serial").values_list("application", "number")
    assert list(rows) == [(first.pk, "AQ-M-2024-0001"), (second.pk, "AQ-M-2024-0002")]


@pytest.mark.parametrize("grades", [("a", "c"), ("c", "a")])
def test_two_people_grade_one_item(road: Road, grades: tuple[str, str]) -> None:
    held = road.round(whole=False)
    MarkStep.objects.all().delete()
    Mark.objects.filter(round=held).delete()
    second = roads.reader("clerk", road.street.pid, "clerk-2")
    part = "trace"

    def grade(by: Any, grade: str) -> Deed:
        given = {part: Given(grade, f"看了{grade}")}
        return lambda: actions.mark_item(reader=by, round=held, item="1", given=given, at=at(TODAY))

    went, refused = at_once(grade(road.people["clerk"], grades[0]), grade(second, grades[1]))
    assert isinstance(refused, Refused)
    assert refused.rule == "mark.stale"
    mark = Mark.objects.get(round=held, item="1", part=part)
    assert (mark.grade, mark.reason, mark.edition) == (grades[0], f"看了{grades[0]}", 1)
    assert MarkStep.objects.filter(round=held).count() == 1
    assert went.begun == 1
