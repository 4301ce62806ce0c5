"""What codes of claims are called on screens, and how a number of a paper is written with its word."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def kind(code: str) -> str:
    """What kind of statement it is."""
    return {
        "number": _("A number"), "share": _("A percentage"), "pair": _("Before and after"),
        "list": _("So many, by name"), "trend": _("Falling or rising"), "none": _("None occurred"), "rank": _("A rank"),
    }.get(code, code)  # fmt: skip


def qualifier(code: str) -> str:
    """The word beside a number, in a choice."""
    return {
        "exact": _("exactly"), "gt": _("a little more (gt)"), "near": _("nearly"), "approx": _("about"),
        "ge": _("at least (ge)"), "range": _("from … to"), "planned": _("task, target"),
    }.get(code, code)  # fmt: skip


def direction(code: str) -> str:
    """Where it goes."""
    return {"falls": _("falling year by year"), "rises": _("rising year by year")}.get(code, "")


def state(code: str) -> str:
    """Whether it stands."""
    return {"live": _("to be checked"), "reversed": _("reversed"), "reversal": _("reversing line")}.get(
        code, code
    )


def field(name: str) -> str:
    """What a claim may lack."""
    return {"unit": _("unit"), "scope": _("scope"), "period": _("period")}.get(name, name)


def scope(text: str) -> str:
    """A scope in the paper's words; of the sample papers, whose scopes are codes, in the reader's language."""
    return {
        "international": _("international"), "province": _("province"), "city": _("city"), "county": _("county"),
        "district": _("district"), "street": _("street"), "town": _("town"), "community": _("community"),
    }.get(text, text)  # fmt: skip


def document(name: str) -> str:
    """A paper; of the sample papers, whose names are D1 to D10, its title."""
    from safecommunity.figures.claims import example

    titles = {paper.id: paper.title(get_language() or "zh-hans") for paper in example.papers()}
    return f"{name} {titles[name]}" if name in titles else name


def digits(value: object) -> str:
    """A number with thousands commas and without zeros behind the point; a dash for none."""
    text = str(value if value is not None else "")
    try:
        number = float(text)
    except ValueError:
        return text or "—"
    if not number.is_integer():
        whole, _point, rest = text.partition(".")
        return f"{int(whole):,}.{rest}"
    return f"{number:,.0f}"


def amount(value: str, upper: str = "", word: str = "", unit: str = "") -> str:
    """The number of a paper with its word and unit: “700,000 余 份”, “近 100 km”, “400–500 个”."""
    number = grouped(value) if value else "—"
    if upper:
        number = f"{number}–{grouped(upper)}"
    pattern = {
        "gt": _("%(n)s and more"), "near": _("nearly %(n)s"),
        "approx": _("about %(n)s"), "ge": _("at least %(n)s"), "planned": _("task: %(n)s"),
    }.get(word, "%(n)s")  # fmt: skip
    return " ".join(part for part in (pattern % {"n": number}, unit) if part)


def grouped(text: str) -> str:
    """Digits as printed, thousands separated from 10,000 up (2014 may be a year); what is no number stays as it is."""
    whole, point, rest = text.partition(".")
    return (
        f"{int(whole):,}{point}{rest}"
        if whole.isascii() and whole.isdigit() and 4 < len(whole) < 20
        else text
    )
