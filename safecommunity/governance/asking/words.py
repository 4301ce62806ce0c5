"""What requests are called on screens."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.governance.models import UnitRequest


def kind(code: str) -> str:
    """A kind of request."""
    return {
        "safety": _("Confirm safety body and staff"), "paper": _("Send a paper"), "form": _("Answer questions"),
        "rectify": _("Show that it was put right"),
    }.get(code, code)  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """All kinds in their order."""
    return [(code, kind(code)) for code in UnitRequest.Kind.values]


def states() -> list[tuple[str, str]]:
    """States a list can be narrowed to; none but the answer itself is stored."""
    return [
        ("waits", _("answer to look at")), ("open", _("not answered yet")), ("late", _("overdue")),
        ("taken", _("settled")), ("withdrawn", _("withdrawn")),
    ]  # fmt: skip


def state(row: UnitRequest, today: date) -> tuple[str, str]:
    """(words, tone of a tag)."""
    if row.withdrawn_on:
        return _("withdrawn"), ""
    if row.taken_on:
        return _("settled"), "ok"
    if row.answered:
        return _("answered, with the office"), "ask"
    return (_("overdue"), "bad") if row.due < today else (_("not answered yet"), "ask")
