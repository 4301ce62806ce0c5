"""Projects entered, corrected, read from a list."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes as governance
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.programmes import codes, words
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.coverage import tell_cells
from safecommunity.programmes.actions.refusal import NotYours, Refused
from safecommunity.programmes.models import Budget, Measure, Project, ProjectAim, State, Step
from safecommunity.programmes.rights import Rights

TEXTS = {"title": (1, 120), "problem": (1, 600), "goal": (0, 300), "group": (0, 200), "recording": (0, 200)}
PLAIN = ("setting", "people", "people_qualifier", "body", "agency", "starts", "until", "recording_on")
AIMS = {
    "ages": "age", "sexes": "sex", "roles": "role", "environments": "environment", "vulnerable": "vulnerable",
    "situations": "situation",
}  # fmt: skip
MOST_PEOPLE = 100_000_000
AGAIN = timedelta(minutes=10)


def titles() -> dict[str, str]:
    """What the fields are called."""
    return {
        "title": _("Name of the project"), "problem": _("The problem"), "goal": _("Goal of the project"),
        "group": _("Target group in words"), "recording": _("What changed in how things are recorded"),
        "people": _("How many people the group has"), "starts": _("First day"), "until": _("Last day"),
        "setting": _("Setting"), "ages": _("Age groups"), "sexes": _("Sex"), "roles": _("Roles"),
        "environments": _("High-risk environments"), "vulnerable": _("Vulnerable groups"),
        "situations": _("Situations"), "recording_on": _("Day of that change"),
    }  # fmt: skip


def _fill(row: Project, values: Mapping[str, Any]) -> None:
    """Take values over, each refused in words where it cannot be."""
    named = titles()
    for name, (least, most) in TEXTS.items():
        if name in values:
            setattr(row, name, common.text(values[name], named[name], least, most, name))
    for name in PLAIN:
        if name in values:
            setattr(row, name, values[name])
    row.people_qualifier = (row.people_qualifier or "") if row.people is not None else ""
    common.one_of(row.setting, named["setting"], {one: governance.setting_name(one) for one in governance.settings()},
                  "setting")  # fmt: skip
    common.one_of(row.people_qualifier, named["people"], dict.fromkeys(("", *words.QUALIFIERS), "")
                  | {one: words.qualifier(one) for one in words.QUALIFIERS}, "people_qualifier")  # fmt: skip
    if row.people is not None:
        common.whole(row.people, named["people"], 1, MOST_PEOPLE, "people")
    common.within(row.starts, named["starts"], common.EARLIEST, common.LATEST, "starts")
    longest = min(
        common.LATEST, row.starts.replace(year=min(2199, row.starts.year + common.LONGEST_YEARS), day=28)
    )
    common.within(row.until, named["until"], row.starts, longest, "until")
    if row.recording_on is not None:
        common.within(row.recording_on, named["recording_on"], common.EARLIEST, common.LATEST, "recording_on")
    _check_lead(row)


def _check_lead(row: Project) -> None:
    row.agency = row.agency or ""
    if row.agency:
        sectors = {one: governance.sector_name(one) for one in governance.people_sectors()}
        common.one_of(row.agency, _("Agency that leads"), sectors, "agency")
    if row.body is not None and row.body.place_id != row.place_id:
        says = _("Who leads it: allowed is a body of %(place)s")
        raise Refused(says % {"place": row.place.name}, "body")


def checked_aims(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Codes of each kind of aim; ages and sexes need at least one."""
    found: dict[str, tuple[str, ...]] = {}
    for name, what in AIMS.items():
        if name not in values:
            continue
        listed = codes.ages() if what == "age" else codes.choices(name)
        allowed = dict(listed)
        came = tuple(dict.fromkeys(str(one) for one in values[name] or ()))
        for one in came:
            common.one_of(one, titles()[name], allowed, name)
        if what in ("age", "sex") and not came:
            raise Refused(
                _("%(field)s: nothing was chosen; allowed: at least one") % {"field": titles()[name]}, name
            )
        found[what] = came
    return found


def _set_aims(row: Project, aims: Mapping[str, tuple[str, ...]]) -> bool:
    """Make the aims these; whether anything changed."""
    changed = False
    for what, wanted in aims.items():
        known = {one.code: one for one in row.aims.filter(what=what)}
        gone = [one.pk for code, one in known.items() if code not in wanted]
        new = [ProjectAim(project=row, what=what, code=code) for code in wanted if code not in known]
        if gone:
            ProjectAim.objects.filter(pk__in=gone).delete()
        ProjectAim.objects.bulk_create(new)
        changed = changed or bool(gone or new)
    return changed


def _step(row: Project, deed: str, on: date, by: str, at: datetime, says: str = "") -> None:
    Step.objects.create(project=row, deed=deed, state=row.state, on=on, says=says[:600], by=by, at=at)


def _may_enter(reader: Reader, place: Place, agency: str) -> None:
    rights = Rights(reader)
    led = bool(agency) and (place.pid, agency) in rights.sectors
    if place.pid not in rights.office and not led:
        raise NotYours(f"{place.pid}: not a place of this reader")


