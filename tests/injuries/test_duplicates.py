"""Possible duplicates: found beside the pages with their reasons, decided by a person, taken back again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.figures import queries as figures
from safecommunity.figures import stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions
from safecommunity.injuries.actions import BulkRow
from safecommunity.injuries.duplicates import actions as duplicates
from safecommunity.injuries.duplicates import matching, queries, searching
from safecommunity.injuries.models import DuplicatePair, Injury, Report
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import NOW, Recorder, World, hour, reader
from tests.injuries.test_pages import enter

pytestmark = pytest.mark.db
NUMBER = "999999194810223422"  # 22 October 1948, a woman; of no real division; check digit by GB 11643


@pytest.fixture(autouse=True)
def own_store(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    settings.AUDIT_ANCHOR = tmp_path / "audit.anchor"
    stores.forget()
    yield
    stores.forget()


def quick(world: World, client_id: str = "q", **other: Any) -> Report:
    """The same fall as `fall_at_home`, told by a grid worker."""
    values = {"sex": 2, "age_years": 78, "injury_time": hour(22, 21), "cause": 3, "place_kind": 1,
              "occurrence": world.grid.pid, **other}  # fmt: skip
    report, _made = actions.record_quick_report(
        reader=world.grid_worker, at=NOW, client_id=client_id, values=values
    )
    return report


def find() -> int:
    """Search as the keeper does, to the end."""
    before = DuplicatePair.objects.count()
    journal.seal(now=NOW)
    while duplicates.search(by="keeper", at=NOW):
        journal.seal(now=NOW)
    return DuplicatePair.objects.count() - before


def count(world: World) -> int:
    key = FigureKey("injury.occurred", 1, world.street.pid, Period.of_year(2026))
    return figures.compute(key, now=NOW).n or 0


def test_a_card_and_a_quick_report_of_one_fall_are_proposed_with_their_reasons(
    world: World, record: Recorder
) -> None:
    card, other = record(), quick(world)
    assert find() == 1
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {card.pk, other.pk}
    # a grid lies in its community; the residence is not asked of a grid worker
    assert pair.reasons == ["time", "sex_age", "occurrence", "cause", "sources"]
    assert pair.strength == 15 + 10 + 10 + 10 + 5
    assert find() == 0


def test_the_keeper_reads_each_change_once_and_a_corrected_report_again(
    world: World, record: Recorder
) -> None:
    record()
    far = quick(world, injury_time=hour(21, 5))
    assert find() == 0
    values = {"sex": 2, "age_years": 78, "injury_time": hour(22, 20), "cause": 3, "place_kind": 1,
              "occurrence": world.grid.pid}  # fmt: skip
    actions.amend_report(reader=world.grid_worker, report=far, at=NOW, values=values)
    assert find() == 1
    actions.amend_report(reader=world.grid_worker, report=far, at=NOW, values={**values, "sex": 1})
    assert find() == -1  # nobody had decided it, and nothing agrees any more


@pytest.mark.parametrize(
    "other",
    [
        {"sex": 1},
        {"age_years": 76},
        {"injury_time": hour(22, 18)},
        {"cause": 7},
        {"other_place": True},
        {"sex": None},
    ],
    ids=["sex", "age", "three hours", "cause", "place", "sex unknown"],
)
def test_what_does_not_agree_is_not_proposed(world: World, record: Recorder, other: dict[str, Any]) -> None:
    record()
    if other.pop("other_place", False):
        rows = [BulkRow(values={"sex": 2, "age_years": 78, "injury_time": hour(22, 21), "cause": 3,
                                "place_kind": 1, "occurrence": world.other_community.pid},
                        source_key="x", source="import")]  # fmt: skip
        assert actions.bulk_record(rows, by="t", at=NOW, place=world.other_street).accepted == 1
    else:
        values = {"sex": 2, "age_years": 78, "injury_time": hour(22, 21), "cause": 3, "place_kind": 1,
                  "occurrence": world.grid.pid, **other}  # fmt: skip
        done = actions.bulk_record(
            [BulkRow(values=values, source_key="y")], by="t", at=NOW, place=world.street
        )
        assert done.accepted == 1, done.rejected
    assert find() == 0


def test_an_unknown_cause_fits_every_cause_and_ages_may_differ_by_a_year(
    world: World, record: Recorder
) -> None:
    record()
    quick(world, cause=99, age_years=79, injury_time=hour(22, 19))
    assert find() == 1
    assert DuplicatePair.objects.get().reasons == ["time", "sex_age_near", "occurrence", "sources"]


def test_two_cards_of_one_facility_are_two_patients_unless_the_identity_number_is_the_same(
    world: World, record: Recorder
) -> None:
    record(name="甲")
    record(name="乙")
    assert find() == 0
    record(id_number=NUMBER)
    record(id_number=NUMBER, injury_time=hour(22, 8), cause=4)
    assert find() == 1
    assert DuplicatePair.objects.get().reasons[0] == "identity"
    record(id_number=NUMBER, injury_time=hour(20, 8), visit_time=hour(20, 9))
    assert find() == 0  # the same person, another day: another injury


def test_two_identity_numbers_are_two_people_whatever_else_agrees(world: World, record: Recorder) -> None:
    record(id_number=NUMBER)
    record(reader=world.cdc, unit=world.clinic.pid, id_number="999999194810223449")
    assert find() == 0


def test_reports_whose_hour_is_not_known_are_compared_by_identity_only(
    world: World, record: Recorder
) -> None:
    record()
    values = {"sex": 2, "age_years": 78, "injury_time": hour(22, 0), "precision": "date", "cause": 3,
              "place_kind": 1, "residence": world.community.pid}  # fmt: skip
    rows = [BulkRow(values=values, source_key="n1"), BulkRow(values=values, source_key="n2")]
    assert actions.bulk_record(rows, by="t", at=NOW, place=world.street).accepted == 2
    assert find() == 0


def test_joining_moves_the_figure_and_taking_it_back_moves_it_again(world: World, record: Recorder) -> None:
    record()
    quick(world)
    find()
    pair = DuplicatePair.objects.get()
    assert count(world) == 2
    joined = duplicates.join_pair(reader=world.cdc, pair=pair, at=NOW)
    assert (joined.state, joined.decided_by) == ("joined", "cdc")
    assert count(world) == 1
    assert Report.objects.get(is_primary=True).source == "card"  # the card speaks for the injury
    assert find() == 0  # the change is read, and the decision stands
    back = duplicates.reopen_pair(reader=world.clerk, pair=pair, at=NOW)
    assert (back.state, back.decided_by, back.decided_at) == ("open", "", None)
    assert count(world) == 2
    assert find() == 0
    assert DuplicatePair.objects.get().state == "open"


def test_keeping_apart_is_kept_and_can_be_taken_back(world: World, record: Recorder) -> None:
    card, _other = record(), quick(world)
    find()
    pair = DuplicatePair.objects.get()
    duplicates.keep_apart(reader=world.clerk, pair=pair, at=NOW)
    duplicates.find_pairs(refs=[card.injury.ref], by="t", at=NOW)
    assert DuplicatePair.objects.get().state == "apart"
    assert count(world) == 2
    with pytest.raises(actions.Refused):
        duplicates.join_pair(reader=world.clerk, pair=pair, at=NOW)
    duplicates.reopen_pair(reader=world.clerk, pair=pair, at=NOW)
    assert DuplicatePair.objects.get().state == "open"


def test_every_decision_twice_is_one_decision_and_one_event(world: World, record: Recorder) -> None:
    record()
    quick(world)
    find()
    pair = DuplicatePair.objects.get()
    for deed, name in (
        (duplicates.keep_apart, "keep_apart"),
        (duplicates.reopen_pair, "reopen_pair"),
        (duplicates.join_pair, "link_reports"),
        (duplicates.reopen_pair, "unlink_reports"),
    ):
        for _twice in (1, 2):
            deed(reader=world.clerk, pair=pair, at=NOW)
        assert AuditEvent.objects.filter(action=name).count() == 1


def test_joining_and_separating_on_the_record_s_page_moves_the_queue_too(
    world: World, record: Recorder
) -> None:
    card, other = record(), quick(world)
    find()
    actions.link_reports(reader=world.cdc, injury=card.injury, report=other, at=NOW)
    assert DuplicatePair.objects.get().state == "joined"
    actions.unlink_reports(reader=world.cdc, report=Report.objects.get(pk=other.pk), at=NOW)
    assert DuplicatePair.objects.get().state == "open"


def test_three_reports_of_one_injury_are_joined_and_separated_without_loss(
    world: World, record: Recorder
) -> None:
    record()
    quick(world, "a")
    record(reader=world.cdc, unit=world.clinic.pid)
    find()
    pairs = list(DuplicatePair.objects.order_by("pk"))
    assert len(pairs) == 3
    duplicates.join_pair(reader=world.cdc, pair=pairs[0], at=NOW)
    duplicates.join_pair(reader=world.cdc, pair=pairs[1], at=NOW)
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"joined"}
    assert count(world) == 1
    for pair in pairs:
        duplicates.reopen_pair(reader=world.cdc, pair=pair, at=NOW)
    assert count(world) == 3
    assert set(DuplicatePair.objects.values_list("state", flat=True)) == {"open"}


def test_reports_kept_apart_are_not_joined_by_a_detour(world: World, record: Recorder) -> None:
    record()
    quick(world, "a")
    record(reader=world.cdc, unit=world.clinic.pid)
    find()
    one, two, three = DuplicatePair.objects.order_by(
        "first_id", "second_id"
    )  # card–quick, card–card, quick–card
    duplicates.keep_apart(reader=world.cdc, pair=two, at=NOW)
    duplicates.join_pair(reader=world.cdc, pair=one, at=NOW)
    with pytest.raises(actions.Refused):
        duplicates.join_pair(reader=world.cdc, pair=three, at=NOW)
    assert count(world) == 2


def test_a_withdrawn_report_leaves_the_queue(world: World, record: Recorder) -> None:
    record()
    other = quick(world)
    find()
    assert queries.waiting(rights(world.clerk)) == 1
    actions.withdraw_report(reader=world.grid_worker, report=other, reason="填错", at=NOW)
    assert queries.waiting(rights(world.clerk)) == 0


def test_who_sees_and_who_decides(world: World, record: Recorder) -> None:
    record()
    quick(world)
    sensitive = record(intent=3, injury_time=hour(20, 9), visit_time=hour(20, 10))
    quick(world, "s", injury_time=hour(20, 9))
    assert find() == 2
    assert sensitive.sensitive
    seen = {
        who: (
            queries.visible_pairs(rights(getattr(world, who))).count(),
            queries.waiting(rights(getattr(world, who))),
        )
        for who in ("cdc", "clerk", "chief", "nurse", "grid_worker", "supervisor", "auditor")
    }
    assert seen == {
        "cdc": (2, 2),  # holds the sensitive right
        "clerk": (1, 1),
        "chief": (1, 0),  # sees, does not join reports
        "nurse": (0, 0),
        "grid_worker": (0, 0),
        "supervisor": (0, 0),
        "auditor": (0, 0),
    }
    pair = queries.visible_pairs(rights(world.clerk)).get()
    stranger = reader("far", "clerk", place=world.other_street.pid)
    for who in (world.chief, world.nurse, stranger):
        for deed in (duplicates.join_pair, duplicates.keep_apart, duplicates.reopen_pair):
            with pytest.raises(actions.NotYours):
                deed(reader=who, pair=pair, at=NOW)
    assert Injury.objects.filter(reports__isnull=False).distinct().count() == 4


def test_the_pages_show_both_sides_without_names_and_mark_what_differs(
    world: World, record: Recorder
) -> None:
    record(name="吴秘密", phone="13900001234", id_number=NUMBER, narrative="吴秘密在家跌倒")
    quick(world, age_years=77)
    find()
    client, pair = enter(world, "clerk"), DuplicatePair.objects.get()
    listed = client.get("/injuries/duplicates/").content.decode()
    assert "1 组待你判定" in listed
    page = client.get(f"/injuries/duplicates/{pair.pid}/").content.decode()
    for text in (listed, page):
        for secret in ("吴秘密", "13900001234", NUMBER):
            assert secret not in text
    assert "合并为一例" in page
    assert "不是同一例" in page
    assert "时间相差不到 2 小时" in page
    assert page.count('class="differs"') == 2  # the age and the place; where each comes from is no answer
    answer = client.post(f"/injuries/duplicates/{pair.pid}/join/", follow=True)
    assert "撤销判定" in answer.content.decode()
    assert DuplicatePair.objects.get().state == "joined"
    assert client.get("/injuries/duplicates/").content.decode().count(pair.pid) == 0
    assert pair.pid in client.get("/injuries/duplicates/?state=joined&order=newest").content.decode()


def test_the_to_do_says_how_many_pairs_wait(world: World, record: Recorder) -> None:
    record()
    quick(world)
    find()
    assert "1 组伤害疑似同一个人、同一次" in enter(world, "clerk").get("/todo/").content.decode()
    assert "疑似同一个人、同一次" not in enter(world, "chief").get("/todo/").content.decode()


def test_list_and_page_take_the_same_queries_for_any_number_of_pairs(world: World, record: Recorder) -> None:
    def asked(client: Any, address: str) -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert client.get(address).status_code == 200
        return len(queries_made)

    record()
    quick(world)
    find()
    client = enter(world, "clerk")
    pair = DuplicatePair.objects.get()
    client.get("/injuries/duplicates/")
    few = [
        asked(client, address) for address in ("/injuries/duplicates/", f"/injuries/duplicates/{pair.pid}/")
    ]
    for day in range(1, 20):
        record(injury_time=hour(day, 9), visit_time=hour(day, 10))
        quick(world, f"m{day}", injury_time=hour(day, 9))
    find()
    assert DuplicatePair.objects.count() == 20
    client.get("/injuries/duplicates/")  # what waits is counted anew after something was done
    many = [
        asked(client, address) for address in ("/injuries/duplicates/", f"/injuries/duplicates/{pair.pid}/")
    ]
    assert many == few


def test_searching_a_batch_takes_a_handful_of_queries(world: World, record: Recorder) -> None:
    reports = [record(client_id=f"c{n}", injury_time=hour(22, 8) - timedelta(days=n),
                      visit_time=hour(22, 9) - timedelta(days=n)) for n in range(15)]  # fmt: skip
    with CaptureQueriesContext(connection) as made:
        duplicates.find_pairs(refs=[report.injury.ref for report in reports], by="t", at=NOW)
    assert len(made) <= 6


def test_no_sum_of_other_reasons_outweighs_the_identity_number() -> None:
    others = sum(points for name, points in matching.POINTS.items() if name != matching.IDENTITY)
    assert others < matching.POINTS[matching.IDENTITY]


def test_the_list_shows_what_waits_and_on_request_the_rest(world: World, record: Recorder) -> None:
    record()
    quick(world)
    find()
    pair = DuplicatePair.objects.get()
    client = enter(world, "clerk")

    def shown(query: str) -> bool:
        return pair.pid in client.get(f"/injuries/duplicates/{query}").content.decode()

    asked = ("", "?state=", "?state=all", "?state=apart", "?kind=other", "?kind=identity")
    assert [shown(query) for query in asked] == [True, True, True, False, True, False]
    duplicates.keep_apart(reader=world.clerk, pair=pair, at=NOW)
    assert [shown(query) for query in asked] == [False, True, True, True, False, False]
    assert client.get("/injuries/duplicates/?state=x").status_code == 400


def test_a_crowded_hour_of_one_facility_is_compared_with_nobody(
    world: World, record: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve cards of one hour and hospital are twelve patients; only the clinic's card of the same age is compared."""
    looked: list[int] = []
    known = matching.reasons
    monkeypatch.setattr(
        searching.matching, "reasons", lambda one, other: looked.append(1) or known(one, other)
    )
    cards = [record(age_years=20 + 5 * number) for number in range(12)]
    other = record(unit=world.clinic.pid, reader=world.clerk, age_years=45, name=None)
    refs = [card.injury.ref for card in (*cards, other)]
    assert duplicates.find_pairs(refs=refs, by="t", at=NOW) == 1
    assert len(looked) == 1
