"""Opening an application, filing papers with it and taking them back, locking and un-locking them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import facts
from safecommunity.accreditation.actions.procedures import keep_procedure
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Application, Evidence, Lock, Paper, Round, Stay, Step
from safecommunity.accreditation.procedures.shape import APPLICANT
from safecommunity.accreditation.queries import moves, offices
from safecommunity.accreditation.queries import procedures as known
from safecommunity.accreditation.rights import LOWEST, Rights
from safecommunity.files import actions as files
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.shell.numbers import day

KIND = "application_paper"
EARLIEST = date(2002, 1, 1)  # the first safe communities of the country
MOST_PAPERS = 200


def log(action: str, one: Application, by: str, at: datetime, **detail: object) -> None:
    """One event of an application, with every row of facts it changes."""
    changes = facts.of_application(one, timezone.localdate(at))
    journal.record(
        by=by, action=action, kind="application", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail),
        changes=changes,
    )  # fmt: skip


@transaction.atomic
def open_application(
    *, reader: Reader, place: Place, code: str, at: datetime, opened_on: date | None = None
) -> Application:
    """A place sets out for a title by the procedure in force, and keeps that edition. One going a level and place.

    Several levels may be under way at once. An earlier day is for what began on paper.
    """
    Rights(reader).need(place)
    today = timezone.localdate(at)
    on = opened_on or today
    if place.level not in LOWEST:
        raise Refused(_("A title is applied for by a street, town, district or above"), "place")
    procedure = known.in_force().get(code)
    if procedure is None:
        raise Refused(_("Title: got “%(came)s”; allowed: one of the list") % {"came": code[:30]}, "code")
    if not EARLIEST <= on <= today:
        says = _("Opened on: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": day(on), "first": day(EARLIEST), "last": day(today)}, "opened_on")
    Place.objects.select_for_update().get(pk=place.pk)  # two people opening at once get one after the other
    level = procedure.level
    if Application.objects.filter(place=place, level=level, closed_on__isnull=True).exists():
        says = _("%(place)s is on its way to this title already, or holds it")
        raise Refused(says % {"place": place.name}, "code", "application.one_going")
    last = Application.objects.filter(place=place, level=level).aggregate(n=Max("number"))["n"] or 0
    start = procedure.start
    office = offices.office_of(place, start.turn)
    made = Application.objects.create(
        place=place, level=level, procedure=keep_procedure(procedure, by=reader.pid, at=at), number=last + 1,
        state=start.id, stage=start.stage, entered_on=on, opened_on=on, turn_role=start.turn, turn_place=office.place,
        by=reader.pid, at=at,
    )  # fmt: skip
    Stay.objects.create(
        application=made, number=1, state=start.id, stage=start.stage, turn_role=start.turn, turn_place=office.place,
        entered_on=on, entered_at=at,
    )  # fmt: skip
    Step.objects.create(
        application=made, number=1, move="open", to_state=start.id, role=APPLICANT, office=place, happened_on=on,
        by=reader.pid, at=at,
    )  # fmt: skip
    log("open_application", made, reader.pid, at, level=level, procedure=made.procedure.version)
    return made


def held(application: Application) -> Application:
    """The application as it stands, locked for the rest of the transaction."""
    found = Application.objects.select_for_update(of=("self",)).select_related(
        "place", "turn_place", "procedure", "round", "sheet"
    )
    return found.get(pk=application.pk)


def steady(*some: Round | None) -> dict[int, Round]:
    """Self-assessments as they stand, by key, locked so that none is opened again before the transaction is over."""
    pks = {one.pk for one in some if one is not None}
    found = Round.objects.select_for_update(of=("self",)).select_related("sheet", "place")
    return {one.pk: one for one in found.filter(pk__in=pks).order_by("pk")}


def _may_file(rights: Rights, one: Application) -> Place:
    """The office that files: whose turn it is, or the applicant while nothing is locked."""
    if one.turn_role and one.turn_place is not None:
        office = offices.office_of(one.place, one.turn_role)
        if offices.sits(rights, one, one.turn_role, office):
            return office.place
    if not rights.keeps(one.place):
        raise NotYours(f"{one.pid}: neither the applicant nor the office whose turn it is")
    if one.closed_on is not None:
        raise Refused(_("This application is closed"), rule="application.closed")
    if one.locked:
        says = _(
            "The papers are locked while they are looked at; the office that looks at them can un-lock them"
        )
        raise Refused(says, rule="paper.locked")
    return one.place


def file_paper(
    *, application: Application, stay: Stay, code: str, title: str, thing: files.Looked | Evidence, office: Place,
    by: str, at: datetime,
) -> Paper:  # fmt: skip
    """One paper with its file or piece of evidence, in the caller's transaction."""
    made = Paper.objects.create(
        application=application, stay=stay, code=code, title=title[:200], office=office, by=by, at=at,
        evidence=thing if isinstance(thing, Evidence) else None,
    )  # fmt: skip
    if isinstance(thing, files.Looked):
        files.attach_files(files=[thing], kind=KIND, ref=made.pid, place=application.place.pid, by=by, at=at)
    return made


