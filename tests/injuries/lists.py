"""Lists of injuries as offices keep them, written for the tests."""

import io
from pathlib import Path
from typing import Any

import xlsxwriter

HEADINGS = (
    "编号", "姓名", "性别", "年龄", "身份证号", "伤害发生时间", "就诊时间", "居住社区", "伤害发生原因", "伤害发生地点",
    "伤害发生时活动", "是否故意", "伤害性质", "伤害部位", "严重程度", "结局",
)  # fmt: skip
GOOD = (
    "B1", "模拟甲", "女", "78", "", "2026-10-02 21:00", "2026-10-02 22:00", "示中社区", "3 跌倒/坠落", "家中",
    "生命活动", "1", "骨折", "下肢", "中度", "处理后离院",
)  # fmt: skip


def row(**changes: Any) -> list[Any]:
    """A good row with some cells changed, by heading."""
    cells = dict(zip(HEADINGS, GOOD, strict=True)) | changes
    return [cells[name] for name in HEADINGS]


def many(size: int) -> list[list[Any]]:
    """Good rows, each with a number of its own."""
    return [row(编号=f"B{number}", 年龄=str(number % 90 + 5)) for number in range(1, size + 1)]


def csv_text(rows: list[list[Any]], headings: tuple[str, ...] = HEADINGS, separator: str = ",") -> str:
    """The list as text."""
    return "".join(separator.join(map(str, line)) + "\r\n" for line in (headings, *rows))


def csv_bytes(rows: list[list[Any]], encoding: str = "utf-8", **rest: Any) -> bytes:
    """The list as a CSV file."""
    return csv_text(rows, **rest).encode(encoding)


def xlsx_bytes(lines: list[list[Any]], formula: tuple[int, int] | None = None, sheets: int = 1) -> bytes:
    """Lines, headings included, as a workbook; texts as texts, numbers as numbers."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for number in range(sheets):
            sheet = book.add_worksheet(f"表{number + 1}")
            for at, line in enumerate(lines if number == sheets - 1 else [["说明"]]):
                sheet.write_row(at, 0, line)
        if formula:
            sheet.write_formula(*formula, "=1+1", None, 2)
    return target.getvalue()


def write(path: Path, content: bytes) -> Path:
    """A file."""
    path.write_bytes(content)
    return path
