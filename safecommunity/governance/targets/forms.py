"""The form of a target."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.models import Target
from safecommunity.governance.targets import queries
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language
from safecommunity.shell.forms import Form, PickerField, TextField

SENSES = (
    ("exact", _("equal to")),
    ("ge", _("at least")),
    ("le", _("at most")),
    ("range", _("from … to …")),
)
FIRM = (("binding", _("binding")), ("stretch", _("stretch: strived for")))
BASES = (
    ("", _("of nothing: a number of its own")),
    ("streets", _("streets and towns of the register")),
    ("communities", _("communities and villages of the register")),
    ("stated", _("a number a paper states")),
)


def number(**options: Any) -> forms.DecimalField:
    """A number from 0 up."""
    return forms.DecimalField(
        min_value=Decimal(0), max_digits=16, decimal_places=3, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        **options,
    )  # fmt: skip


def day(**options: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class TargetForm(Form):
    """What is promised, how firmly, until when, by which paper, and which figure says how far it has come."""

    title = TextField(label=_("Target"), limit=120)
    sense = forms.ChoiceField(label=_("Value"), choices=SENSES)
    low = number(label=_("Promised number"))
    high = number(label=_("to (of a range)"), required=False)
    unit = forms.ChoiceField(label=_("Unit of measure"))
    firmness = forms.ChoiceField(label=_("Firmness"), choices=FIRM)
    words = TextField(
        label=_("As the paper says it"), limit=40, required=False, help_text=_("such as: strive for")
    )
    figure = PickerField(label=_("Measured by the figure"), choices=(), required=False)
    base = forms.ChoiceField(
        label=_("A share of"), choices=BASES, required=False,
        help_text=_("for coverage: the figure counts what is reached, this is what it is divided by"),
    )  # fmt: skip
    base_number = number(label=_("The number the paper states"), required=False)
    base_source = TextField(label=_("Where it stands"), limit=200, required=False)
    starts = day(label=_("Counts from"))
    deadline = day(label=_("Deadline"))
    paper = TextField(label=_("Ordering paper and its number"), limit=200, required=False)
    livelihood = forms.BooleanField(label=_("A livelihood project too"), required=False)
    adds_up = forms.BooleanField(
        label=_("What is assigned adds up to it (not for shares)"), required=False, initial=True
    )
    note = TextField(label=_("Remark"), limit=300, required=False)

    def __init__(self, *args: Any, target: Target | None = None, **options: Any) -> None:
        if target is not None:
            initial = {name: getattr(target, name) for name in self.base_fields}
            initial |= {"low": queries.told(target.low).replace(",", "")}
            initial |= {"base_number": queries.plain(target.base_number)}
            initial |= {"high": queries.told(target.high).replace(",", "") if target.high is not None else ""}
            options["initial"] = initial
        super().__init__(*args, **options)
        at = get_language() or "zh-hans"
        units = [(code, in_language(texts, at)) for code, texts in UNITS.items()]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["figure"].choices = queries.figures_known()  # type: ignore[attr-defined]

    def clean_figure(self) -> str:
        """The code, or nothing."""
        return str(self.cleaned_data.get("figure") or "")
