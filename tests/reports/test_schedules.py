"""Documents written by themselves: once, on their day, with the rights of who set them, into the right hands."""

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from safecommunity.accounts.models import Scope
from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures import stores
from safecommunity.journal.models import AuditEvent
from safecommunity.reminders import channels
from safecommunity.reminders.models import Wish
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.models import Document, Schedule, ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import actions
from safecommunity.reports.scheduling.actions import running, telling
from safecommunity.shell.papers import printing
from tests.figures.world import DAY, World
from tests.reports.pages import signed_in
from tests.reports.test_documents import own_store, printer

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SET_AT = datetime(2026, 9, 20, 2, tzinfo=UTC)
AFTER = datetime(2026, 10, 8, 2, tzinfo=UTC)  # the first working day after the holidays: September is due
BULLETIN = actions.Asked(
    kind="injury_bulletin", language="zh-hans", every="month", lag=1, day=5, rule="next", outcome="draft",
    roles=("chief", "clerk"), mail=False, places=(),
)  # fmt: skip


__all__ = ["own_store", "printer"]  # the ground of documents


@pytest.fixture
def world() -> World:
    made = World()
    made.hurt(6)
    stores.store("injury").refresh()
    return made


def person(world: World, role: str, place=None, name: str = "") -> Reader:
    """Somebody who exists, with one scope."""
    where = place or world.street
    pid = (name or f"{role}-{where.pid}")[:12]
    user, new = get_user_model().objects.get_or_create(
        pid=pid, defaults={"username": pid, "display_name": role, "created_at": SET_AT}
    )
    if new:
        Scope.objects.create(user=user, role=role, place=where.pid, starts=DAY)
    return Reader(pid, role, "zh-hans", (Held(role, place=where.pid),), signed_in_by="demo")


def kept(world: World, reader: Reader | None = None, at: datetime = SET_AT, **changed: object) -> Schedule:
    asked = dataclasses.replace(BULLETIN, places=(world.street.pid,), **changed)
    return actions.keep_schedule(
        reader=reader or person(world, "chief"), place=world.street, asked=asked, at=at
    )


def clock(at: datetime) -> dict[str, int]:
    """One turn of the job process."""
    actions.make_due(by="keeper", at=at)
    return actions.write_due(by="keeper", at=at)


class TestWriting:
    def test_a_bulletin_is_written_on_its_day_and_not_before(self, world: World) -> None:
        kept(world)
        assert clock(AFTER - timedelta(days=1))["done"] == 0
        assert clock(AFTER)["done"] == 1
        run = ScheduleRun.objects.get()
        assert (run.period, run.state, run.due_on) == ("2026-09", "done", date(2026, 10, 8))
        assert (run.document.period, run.document.state) == ("2026-09", "draft")

    def test_it_is_written_once_however_often_the_clock_is_asked(self, world: World) -> None:
        kept(world)
        for hours in range(5):
            clock(AFTER + timedelta(hours=hours))
        assert Document.objects.count() == ScheduleRun.objects.count() == 1

    def test_what_was_missed_is_made_up_for_once(self, world: World) -> None:
        kept(world)
        late = datetime(2027, 1, 20, 2, tzinfo=UTC)  # nobody ran the programme for three months
        assert clock(late)["done"] == 4
        assert clock(late)["done"] == 0
        assert [run.period for run in ScheduleRun.objects.order_by("due_on")] == [
            "2026-09", "2026-10", "2026-11", "2026-12",
        ]  # fmt: skip

    def test_what_is_too_old_is_passed_over_and_said(self, world: World) -> None:
        kept(world)
        clock(datetime(2028, 1, 20, 2, tzinfo=UTC))  # 2026-09 to 2027-12
        states = [run.state for run in ScheduleRun.objects.order_by("due_on")]
        assert states == ["skipped"] * 4 + ["done"] * 12
        assert "不补写" in ScheduleRun.objects.order_by("due_on")[0].reason

    def test_what_was_due_before_it_was_set_up_is_not_written(self, world: World) -> None:
        kept(world, at=AFTER + timedelta(days=1))
        assert clock(AFTER + timedelta(days=2))["done"] == 0
        assert not ScheduleRun.objects.exists()

    def test_each_chosen_place_has_its_own(self, world: World) -> None:
        asked = dataclasses.replace(BULLETIN, places=(world.street.pid, world.east.pid, world.west.pid))
        actions.keep_schedule(reader=person(world, "chief"), place=world.street, asked=asked, at=SET_AT)
        assert clock(AFTER)["done"] == 3
        assert {one.place.name for one in Document.objects.all()} == {"示例街道", "示东社区", "示西社区"}

    def test_final_at_once_is_frozen_with_its_files(self, world: World) -> None:
        kept(world, outcome="final")
        clock(AFTER)
        document = Document.objects.get()
        assert (document.state, document.files.count()) == ("final", len(printing.FORMS))

    def test_what_the_office_wrote_already_is_left_as_it_is(self, world: World) -> None:
        kept(world, outcome="final")
        mine = documents.begin_document(
            reader=person(world, "clerk"), place=world.street, kind="injury_bulletin", period="2026-09",
            language="zh-hans", at=AFTER,
        )  # fmt: skip
        clock(AFTER)
        run = ScheduleRun.objects.get()
        assert (run.document, run.found, Document.objects.count()) == (mine, True, 1)
        assert Document.objects.get().state == "draft"  # it is his to make it final

    def test_a_period_without_data_is_written_and_says_so(self, world: World) -> None:
        kept(world)
        clock(AFTER)
        from safecommunity.reports.documents import queries

        paper = queries.composer_of(Document.objects.get(), person(world, "chief"), AFTER).paper()
        assert "本期没有记录的有" in str(paper.as_data())


