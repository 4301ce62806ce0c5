"""Writing claims: entered once, taken back by a reversing line, corrected by that and a new one, read from a list."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.checker.rights import Rights
from safecommunity.figures.claims import words
from safecommunity.figures.models import Claim
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.languages import PERCENT
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.shell.errors import Refused as RefusedRequest
from safecommunity.shell.forms import came

EARLIEST, LATEST = date(1949, 1, 1), date(2100, 12, 31)
MOST = Decimal(10) ** 12
MOST_COUNTED = 2_000_000_000
MOST_LISTED = 100
LONGEST = {
    "title": 200, "scope": 120, "topic": 80, "quote": 400, "unit": 30, "document": 200, "document_number": 80,
    "page": 40, "earlier_when": 40, "later_when": 40, "tool": 80, "earlier_tool": 80, "figure_code": 80,
}  # fmt: skip
FIELDS = (
    *LONGEST, "kind", "printed", "upper", "earlier_printed", "qualifier", "target", "counted", "out_of", "earlier_of",
    "listed", "against", "direction", "starts", "ends", "part_of", "all_parts",
)  # fmt: skip
NEEDS_VALUE = (Claim.Kind.NUMBER, Claim.Kind.SHARE, Claim.Kind.PAIR, Claim.Kind.LIST, Claim.Kind.RANK)


class Refused(RefusedRequest):
    """A claim that cannot be kept; `problems` are all of it, each a sentence."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("；".join(problems))


def title_of(name: str) -> str:
    """What a field is called."""
    return {
        "title": _("What the paper says"), "scope": _("Scope in the paper’s words"), "topic": _("What is counted"),
        "quote": _("The sentence"), "unit": _("Unit of measure"), "document": _("Document"),
        "document_number": _("Its number"), "page": _("Page"), "earlier_when": _("When before"),
        "later_when": _("When after"), "tool": _("Questionnaire after"), "earlier_tool": _("Questionnaire before"),
        "figure_code": _("Figure it claims to be"), "value": _("Number as printed"), "upper": _("to"),
        "earlier": _("Number before"), "counted": _("Numerator"), "out_of": _("n"), "earlier_of": _("n before"),
        "starts": _("From"), "ends": _("Until"), "kind": _("Kind"), "qualifier": _("Word beside the number"),
        "direction": _("Direction"), "listed": _("Names listed"), "against": _("Matched with"),
        "part_of": _("Part of"), "all_parts": _("Its parts are all entered"), "target": _("A target"),
        "printed": _("Number as printed"), "earlier_printed": _("Number before"), "place": _("Place"),
    }.get(name, name)  # fmt: skip


class Problem(str):
    """What is wrong with a claim, as a sentence; `field` and `allowed` say it for a cell of a list."""

    field: str
    allowed: str

    @classmethod
    def of(cls, field: str, allowed: str, sentence: str = "") -> "Problem":
        """One of a field; without a sentence of its own what is allowed is the sentence."""
        made = cls(sentence or allowed)
        made.field, made.allowed = CELLS.get(field, field), allowed
        return made


CELLS = {"value": "printed", "earlier": "earlier_printed"}  # what is kept by the cell it is read from


def _wrong(name: str, what: Any, allowed: str) -> Problem:
    said = _("%(field)s: got %(came)s; allowed: %(allowed)s") % {
        "field": title_of(name), "came": came(what) or "—", "allowed": allowed,
    }  # fmt: skip
    return Problem.of(name, allowed, said)


def decimal(text: Any) -> Decimal | None:
    """The number that digits as printed say; None for anything else, or for one that cannot be kept."""
    plain = str(text).replace(",", "").strip()
    if (
        not plain
        or len(plain) > 20
        or not plain.isascii()
        or not plain.lstrip("-").replace(".", "", 1).isdigit()
    ):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if abs(value) < MOST and value == round(value, 4) else None


def checked(values: Mapping[str, Any], place: str) -> tuple[Claim, list[Problem]]:
    """The claim that values make, and all that is wrong with it. Nothing is written."""
    given = {name: values.get(name) for name in FIELDS}
    wrong: list[Problem] = []
    made = Claim(place=place)
    for name, most in LONGEST.items():
        text = " ".join(str(given[name] or "").split())
        if "\x00" in text or len(text) > most:
            wrong.append(_wrong(name, text, _("up to %(most)s characters") % {"most": most}))
            text = ""
        setattr(made, name, text)
    _choices(made, given, wrong)
    _numbers(made, given, wrong)
    _names(made, given, wrong)
    _period(made, given, wrong)
    for name in ("title", "document"):
        if not getattr(made, name) and not any(one.field == name for one in wrong):
            says = _("%(field)s is empty; it must be filled in") % {"field": title_of(name)}
            wrong.append(Problem.of(name, says))
    _whole(made, given, wrong)
    return made, wrong


