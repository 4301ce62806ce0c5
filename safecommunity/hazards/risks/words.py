"""What codes of the register are called on screens."""

from django.utils.translation import gettext as _

FIELDS = (
    "place", "unit", "where", "spot", "title", "setting", "klass", "accident", "exposed_who", "exposed", "controls",
    "measures", "who",
)  # fmt: skip


def fields() -> dict[str, str]:
    """What the questions are called."""
    return {
        "place": _("Place"), "unit": _("Social unit"), "where": _("It is at"), "spot": _("Where exactly"),
        "title": _("Source of danger"), "setting": _("Setting"), "klass": _("GB/T 13861 class"),
        "accident": _("What may happen"), "exposed_who": _("Who is exposed"), "exposed": _("How many people"),
        "controls": _("Present controls"), "measures": _("Proposed measures"), "who": _("Who answers for it"),
        "starts": _("In the register since"), "assessed_on": _("Assessed on"),
    }  # fmt: skip


def step(code: str) -> str:
    """A step of its history."""
    return {
        "recorded": _("entered into the register"), "changed": _("entry corrected"), "assessed": _("assessed"),
        "hazard": _("a control failed: hazard"), "ended": _("taken out of the register"),
    }.get(code, code)  # fmt: skip
