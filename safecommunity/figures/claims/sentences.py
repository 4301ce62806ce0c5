"""What the checks of claims say, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures.checker import rules
from safecommunity.figures.claims import words
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.languages import in_language

Said = Mapping[str, Any]


def title(said: Said) -> str:
    """What a statement is called: in the reader's language where the paper was translated."""
    titles = said.get("titles") or {}
    return in_language(titles, get_language() or "zh-hans") if titles else str(said["title"])


def amount(said: Said) -> str:
    """A number with its word and unit, as the paper says it: 700,000 余 份."""
    return words.amount(
        str(said.get("value", "")), str(said.get("upper", "")), str(said.get("word", "")), str(said.get("unit", ""))
    )  # fmt: skip


def _one(said: Said) -> str:
    scope = words.scope(str(said.get("scope", "")))
    return f"{title(said)} {amount(said)}" + (f"（{scope}）" if scope else "")


def _many(some: list[Said]) -> str:
    return "；".join(_one(one) for one in some)


def n1(said: Said) -> str:
    """A percentage without n."""
    if said["what"] == "pair":
        text = _("“%(title)s”: %(before)s → %(after)s, without saying of how many people before and after.") % {
            "title": title(said), "before": f"{said['before']}%", "after": f"{said['value']}%",
        }  # fmt: skip
        if said.get("least_before") and said.get("least"):
            text += " " + _("Printed like this it needs at least %(a)s people before and %(b)s after.") % {
                "a": said["least_before"], "b": said["least"],
            }  # fmt: skip
        return text
    text = _("“%(title)s”: %(came)s, without saying of how many; expected: numerator and denominator.") % {
        "title": title(said), "came": amount(said),
    }  # fmt: skip
    if said.get("least") and said["least"] > 1:
        text += " " + _("Printed like this it needs at least %(n)s.") % {"n": said["least"]}
    return text


def n2(said: Said) -> str:
    """Parts and their total."""
    if said["what"] == "sum":
        return _("The parts of “%(title)s” add up to %(together)s; the paper says %(came)s. Parts: %(parts)s") % {
            "title": title(said), "together": words.digits(said["together"]), "came": amount(said),
            "parts": _many(said["parts"]),
        }  # fmt: skip
    return _("“%(part)s” is a part of “%(title)s” %(came)s and larger than it.") % {
        "part": _one(said["part"]), "title": title(said), "came": amount(said),
    }  # fmt: skip


def n3(said: Said) -> str:
    """Scope, period, unit."""
    what = said["what"]
    if what == "lacks":
        return _("%(n)s of %(of)s numbers of “%(document)s” do not say their %(field)s, for example: %(some)s") % {
            "n": said["n"], "of": said["of"], "document": words.document(said["document"]),
            "field": words.field(said["field"]), "some": _many(said["some"]),
        }  # fmt: skip
    if what == "scopes":
        return _(
            "“%(topic)s” stands in one paper for different scopes: %(some)s. They can neither be added nor compared; "
            "expected: each with its scope."
        ) % {"topic": said["topic"], "some": _many(said["some"])}
    return _(
        "“%(topic)s” stands in one paper for several numbers of one scope: %(some)s. No share of them can be given; "
        "expected: one word for one number."
    ) % {"topic": said["topic"], "some": _many(said["some"])}


def n4(said: Said) -> str:
    """A total above below what is beneath."""
    text = _("“%(title)s”: %(came)s above, beneath it %(together)s: %(parts)s.") % {
        "title": _one(said), "came": amount(said), "together": words.digits(said["together"]),
        "parts": _many(said["parts"]),
    }  # fmt: skip
    if said.get("word") not in ("exact", "", None):
        text += " " + _("The word beside the number would have to cover the difference.")
    return text


def n6(said: Said) -> str:
    """Number claimed, number listed."""
    if said["what"] == "count":
        return _("“%(title)s” says %(came)s; %(n)s are named: %(names)s") % {
            "title": title(said), "came": amount(said), "n": said["n"], "names": "、".join(said["listed"]) or "—",
        }  # fmt: skip
    return _(
        "“%(title)s”: %(n)s names and %(others)s on the other list do not match one to one. Without a counterpart: "
        "%(alone)s; left over: %(idle)s"
    ) % {
        "title": title(said), "n": said["n"], "others": said["others"], "alone": "、".join(said["alone"]) or "—",
        "idle": "、".join(said["idle"]) or "—",
    }  # fmt: skip


