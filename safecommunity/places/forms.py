"""Forms of the register of organisations. They check shape; actions decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.places.importing.units import kinds
from safecommunity.places.models import Place
from safecommunity.shell.sheets import day

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class MonthField(forms.CharField):
    """A month as 2026-03, kept as its first day."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": "2026-03", "inputmode": "numeric", "autocomplete": "off", "maxlength": "10"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Shown as a month."""
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:  # type: ignore[override]
        """The month's first day."""
        if value in self.empty_values:
            return None
        found = day(str(value).strip())
        if found is None:
            raise forms.ValidationError(
                _("Got %(came)s; allowed: a month as 2026-03"), params={"came": str(value)[:20]}
            )
        return found.replace(day=1)


class UnitForm(forms.Form):
    """One organisation of the register."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"))
    place = forms.ChoiceField(label=_("Place"))
    starts = forms.DateField(label=_("There since"), widget=DAY)
    reports_injuries = forms.BooleanField(label=_("Reports injuries every month"), required=False)
    reports_from = MonthField(
        label=_("First month it owes"), required=False, help_text=_("Empty: from the month it is there.")
    )
    reports_until = MonthField(
        label=_("First month it owes no more"), required=False, help_text=_("Empty: it goes on.")
    )
    people = forms.IntegerField(
        label=_("Number of people"), required=False, min_value=0, max_value=10_000_000
    )
    industry = forms.CharField(label=_("Industry"), max_length=60, required=False)
    responsible = forms.CharField(
        label=_("Responsible post"), max_length=60, required=False, help_text=_("A post, nobody's name.")
    )
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    has_body = forms.BooleanField(label=_("Has a safety body of its own"), required=False)
    full_time = forms.IntegerField(
        label=_("Full-time safety staff"), required=False, min_value=0, max_value=100_000
    )
    part_time = forms.IntegerField(
        label=_("Part-time safety staff"), required=False, min_value=0, max_value=100_000
    )
    safety_from = forms.DateField(
        label=_("Holds since"),
        widget=DAY,
        required=False,
        help_text=_("Empty: from today. What held before stays."),
    )

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.pid: one for one in places}
        depth: dict[int | None, int] = {}
        choices = [("", "—")]
        for one in self.places.values():
            depth[one.pk] = depth.get(one.parent_id, -1) + 1
            choices.append((one.pid, "　" * depth[one.pk] + one.name))
        self.fields["kind"].choices = [("", "—"), *kinds()]  # type: ignore[attr-defined]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs["class"] = "input"
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def clean_place(self) -> Place:
        """The place itself."""
        return self.places[self.cleaned_data["place"]]

    def clean(self) -> dict[str, Any]:
        """A first month without reporting says two things; the earlier end of reporting is refused by the action."""
        data = super().clean() or self.cleaned_data
        if data.get("reports_from") and not data.get("reports_injuries"):
            self.add_error(
                "reports_from", _("A first month is given, but it does not report; tick it, or empty this.")
            )
        return data


class CloseForm(forms.Form):
    """The first day an organisation is no more."""

    on = forms.DateField(label=_("First day it is no more"), widget=DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["class"] = "input"
