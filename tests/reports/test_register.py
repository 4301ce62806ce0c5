"""The register of papers: numbers by rule without gap or double, no state secrets, an old register read as it was."""

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safecommunity.accounts.reader import Held, Reader
from safecommunity.files import queries as files
from safecommunity.journal.models import AuditEvent
from safecommunity.places.models import Place
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.models import Document, RegisterEntry
from safecommunity.reports.register import actions, queries, words
from safecommunity.reports.register.rights import Rights
from tests.governance.conftest import NOW, Street, street
from tests.governance.test_work import browser

__all__ = ["street"]
pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = date(2026, 11, 20)


def paper(**more: Any) -> dict[str, Any]:
    told = {
        "direction": "out", "code": "示街安", "title": "关于开展冬季检查的通知", "agency": "示例街道办事处",
        "to": "各社区", "subject": "检查", "dated": DAY, "day": DAY, "secrecy": "open", "holder": "安全办",
        "number": "", "note": "",
    }  # fmt: skip
    return {**told, **more}


def entered(street: Street, **more: Any) -> RegisterEntry:
    return actions.register_paper(reader=street.clerk, place=street.place, values=paper(**more), at=NOW)


class TestNumbers:
    def test_papers_sent_out_are_numbered_by_code_and_year_from_one(self, street: Street) -> None:
        # GB/T 9704-2012, 7.2.5: code of the office, year in 〔〕, serial number without 第 and without leading zero
        first, second = entered(street), entered(street, title="另一件")
        other, earlier = (
            entered(street, code="示街办"),
            entered(street, dated=date(2025, 5, 1), day=date(2025, 5, 1)),
        )
        assert [one.number for one in (first, second, other, earlier)] == [
            "示街安〔2026〕1号", "示街安〔2026〕2号", "示街办〔2026〕1号", "示街安〔2025〕1号",
        ]  # fmt: skip

    def test_received_papers_keep_their_number_and_get_one_of_the_register(self, street: Street) -> None:
        one = entered(street, direction="in", agency="示例区安委会", number="示安委〔2026〕7号", code="不用")
        assert (one.number, words.receipt(one), one.code) == ("示安委〔2026〕7号", "收〔2026〕1号", "")

    def test_the_same_paper_is_not_received_twice_unless_the_first_entry_was_cancelled(
        self, street: Street
    ) -> None:
        came = {"direction": "in", "agency": "示例区安委会", "number": "示安委〔2026〕7号"}
        one = entered(street, **came)
        with pytest.raises(actions.Refused, match="收〔2026〕1号"):
            entered(street, **came)
        actions.cancel_entry(reader=street.clerk, entry=one, reason="录错", at=NOW)
        assert words.receipt(entered(street, **came)) == "收〔2026〕2号"

    def test_a_cancelled_entry_keeps_its_number_and_the_next_one_gets_another(self, street: Street) -> None:
        one = entered(street)
        actions.cancel_entry(reader=street.clerk, entry=one, reason="题目写错", at=NOW)
        assert entered(street).serial == 2
        with pytest.raises(actions.Refused, match="这条记录已经作废"):
            actions.cancel_entry(reader=street.clerk, entry=one, reason="再来", at=NOW)
        with pytest.raises(actions.Refused, match="作废要写原因"):
            actions.cancel_entry(reader=street.clerk, entry=entered(street), reason="  ", at=NOW)

    def test_the_same_form_sent_twice_is_one_entry(self, street: Street) -> None:
        sent = [
            actions.register_paper(
                reader=street.clerk, place=street.place, values=paper(), at=NOW, client_id="c1"
            )
            for _n in range(2)
        ]
        assert sent[0].pk == sent[1].pk
        assert RegisterEntry.objects.count() == 1

    def test_another_office_counts_for_itself_and_writes_nothing_here(self, street: Street) -> None:
        entered(street)
        elsewhere = Reader("p-o", "o", "zh-hans", (Held("clerk", street.district.pid),), "demo")
        one = actions.register_paper(reader=elsewhere, place=street.district, values=paper(), at=NOW)
        assert one.number == "示街安〔2026〕1号"
        nobody = Reader("p-g", "g", "zh-hans", (Held("grid", street.place.pid),), "demo")
        with pytest.raises(PermissionDenied):
            actions.register_paper(reader=nobody, place=street.place, values=paper(), at=NOW)
        assert not Rights(nobody).seen().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one at a time")
