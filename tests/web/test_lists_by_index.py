"""Every filter and order that a list of the office declares, within a district, a street and a community: read by an
index that holds the rows in this order, and the same rows as the plain question gives.

Not timed: a plan that searches and never sorts holds for any number of rows.
"""

import itertools
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts.reader import Reader
from safecommunity.governance.asking import queries as asking
from safecommunity.governance.asking.views import Requests
from safecommunity.governance.improvements import queries as improvements
from safecommunity.governance.improvements.views import Improvements
from safecommunity.governance.models import (
    Body,
    Improvement,
    Meeting,
    Opinion,
    Return,
    ReturnCall,
    ReturnForm,
    Service,
    Support,
    Task,
    UnitRequest,
    VolunteerTeam,
)
from safecommunity.governance.opinions import queries as opinions
from safecommunity.governance.opinions.views.office import Opinions
from safecommunity.governance.queries import work
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.views.listing import Incoming
from safecommunity.governance.rights import Rights
from safecommunity.governance.support import queries as support
from safecommunity.governance.support.views import SupportList
from safecommunity.governance.views.meetings import Meetings
from safecommunity.governance.views.tasks import Tasks
from safecommunity.governance.volunteers import queries as volunteers
from safecommunity.governance.volunteers.views.hours import Services
from safecommunity.outreach.models import Certificate, Entry, Session, Trainee
from safecommunity.outreach.queries import ledger, training
from safecommunity.outreach.queries.rights import Rights as Outreach
from safecommunity.outreach.views.certificates import Certificates
from safecommunity.outreach.views.ledger import Entries
from safecommunity.outreach.views.training import Sessions
from safecommunity.places import offices, queries, scopes
from safecommunity.places.models import Place, SocialUnit
from safecommunity.places.offices import Office
from safecommunity.places.views.units import Units
from safecommunity.shell.tables import Table
from tests.governance.conftest import DAY, NOW, Street, person, street

