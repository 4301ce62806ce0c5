"""What stands in a project: measures, partners, the places with their days, photos before and after."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import actions as files
from safecommunity.governance import codes as governance
from safecommunity.journal.actions import ChangeOf
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import codes, words
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.refusal import Refused
from safecommunity.programmes.models import Measure, Partner, Project, ProjectPlace

PLACE_FACT = "project_place"
PHOTOS = {"before": "project_before", "after": "project_after", "paper": "project_paper"}


@transaction.atomic
def add_measure(
    *, reader: Reader, project: Project, kind: str, side: str, what: str, at: datetime
) -> Measure:
    """One more measure; the same again is the same."""
    row = common.locked(project, reader)
    kind = common.one_of(kind, _("Kind of measure"), dict(codes.choices("measures")), "kind")
    side = common.one_of(side, _("Side"), dict(codes.choices("sides")), "side")
    what = common.text(what, _("What is done"), 1, 200, "what")
    known = row.measures.filter(kind=kind, what=what, dropped_on__isnull=True).first()
    if known is not None:
        return known
    made = Measure.objects.create(project=row, kind=kind, side=side, what=what)
    common.note(row, "add_project_measure", by=reader.pid, at=at, detail={"kind": kind, "side": side},
                changes=common.changes_of(row, common.today_of(at).year))  # fmt: skip
    return made


@transaction.atomic
def drop_measure(*, reader: Reader, measure: Measure, at: datetime) -> Measure:
    """It is no measure of the project any more; it stays readable."""
    row = common.locked(measure.project, reader)
    if measure.dropped_on is None:
        measure.dropped_on = common.today_of(at)
        measure.save(update_fields=["dropped_on"])
        common.note(row, "drop_project_measure", by=reader.pid, at=at, detail={"kind": measure.kind},
                    changes=common.changes_of(row, common.today_of(at).year))  # fmt: skip
    return measure


@transaction.atomic
def add_partner(
    *, reader: Reader, project: Project, at: datetime, agency: str = "", unit: SocialUnit | None = None,
    name: str = "", part: str = "",
) -> Partner:  # fmt: skip
    """Who takes part: one agency, one unit, or somebody by name of a body."""
    row = common.locked(project, reader)
    name = common.text(name, _("Partner"), 0, 120, "name")
    part = common.text(part, _("What it does in it"), 0, 120, "part")
    if [bool(agency), bool(unit), bool(name)].count(True) != 1:
        raise Refused(_("Partner: allowed is one of an agency, a social unit or a name"), "name")
    if agency:
        sectors = {one: governance.sector_name(one) for one in governance.people_sectors()}
        common.one_of(agency, _("Agency"), sectors, "agency")
    if unit is not None and unit.place.pid not in places.subtree(row.place.pid):
        raise Refused(_("Partner: allowed is a social unit in %(place)s") % {"place": row.place.name}, "unit")
    known = row.partners.filter(agency=agency, unit=unit, name=name, dropped_on__isnull=True).first()
    if known is not None:
        return known
    made = Partner.objects.create(project=row, agency=agency, unit=unit, name=name, part=part)
    common.note(row, "add_project_partner", by=reader.pid, at=at)
    return made


@transaction.atomic
def drop_partner(*, reader: Reader, partner: Partner, at: datetime) -> Partner:
    """It takes part no more."""
    row = common.locked(partner.project, reader)
    if partner.dropped_on is None:
        partner.dropped_on = common.today_of(at)
        partner.save(update_fields=["dropped_on"])
        common.note(row, "drop_project_partner", by=reader.pid, at=at)
    return partner


@transaction.atomic
def add_place(
    *, reader: Reader, project: Project, place: Place, stage: str, starts: date, at: datetime
) -> ProjectPlace:
    """From this day it is tried out or rolled out there; a day to come is a plan."""
    row = common.locked(project, reader)
    stage = common.one_of(stage, _("Stage"), {one: words.stage(one) for one in words.STAGES}, "stage")
    common.within(starts, _("From"), row.starts, common.LATEST, "starts")
    if place.pid not in places.subtree(row.place.pid):
        raise Refused(_("Place: allowed is %(place)s or a place in it") % {"place": row.place.name}, "place")
    known = row.places.filter(place=place, stage=stage, dropped_on__isnull=True)
    if (same := known.filter(starts=starts).first()) is not None:
        return same
    if known.filter(ends__isnull=True).exists():
        says = _("%(place)s is in it already; end that first where the day was another")
        raise Refused(says % {"place": place.name}, "place")
    made = ProjectPlace.objects.create(
        project=row, place=place, stage=stage, starts=starts, by=reader.pid, at=at
    )
    common.note(row, "add_project_place", by=reader.pid, at=at, changes=[ChangeOf(PLACE_FACT, made.ref)],
                detail={"where": place.pid, "stage": stage, "starts": starts.isoformat()})  # fmt: skip
    return made


@transaction.atomic
def end_place(*, reader: Reader, where: ProjectPlace, ends: date, at: datetime) -> ProjectPlace:
    """It runs there no more from this day on; what was stays."""
    row = common.locked(where.project, reader)
    if where.ends is not None or where.dropped_on is not None:
        raise Refused(_("It has ended there already"))
    first = date.fromordinal(where.starts.toordinal() + 1)
    where.ends = common.within(ends, _("Until"), first, common.LATEST, "ends")
    where.save(update_fields=["ends"])
    common.note(row, "end_project_place", by=reader.pid, at=at, changes=[ChangeOf(PLACE_FACT, where.ref)])
    return where


@transaction.atomic
def drop_place(*, reader: Reader, where: ProjectPlace, at: datetime) -> ProjectPlace:
    """It was entered wrongly: it counts no more, and stays in the log."""
    row = common.locked(where.project, reader)
    if where.dropped_on is None:
        where.dropped_on = common.today_of(at)
        where.save(update_fields=["dropped_on"])
        common.note(row, "drop_project_place", by=reader.pid, at=at, changes=[ChangeOf(PLACE_FACT, where.ref)],
                    detail={"where": where.place.pid, "starts": where.starts.isoformat()})  # fmt: skip
    return where


@transaction.atomic
def attach_photos(
    *, reader: Reader, project: Project, when: str, photos: Sequence[files.Looked], at: datetime,
    on: date | None = None,
) -> int:  # fmt: skip
    """Photos from before or after, or the project's paper."""
    row = common.locked(project, reader, ended=True)
    kind = PHOTOS[common.one_of(when, _("Photos"), dict.fromkeys(PHOTOS, ""), "when")]
    if not photos:
        raise Refused(_("No file came; allowed: a photo or a scan"))
    try:
        files.attach_files(
            files=photos, kind=kind, ref=row.pid, place=row.place.pid, by=reader.pid, at=at, happened_on=on
        )
    except files.Refused as reason:
        raise Refused(str(reason)) from reason
    return len(photos)