def test_two_people_at_once_get_two_numbers_and_none_is_left_out(street: Street) -> None:
    wrong: list[BaseException] = []
    together = threading.Barrier(6)

    def write(n: int) -> None:
        try:
            together.wait(10)
            for at in range(5):
                entered(street, title=f"{n}-{at}")
        except BaseException as reason:  # noqa: BLE001 - told by the test's own thread
            wrong.append(reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not wrong
    assert sorted(RegisterEntry.objects.values_list("serial", flat=True)) == list(range(1, 31))


class TestRefused:
    @pytest.mark.parametrize("came", ["秘密", "机密", "绝密", "secret", ""])
    def test_a_state_secret_is_refused_with_the_reason_and_what_is_allowed(
        self, street: Street, came: str
    ) -> None:
        with pytest.raises(actions.Refused, match=r"允许：公开、内部。国家秘密不得存放在公开网络") as refused:
            entered(street, secrecy=came)
        assert refused.value.field == "secrecy"
        assert not RegisterEntry.objects.exists()

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"direction": "up"}, "direction"), ({"title": " "}, "title"), ({"title": "长" * 201}, "title"),
            ({"code": ""}, "code"), ({"code": "安2026"}, "code"), ({"code": "示〔"}, "code"),
            ({"holder": ""}, "holder"),
            ({"day": date(2026, 11, 24)}, "day"), ({"day": date(1989, 12, 31)}, "day"), ({"day": None}, "day"),
            ({"dated": date(2026, 11, 21)}, "dated"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_by_field(self, street: Street, more: Any, field: str) -> None:
        with pytest.raises(actions.Refused) as refused:
            entered(street, **more)
        assert refused.value.field == field


class TestDocuments:
    def begun(self, street: Street) -> Document:
        return documents.begin_document(
            reader=street.clerk,
            place=street.place,
            kind="work_plan",
            period="2026",
            language="zh-hans",
            at=NOW,
        )

    def registered(self, street: Street, one: Document, **more: Any) -> RegisterEntry:
        return actions.register_paper(
            reader=street.clerk, place=street.place, values=paper(**more), at=NOW, document=one
        )

    def test_a_draft_takes_the_number_it_was_registered_under(self, street: Street) -> None:
        one = self.begun(street)
        made = self.registered(street, one)
        one.refresh_from_db()
        assert (one.number, made.document_id) == ("示街安〔2026〕1号", one.pk)
        assert one not in queries.documents(street.place)
        with pytest.raises(actions.Refused, match="这份文稿已登记"):
            self.registered(street, one)

    def test_a_final_document_with_a_number_in_print_is_not_given_another(self, street: Street) -> None:
        one = self.begun(street)
        Document.objects.filter(pk=one.pk).update(
            state="final", number="旧〔2026〕9号", checksum="x", frozen_on=DAY, frozen_by="p"
        )
        with pytest.raises(actions.Refused, match="定稿上已印有文号 旧〔2026〕9号"):
            self.registered(street, one)

    def test_a_document_that_was_received_or_is_anothers_is_refused(self, street: Street) -> None:
        with pytest.raises(actions.Refused, match="要发出的文稿"):
            self.registered(street, self.begun(street), direction="in")


class TestPages:
    def test_a_clerk_registers_a_paper_with_its_scan_and_hands_it_on(self, street: Street) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        client = browser(street)
        sent = {**paper(), "place": street.place.pid, "document": "", "client_id": "c9",
                "scans": SimpleUploadedFile("scan.pdf", b"%PDF-1.4 scan", "application/pdf")}  # fmt: skip
        answer: Any = client.post(reverse("register_new"), {k: v for k, v in sent.items() if v is not None})
        one = RegisterEntry.objects.get()
        assert answer.url == reverse("register_one", args=[one.pid])
        assert [file.name for file in files.attachments(street.clerk, "register", one.pid)] == ["scan.pdf"]
        page = client.get(answer.url).content.decode()
        assert "示街安〔2026〕1号" in page
        client.post(reverse("register_step", args=[one.pid, "hand-on"]), {"holder": "档案室"})
        one.refresh_from_db()
        assert one.holder == "档案室"
        assert set(AuditEvent.objects.filter(kind="register").values_list("action", flat=True)) == {
            "register_paper", "hand_on_paper", "attach_file",
        }  # fmt: skip

    def test_a_secret_sent_past_the_form_is_refused_on_the_page(self, street: Street) -> None:
        sent = {**paper(secrecy="机密"), "place": street.place.pid, "document": "", "client_id": "c8"}
        answer = browser(street).post(reverse("register_new"), sent)
        assert answer.status_code == 422
        assert "国家秘密不得存放在公开网络的系统里" in answer.content.decode()

    def test_the_list_is_found_by_year_direction_agency_and_words_and_its_queries_do_not_grow(
        self, street: Street
    ) -> None:
        entered(street)
        entered(street, title="防汛通知", day=date(2025, 6, 1), dated=date(2025, 6, 1))
        entered(street, direction="in", agency="示例区安委会", number="示安委〔2026〕7号", title="来文")
        client = browser(street)

        def titles(**query: str) -> list[str]:
            answer: Any = client.get(reverse("register"), query)
            return [one.title for one in answer.context["table"].page.rows]

        assert titles() == ["来文", "关于开展冬季检查的通知", "防汛通知"]
        assert titles(year="2025") == ["防汛通知"]
        assert titles(direction="in") == ["来文"]
        assert titles(agency="示例区安委会") == ["来文"]
        assert titles(q="冬季 检查") == ["关于开展冬季检查的通知"]
        assert titles(q="〔2026〕7号") == ["来文"]
        assert titles(q="没有这个") == []
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("register"))
        for n in range(30):
            entered(street, title=f"第{n}件")
        client.get(reverse("register"))  # the log of what was entered is sealed by whoever comes first
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("register"))
        assert len(many) <= len(few)


class TestImport:
    def rows(self, many: int) -> list[dict[str, Any]]:
        return [paper(serial=str(n), title=f"旧文{n}", holder="档案室") for n in range(1, many + 1)]

    def test_an_old_register_keeps_its_numbers_and_the_next_paper_goes_on_from_them(
        self, street: Street
    ) -> None:
        def bring() -> int:
            return actions.import_papers(
                reader=street.clerk, place=street.place, rows=self.rows(12), file_name="旧.xlsx", at=NOW
            )

        assert bring() == 12
        assert bring() == 0
        assert entered(street).number == "示街安〔2026〕13号"


def test_targets_and_plans_that_name_a_paper_are_told_on_its_page(street: Street) -> None:
    one = entered(street)
    assert queries.ordered_by(Rights(street.clerk), one.number) == []
    assert queries.address_of(street.clerk, one.number) == reverse("register_one", args=[one.pid])
    assert queries.address_of(street.clerk, "示街安〔2026〕99号") == ""
    assert Place.objects.filter(pk=one.place_id).exists()
