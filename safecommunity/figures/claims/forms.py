"""The form of a claim. It checks shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.figures.claims import words
from safecommunity.figures.claims.actions import LONGEST
from safecommunity.figures.models import Claim
from safecommunity.indicators import catalogue
from safecommunity.shell.forms import Offering, TextField, WholeNumberField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _text(label: Any, name: str, help_text: Any = "", required: bool = False) -> TextField:
    return TextField(label=label, limit=LONGEST[name], required=required, help_text=help_text)


def _n(label: Any, help_text: Any = "") -> WholeNumberField:
    return WholeNumberField(label=label, lowest=0, highest=2_000_000_000, required=False, help_text=help_text)


class ClaimForm(Offering):
    """What a paper says, as it says it."""

    kind = forms.ChoiceField(label=_("Kind"))
    place = forms.ChoiceField(label=_("Place"))
    title = _text(_("What the paper says"), "title", _("In the paper’s own words."), True)
    printed = TextField(
        label=_("Number as printed"), limit=24, required=False, help_text=_("As printed: 45.40 is not 45.4.")
    )
    upper = TextField(label=_("to"), limit=24, required=False, help_text=_("The upper end of a range."))
    unit = _text(_("Unit of measure"), "unit")
    qualifier = forms.ChoiceField(label=_("Word beside the number"))
    scope = _text(
        _("Scope in the paper’s words"), "scope", _("Of the whole district, of households that signed …")
    )
    starts = forms.DateField(label=_("From"), widget=DAY, required=False)
    ends = forms.DateField(label=_("Until"), widget=DAY, required=False)
    document = _text(_("Document"), "document", "", True)
    document_number = _text(_("Its number"), "document_number")
    page = _text(_("Page"), "page")
    quote = TextField(
        label=_("The sentence"), limit=LONGEST["quote"], required=False, lines=True,
        help_text=_("Copied from the paper; words like “about” and “at least” are compared with it."),
    )  # fmt: skip
    counted = _n(_("Numerator"), _("Of a percentage: how many."))
    out_of = _n(_("n"), _("Of how many; empty where the paper does not say it."))
    earlier_printed = TextField(label=_("Number before"), limit=24, required=False)
    earlier_of = _n(_("n before"))
    earlier_when = _text(_("When before"), "earlier_when")
    later_when = _text(_("When after"), "later_when")
    earlier_tool = _text(_("Questionnaire before"), "earlier_tool")
    tool = _text(_("Questionnaire after"), "tool")
    listed = TextField(
        label=_("Names listed"), limit=6000, required=False, lines=True,
        help_text=_("One name a line; name=whose, where each belongs to something of another list."),
    )  # fmt: skip
    against = TextField(label=_("Matched with"), limit=6000, required=False, lines=True)
    direction = forms.ChoiceField(label=_("Direction"), required=False)
    topic = _text(
        _("What is counted"), "topic", _("In one word; numbers of one word are compared with each other.")
    )
    figure_code = forms.ChoiceField(label=_("Figure it claims to be"), required=False)
    part_of = forms.ChoiceField(label=_("Part of"), required=False)
    all_parts = forms.BooleanField(label=_("Its parts are all entered: they add up to it"), required=False)
    target = forms.BooleanField(label=_("A target, no result"), required=False)

    def __init__(
        self, *args: Any, places: Iterable[tuple[str, str]], totals: Iterable[Claim], **kwargs: Any
    ) -> None:
        self.totals, self.places = {one.pid: one for one in totals}, list(places)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Kinds, places, words, figures of the catalogue, totals it may be a part of."""
        language, none = get_language() or "zh-hans", ("", "—")
        return {
            "kind": [(one, words.kind(one)) for one in Claim.Kind.values], "place": self.places,
            "qualifier": [(one, words.qualifier(one)) for one in Claim.Qualifier.values],
            "direction": [none, *((one, words.direction(one)) for one in Claim.Direction.values)],
            "figure_code": [none, *((one.code, one.title(language)) for one in latest())],
            "part_of": [none, *((one.pid, one.title) for one in self.totals.values())],
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was said, with lines as lists and the total itself."""
        told = dict(self.cleaned_data)
        for name in ("listed", "against"):
            told[name] = str(told[name]).splitlines()
        told["part_of"] = self.totals.get(told["part_of"])
        return told


def latest() -> list[Any]:
    """Every figure of the catalogue once, in its newest version."""
    found = {one.code: one for one in catalogue.CATALOGUE.everything()}
    return sorted(found.values(), key=lambda one: one.code)


def initial(claim: Claim) -> dict[str, Any]:
    """A claim as its form shows it."""
    found = {name: getattr(claim, name) for name in ClaimForm.base_fields if hasattr(claim, name)}
    for name in ("listed", "against"):
        found[name] = "\n".join(getattr(claim, name))
    found["part_of"] = claim.part_of.pid if claim.part_of else ""
    found["upper"] = "" if claim.upper is None else f"{claim.upper.normalize():f}"
    return found


class ReasonForm(Offering):
    """Why something is taken back."""

    reason = TextField(label=_("Reason"), limit=200)
