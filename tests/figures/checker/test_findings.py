"""Findings are kept with their history, answered, and open again when they change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures.checker import actions, queries, registry
from safecommunity.figures.checker.registry import Asked, Check, Found
from safecommunity.figures.checker.rights import Rights
from safecommunity.figures.claims import actions as claims
from safecommunity.figures.models import CheckRun, Claim, Finding, FindingStep
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def street():
    district = places.create_place(name="示例区", level="district", by="t", at=NOW, starts=date(2020, 1, 1))
    return places.create_place(
        name="示例街道", level="street", parent=district, by="t", at=NOW, starts=date(2020, 1, 1)
    )


def who(role: str, place) -> Reader:
    return Reader(f"p-{role}", role, "", (Held(role, place.pid),), "demo")


class Planted:
    """A check whose findings a test decides."""

    def __init__(self, place) -> None:
        self.place, self.said = place.pid, {"a": "1"}
        check = Check(
            "test.planted", "N6", "试验", self.find, lambda said: f"came {said['came']}", ("claim",)
        )
        registry.register_check(check)

    def find(self, _asked: Asked):
        return [Found(key, self.place, {"came": came}) for key, came in self.said.items()]

    def run(self, at=NOW, fresh=True) -> actions.Outcome:
        return actions.run_checks(by="keeper", at=at, codes=["test.planted"], fresh=fresh)[0]


@pytest.fixture
def planted(street):
    yield Planted(street)
    registry._checks.pop("test.planted")


def only() -> Finding:
    return Finding.objects.get(check_code="test.planted")


def deeds() -> list[str]:
    return list(FindingStep.objects.order_by("pk").values_list("deed", flat=True))


def test_a_finding_is_seen_once_and_goes_when_it_is_not_found_any_more(planted):
    planted.run()
    outcome = planted.run(LATER)
    assert (outcome.new, outcome.changed, outcome.gone) == (0, 0, 0)
    assert (only().first_seen, only().last_seen) == (NOW, LATER)
    planted.said = {}
    assert planted.run(LATER).gone == 1
    assert (only().state, deeds()) == ("gone", ["seen", "gone"])
    planted.said = {"a": "1"}
    planted.run(LATER)
    assert (only().state, deeds()) == ("open", ["seen", "gone", "back"])


def test_an_answer_holds_until_the_finding_changes(planted, street):
    planted.run()
    answer = {"answer": "explained", "reason": "问卷原件在档案盒三", "at": NOW}
    actions.answer_finding(reader=who("clerk", street), finding=only(), **answer)
    planted.run(LATER)
    assert only().state == "answered"
    planted.said = {"a": "2"}
    planted.run(LATER)
    assert (only().state, only().said, deeds()[-1]) == ("open", {"came": "2"}, "reopened")


def test_what_is_said_to_be_corrected_and_is_still_there_is_open_again(planted, street):
    planted.run()
    actions.answer_finding(
        reader=who("clerk", street), finding=only(), answer="corrected", reason="已经改过", at=NOW
    )
    planted.run(LATER)
    assert (only().state, deeds()) == ("open", ["seen", "corrected", "reopened"])


def test_only_the_chief_accepts_and_only_the_office_answers(planted, street):
    planted.run()
    for role in ("clerk", "auditor", "grid"):
        with pytest.raises(actions.Refused):
            actions.answer_finding(
                reader=who(role, street), finding=only(), answer="accepted", reason="就这样吧", at=NOW
            )
    assert only().state == "open"
    actions.answer_finding(
        reader=who("chief", street), finding=only(), answer="accepted", reason="就这样吧", at=NOW
    )
    assert (only().answer, only().answered_by) == ("accepted", "p-chief")
    assert AuditEvent.objects.filter(kind="finding", action="finding_accepted").count() == 1
    actions.reopen_finding(reader=who("clerk", street), finding=only(), reason="再看看", at=LATER)
    assert (only().state, only().answer) == ("open", "")


@pytest.mark.parametrize(
    ("answer", "reason"), [("nonsense", "问卷在档案盒"), ("explained", "短"), ("explained", "长" * 401)]
)
def test_a_bad_answer_is_refused_in_words_and_leaves_the_finding(planted, street, answer, reason):
    planted.run()
    with pytest.raises(actions.Refused, match=r"收到|got"):
        actions.answer_finding(
            reader=who("chief", street), finding=only(), answer=answer, reason=reason, at=NOW
        )
    assert only().state == "open"


def test_a_check_runs_again_only_when_its_records_changed(planted, street):
    planted.run(fresh=False)
    number = CheckRun.objects.get(check_code="test.planted").number
    assert number >= 0
    from safecommunity.journal import actions as journal

    while journal.seal(now=NOW):
        continue
    planted.run(fresh=False)
    assert not planted.run(fresh=False).ran
    values = {"title": "培训", "printed": "3", "document": "总结"}
    claims.record_claim(reader=who("clerk", street), place=street.pid, values=values, at=NOW)
    assert planted.run(fresh=False).ran


def test_findings_are_seen_by_who_reads_the_numbers_of_their_place(planted, street):
    planted.run()
    other = places.create_place(name="别处", level="street", by="t", at=NOW, starts=date(2020, 1, 1))
    assert queries.one(Rights(who("clerk", street)), only().pid) == only()
    assert queries.one(Rights(who("clerk", other)), only().pid) is None
    assert queries.one(Rights(who("grid", street)), only().pid) is None


def test_a_check_takes_the_same_queries_for_three_and_for_thirty_findings(
    planted, django_assert_max_num_queries
):
    planted.run()
    for many in (3, 30):
        planted.said = {f"{many}-{n}": str(n) for n in range(many)}
        with django_assert_max_num_queries(13):
            planted.run(LATER)


def test_a_share_without_n_is_found_told_and_gone_with_its_correction(street):
    clerk = who("clerk", street)
    values = {
        "kind": "share",
        "title": "知晓率",
        "printed": "95.3",
        "unit": "%",
        "document": "总结",
        "scope": "居民",
    }
    claim = claims.record_claim(reader=clerk, place=street.pid, values=values, at=NOW)
    actions.run_checks(by="keeper", at=NOW, codes=["claims.n1"])
    found = Finding.objects.get(check_code="claims.n1")
    assert (found.rule, found.level, found.key, found.place) == ("N1", "error", claim.pid, street.pid)
    assert queries.records(Rights(clerk), found)[0][0].url == f"/claims/{claim.pid}/"
    claims.correct_claim(
        reader=clerk, claim=claim, values={**values, "out_of": 300}, reason="补上人数", at=LATER
    )
    actions.run_checks(by="keeper", at=LATER, codes=["claims.n1"])
    found.refresh_from_db()
    assert found.state == "gone"
    assert list(Claim.objects.order_by("pk").values_list("state", flat=True)) == [
        "reversed",
        "reversal",
        "live",
    ]


def test_the_page_takes_an_answer(client, street, planted, settings):
    from django.contrib.auth import get_user_model

    from safecommunity.accounts.models import Scope

    planted.run()
    user = get_user_model().objects.create(
        pid="pchief", username="chief", display_name="主任", created_at=NOW
    )
    Scope.objects.create(user=user, role="chief", place=street.pid, starts=date(2020, 1, 1))
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    page = f"/checks/{only().pid}/"
    assert client.get(page).status_code == 200
    answer = client.post(page, {"answer": "explained", "reason": "问卷原件在档案盒三"})
    assert answer.status_code == 302, answer.content.decode()[2000:]
    assert only().answer == "explained"
