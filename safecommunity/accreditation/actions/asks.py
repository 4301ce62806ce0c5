"""Asking an agency or a unit about one item, answering, taking over as evidence or sending back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.evidence import (
    EARLIEST,
    bring_evidence,
    take_figure,
    use_evidence,
)
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Ask, AskAnswer, Evidence, Round
from safecommunity.accreditation.queries import evidence, sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.files import actions as files
from safecommunity.files import queries as stored
from safecommunity.governance import codes
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit
from safecommunity.shell.cards import card

KIND, FILES = "item_ask", "item_answer"
AHEAD, MOST_FILES, MOST_OPEN = timedelta(days=366), 10, 200
Verdict = AskAnswer.Verdict


@transaction.atomic
def ask_about(
    *, reader: Reader, round: Round, item: str, part: str, text: str, due: date, at: datetime, sector: str = "",
    unit: SocialUnit | None = None,
) -> Ask:  # fmt: skip
    """One question to one agency or unit. The same question twice, still open, is one."""
    held = Round.objects.select_for_update(of=("self",)).select_related("place", "sheet").get(pk=round.pk)
    Rights(reader).need(held.place)
    _check(held, item, part, text, due, timezone.localdate(at))
    _somebody(held, sector, unit)
    same = Ask.objects.filter(
        round=held, item=item, part=part, sector=sector, unit=unit, taken_on__isnull=True, withdrawn_on__isnull=True
    ).first()  # fmt: skip
    if same is not None:
        return same
    if held.asks.filter(taken_on__isnull=True, withdrawn_on__isnull=True).count() >= MOST_OPEN:
        raise Refused(_("Open questions of a round: allowed are %(most)s") % {"most": MOST_OPEN})
    made = Ask.objects.create(
        round=held, item=item, part=part, sector=sector, unit=unit, text=text.strip(), due=due, by=reader.pid, at=at
    )  # fmt: skip
    _log("ask_about_item", made, reader.pid, at, item=item, sector=sector, unit=unit.pid if unit else "")
    return made


def _check(held: Round, item: str, part: str, text: str, due: date, today: date) -> None:
    """An open round, an item of its sheet, a question, a day to come."""
    if held.state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))
    standard = sheets.of_sheet(held.sheet)
    if item not in standard.by_id or part not in ("", *standard.part_codes):
        raise Refused(_("Item: got “%(came)s”; allowed: an item of the sheet") % {"came": item[:20]})
    if not 2 <= len(text.strip()) <= 500:
        says = _("Question: got %(came)s characters; allowed: 2 to 500")
        raise Refused(says % {"came": len(text.strip())}, "text")
    if not today <= due <= today + AHEAD:
        says = _("To be answered by: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": due, "first": today, "last": today + AHEAD}, "due")


def _somebody(held: Round, sector: str, unit: SocialUnit | None) -> None:
    """Exactly one: a sector we know, or a unit of the round's place."""
    if bool(sector) == (unit is not None):
        raise Refused(_("Ask an agency or a unit: choose one of the two"), "sector")
    if sector and sector not in codes.people_sectors():
        raise Refused(_("Agency: got “%(came)s”; allowed: one of the list") % {"came": sector[:30]}, "sector")
    if unit is not None and unit.place.pid not in places.subtree(held.place.pid):
        says = _("Unit: “%(came)s” does not lie in %(place)s")
        raise Refused(says % {"came": unit.name[:60], "place": held.place.name}, "unit")


def _locked(ask: Ask) -> Ask:
    found = Ask.objects.select_for_update(of=("self",)).select_related(
        "round__place", "round__sheet", "unit__place"
    )
    return found.get(pk=ask.pk)


