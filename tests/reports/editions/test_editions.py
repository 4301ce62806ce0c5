"""Figures open to everybody: what was released and nothing else, frozen, the same for whoever asks, from memory."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from safecommunity.figures import stores
from safecommunity.figures.models import PublicTable
from safecommunity.journal.models import AuditEvent
from safecommunity.reports.editions import actions, composing, queries, serving
from safecommunity.reports.editions.offers import Chosen, Wanted
from safecommunity.reports.editions.rights import NotYours
from safecommunity.reports.models import Edition
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)  # 2026 has ended
MEN, WOMEN = (
    3,
    277,
)  # of 示例街道: a small count, and the one that would give it away; no format may tell either
LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.fixture
def world(tmp_path, settings, monkeypatch):
    settings.STORE = tmp_path / "store"
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    stores.forget()
    serving.forget()
    made = World()
    made.hurt(WOMEN)
    made.hurt(MEN, sex=1)
    made.hurt(6, sex=1, residence=made.other.pid)
    made.hurt(9, residence=made.other.pid)
    yield made
    stores.forget()
    serving.forget()


def wanted(world, *, place=None, code="injury.count", by="sex", years=(2026,), **more):
    return Wanted(place or world.district, years, (Chosen(code, by),), **more)


def published(world, asked=None, *, reader=None, at=LATER):
    asked = asked or wanted(world)
    seen = composing.checksum(composing.composed(asked, now=at))
    reader = reader or world.reader("cdc", world.district)
    return actions.publish_edition(reader=reader, wanted=asked, seen=seen, purpose="公示", at=at)


def address(name, one, *more, language="zh-hans"):
    return reverse(name, args=[language, one.place.pid, one.number, *more])


def told(one):
    (figure,) = one.content["figures"]
    return {
        (line["name"], line["part"]): line["n"] for line in figure["tables"][0]["lines"] if not line["own"]
    }


def everything(one):
    """Every address of an edition, with what it answers."""
    content = {}
    visitor = Client()
    for language in LANGUAGES:
        for name in ("open_edition", "open_csv", "open_json"):
            content[name, language] = visitor.get(address(name, one, language=language)).content.decode()
        for code in re.findall(r"charts/(?!narrow)([^/\"]+)/", content["open_edition", language]):
            for name in ("open_chart", "open_chart_narrow", "open_embed"):
                answer = visitor.get(address(name, one, code, language=language))
                content[name, language, code] = answer.content.decode()
    return content


def test_an_edition_tells_what_was_released_and_keeps_no_hidden_count(world):
    one = published(world)
    assert told(one) == {
        ("示例区", "*"): 295, ("示例街道", "*"): 280, ("示例镇", "*"): 15, ("示例区", "1"): 9, ("示例区", "2"): 286,
        ("示例街道", "1"): None, ("示例街道", "2"): None, ("示例镇", "1"): None, ("示例镇", "2"): None,
    }  # fmt: skip
    lines = one.content["figures"][0]["tables"][0]["lines"]
    assert all(line["value"] is None and line["n"] is None for line in lines if line["hidden"])
    assert one.checksum == composing.checksum(one.content)
    assert PublicTable.objects.count() == 1
    assert AuditEvent.objects.filter(action="publish_edition", ref=one.pid).count() == 1


def test_a_hidden_number_is_in_no_format(world):
    said = everything(published(world))
    assert len(said) == 3 * (
        3 + 3 * 2
    )  # three languages; by sex and by place, each as two pictures and a frame
    for where, text in said.items():
        words = re.sub(r"[0-9a-f]{16,}|[?#]\S+", "", text)  # checksums may hold any digits
        assert str(WOMEN) not in words, where
        assert f">{MEN}<" not in words, where
        assert f": {MEN}," not in words, where
    cells = list(csv.DictReader(io.StringIO(said["open_csv", "en"].removeprefix("\ufeff"))))
    assert {row["n"] for row in cells if row["state"] == "hidden"} == {""}
    assert {row["part"] for row in cells if row["state"] == "hidden"} == {"1", "2"}
    drawn = said["open_chart", "en", "injury.count-2026-parts"]
    assert re.findall(r'font-weight="600"[^>]*>([^<]+)<', drawn) == ["9", "286"]
    page = said["open_edition", "zh-hans"]
    assert ">*</td>" in page
    assert ">295<" in page


def test_two_editions_cannot_be_subtracted_from_each_other(world):
    first = published(world)
    world.hurt(2)  # too few: the difference of two editions would be these two people
    second = published(world)
    assert told(second) == told(first)
    assert PublicTable.objects.count() == 1
    world.hurt(30)
    third = published(world)
    assert told(third)["示例街道", "*"] == 312
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    # the same counts with another split would share records with what was told
    with pytest.raises(composing.Refused) as reason:
        composing.composed(wanted(world, by="cause"), now=LATER)
    assert "sex" in str(reason.value)


def test_figures_of_the_same_records_are_refused_together_with_all_reasons(world):
    both = replace(
        wanted(world), chosen=(Chosen("injury.count"), Chosen("injury.rate"), Chosen("drills.count"))
    )
    with pytest.raises(composing.Refused) as reason:
        composing.composed(both, now=LATER)
    assert [(one.title, one.year) for one in reason.value.reasons] == [("受伤例数", None), ("应急演练", None)]


def test_a_year_without_records_has_no_number_and_no_zero_is_invented(world):
    one = published(world, wanted(world, years=(2024, 2026)))
    (figure,) = one.content["figures"]
    assert ([table["year"] for table in figure["tables"]], figure["silent"]) == ([2026], [2024])
    assert "2024 年没有任何记录" in Client().get(address("open_edition", one)).content.decode()
    with pytest.raises(composing.Refused) as reason:
        composing.composed(wanted(world, years=(2023, 2024)), now=LATER)
    assert [one.title for one in reason.value.reasons] == ["受伤例数"]
    with pytest.raises(composing.Refused):  # a year that has not ended
        composing.composed(wanted(world), now=NOW)


def test_parts_stand_in_the_order_of_their_codes(world):
    for cause in (10, 2, 1):
        world.hurt(6, cause=cause)
    one = published(world, wanted(world, place=world.street, by="cause"))
    parts = [line["part"] for line in one.content["figures"][0]["tables"][0]["lines"]]
    assert parts == ["*", "1", "2", "3", "10"]


@pytest.mark.parametrize(
    ("role", "where"), [("clerk", "street"), ("auditor", "district"), ("chief", "other")]
)
def test_only_who_answers_for_the_numbers_of_a_place_opens_them(world, role, where):
    reader = world.reader(role, getattr(world, where))
    with pytest.raises(NotYours):
        published(world, wanted(world, place=world.street), reader=reader)
    assert not PublicTable.objects.exists()


def test_what_is_published_is_what_was_looked_at(world):
    asked, reader = wanted(world), world.reader("cdc", world.district)
    seen = composing.checksum(composing.composed(asked, now=LATER))
    world.hurt(40)
    with pytest.raises(actions.Refused):
        actions.publish_edition(reader=reader, wanted=asked, seen=seen, purpose="公示", at=LATER)
    assert not Edition.objects.exists()
    assert not PublicTable.objects.exists()


@pytest.mark.parametrize("change", [{"purpose": " "}, {"purpose": "x" * 61}])
def test_an_edition_needs_a_purpose(world, change):
    asked = wanted(world)
    seen = composing.checksum(composing.composed(asked, now=LATER))
    with pytest.raises(actions.Refused):
        actions.publish_edition(
            reader=world.reader("cdc", world.district), wanted=asked, seen=seen, at=LATER, **change
        )


def test_a_community_is_too_fine_for_everybody(world):
    with pytest.raises(actions.Refused):
        actions.publish_edition(
            reader=world.reader("cdc", world.district), wanted=wanted(world, place=world.east), seen="", purpose="x",
            at=LATER,
        )  # fmt: skip


def test_its_numbers_do_not_move_and_a_newer_edition_stands_beside_it(world):
    first = published(world)
    before = Client().get(address("open_csv", first)).content
    world.hurt(50)
    second = published(world)
    serving.forget()
    assert Client().get(address("open_csv", first)).content == before
    page = Client().get(address("open_edition", first)).content.decode()
    assert address("open_edition", second) in page
    newest = Client().get(reverse("open_place", args=["zh-hans", world.district.pid])).content.decode()
    assert ">345<" in newest


def test_a_withdrawn_edition_says_so_everywhere_and_tells_no_number(world):
    one = published(world)
    reader = world.reader("cdc", world.district)
    with pytest.raises(actions.Refused):
        actions.withdraw_edition(reader=reader, edition=one, reason=" ", at=LATER)
    with pytest.raises(NotYours):
        actions.withdraw_edition(reader=world.reader("clerk"), edition=one, reason="录错", at=LATER)
    actions.withdraw_edition(reader=reader, edition=one, reason="一家医院重复上报", at=LATER)
    chart = ("injury.count-2026-parts",)
    for name in ("open_edition", "open_csv", "open_json", "open_chart", "open_embed"):
        more = chart if name in ("open_chart", "open_embed") else ()
        answer = Client().get(address(name, one, *more))
        assert answer.status_code == 410, name
        assert "一家医院重复上报" in answer.content.decode()
        assert "295" not in answer.content.decode().replace(one.place.pid, "")
    assert Client().get(reverse("open_place", args=["zh-hans", world.district.pid])).status_code == 410
    again = published(world)
    assert again.number == 2
    page = Client().get(reverse("open_place", args=["zh-hans", world.district.pid]))
    assert page.status_code == 200
    assert "已撤回" in page.content.decode()
    with pytest.raises(actions.Refused):
        actions.withdraw_edition(reader=reader, edition=one, reason="再来", at=LATER)


def test_anybody_gets_the_same_answer_without_cookie_and_from_memory(world, django_assert_num_queries):
    one = published(world)
    officer = signed_in(world, "cdc", world.district)
    for name in ("open_edition", "open_csv", "open_json"):
        first = Client().get(address(name, one))
        for visitor in (Client(), officer):
            with django_assert_num_queries(1):
                answer = visitor.get(address(name, one))
            assert answer.content == first.content
            assert answer["Cache-Control"].startswith("public, max-age=")
            assert not answer.cookies
            assert "Cookie" not in answer.get("Vary", "")
            assert answer["ETag"] == first["ETag"]
            assert answer["Last-Modified"]


def test_a_cache_that_has_it_is_told_so(world, django_assert_num_queries):
    one = published(world)
    first = Client().get(address("open_edition", one))
    with django_assert_num_queries(1):
        again = Client().get(address("open_edition", one), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    since = Client().get(address("open_edition", one), HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])
    assert since.status_code == 304
    other = Client().get(address("open_edition", one), HTTP_IF_NONE_MATCH='"something else"')
    assert other.status_code == 200
    published(world, at=LATER + timedelta(hours=1))  # a newer one: the page of the older now points there
    moved = Client().get(address("open_edition", one), HTTP_IF_NONE_MATCH=first["ETag"])
    assert moved.status_code == 200


def test_only_charts_may_stand_in_a_frame_of_another_site(world):
    one, name = published(world), "injury.count-2026-parts"
    for address_of, more in (("open_embed", (name,)), ("open_chart", (name,))):
        first = Client().get(address(address_of, one, *more))
        kept = Client().get(address(address_of, one, *more), HTTP_IF_NONE_MATCH=first["ETag"])
        assert kept.status_code == 304
        for answer in (first, kept):  # a 304 renews the headers of what is kept
            assert "frame-ancestors *" in answer["Content-Security-Policy"]
            assert "X-Frame-Options" not in answer
    for address_of in ("open_edition", "open_csv", "open_json"):
        answer = Client().get(address(address_of, one))
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_what_is_not_open_answers_alike_whether_it_exists_or_not(world):
    one = published(world)
    for gone in (
        reverse("open_place", args=["zh-hans", world.street.pid]), reverse("open_place", args=["zh-hans", "nowhere"]),
        reverse("open_edition", args=["zh-hans", world.district.pid, 99]),
        reverse("open_edition", args=["fr", world.district.pid, 1]), reverse("open_index", args=["klingon"]),
        address("open_chart", one, "injury.count-2026-nothing"), address("open_chart", one, "injury.rate-2026-parts"),
        address("open_embed", one, "..%2F..%2Fetc"),
    ):  # fmt: skip
        answer = Client().get(gone)
        assert answer.status_code == 404, gone
        assert "示例" not in answer.content.decode()
    odd = Client().get(address("open_edition", one) + "?lang=xx&callback=<script>&n[]=1&%ff=1")
    assert odd.status_code == 200
    assert "<script" not in odd.content.decode()
    assert Client().post(address("open_edition", one)).status_code == 405


def test_the_table_is_safe_to_open_in_a_spreadsheet(world):
    World.hurt(world, 1)
    asked = wanted(world)
    asked.place.name = "=1+1区"
    asked.place.save()
    one = published(world, asked)
    body = Client().get(address("open_csv", one)).content
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert "'=1+1区" in {row["place_name"] for row in rows}
    assert {row["simulated"] for row in rows} == {"1"}


def test_machines_read_words_definitions_and_rule(world):
    one = published(world)
    data = json.loads(Client().get(address("open_json", one)).content)
    assert (data["edition"], data["simulated"], data["checksum"]) == (1, True, one.checksum)
    assert data["rule"] == {"id": "public", "threshold": 5}
    (figure,) = data["figures"]
    assert figure["title"]["en"] == "Injuries"
    assert figure["split"]["parts"]["1"] == {"zh-hans": "男", "zh-hant": "男", "en": "Male"}
    assert Client().get(address("open_json", one))["Access-Control-Allow-Origin"] == "*"


def test_searching_machines_read_what_is_open_and_nothing_that_was_made_up(world):
    assert Client().get("/robots.txt").content.decode().splitlines()[-1] == "Disallow: /"
    one = published(world)
    assert Client().get(address("open_edition", one))["X-Robots-Tag"] == "noindex"  # this world is simulated


def test_an_officer_chooses_looks_and_opens(world):
    officer, new = signed_in(world, "cdc", world.district), reverse("edition_new")
    asked = {
        "place": world.district.pid, "figure": "injury.count", "by-injury.count": "sex", "year": "2026", "beneath": "1",
    }  # fmt: skip
    preview = officer.get(new, {**asked, "preview": "1"})
    page = preview.content.decode()
    assert preview.status_code == 200
    assert ">*</td>" in page
    assert not PublicTable.objects.exists()  # looking tells nobody
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page).group(1)
    address_of = f"{new}?place={world.district.pid}"
    assert officer.post(address_of, {**asked, "seen": "0" * 64, "purpose": "公示"}).status_code == 422
    done = officer.post(address_of, {**asked, "seen": seen, "purpose": "公示"})
    one = Edition.objects.get()
    assert done["Location"] == reverse("edition", args=[one.pid])
    assert address("open_edition", one) in officer.get(done["Location"]).content.decode()
    clerk = signed_in(world, "clerk")
    assert clerk.get(new).status_code == 403
    assert clerk.post(reverse("edition_withdraw", args=[one.pid]), {"reason": "x"}).status_code == 404
    assert officer.post(reverse("edition_withdraw", args=[one.pid]), {"reason": "录错"}).status_code == 302
    assert queries.shelf(world.district.pid)[0].withdrawn


def test_a_form_that_asks_for_what_is_not_offered_is_shown_what_was_understood(world):
    officer = signed_in(world, "cdc", world.district)
    odd = {"place": world.district.pid, "preview": "1", "figure": "injury.secret", "year": "２０２６"}
    answer = officer.get(reverse("edition_new"), odd)
    assert answer.status_code == 422
    assert "至少选一个指标和一年" in answer.content.decode()


def test_the_list_names_places_that_opened_their_figures(world, django_assert_num_queries):
    assert "还没有地方公开数据" in Client().get(reverse("open_index", args=["zh-hans"])).content.decode()
    assert 'href="/open/"' not in Client().get("/").content.decode()
    published(world)
    assert 'href="/open/"' in Client().get("/").content.decode()  # the first page leads there
    with django_assert_num_queries(1):
        page = Client().get(reverse("open_index", args=["zh-hans"])).content.decode()
    assert "示例区" in page
    assert Client().get("/open/")["Location"] == "/open/zh-hans/"
