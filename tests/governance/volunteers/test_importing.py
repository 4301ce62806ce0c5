"""Lists of members and of hours: all faults together, and the same list twice is stored once."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from safecommunity.accounts.models import Scope, User
from safecommunity.governance.models import ProfileNumber, Service, Volunteer, VolunteerTeam
from safecommunity.governance.profile import reading
from safecommunity.governance.volunteers import importing, words
from safecommunity.shell import sheets
from tests.governance.conftest import DAY, NOW, Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]
MEMBERS = "队伍名称,种类,地区,成立日期,姓名,队长,人数\n"
HOURS = "队伍名称,日期,开始,结束,人数,内容,档案盒\n"


@pytest.fixture
def client(street: Street) -> Client:
    user = User.objects.create(pid="p-clerk", username="clerk", display_name="演示内勤", created_at=NOW)
    Scope.objects.create(user=user, role="clerk", place=street.place.pid, starts=DAY)
    made = Client()
    made.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return made


def send(client: Client, kind: str, text: str, store: bool = True) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("list.csv", text.encode("gb18030"))
    page = client.post(f"/volunteers/import/{kind}/", {"file": file})
    if not store or page.status_code != 200:
        return page
    return client.post(f"/volunteers/import/{kind}/", {"found": page.context["found"]}, follow=True)


def test_members_come_in_once(client: Client, street: Street) -> None:
    text = (
        MEMBERS
        + "打更队,义务巡逻打更队,示东社区,2025-03-01,模拟甲,是,\n打更队,night_watch,示东社区,,模拟乙,,\n"
    )
    text += "读报组,老年读报组,示西社区,2025年4月,,,30余人\n"
    assert send(client, "members", text).status_code == 200
    assert send(client, "members", text).status_code == 200
    assert VolunteerTeam.objects.count() == 2
    assert Volunteer.objects.filter(leads=True).count() == 1
    assert Volunteer.objects.count() == 2
    assert VolunteerTeam.objects.get(name="读报组").said == 30
    assert street.figure("volunteers.people").value == 32


@pytest.mark.parametrize("printed", ["近30", "约30", "30余", "30以上", "30"])
def test_the_word_beside_a_head_count_comes_back_as_it_was_printed(printed: str) -> None:
    assert words.written(*words.split(f"{printed}人")) == printed


@pytest.mark.parametrize("printed", ["近300", "约300", "300余", "300以上"])
def test_the_word_beside_a_number_of_a_profile_comes_back_as_it_was_printed(printed: str) -> None:
    text, qualifier = reading.qualified(printed)
    assert reading._number(ProfileNumber(value=int(text) * 100, qualifier=qualifier)) == printed


def test_near_and_about_go_in_and_out_as_they_are_written(client: Client) -> None:
    text = MEMBERS + "秧歌队,秧歌队（文艺宣传）,示东社区,2025-03-01,,,近300人\n"
    text += "读报组,老年读报组,示西社区,2025-03-01,,,约30人\n"
    assert send(client, "members", text).status_code == 200
    stored = dict(VolunteerTeam.objects.values_list("name", "qualifier"))
    assert stored == {"秧歌队": "near", "读报组": "approx"}
    page = client.get("/volunteers/").content.decode()
    assert "近 300" in page
    assert "约 30" in page


def test_all_faults_of_all_rows_are_told_and_nothing_is_stored(client: Client) -> None:
    text = MEMBERS + "打更队,唱歌队,火星,去年,模拟甲,,\n,平安协会,示东社区,,,,很多\n"
    page = send(client, "members", text)
    assert page.status_code == 422
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [
        (2, "地区"), (2, "种类"), (2, "成立日期"), (3, "队伍名称"), (3, "人数"),
    ]  # fmt: skip
    assert not VolunteerTeam.objects.exists()


def test_hours_come_in_once_and_past_midnight(client: Client, street: Street) -> None:
    send(client, "members", MEMBERS + "打更队,义务巡逻打更队,示东社区,2025-03-01,,,12\n")
    text = HOURS + "打更队,2026-11-01,22:00,2:00,4,巡逻打更,\n打更队,2026.11.2,20点,21点30分,2,patrol,\n" * 1
    assert send(client, "hours", text).status_code == 200
    assert send(client, "hours", text).status_code == 200
    assert sorted(Service.objects.values_list("minutes", "people")) == [(90, 2), (240, 4)]
    assert float(street.figure("volunteers.hours").value) == 19.0


def test_wrong_hours_are_told_together(client: Client) -> None:
    send(client, "members", MEMBERS + "打更队,义务巡逻打更队,示东社区,2025-03-01,,,12\n")
    page = send(
        client,
        "hours",
        HOURS + "别队,2026-11-01,25:00,22:00,0,睡觉,\n打更队,2030-01-01,20:00,20:00,3,其他,\n",
    )
    assert [(fault.row, fault.column) for fault in page.context["faults"]] == [
        (2, "队伍名称"), (2, "开始"), (2, "人数"), (2, "内容"), (3, "日期"), (3, "结束"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HOURS, "\x00\x00"])
def test_a_file_that_is_no_list_is_refused_in_a_sentence(client: Client, text: str) -> None:
    page = send(client, "hours", text)
    assert page.status_code == 422
    assert page.context["problem"]


def test_a_page_that_was_tampered_with_is_refused(client: Client) -> None:
    answer = client.post("/volunteers/import/hours/", {"found": "forged"})
    assert answer.status_code == 422
    assert client.get("/volunteers/import/others/").status_code == 404


def test_templates_and_lists_go_out_as_workbooks(client: Client) -> None:
    send(client, "members", MEMBERS + "打更队,义务巡逻打更队,示东社区,2025-03-01,模拟甲,,\n")
    for kind in importing.KINDS:
        content = client.get(f"/volunteers/import/{kind}/template/").content
        given = sheets.read(content, "t.xlsx", importing.known(kind))
        assert list(given.headings) == importing.headings(kind)
    out = client.get("/volunteers/export/")
    content = b"".join(out.streaming_content)
    assert content[:2] == b"PK"
    assert client.get("/volunteers/hours/export/").status_code == 200


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20:00", time(20)), ("8:05", time(8, 5)), ("0.875", time(21)), ("24:00", time(0)), ("24:30", None),
     ("20", time(20)), ("25:00", None),
     ("8:60", None), ("夜里", None), ("-1", None), ("20:00:00", time(20))],
)  # fmt: skip
def test_times_as_people_and_spreadsheets_write_them(text: str, expected: time | None) -> None:
    assert importing.clock(text) == expected


def test_a_day_before_the_team_is_refused(client: Client) -> None:
    send(client, "members", MEMBERS + "打更队,义务巡逻打更队,示东社区,2025-03-01,,,12\n")
    page = send(client, "hours", HOURS + "打更队,2025-02-28,20:00,21:00,2,其他,盒1\n")
    assert page.context["faults"][0].column == "日期"
    assert date(2025, 2, 28) < VolunteerTeam.objects.get().starts