__all__ = ["street"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
MADE = {"by": "t", "at": NOW}


def beneath(reader: Reader) -> list[Place]:
    return queries.children(reader.place_scopes()[0])


LISTS: dict[str, Callable[[Reader, dict[str, str]], Table]] = {
    "tasks": lambda who, given: Tasks(work.listed(Rights(who)), given, beneath(who), who.pid),
    "outreach": lambda who, given: Entries(ledger.within(Outreach(who)), given),
    "opinions": lambda who, given: Opinions(opinions.listed(Rights(who)), given),
    "hours": lambda who, given: Services(volunteers.listed(Rights(who)), given),
    "units": lambda who, given: Units(offices.listed(Office(who)), given, beneath(who)),
    "improvements": lambda who, given: Improvements(improvements.listed(Rights(who)), given),
    "support": lambda who, given: SupportList(support.listed(Rights(who)), given),
    "requests": lambda who, given: Requests(asking.listed(Rights(who)), given, beneath(who)),
    "trainings": lambda who, given: Sessions(training.listed(Outreach(who)), given),
    "certificates": lambda who, given: Certificates(training.listed_certificates(Outreach(who)), given),
    "returns": lambda who, given: Incoming(Hands(who), given),
    "meetings": lambda who, given: Meetings(work.listed_meetings(Rights(who)), given),
}


def lay(street: Street) -> None:
    """In every place eight rows of each list, of as many kinds and states as there are, and some days twice."""
    other = Place.objects.create(name="别处", level="street")
    form = ReturnForm.objects.create(key="t", spec={}, by="t", made_at=NOW)
    for place in (street.district, street.place, street.east, street.west, other):
        unit = SocialUnit.objects.create(name=f"示例单位 {place.pk}", kind="shop", place=place, starts=DAY)
        body = Body.objects.create(place=place, tier="promotion", name="示例委员会", starts=DAY)
        team = VolunteerTeam.objects.create(place=place, kind="night_watch", name="队", starts=DAY, **MADE)
        holder = Trainee.objects.create(place=place, unit=unit)
        for n in range(8):
            on = date(2026, 3, 1) + timedelta(days=n // 2)
            _governance(place, n, on)
            _people(place, n, on, unit, body, team, holder)
            for issuer in (street.district, street.place):
                _return(form, issuer, place, n)


def _governance(place: Place, n: int, on: date) -> None:
    Task.objects.create(
        place=place, title=f"示例任务 {n}", source=Task.Source.values[n % 4], starts=on, due=on,
        user="p-clerk" if n == 5 else "", done_on=on if n % 3 == 1 else None, dropped_on=on if n % 3 == 2 else None,
        **MADE,
    )  # fmt: skip
    Opinion.objects.create(
        place=place, channel=("box", "phone", "other")[n % 3], received_on=on, text="示例意见", due=on, first_due=on,
        answered_on=on if n % 2 else None, first_answered_on=on if n % 2 else None,
        satisfied="no" if n % 4 == 1 else "", withdrawn_at=NOW if n % 4 == 2 else None, **MADE,
    )  # fmt: skip
    Improvement.objects.create(
        place=place, kind="corrective", source=Improvement.Source.values[n % 7], found_on=on, found="示例",
        action="整改", who="示例岗位", first_due=on, due=on, dropped_on=on if n % 4 == 3 else None,
        done_on=on if n % 4 else None,
        checked_on=on if n % 4 == 2 else None, checked_by="示例岗位" if n % 4 == 2 else "",
        effective=True if n % 4 == 2 else None, **MADE,
    )  # fmt: skip
    Support.objects.create(
        place=place, giver="示例单位", kind=Support.Kind.values[n % 4], what="支持", amount=1, unit="people",
        starts=on, **MADE,
    )  # fmt: skip
    Entry.objects.create(
        kind=("leaflet", "extinguisher")[n % 2], group=("material", "installed")[n % 2], quantity=1, place=place,
        happened_on=on, source="form", setting=("traffic", "disaster")[n % 2], entered_by="t", entered_at=NOW,
    )  # fmt: skip


def _people(
    place: Place, n: int, on: date, unit: SocialUnit, body: Body, team: VolunteerTeam, holder: Trainee
) -> None:
    Service.objects.create(
        team=team, place=place, on=on, begins=time(20), ends=time(22), minutes=120, people=1,
        what=("patrol", "other")[n % 2], **MADE,
    )  # fmt: skip
    kinds = SocialUnit.Kind.values
    SocialUnit.objects.create(
        name=f"单位 {place.pk}-{n}",
        kind=kinds[n % len(kinds)],
        place=place,
        starts=DAY,
        reports_injuries=n % 2 == 0,
    )
    UnitRequest.objects.create(
        batch=f"{n}", unit=unit, kind=UnitRequest.Kind.values[n % 4], title="示例请求", due=on, answered=n % 4 == 1,
        taken_on=on if n % 4 == 2 else None, withdrawn_on=on if n % 4 == 3 else None, **MADE,
    )  # fmt: skip
    Session.objects.create(title="示例培训", happened_on=on, place=place, entered_by="t", entered_at=NOW)
    Certificate.objects.create(
        trainee=holder, unit=unit, post="head", kind="示例证书", number=f"{place.pk}-{n}", issuer="示例发证单位",
        issued_on=DAY, expires_on=on, entered_by="t", entered_at=NOW,
    )  # fmt: skip
    Meeting.objects.create(body=body, kind=Meeting.Kind.values[n % 7], on=on, title="示例会议", **MADE)


def _return(form: ReturnForm, issuer: Place, place: Place, n: int) -> None:
    call = ReturnCall.objects.create(form=form, issuer=issuer, first=24312, fillers=[], **MADE)
    Return.objects.create(
        call=call, form=form, filler="place", place=place, issuer=issuer, first=24312 + n // 2, last=24312 + n // 2,
        due=date(2026, 2, 5), state=Return.State.values[n], reason="示例",
    )  # fmt: skip


def readers(street: Street) -> dict[str, Reader]:
    return {
        "district": person("clerk", street.district), "street": person("clerk", street.place),
        "community": person("clerk", street.east),
    }  # fmt: skip


def asked(table: Table) -> Iterable[dict[str, str]]:
    """Every pair it declares, with every value its filter offers."""
    values = {one.name: [value for value, _title in one.options()] for one in table.filters}
    for name, order in table.pairs:
        for value in values.get(name, ()) if name else ("",):
            yield {**({name: value} if name else {}), "order": order}


def plans(table: Table) -> Iterable[tuple[str, str]]:
    """What SQLite does for a page after the first, and for the total."""
    with CaptureQueriesContext(connection) as sent:
        first = table.page
        _total = table.total
    assert first is not None
    for one in sent.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + one["sql"].replace("%", "%%"))
            yield one["sql"], " | ".join(row[3] for row in cursor.fetchall())


def bad(table: Table, sql: str, plan: str) -> bool:
    """A walk of the whole table, or a sort of more than the rows of known keys."""
    name = table.model._meta.db_table
    steps = plan.split(" | ")
    by_key = any(step.startswith(f"SEARCH {name} USING INTEGER PRIMARY KEY (rowid=?)") for step in steps)
    walked = f"SCAN {name}" in steps or any(
        step.startswith(f"SCAN {name} ") and "USING" not in step for step in steps
    )
    return walked or ("USE TEMP B-TREE FOR ORDER BY" in plan and name in sql and not by_key)


@pytest.mark.parametrize("name", LISTS)
def test_each_pair_finds_its_page_by_an_index_at_every_scope(street: Street, name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by statistics; its plans of small tables say nothing")
    lay(street)
    for scope, reader in readers(street).items():
        for given in asked(LISTS[name](reader, {})):
            for sql, plan in plans(LISTS[name](reader, given)):
                assert not bad(LISTS[name](reader, given), sql, plan), (scope, given, plan, sql)


@pytest.mark.parametrize("merged", [True, False], ids=["places merged", "one index walked"])
@pytest.mark.parametrize("name", LISTS)
def test_the_pages_hold_what_the_plain_question_holds(
    street: Street, name: str, merged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(street)
    if not merged:
        monkeypatch.setattr(scopes, "MOST", 0)
        monkeypatch.setattr(scopes, "FEW", 3)
    monkeypatch.setattr(LISTS[name](readers(street)["street"], {}).__class__, "size", 3)
    seen = 0
    for reader in readers(street).values():
        for given in asked(LISTS[name](reader, {})):
            table = LISTS[name](reader, given)
            assert isinstance(table.paged, scopes.Within)
            plain = table._narrowed(table.paged.plainly).order_by(*table.chosen.order.fields)
            expected = list(plain.values_list("pk", flat=True))
            assert walked(name, reader, given) == expected, given
            assert table.total == (len(expected), False), given
            seen += len(expected)
    assert seen > 50


def walked(name: str, reader: Reader, given: dict[str, str]) -> list[int]:
    """All pages, one after the other."""
    from django.http import QueryDict

    found: list[int] = []
    for _page in itertools.count():
        page = LISTS[name](reader, given).page
        found += [one.pk for one in page.rows]
        if not page.next_url:
            return found
        given = QueryDict(page.next_url.lstrip("?")).dict()
    return found


def test_what_waits_for_somebody_is_his_wherever_it_is(street: Street) -> None:
    """Tasks of the clerk of the east lie in the west too: they stand in his list once, and in the total."""
    lay(street)
    clerk = person("clerk", street.east)
    table = LISTS["tasks"](clerk, {})
    own = Task.objects.filter(place=street.east) | Task.objects.filter(user="p-clerk")
    assert {one.pk for one in table.page.rows} == set(own.values_list("pk", flat=True))
    assert table.total == (own.count(), False)
    mine = LISTS["tasks"](clerk, {"mine": "me"})
    assert {one.pk for one in mine.page.rows} == set(
        Task.objects.filter(user="p-clerk").values_list("pk", flat=True)
    )


def test_a_line_above_a_list_counts_no_further_than_ten_thousand(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(street)
    rows = work.listed(Rights(person("clerk", street.district)))
    assert rows.so_many() == "33"  # 8 of each of four places, and what waits for the clerk elsewhere
    assert rows.so_many(lambda found: found.filter(due__lt=DAY)) == ""
    monkeypatch.setattr(scopes, "COUNT_LIMIT", 10)
    assert rows.so_many() == "10+"