def fits(application: Application, thing: files.Looked | Evidence) -> None:
    """Evidence is of the very place and not withdrawn."""
    if isinstance(thing, Evidence) and (
        thing.place_id != application.place_id or thing.withdrawn_on is not None
    ):
        raise Refused(_("This piece of evidence is of another place, or withdrawn"), rule="paper.evidence")


@transaction.atomic
def add_paper(
    *, reader: Reader, application: Application, code: str, title: str, thing: files.Looked | Evidence, at: datetime
) -> Paper:  # fmt: skip
    """File a paper where the application stands now: what a move will need, or one more."""
    one = held(application)
    office = _may_file(Rights(reader), one)
    procedure = known.of(one.procedure)
    needs = moves.needs_of(one, procedure, office)
    if code and code not in needs:
        says = _("Paper: got “%(came)s”; allowed: %(allowed)s")
        raise Refused(says % {"came": code[:40], "allowed": ", ".join(needs) or "—"}, "code")
    title = needs[code].title["zh-hans"] if code else title.strip()
    if not 1 <= len(title) <= 200:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 200") % {"came": len(title)}, "title")
    fits(one, thing)
    if one.papers.count() >= MOST_PAPERS:
        raise Refused(_("Papers of an application: allowed are %(most)s") % {"most": MOST_PAPERS})
    stay = one.stays.get(left_on__isnull=True)
    made = file_paper(
        application=one, stay=stay, code=code, title=title, thing=thing, office=office, by=reader.pid, at=at
    )
    log("add_paper", one, reader.pid, at, paper=made.pid, code=code)
    return made


@transaction.atomic
def withdraw_paper(*, reader: Reader, paper: Paper, reason: str, at: datetime) -> Paper:
    """Take back a paper of the present stay, with a reason that stays. What was looked at before stays as it was."""
    one = held(paper.application)
    office = _may_file(Rights(reader), one)
    fresh = Paper.objects.select_related("stay").get(pk=paper.pk)
    if fresh.office_id != office.pk:
        raise NotYours(f"{fresh.pid}: a paper of another office")
    if fresh.stay.left_on is not None:
        raise Refused(_("This paper was filed for a step that is done; it stays"), rule="paper.done")
    if fresh.withdrawn_on is not None:
        raise Refused(_("This paper is taken back already"))
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise Refused(
            _("Reason: got %(came)s characters; allowed: 2 to 200") % {"came": len(reason)}, "reason"
        )
    fresh.withdrawn_on, fresh.reason = timezone.localdate(at), reason
    fresh.save(update_fields=["withdrawn_on", "reason"])
    log("withdraw_paper", one, reader.pid, at, paper=fresh.pid)
    return fresh


@transaction.atomic
def set_lock(
    *, reader: Reader, application: Application, locked: bool, reason: str, at: datetime
) -> Application:
    """The office that looks at the papers locks or un-locks them, with a reason that stays."""
    one = held(application)
    office = offices.office_of(one.place, one.turn_role) if one.turn_role else None
    tier = one.turn_role.startswith(APPLICANT)
    if office is None or tier or not offices.sits(Rights(reader), one, one.turn_role, office):
        raise NotYours(f"{one.pid}: not the office that looks at the papers")
    reason = reason.strip()
    if not 2 <= len(reason) <= 200:
        raise Refused(
            _("Reason: got %(came)s characters; allowed: 2 to 200") % {"came": len(reason)}, "reason"
        )
    if one.locked == locked:
        raise Refused(_("The papers are locked") if locked else _("The papers are not locked"))
    rests = steady(one.round).values() if locked and one.submitted_on is not None else ()
    if any(held.state != Round.State.HANDED_IN for held in rests):
        says = _("The self-assessment is open; its chief hands it in first")
        raise Refused(says, rule="round.handed_in")
    Application.objects.filter(pk=one.pk).update(locked=locked)
    one.locked = locked
    Lock.objects.create(application=one, locked=locked, reason=reason, by=reader.pid, at=at)
    log("lock_application" if locked else "unlock_application", one, reader.pid, at)
    return one
