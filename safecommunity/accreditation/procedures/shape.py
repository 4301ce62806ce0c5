"""What a procedure is: states with their clocks, moves with who makes them, the papers they need, and limits.

How a clock, limit or paper is known decides what it does: only what is read in its source, or set by an operator who
holds the paper, stops a move; what is recalled or reconstructed warns, and who goes on says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Texts = Mapping[str, str]

# the stages of every procedure in order, so that places under different procedures stand on one line
STAGES = (
    "filing", "building", "assessment", "recommendation", "review", "site", "rectification", "decision", "notice",
    "named", "reevaluation", "closed",
)  # fmt: skip
LEVELS = ("municipal", "provincial", "national", "international")
APPLICANT, CHIEF = "applicant", "applicant_chief"
# tiers of supervision from below, with the level of the place tree each stands for
TIERS = {"district": "district", "city": "city", "province": "province", "centre": "country"}
ROLES = (APPLICANT, CHIEF, *TIERS)
BASES = ("read", "recalled", "reconstructed", "derived", "mixed", "operator")
FIRM = ("read", "operator")
UNITS = ("working", "calendar", "month", "year")
BACK = "@back"  # to the state the application came from
# what has to hold before a move besides papers and limits
NEEDS = (
    "round", "official_round", "objections_decided", "objection_upheld", "no_objection_upheld", "review", "vetoes",
)  # fmt: skip
# what a move does besides moving
DOES = ("file", "submit", "publish", "name", "renew", "report", "end", "restore", "deadline")
LIMITS = (
    "after_clock", "before_clock", "after_term", "stayed", "within", "at_most", "points", "once_a_year",
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """So many days, months or years, and how that is known."""

    n: int
    unit: str
    basis: str


@dataclass(frozen=True)
class Kept:
    """A move that is refused in a state by a rule of its own, with the reason in words."""

    move: str
    rule: str
    text: Texts
    basis: str


@dataclass(frozen=True)
class State:
    """Where an application may stand. `turn` says whose turn it is; without one nothing more comes."""

    id: str
    stage: str
    title: Texts
    basis: str
    turn: str = ""
    clock: Span | None = None
    locks: bool = False
    refuses: tuple[Kept, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the application is closed here."""
        return not self.turn


@dataclass(frozen=True)
class Need:
    """A paper a move needs."""

    id: str
    title: Texts
    basis: str


@dataclass(frozen=True)
class Limit:
    """A bound of a move: `kind` says of what, `n`, `unit` and `state` how much, of which stay."""

    id: str
    kind: str
    basis: str
    n: int = 0
    unit: str = ""
    state: str = ""


@dataclass(frozen=True)
class Move:
    """A way from one of several states to another. `says` asks for a reason."""

    id: str
    title: Texts
    basis: str
    sources: tuple[str, ...]
    to: str
    role: str
    papers: tuple[Need, ...] = ()
    needs: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    does: tuple[str, ...] = ()
    says: bool = False


@dataclass(frozen=True)
class Procedure:
    """A whole procedure in one version. Immutable: an application keeps the version it was begun with."""

    id: str
    version: str
    level: str
    title: Texts
    publisher: Texts
    languages: tuple[str, ...]
    sheet: str
    term: Span
    number: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    sources: tuple[Mapping[str, str], ...] = ()
    note: Texts = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Id and version as one word."""
        return f"{self.id}@{self.version}"

    @property
    def start(self) -> State:
        """Where every application begins."""
        return self.states[0]

    @cached_property
    def state(self) -> Mapping[str, State]:
        """States by id."""
        return {one.id: one for one in self.states}

    @cached_property
    def move(self) -> Mapping[str, Move]:
        """Moves by id."""
        return {one.id: one for one in self.moves}

    def moves_from(self, state: str) -> list[Move]:
        """Moves that leave a state, the main way first as the procedure lists them."""
        return [one for one in self.moves if state in one.sources]

    def targets(self, move: Move) -> tuple[str, ...]:
        """Where a move may lead: one state, or for `@back` every state that has a move to where it starts."""
        if move.to != BACK:
            return (move.to,)
        found = [s for other in self.moves if other.to in move.sources for s in other.sources]
        return tuple(dict.fromkeys(one for one in found if one not in move.sources))

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages this procedure has, in order."""
        have = {one.stage for one in self.states}
        return tuple(one for one in STAGES if one in have)

    def bases(self) -> Iterator[str]:
        """How every clock, limit, paper, state and move is known."""
        for state in self.states:
            yield state.basis
            if state.clock:
                yield state.clock.basis
        for move in self.moves:
            yield move.basis
            yield from (one.basis for one in move.papers)
            yield from (one.basis for one in move.limits)
        yield self.term.basis
