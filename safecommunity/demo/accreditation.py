"""Self-assessments of a street: last year's handed in, this year's whole with the records of all rooms as evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import evidence, offers, sheets
from safecommunity.accreditation.queries.offers import Offer
from safecommunity.accreditation.standards import Item
from safecommunity.demo import data
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.indicators.figure import Figure
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.cards import card

# grades of exists, trace and effect by element: good on paper, thinner in traces, thinnest in effect
LAST_YEAR = ("bbc", "bbc", "bcc", "bbc", "bcc", "abb", "bbc", "bcc", "abb", "bbc", "bbc", "bcc")
THIS_YEAR = ("aab", "abb", "aab", "aab", "abc", "aab", "aab", "abb", "aaa", "abb", "aab", "abb")
ON_PAPER = "bcc"  # an item no record answers
RECORDS_AN_ITEM, FIGURES_AN_ITEM, RETURNS_AN_ITEM = 2, 2, 2
OF_RETURNS = ("42", "43", "44")  # what the sheet asks of records of accidents and injuries
OPENED = (3, 10)
ENTERED_AFTER = 6  # days a clerk takes to bring in what happened


@dataclass(frozen=True)
class Known:
    """What the records of the year offer: figures by the name an item gives them, returns, the words of the sheet."""

    figures: dict[str, Figure]
    returns: list[Offer]
    words: dict[str, Any]
    now: datetime


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Two rounds by the national sheet, one by the six indicators. Answers how many of what."""
    places.remember()  # the tree does not change any more: where everybody's places lie is read once
    try:
        return _year(ground, readers, now=now)
    finally:
        places.remember(False)


def _year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    clerk, chief = readers["clerk"], readers["chief"]
    street, year = ground.places["DEMO-S"], now.astimezone(ZONE).year
    words = data.load("accreditation.yaml")
    before = actions.open_round(
        reader=clerk, place=street, code="cn-national", year=year - 1, at=_on(year - 1, 11, 20)
    )
    _grade_last(before, clerk, words, _on(year - 1, 11, 25))
    actions.hand_in(reader=chief, round=before, at=_on(year - 1, 12, 5))
    opened = min(now, _on(year, *OPENED))
    one = actions.open_round(reader=clerk, place=street, code="cn-national", year=year, at=opened)
    used = _score(one, clerk, street, words, opened, now)
    six = actions.open_round(
        reader=clerk, place=street, code="isccc6", year=year, at=min(now, _on(year, 10, 20))
    )
    for item, grade in (("I1", "met"), ("I2", "met"), ("I4", "part")):
        given = {"whole": actions.Given(grade)}
        actions.mark_item(reader=clerk, round=six, item=item, given=given, at=min(now, _on(year, 10, 20)))
    return {"rounds": 3, "uses of evidence": used, "questions to agencies": _asks(one, readers, words, now)}


def _on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=ZONE)


def _grade_last(one: Round, clerk: Reader, words: dict[str, Any], at: datetime) -> None:
    """Last year: every item by its element's grades."""
    standard = sheets.of_sheet(one.sheet)
    for grades, element in zip(LAST_YEAR, standard.elements, strict=True):
        for item in element.items:
            given = {
                part: actions.Given(grade, words["reasons"][part])
                for part, grade in zip(standard.part_codes, grades, strict=True)
            }
            actions.mark_item(reader=clerk, round=one, item=item.id, given=given, at=at)


def _score(
    one: Round, clerk: Reader, street: Place, words: dict[str, Any], opened: datetime, now: datetime
) -> int:
    """This year: every item with what the records say as its reason, and records, returns and figures as evidence."""
    standard = sheets.of_sheet(one.sheet)
    codes = dict.fromkeys(code for item in standard.items() for code in item.figures)
    told = {evidence.name_of(figure): figure for figure in evidence.of_codes(codes, street, one.year, now)}
    known = Known(
        {code: figure for code, figure in told.items() if figure.n > 0},
        offers.returns_of(clerk, street, one.year, now.date(), RETURNS_AN_ITEM), words, now,
    )  # fmt: skip
    used = 0
    for grades, element in zip(THIS_YEAR, standard.elements, strict=True):
        for item in element.items:
            figures = [known.figures[code] for code in item.figures if code in known.figures]
            given = _given(item, figures, grades if figures else ON_PAPER, known)
            actions.mark_item(reader=clerk, round=one, item=item.id, given=given, at=now - timedelta(days=2))
            used += _prove(one, item, figures, clerk, street, known, opened)
    return used


