"""What headings and cells of the office's lists may be called."""

import re
import unicodedata

from django.utils.translation import gettext as _

MALE, FEMALE, BOTH = 1, 2, 0
SEXES = {
    "男": MALE, "男性": MALE, "1": MALE, "male": MALE, "m": MALE, "men": MALE,
    "女": FEMALE, "女性": FEMALE, "2": FEMALE, "female": FEMALE, "f": FEMALE, "women": FEMALE,
    "合计": BOTH, "合計": BOTH, "全部": BOTH, "总计": BOTH, "男女合计": BOTH, "0": BOTH, "": BOTH,
    "all": BOTH, "both": BOTH,
}  # fmt: skip
WHOLE = {"", "合计", "合計", "全部", "总计", "全年龄", "all", "total"}
YES = {"是", "1", "yes", "y", "true", "报", "√"}
NO = {"", "否", "0", "no", "n", "false", "不报", "×"}
SPAN = re.compile(r"(\d{1,3})\s*[-–—~至到]\s*(\d{1,3})\s*(?:岁|周岁|歲)?", re.ASCII)
OPEN = re.compile(r"(\d{1,3})\s*(?:\+|岁?及以上|岁?以上|歲?及以上|\s*and over)", re.ASCII)
ONE = re.compile(r"(\d{1,3})\s*(?:岁|周岁|歲)?", re.ASCII)
Ages = tuple[int, int | None]


def plain(heading: str) -> str:
    """A heading in one spelling, without blanks and marks of needed columns."""
    return re.sub(r"[\s*＊:：（）()]", "", unicodedata.normalize("NFKC", heading)).lower()


def ages(text: str) -> Ages | None:
    """Ages from and to (None: and over) of a band such as 0-4, 85+, 65 岁及以上, 0; the whole is (0, None)."""
    told = text.strip().lower()
    if told in WHOLE:
        return 0, None
    if told in ("不满1岁", "<1", "未满1岁"):
        return 0, 0
    if found := SPAN.fullmatch(told):
        low, high = int(found[1]), int(found[2])
        return (low, high) if low <= high <= 130 else None
    if found := OPEN.fullmatch(told):
        return int(found[1]), None
    if found := ONE.fullmatch(told):
        return (int(found[1]), int(found[1])) if int(found[1]) <= 130 else None
    return None


def band(low: int, high: int | None) -> str:
    """A band as people write it."""
    if (low, high) == (0, None):
        return _("all ages")
    return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


def sex_name(sex: int) -> str:
    """The words of a sex code."""
    return {MALE: _("Men"), FEMALE: _("Women")}.get(sex, _("Both sexes"))
