"""Outlines from GeoJSON: every problem at once, with its feature; and which feature tells of which place."""

import json
import math

import numpy as np
import pytest

from safecommunity.places import datums, geometry
from safecommunity.places.boundaries import reading

SQUARE = [[124.0, 30.0], [124.02, 30.0], [124.02, 30.02], [124.0, 30.02], [124.0, 30.0]]


def feature(ring=SQUARE, *, kind: str = "Polygon", **properties) -> dict:
    coordinates = [ring] if kind == "Polygon" else ring
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def file(*features, **more) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def says(content: bytes, datum: str = "cgcs2000") -> list[tuple[int, str]]:
    return reading.read(content, datum).problems


def test_a_sound_file_is_read_with_its_words_and_its_points() -> None:
    found = reading.read(file(feature(code="DEMO-S01", name="示东社区", deep={"a": 1})), "cgcs2000")
    (one,) = found.good
    assert one.properties == {"code": "DEMO-S01", "name": "示东社区"}
    assert one.came == 5
    # 0.02° × 0.02° at 30.01° N on a sphere of 6,371,008.8 m: 2.22390 km × 1.92572 km
    assert geometry.area_km2(one.shape) == pytest.approx(4.2822, rel=2e-3)


@pytest.mark.parametrize(
    ("ring", "words"),
    [
        (SQUARE[:4], "没有闭合"),
        (SQUARE[:3], "有 3 个点"),
        ([[124, 30], [124.02, 30.02], [124.02, 30], [124, 30.02], [124, 30]], "自相交：第 1 条边与第 3 条边相交"),
        ([[lat, lon] for lon, lat in SQUARE], "经度和纬度写反了"),
        ([[lon * 111320, lat * 110540] for lon, lat in SQUARE], "投影后的米数"),
        ([[lon + 60, lat] for lon, lat in SQUARE], "超出范围"),
        ([[124, 30], [124, 30.01], [124, 30.02], [124, 30]], "没有围住任何面积"),
        ([[124, "x"], [124.02, 30], [124, 30.02], [124, 30]], "不是一对数字"),
        ([[124, None], [124.02, 30], [124, 30.02], [124, 30]], "不是一对数字"),
        ([1, 2, 3, 4], "不是一对数字"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ring_is_said_in_words(ring, words: str) -> None:
    ((number, said),) = says(file(feature(ring)))
    assert number == 1
    assert words in said


def test_all_problems_of_a_file_are_told_together_and_good_features_stay() -> None:
    found = reading.read(
        file(
            feature(), feature(SQUARE[:4]), feature([124.0, 30.0], kind="Point"),
            {"type": "Feature", "properties": None, "geometry": None}, "no feature",
        ),
        "cgcs2000",
    )  # fmt: skip
    assert [one.number for one in found.good] == [1]
    assert [number for number, _says in found.problems] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"type": "FeatureCollection",\n "features": [}', "第 2 行第 15 列"),
        (b"\xff\xfe\x00", "编码不是 UTF-8"),
        (b"PK\x03\x04 shapes", "压缩包"),
        (b"[]", "应为 GeoJSON"),
        (json.dumps({"type": "Topology"}).encode(), "TopoJSON"),
        (file(), "没有要素"),
        (file(feature(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "EPSG::3857"),
        (b"[" * 100_000, "不是能读的 JSON"),
        (b" " * (reading.LARGEST + 1), "20 MB"),
        (file(*[feature()] * 601), "601 个要素"),
    ],
)
def test_what_is_no_geojson_is_refused_with_what_came(content: bytes, words: str) -> None:
    with pytest.raises(reading.Unreadable, match=words):
        reading.read(content, "cgcs2000")


def test_a_named_system_of_degrees_is_no_projection() -> None:
    named = {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert reading.read(file(feature(), crs=named), "cgcs2000").good


def test_gb18030_files_are_read() -> None:
    content = json.dumps(
        {"type": "FeatureCollection", "features": [feature(name="示东社区")]}, ensure_ascii=False
    ).encode("gb18030")
    assert reading.read(content, "cgcs2000").features[0].properties["name"] == "示东社区"


def test_a_shifted_file_is_kept_where_the_survey_has_it() -> None:
    """A square of CGCS2000 drawn on a map in GCJ-02 comes back to itself within a millimetre."""
    shifted = datums.from_stored(np.array(SQUARE), "gcj02").points.tolist()
    found = reading.read(file(feature(shifted)), "gcj02")
    assert np.abs(found.features[0].shape[0][0] - np.array(SQUARE)).max() < 1e-8
    assert found.outside == 0
    far = [[lon - 140, lat] for lon, lat in SQUARE]
    assert reading.read(file(feature(far)), "gcj02").outside == 5


def test_a_coast_of_nine_thousand_points_is_told_with_fewer_and_says_so() -> None:
    ring = [[124 + 0.05 * math.cos(a), 30 + 0.05 * math.sin(a)] for a in np.linspace(0, 2 * math.pi, 9000)]
    ring[-1] = ring[0]
    (one,) = reading.read(file(feature(ring)), "cgcs2000").good
    assert one.came == 9000
    assert geometry.size(one.shape) <= reading.MOST_POINTS
    assert one.tolerance is not None


def test_a_draft_keeps_what_was_read() -> None:
    found = reading.read(file(feature(name="示东社区"), feature(SQUARE[:4])), "cgcs2000")
    again = [reading.Feature.from_data(json.loads(json.dumps(one.as_data()))) for one in found.features]
    assert [one.good for one in again] == [True, False]
    assert geometry.area_km2(again[0].shape) == pytest.approx(geometry.area_km2(found.features[0].shape))


NAMES = {"a": {"DEMO-S01", "510302001", "示东社区"}, "b": {"DEMO-S02", "示西社区"}, "c": {"示南社区"}}


def belongs(*properties: dict) -> dict[int, str]:
    return reading.matched(
        reading.read(file(*(feature(**one) for one in properties)), "cgcs2000").good, NAMES
    )


def test_features_belong_to_places_by_code_or_by_name_whatever_the_column_is_called() -> None:
    assert belongs({"DM": "DEMO-S01"}, {"DM": "DEMO-S02"}) == {1: "a", 2: "b"}
    assert belongs({"标注": "示东社区"}, {"标注": "示 西 社区"}) == {1: "a", 2: "b"}
    assert belongs({"gb": "156510302001"}, {"gb": 510302001000}) == {}  # both tell of the same place
    assert belongs({"gb": 510302001000}) == {1: "a"}
    assert belongs({"code": "unknown", "name": "示南社区"}) == {1: "c"}
    assert belongs({"code": "unknown"}) == {}