def _given(item: Item, figures: list[Figure], grades: str, known: Known) -> dict[str, actions.Given]:
    """Grades of an item with reasons: what its figures say, how many records stand behind, what is missing."""
    says, gaps = known.words, known.words["gaps"]
    if figures:
        shown = [card(figure) for figure in figures[:FIGURES_AN_ITEM]]
        exists = "；".join(f"{one.title} {one.value}{one.unit}" for one in shown)
        trace = says["traced"].format(n=sum(figure.n for figure in figures[:1]))
        effect = says["effects"][grades[2]]
    else:
        exists, trace, effect = says["paper"].values()
    gap = gaps.get(item.id, "" if figures else says["paper_gap"])
    return {
        "exists": actions.Given(grades[0], exists[:300]), "trace": actions.Given(grades[1], trace, gap),
        "effect": actions.Given(grades[2], effect),
    }  # fmt: skip


def _prove(
    one: Round,
    item: Item,
    figures: list[Figure],
    clerk: Reader,
    street: Place,
    known: Known,
    opened: datetime,
) -> int:
    """Evidence of one item: records behind its first figures as traces, the figures themselves for their effect."""
    used = 0
    for offer in _records(item, figures, clerk, known):
        happened = _on(offer.happened_on.year, offer.happened_on.month, offer.happened_on.day)
        at = min(known.now, max(opened, happened + timedelta(days=ENTERED_AFTER)))
        piece = actions.bring_evidence(
            reader=clerk, place=street, at=at,
            values={"title": offer.title, "pointer": offer.url, "happened_on": offer.happened_on},
        )  # fmt: skip
        used += actions.use_evidence(
            reader=clerk, evidence=piece, round=one, item=item.id, parts=["exists", "trace"], at=at
        )
    for figure in figures[:FIGURES_AN_ITEM]:
        shown = card(figure)
        piece = actions.take_figure(
            reader=clerk, place=street, figure=figure, title=shown.title, at=known.now - timedelta(days=2),
            shown=f"{shown.value}{shown.unit} {shown.interval} {shown.n}".strip(),
        )  # fmt: skip
        used += actions.use_evidence(
            reader=clerk,
            evidence=piece,
            round=one,
            item=item.id,
            parts=["effect"],
            at=known.now - timedelta(days=2),
        )
    for title, pointer, binder in known.words["papers"].get(item.id, ()):
        piece = actions.bring_evidence(
            reader=clerk, place=street, at=opened,
            values={"title": title, "pointer": pointer, "happened_on": date(one.year - 1, 3, 1), "binder": binder},
        )  # fmt: skip
        used += actions.use_evidence(
            reader=clerk, evidence=piece, round=one, item=item.id, parts=["exists"], at=opened
        )
    return used


def _records(item: Item, figures: list[Figure], clerk: Reader, known: Known) -> Iterator[Offer]:
    """A few records behind the first figure that has any open ones, or the returns the sheet speaks of."""
    if item.id in OF_RETURNS:
        yield from known.returns
    for figure in figures[:FIGURES_AN_ITEM]:
        found = offers.first_of(clerk, figure, RECORDS_AN_ITEM, known.now.date())
        if found:
            yield from found
            return


def _asks(one: Round, readers: dict[str, Reader], words: dict[str, Any], now: datetime) -> int:
    """Two questions to the agency of work safety: one answered and with the office, one it still owes."""
    due = (now + timedelta(days=12)).astimezone(ZONE).date()
    for n, (item, text, answer) in enumerate(words["asks"]):
        ask = actions.ask_about(
            reader=readers["clerk"], round=one, item=item, part="trace", text=text, due=due, sector="work_safety",
            at=now - timedelta(days=5 - n),
        )  # fmt: skip
        if answer:
            actions.answer_ask(
                reader=readers["agency"], ask=ask, text=answer, figure="", looked=[], at=now - timedelta(days=1),
                happened_on=(now - timedelta(days=9)).astimezone(ZONE).date(),
            )  # fmt: skip
    return len(words["asks"])
