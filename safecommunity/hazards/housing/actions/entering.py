"""Dwellings: entered, corrected, off the register; lists of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.sources import keep_was, yearly_changes
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.housing.actions import common
from safecommunity.hazards.housing.actions.common import (
    FACT,
    code,
    locked,
    log,
    retell,
    text,
    whole,
    whole_or_none,
)
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Dwelling, Rating
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

OLDEST = 1500
KEPT = (
    "place",
    "people",
    "structure",
    "use",
    "intensity",
    "fire",
    "built",
)  # as figures of past years tell them


def checked(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The columns of a dwelling. Raises Refused with the field."""
    place = values.get("place")
    if not isinstance(place, Place):
        raise Refused(_("%(field)s: nothing was chosen") % {"field": _("Where")}, "place")
    site = list(dict.fromkeys(values.get("site") or ()))
    for one in site:
        code(one, "sites", _("Danger of the ground"), "site")
    ring = str(values.get("ring_beam") or "")
    if ring not in ("", "yes", "no"):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Ring beam and columns"), "came": ring[:30]}, "ring_beam")
    return {
        "place": place, "spot": text(values.get("spot"), 80, _("House number or where it stands"), "spot", least=1),
        "structure": code(values.get("structure"), "structures", _("Structure"), "structure"),
        "built": whole_or_none(values.get("built"), OLDEST, today.year, _("Built in"), "built"),
        "storeys": whole(values.get("storeys"), 1, 60, _("Storeys"), "storeys"),
        "area": whole_or_none(values.get("area"), 1, 100_000, _("Area (m²)"), "area"),
        "people": whole_or_none(values.get("people"), 0, 5000, _("People who live there"), "people") or 0,
        "ownership": code(values.get("ownership"), "ownerships", _("Ownership"), "ownership", empty=True),
        "use": code(values.get("use"), "uses", _("Use of the dwelling"), "use"),
        "intensity": code(
            values.get("intensity"), "intensities", _("Seismic intensity"), "intensity", empty=True
        ),
        "fire": code(values.get("fire"), "fires", _("How fire is used"), "fire", empty=True),
        "ring_beam": ring, "site": site, **_spot(values),
    }  # fmt: skip


def _spot(values: Mapping[str, Any]) -> dict[str, float | None]:
    lon, lat = values.get("lon"), values.get("lat")
    if lon is None and lat is None:
        return {"lon": None, "lat": None}
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refused(_("Coordinates: allowed are both, within 180 and 90 degrees, or none"), "lon")
    return {"lon": float(lon), "lat": float(lat)}


def _allowed(rights: Rights, place: Place) -> None:
    if place.pid not in rights.finds_in:
        raise NotYours(f"{place.pid}: not a place of this reader")


def _once(row: Mapping[str, Any], but: Dwelling | None = None) -> None:
    """One number at one place is one dwelling."""
    same = Dwelling.objects.filter(place=row["place"], spot=row["spot"], ends__isnull=True)
    found = same.exclude(pk=but.pk).first() if but is not None else same.first()
    if found is not None:
        says = _("House number or where it stands: %(number)s is this one; allowed: one entry a dwelling")
        raise Refused(says % {"number": found.number}, "spot")


@transaction.atomic
def record_dwelling(
    *, reader: Reader, values: Mapping[str, Any], at: datetime, client_id: str = "", starts: date | None = None
) -> tuple[Dwelling, bool]:  # fmt: skip
    """A dwelling of the register. (dwelling, new): the same form twice is one."""
    if client_id:
        sent = Dwelling.objects.select_related("place").filter(client_id=client_id[:64]).first()
        if sent is not None:
            if sent.by != reader.pid:
                raise Refused(_("This form was sent by somebody else"))
            return sent, False
    today = timezone.localdate(at)
    row = checked(values, today)
    _allowed(Rights(reader), row["place"])
    _once(row)
    made = Dwelling.objects.create(
        **row, client_id=client_id[:64] or None, starts=starts or today, by=reader.pid, at=at
    )
    log("record_dwelling", made, reader.pid, at)
    return made, True


@transaction.atomic
def change_dwelling(
    *, reader: Reader, dwelling: Dwelling, values: Mapping[str, Any], at: datetime, revision: int
) -> Dwelling:
    """Correct what is said of a dwelling; its judgements stay."""
    rights = Rights(reader)
    found = locked(rights, dwelling)
    if found.revision != revision:
        raise Refused(_("Somebody changed it meanwhile; look at it again"))
    row = checked(values, timezone.localdate(at))
    _allowed(rights, row["place"])
    _once(row, found)
    before = {name: getattr(found, name) for name in KEPT}
    for name, value in row.items():
        setattr(found, name, value)
    keep_was(found, before, timezone.localdate(at))
    found.revision += 1
    found.save()
    log("change_dwelling", found, reader.pid, at)
    return found


@transaction.atomic
def leave_dwelling(*, reader: Reader, dwelling: Dwelling, why: str, at: datetime) -> Dwelling:
    """Pulled down: off the register from today. Entered by mistake: it never was."""
    found = locked(Rights(reader), dwelling)
    found.left = code(why, "lefts", _("Why"), "why")
    found.ends = found.starts if why == "mistaken" else timezone.localdate(at)
    found.save(update_fields=["left", "ends"])
    log("leave_dwelling", found, reader.pid, at, why=why)
    return found


@transaction.atomic
def import_dwellings(
    *, reader: Reader, rows: Sequence[Mapping[str, Any]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Store dwellings of a checked list; one that stands there already stays. (new, known)."""
    stored, known = 0, 0
    changes: list[ChangeOf] = []
    rights, today = Rights(reader), timezone.localdate(at)
    for row in rows:
        values = checked(row["values"], today)
        _allowed(rights, values["place"])
        if Dwelling.objects.filter(place=values["place"], spot=values["spot"], ends__isnull=True).exists():
            known += 1
            continue
        on = row.get("screened_on")
        made = Dwelling.objects.create(**values, starts=min(on or today, today), by=reader.pid, at=at)
        if row.get("screened"):
            common.code(row["screened"], "grades", _("Grade"), "screened")
            Rating.objects.create(
                dwelling=made, kind=Rating.Kind.SCREEN, grade=row["screened"], on=on or today, by=reader.pid, at=at,
                note=file_name[:60],
            )  # fmt: skip
            retell(made, today)
        changes += yearly_changes(FACT, made, today.year)
        stored += 1
    if stored:
        journal.record(
            by=reader.pid, action="import_dwellings", kind="dwelling_list", ref=file_name[:60], at=at,
            place=rows[0]["values"]["place"].pid, detail={"lines": stored}, changes=changes,
        )  # fmt: skip
    return stored, known
