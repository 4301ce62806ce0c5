"""The list of drills, in and out."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.emergency import codes
from safecommunity.emergency.drills import actions, words
from safecommunity.emergency.drills.actions.holding import AHEAD, EARLIEST, MOST_PEOPLE
from safecommunity.emergency.importing import Ground, Listing, Row, code, count, day
from safecommunity.emergency.importing import words as text
from safecommunity.emergency.models import Drill, EmergencyPlan
from safecommunity.shell.sheets import Fault, Line


def ground(found: Ground) -> None:
    """Plans in force by title, once a list."""
    plans: dict[str, list[EmergencyPlan]] = {}
    for plan in EmergencyPlan.objects.filter(found.held.kept(), starts__isnull=False).select_related("place"):
        plans.setdefault(plan.title, []).append(plan)
    found.more["plans"] = plans


def _plan(line: Line, found: Ground, wrong: list[Fault]) -> EmergencyPlan | None:
    if not line["plan"]:
        return None
    plans = found.more["plans"].get(line["plan"], [])
    near = [one for one in plans if line["place"] in (one.place.name, one.place.pid)] or plans
    if len(near) != 1:
        wrong.append(line.fault("plan", _("the title of one plan in force, or empty")))
        return None
    return near[0]


def _state(line: Line, wrong: list[Fault]) -> str:
    said = line["state"]
    if not said:
        return "done"
    told = {str(one).casefold(): str(state) for one, state in codes.told()["drill_states"].items()}
    told |= {word.casefold(): state for state, word in words.states().items() if state in ("planned", "done")}
    found = told.get(said.casefold(), "")
    if not found:
        wrong.append(line.fault("state", "、".join(words.states()[one] for one in ("done", "planned"))))
    return found


def read(line: Line, found: Ground, wrong: list[Fault]) -> Row:
    """A drill, held or planned."""
    state, plan = _state(line, wrong), _plan(line, found, wrong)
    people, qualifier = count(line, "people", MOST_PEOPLE, wrong)
    last = found.today + (AHEAD if state == "planned" else timedelta(0))
    danger = code(line, "danger", "dangers", wrong, empty=plan.danger if plan else None)
    return {
        "title": text(line, "title", 120, wrong, needed=True), "day": day(line, "day", EARLIEST, last, wrong),
        "state": state, "form": code(line, "form", "drill_forms", wrong), "danger": danger,
        "place": found.place(line, wrong), "unit": found.unit(line, wrong), "plan": plan,
        "held_by": text(line, "held_by", 80, wrong), "spot": text(line, "spot", 80, wrong), "people": people,
        "qualifier": qualifier, "rating": code(line, "rating", "ratings", wrong, empty=""),
        "says": text(line, "says", 500, wrong), "binder": text(line, "binder", 60, wrong),
    }  # fmt: skip


def shown(row: Row) -> list[str]:
    """What was found, for the page."""
    return [
        row["title"], row["day"].isoformat(), words.states()[row["state"]], codes.label("drill_forms", row["form"]),
        codes.label("dangers", row["danger"]), row["place"].name, row["unit"].name if row["unit"] else "",
        "" if row["people"] is None else f"{row['people']:,}", row["binder"],
    ]  # fmt: skip


def notes() -> list[str]:
    """What the second sheet of the template explains."""
    return [
        _("One row a drill. Title, day, form and place are needed; against what, or the plan it tests."),
        _("Forms: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("drill_forms"))},
        _("Against what: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("dangers"))},
        _("A drill that is still planned says so; its people are left empty."),
        _("Drills copied from old paper name its binder; they are labelled."),
    ]  # fmt: skip


def fields_of(drill: Drill) -> dict[str, Any]:
    """A stored drill by the fields of the list."""
    return {
        "title": drill.title, "day": drill.on.isoformat(), "state": words.states()[drill.state],
        "form": codes.label("drill_forms", drill.form), "danger": codes.label("dangers", drill.danger),
        "place": drill.place.name, "unit": drill.unit.name if drill.unit else "",
        "plan": drill.plan.title if drill.plan else "", "held_by": drill.held_by, "spot": drill.spot,
        "people": codes.written(drill.people or None, drill.qualifier),
        "rating": codes.label("ratings", drill.rating) if drill.rating else "",
        "says": drill.says, "binder": drill.binder,
    }  # fmt: skip


LISTING = Listing(
    kind="drills", title=gettext_lazy("Drills"), needed=("title", "day", "form", "place"), read=read, shown=shown,
    notes=notes, back="drills", ground=ground,
    shown_as=("title", "day", "state", "form", "danger", "place", "unit", "people", "binder"),
    store=lambda reader, rows, at, name: actions.import_drills(reader=reader, rows=rows, at=at, file_name=name),
)  # fmt: skip
