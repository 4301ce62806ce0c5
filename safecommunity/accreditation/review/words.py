"""Words of codes reviews store."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.accreditation.models import Finding, Panel, PanelMember
from safecommunity.accreditation.review import rules
from safecommunity.accreditation.words import text


def panel(code: str) -> str:
    """How far a panel has come."""
    return {
        Panel.State.FORMING: _("panel is forming"), Panel.State.SCORING: _("each scores alone"),
        Panel.State.CONSENSUS: _("the panel agrees"), Panel.State.PUBLISHED: _("result published"),
        Panel.State.DISSOLVED: _("panel dissolved"),
    }.get(Panel.State(code), code)  # fmt: skip


def panel_tone(code: str) -> str:
    """The kind of tag of a state."""
    return {"scoring": "ask", "consensus": "ask", "published": "ok"}.get(code, "")


def member(one: PanelMember) -> tuple[str, str]:
    """Where a reviewer stands, in words and the kind of tag."""
    if one.state == PanelMember.State.ACCEPTED and one.handed_in_on is not None:
        return _("marks handed in"), "ok"
    return {
        "invited": (_("asked, has not declared"), "ask"), "accepted": (_("declared and accepted"), "ok"),
        "refused": (_("declined to review"), ""), "barred": (_("barred by a tie"), "bad"),
        "removed": (_("taken off the panel"), ""),
    }[one.state]  # fmt: skip


def tie(code: str) -> str:
    """A tie in words."""
    found = rules.ties().get(code)
    return text(found.title) if found else code


def grade(code: str) -> str:
    """The grade of a finding in words."""
    found = rules.finding_grades().get(code)
    return text(found.title) if found else code


def grade_tone(code: str) -> str:
    """The kind of tag of a finding's grade."""
    return {"major": "bad", "minor": "ask"}.get(code, "")


def finding(one: Finding, today: date) -> tuple[str, str]:
    """Where a finding stands, in words and the kind of tag."""
    if one.state == Finding.State.CLOSED and one.first_due is None:
        return _("noted only"), ""
    late = one.due is not None and one.due < today and one.state in ("open", "returned")
    if late:
        return _("overdue"), "bad"
    return {
        "draft": (_("not published"), ""), "open": (_("to be put right"), "ask"),
        "answered": (_("waits for the reviewer"), "claim"), "returned": (_("returned to the place"), "bad"),
        "closed": (_("accepted by the reviewer"), "ok"), "dropped": (_("dropped"), ""),
    }[one.state]  # fmt: skip


def strength(code: str) -> str:
    """A word for how far people agree beyond chance."""
    return {
        "poor": _("no better than chance"), "slight": _("slight"), "fair": _("fair"), "moderate": _("moderate"),
        "substantial": _("substantial"), "almost_perfect": _("almost perfect"),
    }.get(code, "")  # fmt: skip


def grade_days(code: str) -> str:
    """The grade of a finding with the days it gives."""
    days = rules.finding_grades()[code].days
    if not days:
        return _("%(grade)s, nothing has to be put right") % {"grade": grade(code)}
    return _("%(grade)s, within %(days)s working days") % {"grade": grade(code), "days": days}
