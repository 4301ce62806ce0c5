"""Kinds of documents as data: sections, sentences with places for figures, tables and charts. One file a kind in
`codes/documents/`; a fault in one names file and place."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError

FOLDER = "codes/documents"
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)(?::(n|interval|unit|title))?\}")
# a number and the word things are counted by
COUNTED = re.compile(r"\{([a-z][a-z0-9_.]*)\}\s*(\w)")
FRAME = ("place", "period", "year", "next_year", "day")
PARTS = ("say", "change", "figures", "places", "chart", "free", "listed", "unsaid")
CHARTS = ("cause", "trend", "pyramid")
NUMBERS = ("plain", "inline")


class KindError(ValueError):
    """A kind of document that cannot be read: file, place, what came, what is allowed."""


@dataclass(frozen=True)
class Kind:
    """One kind of document. `of_month`: written for months; `numbers`: plain or inline, as such papers print them."""

    id: str
    version: int
    titles: dict[str, str]
    lead: dict[str, str]
    languages: tuple[str, ...]
    numbers: str
    dense: bool
    contents: bool
    of_month: bool
    shape: str
    signs: bool
    sections: tuple[dict[str, Any], ...]

    def title(self, language: str) -> str:
        """Its name in a language; simplified Chinese where that has none."""
        return self.titles.get(language) or self.titles["zh-hans"]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every figure it may name, each once."""
        return tuple(dict.fromkeys(code for part in _parts(self.sections) for code in codes_of(part)))


def _parts(sections: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for section in sections:
        found += section.get("parts", ())
        found += _parts(section.get("sections", ()))
    return found


def codes_of(part: dict[str, Any]) -> list[str]:
    """Figures one part asks for."""
    texts = part.get("say", ())
    named = [
        code
        for texts_of_one in texts
        for text in texts_of_one.values()
        if isinstance(text, str)
        for code, _what in PLACEHOLDER.findall(text)
        if code not in FRAME
    ]
    listed = [*part.get("figures", ()), *part.get("places", ())]
    return [*named, *listed, *([part["change"]] if "change" in part else [])]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by id, in the order of their files."""
    folder = resources.files("safecommunity.reports").joinpath(FOLDER)
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    found = [read(yaml.safe_load(one.read_text(encoding="utf-8")), one.name) for one in files]
    return {one.id: one for one in found}


def read(data: dict[str, Any], name: str) -> Kind:
    """A kind from its data. Raises KindError."""
    try:
        kind = Kind(
            id=data["id"], version=data["version"], titles=data["titles"], lead=data["lead"],
            languages=tuple(data["languages"]), numbers=data["numbers"], dense=data.get("dense", False),
            contents=data.get("contents", False), of_month=data.get("of_month", False), shape=data["shape"],
            signs=data.get("signs", True), sections=tuple(data["sections"]),
        )  # fmt: skip
    except (KeyError, TypeError) as reason:
        raise KindError(f"{name}: {reason!r} is missing or not what it should be") from reason
    if kind.numbers not in NUMBERS:
        raise KindError(f"{name}, numbers: got {kind.numbers!r}, allowed are {', '.join(NUMBERS)}")
    _check(kind, name)
    return kind


def _check(kind: Kind, name: str) -> None:
    spoken = [one for one in kind.languages if one != "zh-hant"]  # traditional is converted
    for part in _parts(kind.sections):
        for word in part:
            if word not in PARTS:
                raise KindError(f"{name}: got part {word!r}, allowed are {', '.join(PARTS)}")
        if part.get("chart", CHARTS[0]) not in CHARTS:
            raise KindError(f"{name}: got chart {part['chart']!r}, allowed are {', '.join(CHARTS)}")
        for text in part.get("say", ()):
            missing = [language for language in spoken if not text.get(language)]
            if missing:
                raise KindError(f"{name}: {next(iter(text.values()))!r} lacks {', '.join(missing)}")
    for code in kind.codes:
        try:
            catalogue.get(code)
        except IndicatorError as reason:
            raise KindError(f"{name}: {reason}") from reason
    for part in _parts(kind.sections):
        for text in part.get("say", ()):
            for code, after in COUNTED.findall(text.get("zh-hans", "")):
                if code not in FRAME and catalogue.get(code).unit == "percent":
                    raise KindError(
                        f"{name}: {code} is a share and is followed by {after!r}, as if it were counted"
                    )
