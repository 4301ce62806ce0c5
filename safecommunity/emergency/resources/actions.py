"""Every write about resources and whom to call: entered, changed, looked at, ended, imported; a name is erased."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.common import attach
from safecommunity.emergency.models import Contact, ContactName, Network, Resource, ResourceCheck
from safecommunity.emergency.models.plans import NEVER
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.refusal import EARLIEST, LATEST, Refused, day, need, number, one_of, text
from safecommunity.emergency.resources import cover
from safecommunity.emergency.rights import Rights
from safecommunity.figures.sources import keep_was
from safecommunity.files import actions as files
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT, KIND, FILES = "emergency_resource", "emergency_resource", "resource_check"
MOST = 9_999_999
# as figures of past years tell them
KEPT = ("place", "people", "capacity", "area_m2", "sort", "before", "during", "after")
QUALIFIERS = ("exact", "gt", "ge", "approx", "near")
NUMBERS = {"team": ("people",), "shelter": ("capacity", "area_m2"), "stock": ("quantity",)}
Looked = Sequence[files.Looked]


def changes_of(one: Resource, year: int) -> list[ChangeOf]:
    """The facts of a resource; of a shelter also how many of the residents it holds."""
    changes = yearly_changes(FACT, one, year)
    return [*changes, *cover.changes(one.place, one.starts.year, year)] if one.kind == "shelter" else changes


def log(action: str, one: Resource, by: str, at: datetime, **detail: Any) -> None:
    """One audit event with the facts it changes."""
    journal.record(
        by=by, action=action, kind=KIND, ref=one.pid, place=one.place.pid, at=at, detail=detail,
        changes=changes_of(one, at.year),
    )  # fmt: skip


def checked(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The columns of a resource. Raises Refused in words."""
    kind = one_of(values.get("kind"), _("Kind"), Resource.Kind.values, "kind")
    unit = values.get("unit")
    place: Place | None = unit.place if unit is not None else values.get("place")
    if place is None:
        raise Refused(
            _("%(field)s: no place came; allowed: one of the list") % {"field": _("Place")}, "place"
        )
    made: dict[str, Any] = {
        "kind": kind, "place": place, "unit": unit, "agency": values.get("agency"),
        "sort": one_of(values.get("sort"), _("Sort"), codes.words(codes.SORTS[kind]), "sort"),
        "name": text(values.get("name"), _("Name"), 80, least=1, field="name"),
        "spot": text(values.get("spot"), _("Where exactly"), 80, field="spot"),
        "starts": day(values.get("starts") or today, _("There since"), EARLIEST, today, "starts"),
        "qualifier": one_of(values.get("qualifier") or "exact", _("As counted"), QUALIFIERS, "qualifier"),
        **{phase: bool(values.get(phase)) for phase in codes.PHASES},
    }  # fmt: skip
    if not any(made[phase] for phase in codes.PHASES):
        made["during"] = True
    _numbers(values, kind, made)
    _spot(values, made)
    known = codes.words("facilities")
    made["facilities"] = (
        [one for one in known if one in (values.get("facilities") or ())] if kind == "shelter" else []
    )
    made["measure"] = (
        text(values.get("measure"), _("Unit of measure"), 12, field="measure") if kind == "stock" else ""
    )
    made["expires_on"] = None
    if kind == "stock" and values.get("expires_on") is not None:
        made["expires_on"] = day(values["expires_on"], _("Good until"), EARLIEST, LATEST, "expires_on")
    made["inspect_days"] = number(
        values.get("inspect_days") or 0, _("Looked at every so many days"), 0, 3660, "inspect_days"
    )
    made["due"] = due_of(made["expires_on"], made["inspect_days"], made["starts"])
    return made


def _numbers(values: Mapping[str, Any], kind: str, made: dict[str, Any]) -> None:
    titles = {
        "people": _("People"),
        "capacity": _("People it holds"),
        "area_m2": _("Net area, m²"),
        "quantity": _("Quantity"),
    }
    for name in titles:
        made[name] = None
        value = values.get(name)
        if name not in NUMBERS[kind] or (name == "area_m2" and value is None):
            continue
        made[name] = number(value, titles[name], 0 if kind == "stock" else 1, MOST, name)


def _spot(values: Mapping[str, Any], made: dict[str, Any]) -> None:
    """Both degrees or none; a point far from China is a slip of the pen."""
    x, y = values.get("x"), values.get("y")
    if (x is None) != (y is None) or (
        x is not None and y is not None and not (73 <= x <= 136 and 3 <= y <= 54)
    ):
        says = _("Longitude and latitude: got %(came)s; allowed: both, 73 to 136 and 3 to 54, or none")
        raise Refused(says % {"came": f"{x}, {y}"}, "x")
    made["x"], made["y"] = x, y


