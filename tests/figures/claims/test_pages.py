"""Pages of numbers on paper: entering, correcting by a reversing line, the list out and in again, bad input."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from safecommunity.accounts.models import Scope
from safecommunity.figures import stores
from safecommunity.figures.claims import reading, words
from safecommunity.figures.models import Claim
from safecommunity.places import actions as places
from safecommunity.shell import sheets
from tests.figures.world import NOW

pytestmark = pytest.mark.django_db
SAYS = {
    "kind": "number", "title": "发放宣传资料", "printed": "700000", "unit": "份", "qualifier": "gt",
    "document": "调查汇报", "quote": "发放宣传资料70余万份", "starts": "2011-01-01", "ends": "2011-12-31",
    "scope": "全区",
}  # fmt: skip


@pytest.fixture
def street(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield places.create_place(name="示例街道", level="street", by="t", at=NOW, starts=date(2010, 1, 1))
    stores.forget()


@pytest.fixture
def clerk(client, street):
    user = get_user_model().objects.create(
        pid="pclerk", username="clerk", display_name="内勤", created_at=NOW
    )
    Scope.objects.create(user=user, role="clerk", place=street.pid, starts=date(2020, 1, 1))
    client.force_login(user)
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def enter(client, street, **changed):
    return client.post("/claims/new/", {**SAYS, "place": street.pid, **changed})


def test_a_number_keeps_its_word_and_stands_beside_the_figure(clerk, street):
    answer = enter(clerk, street, figure_code="outreach.materials")
    assert answer.status_code == 302
    claim = Claim.objects.get()
    assert (claim.printed, claim.qualifier, claim.scope) == ("700000", "gt", "全区")
    page = clerk.get(answer.url).content.decode()
    assert "700,000 余 份" in page
    assert "/figures/outreach.materials@" in page


@pytest.mark.parametrize(
    "changed",
    [
        {"title": ""}, {"printed": "许多"}, {"printed": ""}, {"starts": "9999-12-31", "ends": "9999-12-31"},
        {"starts": "1800-01-01", "ends": "1800-02-01"}, {"starts": "2011-12-31", "ends": "2011-01-01"},
        {"starts": "2011-01-01", "ends": ""}, {"unit": "%"}, {"qualifier": "range"}, {"kind": "pair"},
        {"kind": "trend"}, {"kind": "nonsense"}, {"figure_code": "no.such"}, {"title": "a\x00b"},
        {"quote": "长" * 100_000}, {"printed": "1e400"}, {"out_of": "-1"}, {"counted": "5", "out_of": "3"},
        {"part_of": "nobody"}, {"place": "elsewhere"}, {"listed": "\n".join(map(str, range(200)))},
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_kept(clerk, street, changed):
    answer = enter(clerk, street, **changed)
    assert answer.status_code == 422
    assert not Claim.objects.exists()


def test_a_correction_reverses_the_old_line_and_both_stay_readable(clerk, street):
    page = enter(clerk, street).url
    answer = clerk.post(
        f"{page}correct/", {**SAYS, "place": street.pid, "printed": "70000", "reason": "抄错一位"}
    )
    assert answer.status_code == 302
    assert "抄错一位" in clerk.get(page).content.decode()
    states = dict(Claim.objects.values_list("state", "printed"))
    assert states == {"reversed": "700000", "reversal": "700000", "live": "70000"}
    clerk.post(f"{page}reverse/", {"reason": "再来一次"})  # does not stand any more
    assert Claim.objects.count() == 3


def sends(clerk, place, content, name):
    file = SimpleUploadedFile(name, content)
    return clerk.post("/claims/import/", {"file": file}, QUERY_STRING=f"at={place.pid}")


def test_the_list_goes_out_and_comes_back_in_once(clerk, street):
    enter(clerk, street)
    enter(clerk, street, title="悬挂横幅", printed="89", qualifier="exact", quote="")
    book = b"".join(clerk.get("/claims/export/?state=live").streaming_content)
    Claim.objects.all().delete()
    for _again in range(2):
        assert sends(clerk, street, book, "数据.xlsx").status_code == 302
    kept = Claim.objects.order_by("pk").values_list("title", "printed", "qualifier", "scope", "starts")
    assert sorted(kept) == [
        ("发放宣传资料", "700000", "gt", "全区", date(2011, 1, 1)),
        ("悬挂横幅", "89", "exact", "全区", date(2011, 1, 1)),
    ]


def test_all_faults_of_a_list_are_told_by_cell_and_nothing_is_kept(clerk, street):
    with translation.override("zh-hans"):
        named = reading.headings()
        share, number = words.kind("share"), words.kind("number")
    heads = ",".join(named[one] for one in ("title", "kind", "printed", "unit", "document", "starts")) + "\n"
    lines = f"知晓率,{share},九成,%,总结,\n演练,{number},3,场,,\n,{number},3,场,总结,明天\n"
    lines += f"率,{number},3,%,总结,2025-01-01\n"
    answer = sends(clerk, street, (heads + lines).encode(), "数据.csv")
    assert answer.status_code == 422
    wrong = {(fault.row, fault.column, fault.came) for fault in answer.context["faults"]}
    named = {name: sheets.text(title) for name, title in named.items()}
    assert wrong == {
        (2, named["printed"], "九成"), (3, named["document"], ""), (4, named["title"], ""),
        (4, named["starts"], "明天"), (5, named["kind"], number), (5, named["ends"], ""),
    }  # fmt: skip
    assert not Claim.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "随便\n写写".encode()])
def test_what_is_no_list_is_refused_in_words(clerk, street, content):
    answer = sends(clerk, street, content, "x.csv")
    assert answer.status_code == 422
    assert answer.context["problem"]
    assert not Claim.objects.exists()


def test_the_list_takes_the_same_queries_for_two_and_for_forty(clerk, street, django_assert_max_num_queries):
    for n in range(40):
        enter(clerk, street, title=f"第 {n} 项")
    clerk.get("/claims/")
    with django_assert_max_num_queries(16):
        clerk.get("/claims/")


def test_the_example_says_what_the_papers_have_wrong(clerk, street):
    page = clerk.get("/claims/example/").content.decode()
    assert "40.64% → 80.53%" in page
    assert "至少要 187 人" in page
