"""Lists of a self-assessment report: the round, its elements, each item with grades and reasons, gaps, evidence.

Points and grades are read from the round itself. A sheet that is recalled or reconstructed says so before the first
number: what it gives is a sample, not an official score.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import EvidenceUse, Mark, Round
from safecommunity.accreditation.queries import rounds, uses
from safecommunity.accreditation.queries.rounds import Tree
from safecommunity.accreditation.rights import Rights
from safecommunity.reports.documents.composing import Composer, listed
from safecommunity.reports.documents.split_figures import rest
from safecommunity.shell.numbers import day
from safecommunity.shell.papers import Block, Heading, Paragraph, Run, Table

MOST_GAPS = 120
MOST_PIECES = 200


def _rounds(composer: Composer) -> list[Tree]:
    """The newest self-assessment of the year by each standard; what the reader may not see is said."""
    rights = Rights(composer.reader)
    if not (rights.looks and (composer.place.pid in rights.looks_in or composer.place.pid in rights.above)):
        composer.hide(_("self-assessments"))
        return []
    found = rounds.rounds(rights).filter(
        place=composer.place, year=composer.period.end.year, kind=Round.Kind.SELF
    )
    newest: dict[str, Round] = {}
    for one in found.select_related("sheet").order_by("-pk"):
        newest.setdefault(one.code, one)
    return [rounds.tree(one) for _code, one in sorted(newest.items())]


def points(value: Fraction) -> str:
    """Points with two decimals, as the sheet's own pages print them."""
    return f"{float(value):.2f}"


def _title(tree: Tree) -> str:
    return f"{words.text(tree.standard.title)} · {words.numbered(tree.round)}"


@listed("assessment")
def assessment(composer: Composer) -> Iterator[Block]:
    """By what and when it was scored, what it came to, and whether that is an official score."""
    found = _rounds(composer)
    if not found and not composer.hidden:
        says = _("No self-assessment of %(year)s is on record.")
        yield Paragraph((says % {"year": composer.period.end.year},))
    for tree in found:
        if not tree.standard.firm:
            yield Paragraph((_unofficial(tree),))
        yield Paragraph((_said(tree),))
        yield _elements(tree)


def _unofficial(tree: Tree) -> str:
    known = {one.basis for one in tree.standard.items()} | {tree.standard.scoring_basis}
    weak = [words.basis(one) for one in sorted(known) if one not in ("", "read", "operator")]
    says = _("A sample sheet, not an official score: texts of “%(title)s” are in part %(basis)s.")
    return says % {"title": words.text(tree.standard.title), "basis": _(", ").join(weak)}


def _said(tree: Tree) -> str:
    one, score = tree.round, tree.score
    told = {
        "title": words.text(tree.standard.title), "version": tree.standard.version, "round": words.numbered(one),
        "graded": one.graded, "items": one.items, "points": points(score.total), "most": points(score.most),
        "state": f"{words.state(one.state)} {day(one.handed_in_on)}".strip(),
    }  # fmt: skip
    if tree.standard.parts:
        says = _(
            "Scored by “%(title)s” (edition %(version)s), round %(round)s, %(state)s: %(graded)s of %(items)s "
            "items graded, %(points)s of %(most)s points."
        )
    else:
        says = _(
            "Judged by “%(title)s” (edition %(version)s), round %(round)s, %(state)s: %(graded)s of %(items)s "
            "items judged."
        )
    text = says % told
    if one.verdict:
        text += _(" Result: %(verdict)s.") % {"verdict": words.verdict(tree.standard, one.verdict)}
    elif one.graded < one.items:
        text += _(" No result yet, since not every item is graded.")
    return text


def _elements(tree: Tree) -> Table:
    scored = bool(tree.standard.parts)
    rows = []
    for branch in tree.branches:
        title = words.text(branch.element.title)
        graded = f"{branch.graded} / {len(branch.lines)}"
        rows.append(
            (title, graded, points(branch.points), points(branch.most)) if scored else (title, graded)
        )
    heads = (_("Element"), _("Graded"), *((_("Points gained"), _("At most")) if scored else ()))
    widths = (3.0, 1.0, 1.0, 1.0) if scored else (4.0, 1.0)
    return Table(
        heads, tuple(rows), caption=_title(tree), numeric=(False, *([True] * (len(heads) - 1))), widths=widths
    )


