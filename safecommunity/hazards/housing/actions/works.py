"""Defects with photos, ways to strengthen with cost, works done and accepted by somebody else."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import actions as files
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.housing import queries
from safecommunity.hazards.housing.actions.common import (
    DEAREST,
    EARLIEST,
    WORK_FACT,
    code,
    day,
    locked,
    log,
    retell,
    text,
    whole,
)
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Defect, Dwelling, Retrofit, RetrofitOption
from safecommunity.journal.actions import ChangeOf

Photos = Sequence[files.Looked]


@transaction.atomic
def note_defect(
    *, reader: Reader, dwelling: Dwelling, kind: str, on: date, at: datetime, note: str = "", photos: Photos = ()
) -> Defect:  # fmt: skip
    """Something wrong with the building, with photos."""
    found = locked(Rights(reader), dwelling)
    today = timezone.localdate(at)
    made = Defect.objects.create(
        dwelling=found, kind=code(kind, "defects", _("Defect"), "kind"),
        on=day(on, EARLIEST, today, _("Seen on"), "on"), note=text(note, 200, _("Note"), "note"), by=reader.pid, at=at,
    )  # fmt: skip
    if photos:
        try:
            files.attach_files(
                files=photos, kind=queries.PHOTOS, ref=made.pid, place=found.place.pid, by=reader.pid, at=at,
                happened_on=made.on,
            )  # fmt: skip
        except files.Refused as reason:
            raise Refused(str(reason), "photos") from reason
    log("note_defect", found, reader.pid, at, kind=made.kind, files=len(photos))
    return made


@transaction.atomic
def fix_defect(*, reader: Reader, defect: Defect, at: datetime) -> Defect:
    """It was put right."""
    found = locked(Rights(reader), defect.dwelling)
    made = Defect.objects.select_for_update().get(pk=defect.pk)
    if made.fixed_on is None:
        made.fixed_on = timezone.localdate(at)
        made.save(update_fields=["fixed_on"])
        log("fix_defect", found, reader.pid, at, kind=made.kind)
    return made


@transaction.atomic
def offer_option(
    *, reader: Reader, dwelling: Dwelling, measure: str, cost: int | None, grade_after: str, basis: str, at: datetime,
    note: str = "",
) -> RetrofitOption:  # fmt: skip
    """A way to strengthen it: what, how much, the grade it then has."""
    found = locked(Rights(reader), dwelling)
    after = code(grade_after, "grades", _("Grade after"), "grade_after")
    if found.grade and after >= found.grade:
        says = _("Grade after: got %(came)s, it is %(now)s today; allowed: a better one")
        raise Refused(says % {"came": after, "now": found.grade}, "grade_after")
    if after == "D":
        raise Refused(_("Grade after: got D; allowed: A, B or C"), "grade_after")
    made = RetrofitOption.objects.create(
        dwelling=found, measure=code(measure, "measures", _("Measure"), "measure"),
        cost=whole(cost, 1, DEAREST, _("Cost (yuan)"), "cost"), grade_after=after,
        basis=code(basis, "bases", _("Where the cost is from"), "basis"), note=text(note, 200, _("Note"), "note"),
        on=timezone.localdate(at), by=reader.pid, at=at,
    )  # fmt: skip
    log("offer_option", found, reader.pid, at, measure=made.measure, cost=made.cost)
    return made


@transaction.atomic
def withdraw_option(*, reader: Reader, option: RetrofitOption, at: datetime) -> RetrofitOption:
    """It is no way any more."""
    found = locked(Rights(reader), option.dwelling)
    made = RetrofitOption.objects.select_for_update().get(pk=option.pk)
    if made.withdrawn_on is None:
        made.withdrawn_on = timezone.localdate(at)
        made.save(update_fields=["withdrawn_on"])
        log("withdraw_option", found, reader.pid, at, measure=made.measure)
    return made


@transaction.atomic
def record_retrofit(
    *, reader: Reader, dwelling: Dwelling, measure: str, done_on: date, cost: int | None, source: str, at: datetime,
    subsidy: int | None = 0, craftsman: str = "", option: RetrofitOption | None = None, note: str = "",
) -> Retrofit:  # fmt: skip
    """Work that was done, what it cost and where the money came from; it counts once it is accepted."""
    found = locked(Rights(reader), dwelling)
    today = timezone.localdate(at)
    paid = whole(cost, 1, DEAREST, _("Cost (yuan)"), "cost")
    public = whole(subsidy or 0, 0, paid or 0, _("Public money in it (yuan)"), "subsidy")
    if option is not None and option.dwelling_id != found.pk:
        raise Refused(_("%(field)s: got “%(came)s”; allowed: one of the list") % {
            "field": _("Which way"), "came": option.pid}, "option")  # fmt: skip
    made = Retrofit.objects.create(
        dwelling=found, place=found.place, option=option, measure=code(measure, "measures", _("Measure"), "measure"),
        done_on=day(done_on, EARLIEST, today, _("Done on"), "done_on"), cost=paid, subsidy=public,
        source=code(source, "moneys", _("Where the money is from"), "source"),
        craftsman=code(craftsman, "craftsmen", _("Who built"), "craftsman", empty=True),
        note=text(note, 200, _("Note"), "note"), by=reader.pid, at=at,
    )  # fmt: skip
    log("record_retrofit", found, reader.pid, at, ChangeOf(WORK_FACT, made.ref), cost=paid)
    return made


@transaction.atomic
def accept_retrofit(
    *, reader: Reader, work: Retrofit, grade_after: str, on: date, at: datetime, paper: str = ""
) -> Retrofit:
    """The work was looked at and is up to standard, by somebody else than who entered it."""
    found = locked(Rights(reader), work.dwelling, confirms=True)
    made = Retrofit.objects.select_for_update().get(pk=work.pk)
    if made.withdrawn_on is not None or made.accepted_on is not None:
        raise Refused(_("This work was accepted or withdrawn already"))
    if made.by == reader.pid:
        raise Refused(_("Accept: not by the person who entered the work"))
    today = timezone.localdate(at)
    made.grade_after = code(grade_after, "grades", _("Grade after"), "grade_after")
    made.accepted_on = day(on, made.done_on, today, _("Accepted on"), "on")
    made.accepted_by, made.paper = reader.pid, text(paper, 80, _("Number of the paper"), "paper")
    made.save()
    retell(found, today)
    log("accept_retrofit", found, reader.pid, at, ChangeOf(WORK_FACT, made.ref), grade=made.grade_after)
    return made


@transaction.atomic
def withdraw_retrofit(*, reader: Reader, work: Retrofit, at: datetime) -> Retrofit:
    """Entered by mistake, as long as it is not accepted."""
    found = locked(Rights(reader), work.dwelling)
    made = Retrofit.objects.select_for_update().get(pk=work.pk)
    if made.accepted_on is not None:
        raise Refused(_("This work was accepted or withdrawn already"))
    if made.withdrawn_on is None:
        made.withdrawn_on = timezone.localdate(at)
        made.save(update_fields=["withdrawn_on"])
        log("withdraw_retrofit", found, reader.pid, at, ChangeOf(WORK_FACT, made.ref))
    return made
