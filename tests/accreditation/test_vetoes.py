"""What fails a place whatever its score: records come first, where they cannot tell somebody says so, with a reason."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from safecommunity.accreditation import actions
from safecommunity.accreditation.actions import Declared, Refused, Warned
from safecommunity.accreditation.models import Application, Certificate, Round, Step
from safecommunity.accreditation.queries import vetoes
from safecommunity.figures.models import Claim
from safecommunity.governance.models import Appraisal, AppraisalMark, AppraisalParty, Target
from safecommunity.injuries.models import Event
from tests.accreditation.road import MUNICIPAL, NATIONAL, NOTHING_HAPPENED, NOW, TODAY, Everything, Road, at

APPLIED = date(2024, 5, 6)


def happened(road: Road, on: date, grade: int = 4, dead: int = 0, place: Any = None, **more: Any) -> Event:
    """An event on the register of the street."""
    return Event.objects.create(
        number=f"SG-{Event.objects.count() + 1}", kind=more.pop("kind", "accident"), title="事故", dead=dead,
        grade=grade, happened=datetime.combine(on, time(4), UTC), place=place or road.street, **more,
    )  # fmt: skip


def controlled(road: Road, most: int, year: int) -> Target:
    """The control figure of a year, as the district handed it down."""
    return Target.objects.create(
        place=road.street, issuer=road.places["district"], title="生产安全事故死亡人数", sense="le", low=Decimal(most),
        unit="people", firmness="binding", figure="event.dead", starts=date(year, 1, 1), deadline=date(year, 12, 31),
        by="t", at=NOW,
    )  # fmt: skip


def assessed(road: Road) -> tuple[Application, Round]:
    """An application whose chief may apply: filed 2023-03-01, self-assessed by an official sheet."""
    road.official()
    held = road.round()
    return road.move(road.walk(road.opened(), MUNICIPAL[:3]), "assess", APPLIED, round=held), held


def told(road: Road, one: Application, veto: str, on: date = APPLIED) -> vetoes.Told:
    """What is known of a veto."""
    return next(x for x in vetoes.of_move(one, None, on) if x.veto.id == veto)


@pytest.mark.django_db
class TestRecords:
    def test_an_empty_register_proves_nothing_and_a_kept_one_does(self, road: Road) -> None:
        one, _held = assessed(road)
        assert [told(road, one, name).happened for name in ("V1", "V2", "V3")] == [None, None, None]
        happened(road, date(2023, 6, 1))  # somebody was slightly hurt: the register is kept
        assert [told(road, one, name).happened for name in ("V1", "V2", "V3")] == [False, False, None]

    @pytest.mark.parametrize(
        ("on", "grade", "counts"),
        [
            (date(2023, 3, 1), 3, True),  # the first day of the period: it was filed then
            (date(2024, 5, 6), 1, True),  # the day of the move
            (date(2023, 2, 28), 3, False),
            (date(2024, 5, 7), 2, False),
            (date(2023, 6, 1), 4, False),  # 一般
        ],
    )
    def test_a_larger_accident_counts_from_the_filing_to_the_day_of_the_move(
        self, road: Road, on: date, grade: int, counts: bool
    ) -> None:
        """Grades: 1 特别重大, 2 重大, 3 较大, 4 一般 (regulation 493, article 3); V2 is “larger or above”."""
        one, _held = assessed(road)
        happened(road, date(2023, 3, 5))
        happened(road, on, grade)
        assert told(road, one, "V2").happened is counts

    def test_what_happened_elsewhere_or_was_withdrawn_does_not_count(self, road: Road) -> None:
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1))
        happened(road, date(2023, 6, 1), 3, place=road.places["other"])
        happened(road, date(2023, 6, 1), 3, withdrawn_at=NOW, state="withdrawn")
        assert told(road, one, "V2").happened is False

    def test_deaths_are_measured_by_the_control_figure_of_their_own_year(self, road: Road) -> None:
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1), dead=1)
        assert told(road, one, "V1").happened is None  # no control figure is on file: somebody has to say
        controlled(road, 1, 2023)
        assert told(road, one, "V1").happened is False
        happened(road, date(2024, 2, 1), dead=1)
        assert told(road, one, "V1").happened is None  # of 2024 there is none
        controlled(road, 0, 2024)
        found = told(road, one, "V1")
        assert (found.happened, "2024" in found.says, "2023" in found.says) == (True, True, False)

    def test_a_fire_is_no_work_accident_but_has_a_grade(self, road: Road) -> None:
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1), 3, dead=3, kind="fire")
        assert (told(road, one, "V1").happened, told(road, one, "V2").happened) == (False, True)

    def test_a_paper_that_says_more_than_the_register_asks_for_a_word(self, road: Road) -> None:
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1))
        Claim.objects.create(
            place=road.street.pid, title="事故死亡人数", value=Decimal(2), printed="2", figure_code="event.dead",
            starts=date(2023, 1, 1), ends=date(2023, 12, 31), document="2023 年工作总结", by="t", entered_at=NOW,
        )  # fmt: skip
        found = told(road, one, "V1")
        assert (found.happened, "2023 年工作总结" in found.says) == (None, True)

    def test_falsified_papers_of_a_village_ask_those_of_the_place_itself_strike(self, road: Road) -> None:
        one, _held = assessed(road)

        def struck(kind: str, above: Any, **whom: Any) -> None:
            held = Appraisal.objects.create(
                place=above, year=2023, kind=kind, state="published", spec={}, sheet="shipped@1", due=TODAY, by="t",
                at=NOW, published_on=TODAY, objections_until=TODAY,
            )  # fmt: skip
            party = AppraisalParty.objects.create(appraisal=held, place=above, **whom)
            AppraisalMark.objects.create(
                party=party, item="falsified", points=-1, reason="查实", by="t", at=NOW
            )

        struck("villages", road.street, name="示东村", community=road.places["other"])
        found = told(road, one, "V3")
        assert (found.happened, "示东村" in found.says) == (None, True)
        struck("villages", road.places["district"], name="示例街道", community=road.street)
        assert told(road, one, "V3").happened is True


@pytest.mark.django_db
class TestMoves:
    def test_what_records_cannot_tell_is_declared_with_a_reason_and_kept(self, road: Road) -> None:
        one, _held = assessed(road)
        with pytest.raises(Refused, match=r"veto\.V1\.declared.*veto\.V2\.declared.*veto\.V3\.declared"):
            road.move(one, "apply", APPLIED, declared={})
        with pytest.raises(Refused, match=r"veto\.reason"):
            road.move(one, "apply", APPLIED, declared={"V3": Declared(False, " ")})
        assert Application.objects.get(pk=one.pk).state == "assessed"
        happened(road, date(2023, 6, 1))
        road.move(one, "apply", APPLIED, declared={"V3": Declared(False, "逐件核对过")})
        rows = Step.objects.get(application=one, move="apply").vetoes
        assert [(row["id"], row["by"], row["happened"], row["reason"]) for row in rows] == [
            ("V1", "records", False, ""), ("V2", "records", False, ""), ("V3", "declared", False, "逐件核对过"),
        ]  # fmt: skip

    def test_a_recalled_veto_warns_and_is_ticked(self, road: Road) -> None:
        """V2 is recalled in cn_designation.yaml: it warns by its name, and who goes on says that he knows."""
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1), 3, dead=0, serious=10)
        with pytest.raises(Warned) as warned:
            road.move(one, "apply", APPLIED, known=())
        assert "veto.V2" in [problem.rule for problem in warned.value.problems]
        made = road.move(one, "apply", APPLIED, known=[problem.rule for problem in warned.value.problems])
        assert made.state == "at_district"
        step = Step.objects.get(application=one, move="apply")
        assert "veto.V2" in step.known
        assert [row["happened"] for row in step.vetoes if row["id"] == "V2"] == [True]

    def test_a_veto_that_was_read_stops_and_no_tick_helps(self, road: Road) -> None:
        """V3, falsified papers, is read."""
        one, _held = assessed(road)
        with pytest.raises(Refused, match=r"veto\.V3〕"):
            road.move(
                one, "apply", APPLIED, declared=NOTHING_HAPPENED | {"V3": Declared(True, "签到表系补造")},
                known=Everything(),
            )  # fmt: skip
        assert Application.objects.get(pk=one.pk).state == "assessed"

    def test_what_records_say_is_not_declared_away(self, road: Road) -> None:
        one, _held = assessed(road)
        happened(road, date(2023, 6, 1), 3, serious=10)
        with pytest.raises(Warned, match=r"veto\.V2"):
            road.move(one, "apply", APPLIED, declared=NOTHING_HAPPENED, known=("apply.self_score",))

    def test_who_names_looks_again_and_repeats_nothing_he_said_with_the_notice(self, road: Road) -> None:
        """An accident during the notice is seen at the naming; what was declared with the notice stands."""
        one, _held = assessed(road)
        one = road.walk(one, MUNICIPAL[4:-1], APPLIED)
        assert one.state == "public_notice"
        assert road.move(one, "name", date(2024, 5, 16), declared={}).state == "named"
        rows = Step.objects.get(application=one, move="name").vetoes
        assert {row["by"] for row in rows} == {"declared"}

    def test_an_accident_during_the_notice_is_seen_at_the_naming(self, road: Road) -> None:
        one, _held = assessed(road)
        one = road.walk(one, MUNICIPAL[4:-1], APPLIED)
        happened(road, date(2024, 5, 10), 3, serious=12)
        with pytest.raises(Warned, match=r"veto\.V2"):
            road.move(one, "name", date(2024, 5, 16), declared={}, known=())

    def test_a_title_is_judged_by_its_own_term(self, road: Road) -> None:
        """Named 2024-05-06: what happened before belongs to the application, what happened since to the renewal."""
        one = road.named()
        happened(road, date(2023, 6, 1), 3, serious=12)
        assert told(road, one, "V2", TODAY).happened is False
        happened(road, date(2025, 6, 1), 3, serious=12)
        assert told(road, one, "V2", TODAY).happened is True

    def test_a_standard_without_vetoes_asks_nothing(self, road: Road) -> None:
        held = road.round("isccc6")
        one = road.walk(road.opened("isccc"), ("file", "accept_intent"))
        one = road.move(one, "assess", TODAY, round=held, declared={})
        assert road.move(one, "apply", TODAY, declared={}).state == "application_review"


@pytest.mark.django_db
class TestNumbersOfOthers:
    def test_the_number_on_the_paper_of_an_office_outside_stands_beside_ours_with_the_paper(
        self, road: Road
    ) -> None:
        """The centre names; the province puts it on record: two numbers, ours and the one on the paper that came."""
        road.official("cn-national")
        held = road.round("cn-national")
        one = road.walk(road.opened("cn-national"), NATIONAL[:5])
        one = road.walk(one, NATIONAL[5:-1], date(2025, 3, 3), round=held)
        with pytest.raises(Refused, match=r"certificate\.paper_number"):
            road.move(one, "name", date(2025, 3, 20), paper_number="号" * 61)
        road.move(one, "name", date(2025, 3, 20), paper_number=" 安委办〔2025〕12 号 ")
        made = Certificate.objects.get(application=one)
        assert (made.number, made.paper_number) == ("AQ-N-2025-0001", "安委办〔2025〕12 号")
        assert made.paper is not None
        assert (made.paper.code, made.paper.stay.state) == ("naming", "public_notice")

    def test_a_paper_filed_ahead_is_the_one_it_is_kept_with(self, road: Road) -> None:
        road.official("cn-national")
        held = road.round("cn-national")
        one = road.walk(road.opened("cn-national"), NATIONAL[:5])
        one = road.walk(one, NATIONAL[5:-1], date(2025, 3, 3), round=held)
        filed = actions.add_paper(
            reader=road.people["province"], application=one, code="naming", title="", at=at(TODAY),
            thing=road.pieces["paper"],
        )  # fmt: skip
        road.move(one, "name", date(2025, 3, 20), papers={}, paper_number="12 号")
        assert Certificate.objects.get(application=one).paper == filed

    def test_an_office_that_names_itself_has_one_number_only(self, road: Road) -> None:
        one = road.named()
        made = Certificate.objects.get(application=one)
        assert (made.paper_number, made.paper) == ("", None)