@transaction.atomic
def answer_ask(
    *, reader: Reader, ask: Ask, text: str, figure: str, happened_on: date, looked: Sequence[files.Looked],
    at: datetime, paper_of: str = "",
) -> AskAnswer:  # fmt: skip
    """What the agency or unit says: words, a figure of the item, files; at least one of them.

    An office types what somebody of them answered on paper: `paper_of` names who, and the scan comes with it.
    """
    ask, text, paper_of = _locked(ask), text.strip(), paper_of.strip()
    _may_answer(reader, ask, paper_of, looked)
    if ask.taken_on is not None or ask.withdrawn_on is not None:
        raise Refused(_("This request has ended already"))
    if not (text or figure or looked):
        raise Refused(_("An answer is words, a figure or a file: send at least one"), "text")
    if len(text) > 1000 or len(looked) > MOST_FILES:
        says = _("Answer: got %(came)s characters and %(files)s files; allowed: up to 1000 and %(most)s")
        raise Refused(says % {"came": len(text), "files": len(looked), "most": MOST_FILES}, "text")
    if figure and figure not in sheets.of_sheet(ask.round.sheet).by_id[ask.item].figures:
        raise Refused(_("Figure: got “%(came)s”; allowed: one of the list") % {"came": figure[:60]}, "figure")
    _of_the_year(ask, happened_on, timezone.localdate(at))
    waiting = ask.answers.filter(verdict=Verdict.WAITS).first()
    if waiting is not None:
        if (waiting.text, waiting.figure, waiting.paper_of) == (text, figure, paper_of) and not looked:
            return waiting
        raise Refused(_("An answer is with the office already; it may send it back"))
    made = AskAnswer.objects.create(
        ask=ask, text=text, figure=figure, happened_on=happened_on, paper_of=paper_of, by=reader.pid, at=at
    )
    Ask.objects.filter(pk=ask.pk).update(answered=True)
    files.attach_files(
        files=looked, kind=FILES, ref=made.pid, place=ask.round.place.pid, by=reader.pid, at=at,
        happened_on=happened_on,
    )  # fmt: skip
    _log("answer_item_ask", ask, reader.pid, at, answer=made.pid, files=len(looked), on_paper=bool(paper_of))
    return made


def _may_answer(reader: Reader, ask: Ask, paper_of: str, looked: Sequence[files.Looked]) -> None:
    """Who is asked answers himself; the office that asked types what came on paper, with its scan and who said it."""
    rights = Rights(reader)
    if not paper_of:
        if not rights.answers(ask):
            if rights.keeps(ask.round.place):
                raise Refused(_("Who answered on paper? The name is missing"), "paper_of", "answer.paper_of")
            raise NotYours(f"{ask.pid}: not asked of this person")
        return
    if not rights.keeps(ask.round.place):
        raise NotYours(f"{ask.pid}: only the office that asked types what came on paper")
    if ask.round.state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))
    if not 2 <= len(paper_of) <= 60:
        says = _("Who answered on paper: got %(came)s characters; allowed: 2 to 60")
        raise Refused(says % {"came": len(paper_of)}, "paper_of", "answer.paper_of")
    if not looked:
        raise Refused(_("An answer typed from paper needs the scan of the paper"), "files", "answer.scan")


def _of_the_year(ask: Ask, happened_on: date, today: date) -> None:
    """N11 already here: what is told is not later than the year it is to prove."""
    last = min(today, date(ask.round.year, 12, 31))
    if not EARLIEST <= happened_on <= last:
        says = _("Happened on: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": happened_on, "first": EARLIEST, "last": last}, "happened_on")


@transaction.atomic
def take_over(*, reader: Reader, ask: Ask, at: datetime) -> list[Evidence]:
    """The office takes the answer over: files and figure become evidence of the item, words under the answer's page."""
    ask = _locked(ask)
    waiting = _judge(reader, ask, Verdict.TAKEN, "", at)
    Ask.objects.filter(pk=ask.pk).update(answered=False, taken_on=timezone.localdate(at))
    standard = sheets.of_sheet(ask.round.sheet)
    parts = [ask.part] if ask.part else list(standard.part_codes[:1])
    made = _pieces(reader, ask, waiting, at)
    for piece in made:
        use_evidence(reader=reader, evidence=piece, round=ask.round, item=ask.item, parts=parts, at=at)
    return made


