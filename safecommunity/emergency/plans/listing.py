"""The list of plans in force, in and out."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.emergency import codes
from safecommunity.emergency.importing import Ground, Listing, Row, code, count, day, words
from safecommunity.emergency.models import EmergencyPlan
from safecommunity.emergency.plans import actions
from safecommunity.emergency.plans.queries import owner
from safecommunity.emergency.refusal import EARLIEST
from safecommunity.shell.sheets import Fault, Line


def read(line: Line, ground: Ground, wrong: list[Fault]) -> Row:
    """A plan that is in force."""
    said = [
        one
        for one in line["phases"].replace("，", "、").replace(",", "、").replace("；", "、").split("、")
        if one.strip()
    ]
    phases = {codes.code_of("phases", one) for one in said}
    if "" in phases or not phases:
        wrong.append(line.fault("phases", "、".join(label for _code, label in codes.choices("phases"))))
    months, _exact = count(line, "months", 120, wrong)
    if months == 0:
        wrong.append(line.fault("months", _("1 to 120, or empty")))
    unit, agency = ground.unit(line, wrong), ground.agency(line, wrong)
    if unit is not None and agency is not None:
        wrong.append(line.fault("agency", _("empty where a social unit is named")))
    return {
        "title": words(line, "title", 120, wrong, needed=True), "kind": code(line, "kind", "plan_kinds", wrong),
        "danger": code(line, "danger", "dangers", wrong), "place": ground.place(line, wrong), "unit": unit,
        "agency": agency, "starts": day(line, "starts", EARLIEST, ground.today, wrong), "review_months": months or 0,
        "filing_no": words(line, "filing_no", 60, wrong), "binder": words(line, "binder", 60, wrong),
        **{phase: phase in phases for phase in codes.PHASES},
    }  # fmt: skip


def shown(row: Row) -> list[str]:
    """What was found, for the page."""
    return [
        row["title"], codes.label("plan_kinds", row["kind"]), codes.label("dangers", row["danger"]),
        "、".join(codes.label("phases", phase) for phase in codes.PHASES if row[phase]), row["place"].name,
        row["unit"].name if row["unit"] else "", row["starts"].isoformat(), row["filing_no"], row["binder"],
    ]  # fmt: skip


def notes() -> list[str]:
    """What the second sheet of the template explains."""
    return [
        _("One row a plan in force. Title, kind, against what, phases, place and day are needed."),
        _("Kinds: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("plan_kinds"))},
        _("Against what: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("dangers"))},
        _("Phases, one or several: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("phases"))},
        _("Plans copied from old paper name its binder; they are labelled."),
    ]  # fmt: skip


def fields_of(plan: EmergencyPlan) -> dict[str, Any]:
    """A stored plan by the fields of the list, as it would be sent in again."""
    from django.utils import timezone

    today = timezone.localdate()
    version = next((one for one in plan.versions.all() if one.state == "in_force"), None)
    return {
        "title": plan.title, "kind": codes.label("plan_kinds", plan.kind),
        "danger": codes.label("dangers", plan.danger),
        "phases": "、".join(codes.label("phases", one) for one in codes.PHASES if getattr(plan, one)),
        "place": plan.place.name, "unit": plan.unit.name if plan.unit else "",
        "agency": owner(plan, today) if plan.agency else "", "starts": plan.starts.isoformat() if plan.starts else "",
        "months": plan.review_months, "filing_no": version.filing_no if version else "", "binder": plan.binder,
    }  # fmt: skip


LISTING = Listing(
    kind="plans", title=gettext_lazy("Emergency plans"),
    needed=("title", "kind", "danger", "phases", "place", "starts"),
    read=read, shown=shown, notes=notes, back="emergency_plans",
    shown_as=("title", "kind", "danger", "phases", "place", "unit", "starts", "filing_no", "binder"),
    store=lambda reader, rows, at, name: actions.import_plans(reader=reader, rows=rows, at=at, file_name=name),
)  # fmt: skip
