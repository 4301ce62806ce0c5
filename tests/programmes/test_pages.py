"""Pages of projects: the list flat in queries, a list in and out, wrong input answered in words, what the page says."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.programmes import actions
from safecommunity.programmes.importing import written
from safecommunity.programmes.models import Project
from tests.programmes.conftest import DAY, NOW, Street

HEAD = "项目名称,领域,状态,存在问题,目标人群,人数,年龄段,性别,措施类别,开始日期,结束日期,预算元,档案盒号"


def signed_in(role: str, place: str) -> Client:
    """A browser of somebody with one scope."""
    user = accounts.create_user(username=f"u-{role}", display_name=role, by="t", at=timezone.now())
    accounts.grant_scope(user=user, role=role, place=place, starts=DAY, by="t", at=timezone.now())
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def test_the_list_asks_as_often_for_many_projects_as_for_one(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    street.running()
    client.get("/projects/")
    asked = []
    for n in (0, 12):
        for each in range(n):
            street.project(title=f"项目 {each}")
        client.get("/projects/")  # the store takes in what is new once
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/projects/").status_code == 200
        asked.append(len(found))
    assert asked[1] <= asked[0]


def test_the_page_the_grid_and_the_places_say_what_is_there(street: Street) -> None:
    client = signed_in("chief", street.place.pid)
    one = street.running()
    actions.add_place(
        reader=street.clerk, project=one, place=street.east, stage="pilot", starts=date(2026, 4, 1), at=NOW
    )
    page = client.get(f"/projects/{one.pid}/").content.decode()
    assert all(word in page for word in ("老旧楼院消防改造", "装完 300 户", "示东社区", "看不出", "项目完成"))
    grid = client.get("/projects/grid/?period=2026").content.decode()
    assert f"cell=5-1-{2026}" in grid
    assert "示东社区" in client.get("/projects/places/").content.decode()


def test_a_list_comes_in_once_and_goes_out_as_it_came(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    rows = "防溺水,儿童,已完成,河边玩水,儿童,1200余,0-4、5-14,男、女,设施、宣传教育,2024-06-01,2024-09-30,3000,盒 3"
    for _n in range(2):
        answer: Any = client.post("/projects/import/", {"file": listed(f"{HEAD}\n{rows}\n")})
        assert answer.status_code == 200
        client.post("/projects/import/", {"found": answer.context["found"]})
    one = Project.objects.get()
    assert (one.state, one.ended_on, one.people, one.people_qualifier) == (
        "finished",
        date(2024, 9, 30),
        1200,
        "gt",
    )
    assert one.measures.count() == 2
    assert street.figure("projects.running", "2024").value == 1
    out = b"".join(client.get("/projects/export/").streaming_content)  # type: ignore[attr-defined]
    again: Any = client.post("/projects/import/", {"file": SimpleUploadedFile("p.xlsx", out)})
    assert again.status_code == 200
    client.post("/projects/import/", {"found": again.context["found"]})
    assert Project.objects.count() == 1


@pytest.mark.parametrize("printed", ["近1200", "约1200", "1200余", "1200以上", "1200"])
def test_the_word_beside_the_people_comes_back_as_it_was_printed(street: Street, printed: str) -> None:
    client = signed_in("clerk", street.place.pid)
    row = f"防溺水,儿童,已完成,河边玩水,儿童,{printed}人,0-4,男,设施,2024-06-01,2024-09-30,3000,盒 3"
    answer: Any = client.post("/projects/import/", {"file": listed(f"{HEAD}\n{row}\n")})
    client.post("/projects/import/", {"found": answer.context["found"]})
    assert written.people(Project.objects.get()) == printed


def listed(text: str) -> SimpleUploadedFile:
    """A list as a file."""
    return SimpleUploadedFile("p.csv", text.encode())


def test_all_faults_of_all_rows_of_a_list_are_told_together(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    rows = "\n".join(
        [
            ",儿童,已完成,x,,,0-4,男,,2024-06-01,2024-09-30,,",
            "甲,水,已完成,x,,,0-4,男,,2024-06-01,2024-09-30,,",
            "乙,儿童,没有,x,,许多,0-9,别,设,9999-99-99,2024-09-30,很多,",
            "丙,儿童,实施中,x,,,0-4,男,,2050-01-01,2051-01-01,,",
        ]
    )
    answer: Any = client.post("/projects/import/", {"file": listed(f"{HEAD}\n{rows}\n")})
    assert answer.status_code == 422
    assert answer.context["wrong_rows"] == 4
    assert len(answer.context["faults"]) >= 9
    assert Project.objects.count() == 0


BROKEN = [
    {"title": "x" * 100_000}, {"title": "\x00"}, {"starts": "9999-12-31", "until": "9999-12-31"},
    {"starts": "1899-01-01"},
    {"ages": ["9", "nosuch"]}, {"people": "-1"}, {"agency": "nosuch"}, {"body": "nosuch"}, {"setting": ""}, {},
]  # fmt: skip


def test_wrong_input_is_answered_in_words_and_changes_nothing(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    good = {"title": "甲", "setting": "fire", "problem": "x", "starts": "2026-01-01", "until": "2026-12-31",
            "ages": ["1"], "sexes": ["1"]}  # fmt: skip
    for wrong in BROKEN:
        sent = {**good, **wrong} if wrong else {}
        assert client.post("/projects/new/", sent).status_code == 422, wrong
    assert Project.objects.count() == 0
    one = street.running()
    for part, sent in (
        ("milestone", {"title": "x", "who": "y", "due": "9999-12-31"}), ("budget", {"year": "1", "amount": "x"}),
        ("spending", {"on": "2099-01-01", "line": "facility", "source": "street", "what": "x", "amount": "1"}),
        ("place", {"place": "nosuch", "stage": "pilot", "starts": "2026-05-01"}), ("partner", {"unit": "nosuch"}),
        ("measure", {"kind": "nosuch", "side": "people", "what": "x" * 5000}), ("before", {}),
    ):  # fmt: skip
        assert client.post(f"/projects/{one.pid}/add/{part}/", sent).status_code == 302
    assert (one.milestones.count(), one.budgets.count(), one.spendings.count(), one.places.count()) == (
        1,
        0,
        0,
        0,
    )
    assert (one.partners.count(), one.measures.count()) == (0, 1)
    for query in (
        "code=nosuch",
        "code=injury.count&period=9999",
        "code=injury.count&period=2025&only=cause=x&place=x",
    ):
        assert client.get(f"/projects/{one.pid}/figure/?{query}").status_code in (200, 422)
    for query in ("cell=x", "cell=1-1-99999", "state=nosuch", "aim=x:y", "page=x"):
        assert client.get(f"/projects/?{query}").status_code == 400
    assert client.get(f"/projects/{one.pid}/outputs/?kind=nosuch&q=%00").status_code == 400


def test_a_figure_is_chosen_looked_at_and_held(street: Street) -> None:
    client = signed_in("clerk", street.place.pid)
    one = street.project()
    year = str(timezone.localdate().year - 1)
    asked = {"code": "meetings.count", "place": street.place.pid, "period": year, "only": "", "use": "target",
             "wanted": "6", "wanted_by": one.until.isoformat(), "who": "消防组"}  # fmt: skip
    # the first page asks which figure only; what it is for stands on the second
    first = {name: asked[name] for name in ("code", "place", "period", "only")}
    answer: Any = client.post(f"/projects/{one.pid}/figure/", {**first, "look": "1"})
    assert (answer.status_code, answer.context["looked"].value) == (200, 0)
    assert client.post(f"/projects/{one.pid}/figure/", {**first, "keep": "1"}).status_code == 422
    assert client.post(f"/projects/{one.pid}/figure/", {**asked, "look": "1"}).status_code == 200
    assert client.post(f"/projects/{one.pid}/figure/", {**asked, "keep": "1"}).status_code == 302
    assert one.figures.get().pin.content["value"] == 0
