"""Whether a procedure holds together: every rule has a name, and a procedure that breaks one is refused by it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from safecommunity.accreditation.procedures.shape import BACK, Move, Procedure

Found = Iterator[tuple[str, str, str]]  # rule, where, what


def problems(one: Procedure) -> list[str]:
    """Everything wrong with the whole; what is wrong with single values was said when they were read."""
    found: list[str] = []
    for rule in RULES:
        found += [f"[{name}] {where}: {what}" for name, where, what in rule(one)]
    return found


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, n in Counter(names).items() if n > 1]


def once(one: Procedure) -> Found:
    """state.twice, move.twice, paper.twice, limit.twice"""
    for name in _twice(x.id for x in one.states):
        yield "state.twice", _("state %(name)s") % {"name": name}, _("stands twice")
    for name in _twice(x.id for x in one.moves):
        yield "move.twice", _("move %(name)s") % {"name": name}, _("stands twice")
    for move in one.moves:
        where = _("move %(name)s") % {"name": move.id}
        for name in _twice(x.id for x in move.papers):
            yield "paper.twice", where, _("the paper %(name)s stands twice") % {"name": name}
        for name in _twice(x.id for x in move.limits):
            yield "limit.twice", where, _("the limit %(name)s stands twice") % {"name": name}


def ends(one: Procedure) -> Found:
    """move.from, move.to, move.back, limit.state, refusal.move: every name stands for something"""
    known = ", ".join(one.state)
    for move in one.moves:
        where = _("move %(name)s") % {"name": move.id}
        if not move.sources:
            yield "move.from", where, _("begins nowhere")
        for name in move.sources:
            if name not in one.state:
                yield "move.from", where, _("there is no state “%(got)s”; allowed: %(known)s") % {
                    "got": name[:40], "known": known,
                }  # fmt: skip
        if move.to not in (BACK, *one.state):
            yield "move.to", where, _("there is no state “%(got)s”; allowed: %(known)s") % {
                "got": move.to[:40], "known": f"{BACK}, {known}",
            }  # fmt: skip
        if move.to == BACK and not one.targets(move):
            yield "move.back", where, _("goes back, but nothing leads to where it begins")
        for limit in move.limits:
            if limit.state and limit.state not in one.state:
                yield "limit.state", f"{where}, {limit.id}", _("there is no state “%(got)s”; allowed: %(known)s") % {
                    "got": limit.state[:40], "known": known,
                }  # fmt: skip
    for state in one.states:
        for kept in state.refuses:
            where = _("state %(name)s") % {"name": state.id}
            if kept.move not in one.move:
                yield (
                    "refusal.move",
                    where,
                    _("refuses “%(got)s”, which is no move") % {"got": kept.move[:40]},
                )
            elif state.id in one.move[kept.move].sources:
                yield (
                    "refusal.move",
                    where,
                    _("refuses “%(got)s”, which begins here") % {"got": kept.move[:40]},
                )


def _graph(one: Procedure) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {name: set() for name in one.state}
    for move in one.moves:
        for source in move.sources:
            if source in found:
                found[source] |= {x for x in one.targets(move) if x in found}
    return found


def _reach(graph: Mapping[str, set[str]], start: Iterable[str]) -> set[str]:
    seen, todo = set(start), list(start)
    while todo:
        for name in graph.get(todo.pop(), ()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def ways(one: Procedure) -> Found:
    """state.unreachable, state.no_end, procedure.no_start, procedure.no_title: every state is on a way"""
    if not one.states:
        yield "procedure.no_start", one.id, _("has no state to begin in")
        return
    graph = _graph(one)
    reached = _reach(graph, [one.start.id])
    for state in one.states:
        if state.id not in reached:
            says = _("nothing leads here from “%(start)s”") % {"start": one.start.id}
            yield "state.unreachable", _("state %(name)s") % {"name": state.id}, says
    back: dict[str, set[str]] = {name: set() for name in graph}
    for source, targets in graph.items():
        for target in targets:
            back[target].add(source)
    closes = _reach(back, [state.id for state in one.states if state.final])
    for state in one.states:
        if state.id not in closes and not state.final and graph[state.id]:
            yield (
                "state.no_end",
                _("state %(name)s") % {"name": state.id},
                _("no way leads from here to an end"),
            )
    if not any("name" in move.does and reached.intersection(move.sources) for move in one.moves):
        yield "procedure.no_title", one.id, _("no move gives the title")


def turns(one: Procedure) -> Found:
    """state.dead_end, state.final_moves, state.turn: whoever's turn it is can do something"""
    for state in one.states:
        where, moves = _("state %(name)s") % {"name": state.id}, one.moves_from(state.id)
        if state.final and moves:
            yield "state.final_moves", where, _("is nobody's turn, but %(moves)s begin here") % {
                "moves": ", ".join(x.id for x in moves),
            }  # fmt: skip
        elif not state.final and not moves:
            yield (
                "state.dead_end",
                where,
                _("is the turn of %(role)s, but nothing begins here") % {"role": state.turn},
            )
        elif not state.final and not any(_makes(state.turn, move) for move in moves):
            yield (
                "state.turn",
                where,
                _("is the turn of %(role)s, who has no move here") % {"role": state.turn},
            )


def _makes(turn: str, move: Move) -> bool:
    """A chief makes what his office makes; an office prepares what its chief decides."""
    return turn == move.role or {turn, move.role} == {"applicant", "applicant_chief"}


def clocks(one: Procedure) -> Found:
    """limit.clockless: a limit by the clock of a state needs that state to have one"""
    for move in one.moves:
        for limit in move.limits:
            if limit.kind not in ("after_clock", "before_clock"):
                continue
            for name in move.sources:
                if name in one.state and one.state[name].clock is None:
                    yield (
                        "limit.clockless",
                        f"{_('move %(name)s') % {'name': move.id}}, {limit.id}",
                        _("the state “%(state)s” has no clock") % {"state": name},
                    )


def deeds(one: Procedure) -> Found:
    """move.does: what a move does fits where it leads"""
    for move in one.moves:
        where = _("move %(name)s") % {"name": move.id}
        stages = {one.state[x].stage for x in one.targets(move) if x in one.state}
        for deed, stage in (
            ("publish", "notice"),
            ("name", "named"),
            ("renew", "named"),
            ("restore", "named"),
        ):
            if deed in move.does and stages != {stage}:
                yield "move.does", where, _("does “%(deed)s”, but does not lead to the stage “%(stage)s”") % {
                    "deed": deed, "stage": stage,
                }  # fmt: skip
        if "publish" in move.does and any(
            one.state[x].clock is None for x in one.targets(move) if x in one.state
        ):
            yield "notice.clock", where, _("opens a public notice in a state without a clock")
        if "report" in move.does and not move.papers:
            yield "move.does", where, _("records a report, but needs no paper")


def numbering(one: Procedure) -> Found:
    """procedure.number: no two certificates may bear one number"""
    missing = [part for part in ("{year}", "{serial}") if part not in one.number]
    if missing or len(one.number) > 30:
        says = _("the number “%(got)s” lacks %(missing)s; allowed: up to 30 signs with both")
        yield (
            "procedure.number",
            one.id,
            says % {"got": one.number[:40], "missing": ", ".join(missing) or "—"},
        )


RULES: tuple[Callable[[Procedure], Found], ...] = (once, ends, ways, turns, clocks, deeds, numbering)
