"""What single moves do besides moving: filing, naming, the certificate, the public notice, the yearly report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from safecommunity.accreditation.actions.refusal import Refused
from safecommunity.accreditation.models import (
    AnnualReport,
    Application,
    Certificate,
    Paper,
    PublicNotice,
)
from safecommunity.accreditation.models import Procedure as Edition
from safecommunity.accreditation.procedures import Move, Procedure, clocks
from safecommunity.accreditation.queries.moves import ON_RECORD, papers_here


@dataclass
class Doing:
    """A move being made."""

    application: Application
    procedure: Procedure
    move: Move
    on: date
    by: str
    at: datetime
    papers: list[Paper]
    year: int | None
    recorded: bool = False
    paper_number: str = ""

    def paper(self) -> Paper | None:
        """The paper of an office outside by which this goes on record: sent now, or filed here ahead."""
        if not self.recorded:
            return None
        codes = {need.id for need in self.move.papers} or {ON_RECORD}
        here = papers_here(self.application.stays.filter(left_on__isnull=True).get())
        return next((one for one in [*self.papers, *reversed(here)] if one.code in codes), None)


def nothing(_doing: Doing) -> None:
    """Nothing more."""


def file(doing: Doing) -> None:
    """From now on it is seen above."""
    doing.application.filed_on = doing.application.filed_on or doing.on


def submit(doing: Doing) -> None:
    """Handed in for recommendation."""
    doing.application.submitted_on = doing.on


def name(doing: Doing) -> None:
    """A term begins, with its certificate."""
    one = doing.application
    one.named_on = doing.on
    one.term_ends = clocks.end_of_term(doing.on, doing.procedure.term)
    _issue(doing)


def renew(doing: Doing) -> None:
    """A new term: the certificate before is replaced."""
    _end(doing, "renewed")
    name(doing)


def _issue(doing: Doing) -> None:
    one = doing.application
    until = clocks.end_of_term(doing.on, doing.procedure.term)
    # one number after the other: whoever names at the same level waits here
    list(Edition.objects.select_for_update().filter(level=one.level).order_by("pk").values_list("pk"))
    year = doing.on.year
    serial = Certificate.objects.filter(level=one.level, year=year).aggregate(n=Max("serial"))["n"] or 0
    Certificate.objects.create(
        application=one, level=one.level, year=year, serial=serial + 1, issued_on=doing.on, valid_until=until,
        number=doing.procedure.number.replace("{year}", str(year)).replace("{serial}", f"{serial + 1:04d}"),
        paper_number=doing.paper_number, paper=doing.paper(), by=doing.by, at=doing.at,
    )  # fmt: skip


def _end(doing: Doing, why: str) -> None:
    Certificate.objects.filter(application=doing.application, ended_on__isnull=True).update(
        ended_on=doing.on, why_ended=why
    )


def end(doing: Doing) -> None:
    """The title ends, and its certificate with it."""
    _end(doing, doing.move.id)


def restore(doing: Doing) -> None:
    """The title comes back: its last certificate holds again until its own end."""
    last = Certificate.objects.filter(application=doing.application).order_by("-pk").first()
    if last is not None:
        Certificate.objects.filter(pk=last.pk).update(ended_on=None, why_ended="")


def publish(doing: Doing) -> None:
    """Everybody may read the decision and object to it while the state's clock runs."""
    one = doing.application
    stay = one.stays.get(left_on__isnull=True)
    PublicNotice.objects.create(
        application=one,
        stay=stay,
        starts_on=doing.on,
        ends_on=stay.due_on or doing.on,
        by=doing.by,
        at=doing.at,
    )


def report(doing: Doing) -> None:
    """The report of one year, with its paper."""
    one, year = doing.application, doing.year or doing.on.year
    first = one.named_on.year if one.named_on else year
    if not first <= year <= doing.on.year:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": year, "first": first, "last": doing.on.year}, "year", "report.year")
    if one.reports.filter(year=year).exists():
        says = _("The report of %(year)s is handed in already")
        raise Refused(says % {"year": year}, "year", "report.once_a_year")
    codes = {need.id for need in doing.move.papers}
    here = [p for p in papers_here(one.stays.get(left_on__isnull=True)) if p.code in codes]
    used = set(one.reports.values_list("paper_id", flat=True))
    paper = next((p for p in [*doing.papers, *reversed(here)] if p.pk not in used and p.code in codes), None)
    if paper is None:
        raise Refused(_("A report needs its paper"), rule="report.paper")
    AnnualReport.objects.create(
        application=one, year=year, handed_in_on=doing.on, paper=paper, by=doing.by, at=doing.at
    )


Deed = Callable[[Doing], None]
# before the new stay begins (its clock may hang on the term), and after it has
BEFORE: dict[str, Deed] = {
    "file": file, "submit": submit, "name": name, "renew": renew, "end": end, "restore": restore, "report": report,
}  # fmt: skip
AFTER: dict[str, Deed] = {"publish": publish}
