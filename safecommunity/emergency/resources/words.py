"""How resources are told in words."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.models import Contact, Resource
from safecommunity.emergency.models.plans import NEVER


def amount(one: Resource) -> str:
    """30 people, 500 people held, 120 pieces; with the word a paper says beside it."""
    word = {"gt": _("and some more"), "ge": _("at least"), "near": _("nearly"), "approx": _("about")}.get(
        one.qualifier, ""
    )
    if one.kind == "team":
        told = _("%(n)s people") % {"n": f"{one.people or 0:,}"}
    elif one.kind == "shelter":
        told = _("holds %(n)s people") % {"n": f"{one.capacity or 0:,}"}
    else:
        told = f"{one.quantity or 0:,} {one.measure}".strip()
    return f"{told} {word}".strip()


def state_of(one: Resource, today: date) -> tuple[str, str]:
    """Where it stands and the tone; overdue is told by the clock."""
    if one.ends is not None and one.ends <= today:
        return _("ended"), ""
    if one.expires_on is not None and one.expires_on < today:
        return _("past its day"), "bad"
    if one.condition != "ok":
        return codes.label("conditions", one.condition), "bad"
    if one.due < today:
        return _("look overdue"), "bad"
    if one.due <= today + timedelta(days=codes.clock("stock_soon_days")):
        return _("look due soon"), "ask"
    return codes.label("conditions", "ok"), "ok"


def due_of(one: Resource) -> date | None:
    """The next look or end of life; none where nobody has to look."""
    return one.due if one.due != NEVER else None


def called(one: Contact) -> tuple[str, str]:
    """Name and phone of a contact; empty where they are erased or were never told."""
    named = getattr(one, "named", None)
    return (str(named.name or ""), str(named.phone or "")) if named is not None else ("", "")


def action(code: str) -> str:
    """What an event of the log says about a resource."""
    return {
        "enter_resource": _("entered"), "change_resource": _("changed"), "check_resource": _("looked at"),
        "end_resource": _("ended"), "import_resources": _("imported"), "add_contact": _("contact added"),
        "end_contact": _("contact ended, name erased"), "form_network": _("entered"),
        "found_networks": _("entered from the paper"), "own_network": _("owner entered"),
        "add_channel": _("channel added"), "end_channel": _("channel ended"), "tie_resource": _("resource tied"),
        "untie_resource": _("resource untied"), "end_network": _("ended"), "change_network": _("changed"),
    }.get(code, code)  # fmt: skip