class TestSeveralProcesses:
    def test_a_row_that_another_process_takes_meanwhile_is_left_to_it(
        self, world: World, monkeypatch
    ) -> None:
        kept(world)
        actions.make_due(by="keeper", at=AFTER)
        real, seen = running._write, []

        def meanwhile(pk: int, worker: str, by: str, at: datetime) -> str:
            seen.append(actions.write_due(by="other", at=at))  # the other comes while we write
            return real(pk, worker, by, at)

        monkeypatch.setattr(running, "_write", meanwhile)
        assert actions.write_due(by="keeper", at=AFTER)["done"] == 1
        assert seen == [{"done": 0, "failed": 0, "later": 0}]
        assert Document.objects.count() == 1

    def test_who_was_thought_dead_and_comes_back_writes_no_second_one(
        self, world: World, monkeypatch
    ) -> None:
        kept(world)
        actions.make_due(by="keeper", at=AFTER)
        real, back = running._write, AFTER + running.HELD

        def slow(pk: int, worker: str, by: str, at: datetime) -> str:
            if by == "keeper":  # ten minutes later another takes the row over, and is done first
                assert actions.write_due(by="other", at=back)["done"] == 1
            return real(pk, worker, by, at)

        monkeypatch.setattr(running, "_write", slow)
        assert actions.write_due(by="keeper", at=AFTER)["done"] == 0
        assert (Document.objects.count(), ScheduleNotice.objects.count()) == (1, 1)

    def test_who_takes_over_goes_on_with_the_document_that_was_begun(self, world: World, monkeypatch) -> None:
        kept(world, outcome="final")
        actions.make_due(by="keeper", at=AFTER)

        def killed(**_given: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(running.documents, "freeze_document", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.write_due(by="keeper", at=AFTER)
        monkeypatch.undo()
        printing.set_printer(lambda *_given: b"x")
        assert actions.write_due(by="keeper", at=AFTER + running.HELD)["done"] == 1
        assert (Document.objects.count(), Document.objects.get().state) == (1, "final")


class TestTrouble:
    def test_who_writes_there_no_more_is_told_to_the_office(self, world: World) -> None:
        chief = person(world, "chief")
        kept(world, chief)
        Scope.objects.filter(user__pid=chief.pid).update(ends=date(2026, 9, 30))
        assert clock(AFTER)["failed"] == 1
        assert "请重新设置" in ScheduleRun.objects.get().reason
        assert not Document.objects.exists()

    def test_a_printer_that_does_not_answer_is_tried_again_and_then_told(self, world: World) -> None:
        def broken(*_given: object) -> bytes:
            raise printing.NoPrinter

        kept(world, outcome="final")
        printing.set_printer(broken)
        at, told = AFTER, []
        for _n in range(4):
            told.append({key for key, n in clock(at).items() if n})
            at += timedelta(hours=3)
        assert told == [{"later"}, {"later"}, {"later"}, {"failed"}]
        assert Document.objects.count() == 1  # a draft, begun once
        printing.set_printer(lambda *_given: b"x")
        actions.try_again(reader=person(world, "chief"), run=ScheduleRun.objects.get(), at=at)
        assert clock(at)["done"] == 1

    def test_a_run_that_breaks_in_a_way_nobody_thought_of_holds_up_no_other(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = dataclasses.replace(BULLETIN, places=(world.east.pid, world.west.pid))
        actions.keep_schedule(reader=person(world, "chief"), place=world.street, asked=asked, at=SET_AT)
        begin = running.documents.begin_document

        def breaks(**given: object) -> Document:
            if given["place"] == world.east:
                raise RuntimeError("a record nobody thought of")
            return begin(**given)

        monkeypatch.setattr(running.documents, "begin_document", breaks)
        at, told = AFTER, []
        for _n in range(4):
            told.append({key: n for key, n in clock(at).items() if n})
            at += timedelta(hours=3)
        assert told == [{"done": 1, "later": 1}, {"later": 1}, {"later": 1}, {"failed": 1}]

    def test_who_dies_over_it_time_after_time_is_not_waited_for_for_ever(self, world: World) -> None:
        kept(world)
        actions.make_due(by="keeper", at=AFTER)
        ScheduleRun.objects.update(state="running", worker="gone", next_at=AFTER, tries=4)
        assert sum(actions.write_due(by="keeper", at=AFTER + timedelta(hours=1)).values()) == 0
        assert ScheduleRun.objects.get().state == "failed"

    def test_what_is_done_is_not_written_again(self, world: World) -> None:
        kept(world)
        clock(AFTER)
        with pytest.raises(actions.Refused):
            actions.try_again(reader=person(world, "chief"), run=ScheduleRun.objects.get(), at=AFTER)


class TestPausing:
    def test_what_waited_when_it_was_paused_is_passed_over(self, world: World) -> None:
        one, chief = kept(world), person(world, "chief")
        actions.make_due(by="keeper", at=AFTER)
        one = actions.pause_schedule(reader=chief, schedule=one, revision=1, at=AFTER)
        actions.resume_schedule(reader=chief, schedule=one, revision=2, at=AFTER)
        assert clock(AFTER)["done"] == 0
        assert (ScheduleRun.objects.get().state, "暂停" in ScheduleRun.objects.get().reason) == (
            "skipped",
            True,
        )

    def test_a_place_or_a_span_that_is_added_later_gets_no_old_documents(self, world: World) -> None:
        one, chief = kept(world, every="year"), person(world, "chief")
        later = datetime(2027, 3, 20, 2, tzinfo=UTC)
        clock(later)
        before = Document.objects.count()
        asked = dataclasses.replace(BULLETIN, places=(world.street.pid, world.east.pid))
        actions.keep_schedule(
            reader=chief, place=world.street, asked=asked, at=later, schedule=one, revision=1
        )
        assert clock(later)["done"] == 0
        assert Document.objects.count() == before
        assert clock(datetime(2027, 4, 10, 2, tzinfo=UTC))["done"] == 2, "from then on, of both places"

    def test_nothing_is_written_while_it_is_paused_and_nothing_is_made_up_for(self, world: World) -> None:
        one = kept(world)
        chief = person(world, "chief")
        one = actions.pause_schedule(reader=chief, schedule=one, revision=1, at=SET_AT)
        assert clock(AFTER)["done"] == 0
        later = datetime(2026, 11, 20, 2, tzinfo=UTC)  # September and October became due meanwhile
        actions.resume_schedule(reader=chief, schedule=one, revision=2, at=later)
        assert clock(later)["done"] == 0
        assert {run.period: run.state for run in ScheduleRun.objects.all()} == {
            "2026-09": "skipped", "2026-10": "skipped",
        }  # fmt: skip
        assert clock(datetime(2026, 12, 7, 2, tzinfo=UTC))["done"] == 1

    def test_two_people_never_overwrite_each_other(self, world: World) -> None:
        one, chief = kept(world), person(world, "chief")
        actions.pause_schedule(reader=chief, schedule=one, revision=1, at=SET_AT)
        with pytest.raises(actions.Refused):
            actions.pause_schedule(reader=person(world, "clerk"), schedule=one, revision=1, at=SET_AT)


class TestSetting:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"kind": "novel"}, "kind"), ({"language": "fr"}, "language"), ({"every": "week"}, "every"),
            ({"kind": "work_summary", "every": "month"}, "every"), ({"day": 32}, "day"), ({"day": 0}, "day"),
            ({"rule": "nth", "day": 21}, "day"), ({"lag": 13}, "lag"), ({"rule": "maybe"}, "rule"),
            ({"outcome": "lost"}, "outcome"), ({"roles": ("grid",)}, "roles"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_beside_its_question(
        self, world: World, changed: dict, field: str
    ) -> None:
        with pytest.raises(actions.Refused) as refused:
            kept(world, **changed)
        assert list(refused.value.findings) == [field]
        assert not Schedule.objects.exists()

    def test_a_place_of_somebody_else_is_refused(self, world: World) -> None:
        asked = dataclasses.replace(BULLETIN, places=(world.street.pid, world.other.pid))
        with pytest.raises(actions.Refused) as refused:
            actions.keep_schedule(reader=person(world, "chief"), place=world.street, asked=asked, at=SET_AT)
        assert list(refused.value.findings) == ["places"]

    def test_a_clerk_sets_no_final_ones(self, world: World) -> None:
        with pytest.raises(actions.Refused) as refused:
            kept(world, person(world, "clerk"), outcome="final")
        assert list(refused.value.findings) == ["outcome"]

    @pytest.mark.parametrize("role", ["auditor", "grid", "supervisor"])
    def test_only_an_office_that_writes_sets_one(self, world: World, role: str) -> None:
        with pytest.raises(PermissionDenied):
            kept(world, person(world, role))


class TestHands:
    def test_those_nearest_above_the_place_are_told(self, world: World) -> None:
        person(world, "clerk")
        person(world, "chief", world.district)  # further above than the street's own chief
        person(world, "clerk", world.other)
        kept(world)
        clock(AFTER)
        assert {one.user.split("-")[0] for one in ScheduleNotice.objects.all()} == {"chief", "clerk"}
        assert ScheduleNotice.objects.count() == 2

    def test_a_level_above_is_told_of_final_ones_only(self, world: World) -> None:
        above = person(world, "supervisor", world.district)
        kept(world, roles=("supervisor",))
        clock(AFTER)
        assert not ScheduleNotice.objects.exists()
        Schedule.objects.update(outcome="final")
        clock(datetime(2026, 11, 5, 2, tzinfo=UTC))
        assert [one.user for one in ScheduleNotice.objects.all()] == [above.pid]

    def test_it_waits_in_to_do_until_it_is_opened(self, world: World) -> None:
        client = signed_in(world, "clerk")
        kept(world, roles=("clerk",))
        clock(AFTER)
        one = ScheduleNotice.objects.get()
        assert f"/documents/notices/{one.pid}/" in client.get("/todo/").content.decode()
        answer = client.post(f"/documents/notices/{one.pid}/")
        assert answer["Location"] == f"/documents/{Document.objects.get().pid}/"
        assert f"/documents/notices/{one.pid}/" not in client.get("/todo/").content.decode()

    def test_nobody_opens_a_notice_of_somebody_else(self, world: World) -> None:
        signed_in(world, "clerk")
        kept(world, roles=("clerk",))
        clock(AFTER)
        one = ScheduleNotice.objects.get()
        assert signed_in(world, "chief").post(f"/documents/notices/{one.pid}/").status_code == 404


class TestMail:
    @pytest.fixture
    def mails(self, monkeypatch, settings) -> list[tuple[str, str, str]]:
        sent: list[tuple[str, str, str]] = []
        self.answers: list[channels.Outcome] = []

        def send(address: str, subject: str, text: str) -> channels.Outcome:
            sent.append((address, subject, text))
            return self.answers.pop(0) if self.answers else channels.SENT

        monkeypatch.setattr(channels, "known", lambda: {"mail": send})
        settings.PUBLIC_ADDRESS = "https://safe.example"
        return sent

    def wishing(self, world: World) -> Reader:
        chief = person(world, "chief")
        Wish.objects.create(user=chief.pid, mail="chief@office.example", by_mail=True, changed_at=SET_AT)
        return chief

    def test_a_mail_carries_a_link_and_no_number(self, world: World, mails: list) -> None:
        self.wishing(world)
        kept(world, mail=True)
        clock(AFTER)
        assert actions.deliver(by="keeper", at=AFTER)["sent"] == 1
        [(address, subject, text)] = mails
        assert address == "chief@office.example"
        assert f"https://safe.example/documents/{Document.objects.get().pid}/" in text
        assert "伤害监测通报" in subject
        without = (subject + text).replace("2026 年 9 月", "").replace(Document.objects.get().pid, "")
        assert not any(one.isdigit() for one in without)

    def test_off_by_default_and_for_who_did_not_ask(self, world: World, mails: list) -> None:
        self.wishing(world)
        kept(world)  # the schedule says no
        clock(AFTER)
        person(world, "clerk")  # has given no address
        Schedule.objects.update(mail=True, roles=["clerk"])
        clock(datetime(2026, 11, 5, 2, tzinfo=UTC))
        actions.deliver(by="keeper", at=AFTER)
        assert mails == []
        assert {one.mail for one in ScheduleNotice.objects.all()} == {"none"}

    def test_a_failed_mail_is_tried_again_and_shown(self, world: World, mails: list) -> None:
        self.wishing(world)
        one = kept(world, mail=True)
        clock(AFTER)
        self.answers[:] = [channels.later("cannot be reached"), channels.later("cannot be reached")]
        assert actions.deliver(by="keeper", at=AFTER)["later"] == 1
        assert actions.deliver(by="keeper", at=AFTER)["later"] == 0  # not at once again
        page = signed_in(world, "clerk").get(f"/documents/schedules/{one.pid}/").content.decode()
        assert "cannot be reached" in page
        assert "邮件待发 1" in page
        assert "chief@office.example" not in page
        actions.deliver(by="keeper", at=AFTER + timedelta(seconds=300))
        assert actions.deliver(by="keeper", at=AFTER + timedelta(seconds=1300))["sent"] == 1
        assert len(mails) == 3

    def test_after_the_last_try_it_is_given_up_and_said(self, world: World, mails: list) -> None:
        self.wishing(world)
        kept(world, mail=True)
        clock(AFTER)
        self.answers[:] = [channels.later("busy")] * 9
        at = AFTER
        for _n in range(telling.MOST_TRIES + 1):
            actions.deliver(by="keeper", at=at)
            at += timedelta(hours=4)
        assert ScheduleNotice.objects.get().mail == "given_up"
        assert len(mails) == telling.MOST_TRIES
        assert AuditEvent.objects.filter(action="schedule_mail_given_up").exists()

    def test_a_sender_that_died_does_not_send_twice(self, world: World, mails: list, monkeypatch) -> None:
        self.wishing(world)
        kept(world, mail=True)
        clock(AFTER)
        monkeypatch.setattr(telling, "_ended", lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            actions.deliver(by="keeper", at=AFTER)
        monkeypatch.undo()
        actions.deliver(by="keeper", at=AFTER + timedelta(hours=1))
        assert len(mails) == 1
        assert ScheduleNotice.objects.get().mail == "unknown"


class TestPages:
    def test_from_setting_one_up_to_its_log(self, world: World) -> None:
        chief = signed_in(world, "chief")
        where = f"?place={world.street.pid}&period=2026"
        assert chief.get(f"/documents/schedules/new/{where}").status_code == 200
        form = {"what": "injury_bulletin zh-hans", "every": "month", "lag": "1", "day": "5", "rule": "next",
                "outcome": "draft", "places": [world.street.pid], "roles": ["chief"], "revision": "0"}  # fmt: skip
        answer = chief.post(f"/documents/schedules/new/{where}", form)
        one = Schedule.objects.get()
        assert answer["Location"] == f"/documents/schedules/{one.pid}/"
        page = chief.get(answer["Location"]).content.decode()
        assert "还没有到期的" in page
        for deed in ("pause", "resume"):
            answer = chief.post(
                f"/documents/schedules/{one.pid}/{deed}/", {"revision": str(Schedule.objects.get().revision)}
            )
            assert answer.status_code == 302
        assert Schedule.objects.get().paused_on is None
        assert "定期编写" in chief.get("/documents/").content.decode()

    def test_a_wrong_day_is_refused_in_words(self, world: World) -> None:
        chief = signed_in(world, "chief")
        form = {"what": "injury_bulletin zh-hans", "every": "month", "lag": "1", "day": "32", "rule": "next",
                "outcome": "draft", "places": [world.street.pid], "revision": "0"}  # fmt: skip
        answer = chief.post(f"/documents/schedules/new/?place={world.street.pid}", form)
        assert answer.status_code == 422
        assert "31" in answer.content.decode()

    def test_another_office_sees_nothing_of_it(self, world: World) -> None:
        one = kept(world)
        for path in ("", "change/"):
            url = f"/documents/schedules/{one.pid}/{path}"
            assert signed_in(world, "chief", world.other).get(url).status_code == 404

    def test_the_log_is_constant_in_queries(self, world: World, django_assert_max_num_queries) -> None:
        one = kept(world)
        clock(datetime(2027, 9, 20, 2, tzinfo=UTC))
        client = signed_in(world, "chief")
        client.get(f"/documents/schedules/{one.pid}/")
        with django_assert_max_num_queries(32):
            client.get(f"/documents/schedules/{one.pid}/")
