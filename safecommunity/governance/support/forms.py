"""The form of support. It checks shape; actions decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.models import Agency, PlanItem, Support
from safecommunity.governance.plans.words import qualifier, unit
from safecommunity.governance.support import words
from safecommunity.shell.forms import TextField


class SupportForm(Plain):
    """Who gave what, how much of it, since when and for what."""

    kind = forms.ChoiceField(label=_("Kind"))
    agency = forms.ChoiceField(label=_("Who gave it"), required=False)
    giver = TextField(
        label=_("Another giver"), limit=120, required=False, help_text=_("Where it is none of the list.")
    )
    what = TextField(label=_("What was given"), limit=200)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal(0), max_digits=16, decimal_places=4, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit of measure"), required=False)
    qualifier = forms.ChoiceField(label=_("As the paper says it"), required=False)
    starts = forms.DateField(label=_("Since"), widget=DAY)
    until = forms.DateField(
        label=_("Last day"), widget=DAY, required=False, help_text=_("Of people lent, advice over time.")
    )
    item = forms.ChoiceField(label=_("For which item"), required=False)
    note = TextField(label=_("Note"), limit=300, required=False)

    def __init__(
        self, *args: Any, agencies: Iterable[tuple[Agency, str]], items: Iterable[PlanItem], **kwargs: Any
    ) -> None:
        self.agencies, self.items = list(agencies), list(items)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Kinds, agencies by today's names, units of all kinds, items of the plans."""
        units = dict.fromkeys(one for some in words.UNITS.values() for one in some)
        none = ("", _("none"))
        return {
            "kind": [(one, words.kind(one)) for one in Support.Kind.values],
            "agency": [("", _("another giver")), *((one.pid, name) for one, name in self.agencies)],
            "unit": [none, *((one, unit(one)) for one in units)],
            "qualifier": [
                ("", _("exactly")),
                *((one, qualifier(one)) for one in ("gt", "near", "approx", "ge")),
            ],
            "item": [none, *((one.ref, f"{one.plan.title} · {one.title}") for one in self.items)],
        }

    def values(self) -> dict[str, Any]:
        """What was said, with agency and item themselves."""
        told = dict(self.cleaned_data)
        told["agency"] = next((one for one, _name in self.agencies if one.pid == told["agency"]), None)
        told["item"] = next((one for one in self.items if one.ref == told["item"]), None)
        return told