def due_of(expires_on: date | None, inspect_days: int, since: date) -> date:
    """When somebody has to look next: the next look or the end of life, the earlier."""
    look = since + timedelta(days=inspect_days) if inspect_days else NEVER
    return min(look, expires_on or NEVER)


@transaction.atomic
def enter_resource(
    *, reader: Reader, values: Mapping[str, Any], at: datetime, client_id: str = ""
) -> Resource:
    """A team, a shelter or supplies. The same form sent twice is one; a name stands once at a place."""
    if client_id and (sent := Resource.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return sent
    made = checked(values, timezone.localdate(at))
    need(Rights(reader).keeps_of(made["place"]), made["place"].pid)
    _once(made)
    one = Resource.objects.create(**made, client_id=client_id[:64] or None, by=reader.pid, at=at)
    log("enter_resource", one, reader.pid, at, kind=one.kind)
    return one


def _once(made: Mapping[str, Any], but: int = 0) -> None:
    same = {"place": made["place"], "kind": made["kind"], "name": made["name"]}
    if Resource.objects.filter(**same, ends__isnull=True).exclude(pk=but).exists():
        says = _("%(place)s has “%(name)s” already; change that one, or end it first")
        raise Refused(says % {"place": made["place"].name, "name": made["name"]}, "name")


def locked(one: Resource, reader: Reader) -> Resource:
    """The resource as it stands, for its office."""
    rows = Resource.objects.select_for_update(of=("self",)).select_related("place", "unit")
    found = rows.get(pk=one.pk)
    need(Rights(reader).keeps_of(found.place), found.pid)
    if found.ends is not None:
        raise Refused(_("“%(name)s” has ended") % {"name": found.name})
    return found


@transaction.atomic
def change_resource(
    *, reader: Reader, resource: Resource, values: Mapping[str, Any], at: datetime
) -> Resource:
    """Say anew what it is; what it was stands in the log."""
    found = locked(resource, reader)
    made = checked(
        {**values, "kind": found.kind, "starts": values.get("starts") or found.starts}, timezone.localdate(at)
    )
    need(Rights(reader).keeps_of(made["place"]), made["place"].pid)
    _once(made, found.pk)
    last = found.checks.first()
    made["due"] = due_of(made["expires_on"], made["inspect_days"], last.on if last else made["starts"])
    before = {name: getattr(found, name) for name in made}
    changed = sorted(name for name, value in made.items() if before[name] != value)
    if not changed:
        return found
    was = {name: before[name] for name in changed if isinstance(before[name], int | str)}
    moved = cover.changes(found.place, found.starts.year, at.year) if found.kind == "shelter" else []
    for name, value in made.items():
        setattr(found, name, value)
    keep_was(found, {name: before[name] for name in KEPT}, timezone.localdate(at))
    found.save()
    journal.record(
        by=reader.pid, action="change_resource", kind=KIND, ref=found.pid, place=found.place.pid, at=at,
        detail={"changed": changed, "was": was}, changes=list(dict.fromkeys([*moved, *changes_of(found, at.year)])),
    )  # fmt: skip
    return found


@transaction.atomic
def check_resource(
    *, reader: Reader, resource: Resource, on: date, condition: str, at: datetime, quantity: int | None = None,
    expires_on: date | None = None, says: str = "", looked: Looked = (),
) -> ResourceCheck:  # fmt: skip
    """Somebody looked: in order or not, how much is there, until when it is good. The clock begins anew."""
    found, today = locked(resource, reader), timezone.localdate(at)
    made = ResourceCheck(
        resource=found, on=day(on, _("Looked at on"), found.starts, today, "on"), by=reader.pid, at=at,
        condition=one_of(condition, _("Condition"), codes.words("conditions"), "condition"),
        says=text(says, _("Note"), 200, field="says"),
    )  # fmt: skip
    if found.kind == "stock" and quantity is not None:
        made.quantity = found.quantity = number(quantity, _("Quantity"), 0, MOST, "quantity")
        found.qualifier = "exact"
    if found.kind == "stock" and expires_on is not None:
        made.expires_on = found.expires_on = day(expires_on, _("Good until"), EARLIEST, LATEST, "expires_on")
    made.save(force_insert=True)
    last = found.checks.first()
    assert last is not None  # noqa: S101 - one was just made
    found.condition = last.condition
    found.due = due_of(found.expires_on, found.inspect_days, last.on)
    found.save(update_fields=["condition", "due", "quantity", "qualifier", "expires_on"])
    attach(looked, "resource", found.pid, found.place, reader.pid, at, made.on)
    log("check_resource", found, reader.pid, at, condition=made.condition)
    return made


@transaction.atomic
def end_resource(*, reader: Reader, resource: Resource, on: date, reason: str, at: datetime) -> Resource:
    """It is there no more, from a day on; it stays readable, and the years before still count it."""
    found = locked(resource, reader)
    found.ends = day(on, _("Ended on"), found.starts, timezone.localdate(at), "on")
    found.reason = text(reason, _("Reason"), 200, least=1, field="reason")
    found.due = NEVER
    found.save(update_fields=["ends", "reason", "due"])
    log("end_resource", found, reader.pid, at)
    return found


@transaction.atomic
def import_resources(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Resources of a checked list, each with its key and whom to call; a row sent twice is one. (stored, known)."""
    keys = [key for key, _row in rows]
    known = set(Resource.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, today, changes, made = Rights(reader), timezone.localdate(at), list[ChangeOf](), list[Resource]()
    for key, row in dict(rows).items():
        if key in known:
            continue
        told = checked(row, today)
        need(rights.keeps_of(told["place"]), told["place"].pid)
        _once(told)
        one = Resource.objects.create(**told, client_id=key, by=reader.pid, at=at)
        if row.get("contact") or row.get("phone"):
            _contact(
                {"resource": one},
                row.get("post") or _("Contact"),
                row["contact"],
                row["phone"],
                today,
                leads=True,
            )
        made.append(one)
        changes += changes_of(one, at.year)
    if made:
        journal.record(
            by=reader.pid, action="import_resources", kind=KIND, ref="list", place=made[0].place.pid, at=at,
            changes=list(dict.fromkeys(changes)), detail={"rows": len(made), "file": file_name[:150]},
        )  # fmt: skip
    return len(made), len(rows) - len(made)


# -- whom to call --------------------------------------------------------------------------------


def _contact(
    of: Mapping[str, Any], post: str, name: str, phone: str, starts: date, *, leads: bool = False
) -> Contact:
    made = Contact.objects.create(**of, post=post[:60], leads=leads, starts=starts)
    if name or phone:
        ContactName.objects.create(contact=made, name=name, phone=phone)
    return made


def _owner(contact: Contact) -> tuple[Place, str, str]:
    if contact.resource is not None:
        return contact.resource.place, KIND, contact.resource.pid
    assert contact.network is not None  # noqa: S101 - a constraint says so
    return contact.network.place, "network", contact.network.pid


@transaction.atomic
def add_contact(
    *, reader: Reader, of: Resource | Network, post: str, at: datetime, name: str = "", phone: str = "",
    leads: bool = False,
) -> Contact:  # fmt: skip
    """Somebody to call, as a post; name and phone are sealed. The same post and name stand once."""
    need(Rights(reader).keeps_of(of.place), of.pid)
    if of.ends is not None:
        raise Refused(_("“%(name)s” has ended") % {"name": str(of)})
    post = text(post, _("Post"), 60, least=1, field="post")
    name, phone = text(name, _("Name"), 40, field="name"), text(phone, _("Phone"), 30, field="phone")
    column = "resource" if isinstance(of, Resource) else "network"
    for one in Contact.objects.filter(**{column: of}, post=post, ends__isnull=True).select_related("named"):
        named = getattr(one, "named", None)
        if (named.name if named else "") == name:
            raise Refused(_("This contact stands here already"), "post")
    if leads:
        Contact.objects.filter(**{column: of}, ends__isnull=True, leads=True).update(leads=False)
    made = _contact({column: of}, post, name, phone, timezone.localdate(at), leads=leads)
    kind = KIND if column == "resource" else "network"
    journal.record(
        by=reader.pid, action="add_contact", kind=kind, ref=of.pid, place=of.place.pid, at=at,
        detail={"contact": made.pid},
    )  # fmt: skip
    return made


@transaction.atomic
def end_contact(*, reader: Reader, contact: Contact, at: datetime) -> Contact:
    """Not to be called any more; the post stays readable, name and phone go."""
    found = Contact.objects.select_related("resource__place", "network__place").get(pk=contact.pk)
    place, kind, ref = _owner(found)
    need(Rights(reader).keeps_of(place), found.pid)
    if found.ends is not None:
        raise Refused(_("This contact has ended already"))
    ContactName.objects.filter(contact=found).delete()
    found.ends, found.erased_at, found.leads = timezone.localdate(at), at, False
    found.save(update_fields=["ends", "erased_at", "leads"])
    journal.record(
        by=reader.pid, action="end_contact", kind=kind, ref=ref, place=place.pid, at=at, detail={"contact": found.pid}
    )  # fmt: skip
    return found
