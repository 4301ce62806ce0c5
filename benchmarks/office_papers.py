"""Rows and tables of the office's papers for `office_lists.py`: letters, returns, requests, trainings, certificates,
meetings. Nothing runs from here.
"""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks import register
from benchmarks.office_rows import days, laid, where

LETTERS_A_ROUND = 1_000  # a street with its merchants: D8 names 1,106
CALLS = 40
YEARS = 60  # of letters: so many rounds that a million letters come together


def units(many: int) -> list[Any]:
    """So many social units."""
    from safecommunity.places.models import SocialUnit

    places, kinds = where(), SocialUnit.Kind.values
    have = SocialUnit.objects.filter(name__startswith="示例商户").count()
    SocialUnit.objects.bulk_create([
        SocialUnit(name=f"示例商户 {n}", kind=kinds[n % len(kinds)], place_id=places[n % len(places)],
                   starts=date(2020, 1, 1))
        for n in range(have, many)
    ], batch_size=500)  # fmt: skip
    return list(SocialUnit.objects.filter(name__startswith="示例商户").order_by("pk")[:many])


def letters(rows: int) -> None:
    """Rounds of a thousand letters each, signed but for every tenth."""
    from django.db import connection

    from safecommunity.governance.models import Letter, LetterRound
    from safecommunity.places.models import Place

    rounds = max(1, rows // LETTERS_A_ROUND)
    streets = list(Place.objects.filter(level="street").values_list("pk", flat=True))
    keys = [(s, 2026 - y, level) for y in range(YEARS) for s in streets for level in ("unit", "merchant")]
    LetterRound.objects.bulk_create([
        LetterRound(place_id=street, year=year, level=level, title={"zh-hans": "示例责任书"}, text={"zh-hans": "示例"},
                    text_version="1", issued_on=date(year, 1, 1), sign_by=date(year, 12, 31), by="clerk",
                    at=register.NOW)
        for street, year, level in keys[:rounds]
    ])  # fmt: skip
    pks = [one.pk for one in units(LETTERS_A_ROUND)]
    low = pks[0]
    assert pks == list(range(low, low + LETTERS_A_ROUND)), "units stand one after the other"
    with register.without_indexes(Letter), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_letter (ref, round_id, number, unit_id, place_id, signed_on) "
            "SELECT lower(hex(randomblob(16))), r.id, u.id - %s + 1, u.id, u.place_id, "
            "CASE WHEN u.id %% 10 THEN r.issued_on END "
            "FROM governance_letterround r, places_socialunit u WHERE u.id BETWEEN %s AND %s",
            [low, low, low + LETTERS_A_ROUND - 1],
        )


def returns(rows: int) -> None:
    """Forty forms sent down to every place, month by month."""
    from django.db import connection

    from safecommunity.governance.models import Return, ReturnCall, ReturnForm
    from safecommunity.places.models import Place

    district, form = Place.objects.get(level="district"), ReturnForm.objects.order_by("pk").first()
    if form is None:
        form = ReturnForm.objects.create(
            key="bench", spec={"title": {"zh-hans": "示例报表"}, "rows": [], "columns": []}, by="clerk",
            made_at=register.NOW,
        )  # fmt: skip
    last = 2026 * 12 + 9
    calls = ReturnCall.objects.bulk_create([
        ReturnCall(form=form, issuer=district, first=2021 * 12, fillers=[], by="clerk", at=register.NOW)
        for _n in range(CALLS)
    ])  # fmt: skip
    months = max(1, rows // (CALLS * len(where())))
    with register.without_indexes(Return), connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE m(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM m WHERE n + 1 < %s) "
            "INSERT INTO governance_return (pid, call_id, form_id, filler, place_id, issuer_id, first, last, due, "
            "state, draft, revision, filled_by, checked_by, reason, urged_times) "
            "SELECT lower(hex(randomblob(8))), c.id, %s, 'place', p.id, %s, %s - m.n, %s - m.n, date('2026-11-05', "
            "'-' || m.n || ' months'), "
            "CASE (p.id + m.n) %% 10 WHEN 0 THEN 'open' WHEN 1 THEN 'submitted' ELSE 'locked' END, "
            "'{}', 1, 'clerk', '', '', 0 "
            "FROM governance_returncall c, places_place p, m WHERE p.level IN ('community', 'grid') AND c.id >= %s",
            [
                months,
                form.pk,
                district.pk,
                last,
                last,
                calls[0].pk or ReturnCall.objects.order_by("pk")[0].pk,
            ],
        )


def requests(rows: int) -> None:
    """What was asked of units."""
    from safecommunity.governance.models import UnitRequest

    draw, some, kinds = np.random.default_rng(38), units(2_000), UnitRequest.Kind.values

    def one(n: int) -> dict[str, Any]:
        due = days(draw)
        return {
            "pid": uuid.uuid4().hex[:16], "ref": uuid.uuid4().hex, "batch": uuid.uuid4().hex,
            "unit": some[n % len(some)], "kind": kinds[n % len(kinds)], "title": f"示例请求 {n}", "due": due,
            "answered": n % 20 == 1, "taken_on": due if n % 10 > 1 else None, "by": "clerk", "at": register.NOW,
        }  # fmt: skip

    laid(UnitRequest, rows, one, anew=("batch",))


