"""Forms of the room. They check shape; actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance import words
from safecommunity.governance.models import HouseholdSheet, LetterRound
from safecommunity.shell.forms import TextField, WholeNumberField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Plain(forms.Form):
    """A form whose inputs look like ours and say where they are wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "input")
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"


class RoundForm(Plain):
    """Open the letters of a year and level."""

    level = forms.ChoiceField(label=_("Level of letters"))
    year = WholeNumberField(label=_("Year"), lowest=2000, highest=2100)
    issued_on = forms.DateField(label=_("Day of issue"), widget=DAY)
    sign_by = forms.DateField(label=_("To be signed by"), widget=DAY)
    title = TextField(
        label=_("Title"), limit=120, required=False, help_text=_("Empty: as last year, else our template.")
    )
    text = TextField(
        label=_("Text"), limit=4000, lines=True, required=False,
        help_text=_("Empty: as last year, else our template. {unit} and {office} are filled in."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(value, words.level(value)) for value in LetterRound.Level.values]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]


class SigningForm(Plain):
    """What holds for all letters of a batch."""

    on = forms.DateField(label=_("Day of signing"), widget=DAY)
    numbers = TextField(
        label=_("Numbers on the letters"),
        limit=500,
        required=False,
        help_text=_("Such as 1-50, 52; or tick them below."),
    )
    note = TextField(label=_("Note"), limit=200, required=False)


class SheetForm(Plain):
    """A committee's sheet of signatures."""

    on = forms.DateField(label=_("Day of signing"), widget=DAY)
    count = WholeNumberField(label=_("Households that signed"), lowest=1, highest=1_000_000)
    qualifier = forms.ChoiceField(label=_("As counted"), required=False)
    note = TextField(label=_("Note"), limit=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(value, words.qualifier(value) or _("exactly")) for value in HouseholdSheet.Qualifier.values]
        self.fields["qualifier"].choices = told  # type: ignore[attr-defined]


class DueForm(Plain):
    """How many households a committee has, and who says so."""

    due = WholeNumberField(label=_("Households due"), lowest=1, highest=1_000_000)
    source = TextField(label=_("Source"), limit=200)


class ReasonForm(Plain):
    """Why something is taken back."""

    reason = TextField(label=_("Reason"), limit=200)
