"""An edition as a page shows it: headline numbers, charts, tables and methods, in one language. Nothing is computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.shell.numbers import number, places_for, span

TOTAL = "*"
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One number in words. Hidden ones are a star, absent ones a dash; neither is a zero."""

    value: str
    interval: str
    n: str
    hidden: bool


@dataclass(frozen=True)
class Row:
    """One line of a table: its place, its part, its number."""

    place: str
    part: str
    own: bool
    said: Said


@dataclass(frozen=True)
class Picture:
    """A chart: its address, its title, what is drawn, and the same in words."""

    name: str
    title: str
    lines: tuple[tuple[str, Line], ...]
    alt: str


@dataclass(frozen=True)
class Headline:
    """A figure of the whole place for the newest year."""

    title: str
    unit: str
    year: int
    said: Said
    received: str


@dataclass(frozen=True)
class Section:
    """One figure of an edition."""

    code: str
    title: str
    unit: str
    counts: str
    excludes: str
    method: str
    source: str
    split: str
    headline: Headline | None
    pictures: tuple[Picture, ...]
    tables: tuple[tuple[int, str, tuple[Row, ...]], ...]
    """year, what was received, lines"""
    silent: tuple[int, ...]
    """years of which nothing is on record"""
    alone: bool
    """whether only one place stands in its tables, so that its parts can stand for its lines"""
    hidden: int


def said(figure: Mapping[str, Any], line: Line) -> Said:
    """The words of a line."""
    value, lower, upper = line["value"], line["lower"], line["upper"]
    fit = places_for(value, lower, upper)
    shown = "*" if line["hidden"] else "0" if value == 0 else number(value, fit)
    return Said(
        shown, "" if lower is None else span(lower, upper, fit), _n(figure, line), bool(line["hidden"])
    )


def _n(figure: Mapping[str, Any], line: Line) -> str:
    """n, as a division where it is one."""
    n = "*" if line["n"] is None else number(line["n"])
    if figure["kind"] == "proportion":
        return f"{'*' if line['numerator'] is None else number(line['numerator'])} ÷ {n}"
    if figure["kind"] == "rate" and line["denominator"]:
        return f"{n} ÷ {number(line['denominator'], 0)}"
    return n


def received(table: Mapping[str, Any]) -> str:
    """Who has reported, in words; nothing where nobody owes reports."""
    got = table["received"]
    if not got:
        return ""
    words = {name: number(value) for name, value in got.items()}
    if got["months_received"] >= got["months_due"]:
        return _("%(due)s institutions, all reported") % words
    return (
        _("%(months_received)s of %(months_due)s facility months received: a low number is not a fall.")
        % words
    )


def method(figure: Mapping[str, Any]) -> str:
    """How its interval was made, or why it has none."""
    return {
        "": _("Everything is counted, so there is no interval."),
        "garwood": _("Exact 95% interval (Garwood 1936)."),
    }.get(figure["method"], _("95%% interval, method: %(name)s.") % {"name": figure["method"]})


def sections(content: Mapping[str, Any], language: str) -> list[Section]:
    """The figures of an edition, in the order they were chosen."""
    return [_section(figure, content, language) for figure in content["figures"]]


def _section(figure: Mapping[str, Any], content: Mapping[str, Any], language: str) -> Section:
    words = lambda name: figure[name][language]  # noqa: E731
    split = figure["split"]
    return Section(
        code=figure["code"],
        title=words("title"),
        unit=words("unit"),
        counts=words("counts"),
        excludes=words("excludes"),
        method=method(figure),
        source=figure["formula_source"],
        split=split["title"][language] if split else "",
        headline=_headline(figure, content, language),
        pictures=tuple(pictures(figure, content, language)),
        tables=tuple(
            (
                table["year"],
                received(table),
                tuple(
                    Row(line["name"], part_of(figure, line, language), line["own"], said(figure, line))
                    for line in table["lines"]
                ),
            )
            for table in figure["tables"]
        ),
        silent=tuple(figure.get("silent", ())),
        alone=bool(split)
        and len({line["place"] for table in figure["tables"] for line in table["lines"]}) == 1,
        hidden=sum(line["hidden"] for table in figure["tables"] for line in table["lines"]),
    )


def part_of(figure: Mapping[str, Any], line: Line, language: str) -> str:
    """The words of a line's part."""
    if line["part"] == TOTAL or not figure["split"]:
        return _("all")
    told: str = figure["split"]["parts"][line["part"]][language]
    return told


def _whole(table: Mapping[str, Any], content: Mapping[str, Any]) -> Line | None:
    """The line of the whole place."""
    return next(
        (
            line for line in table["lines"]
            if line["place"] == content["place"]["id"] and line["part"] == TOTAL and not line["own"]
        ),
        None,
    )  # fmt: skip


def _headline(figure: Mapping[str, Any], content: Mapping[str, Any], language: str) -> Headline | None:
    table = max(figure["tables"], key=lambda one: one["year"])
    line = _whole(table, content)
    if line is None:
        return None
    return Headline(
        figure["title"][language],
        figure["unit"][language],
        table["year"],
        said(figure, line),
        received(table),
    )


def pictures(figure: Mapping[str, Any], content: Mapping[str, Any], language: str) -> Iterator[Picture]:
    """The charts of a figure: by year, and of its newest year by part and by place, of two lines or more."""
    years = [(str(t["year"]), line) for t in reversed(figure["tables"]) if (line := _whole(t, content))]
    title, code = figure["title"][language], figure["code"]
    if len(years) > 1:
        yield _picture(f"{code}-years", _("%(title)s by year") % {"title": title}, years, figure)
    newest = max(figure["tables"], key=lambda one: one["year"])
    said_of = {"title": title, "year": newest["year"]}
    if figure["split"]:
        parts = [
            (part_of(figure, line, language), line) for line in newest["lines"]
            if line["place"] == content["place"]["id"] and not line["own"] and line["part"] != TOTAL
        ]  # fmt: skip
        words = {**said_of, "split": figure["split"]["title"][language]}
        if len(parts) > 1:
            name = f"{code}-{newest['year']}-parts"
            yield _picture(name, _("%(title)s by %(split)s, %(year)s") % words, parts, figure)
    below = [
        (line["name"], line) for line in newest["lines"]
        if line["part"] == TOTAL and not line["own"] and line["place"] != content["place"]["id"]
    ]  # fmt: skip
    if len(below) > 1:
        name = f"{code}-{newest['year']}-places"
        yield _picture(name, _("%(title)s by place, %(year)s") % said_of, below, figure)


def _picture(name: str, title: str, lines: list[tuple[str, Line]], figure: Mapping[str, Any]) -> Picture:
    told = []
    for label, line in lines:
        words = said(figure, line)
        told.append(f"{label} {words.value}" + (f" ({words.interval})" if words.interval else ""))
    return Picture(name, title, tuple(lines), f"{title}: {'; '.join(told)}")


def picture(content: Mapping[str, Any], name: str, language: str) -> tuple[Mapping[str, Any], Picture] | None:
    """One chart by its name, with its figure."""
    for figure in content["figures"]:
        if name.startswith(f"{figure['code']}-"):
            for one in pictures(figure, content, language):
                if one.name == name:
                    return figure, one
    return None