def trainings(rows: int) -> None:
    """Trainings with their sheets."""
    from safecommunity.outreach.models import Session

    draw, places = np.random.default_rng(39), where()

    def one(n: int) -> dict[str, Any]:
        return {
            "ref": uuid.uuid4().hex, "title": f"示例培训 {n}", "happened_on": days(draw),
            "place_id": places[n % len(places)], "sheet_count": n % 80 + 5, "passed": n % 5, "tested": n % 5 + 1,
            "entered_by": "clerk", "entered_at": register.NOW,
        }  # fmt: skip

    laid(Session, rows, one)


def certificates(rows: int) -> None:
    """Certificates of units' people."""
    from safecommunity.outreach import codes
    from safecommunity.outreach.models import Certificate, Trainee

    draw, some, posts = np.random.default_rng(40), units(2_000), list(codes.words("posts"))
    people = Trainee.objects.bulk_create(
        [Trainee(place_id=unit.place_id, unit=unit) for unit in some], batch_size=500
    )

    def one(n: int) -> dict[str, Any]:
        issued = days(draw)
        return {
            "pid": uuid.uuid4().hex[:16], "trainee": people[n % len(people)], "unit": some[n % len(some)],
            "post": posts[n % len(posts)], "kind": "示例证书", "number": str(n), "issuer": "示例发证单位",
            "issued_on": issued,
            "expires_on": issued + timedelta(days=1095), "entered_by": "clerk", "entered_at": register.NOW,
        }  # fmt: skip

    laid(Certificate, rows, one)


def meetings(rows: int) -> None:
    """Meetings of a body in every place."""
    from safecommunity.governance.models import Body, Meeting
    from safecommunity.places.models import Place

    draw, kinds = np.random.default_rng(41), Meeting.Kind.values
    bodies = [
        Body.objects.create(place=place, tier="promotion", name=f"示例委员会 {place.pk}", starts=date(2015, 1, 1),
                            )
        for place in Place.objects.filter(level="street")
    ]  # fmt: skip

    def one(n: int) -> dict[str, Any]:
        return {
            "ref": uuid.uuid4().hex, "body": bodies[n % len(bodies)], "kind": kinds[n % len(kinds)], "on": days(draw),
            "title": f"示例会议 {n}", "present": n % 40 + 3, "by": "clerk", "at": register.NOW,
        }  # fmt: skip

    laid(Meeting, rows, one)


BUILDERS: dict[str, Callable[[int], None]] = {
    "letters": letters, "returns": returns, "requests": requests, "trainings": trainings, "certificates": certificates,
    "meetings": meetings,
}  # fmt: skip


def sources() -> dict[str, Callable[[Any, dict[str, str]], Any]]:
    """For each list: the table of a reader with what a page is given."""
    from safecommunity.governance import rights
    from safecommunity.governance.asking import queries as asking
    from safecommunity.governance.asking.views import Requests
    from safecommunity.governance.models import LetterRound
    from safecommunity.governance.queries import letters as kept
    from safecommunity.governance.queries import work
    from safecommunity.governance.returns.views.listing import Incoming, Returns
    from safecommunity.governance.views.letters import Letters
    from safecommunity.governance.views.meetings import Meetings
    from safecommunity.outreach.queries import training
    from safecommunity.outreach.queries.rights import Rights as Outreach
    from safecommunity.outreach.views.certificates import Certificates
    from safecommunity.outreach.views.training import Sessions
    from safecommunity.places import queries as places

    def beneath(reader: Any) -> list[Any]:
        return list(places.children(reader.place_scopes()[0]))

    def of_round(reader: Any, given: dict[str, str]) -> Any:
        held = rights.Rights(reader)
        made = LetterRound.objects.order_by("-year", "pk")[0]
        found = kept.letters(held).filter(round=made).select_related("unit", "place")
        return Letters(found, given, beneath(reader))

    return {
        "letters": of_round,
        "returns": lambda reader, given: Returns(returned_hands(reader), given),
        "returns in": lambda reader, given: Incoming(returned_hands(reader), given),
        "requests": lambda reader, given: Requests(
            asking.listed(rights.Rights(reader)), given, beneath(reader)
        ),
        "trainings": lambda reader, given: Sessions(training.listed(Outreach(reader)), given),
        "certificates": lambda reader, given: Certificates(
            training.listed_certificates(Outreach(reader)), given
        ),
        "meetings": lambda reader, given: Meetings(work.listed_meetings(rights.Rights(reader)), given),
    }


def returned_hands(reader: Any) -> Any:
    """The reader's hands in returns."""
    from safecommunity.governance.returns.rights import Hands

    return Hands(reader)