def _choices(made: Claim, given: Mapping[str, Any], wrong: list[Problem]) -> None:
    for name, allowed, label in (
        ("kind", Claim.Kind.values, words.kind), ("qualifier", Claim.Qualifier.values, words.qualifier),
        ("direction", ["", *Claim.Direction.values], words.direction),
    ):  # fmt: skip
        default = {"kind": Claim.Kind.NUMBER, "qualifier": Claim.Qualifier.EXACT}.get(name, "")
        value = str(given[name] or default)
        if value not in allowed:
            wrong.append(_wrong(name, value, _(", ").join(label(one) for one in allowed if one)))
            value = default
        setattr(made, name, value)
    made.target, made.all_parts = bool(given["target"]), bool(given["all_parts"])
    if made.kind == Claim.Kind.TREND and not made.direction:
        wrong.append(_wrong("direction", "", _("falling or rising")))
    if made.figure_code:
        try:
            catalogue.get(made.figure_code)
        except IndicatorError:
            wrong.append(_wrong("figure_code", made.figure_code, _("the code of a figure of the catalogue")))


def _numbers(made: Claim, given: Mapping[str, Any], wrong: list[Problem]) -> None:
    allowed = _("a number with up to 4 decimals, as printed")
    for value, shown in (("value", "printed"), ("upper", "upper"), ("earlier", "earlier_printed")):
        text = str(given[shown] if given[shown] is not None else "").strip()
        number = decimal(text) if text else None
        if text and number is None:
            wrong.append(_wrong(value, text, allowed))
        setattr(made, value, number)
        if shown != "upper":
            setattr(made, shown, text.replace(",", "")[:24] if number is not None else "")
    for name in ("counted", "out_of", "earlier_of"):
        number_of = given[name]
        if number_of in (None, ""):
            continue
        if (
            isinstance(number_of, bool)
            or not isinstance(number_of, int)
            or not 0 <= number_of <= MOST_COUNTED
        ):
            wrong.append(_wrong(name, number_of, _("a whole number from 0 up")))
        else:
            setattr(made, name, number_of)


def _names(made: Claim, given: Mapping[str, Any], wrong: list[Problem]) -> None:
    for name in ("listed", "against"):
        lines = [" ".join(str(line).split()) for line in given[name] or []]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LISTED or any(len(line) > 120 or "\x00" in line for line in lines):
            allowed = _("up to %(most)s names of 120 characters") % {"most": MOST_LISTED}
            wrong.append(_wrong(name, len(lines), allowed))
            lines = []
        setattr(made, name, lines)


def _period(made: Claim, given: Mapping[str, Any], wrong: list[Problem]) -> None:
    starts, ends = given["starts"] or None, given["ends"] or None
    for name, day in (("starts", starts), ("ends", ends)):
        if day is not None and (not isinstance(day, date) or not EARLIEST <= day <= LATEST):
            allowed = _("%(first)s to %(last)s") % {"first": EARLIEST, "last": LATEST}
            wrong.append(_wrong(name, day, allowed))
            return
    if (starts is None) != (ends is None):
        says = _("Period: allowed are both days, or none where the paper does not say it")
        wrong.append(Problem.of("ends" if ends is None else "starts", says))
    elif starts is not None and ends < starts:
        says = _("Period: got %(starts)s to %(ends)s, which ends before it begins.")
        wrong.append(Problem.of("ends", says % {"starts": starts, "ends": ends}))
    else:
        made.starts, made.ends = starts, ends


def _whole(made: Claim, given: Mapping[str, Any], wrong: list[Problem]) -> None:
    """What fields say together."""
    if made.kind in NEEDS_VALUE and made.value is None and not str(given["printed"] or "").strip():
        wrong.append(_wrong("value", "", _("the number as printed")))
    if made.kind == Claim.Kind.PAIR and made.earlier is None:
        wrong.append(_wrong("earlier", given["earlier_printed"], _("the number before, as printed")))
    ranged = made.qualifier == Claim.Qualifier.RANGE
    above = made.upper is None or made.value is None or made.upper >= made.value
    if ranged != (made.upper is not None) or not above:
        says = _("A range needs two ends, the lower one first; other numbers have one.")
        wrong.append(Problem.of("upper", says))
    if made.unit.strip().lower() in PERCENT and made.kind not in (Claim.Kind.SHARE, Claim.Kind.PAIR):
        says = _(
            "Unit: got %(came)s for “%(kind)s”; a percentage is entered as “%(share)s”, with its n where told."
        )
        told = {"came": made.unit, "kind": words.kind(made.kind), "share": words.kind("share")}
        wrong.append(Problem.of("kind", says % told))
    if made.counted is not None and made.out_of is not None and made.counted > made.out_of:
        wrong.append(_wrong("counted", made.counted, _("up to n, %(n)s") % {"n": made.out_of}))
    total = given["part_of"]
    if total is not None:
        if not isinstance(total, Claim) or total.place != made.place or total.state != Claim.State.LIVE:
            wrong.append(_wrong("part_of", total, _("a claim of this place that stands")))
        else:
            made.part_of = total


