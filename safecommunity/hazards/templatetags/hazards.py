"""Tags of the room: ``{% risk "red" %}`` prints a colour with its character, shape and word."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from safecommunity.hazards import codes

register = template.Library()
# colour: never alone; each has a shape and a character of its own (look.md)
SHAPES = {
    "red": ("M8.2 2h7.6L22 8.2v7.6L15.8 22H8.2L2 15.8V8.2z", "#c4161c", "#8e0f14", "#ffffff"),
    "orange": ("M12 .8 23.2 12 12 23.2.8 12z", "#f08a24", "#8a4100", "#17211f"),
    "yellow": ("M12 1 23.5 22.5H.5z", "#ffd23f", "#7a5c00", "#17211f"),
    "blue": ("M12 1a11 11 0 1 0 .01 0z", "#1f6fb2", "#114f86", "#ffffff"),
}
LOW = {"yellow": "19.6"}


@register.simple_tag
def risk(color: str) -> SafeString:
    """The mark of a risk colour and its word."""
    if color not in SHAPES:
        return format_html("")
    shape, fill, edge, ink = SHAPES[color]
    return format_html(
        '<span class="risk"><svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="{}" fill="{}" '
        'stroke="{}"/><text x="12" y="{}" font-size="11" text-anchor="middle" font-weight="700" fill="{}">{}</text>'
        "</svg>"
        "{}</span>",
        shape, fill, edge, LOW.get(color, "16.2"), ink, codes.colour_mark(color), codes.colour_name(color),
    )  # fmt: skip


@register.simple_tag
def mark_of(color: str) -> str:
    """The one character of a colour."""
    return codes.colour_mark(color) if color in SHAPES else ""


@register.simple_tag
def colour_word(color: str) -> str:
    """The word of a colour."""
    return codes.colour_name(color) if color in SHAPES else ""


@register.simple_tag
def risk_short(color: str) -> SafeString:
    """The mark of a risk colour alone, its word for who hears it."""
    shape, fill, edge, ink = SHAPES[color]
    return format_html(
        '<span class="risk" title="{}"><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="{}" '
        'fill="{}" stroke="{}"/><text x="12" y="{}" font-size="11" text-anchor="middle" font-weight="700" fill="{}">{}'
        '</text></svg><span class="hidden-text">{}</span></span>',
        codes.colour_name(color), shape, fill, edge, LOW.get(color, "16.2"), ink, codes.colour_mark(color),
        codes.colour_name(color),
    )  # fmt: skip
