"""Faults of a template in the reader's words: what was wrong, what came, where, what is allowed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from safecommunity.shell.papers.own.faults import Fault, Spot
from safecommunity.shell.papers.own.package import LARGEST


def says(faults: Iterable[Fault]) -> list[str]:
    """A sentence a fault."""
    return [_sentence(one) for one in faults]


def _sentence(one: Fault) -> str:
    told = _words(one)
    where = place(one.spot) if one.spot is not None else ""
    return f"{where}：{told}" if where else told


def _words(one: Fault) -> str:
    came, near = {"came": one.came}, "、".join(one.near)
    if one.what == "unknown":
        head = _("there is no field “%(came)s”") % came
        return head + (
            _("; near it: %(near)s") % {"near": near} if near else _("; allowed: a field of the list")
        )
    if one.what == "property":
        return _("“%(came)s” asks for a property there is not; allowed: %(near)s") % {**came, "near": near}
    return str(_plain()[one.what] % ({**came, "near": near, "most": LARGEST >> 20}))


def _plain() -> dict[str, str]:
    return {
        "large": _("The template has %(came)s MB; allowed: up to %(most)s MB"),
        "no_docx": _("This is not a .docx; allowed: a Word document saved as .docx (no .doc, .docm, .dotx)"),
        "damaged": _("The template is damaged, or holds what no office program writes; save it again as .docx"),
        "locked": _("The template has a password; allowed: one without"),
        "trap": _("The template unpacks to %(came)s, more than any template does; allowed: words, layout, pictures"),
        "macros": _("The template holds macros (%(came)s), which never run here; allowed: .docx without macros"),
        "object": _("The template holds an object or another file (%(came)s); allowed: words, layout, pictures"),
        "outside": _("The template reaches outside itself (%(came)s); allowed: no links; insert the picture itself"),
        "field": _("The template holds a field that fetches or runs something (%(came)s); allowed: page numbers"),
        "open": _("a placeholder is not closed: “%(came)s”; allowed: {{ name }} within one paragraph"),
        "many": _("The template has %(came)s placeholders, more than any paper needs"),
        "not_allowed": _("“%(came)s” may not stand here; allowed: {{ name }}, {{ name.property }}, for, if"),
        "alone": _("“%(came)s” is a whole part: it stands alone in its paragraph; allowed: %(near)s"),
        "body_only": _("“%(came)s” is a whole part; allowed: in the text, not in headers, footers, notes or boxes"),
        "inline": _("“%(came)s” is a word within a line; allowed: %(near)s"),
        "loop": _("“%(came)s” is a list; allowed: %(near)s"),
        "deep": _("“%(came)s” is too deep within others; allowed: a loop within a loop"),
        "taken": _("“%(came)s” gives a loop the name of a field; allowed: another name"),
        "unended": _("“%(came)s” has no end; allowed: an end in the same text"),
        "unbegun": _("“%(came)s” ends or goes on with what was not begun"),
        "sandbox": _("something hidden in the file may not stand in a template (%(came)s); save it again as .docx"),
        "none": _("The template has no placeholder; allowed: at least one field of the list"),
        "unfilled": _("The template could not be filled (%(came)s); begin with the starter"),
        "endless": _("The template took too much time or memory and was stopped; begin with the starter"),
    }  # fmt: skip


def place(spot: Spot) -> str:
    """Where something stands, as a person finds it in Word."""
    parts = {
        "header": _("header"), "footer": _("footer"), "footnotes": _("footnotes"), "properties": _("file properties"),
    }  # fmt: skip
    told = [parts[spot.part]] if spot.part in parts else []
    if spot.page:
        told.append(_("page %(n)s") % {"n": spot.page})
    if spot.table:
        says = _("table %(t)s, row %(r)s, cell %(c)s")
        told.append(says % {"t": spot.table, "r": spot.row, "c": spot.cell})
    elif spot.paragraph:
        told.append(_("paragraph %(n)s") % {"n": spot.paragraph})
    if spot.text and spot.part == "body":
        told.append(f"“{spot.text}”")
    return "，".join(told)
