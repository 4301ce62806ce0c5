"""Texts in the three languages of the product; definitions carry their own words."""

from __future__ import annotations

from collections.abc import Mapping

from safecommunity.indicators.errors import DefinitionError

LANGUAGES = ("zh-hans", "zh-hant", "en")
Texts = Mapping[str, str]
# What people write for a percentage. One on paper enters as its two numbers: none of these is the unit of a claim.
PERCENT = ("%", "％", "‰", "percent", "per cent", "pct", "百分比", "百分率", "个百分点", "個百分點")


def worded(zh: str, hant: str, en: str) -> Texts:
    """The words of a definition: simplified, traditional, English."""
    return {"zh-hans": zh, "zh-hant": hant, "en": en}


def in_language(texts: Texts, language: str) -> str:
    """The text in a language; regional tags (en-gb, zh-cn, zh-tw) find theirs, the rest gets zh-hans."""
    return texts[nearest(language)]


def nearest(language: str) -> str:
    """The language of ours that serves a language tag best."""
    tag = language.lower().replace("_", "-")
    if tag in LANGUAGES:
        return tag
    if tag.startswith("en"):
        return "en"
    if tag.startswith(("zh-hant", "zh-tw", "zh-hk", "zh-mo")):
        return "zh-hant"
    return "zh-hans"


def check_texts(what: str, texts: Texts) -> None:
    """Refuse a text that is missing in one of the three languages."""
    missing = [language for language in LANGUAGES if not texts.get(language)]
    if missing or len(texts) != len(LANGUAGES):
        raise DefinitionError(f"{what}: got texts in {', '.join(texts)}, allowed are {', '.join(LANGUAGES)}")
