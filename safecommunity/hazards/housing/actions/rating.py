"""Screened by somebody of the village, confirmed by somebody else who is qualified. Neither is ever overwritten."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.housing import judging, words
from safecommunity.hazards.housing.actions.common import EARLIEST, code, day, locked, log, retell, text
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Dwelling, Rating


@transaction.atomic
def screen_dwelling(
    *, reader: Reader, dwelling: Dwelling, sheet: Mapping[str, str], on: date, at: datetime, grade: str = "",
    note: str = "",
) -> Rating:  # fmt: skip
    """One screening by the sheet: its worst answer is the grade; a worse one may be given with a reason, no better."""
    found = locked(Rights(reader), dwelling)
    today = timezone.localdate(at)
    answers = _answers(sheet)
    told = judging.sheet_grade(answers)
    given = code(grade or told, "grades", _("Grade"), "grade")
    said = text(note, 300, _("Note"), "note")
    if given < told:
        says = _("Grade: the sheet gives %(told)s; allowed: that or a worse one, with the reason")
        raise Refused(says % {"told": told}, "grade")
    if given > told and not said:
        raise Refused(_("Note: a grade worse than the sheet's needs a reason"), "note")
    made = Rating.objects.create(
        dwelling=found, kind=Rating.Kind.SCREEN, grade=given, sheet=answers, told=told, note=said, by=reader.pid,
        on=day(on, EARLIEST, today, _("Screened on"), "on"), at=at,
    )  # fmt: skip
    _dated(found, made.on)
    retell(found, today)
    log("screen_dwelling", found, reader.pid, at, grade=given)
    return made


def _answers(sheet: Mapping[str, str]) -> dict[str, str]:
    """Every question answered by one of its answers."""
    listed, found = words.CODES.all("sheet"), {}
    titles = {name: title for name, title, _help, _answers in words.questions()}
    for name, told in listed.items():
        came = str(sheet.get(name) or "")
        if came not in told["answers"]:
            says = _("%(field)s: got “%(came)s”; allowed: one of the list")
            raise Refused(says % {"field": titles[name], "came": came[:30] or "—"}, name)
        found[name] = came
    return found


def _dated(dwelling: Dwelling, on: date) -> None:
    """A judgement older than the entry: the register has known the dwelling since then."""
    if on < dwelling.starts:
        dwelling.starts = on
        dwelling.save(update_fields=["starts"])


@transaction.atomic
def confirm_dwelling(
    *, reader: Reader, dwelling: Dwelling, grade: str, on: date, qualification: str, at: datetime, paper: str = "",
    note: str = "",
) -> Rating:  # fmt: skip
    """A qualified person saw it: the grade may be another. Never by who screened it."""
    found = locked(Rights(reader), dwelling, confirms=True)
    last = found.ratings.filter(kind=Rating.Kind.SCREEN).order_by("on", "pk").last()
    if last is None:
        raise Refused(
            _("%(number)s was not screened yet; allowed: to screen it first") % {"number": found.number}
        )
    if last.by == reader.pid:
        raise Refused(_("Confirm: not by the person who screened it"))
    today = timezone.localdate(at)
    made = Rating.objects.create(
        dwelling=found, kind=Rating.Kind.CONFIRM, of=last, grade=code(grade, "grades", _("Grade"), "grade"),
        on=day(on, last.on, today, _("Confirmed on"), "on"),
        qualification=code(qualification, "qualifications", _("Qualification"), "qualification"),
        paper=text(paper, 80, _("Number of the paper"), "paper"), note=text(note, 300, _("Note"), "note"),
        by=reader.pid, at=at,
    )  # fmt: skip
    retell(found, today)
    log("confirm_dwelling", found, reader.pid, at, grade=made.grade, screened=last.grade)
    return made
