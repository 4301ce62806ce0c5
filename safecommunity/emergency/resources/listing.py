"""The list of teams, shelters and supplies, in and out. Names and phones come in sealed and do not go out."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.emergency import codes
from safecommunity.emergency.importing import Ground, Listing, Row, code, count, day, words
from safecommunity.emergency.models import Resource
from safecommunity.emergency.refusal import EARLIEST, LATEST
from safecommunity.emergency.resources import actions
from safecommunity.shell.sheets import Fault, Line


def ground(found: Ground) -> None:
    """What stands already, once a list; and what the list itself names."""
    there = Resource.objects.filter(found.held.kept(), ends__isnull=True).values_list(
        "place_id", "kind", "name", "client_id"
    )
    found.more["there"] = {(place, kind, name): key for place, kind, name, key in there}
    found.more["named"] = set()


def _degree(line: Line, name: str, wrong: list[Fault]) -> float | None:
    if not line[name]:
        return None
    try:
        return float(line[name])
    except ValueError:
        wrong.append(line.fault(name, _("degrees such as 121.4737, or empty")))
        return None


def read(line: Line, found: Ground, wrong: list[Fault]) -> Row:
    """A team, a shelter or supplies."""
    kind = code(line, "kind", "resource_kinds", wrong)
    row: Row = {
        "kind": kind, "name": words(line, "name", 80, wrong, needed=True), "place": found.place(line, wrong),
        "unit": found.unit(line, wrong), "spot": words(line, "spot", 80, wrong), "qualifier": "exact",
        "measure": words(line, "measure", 12, wrong), "facilities": [],
        "sort": code(line, "sort", codes.SORTS[kind], wrong) if kind else "",
        "expires_on": day(line, "expires_on", EARLIEST, LATEST, wrong, needed=False),
        "starts": day(line, "starts", EARLIEST, found.today, wrong, needed=False) or found.today,
        "x": _degree(line, "x", wrong), "y": _degree(line, "y", wrong), "post": words(line, "post", 60, wrong),
        "contact": words(line, "contact", 40, wrong), "phone": words(line, "phone", 30, wrong),
    }  # fmt: skip
    _counted(line, kind, row, wrong)
    row["inspect_days"], _exact = count(line, "inspect_days", 3660, wrong)
    said = [
        one for one in line["facilities"].replace("，", "、").replace(",", "、").split("、") if one.strip()
    ]
    row["facilities"] = [codes.code_of("facilities", one) for one in said]
    if "" in row["facilities"]:
        wrong.append(
            line.fault("facilities", "、".join(label for _code, label in codes.choices("facilities")))
        )
    _spot(line, row, wrong)
    _once(line, row, found, wrong)
    return row


def _counted(line: Line, kind: str, row: Row, wrong: list[Fault]) -> None:
    """The number each kind needs, with its word for more or nearly."""
    for name, of, field in (
        ("people", "team", "people"),
        ("capacity", "shelter", "capacity"),
        ("quantity", "stock", "quantity"),
    ):
        told, qualifier = count(line, name, actions.MOST, wrong, needed=kind == of)
        if kind == of:
            row[field], row["qualifier"] = told, qualifier
            if told == 0 and of != "stock":
                wrong.append(line.fault(name, _("1 or more")))
    row["area_m2"], _exact = count(line, "area", actions.MOST, wrong)
    row["area_m2"] = row["area_m2"] or None


def _spot(line: Line, row: Row, wrong: list[Fault]) -> None:
    x, y = row["x"], row["y"]
    if (x is None) != (y is None) or (
        x is not None and y is not None and not (73 <= x <= 136 and 3 <= y <= 54)
    ):
        wrong.append(line.fault("x", _("longitude 73 to 136 with latitude 3 to 54, or both empty")))


def _once(line: Line, row: Row, found: Ground, wrong: list[Fault]) -> None:
    """A name stands once at a place: in the list, and on record unless it came from a list like this one."""
    if row["place"] is None:
        return
    place = row["unit"].place if row["unit"] is not None else row["place"]
    key = (place.pk, row["kind"], row["name"])
    known = found.more["there"].get(key, "")
    if key in found.more["named"] or known is None or (known and not known.startswith("list-")):
        wrong.append(line.fault("name", _("a name that does not stand at this place already")))
    found.more["named"].add(key)


def shown(row: Row) -> list[str]:
    """What was found, for the page; names and phones stay in the file."""
    told = {"team": row.get("people"), "shelter": row.get("capacity"), "stock": row.get("quantity")}[
        row["kind"]
    ]
    return [
        codes.label("resource_kinds", row["kind"]), codes.sort_label(row["kind"], row["sort"]), row["name"],
        row["place"].name, row["unit"].name if row["unit"] else "", f"{told:,} {row['measure']}".strip(),
        row["expires_on"].isoformat() if isinstance(row["expires_on"], date) else "",
    ]  # fmt: skip


def notes() -> list[str]:
    """What the second sheet of the template explains."""

    def sorts(kind: str) -> str:
        return "、".join(label for _code, label in codes.choices(codes.SORTS[kind]))

    return [
        _("One row a team, a shelter or a sort of supplies. Kind, sort, name and place are needed."),
        _("Kinds: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("resource_kinds"))},
        _("Teams need people: %(sorts)s") % {"sorts": sorts("team")},
        _("Shelters need how many people they hold: %(sorts)s") % {"sorts": sorts("shelter")},
        _("Supplies need a quantity: %(sorts)s") % {"sorts": sorts("stock")},
        _("Facilities: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("facilities"))},
        _("Name and phone of the contact are sealed as they come in; no list gives them out."),
    ]  # fmt: skip


def fields_of(one: Resource) -> dict[str, Any]:
    """A stored resource by the fields of the list, without names and phones."""
    return {
        "kind": codes.label("resource_kinds", one.kind), "sort": codes.sort_label(one.kind, one.sort), "name": one.name,
        "place": one.place.name, "unit": one.unit.name if one.unit else "", "spot": one.spot,
        "people": codes.written(one.people or None, one.qualifier),
        "capacity": codes.written(one.capacity or None, one.qualifier), "area": one.area_m2 or "",
        "quantity": codes.written(one.quantity, one.qualifier),
        "measure": one.measure, "facilities": "、".join(codes.label("facilities", code) for code in one.facilities),
        "expires_on": one.expires_on.isoformat() if one.expires_on else "", "inspect_days": one.inspect_days or "",
        "x": "" if one.x is None else one.x, "y": "" if one.y is None else one.y, "starts": one.starts.isoformat(),
    }  # fmt: skip


LISTING = Listing(
    kind="resources", title=gettext_lazy("Resources"), needed=("kind", "sort", "name", "place"), read=read, shown=shown,
    notes=notes, back="resources", ground=ground,
    shown_as=("kind", "sort", "name", "place", "unit", "quantity", "expires_on"),
    store=lambda reader, rows, at, name: actions.import_resources(reader=reader, rows=rows, at=at, file_name=name),
)  # fmt: skip
