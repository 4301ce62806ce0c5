"""What codes of this room are called on screens."""

from django.utils.translation import gettext as _

from safecommunity.governance import codes


def kind(code: str) -> str:
    """A kind of social unit."""
    return {
        "health": _("Health facility"), "school": _("School"), "firm": _("Firm"), "shop": _("Shop or market"),
        "site": _("Building site"), "venue": _("Public venue"), "public": _("Public body"), "other": _("Other"),
    }.get(code, code)  # fmt: skip


def level(code: str) -> str:
    """A level of responsibility letters."""
    return codes.said(codes.levels()[code]["name"]) if code in codes.levels() else code


def tier(code: str) -> str:
    """A tier of bodies."""
    return {
        "leading": _("Leading group"), "promotion": _("Promotion committee"), "group": _("Working group"),
    }.get(code, code)  # fmt: skip


def part(code: str) -> str:
    """A part in a body."""
    return {
        "chair": _("Chair"), "deputy": _("Deputy"), "member": _("Member"), "liaison": _("Liaison unit"),
        "office": _("Office of the body"),
    }.get(code, code)  # fmt: skip


def qualifier(code: str) -> str:
    """How exactly a number was told."""
    return {
        "exact": "", "gt": _("a little more"), "near": _("nearly"), "approx": _("about"), "ge": _("at least"),
    }.get(code, code)  # fmt: skip


def source(code: str) -> str:
    """Where a task comes from."""
    return {
        "decision": _("Decision of a meeting"), "calendar": _("Duty of the year"), "own": _("Own task"),
        "plan": _("Item of a plan"),
    }.get(code, code)  # fmt: skip


def meeting_kind(code: str) -> str:
    """What kind of meeting, launch or visit."""
    return {
        "meeting": _("Meeting"), "assess": _("Assessment meeting"), "launch": _("Launch ceremony"),
        "mobilise": _("Mobilisation meeting"), "visit": _("Study visit"), "exchange": _("Exchange of experience"),
        "network": _("Network event"),
    }.get(code, code)  # fmt: skip