def _need(reader: Reader, place: str) -> None:
    if places.place(place) is None or not Rights(reader).answers(place):
        raise Refused(_("Numbers on paper are entered by the office of the place."))


def _store(made: Claim, reader: Reader, at: datetime) -> Claim:
    made.by, made.entered_at = reader.pid, at
    made.save(force_insert=True)
    return made


@transaction.atomic
def record_claim(*, reader: Reader, place: str, values: Mapping[str, Any], at: datetime) -> Claim:
    """Enter what a paper says, with scope, period, unit, word and the paper (N3, N7). A percentage may lack its n: so
    does the paper, and the checker says so. Raises Refused with everything that is wrong."""
    _need(reader, place)
    made, wrong = checked(values, place)
    if wrong:
        raise Refused(*wrong)
    _store(made, reader, at)
    journal.record(by=reader.pid, action="record_claim", kind="claim", ref=made.pid, place=place, at=at)
    return made


@transaction.atomic
def reverse_claim(*, reader: Reader, claim: Claim, reason: str, at: datetime) -> Claim:
    """Take a claim back by a line that says the opposite; both stay readable. Answers the reversing line."""
    row = _standing(reader, claim)
    line = _reversed(row, reason, reader, at)
    journal.record(
        by=reader.pid, action="reverse_claim", kind="claim", ref=row.pid, place=row.place, at=at,
        detail={"by": line.pid},
    )  # fmt: skip
    return line


@transaction.atomic
def correct_claim(
    *, reader: Reader, claim: Claim, values: Mapping[str, Any], reason: str, at: datetime
) -> Claim:
    """Reverse a claim and enter it anew as one deed. Answers the new one; parts of the old one become its parts."""
    row = _standing(reader, claim)
    made, wrong = checked(values, row.place)
    if wrong:
        raise Refused(*wrong)
    parts = list(Claim.objects.filter(part_of=row, state=Claim.State.LIVE))
    line = _reversed(row, reason, reader, at)
    made.corrects = row
    _store(made, reader, at)
    if made.part_of_id is None:
        Claim.objects.filter(pk__in=[part.pk for part in parts]).update(part_of=made)
    journal.record(
        by=reader.pid, action="correct_claim", kind="claim", ref=made.pid, place=row.place, at=at,
        detail={"was": row.pid, "reversed_by": line.pid},
    )  # fmt: skip
    return made


def _standing(reader: Reader, claim: Claim) -> Claim:
    row = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    _need(reader, row.place)
    if row.state != Claim.State.LIVE:
        raise Refused(_("This line does not stand any more; there is nothing to take back."))
    return row


def _reversed(row: Claim, reason: str, reader: Reader, at: datetime) -> Claim:
    reason = " ".join(reason.replace("\x00", " ").split())
    if not 2 <= len(reason) <= 200:
        says = _("Reason: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"came": len(reason), "least": 2, "most": 200})
    kept = ("id", "pid", "state", "reverses", "corrects", "part_of", "reason", "by", "entered_at")
    same = {
        each.name: getattr(row, each.name) for each in Claim._meta.concrete_fields if each.name not in kept
    }
    line = Claim(**same, state=Claim.State.REVERSAL, reverses=row, reason=reason)
    _store(line, reader, at)
    row.state = Claim.State.REVERSED
    row.save(update_fields=["state"])
    return line


@transaction.atomic
def import_claims(
    *, reader: Reader, place: str, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> int:
    """Enter a list; repeatable: the same statement of one paper and scope stands once. Answers how many are new."""
    _need(reader, place)

    def name(row: Claim) -> tuple[Any, ...]:
        return (row.document, row.page, row.title, row.scope, row.printed, row.earlier_printed, row.kind)

    known = {name(row) for row in Claim.objects.filter(place=place, state=Claim.State.LIVE)}
    made: list[Claim] = []
    for values in rows:
        row, wrong = checked(values, place)
        if wrong:
            raise Refused(*wrong)
        if name(row) not in known:
            known.add(name(row))
            row.by, row.entered_at = reader.pid, at
            made.append(row)
    Claim.objects.bulk_create(made, batch_size=500)
    journal.record(
        by=reader.pid, action="import_claims", kind="claim", ref=place, place=place, at=at,
        detail={"file": file_name[:150], "new": len(made)},
    )  # fmt: skip
    return len(made)
