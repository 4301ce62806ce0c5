"""Tags of the product's pages: ``{% load shell %}``.

Figures: ``figure_card``, ``strip``, ``got``. Marks: ``tag``, ``clock``, ``meter``. Lists: ``pager``,
``table``. Forms: ``item``, ``field``, ``form_errors``; on paper ``paper_form``. Writing: filters
``number``, ``day``, ``moment``. Frame: ``language_switch``.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from safecommunity.shell import cards, numbers, paper_forms
from safecommunity.shell.context import languages

register = template.Library()

TAG_KINDS = {"", "ok", "bad", "ask", "claim"}


@register.filter(name="number")
def number_filter(value: float | str | None, places: int | None = None) -> str:
    """``{{ 1001|number }}`` → 1,001; ``{{ 12.34|number:1 }}`` → 12.3; None → —; words stay words."""
    return value if isinstance(value, str) else numbers.number(value, places)


@register.filter(name="day")
def day_filter(value: date | datetime | None) -> str:
    """``{{ d|day }}`` → 2026-11-23."""
    return numbers.day(value)


@register.filter(name="moment")
def moment_filter(value: datetime | None) -> str:
    """``{{ t|moment }}`` → 2026-11-23 09:42, local time."""
    return numbers.moment(value)


@register.inclusion_tag("shell/parts/figure_card.html")
def figure_card(
    figure: Any,
    rows_url: str = "",
    page_url: str = "",
    reference: float | None = None,
    reference_label: str = "",
    note: str = "",
    due_in: str = "institutions",
) -> dict[str, Any]:
    """The card of one figure.

    ``due_in`` says what received and due count; ``reference`` draws a dashed comparison that is
    named beside the interval.
    """
    return {
        "card": cards.card(figure, reference, reference_label, due_in),
        "rows_url": rows_url,
        "page_url": page_url,
        "note": note,
    }


@register.inclusion_tag("shell/parts/got.html")
def got(received: int, due: int, due_in: str = "institutions") -> dict[str, Any]:
    """Squares and sentence: who has reported; ``due_in`` is institutions or months."""
    return {"got": cards.squares(received or 0, due or 0, due_in)}


@register.inclusion_tag("shell/parts/strip.html")
def strip(
    value: float | None,
    lower: float | None = None,
    upper: float | None = None,
    reference: float | None = None,
    axis: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Dot, whisker and dashed comparison on one line; nothing for an absent value.

    Strips of one table take the table's `axis`, so that they can be compared.
    """
    return {"strip": None if value is None else cards.strip(value, lower, upper, reference, axis)}


@register.inclusion_tag("shell/parts/meter.html")
def meter(done: float, whole: float) -> dict[str, Any]:
    """A bar of how much is done; beside it the page gives the two numbers in words."""
    share = max(0.0, min(1.0, done / whole)) if whole else 0.0
    return {"width": round(200 * share, 1)}


@register.inclusion_tag("shell/parts/tag.html")
def tag(text: str, kind: str = "") -> dict[str, Any]:
    """A small framed word; kinds: ok, bad, ask, claim or none."""
    if kind not in TAG_KINDS:
        raise template.TemplateSyntaxError(f"tag kind {kind!r} is unknown; allowed: {sorted(TAG_KINDS)}")
    return {"text": text, "kind": kind}


@register.inclusion_tag("shell/parts/clock.html")
def clock(due: date | None, today: date, done: bool = False) -> dict[str, Any]:
    """How a due day stands against today: late is computed here, it is never a stored state."""
    if due is None or done:
        return {"kind": "", "text": gettext("done") if done else ""}
    left = (due - today).days
    if left < 0:
        return {"kind": "late", "text": gettext("%(days)s days overdue") % {"days": -left}}
    if left == 0:
        return {"kind": "soon", "text": gettext("due today")}
    if left == 1:
        return {"kind": "soon", "text": gettext("due tomorrow")}
    return {"kind": "soon" if left <= 3 else "", "text": gettext("%(days)s days left") % {"days": left}}


@register.inclusion_tag("shell/parts/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Previous and next of a keyset page (``tables.Page``)."""
    return {"page": page}


@register.inclusion_tag("shell/parts/item.html")
def item(field: Any, no: str = "") -> dict[str, Any]:
    """A question of a paper form: its number, its label, the widget, what was refused."""
    return {"field": field, "no": no}


@register.inclusion_tag("shell/parts/field.html")
def field(field: Any) -> dict[str, Any]:
    """A field of an office form: label above, help below, what was refused."""
    return {"field": field}


@register.inclusion_tag("shell/parts/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """All refusals of a form together, each leading to its question."""
    return {"form": form}


@register.simple_tag(takes_context=True)
def table(context: template.Context, table: Any) -> SafeString:
    """``{% table list %}`` prints a ``tables.Table``."""
    return table.render(context.get("request"))


@register.inclusion_tag("shell/parts/paper_form.html")
def paper_form(code: str, key: str, words: str = "") -> dict[str, Any]:
    """Links that print the form of a record: ``{% paper_form "meeting" meeting.ref %}``."""
    known = paper_forms.found(code)
    if known is None:
        raise template.TemplateSyntaxError(f"paper form {code!r} is not declared")
    title = known[0].title.get(get_language() or "", known[0].title["zh-hans"])
    return {"code": code, "key": key, "title": words or title}


@register.inclusion_tag("shell/parts/language.html", takes_context=True)
def language_switch(context: template.Context) -> dict[str, Any]:
    """The three languages; comes back to the same page. Works without any context."""
    request = context.get("request")
    return {
        "languages": languages(),
        "next": request.get_full_path() if request and request.method == "GET" else context.get("back", ""),
    }
