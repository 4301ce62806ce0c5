"""Figures of responsibility letters at three levels, told for the year of the letters. Every letter due is known, so a
share has no interval. Households sign on sheets: their numbers are totals of committees."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

LEVELS = {"unit": 0, "merchant": 1}
SOURCE = "seed document D8 (responsibility letters at three levels, signed over due); register of letters"
DIMENSIONS = ("year", "month", "level", "kind", "signed", "renewal", "place")
SIGNED = Where("signed", "eq", (1,))
WHO: dict[str, Texts] = {
    "units": {"zh-hans": "单位", "zh-hant": "單位", "en": "units"},
    "merchants": {"zh-hans": "商户", "zh-hant": "商戶", "en": "merchants"},
}
NO_LONGER: Texts = {
    "zh-hans": "签之前单位已不存在的不算；撤销了的签订不算。",
    "zh-hant": "簽之前單位已不存在的不算；撤銷了的簽訂不算。",
    "en": "Units that were gone before they signed do not count, nor signatures that were reversed.",
}


def _of(who: str, level: int) -> tuple[Definition, ...]:
    here, name = Where("level", "eq", (level,)), WHO[who]
    zh, hant, en = name["zh-hans"], name["zh-hant"], name["en"]

    def make(
        code: str, titles: Texts, counts: Texts, numerator: Condition, below: Condition | None
    ) -> Definition:
        return Definition(
            code=f"letters.{who}.{code}", version=1, titles=titles, unit="percent" if below else "copies",
            kind="proportion" if below else "count", fact="letter", numerator=numerator, denominator=below,
            place_column="place", dimensions=DIMENSIONS, direction="neither" if code == "due" else "higher",
            interval="", per=100.0 if below else 1.0, source=SOURCE, counts=counts, excludes=NO_LONGER, of_year=True,
        )  # fmt: skip

    signed = AllOf((here, SIGNED))
    return (
        make(
            "due", worded(f"应签责任书（{zh}）", f"應簽責任書（{hant}）", f"Letters due from {en}"),
            worded(f"当年应与{zh}签的责任书，按单位名册算出。", f"當年應與{hant}簽的責任書，按單位名冊算出。",
                   f"Responsibility letters due from {en} in the year, by the register of social units."), here, None),
        make(
            "signed", worded(f"已签责任书（{zh}）", f"已簽責任書（{hant}）", f"Letters signed by {en}"),
            worded(f"当年应签的责任书里，{zh}已经签了的。", f"當年應簽的責任書裡，{hant}已經簽了的。",
                   f"Of the letters due in the year those that {en} have signed."), signed, None),
        make(
            "share", worded(f"责任书签订率（{zh}）", f"責任書簽訂率（{hant}）", f"Share of letters signed by {en}"),
            worded("已签的除以应签的。", "已簽的除以應簽的。", "Signed divided by due."), signed, here),
    )  # fmt: skip


def _households(code: str, titles: Texts, counts: Texts) -> Definition:
    share = code == "share"
    return Definition(
        code=f"letters.households.{code}", version=1, titles=titles, unit="percent" if share else "households",
        kind="proportion" if share else "total", fact="household_letters", numerator=EVERYTHING,
        denominator=EVERYTHING if share else None, quantity="due" if code == "due" else "signed",
        over="due" if share else "", place_column="place", dimensions=("year", "month", "place"),
        direction="neither" if code == "due" else "higher", interval="", per=100.0 if share else 1.0, source=SOURCE,
        counts=counts, of_year=True,
        excludes=worded("户数不详的社区不算；撤销了的签名单不算。", "戶數不詳的社區不算；撤銷了的簽名單不算。",
                        "Communities whose households are not known do not count, nor sheets that were reversed."),
    )  # fmt: skip


HOUSEHOLDS = (
    _households("due", worded("应签责任书（居民户）", "應簽責任書（居民戶）", "Households due to sign"),
                worded("各社区的户数相加，来自人口表。", "各社區的戶數相加，來自人口表。",
                       "Households of all committees added up, from the population tables.")),
    _households("signed", worded("已签责任书（居民户）", "已簽責任書（居民戶）", "Households that signed"),
                worded("各社区签名单上的户数相加，每张单子附扫描件。", "各社區簽名單上的戶數相加，每張單子附掃描件。",
                       "Households on the committees' sheets added up; each sheet has its scan.")),
    _households("share", worded("责任书签订率（居民户）", "責任書簽訂率（居民戶）", "Share of households that signed"),
                worded("已签的户数除以应签的户数。", "已簽的戶數除以應簽的戶數。",
                       "Households that signed divided by households due.")),
)  # fmt: skip

DEFINITIONS = (*_of("units", 0), *_of("merchants", 1), *HOUSEHOLDS)
