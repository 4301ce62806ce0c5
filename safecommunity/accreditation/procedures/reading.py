"""From data to a procedure: everything that is wrong is said together, each sentence with the name of its rule.

The format is documented in docs/reference/procedures.md. A procedure that does not hold together is refused whole.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accreditation.procedures import checking
from safecommunity.accreditation.procedures.shape import (
    BASES,
    DOES,
    LEVELS,
    LIMITS,
    NEEDS,
    ROLES,
    STAGES,
    UNITS,
    Kept,
    Limit,
    Move,
    Need,
    Procedure,
    Span,
    State,
    Texts,
)

LANGUAGES = ("zh-hans", "zh-hant", "en")
MOST = 200  # states, moves
MOST_TEXT, MOST_N = 600, 1000
WORD = re.compile(r"[a-z][a-z0-9_\-]{0,39}\Z")


class BadProcedure(ValueError):
    """A procedure that does not hold together; ``problems`` says everything, each as “[rule] where: what”."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Reader:
    """Takes values out of the data and collects what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.languages: tuple[str, ...] = ("zh-hans",)

    def say(self, rule: str, where: str, what: str) -> None:
        self.problems.append(f"[{rule}] {where}: {what}")

    def word(
        self, data: Mapping[str, Any], key: str, where: str, allowed: Collection[str] = (), rule: str = ""
    ) -> str:
        """A short name that must be there, of a list where there is one."""
        found = data.get(key)
        text = str(found).strip()[:MOST_TEXT] if isinstance(found, str | int | float) else ""
        rule = rule or f"format.{key}"
        if allowed and text not in allowed:
            told = {"key": key, "got": text[:40], "allowed": ", ".join(allowed)}
            self.say(rule, where, _("%(key)s is “%(got)s”; allowed: %(allowed)s") % told)
        elif not text:
            self.say(rule, where, _("%(key)s is missing") % {"key": key})
        return text

    def id(self, data: Mapping[str, Any], where: str) -> str:
        """A name of a state, move, paper or limit."""
        text = self.word(data, "id", where)
        if text and not WORD.match(text):
            says = _("id is “%(got)s”; allowed: small letters, digits, _ and -, at most 40") % {
                "got": text[:60]
            }
            self.say("format.id", where, says)
        return text[:40]

    def texts(self, data: Mapping[str, Any], key: str, where: str) -> Texts:
        """A text in every language the procedure says it has."""
        found = data.get(key)
        found = found if isinstance(found, Mapping) else {}
        texts = {str(k): str(v).strip()[:MOST_TEXT] for k, v in found.items() if str(k) in LANGUAGES and v}
        if missing := [one for one in self.languages if not texts.get(one)]:
            told = {"key": key, "missing": ", ".join(missing)}
            self.say(f"format.{key}", where, _("%(key)s has no text in %(missing)s") % told)
        return texts

    def rows(self, data: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
        """A list of records."""
        found = data.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            self.say(f"format.{key}", where, _("%(key)s must be a list") % {"key": key})
            return []
        if len(found) > MOST:
            told = {"key": key, "n": len(found), "most": MOST}
            self.say(f"format.{key}", where, _("%(key)s has %(n)s rows; allowed: %(most)s") % told)
        return list(found[:MOST])

    def several(
        self, data: Mapping[str, Any], key: str, where: str, allowed: Collection[str] = ()
    ) -> tuple[str, ...]:
        """A list of words, each of a list where there is one."""
        found = data.get(key) or []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.say(f"format.{key}", where, _("%(key)s must be a list") % {"key": key})
            return ()
        for one in found:
            if allowed and one not in allowed:
                told = {"key": key, "got": one[:40], "allowed": ", ".join(allowed)}
                self.say(f"move.{key}", where, _("%(key)s is “%(got)s”; allowed: %(allowed)s") % told)
        return tuple(found)

    def basis(self, data: Mapping[str, Any], where: str, rule: str) -> str:
        """How something is known."""
        return self.word(data, "basis", where, BASES, rule)

    def count(self, data: Mapping[str, Any], where: str, rule: str) -> int:
        """A whole number from one on."""
        found = data.get("n")
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= MOST_N:
            told = {"got": str(found)[:20], "most": MOST_N}
            self.say(rule, where, _("n is “%(got)s”; allowed: whole numbers from 1 to %(most)s") % told)
            return 1
        return found

    def span(self, data: object, where: str, rule: str) -> Span:
        """A number of days, months or years, with how that is known."""
        if not isinstance(data, Mapping):
            self.say(f"{rule}.n", where, _("a clock is a record with n, unit and basis"))
            return Span(1, "working", "derived")
        return Span(
            self.count(data, where, f"{rule}.n"), self.word(data, "unit", where, UNITS, f"{rule}.unit"),
            self.basis(data, where, f"{rule}.basis"),
        )  # fmt: skip


def read(data: object, *, sheets: Collection[str] | None = None) -> Procedure:
    """A procedure from its data. ``sheets``: standards a self-assessment may follow (None: not asked).

    BadProcedure with every problem: the rule's name, the place in the file, what came, what is allowed.
    """
    reader = _Reader()
    if not isinstance(data, Mapping):
        raise BadProcedure(
            [_("[format] A procedure is a record with id, version, states and moves; this is none")]
        )
    reader.languages = tuple(x for x in reader.several(data, "languages", "languages") if x in LANGUAGES) or (
        "zh-hans",
    )
    where = str(data.get("id") or _("the procedure"))[:60]
    made = Procedure(
        id=reader.id(data, where), version=reader.word(data, "version", where),
        level=reader.word(data, "level", where, LEVELS), title=reader.texts(data, "title", where),
        publisher=reader.texts(data, "publisher", where), languages=reader.languages,
        sheet=reader.word(data, "sheet", where, sorted(sheets) if sheets is not None else ()),
        term=reader.span(data.get("term"), _("%(what)s, term") % {"what": where}, "term"),
        number=reader.word(data, "number", where),
        states=tuple(_state(reader, one, n) for n, one in enumerate(reader.rows(data, "states", where), 1)),
        moves=tuple(_move(reader, one, n) for n, one in enumerate(reader.rows(data, "moves", where), 1)),
        sources=tuple({str(k): str(v) for k, v in one.items()} for one in reader.rows(data, "sources", where)),
        note={str(k): str(v) for k, v in data["note"].items()} if isinstance(data.get("note"), Mapping) else {},
    )  # fmt: skip
    problems = reader.problems + checking.problems(made)
    if problems:
        raise BadProcedure(list(dict.fromkeys(problems)))
    return made


def _state(reader: _Reader, data: Mapping[str, Any], n: int) -> State:
    where = _("state %(name)s") % {"name": data.get("id") or f"no. {n}"}
    clock = data.get("clock")
    turn = str(data.get("turn") or "")
    if turn and turn not in ROLES:
        told = {"key": "turn", "got": turn[:40], "allowed": ", ".join(ROLES)}
        reader.say("role.unknown", where, _("%(key)s is “%(got)s”; allowed: %(allowed)s") % told)
    return State(
        id=reader.id(data, where), stage=reader.word(data, "stage", where, STAGES, "state.stage"),
        title=reader.texts(data, "title", where), basis=reader.basis(data, where, "state.basis"), turn=turn,
        clock=None if clock is None else reader.span(clock, where, "clock"), locks=data.get("locks") is True,
        refuses=tuple(
            Kept(
                reader.word(one, "move", where), reader.word(one, "rule", where), reader.texts(one, "text", where),
                reader.basis(one, where, "refusal.basis"),
            )
            for one in reader.rows(data, "refuses", where)
        ),
    )  # fmt: skip


def _move(reader: _Reader, data: Mapping[str, Any], n: int) -> Move:
    where = _("move %(name)s") % {"name": data.get("id") or f"no. {n}"}
    if data.get("role"):
        role = reader.word(data, "role", where, ROLES, "role.unknown")
    else:
        role = ""
        reader.say(
            "move.role",
            where,
            _("says nobody who makes it; allowed: %(roles)s") % {"roles": ", ".join(ROLES)},
        )
    return Move(
        id=reader.id(data, where), title=reader.texts(data, "title", where),
        basis=reader.basis(data, where, "move.basis"), sources=reader.several(data, "from", where),
        to=reader.word(data, "to", where, rule="move.to"), role=role,
        papers=tuple(
            Need(reader.id(one, where), reader.texts(one, "title", where), reader.basis(one, where, "paper.basis"))
            for one in reader.rows(data, "papers", where)
        ),
        needs=reader.several(data, "needs", where, NEEDS),
        limits=tuple(_limit(reader, one, where) for one in reader.rows(data, "limits", where)),
        does=reader.several(data, "does", where, DOES), says=data.get("says") is True,
    )  # fmt: skip


def _limit(reader: _Reader, data: Mapping[str, Any], move: str) -> Limit:
    where = f"{move}, {data.get('id') or '?'}"
    kind = reader.word(data, "kind", where, LIMITS, "limit.kind")
    counts = kind in ("stayed", "within", "at_most", "points")
    timed = kind in ("stayed", "within")
    return Limit(
        id=reader.id(data, where), kind=kind, basis=reader.basis(data, where, "limit.basis"),
        n=reader.count(data, where, "limit.n") if counts else 0,
        unit=reader.word(data, "unit", where, UNITS, "limit.unit") if timed else "",
        state=reader.word(data, "state", where, rule="limit.state") if timed else "",
    )  # fmt: skip


def written(one: Procedure) -> dict[str, Any]:
    """A procedure as data that reads back as the same."""

    def span(it: Span) -> dict[str, Any]:
        return {"n": it.n, "unit": it.unit, "basis": it.basis}

    def state(it: State) -> dict[str, Any]:
        told: dict[str, Any] = {"id": it.id, "stage": it.stage, "title": dict(it.title), "basis": it.basis}
        told |= {"turn": it.turn} if it.turn else {}
        told |= {"clock": span(it.clock)} if it.clock else {}
        told |= {"locks": True} if it.locks else {}
        kept = [{"move": k.move, "rule": k.rule, "text": dict(k.text), "basis": k.basis} for k in it.refuses]
        return told | ({"refuses": kept} if kept else {})

    return {
        "id": one.id, "version": one.version, "level": one.level, "languages": list(one.languages),
        "title": dict(one.title), "publisher": dict(one.publisher), "sheet": one.sheet, "term": span(one.term),
        "number": one.number, "sources": [dict(it) for it in one.sources], "note": dict(one.note),
        "states": [state(it) for it in one.states], "moves": [_written(it) for it in one.moves],
    }  # fmt: skip


def _written(move: Move) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": move.id, "title": dict(move.title), "basis": move.basis, "from": list(move.sources), "to": move.to,
        "role": move.role,
    }  # fmt: skip
    papers = [{"id": it.id, "title": dict(it.title), "basis": it.basis} for it in move.papers]
    limits = [
        {k: v for k, v in (("id", it.id), ("kind", it.kind), ("basis", it.basis), ("n", it.n), ("unit", it.unit),
                           ("state", it.state)) if v}
        for it in move.limits
    ]  # fmt: skip
    more = {
        "papers": papers,
        "needs": list(move.needs),
        "limits": limits,
        "does": list(move.does),
        "says": move.says,
    }
    return told | {key: value for key, value in more.items() if value}


def sum_of(one: Procedure) -> str:
    """The checksum of everything a procedure says."""
    plain = json.dumps(written(one), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
