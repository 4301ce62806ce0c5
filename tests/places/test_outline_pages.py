"""Pages of outlines and plans: upload, look, take over; fix a plan, draw on it; and map tiles, off by default."""

import math
from dataclasses import replace

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.places import geometry
from safecommunity.places.boundaries import drawing
from safecommunity.places.models import Boundary, BoundaryDraft, Pin, StreetPlan
from safecommunity.shell import middleware
from tests.figures.world import World
from tests.places import scans
from tests.places.test_boundaries import MARKS, mark
from tests.places.test_outline_files import SQUARE, feature, file
from tests.reports.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clerk(world: World):
    return signed_in(world, "clerk")


def send(clerk, world: World, content: bytes, datum: str = "cgcs2000"):
    sent = SimpleUploadedFile("边界.geojson", content)
    return clerk.post(f"/places/{world.street.pid}/boundaries/upload/", {"file": sent, "datum": datum})


def moved(west: float, side: float = 0.02) -> list:
    return [[west + (lon - 124) * side / 0.02, lat] for lon, lat in SQUARE]


def test_a_file_is_looked_at_before_anything_is_taken_over(clerk, world) -> None:
    answer = send(clerk, world, file(feature(name="示东社区"), feature(moved(124.02), name="示西社区")))
    assert answer.status_code == 302
    page = clerk.get(answer["Location"]).content.decode()
    assert "2 个要素中，有 2 个按代码或名称对上了地区" in page
    assert not Boundary.objects.exists()
    kept = clerk.post(
        answer["Location"],
        {
            "place-1": world.east.pid,
            "place-2": world.west.pid,
            "starts": "2021-01-01",
            "source": "民政图",
        },
    )
    assert kept["Location"] == f"/places/{world.street.pid}/boundaries/"
    assert Boundary.objects.count() == 2
    assert not BoundaryDraft.objects.exists()
    page = clerk.get(kept["Location"]).content.decode()
    assert "民政图" in page
    assert page.count('<path class="ground"') == 4  # two places at two widths


def test_good_features_can_be_taken_though_others_have_errors(clerk, world) -> None:
    answer = send(clerk, world, file(feature(SQUARE[:4], name="示东社区"), feature(name="示西社区")))
    page = clerk.get(answer["Location"]).content.decode()
    assert "没有闭合" in page
    assert 'name="place-1"' not in page  # nothing to choose for what cannot be taken
    sent = {"place-1": world.east.pid, "starts": "2021-01-01", "source": "x"}
    refused = clerk.post(answer["Location"], sent)
    assert refused.status_code == 422
    assert "有错误，不能采用" in refused.content.decode()
    assert not Boundary.objects.exists()


def test_a_file_without_a_good_feature_tells_all_its_errors_at_once(clerk, world) -> None:
    answer = send(clerk, world, file(feature(SQUARE[:4]), feature([[lat, lon] for lon, lat in SQUARE])))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 个要素：第 1 环没有闭合" in page
    assert "第 2 个要素：经度和纬度写反了" in page
    assert not BoundaryDraft.objects.exists()


