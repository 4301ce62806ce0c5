"""An operator brings the official text: YAML or our own workbook, corrected. Ten minutes, no programmer."""

import pytest

from safecommunity.accreditation import bringing, codes, standards
from safecommunity.shell import sheets

NATIONAL = codes.shipped()["cn-national"]
HEADS = ["要素编号", "要素", "项编号", "条目内容", "文字（繁体）", "文字（英文）", "权重"]


def workbook(rows: list[list[str]], heads: list[str] = HEADS) -> bytes:
    return sheets.template("条目", heads, rows, [])


def rows_of(changed: dict[str, str] | None = None) -> list[list[str]]:
    changed = changed or {}
    return [
        [element.id, element.title["zh-hans"], item.id, changed.get(item.id, item.text["zh-hans"]), "", "", "1"]
        for element in NATIONAL.elements for item in element.items
    ]  # fmt: skip


def test_our_workbook_comes_back_as_an_official_edition_with_figures_and_crosswalk() -> None:
    made = bringing.from_list(workbook(rows_of()), "x.xlsx", NATIONAL, "2026 官方")
    assert (made.version, made.firm, made.total) == ("2026 官方", True, 150)
    assert made.by_id["12"].figures == NATIONAL.by_id["12"].figures
    assert made.by_id["12"].answers == NATIONAL.by_id["12"].answers
    assert standards.compare(NATIONAL, made)[0].what == "basis"


def test_an_item_with_a_new_text_is_to_be_scored_again() -> None:
    made = bringing.from_list(workbook(rows_of({"10": "官方原文完全不同的要求"})), "x.xlsx", NATIONAL, "2026")
    assert [c.item for c in standards.compare(NATIONAL, made) if c.again] == ["10"]


def test_everything_wrong_with_a_workbook_is_said_together() -> None:
    rows = rows_of()
    rows[0][6], rows[1][3], rows[2][2] = "重", "", "1"
    with pytest.raises(standards.BadStandard) as caught:
        bringing.from_list(workbook(rows), "x.xlsx", NATIONAL, "2026")
    assert len(caught.value.problems) >= 3


@pytest.mark.parametrize(
    ("rows", "heads", "version"),
    [
        ([["1", "a", "1", "文字", "", "", "1"]], HEADS, ""),
        ([["1", "文字"]], ["要素编号", "别的"], "2026"),
        ([], HEADS, "2026"),
    ],
)
def test_a_workbook_without_version_columns_or_rows_is_refused(
    rows: list[list[str]], heads: list[str], version: str
) -> None:
    with pytest.raises((standards.BadStandard, sheets.Unreadable)):
        bringing.from_list(workbook(rows, heads), "x.xlsx", NATIONAL, version)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"a: [", b"- 1", b"!!python/object/apply:os.system ['x']", b"a: &x [1]\nb: *x",
        b"[" * 100_000, b"\x00", "标准".encode(), b"id: x\nelements: {a: {b: {c: 1}}}",
    ],
)  # fmt: skip
def test_what_is_no_standard_ends_in_sentences(content: bytes) -> None:
    with pytest.raises(standards.BadStandard) as caught:
        bringing.from_yaml(content)
    assert caught.value.problems