@listed("assessment_items")
def items(composer: Composer) -> Iterator[Block]:
    """Every item under its element: grades with their reasons, points, pieces of evidence."""
    for tree in _rounds(composer):
        marks: dict[tuple[str, str], Mark] = {(one.item, one.part): one for one in tree.round.marks.all()}
        for branch in tree.branches:
            rows = tuple(_item(tree, line, marks) for line in branch.lines if line.begun)
            if rows:
                yield Heading(2, words.text(branch.element.title))
                heads = (
                    _("No."),
                    _("Item of the sheet"),
                    _("Grades and reasons"),
                    _("Points gained"),
                    _("Evidence"),
                )
                yield Table(heads, rows, numeric=(False, False, False, True, True), widths=(0.6, 2.2, 3.4, 0.9, 0.7),
                            note=rest(len(branch.lines), len(rows)))  # fmt: skip


def _item(tree: Tree, line: Any, marks: dict[tuple[str, str], Mark]) -> tuple[Run, ...]:
    told = []
    for code in tree.standard.part_codes:
        mark = marks.get((line.item.id, code))
        if mark is not None and mark.grade:
            reason = f"（{mark.reason}）" if mark.reason else ""
            told.append(f"{words.part(tree.standard, code)} {words.grade(tree.standard, mark.grade)}{reason}")
    gained = f"{points(line.points)} / {points(line.most)}" if tree.standard.parts else "—"
    text = f"{words.text(line.item.text)}〔{words.basis(line.item.basis)}〕"
    return line.item.id, text, "；".join(told), gained, str(line.evidence)


@listed("assessment_gaps")
def gaps(composer: Composer) -> Iterator[Block]:
    """What is missing for a better grade, item by item, as the office wrote it; and what is not graded yet."""
    for tree in _rounds(composer):
        held = [one for one in tree.round.marks.all() if one.gap]
        order = {one.id: at for at, one in enumerate(tree.standard.items())}
        held.sort(key=lambda one: (order.get(one.item, 0), one.part))
        rows = tuple(
            (
                one.item,
                words.text(tree.standard.by_id[one.item].text),
                words.part(tree.standard, one.part),
                one.gap,
            )
            for one in held[:MOST_GAPS]
        )
        if rows:
            heads = (_("No."), _("Item of the sheet"), _("Part of the item"), _("What is missing"))
            yield Table(heads, rows, caption=_title(tree),
                        widths=(0.6, 2.4, 0.8, 2.6), note=rest(len(held), MOST_GAPS))  # fmt: skip
        lacking = [line.item.id for branch in tree.branches for line in branch.lines if not line.graded]
        if lacking:
            says = _("Not graded yet: %(items)s.")
            yield Paragraph((says % {"items": _(", ").join(lacking)},))
        if not rows and not lacking:
            yield Paragraph((_("No gap was written down."),))


@listed("assessment_evidence")
def evidence(composer: Composer) -> Iterator[Block]:
    """Pieces of evidence with the items they stand for, the items that have none named."""
    for tree in _rounds(composer):
        used = list(uses.of_round(tree.round).select_related("evidence").order_by("evidence__pk", "pk"))
        rows = _pieces(used)
        if rows:
            heads = (_("Evidence"), _("Kind"), _("Happened on"), _("Stands for items"))
            yield Table(heads, tuple(rows[:MOST_PIECES]), caption=_title(tree), widths=(3, 0.7, 1, 1.6),
                        note=rest(len(rows), MOST_PIECES))  # fmt: skip
        proven = {one.item for one in used}
        bare = [one.id for one in tree.standard.items() if one.id not in proven]
        if bare:
            says = _("Items without a piece of evidence: %(items)s.")
            yield Paragraph((says % {"items": _(", ").join(bare)},))


def _pieces(used: Iterable[EvidenceUse]) -> list[tuple[Run, ...]]:
    by_piece: dict[int, tuple[Any, list[str]]] = {}
    for one in used:
        _piece, held = by_piece.setdefault(one.evidence_id, (one.evidence, []))
        if one.item not in held:
            held.append(one.item)
    return [
        (piece.title, words.evidence(piece.kind), day(piece.happened_on), "、".join(held))
        for piece, held in by_piece.values()
    ]