@pytest.mark.parametrize(
    ("content", "datum", "words"), [(b"{", "cgcs2000", "不是 JSON"), (file(feature()), "beijing54", "beijing54")]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_on_the_page(clerk, world, content, datum, words) -> None:
    answer = send(clerk, world, content, datum)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_place_that_reaches_beyond_its_parent_is_pointed_out_and_not_refused(clerk, world) -> None:
    answer = send(clerk, world, file(feature(name="示例街道"), feature(moved(124.01), name="示东社区")))
    # 0.01° of longitude at 30.0° to 30.02° N: 963.0 m to 962.8 m
    assert "超出所属地区 963 米" in clerk.get(answer["Location"]).content.decode()


def test_two_outlines_for_one_place_are_refused(clerk, world) -> None:
    answer = send(clerk, world, file(feature(name="a"), feature(name="b")))
    sent = {
        "place-1": world.east.pid,
        "place-2": world.east.pid,
        "starts": "2021-01-01",
        "source": "x",
    }
    assert "示东社区 有两个边界" in clerk.post(answer["Location"], sent).content.decode()


def test_a_place_of_another_street_cannot_be_slipped_in(clerk, world) -> None:
    answer = send(clerk, world, file(feature()))
    sent = {"place-1": world.other.pid, "starts": "2021-01-01", "source": "x"}
    assert clerk.post(answer["Location"], sent).status_code == 422
    assert not Boundary.objects.exists()


def test_a_draft_is_its_sender_s_alone(clerk, world) -> None:
    address = send(clerk, world, file(feature()))["Location"]
    assert signed_in(world, "chief").get(address).status_code == 404


def plan_of(clerk, world: World) -> StreetPlan:
    sent = SimpleUploadedFile("plan.png", scans.png(1000, 800))
    answer = clerk.post(f"/places/{world.street.pid}/plans/", {"picture": sent, "name": "平面图"})
    assert answer.status_code == 302
    return StreetPlan.objects.get()


def points(marks=MARKS) -> dict[str, str]:
    found = {"datum": "cgcs2000"}
    for number, one in enumerate(marks, 1):
        found |= {f"{name}-{number}": f"{getattr(one, name):.7f}" for name in ("x", "y", "lon", "lat")}
    return found


LINE = "100, 100\n500.0 100\n500，400\n100, 400\n"
SAVE = {"starts": "2021-01-01", "source": "手绘"}


def test_a_plan_is_fixed_drawn_on_and_stands_on_the_map(clerk, world) -> None:
    plan = plan_of(clerk, world)
    address = f"/plans/{plan.pid}/"
    assert "图上坐标" in clerk.get(address).content.decode()
    assert clerk.get(address + "picture/")["Content-Type"] == "image/png"
    assert clerk.post(address + "fix/", points()).status_code == 302
    page = clerk.get(address).content.decode()
    assert "三个点刚好定位，看不出误差" in page
    sent = {**SAVE, f"line-{world.east.pid}": LINE, f"pin-{world.clinic.pid}": "300, 250"}
    assert clerk.post(address + "draw/", sent).status_code == 302
    kept = Boundary.objects.get()
    assert kept.area_km2 == pytest.approx(0.12, rel=2e-3)  # 400 m × 300 m at a metre a pixel
    assert kept.datum == "cgcs2000"
    assert Pin.objects.get().unit == world.clinic


def test_what_is_shown_and_not_changed_is_left_alone(clerk, world) -> None:
    plan = plan_of(clerk, world)
    address = f"/plans/{plan.pid}/"
    clerk.post(address + "fix/", points())
    clerk.post(address + "draw/", {**SAVE, f"line-{world.east.pid}": LINE})
    shown = clerk.get(address).context["lines"][0]["text"]
    assert sorted(shown.split("\n")) == ["100.0, 100.0", "100.0, 400.0", "500.0, 100.0", "500.0, 400.0"]
    answer = clerk.post(address + "draw/", {**SAVE, f"line-{world.east.pid}": shown.replace("\n", "\r\n")})
    assert "没有画新的，也没有改动" in answer.content.decode()
    assert Boundary.objects.count() == 1


def test_a_fourth_point_tells_the_error_in_metres(clerk, world) -> None:
    plan = plan_of(clerk, world)
    off = replace(mark(300, 400), x=330)
    clerk.post(f"/plans/{plan.pid}/fix/", points([*MARKS, off]))
    page = clerk.get(f"/plans/{plan.pid}/").content.decode()
    assert "检查点误差 30 米" in page


def test_everything_wrong_with_the_points_and_the_lines_is_told_at_once(clerk, world) -> None:
    plan = plan_of(clerk, world)
    answer = clerk.post(
        f"/plans/{plan.pid}/fix/", {"datum": "cgcs2000", "x-1": "5", "x-2": "a", "lon-2": "1"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 1 点：y, lon, lat 不是数字" in page
    assert "第 2 点：x, y, lat 不是数字" in page
    answer = clerk.post(f"/plans/{plan.pid}/fix/", points([mark(0, 0), mark(500, 1), mark(900, 0)]))
    assert "几乎成一条直线" in answer.content.decode()
    sent = {
        **SAVE,
        f"line-{world.east.pid}": "0, 0\n400, 300\n400, 0\n0, 400",
        f"line-{world.west.pid}": "0, 0\n5000, 0\n1, 1",
        f"pin-{world.clinic.pid}": "here",
    }
    page = clerk.post(f"/plans/{plan.pid}/draw/", sent).content.decode()
    for words in ("示东社区自相交", "示西社区有点在图片之外", "示例医院：收到 here"):
        assert words in page
    assert "5000, 0" in page  # what was written is still there to be corrected
    assert not Boundary.objects.exists()


def test_no_plan_for_who_may_not_draw_on_it(clerk, world) -> None:
    plan = plan_of(clerk, world)
    for address in (f"/plans/{plan.pid}/", f"/plans/{plan.pid}/picture/"):
        assert signed_in(world, "cdc", world.district).get(address).status_code == 404
        assert signed_in(world, "clerk", world.other).get(address).status_code == 404


TILES = "https://tiles.example/{z}/{y}/{x}.png?tk=abc"


def test_map_tiles_come_from_one_host_alone_and_only_where_it_is_set(clerk, world, settings) -> None:
    answer = send(clerk, world, file(feature(name="示东社区")))
    sent = {"place-1": world.east.pid, "starts": "2021-01-01", "source": "x"}
    page = clerk.post(answer["Location"], sent, follow=True)
    assert "<image" not in page.content.decode()
    assert "tiles.example" not in page["Content-Security-Policy"]
    settings.TILES, settings.TILES_HOST = TILES, "https://tiles.example"
    page = clerk.get(f"/places/{world.street.pid}/boundaries/")
    assert '<image href="https://tiles.example/' in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "img-src 'self' https://tiles.example blob:" in policy
    assert policy.count("tiles.example") == 1
    assert middleware.policy() == policy


def test_tiles_cover_the_sheet_and_meet_the_outlines() -> None:
    """A tile's corner lies where its number says, by the usual formula of web maps."""
    shape = geometry.from_geojson({"type": "Polygon", "coordinates": [SQUARE]})
    sheet = drawing.sheet_for({"a": shape}, width=600, most_high=600, in_plan=False)
    found = drawing.tiles(sheet, "{z}/{x}/{y}")
    assert min(tile.x for tile in found) <= 0 <= max(tile.x + tile.size for tile in found) - sheet.width
    assert min(tile.y for tile in found) <= 0 <= max(tile.y + tile.size for tile in found) - sheet.height
    z, x, y = (int(part) for part in found[0].url.split("/"))
    lon = x / 2**z * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))
    corner = sheet.points(np.array([(lon, lat)]))[0]
    assert corner == pytest.approx((found[0].x, found[0].y), abs=0.05)


def test_what_is_exported_comes_back_to_the_same_outlines_in_any_datum(clerk, world) -> None:
    answer = send(clerk, world, file(feature(name="示东社区")))
    clerk.post(answer["Location"], {"place-1": world.east.pid, "starts": "2021-01-01", "source": "民政图"})
    before = Boundary.objects.get().geometry["coordinates"]
    address = f"/places/{world.street.pid}/boundaries.geojson"
    found = clerk.get(address + "?datum=gcj02")
    assert found["Content-Type"] == "application/geo+json"
    assert "模拟数据" in found.json()["name"]
    (one,) = found.json()["features"]
    assert one["properties"]["name"] == "示东社区"
    away = np.abs(np.array(one["geometry"]["coordinates"]) - np.array(before)).max()
    assert away > 0.001  # some hundred metres
    answer = send(clerk, world, found.content, "gcj02")
    sent = {"place-1": world.east.pid, "starts": "2022-01-01", "source": "again"}
    clerk.post(answer["Location"], sent)
    after = Boundary.objects.latest("id").geometry["coordinates"]
    assert np.abs(np.array(after) - np.array(before)).max() <= 2e-7
    assert clerk.get(address + "?datum=beijing54").status_code == 400


def test_the_switch_of_places_leads_to_the_outlines_of_the_other_place(world) -> None:
    chief = signed_in(world, "chief")
    answer = chief.get(f"/places/{world.street.pid}/boundaries/?place={world.east.pid}&period=2026")
    assert answer["Location"] == f"/places/{world.east.pid}/boundaries/?place={world.east.pid}"
    page = chief.get(answer["Location"]).content.decode()
    assert "<h1>示东社区的边界</h1>" in page
    assert "<b>示东社区</b>" in page  # so says the switch
