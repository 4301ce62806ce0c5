"""A quantity as a row keeps it, and back again."""

from fractions import Fraction
from typing import Any

from safecommunity.indicators.reading.dates import When
from safecommunity.indicators.reading.problems import exact
from safecommunity.indicators.reading.quantity import Quantity, Reading
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading.judged import Marked

PLAIN = ("low", "high", "unit", "printed", "qualifier", "kind", "after", "subject", "scope", "target", "n", "counted",
         "part_of")  # fmt: skip


def row(paper: Paper, index: int, made: Marked) -> PaperMark:
    """The row of one number, not stored yet."""
    one = made.one
    content: dict[str, Any] = {name: getattr(one, name) for name in PLAIN}
    content |= {
        "value": str(one.value), "step": str(one.step), "upper": str(one.upper) if one.upper is not None else "",
        "shown": exact(one.value), "when": one.when.text if one.when else "",
        "said_period": one.when.period if one.when else "", "period": str(made.period) if made.period else "",
    }  # fmt: skip
    return PaperMark(
        paper=paper, number=index, start=one.start, end=one.end, content=content, problem=made.problem,
        problems=made.problems, verdict=made.verdict, code=made.code, linked_by=made.linked_by,
        matched=list(made.matched), offered=list(made.offered), figure=made.figure, claim=made.claim,
    )  # fmt: skip


def quantity(mark: PaperMark) -> Quantity:
    """The quantity a row keeps."""
    content = mark.content
    when = None
    if content["when"]:
        when = _When(0, 0, content["when"], said=content["said_period"])
    return Quantity(
        mark.start, mark.end, value=Fraction(content["value"]), step=Fraction(content["step"]),
        upper=Fraction(content["upper"]) if content["upper"] else None, when=when,
        **{name: content[name] for name in PLAIN},
    )  # fmt: skip


class _When(When):
    """A time of which only its words and its months are kept."""

    def __init__(self, start: int, end: int, text: str, *, said: str) -> None:
        super().__init__(start, end, text)
        object.__setattr__(self, "_said", said)

    @property
    def period(self) -> str:
        """As it was read."""
        return str(self.__dict__["_said"])


def pairs(reading: Reading) -> list[dict[str, Any]]:
    """Pairs as a paper keeps them."""
    return [
        {"before": one.before, "after": one.after, "subject": one.subject, "word": one.word, "earlier": one.earlier,
         "later": one.later}
        for one in reading.pairs
    ]  # fmt: skip