def create_project(
    *, reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, client_id: str = ""
) -> Project:
    """Enter a project as an idea. The same form sent twice is one project."""
    _may_enter(reader, place, values.get("agency") or "")
    if client_id and (known := Project.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return known
    try:
        return _create(reader, place, values, at, client_id[:64])
    except IntegrityError:
        known = Project.objects.filter(client_id=client_id[:64], by=reader.pid).first() if client_id else None
        if known is None:
            raise
        return known


@transaction.atomic
def _create(reader: Reader, place: Place, values: Mapping[str, Any], at: datetime, client_id: str) -> Project:
    row = Project(place=place, by=reader.pid, at=at, client_id=client_id or None)
    row.starts = row.until = common.today_of(at)
    _fill(row, values)
    aims = checked_aims({"ages": (), "sexes": (), **values})
    row.save(force_insert=True)
    _set_aims(row, aims)
    _step(row, "enter", common.today_of(at), reader.pid, at)
    this_year = common.today_of(at).year
    changes = [*common.changes_of(row, this_year), *tell_cells(place, (this_year, this_year + 1))]
    common.note(row, "enter_project", by=reader.pid, at=at, changes=changes, detail={"setting": row.setting})
    return row


@transaction.atomic
def change_project(
    *, reader: Reader, project: Project, values: Mapping[str, Any], revision: int, at: datetime
) -> Project:
    """Correct it; refused where somebody changed it since it was read, or once it has ended."""
    row = common.locked(project, reader)
    if row.revision != revision:
        raise Refused(_("Somebody else changed this meanwhile; look at it again"))
    this_year = common.today_of(at).year
    before = common.changes_of(row, this_year)
    names = (*TEXTS, *PLAIN)
    stood = {name: getattr(row, name) for name in names}
    _fill(row, values)
    if not Rights(reader).keeps(row):
        raise NotYours(f"{row.pid}: an agency cannot give its project away")
    aimed = _set_aims(row, checked_aims(values))
    changed = [name for name, value in stood.items() if getattr(row, name) != value]
    if not changed and not aimed:
        return row
    row.revision += 1
    row.save(update_fields=[*changed, "people_qualifier", "revision"])
    said = ", ".join(
        [*(titles().get(name, name) for name in changed), *([_("Target group")] if aimed else [])]
    )
    _step(row, "change", common.today_of(at), reader.pid, at, said)
    years = common.years_of(row, this_year)
    changes = {(one.fact, one.ref): one for one in (*before, *common.changes_of(row, this_year),
                                                    *tell_cells(row.place, years))}  # fmt: skip
    common.note(
        row, "change_project", by=reader.pid, at=at, changes=changes.values(), detail={"fields": changed}
    )
    return row


@transaction.atomic
def import_projects(
    *, reader: Reader, place: Place, rows: Iterable[Mapping[str, Any]], file_name: str, at: datetime
) -> tuple[int, int]:
    """Projects of a list that was checked, old ones with the state they had: (new, known already). Repeatable: the same
    name, setting and first day stands once."""
    if place.pid not in Rights(reader).office:
        raise NotYours(f"{place.pid}: not a place of this office")
    known = set(Project.objects.filter(place=place).values_list("title", "setting", "starts"))
    made, same, changes, years = [], 0, [], set()
    this_year = common.today_of(at).year
    for values in rows:
        key = (values["title"], values["setting"], values["starts"])
        if key in known:
            same += 1
            continue
        known.add(key)
        row = _bring(reader, place, values, at)
        made.append(row)
        changes += common.changes_of(row, this_year)
        years |= {year for year in common.years_of(row, this_year) if row.ran_in(year)}
    changes += tell_cells(place, sorted(years | {this_year, this_year + 1}))
    journal.record(
        by=reader.pid, action="import_projects", kind="projects", ref=place.pid, place=place.pid, at=at,
        changes=changes, detail={"file": file_name[:150], "new": len(made), "same": same},
    )  # fmt: skip
    return len(made), same


def _bring(reader: Reader, place: Place, values: Mapping[str, Any], at: datetime) -> Project:
    today = common.today_of(at)
    row = Project(place=place, by=reader.pid, at=at, starts=values["starts"], until=values["until"])
    row.state = values.get("state") or State.IDEA
    if row.state in (State.RUNNING, State.FINISHED, State.STOPPED):
        row.started_on = min(values["starts"], today)
    if row.state in (State.FINISHED, State.STOPPED):
        row.ended_on = max(min(values["until"], today), row.started_on or today)
    _fill(row, values)
    aims = checked_aims(values)
    row.save(force_insert=True)
    _set_aims(row, aims)
    Measure.objects.bulk_create(
        [Measure(project=row, kind=kind, side=side_of(kind), what=codes.label("measures", kind))
         for kind in values.get("measures", ())]
    )  # fmt: skip
    if values.get("budget"):
        Budget.objects.create(
            project=row, year=row.starts.year, line="other", source="street", amount=values["budget"], by=reader.pid,
            at=at,
        )  # fmt: skip
    _step(row, "bring", today, reader.pid, at, values.get("binder", ""))
    return row


def side_of(kind: str) -> str:
    """The side a kind of measure works on, where nobody says another."""
    return {
        "policy": "management", "management": "management", "service": "people", "publicity": "people",
        "environment": "surroundings", "facility": "things", "product": "things",
    }.get(kind, "people")  # fmt: skip
