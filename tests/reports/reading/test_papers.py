"""A paper from end to end: brought, marked, held against records, relinked, kept as claims, checked anew, removed."""

import io
import re
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from safecommunity.accounts.models import Scope
from safecommunity.figures import stores
from safecommunity.figures.models import Claim
from safecommunity.journal.models import AuditEvent
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import opening
from tests.figures.world import NOW, World
from tests.reports.reading.files import docx, p, table

pytestmark = pytest.mark.django_db
TEXT = (
    "示例街道2026年工作总结（模拟）\n2026年，全街道报告伤害病例12例。辖区医院报告伤害病例30例。发放安全宣传资料1.2万份。"
    "知晓率由45.4%上升到41.5%，有效问卷400份，满意率为81.6%。学校6所（其中小学4所、初中1所）。力争火灾起数不超过3起。\n"
    "<script>alert(1)</script>"
)


@pytest.fixture
def world(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    settings.HOME = tmp_path
    stores.forget()
    made = World()
    made.hurt(12)
    yield made
    stores.forget()


def person(client, place, role="clerk"):
    user = get_user_model().objects.create(
        pid=f"p{role}{place.pid}"[:16], username=f"{role}{place.pid}", display_name="内勤", created_at=NOW
    )
    Scope.objects.create(user=user, role=role, place=place.pid, starts=date(2020, 1, 1))
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


@pytest.fixture
def clerk(client, world):
    return person(client, world.street)


def bring(client, world, **changed):
    return client.post("/papers/new/", {"place": world.street.pid, "period": "2026", "text": TEXT, **changed})


def mark(printed):
    return next(one for one in PaperMark.objects.order_by("number") if one.content["printed"] == printed)


def test_each_number_is_held_against_the_records(clerk, world):
    answer = bring(clerk, world)
    assert answer.status_code == 302
    twelve, thirty = mark("12"), mark("30")
    assert (twelve.verdict, twelve.code, twelve.figure["n"]) == ("confirmed", "injury.count", 12)
    assert (thirty.verdict, thirty.figure["difference"]) == ("differs", "18")
    assert mark("1.2万").verdict == "none"  # nothing is on record of outreach
    assert mark("3").verdict == "target"
    assert all("direction" in {each["kind"] for each in mark(text).problems} for text in ("45.4", "41.5"))
    assert mark("81.6").problem == "impossible"
    assert mark("6").problem == "parts"
    page = clerk.get(answer.url).content.decode()
    assert "≠" in page
    assert "与记录不符" in page
    assert "<script>alert" not in page


def test_the_page_of_a_number_says_what_matched_and_opens_the_rows(clerk, world):
    url = bring(clerk, world).url
    page = clerk.get(f"{url}numbers/{mark('30').number}/").content.decode()
    assert "受伤例数" in page
    assert "/figures/injury.count@" in page
    assert "建议" in page
    assert "18" in page


def test_another_figure_is_chosen_and_survives_a_new_check(clerk, world):
    url = bring(clerk, world).url
    thirty = mark("30")
    clerk.post(f"{url}numbers/{thirty.number}/", {"code": "injury.severe"})
    thirty.refresh_from_db()
    assert (thirty.code, thirty.verdict, thirty.linked_by != "") == ("injury.severe", "differs", True)
    clerk.post(f"{url}numbers/{thirty.number}/", {"code": ""})
    thirty.refresh_from_db()
    assert (thirty.code, thirty.verdict) == ("", "open")
    world.hurt(18)
    stores.forget()
    again = clerk.post(f"{url}again/").url
    assert again != url
    new = PaperMark.objects.get(paper__pid=again.split("/")[2], number=thirty.number)
    assert (new.code, new.linked_by != "") == ("", True)
    old = Paper.objects.get(pid=url.split("/")[2])
    assert old.counts["verdict"]["confirmed"] == 1  # it stays as it was
    clerk.post(f"{url}numbers/{thirty.number}/", {"code": "no.such"})
    thirty.refresh_from_db()
    assert thirty.code == ""


def test_a_figure_the_reader_may_not_see_is_left_out_and_said(clerk, world):
    text = "2026年，全区报告伤害病例12例。"
    url = bring(clerk, world, text=text).url
    assert mark("12").verdict == "hidden"
    assert mark("12").figure == {}
    assert "不向您开放" in clerk.get(url).content.decode()


def test_another_reader_sees_no_figure_of_a_place_closed_to_him(client, world):
    chief = person(client, world.district, "clerk")
    url = bring(chief, world, place=world.street.pid, text="2026年，全区报告伤害病例12例。").url
    assert mark("12").verdict == "confirmed"
    clerk = person(client, world.street)
    page = clerk.get(f"{url}numbers/0/").content.decode()
    assert "不向您开放" in page
    assert "injury.count@1" not in page


def test_chosen_numbers_become_claims_once(clerk, world):
    url = bring(clerk, world).url
    chosen = [mark(text).number for text in ("12", "1.2万", "45.4", "41.5", "81.6", "3")]
    clerk.post(f"{url}keep/", {"number": chosen})
    kept = {claim.title: claim for claim in Claim.objects.all()}
    assert len(kept) == 4  # before and after are one; “at most” is left out and told
    pair = next(claim for claim in kept.values() if claim.kind == "pair")
    assert (pair.earlier_printed, pair.printed, pair.unit) == ("45.4", "41.5", "%")
    share = next(claim for claim in kept.values() if claim.kind == "share")
    assert (share.out_of, share.printed, share.document) == (400, "81.6", "示例街道2026年工作总结（模拟）")
    clerk.post(f"{url}keep/", {"number": chosen})
    assert Claim.objects.count() == 4
    assert AuditEvent.objects.filter(action="keep_as_claims").count() == 2


def test_the_list_is_filtered_and_exported(clerk, world):
    url = bring(clerk, world).url
    page = clerk.get(f"{url}numbers/?verdict=differs").content.decode()
    assert "30 例" in page
    assert "12 例" not in page
    answer = clerk.get(f"{url}numbers/table.xlsx?problem=impossible")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert [row for row in rows if "81.6%" in row]
    assert not [row for row in rows if "30例" in row]


def test_the_marked_copy_is_a_word_document_with_comments(clerk, world):
    url = bring(clerk, world).url
    content = clerk.get(f"{url}copy.docx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own document
        comments = archive.read("word/comments.xml").decode()
    assert "相差 18" in comments
    found = opening.opened(content, "标注稿.docx").text
    assert found.endswith(TEXT)  # nothing of the text is lost or run


def test_files_are_read_and_refused(clerk, world):
    body = p("2026年报告伤害病例12例。") + table(
        [["社区", "户数（户）"], ["东", "5"], ["西", "6"], ["合计", "12"]]
    )
    file = SimpleUploadedFile("总结.docx", docx(body))
    answer = bring(clerk, world, text="", file=file)
    assert answer.status_code == 302
    assert mark("12").verdict == "confirmed"
    assert PaperMark.objects.filter(problem="total").exists()
    bad = bring(clerk, world, text="", file=SimpleUploadedFile("报告.pdf", b"%PDF-1.4"))
    assert bad.status_code == 422
    assert "PDF" in bad.content.decode()


@pytest.mark.parametrize(
    "changed",
    [{"text": ""}, {"period": "昨天"}, {"place": "elsewhere"}, {"text": "   "}, {"text": "长" * 200_001}],
)
def test_bad_input_is_told_and_nothing_is_kept(clerk, world, changed):
    assert bring(clerk, world, **changed).status_code == 422
    assert not Paper.objects.exists()


def test_a_text_without_numbers_is_kept_and_says_so(clerk, world):
    url = bring(clerk, world, text="加强领导，落实责任。").url
    assert Paper.objects.get().numbers == 0
    assert clerk.get(f"{url}numbers/").status_code == 200
    assert clerk.get(f"{url}?part=99").status_code == 200


def test_the_text_can_be_removed_and_the_check_stays_on_record(clerk, world):
    url = bring(clerk, world).url
    clerk.post(f"{url}forget/")
    paper = Paper.objects.get()
    assert (paper.text, paper.marks.count(), paper.forgotten_at is not None) == ("", 0, True)
    page = clerk.get(url).content.decode()
    assert "已移除" in page
    assert clerk.get(f"{url}copy.docx").status_code == 404
    clerk.post(f"{url}again/")
    assert Paper.objects.count() == 1
    assert AuditEvent.objects.filter(action="forget_paper").exists()


def test_a_long_paper_comes_in_parts_and_loses_no_number(clerk, world):
    text = "\n".join(f"第{n}段，检查{n}次。" for n in range(1, 3001))
    url = bring(clerk, world, text=text).url
    paper = Paper.objects.get()
    assert paper.numbers == 3000
    pages = [clerk.get(f"{url}?part={part}").content.decode() for part in (1, 2, 3)]
    seen = [int(number) for page in pages for number in re.findall(r'id="n(\d+)"', page)]
    assert sorted(set(seen)) == list(range(3000))
