"""The year-end appraisal: sheets, parties from registers, scoring by code and by judgement, publication, objections.

D10: the ranking rule is published, explainable and open to objection. D8: signed letters count in the appraisal.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.governance.appraisal import actions, queries
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions import Refused
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.appraisal.spec import Item
from safecommunity.governance.models import (
    AppraisalMark,
    AppraisalMarkStep,
    AppraisalObjection,
    AppraisalParty,
    AppraisalResult,
    Letter,
    PartyKind,
)
from safecommunity.governance.rights import NotYours
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.governance.appraisal.ground import (
    NOW,
    TODAY,
    agency_person,
    chief,
    judged,
    office,
    opened,
    party,
    published,
    score,
    sheet,
)  # fmt: skip
from tests.governance.conftest import Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def reported(reader: Reader, of: AppraisalParty, at: datetime = NOW) -> None:
    actions.report_self(reader=reader, party=of, said=[], says="好", done=True, at=at)


def answer(street: Street, made: AppraisalObjection, upheld: bool, text: str, points: Decimal | None) -> None:
    actions.reply(reader=chief(street), objection=made, upheld=upheld, text=text, points=points, at=NOW)


class TestSheets:
    @pytest.mark.parametrize("kind", PartyKind.values)
    def test_shipped_ones_are_sound_name_their_sources_and_say_they_are_reconstructed(
        self, kind: str
    ) -> None:
        found = specs.shipped(kind)
        assert specs.faults(found) == []
        assert sum(one.most for one in found.scored) == found.total == 100
        assert found.reconstructed
        assert found.last == 3  # D10.6: the last one to three
        assert all(one.source and one.title.get("en") and one.title.get("zh-hant") for one in found.items)

    def test_weights_that_do_not_add_up_are_refused_with_both_numbers(self, street: Street) -> None:
        with pytest.raises(Refused, match=r"90.*100"):
            opened(street, spec=sheet("community", judged("a", 50), judged("b", 40)))

    @pytest.mark.parametrize(
        "code", ["injury.count", "injury.deaths", "event.count", "event.dead", "injury.estimate"]
    )
    def test_an_item_of_raw_injury_counts_is_refused_by_the_name_of_the_rule(
        self, street: Street, code: str
    ) -> None:
        bad = judged("a", 100, "figure", figure=code, none=10.0, full=0.0)
        with pytest.raises(Refused, match="no order by raw injury counts"):
            opened(street, spec=sheet("community", bad))

    def test_a_rate_with_its_interval_is_allowed(self) -> None:
        rate = judged("a", 100, "figure", figure="injury.rate", none=2000.0, full=0.0, sample=True)
        assert specs.faults(sheet("community", rate)) == []

    @pytest.mark.parametrize(
        ("item", "kind", "says"),
        [
            (judged("a", 100, "figure", figure="no.such"), "community", "figure code of the catalogue"),
            (judged("a", 100, "figure", figure="return.accidents.killed"), "community", "raw injury counts|catalogue"),
            (judged("a", 100, "figure", figure="hazards.median_days"), "community", "not a duration"),
            (judged("a", 100, "figure", figure="hazards.on_time"), "agency", "known for places"),
            (judged("a", 100, "figure", figure="hazards.on_time", none=5.0, full=5.0), "community", "another value"),
            (judged("a", 100, "figure", figure="outreach.lines", sample=True), "community", "share or a rate"),
            (judged("a", 100, "records", records="letters"), "agency", "tasks done in time"),
            (judged("a", 0), "unit", "more than 0"),
            (judged("a", 100, "guess"), "unit", "a figure"),
        ],
    )  # fmt: skip
    def test_what_cannot_answer_an_item_is_told(self, db: None, item: Item, kind: str, says: str) -> None:
        told = " ".join(text for _row, _field, text in specs.faults(sheet(kind, item)))
        assert re.search(says, told), told

    def test_a_new_version_leaves_an_open_appraisal_as_it_began(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        later = actions.store_sheet(
            reader=street.clerk, place=street.place, spec=sheet("community", judged("b", 60), judged("c", 40)),
            file_name="u.xlsx", at=NOW,
        )  # fmt: skip
        assert later.version == 2
        found.refresh_from_db()
        assert [one["code"] for one in found.spec["items"]] == ["a"]
        assert found.sheet == "own@1"
        same = actions.store_sheet(
            reader=street.clerk, place=street.place, spec=specs.of_data(later.spec), file_name="v", at=NOW
        )
        assert same.version == 2  # the same once more is no new version


class TestParties:
    def test_communities_departments_and_units_come_from_their_registers(self, street: Street) -> None:
        office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
        street.units(3, "firm")
        assert [one.name for one in opened(street).parties.all()] == ["示东社区", "示西社区"]
        departments = opened(street, "agency").parties
        assert departments.count() == 14  # D7.3: fourteen departments
        assert (
            len(set(departments.values_list("name", flat=True))) == 14
        )  # one office of three sectors is told apart
        assert opened(street, "unit").parties.count() == 3

    def test_a_unit_that_closed_within_the_year_stands_beside_the_order_and_one_of_last_year_is_not_due(
        self, street: Street
    ) -> None:
        gone, old, _stays = street.units(3, "firm")
        places.close_unit(unit=gone, on=date(2026, 6, 1), by="t", at=NOW)
        places.close_unit(unit=old, on=date(2025, 6, 1), by="t", at=NOW)
        found = opened(street, "unit", sheet("unit", judged("a", 100)))
        assert {one.name: one.ends for one in found.parties.all()} == {
            gone.name: date(2026, 6, 1),
            _stays.name: None,
        }
        lines = actions.moves.told(found)
        assert [(one.party.name, one.out) for one in lines] == [(_stays.name, ""), (gone.name, "ended")]

    def test_a_village_merged_within_the_year_names_what_it_became(self, street: Street) -> None:
        new = places.create_place(name="示新社区", level="community", parent=street.place, order=5, by="t", at=NOW,
                                  starts=date(2026, 7, 1), label="simulated")  # fmt: skip
        places.merge_or_split(older=street.west, newer=new, on=date(2026, 7, 1), share=1.0, by="t", at=NOW)
        Place.objects.filter(pk=street.west.pk).update(ends=date(2026, 7, 1))
        found = opened(street)
        west, fresh = party(found, "示西社区"), party(found, "示新社区")
        assert (west.ends, west.went_to) == (date(2026, 7, 1), "示新社区")
        assert fresh.starts == date(2026, 7, 1)

    def test_what_changed_in_the_registers_since_is_taken_in_and_nobody_is_lost(self, street: Street) -> None:
        first, second = street.units(2, "firm")
        found = opened(street, "unit", sheet("unit", judged("a", 100)))
        score(street, party(found, first.name), 70)
        places.close_unit(unit=second, on=date(2026, 11, 1), by="t", at=NOW)
        places.register_unit(
            name="示例新店", kind="shop", place=street.east, starts=date(2026, 10, 1), by="t", at=NOW
        )
        assert actions.renew_parties(reader=street.clerk, appraisal=found, at=NOW) == (1, 1)
        assert actions.renew_parties(reader=street.clerk, appraisal=found, at=NOW) == (0, 0)
        assert found.parties.count() == 3
        assert party(found, first.name).marks.get().points == 70

    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"year": 2027}, "2027"), ({"kind": "school"}, "school"),
            ({"due": TODAY - timedelta(days=1)}, "2026-11-22"),
            ({"answer_by": TODAY + timedelta(days=99)}, "Own reports by"), ({"kind": "unit"}, "registers know nobody"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_opened_is_refused_in_words(self, street: Street, more: dict, says: str) -> None:
        given = {"year": 2026, "kind": "community", "due": TODAY} | more
        with pytest.raises(Refused, match=says):
            actions.open_appraisal(reader=street.clerk, place=street.place, at=NOW, **given)

    def test_a_year_and_kind_is_opened_once(self, street: Street) -> None:
        opened(street)
        with pytest.raises(Refused, match="2026"):
            opened(street)


class TestReading:
    def test_letters_signed_of_due_give_their_share_of_the_points(self, street: Street) -> None:
        made = street.units(4, "firm")
        street.round("unit")
        for one in Letter.objects.filter(unit__in=made)[:3]:
            office.sign_letters(
                reader=street.clerk, round=one.round, refs=[one.ref], on=date(2026, 3, 1), at=NOW
            )
        spec = sheet("community", judged("a", 40, "records", records="letters"), judged("b", 60))
        found = opened(street, spec=spec)
        assert (
            actions.read_items(reader=street.clerk, appraisal=found, at=NOW) == 1
        )  # the other owes no letter
        mark = AppraisalMark.objects.get(party=party(found, "示东社区"), item="a")
        assert mark.points == 30  # three of four letters, 40 points
        assert (mark.by_code, mark.told["done"], mark.told["due"], len(mark.told["refs"])) == (True, 3, 4, 4)
        assert not AppraisalMark.objects.filter(party=party(found, "示西社区")).exists()
        with pytest.raises(Refused, match="correct the records"):
            score(street, party(found, "示东社区"), 40)
        assert score(street, party(found, "示西社区"), 20) == 1  # nothing to read: judged, with a reason

    def test_tasks_of_a_department_count_by_their_first_day(self, street: Street) -> None:
        office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
        early = NOW - timedelta(days=60)
        for n, done in enumerate((date(2026, 10, 1), date(2026, 11, 20), None)):
            task = office.record_task(reader=street.clerk, place=street.place, title=f"任务{n}", due=date(2026, 10, 20),
                                      at=early, sector="police", starts=date(2026, 9, 1))  # fmt: skip
            if done:
                office.finish_task(reader=street.clerk, task=task, on=done, result="", at=NOW)
        found = opened(
            street, "agency", sheet("agency", judged("a", 90, "records", records="tasks"), judged("b", 10))
        )
        actions.read_items(reader=street.clerk, appraisal=found, at=NOW)
        police = next(one for one in found.parties.all() if one.agency and one.agency.sector == "police")
        mark = police.marks.get(item="a")
        assert (mark.points, mark.told["done"], mark.told["due"]) == (
            Decimal(30),
            1,
            3,
        )  # in time: one of three

    def test_a_figure_gives_points_between_its_two_values_and_holds_what_it_said(
        self, street: Street
    ) -> None:
        made = street.units(4, "firm")
        street.round("unit")
        for one in Letter.objects.filter(unit__in=made)[:3]:
            office.sign_letters(
                reader=street.clerk, round=one.round, refs=[one.ref], on=date(2026, 3, 1), at=NOW
            )
        item = judged("a", 100, "figure", figure="letters.units.share", none=50.0, full=100.0)
        found = opened(street, spec=sheet("community", item))
        actions.read_items(reader=street.clerk, appraisal=found, at=NOW)
        mark = AppraisalMark.objects.get(party=party(found, "示东社区"), item="a")
        assert mark.points == 50  # 75 % lies half way from 50 to 100
        assert (mark.told["value"], mark.told["n"], mark.told["denominator"]) == (75.0, 4, 4)
        assert mark.told["key"].startswith("letters.units.share@1~")
        assert actions.read_items(reader=street.clerk, appraisal=found, at=NOW) == 0  # nothing changed


class TestJudging:
    def test_two_people_never_overwrite_each_other(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        east = party(found, "示东社区")
        score(street, east, 80)
        with pytest.raises(Refused, match=r"somebody else scored it meanwhile.*80"):
            score(street, east, 10, edition=0)  # read before the first had stored
        score(street, east, 85, edition=1)
        mark = AppraisalMark.objects.get(party=east)
        assert (mark.points, mark.edition) == (85, 2)
        assert [one.points for one in AppraisalMarkStep.objects.filter(party=east)] == [85, 80]

    @pytest.mark.parametrize(
        ("item", "points", "reason", "says"),
        [
            ("a", "101", "好", "101.*0 to 100"), ("a", "-1", "差", "-1"), ("a", "1.234", "好", "two places"),
            ("a", "50", "  ", "need a reason"), ("zz", "5", "好", "zz"), ("v", "5", "好", "strikes or it does not"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_given_is_refused(
        self, street: Street, item: str, points: str, reason: str, says: str
    ) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100), judged("v", 0, "veto")))
        with pytest.raises(Refused, match=says):
            score(street, party(found, "示东社区"), points, item=item, reason=reason)
        assert not AppraisalMark.objects.exists()

    def test_everything_wrong_is_told_at_once_and_nothing_is_stored(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 50), judged("b", 50)))
        given = [actions.Given("a", Decimal(60), "好", 0), actions.Given("b", Decimal(10), "", 0)]
        with pytest.raises(Refused, match=r"项目a.*项目b"):
            actions.score_party(reader=street.clerk, party=party(found, "示东社区"), given=given, at=NOW)
        assert not AppraisalMark.objects.exists()

    def test_nobody_scores_his_own(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        both = Reader(
            "p-two", "two", "", (Held("clerk", street.place.pid), Held("grid", street.east.pid)), "demo"
        )
        with pytest.raises(Refused, match="nobody scores his own"):
            score(street, party(found, "示东社区"), 100, reader=both)
        assert score(street, party(found, "示西社区"), 90, reader=both) == 1
        with pytest.raises(NotYours):
            score(street, party(found, "示西社区"), 90, reader=street.worker)

    def test_bonus_adds_and_a_veto_takes_the_party_out_of_the_order(self, street: Street) -> None:
        spec = sheet("community", judged("a", 100), judged("x", 5, "bonus"), judged("v", 0, "veto"))
        found = opened(street, spec=spec)
        east, west = party(found, "示东社区"), party(found, "示西社区")
        for of, points in ((east, 90), (west, 95)):
            score(street, of, points)
        score(street, east, 3, item="x", reason="区里推广")
        score(street, west, -1, item="v", reason="查实造假")
        lines = actions.moves.told(found)
        assert [(one.party.name, one.total, one.rank, one.out) for one in lines] == [
            ("示东社区", Decimal(93), 1, ""), ("示西社区", Decimal(95), None, "veto"),
        ]  # fmt: skip


class TestOwnReports:
    def test_a_department_reports_itself_beside_the_points_and_never_into_them(self, street: Street) -> None:
        office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
        spec = sheet("agency", judged("a", 100))
        found = opened(street, "agency", spec, answer_by=TODAY + timedelta(days=10))
        police = next(one for one in found.parties.all() if one.agency and one.agency.sector == "police")
        said = [actions.Said("a", Decimal(98), "出动 40 次")]
        reader = agency_person(street)
        actions.report_self(reader=reader, party=police, said=said, says="全年", done=True, at=NOW)
        police.refresh_from_db()
        assert police.self_at == NOW
        assert police.own.get().points == 98
        assert not police.marks.exists()
        with pytest.raises(Refused, match="handed in already"):
            actions.report_self(reader=reader, party=police, said=said, says="", done=True, at=NOW)
        other = next(one for one in found.parties.all() if one.agency and one.agency.sector == "education")
        with pytest.raises(NotYours):
            actions.report_self(reader=reader, party=other, said=said, says="", done=True, at=NOW)

    def test_after_its_day_or_where_none_is_asked_it_is_refused(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        with pytest.raises(Refused, match="No own report"):
            reported(street.worker, party(found, "示东社区"))
        found.answer_by = TODAY
        found.save()
        with pytest.raises(Refused, match="2026-11-23"):
            reported(street.worker, party(found, "示东社区"), at=NOW + timedelta(days=1))


class TestTheWay:
    def test_missing_items_need_a_reason_and_the_chief_publishes(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        score(street, party(found, "示东社区"), 80)
        with pytest.raises(Refused, match="1 items are not scored"):
            actions.hand_in(reader=street.clerk, appraisal=found, says="", at=NOW)
        actions.hand_in(reader=street.clerk, appraisal=found, says="社区新成立", at=NOW)
        with pytest.raises(NotYours):
            actions.publish(reader=street.clerk, appraisal=found, days=15, at=NOW)
        actions.send_back(reader=chief(street), appraisal=found, reason="补评示西", at=NOW)
        score(street, party(found, "示西社区"), 70)
        actions.hand_in(reader=street.clerk, appraisal=found, says="", at=NOW)
        with pytest.raises(Refused, match="5 to 60"):
            actions.publish(reader=chief(street), appraisal=found, days=2, at=NOW)
        made = actions.publish(reader=chief(street), appraisal=found, days=15, at=NOW)
        assert [(one["name"], one["rank"], one["total"]) for one in made.lines] == [
            ("示东社区", 1, "80"), ("示西社区", 2, "70"),
        ]  # fmt: skip
        assert [one.what for one in found.steps.all()] == [
            "opened", "handed_in", "sent_back", "handed_in", "published",
        ]  # fmt: skip

    def test_a_published_year_is_not_changed(self, street: Street) -> None:
        found = published(street, {"示东社区": 80, "示西社区": 70})
        with pytest.raises(Refused, match="2026 is published"):
            score(street, party(found, "示西社区"), 90)
        with pytest.raises(Refused, match="2026 is published"):
            actions.renew_parties(reader=street.clerk, appraisal=found, at=NOW)
        with pytest.raises(Refused, match="2026 is published"):
            actions.read_items(reader=street.clerk, appraisal=found, at=NOW)
        with pytest.raises(Refused, match="2026 is published"):
            actions.drop_party(reader=street.clerk, party=party(found, "示西社区"), reason="合并", at=NOW)

    def test_an_objection_upheld_is_the_next_edition_and_both_stay(self, street: Street) -> None:
        found = published(street, {"示东社区": 70, "示西社区": 75})
        east = party(found, "示东社区")
        made = actions.object_to(
            reader=street.worker, party=east, item="a", text="培训签到表漏计两场", at=NOW
        )
        again = actions.object_to(
            reader=street.worker, party=east, item="a", text="培训签到表漏计两场", at=NOW
        )
        assert again.pk == made.pk  # a second click
        with pytest.raises(Refused, match="waits for a reply"):
            actions.object_to(reader=street.worker, party=east, item="a", text="另一句", at=NOW)
        with pytest.raises(NotYours):
            actions.reply(
                reader=street.clerk, objection=made, upheld=True, text="属实", points=Decimal(80), at=NOW
            )
        with pytest.raises(Refused, match="0 to 100"):
            answer(street, made, True, "属实", Decimal(180))
        answer(street, made, True, "属实，补 10 分", Decimal(80))
        editions = AppraisalResult.objects.filter(appraisal=found).order_by("edition")
        assert [[(one["name"], one["rank"]) for one in row.lines] for row in editions] == [
            [("示西社区", 1), ("示东社区", 2)], [("示东社区", 1), ("示西社区", 2)],
        ]  # fmt: skip
        with pytest.raises(Refused, match="has its reply"):
            answer(street, made, False, "不", None)

    def test_an_objection_is_dismissed_with_a_reply_and_is_possible_within_its_days_only(
        self, street: Street
    ) -> None:
        found = published(street, {"示东社区": 70, "示西社区": 75})
        east = party(found, "示东社区")
        made = actions.object_to(reader=street.worker, party=east, item="", text="名次不公", at=NOW)
        with pytest.raises(Refused, match="which item"):
            answer(street, made, True, "属实", Decimal(80))
        answer(street, made, False, "按表评分，逐项见台账", None)
        assert AppraisalResult.objects.filter(appraisal=found).count() == 1
        with pytest.raises(Refused, match="until 2026-12-08"):
            actions.object_to(
                reader=street.worker, party=east, item="", text="再议", at=NOW + timedelta(days=16)
            )
        with pytest.raises(NotYours):
            actions.object_to(reader=street.clerk, party=east, item="", text="代提", at=NOW)

    def test_it_is_closed_after_the_days_and_the_replies(self, street: Street) -> None:
        found = published(street, {"示东社区": 70, "示西社区": 75}, days=5)
        with pytest.raises(Refused, match="2026-11-28"):
            actions.close(reader=chief(street), appraisal=found, at=NOW)
        made = actions.object_to(
            reader=street.worker, party=party(found, "示东社区"), item="a", text="漏计", at=NOW
        )
        later = NOW + timedelta(days=6)
        with pytest.raises(Refused, match="1 objections wait"):
            actions.close(reader=chief(street), appraisal=found, at=later)
        actions.reply(reader=chief(street), objection=made, upheld=False, text="已计", points=None, at=later)
        actions.close(reader=chief(street), appraisal=found, at=later)
        found.refresh_from_db()
        assert found.state == "final"

    def test_every_deed_is_in_the_log_without_anybodys_words(self, street: Street) -> None:
        found = published(street, {"示东社区": 70, "示西社区": 75})
        actions.object_to(
            reader=street.worker, party=party(found, "示东社区"), item="a", text="漏计两场", at=NOW
        )
        deeds = [one.action for one in AuditEvent.objects.filter(kind="appraisal").order_by("pk")]
        assert deeds == [
            "appraisal_opened", "appraisal_scored", "appraisal_scored", "appraisal_handed_in", "appraisal_published",
            "appraisal_objected",
        ]  # fmt: skip
        assert not any("漏计" in str(one.detail) for one in AuditEvent.objects.all())


class TestWhoSees:
    def test_a_party_sees_its_own_and_after_publication_the_order(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)))
        seat = Seat(street.worker)
        assert [one.pk for one in queries.visible(seat)] == [found.pk]
        assert queries.party(seat, party(found, "示东社区").pid) is not None
        assert queries.party(seat, party(found, "示西社区").pid) is None

    def test_a_level_above_sees_what_is_published_only(self, street: Street) -> None:
        above = Seat(person("supervisor", street.district))
        found = opened(street, spec=sheet("community", judged("a", 100)))
        assert not queries.visible(above).exists()
        score(street, party(found, "示东社区"), 80)
        actions.hand_in(reader=street.clerk, appraisal=found, says="一处未评", at=NOW)
        actions.publish(reader=chief(street), appraisal=found, days=15, at=NOW)
        assert queries.visible(above).get().pk == found.pk
        assert queries.party(above, party(found, "示东社区").pid) is None

    def test_figures_tell_scored_handed_in_and_reported_of_due(self, street: Street) -> None:
        found = opened(street, spec=sheet("community", judged("a", 100)), answer_by=TODAY)
        score(street, party(found, "示东社区"), 80)
        reported(street.worker, party(found, "示东社区"))
        names = ("parties", "scored", "handed_in", "reported")
        told = {name: street.figure(f"appraisals.{name}").value for name in names}
        assert told == {"parties": 2, "scored": 50, "handed_in": 0, "reported": 50}
        behind = street.opens("appraisals.scored")
        assert [row.cells[1] for row in behind.rows.rows if row.cells[3] in ("yes", "是")] == ["示东社区"]
