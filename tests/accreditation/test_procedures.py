"""Procedures as data: those that ship hold together; a broken one is refused by the name of each rule it breaks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from safecommunity.accreditation import bringing, codes
from safecommunity.accreditation.procedures import BadProcedure, clocks, read, sum_of, written
from safecommunity.accreditation.procedures.shape import FIRM, Span

Data = dict[str, Any]
SOURCE = Path(codes.__file__).parent / "procedures"

# the steps and transitions of cn_designation.yaml and who_isccc.yaml, as moves of ours
TRANSITIONS = (
    ("considering", "file"), ("building", "assess"), ("assessed", "build_on"), ("assessed", "apply"),
    ("document_review", "correct"), ("correction", "resubmit"), ("document_review", "accept"),
    ("document_review", "decline"), ("site_evaluation", "rectify"), ("site_evaluation", "pass_site"),
    ("site_evaluation", "fail_site"), ("rectification_check", "accept_rectification"),
    ("rectification_check", "fail_rectification"), ("decision", "publish"), ("public_notice", "name"),
    ("public_notice", "stop"), ("named", "report"), ("named", "reapply"), ("reevaluation_check", "renew"),
    ("reevaluation_check", "fail_reevaluation"), ("named", "revoke"), ("rejected", "start_again"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["cn-municipal", "cn-provincial", "cn-national", "isccc"])
def test_what_ships_reads_back_as_the_same(name: str) -> None:
    one = codes.procedures()[name]
    assert read(written(one)) == one
    assert sum_of(read(written(one))) == sum_of(one)


@pytest.mark.parametrize("name", ["cn-municipal", "cn-provincial", "cn-national"])
def test_every_transition_of_the_published_steps_is_a_move(name: str) -> None:
    one = codes.procedures()[name]
    assert not [pair for pair in TRANSITIONS if pair[0] not in one.move[pair[1]].sources]


def test_tiers_grow_with_the_level_of_the_title() -> None:
    """Street, district, city, province, centre (D1 and the published steps)."""
    found = {
        name: [m for m in one.move if m.startswith("recommend_")] for name, one in codes.procedures().items()
    }
    assert found["cn-municipal"] == ["recommend_district"]
    assert found["cn-provincial"] == ["recommend_district", "recommend_city"]
    assert found["cn-national"] == ["recommend_district", "recommend_city", "recommend_province"]


def test_terms_and_clocks_stand_as_they_are_known() -> None:
    """Municipal: 3 years, 20 working days twice, half a year of building, all read; the notice of 7 days recalled."""
    one = codes.procedures()["cn-municipal"]
    assert one.term == Span(3, "year", "read")
    assert one.state["document_review"].clock == one.state["decision"].clock == Span(20, "working", "read")
    assert one.state["public_notice"].clock == Span(7, "working", "recalled")
    built = one.move["apply"].limits[0]
    assert (built.kind, built.n, built.unit, built.basis) == ("stayed", 6, "month", "read")
    assert codes.procedures()["cn-national"].term == Span(5, "year", "recalled")
    assert codes.procedures()["isccc"].term == Span(5, "year", "read")


def test_what_is_not_read_says_so() -> None:
    for one in codes.procedures().values():
        assert set(one.bases()) - set(FIRM), one.id


def minimal() -> Data:
    """The shortest way there is: two states that lead to a title, and an end."""
    say = {"zh-hans": "文字"}
    return {
        "id": "short", "version": "1", "level": "municipal", "languages": ["zh-hans"], "title": say, "publisher": say,
        "sheet": "cn-municipal", "term": {"n": 3, "unit": "year", "basis": "read"}, "number": "X-{year}-{serial}",
        "states": [
            {"id": "begun", "stage": "filing", "title": say, "basis": "read", "turn": "applicant_chief"},
            {"id": "seen", "stage": "review", "title": say, "basis": "read", "turn": "city",
             "clock": {"n": 20, "unit": "working", "basis": "read"}},
            {"id": "named", "stage": "named", "title": say, "basis": "read", "turn": "city"},
            {"id": "over", "stage": "closed", "title": say, "basis": "read"},
        ],
        "moves": [
            {"id": "file", "title": say, "basis": "read", "from": ["begun"], "to": "seen", "role": "applicant_chief"},
            {"id": "back", "title": say, "basis": "read", "from": ["seen"], "to": "begun", "role": "city"},
            {"id": "name", "title": say, "basis": "read", "from": ["seen"], "to": "named", "role": "city",
             "does": ["name"]},
            {"id": "end", "title": say, "basis": "read", "from": ["named"], "to": "over", "role": "city"},
        ],
    }  # fmt: skip


def test_the_shortest_procedure_holds() -> None:
    assert read(minimal(), sheets=codes.shipped()).start.id == "begun"


def _add(data: Data, key: str, **more: Any) -> None:
    data[key].append({"title": {"zh-hans": "文字"}, "basis": "read", **more})


def _clock(data: Data, **clock: Any) -> None:
    data["states"][1]["clock"] = {"n": 20, "unit": "working", "basis": "read"} | clock


def _limit(data: Data, **limit: Any) -> None:
    data["moves"][2]["limits"] = [{"id": "some", "kind": "after_clock", "basis": "read"} | limit]


BROKEN: dict[str, Callable[[Data], object]] = {
    "state.unreachable": lambda d: _add(d, "states", id="lonely", stage="site", turn="city"),
    "state.dead_end": lambda d: d["moves"].pop(3),
    "state.final_moves": lambda d: d["states"][2].pop("turn"),
    "state.turn": lambda d: d["states"][1].update(turn="district"),
    "state.twice": lambda d: d["states"].append(d["states"][3]),
    "state.stage": lambda d: d["states"][1].update(stage="waiting"),
    "state.basis": lambda d: d["states"][1].pop("basis"),
    "state.no_end": lambda d: d["moves"][3].update(to="named"),
    "role.unknown": lambda d: d["moves"][0].update(role="mayor"),
    "move.role": lambda d: d["moves"][0].pop("role"),
    "move.basis": lambda d: d["moves"][0].update(basis="guessed"),
    "move.from": lambda d: d["moves"][0].update({"from": ["nowhere"]}),
    "move.to": lambda d: d["moves"][0].update(to="nowhere"),
    "move.back": lambda d: d["moves"][0].update({"from": ["over"], "to": "@back"}) or d["moves"].pop(3),
    "move.twice": lambda d: d["moves"].append(d["moves"][0]),
    "move.does": lambda d: d["moves"][1].update(does=["name"]),
    "move.needs": lambda d: d["moves"][1].update(needs=["luck"]),
    "paper.basis": lambda d: d["moves"][0].update(papers=[{"id": "minutes", "title": {"zh-hans": "纪要"}}]),
    "paper.twice": lambda d: d["moves"][0].update(
        papers=[{"id": "minutes", "title": {"zh-hans": "纪要"}, "basis": "read"}] * 2
    ),
    "clock.basis": lambda d: _clock(d, basis=""),
    "clock.unit": lambda d: _clock(d, unit="moon"),
    "clock.n": lambda d: _clock(d, n=0),
    "limit.basis": lambda d: _limit(d, basis=""),
    "limit.kind": lambda d: _limit(d, kind="some_day"),
    "limit.clockless": lambda d: d["states"][1].pop("clock") and _limit(d),
    "limit.n": lambda d: _limit(d, kind="at_most"),
    "limit.unit": lambda d: _limit(d, kind="stayed", n=6, state="seen"),
    "limit.state": lambda d: _limit(d, kind="stayed", n=6, unit="month", state="nowhere"),
    "notice.clock": lambda d: (d["states"][1].update(stage="notice"), d["states"][1].pop("clock"),
                               d["moves"][0].update(does=["publish"])),
    "refusal.move": lambda d: d["states"][1].update(
        refuses=[{"move": "name", "rule": "never", "text": {"zh-hans": "不行"}, "basis": "read"}]
    ),
    "procedure.no_title": lambda d: d["moves"][2].pop("does"),
    "procedure.no_start": lambda d: d.update(states=[]),
    "procedure.number": lambda d: d.update(number="X-{year}"),
    "term.unit": lambda d: d["term"].update(unit="moon"),
    "format.level": lambda d: d.update(level="galactic"),
    "format.sheet": lambda d: d.update(sheet="nosuch"),
    "format.id": lambda d: d["states"][1].update(id="S 2"),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(BROKEN))
def test_a_broken_procedure_is_refused_by_the_name_of_the_rule(rule: str) -> None:
    data = minimal()
    BROKEN[rule](data)
    with pytest.raises(BadProcedure) as wrong:
        read(data, sheets=codes.shipped())
    assert any(problem.startswith(f"[{rule}]") for problem in wrong.value.problems), wrong.value.problems


@pytest.mark.parametrize("data", [None, [], "text", {"states": "x", "moves": 3, "languages": 4, "term": 5}])
def test_what_is_no_procedure_at_all_is_refused_in_words(data: object) -> None:
    with pytest.raises(BadProcedure):
        read(data)


def test_everything_wrong_is_said_together() -> None:
    data = minimal()
    data["moves"][0].pop("role")
    data["states"][1]["clock"] = {"n": 20, "unit": "working"}
    with pytest.raises(BadProcedure) as wrong:
        read(data)
    assert len(wrong.value.problems) >= 2


def test_a_file_of_an_operator_is_read_and_refused_like_a_standard() -> None:
    text = (SOURCE / "isccc.yaml").read_text(encoding="utf-8")
    assert bringing.procedure_from_yaml(text.encode()).id == "isccc"
    for broken in (b"\xff\xfe", b"a: [", b"a: &x [*x]", b"x" * (bringing.LARGEST + 1)):
        with pytest.raises(BadProcedure):
            bringing.procedure_from_yaml(broken)
    data = yaml.safe_load(text)
    data["moves"][0].pop("role")
    with pytest.raises(BadProcedure, match=r"\[move\.role\]"):
        bringing.procedure_from_yaml(yaml.safe_dump(data, allow_unicode=True).encode())


@pytest.mark.parametrize(
    ("entered", "n", "unit", "due"),
    [
        # Wednesday 2026-09-30; 1 to 7 October off, Saturday 10 October worked (holidays.yaml)
        (date(2026, 9, 30), 1, "working", date(2026, 10, 8)),
        (date(2026, 9, 30), 3, "working", date(2026, 10, 10)),
        (date(2026, 9, 30), 4, "working", date(2026, 10, 12)),
        # five calendar days end on 5 October, a holiday: the next working day is 8 October
        (date(2026, 9, 30), 5, "calendar", date(2026, 10, 8)),
        # Spring Festival 2026: 15 to 23 February off, Saturday 14 February worked
        (date(2026, 2, 13), 1, "working", date(2026, 2, 14)),
        (date(2026, 2, 13), 2, "working", date(2026, 2, 24)),
        # a month from 31 January ends on the last day of February, a Saturday worked in 2026
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28)),
        # five years from Friday 2021-05-07 end on Thursday 2026-05-07; a leap day ends on 28 February
        (date(2021, 5, 7), 5, "year", date(2026, 5, 7)),
        (date(2024, 2, 29), 1, "year", date(2025, 2, 28)),
    ],
)
def test_a_clock_counts_working_days_and_never_ends_on_a_day_off(
    entered: date, n: int, unit: str, due: date
) -> None:
    assert clocks.due(entered, Span(n, unit, "read")) == due


def test_a_term_ends_the_day_before_its_anniversary() -> None:
    assert clocks.end_of_term(date(2024, 5, 6), Span(3, "year", "read")) == date(2027, 5, 5)
    assert clocks.end_of_term(date(2024, 2, 29), Span(3, "year", "read")) == date(2027, 2, 27)