def n7(said: Said) -> str:
    """The word of the paper."""
    return _("The paper says “%(quote)s”; stored is exactly %(came)s. Expected: the word “%(word)s” kept.") % {
        "quote": said["quote"], "came": amount(said), "word": said["said_word"],
    }  # fmt: skip


def n8(said: Said) -> str:
    """Before and after alike."""
    if said["what"] == "silent":
        return _(
            "%(n)s of %(of)s comparisons before and after of “%(document)s” do not say with which questionnaire they "
            "were asked each time; expected: the same one, named."
        ) % {"n": said["n"], "of": said["of"], "document": words.document(said["document"])}
    if said["what"] == "decimals":
        return _(
            "The percentages of “%(document)s” are printed with %(places)s decimals: different questionnaires or "
            "numbers of people are likely."
        ) % {"document": words.document(said["document"]), "places": "、".join(map(str, said["places"]))}
    return _("“%(title)s” was asked with “%(earlier)s” before and “%(later)s” after; expected: the same.") % {
        "title": title(said), "earlier": said["earlier_tool"], "later": said["tool"],
    }  # fmt: skip


def n9(said: Said) -> str:
    """GRIM."""
    if said["what"] == "counted":
        return _("“%(title)s”: %(counted)s of %(n)s do not make %(came)s.") % {
            "title": title(said), "counted": said["counted"], "n": said["n"], "came": f"{said['came']}%",
        }  # fmt: skip
    text = _("“%(title)s”: %(came)s cannot come from %(n)s people, whatever the count.") % {
        "title": title(said), "came": f"{said['came']}%", "n": said["n"],
    }  # fmt: skip
    return text + (
        " " + _("The fewest that print it are %(n)s.") % {"n": said["least"]} if said["least"] else ""
    )


def n10(said: Said) -> str:
    """Outcomes."""
    years = "、".join(f"{year}: {words.digits(value)}" for year, value in said["years"])
    text = {
        "no_figure": _(
            "“%(title)s” is told without any record; expected: a figure that counts it from records."
        ),
        "no_records": _(
            "“%(title)s”: there are no records behind it; the figure “%(figure)s” is empty (%(years)s)."
        ),
        "occurred": _("“%(title)s” is told; the records say otherwise. %(figure)s: %(years)s"),
        "too_short": _("“%(title)s”: a trend needs two years of records at least. %(figure)s: %(years)s"),
        "other_way": _("“%(title)s” is told; year by year the records say otherwise. %(figure)s: %(years)s"),
    }[said["what"]]
    return text % {"title": title(said), "figure": _figure(said["figure"]), "years": years or "—"}


def _figure(code: str) -> str:
    try:
        return catalogue.get(code).title(get_language() or "zh-hans")
    except IndicatorError:
        return code or "—"


def n13(said: Said) -> str:
    """A head."""
    bound = rules.per_head()[said["bound"]]
    text = _("%(many)s over %(heads)s is %(a_head)s %(what)s; plausible are %(low)s to %(high)s.") % {
        "many": _one(said["many"]), "heads": _one(said["heads"]), "a_head": words.digits(said["a_head"]),
        "what": bound.title(get_language() or "zh-hans"), "low": words.digits(bound.low),
        "high": words.digits(bound.high),
    }  # fmt: skip
    return text if said["same"] else text + " " + _("The two have different scopes.")


def n14(said: Said) -> str:
    """Ranks."""
    return _("“%(title)s”: ranks without their uncertainty; expected: an interval for each rank.") % {
        "title": title(said)
    }


def n15(said: Said) -> str:
    """Populations."""
    return _("“%(title)s” %(came)s: the paper has several populations (%(some)s); it does not say of which.") % {
        "title": title(said), "came": amount(said), "some": _many(said["populations"]),
    }  # fmt: skip


SAY = {
    "N1": n1, "N2": n2, "N3": n3, "N4": n4, "N6": n6, "N7": n7, "N8": n8, "N9": n9, "N10": n10, "N13": n13, "N14": n14,
    "N15": n15,
}  # fmt: skip