def _pieces(reader: Reader, ask: Ask, answer: AskAnswer, at: datetime) -> list[Evidence]:
    """The evidence an answer makes, of the day it tells of."""
    title = f"{who(ask)}：{ask.text}"[:120]
    if answer.paper_of:
        title = (
            f"{title[:90]}（{_('on paper by %(who)s, typed by the office') % {'who': answer.paper_of[:20]}}）"
        )
    made = []
    for one in stored.attachments(reader, FILES, answer.pid):
        found = stored.content(reader, one.pid)
        if found is None:
            continue
        values = {"title": f"{title} · {one.name}"[:200], "happened_on": answer.happened_on}
        looked = files.looked_at(found[1], one.name)
        made.append(bring_evidence(reader=reader, place=ask.round.place, values=values, at=at, file=looked))
    if answer.figure:
        told = evidence.of_codes([answer.figure], ask.round.place, ask.round.year, at)
        if told and told[0].n > 0:
            shown = card(told[0])
            made.append(take_figure(
                reader=reader, place=ask.round.place, figure=told[0], title=shown.title,
                shown=f"{shown.value}{shown.unit} {shown.interval} {shown.n}".strip(), at=at,
            ))  # fmt: skip
    if answer.text:
        values = {
            "title": f"{title}：{answer.text}"[:200], "pointer": reverse("item_ask", args=[ask.pid]),
            "happened_on": answer.happened_on,
        }  # fmt: skip
        made.append(bring_evidence(reader=reader, place=ask.round.place, values=values, at=at))
    return made


@transaction.atomic
def send_back(*, reader: Reader, ask: Ask, reason: str, at: datetime) -> Ask:
    """The office sends the answer back with a reason; the day it is wanted by stays."""
    if not 2 <= len(reason.strip()) <= 200:
        raise Refused(_("Reason: nothing came; allowed: a sentence the other side can act on"), "reason")
    ask = _locked(ask)
    _judge(reader, ask, Verdict.RETURNED, reason.strip(), at)
    Ask.objects.filter(pk=ask.pk).update(answered=False)
    return _locked(ask)


def _judge(reader: Reader, ask: Ask, verdict: str, reason: str, at: datetime) -> AskAnswer:
    Rights(reader).need(ask.round.place)
    if ask.round.state != Round.State.OPEN:
        raise Refused(_("This round was handed in; what was handed in is not changed"))
    waiting = ask.answers.filter(verdict=Verdict.WAITS).first()
    if waiting is None:
        raise Refused(_("No answer waits here"))
    waiting.verdict, waiting.reason, waiting.judged_by, waiting.judged_at = verdict, reason, reader.pid, at
    waiting.save(update_fields=["verdict", "reason", "judged_by", "judged_at"])
    _log(f"{verdict}_item_answer", ask, reader.pid, at, answer=waiting.pid)
    return waiting


@transaction.atomic
def withdraw_ask(*, reader: Reader, ask: Ask, reason: str, at: datetime) -> Ask:
    """Not asked for any more, with the reason; it stays readable."""
    ask = _locked(ask)
    Rights(reader).need(ask.round.place)
    if ask.taken_on is not None or ask.withdrawn_on is not None:
        raise Refused(_("This request has ended already"))
    if not 2 <= len(reason.strip()) <= 200:
        raise Refused(_("Withdrawing a request needs a reason"), "reason")
    ask.withdrawn_on, ask.reason, ask.answered = timezone.localdate(at), reason.strip(), False
    ask.save(update_fields=["withdrawn_on", "reason", "answered"])
    _log("withdraw_item_ask", ask, reader.pid, at, reason=ask.reason)
    return ask


def who(ask: Ask) -> str:
    """Whom a question is put to."""
    return ask.unit.name if ask.unit is not None else codes.sector_name(ask.sector)


def _log(action: str, one: Ask, by: str, at: datetime, **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind=KIND, ref=one.pid, place=one.round.place.pid, at=at, detail=detail
    )
