"""Reading a paper, choosing another figure for a number, reading again, keeping claims, forgetting a text."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.checker.rights import Rights
from safecommunity.figures.claims import actions as claims
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.period import Period
from safecommunity.indicators.reading.document import read
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import judged, stored
from safecommunity.reports.reading.claimed import values_of
from safecommunity.reports.reading.opening import Opened
from safecommunity.shell.errors import Refused as RefusedRequest

MOST_NUMBERS = 5000


class Refused(RefusedRequest):
    """What cannot be done with a paper; the text is for the reader."""


def _need(reader: Reader, pid: str) -> Place:
    place = places.place(pid)
    if place is None or not Rights(reader).answers(pid):
        raise Refused(_("Papers are checked by the office of the place."))
    return place


@transaction.atomic
def read_paper(
    *, reader: Reader, place: str, period: Period, title: str, file_name: str, opened: Opened, at: datetime
) -> Paper:
    """Read a text, hold its numbers against the figures this reader may see, and keep both. Raises Refused."""
    where = _need(reader, place)
    title = " ".join(title.split())[:200] or opened.text.strip().split("\n", 1)[0][:60]
    made = _kept(reader, where, period, title, file_name[:150], opened, at, None, {})
    journal.record(
        by=reader.pid, action="read_paper", kind="paper", ref=made.pid, place=place, at=at,
        detail={"sha256": made.sha256, "numbers": made.numbers, "characters": made.characters},
    )  # fmt: skip
    return made


@transaction.atomic
def read_again(*, reader: Reader, paper: Paper, at: datetime) -> Paper:
    """Hold a paper against the records of now: a new row, with what people chose in the old one."""
    old = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    where = _need(reader, old.place)
    _standing(old)
    chosen = {
        mark.number: (mark.code, mark.linked_by)
        for mark in old.marks.exclude(linked_by="").only("number", "code", "linked_by")
    }
    text = Opened(old.text, old.media)
    made = _kept(reader, where, Period.parse(old.period), old.title, old.file_name, text, at, old, chosen)
    journal.record(
        by=reader.pid, action="read_paper", kind="paper", ref=made.pid, place=old.place, at=at,
        detail={"sha256": made.sha256, "numbers": made.numbers, "earlier": old.pid},
    )  # fmt: skip
    return made


def _standing(paper: Paper) -> None:
    if paper.forgotten_at is not None:
        raise Refused(_("The text of this paper was removed; nothing can be done with it any more."))


def _kept(
    reader: Reader,
    place: Place,
    period: Period,
    title: str,
    file_name: str,
    opened: Opened,
    at: datetime,
    earlier: Paper | None,
    chosen: Mapping[int, tuple[str, str]],
) -> Paper:
    reading = read(opened.text)
    if len(reading.quantities) > MOST_NUMBERS:
        says = _("The paper holds %(came)s numbers; allowed: up to %(most)s. Read it in parts")
        raise Refused(says % {"came": f"{len(reading.quantities):,}", "most": f"{MOST_NUMBERS:,}"})
    found = judged.marks(reading, reader=reader, place=place, period=period, now=at, chosen=chosen)
    made = Paper.objects.create(
        place=place.pid, period=str(period), title=title, file_name=file_name, media=opened.media,
        sha256=hashlib.sha256(opened.text.encode()).hexdigest(), text=opened.text, characters=len(opened.text),
        numbers=len(found), counts=_counts(found), pairs=stored.pairs(reading), earlier=earlier, by=reader.pid, at=at,
    )  # fmt: skip
    rows = [stored.row(made, index, one) for index, one in enumerate(found)]
    PaperMark.objects.bulk_create(rows, batch_size=500)
    return made


def _counts(found: Sequence[judged.Marked]) -> dict[str, dict[str, int]]:
    return {
        "verdict": dict(Counter(one.verdict for one in found)),
        "problem": dict(Counter(one.problem for one in found if one.problem)),
    }


@transaction.atomic
def relink_mark(*, reader: Reader, mark: PaperMark, code: str, at: datetime) -> PaperMark:
    """Say which figure a number is, or that it is none of them; it is held against it at once."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=mark.paper_id)
    where = _need(reader, paper.place)
    _standing(paper)
    if code:
        try:
            CATALOGUE.get(code)
        except IndicatorError:
            says = _("Figure: got %(came)s; allowed: the code of a figure of the catalogue")
            raise Refused(says % {"came": code[:40]}) from None
    one = stored.quantity(mark)
    made = judged.again(
        one, code, reader.pid, reader=reader, place=where, period=Period.parse(paper.period), now=at
    )
    was = mark.code
    mark.code, mark.linked_by, mark.verdict = made.code, reader.pid, made.verdict
    mark.matched, mark.figure = list(made.matched), made.figure
    mark.save(update_fields=["code", "linked_by", "verdict", "matched", "figure"])
    counts = Counter(PaperMark.objects.filter(paper=paper).values_list("verdict", flat=True))
    paper.counts = {**paper.counts, "verdict": dict(counts)}
    paper.save(update_fields=["counts"])
    journal.record(
        by=reader.pid, action="relink_mark", kind="paper", ref=paper.pid, place=paper.place, at=at,
        detail={"number": mark.number, "was": was, "now": code},
    )  # fmt: skip
    return mark


@transaction.atomic
def keep_as_claims(
    *, reader: Reader, paper: Paper, numbers: Sequence[int], at: datetime
) -> tuple[int, list[tuple[int, str]]]:
    """Enter chosen numbers as numbers on paper in one deed. Answers how many are new, and which were left out and why.

    What was kept before is not kept twice; a number that cannot be a claim is left out and said.
    """
    row = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    _need(reader, row.place)
    _standing(row)
    marks = list(
        PaperMark.objects.filter(paper=row, number__in=list(numbers)[:MOST_NUMBERS]).order_by("number")
    )
    if not marks:
        raise Refused(_("No number was chosen; allowed: one or more of the paper"))
    rows: list[dict[str, Any]] = []
    left: list[tuple[int, str]] = []
    kept: list[PaperMark] = []
    for mark, (values, why) in ((mark, values_of(row, mark)) for mark in marks):
        problems = [why] if why else claims.checked(values, row.place)[1]
        if problems:
            left.append((mark.number, "；".join(problems)))
        else:
            rows.append(values)
            kept.append(mark)
    new = (
        claims.import_claims(reader=reader, place=row.place, rows=rows, file_name=row.title, at=at)
        if rows
        else 0
    )
    PaperMark.objects.filter(pk__in=[mark.pk for mark in kept]).update(kept=True)
    journal.record(
        by=reader.pid, action="keep_as_claims", kind="paper", ref=row.pid, place=row.place, at=at,
        detail={"chosen": len(marks), "new": new, "left": len(left)},
    )  # fmt: skip
    return new, left


@transaction.atomic
def forget_paper(*, reader: Reader, paper: Paper, at: datetime) -> None:
    """Remove the text and what was read in it; that it was read, by whom and when, stays."""
    row = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    _need(reader, row.place)
    _standing(row)
    PaperMark.objects.filter(paper=row).delete()
    row.text, row.pairs, row.forgotten_at = "", [], at
    row.save(update_fields=["text", "pairs", "forgotten_at"])
    journal.record(by=reader.pid, action="forget_paper", kind="paper", ref=row.pid, place=row.place, at=at)
