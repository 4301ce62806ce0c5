"""From data (YAML, JSON, rows of a workbook) to a standard: all that is wrong is said together, nothing is guessed.

The format is documented in docs/reference/standards.md. A standard that does not hold together is refused as a whole.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accreditation.standards.shape import (
    BASES,
    KINDS,
    LEVELS,
    STATUSES,
    TOLD_BY,
    Element,
    Grade,
    Item,
    Part,
    Standard,
    Texts,
    Verdict,
    Veto,
)

LANGUAGES = ("zh-hans", "zh-hant", "en")
MOST_ITEMS = 2000
MOST_TEXT = 2000


class BadStandard(ValueError):
    """A standard that does not hold together; ``problems`` says everything that is wrong, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Reader:
    """Takes values out of the data and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def say(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}")

    def word(self, data: Mapping[str, Any], key: str, where: str, allowed: Collection[str] = ()) -> str:
        """A short text that must be there, of a list where there is one."""
        found = data.get(key)
        text = str(found).strip() if isinstance(found, str | int | float) else ""
        if allowed and text not in allowed:
            self.say(
                where,
                _("%(key)s is “%(got)s”; allowed: %(allowed)s")
                % {"key": key, "got": text[:40], "allowed": ", ".join(one or "“”" for one in allowed)},
            )
        elif not allowed and not text:
            self.say(where, _("%(key)s is missing") % {"key": key})
        return text[:MOST_TEXT]

    def texts(self, data: Mapping[str, Any], key: str, where: str, languages: Collection[str]) -> Texts:
        """A text in every language the standard says it has."""
        found = data.get(key)
        found = found if isinstance(found, Mapping) else {}
        texts = {str(k): str(v).strip()[:MOST_TEXT] for k, v in found.items() if str(k) in LANGUAGES and v}
        missing = [one for one in languages if not texts.get(one)]
        if missing:
            self.say(
                where,
                _("%(key)s has no text in %(missing)s") % {"key": key, "missing": ", ".join(missing)},
            )
        return texts

    def number(self, value: Any, where: str, what: str) -> Fraction:
        """An exact number: digits, a decimal, or a fraction such as 20/9."""
        try:
            if isinstance(value, float):  # a YAML number; its shortest text is what was written
                value = repr(value)
            found = Fraction(str(value).strip())
        except (ValueError, ZeroDivisionError):
            self.say(
                where, _("%(what)s is “%(got)s”, which is no number") % {"what": what, "got": str(value)[:40]}
            )
            return Fraction(0)
        if not 0 <= found <= 10**6:
            self.say(
                where,
                _("%(what)s is %(got)s; allowed: 0 to 1,000,000") % {"what": what, "got": str(value)[:40]},
            )
            return Fraction(0)
        return found

    def plain(self, data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
        """A list of short texts; nothing is an empty one."""
        found = data.get(key) or []
        if not isinstance(found, list | tuple):
            self.say(where, _("%(key)s must be a list") % {"key": key})
            return ()
        return tuple(str(one)[:MOST_TEXT] for one in found)

    def rows(self, data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        """A list of records."""
        found = data.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            self.say(where, _("%(key)s must be a list") % {"key": key})
            return []
        return list(found)


def read(data: object, *, figures: Collection[str] | None = None) -> Standard:
    """A standard from its data. ``figures``: the codes of the catalogue an item may name (None: not asked).

    BadStandard with every problem, each naming the place in the sheet, what came and what is allowed.
    """
    reader = _Reader()
    if not isinstance(data, Mapping):
        raise BadStandard([_("A standard is a record with id, version, title and elements; this is none")])
    languages = reader.plain(data, "languages", "languages") or ("zh-hans",)
    if strange := [one for one in languages if one not in LANGUAGES]:
        reader.say(
            "languages",
            _("“%(got)s” is no language of ours; allowed: %(allowed)s")
            % {"got": ", ".join(strange)[:60], "allowed": ", ".join(LANGUAGES)},
        )
    where = str(data.get("id") or _("the standard"))[:60]
    rules = data.get("scoring")
    rules = rules if isinstance(rules, Mapping) else {}
    made = Standard(
        id=reader.word(data, "id", where),
        version=reader.word(data, "version", where),
        kind=reader.word(data, "kind", where, KINDS),
        level=reader.word(data, "level", where, LEVELS),
        status=reader.word(data, "status", where, STATUSES),
        publisher=reader.texts(data, "publisher", where, languages),
        title=reader.texts(data, "title", where, languages),
        languages=languages,
        elements=tuple(_element(reader, one, languages) for one in reader.rows(data, "elements", where)),
        total=reader.number(rules["total"], where, _("The total")) if "total" in rules else None,
        scoring_basis=reader.word(rules, "basis", where, BASES) if rules else "",
        parts=tuple(_part(reader, one, languages) for one in reader.rows(rules, "parts", where)),
        grades=tuple(_grade(reader, one, languages) for one in reader.rows(rules, "grades", where)),
        verdicts=tuple(_verdict(reader, one, languages) for one in reader.rows(rules, "verdicts", where)),
        vetoes=tuple(
            Veto(
                reader.word(one, "id", _("a veto")),
                reader.texts(one, "text", str(one.get("id")), languages),
                reader.word(one, "basis", str(one.get("id")), BASES),
                reader.word(one, "told_by", str(one.get("id")), TOLD_BY) if one.get("told_by") else "",
            )
            for one in reader.rows(data, "vetoes", where)
        ),
        dates=_plain_record(data.get("dates")),
        sources=tuple(
            {str(k): str(v) for k, v in one.items()} for one in reader.rows(data, "sources", where)
        ),
        note=reader.texts(data, "note", where, ()),
    )
    _together(reader, made, figures)
    if reader.problems:
        raise BadStandard(reader.problems)
    return made


def _plain_record(found: object) -> dict[str, str]:
    """Short texts by name; anything else is nothing."""
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def _element(reader: _Reader, data: Mapping[str, Any], languages: Collection[str]) -> Element:
    """One heading and its items."""
    where = _("element %(id)s") % {"id": str(data.get("id", "?"))[:20]}
    return Element(
        id=reader.word(data, "id", where),
        title=reader.texts(data, "title", where, languages),
        basis=reader.word(data, "basis", where, BASES),
        items=tuple(_item(reader, one, languages) for one in reader.rows(data, "items", where)),
    )


def _item(reader: _Reader, data: Mapping[str, Any], languages: Collection[str]) -> Item:
    """One item."""
    where = _("item %(id)s") % {"id": str(data.get("id", "?"))[:20]}
    return Item(
        id=reader.word(data, "id", where),
        text=reader.texts(data, "text", where, languages),
        basis=reader.word(data, "basis", where, BASES),
        weight=reader.number(data.get("weight", 1), where, _("The weight")),
        points=reader.number(data["points"], where, _("The points")) if "points" in data else None,
        records=reader.plain(data, "records", where),
        figures=reader.plain(data, "figures", where),
        answers=reader.plain(data, "answers", where),
    )


def _part(reader: _Reader, data: Mapping[str, Any], languages: Collection[str]) -> Part:
    where = _("part %(id)s") % {"id": str(data.get("code", "?"))[:20]}
    return Part(
        reader.word(data, "code", where),
        reader.texts(data, "title", where, languages),
        reader.number(data.get("points"), where, _("The points")),
    )


def _grade(reader: _Reader, data: Mapping[str, Any], languages: Collection[str]) -> Grade:
    where = _("grade %(id)s") % {"id": str(data.get("code", "?"))[:20]}
    share = reader.number(data.get("share"), where, _("The share"))
    if share > 1:
        reader.say(
            where,
            _("%(what)s is %(got)s; allowed: 0 to 1")
            % {"what": _("The share"), "got": str(data.get("share"))[:40]},
        )
    return Grade(reader.word(data, "code", where), reader.texts(data, "title", where, languages), share)


def _verdict(reader: _Reader, data: Mapping[str, Any], languages: Collection[str]) -> Verdict:
    where = _("verdict %(id)s") % {"id": str(data.get("code", "?"))[:20]}
    above = data.get("every_item_above")
    return Verdict(
        reader.word(data, "code", where),
        reader.texts(data, "title", where, languages),
        reader.number(data.get("at_least"), where, _("The least total")),
        None if above is None else reader.number(above, where, _("The least of every item")),
    )


def _together(reader: _Reader, made: Standard, figures: Collection[str] | None) -> None:
    """What only shows when the whole is looked at."""
    items = list(made.items())
    where = made.id
    if not items:
        reader.say(where, _("It has no item"))
    if len(items) > MOST_ITEMS:
        reader.say(where, _("It has %(n)d items; allowed: %(most)d") % {"n": len(items), "most": MOST_ITEMS})
    _once(reader, _("item"), [one.id for one in items])
    _once(reader, _("element"), [one.id for one in made.elements])
    _once(reader, _("part"), [one.code for one in made.parts])
    _once(reader, _("grade"), [one.code for one in made.grades])
    if figures is not None:
        for one in items:
            for code in one.figures:
                if code.split("~")[0] not in figures:  # narrowed as in projects.count~setting=0
                    reader.say(
                        _("item %(id)s") % {"id": one.id},
                        _("“%(code)s” is no figure of the catalogue") % {"code": code[:60]},
                    )
    if made.kind == "scored":
        _points_add_up(reader, made)
        _verdicts_hold(reader, made)
    elif made.parts or made.verdicts:
        reader.say(where, _("A set of criteria has no parts and no verdicts; say kind: scored"))


def _once(reader: _Reader, what: str, ids: list[str]) -> None:
    """Every name once."""
    for name, times in Counter(ids).items():
        if times > 1:
            reader.say(
                f"{what} {name}", _("stands %(times)d times; a name belongs to one") % {"times": times}
            )


def _points_add_up(reader: _Reader, made: Standard) -> None:
    """N2: the points of all items are the total the sheet prints."""
    if not made.parts or not made.grades:
        reader.say(made.id, _("A score sheet needs parts and grades"))
        return
    if not any(one.share == 1 for one in made.grades) or not any(one.share == 0 for one in made.grades):
        reader.say(made.id, _("The grades must reach from 0 to 1"))
    most = sum((made.points_of(one) for one in made.items()), Fraction(0))
    if made.total is None:
        reader.say(made.id, _("A score sheet says its total"))
    elif most != made.total:
        reader.say(
            made.id,
            _("The items add up to %(sum)s points, the sheet says %(total)s: %(by)s apart (rule N2)")
            % {"sum": decimal(most), "total": decimal(made.total), "by": decimal(abs(most - made.total))},
        )


def _verdicts_hold(reader: _Reader, made: Standard) -> None:
    """Every total gets one verdict: from the highest down, the last without a condition."""
    marks = [one.at_least for one in made.verdicts]
    if not marks:
        reader.say(made.id, _("A score sheet needs verdicts"))
        return
    if marks != sorted(marks, reverse=True):
        reader.say(made.id, _("Verdicts stand from the highest mark to the lowest"))
    if made.verdicts[-1].at_least != 0 or made.verdicts[-1].every_item_above is not None:
        reader.say(
            made.id, _("The last verdict holds for every total: its mark is 0 and it asks nothing else")
        )
    if made.total is not None and marks[0] > made.total:
        reader.say(
            made.id,
            _("The mark %(mark)s is above the total %(total)s: nobody could pass")
            % {"mark": decimal(marks[0]), "total": decimal(made.total)},
        )


def decimal(value: Fraction, places: int = 2) -> str:
    """A fraction as people write it: 3, 2.1, 2.22."""
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(standard: Standard) -> dict[str, Any]:
    """The data of a standard again; ``read(written(s)) == s``."""
    as_text: Callable[[Fraction], str] = str
    rules: dict[str, Any] = {}
    if standard.parts:
        rules = {
            "total": as_text(standard.total or Fraction(0)),
            "basis": standard.scoring_basis,
            "parts": [
                {"code": p.code, "title": dict(p.title), "points": as_text(p.points)} for p in standard.parts
            ],
            "grades": [
                {"code": g.code, "title": dict(g.title), "share": as_text(g.share)} for g in standard.grades
            ],
            "verdicts": [_written_verdict(v) for v in standard.verdicts],
        }
    return {
        "schema": {"version": 1},
        "id": standard.id,
        "version": standard.version,
        "kind": standard.kind,
        "level": standard.level,
        "status": standard.status,
        "languages": list(standard.languages),
        "publisher": dict(standard.publisher),
        "title": dict(standard.title),
        "dates": dict(standard.dates),
        "sources": [dict(one) for one in standard.sources],
        "note": dict(standard.note),
        **({"scoring": rules} if rules else {}),
        "vetoes": [
            {
                "id": v.id,
                "text": dict(v.text),
                "basis": v.basis,
                **({"told_by": v.told_by} if v.told_by else {}),
            }
            for v in standard.vetoes
        ],
        "elements": [
            {
                "id": e.id,
                "title": dict(e.title),
                "basis": e.basis,
                "items": [_written_item(one) for one in e.items],
            }
            for e in standard.elements
        ],
    }


def _written_verdict(one: Verdict) -> dict[str, Any]:
    made: dict[str, Any] = {"code": one.code, "title": dict(one.title), "at_least": str(one.at_least)}
    if one.every_item_above is not None:
        made["every_item_above"] = str(one.every_item_above)
    return made


def _written_item(one: Item) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": one.id,
        "text": dict(one.text),
        "basis": one.basis,
        "weight": str(one.weight),
    }
    if one.points is not None:
        made["points"] = str(one.points)
    return made | {
        "records": list(one.records), "figures": list(one.figures), "answers": list(one.answers)
    }  # fmt: skip


def sum_of(standard: Standard) -> str:
    """A checksum of everything a standard says: two with the same sum are the same."""
    text = json.dumps(written(standard), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
