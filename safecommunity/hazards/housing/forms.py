"""Forms of dwellings. They check shape; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.hazards.forms import day_field
from safecommunity.hazards.housing import words
from safecommunity.hazards.housing.actions.common import DEAREST
from safecommunity.hazards.models import Dwelling, RetrofitOption
from safecommunity.hazards.people.forms import Ticks
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell

CODES = words.CODES
Choices = list[tuple[str, str]]


def chosen(listed: str, label: str, *, empty: str = "", **options: Any) -> forms.ChoiceField:
    """One code of a list; with `empty` also none."""
    offered = CODES.choices(listed)
    if empty:
        offered = [("", empty), *offered]
    return forms.ChoiceField(choices=offered, label=label, required=False, **options)


def money(label: str) -> shell.WholeNumberField:
    """Whole yuan."""
    return shell.WholeNumberField(lowest=0, highest=DEAREST, label=label, required=False)


class Plain(shell.Form):
    """A form whose required answers are asked by the actions, so that all refusals sound the same."""

    use_required_attribute = False

    def dress(self) -> None:
        """The look of fields that were added afterwards."""
        for field in self.fields.values():
            if not isinstance(
                field.widget, (forms.CheckboxSelectMultiple, forms.HiddenInput, forms.RadioSelect)
            ):
                field.widget.attrs.setdefault("class", "input")

    def values(self) -> dict[str, Any]:
        """What was answered."""
        return dict(self.cleaned_data)


class DwellingForm(Plain):
    """What is known of a dwelling."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, auto_id="d_%s", **options)
        self.near = list(places)
        self.fields |= {
            "place": shell.PickerField(
                choices=[(one.pid, one.name) for one in self.near], label=_("Where"), required=False,
                numbers={one.pid: at for at, one in enumerate(self.near, 1)},
                initial=self.near[0].pid if self.near else "",
            ),
            "spot": shell.TextField(
                limit=80, required=False, label=_("House number or where it stands"), help_text=_("nobody's name")
            ),
            "structure": chosen("structures", _("Structure"), empty="—"),
            "storeys": shell.WholeNumberField(lowest=1, highest=60, label=_("Storeys"), required=False, initial=1),
            "built": shell.WholeNumberField(lowest=1500, highest=2200, label=_("Built in"), required=False),
            "people": shell.WholeNumberField(
                lowest=0, highest=5000, label=_("People who live there"), required=False
            ),
            "use": chosen("uses", _("Use of the dwelling")),
            "fire": chosen("fires", _("How fire is used"), empty=_("not told")),
            "area": shell.WholeNumberField(lowest=1, highest=100_000, label=_("Area (m²)"), required=False),
            "ownership": chosen("ownerships", _("Ownership"), empty=_("not told")),
            "intensity": chosen("intensities", _("Seismic intensity"), empty=_("not known")),
            "ring_beam": forms.ChoiceField(
                choices=[("", _("not known")), ("yes", _("yes")), ("no", _("no"))], required=False,
                label=_("Ring beam and columns"),
            ),
            "site": forms.MultipleChoiceField(
                choices=CODES.choices("sites"), label=_("Danger of the ground"), required=False, widget=Ticks
            ),
            "lon": forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180),
            "lat": forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90),
        }  # fmt: skip
        self.dress()

    def values(self) -> dict[str, Any]:
        """What was answered, the place as a place."""
        told = dict(self.cleaned_data)
        told.pop("client_id", None)
        place = next((one for one in self.near if one.pid == told.get("place")), None)
        return {**told, "place": place}


def initial_of(one: Dwelling) -> dict[str, Any]:
    """A dwelling as the form shows it."""
    names = ("spot", "structure", "storeys", "built", "people", "use", "fire", "area", "ownership", "intensity",
             "ring_beam", "site", "lon", "lat")  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"place": one.place.pid}


class ScreenForm(Plain):
    """The screening sheet, question by question."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="s_%s", **options)
        for name, title, help_text, answers in words.questions():
            self.fields[f"q_{name}"] = shell.OptionField(
                choices=answers, label=title, help_text=help_text, required=False, layout="one",
                numbers={code: n for n, (code, _label) in enumerate(answers, 1)},
            )  # fmt: skip
        self.fields |= {
            "on": day_field(_("Screened on"), required=False),
            "grade": chosen("grades", _("Grade"), empty=_("as the sheet gives")),
            "note": shell.TextField(
                limit=300, required=False, label=_("Note"), widget=forms.Textarea(attrs={"rows": 2})
            ),
        }
        self.dress()

    @property
    def questions(self) -> list[tuple[int, forms.BoundField]]:
        """The questions with their number."""
        return [(at, field) for at, field in enumerate((f for f in self if f.name.startswith("q_")), 1)]

    def values(self) -> dict[str, Any]:
        """What was answered, the sheet by itself."""
        told = self.cleaned_data
        sheet = {name[2:]: value or "" for name, value in told.items() if name.startswith("q_")}
        return {
            "sheet": sheet,
            "on": told.get("on"),
            "grade": told.get("grade") or "",
            "note": told.get("note") or "",
        }


class ConfirmForm(Plain):
    """What a qualified person says."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="confirm_%s", **options)
        self.fields |= {
            "grade": chosen("grades", _("Grade"), empty="—"), "on": day_field(_("Confirmed on"), required=False),
            "qualification": chosen("qualifications", _("Qualification"), empty="—"),
            "paper": shell.TextField(limit=80, required=False, label=_("Number of the paper")),
            "note": shell.TextField(limit=300, required=False, label=_("Note")),
        }  # fmt: skip
        self.dress()


class DefectForm(Plain):
    """Something wrong with the building."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="defect_%s", **options)
        self.fields |= {
            "kind": chosen("defects", _("Defect"), empty="—"), "on": day_field(_("Seen on"), required=False),
            "note": shell.TextField(limit=200, required=False, label=_("Note")),
        }  # fmt: skip
        self.dress()


class OptionForm(Plain):
    """A way to strengthen it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="option_%s", **options)
        self.fields |= {
            "measure": chosen("measures", _("Measure"), empty="—"), "cost": money(_("Cost (yuan)")),
            "grade_after": chosen("grades", _("Grade after"), empty="—"),
            "basis": chosen("bases", _("Where the cost is from"), empty="—"),
            "note": shell.TextField(limit=200, required=False, label=_("Note")),
        }  # fmt: skip
        self.dress()


class RetrofitForm(Plain):
    """Work that was done."""

    def __init__(self, *args: Any, options_open: Sequence[RetrofitOption], **options: Any) -> None:
        super().__init__(*args, auto_id="retrofit_%s", **options)
        self.ways = list(options_open)
        listed: Choices = [
            (one.pid, f"{CODES.label('measures', one.measure)} {one.cost:,}") for one in self.ways
        ]
        self.fields |= {
            "option": forms.ChoiceField(choices=[("", _("none of them")), *listed], required=False,
                                        label=_("Which way")),
            "measure": chosen("measures", _("Measure"), empty="—"),
            "done_on": day_field(_("Done on"), required=False), "cost": money(_("Cost (yuan)")),
            "subsidy": money(_("Public money in it (yuan)")),
            "source": chosen("moneys", _("Where the money is from"), empty="—"),
            "craftsman": chosen("craftsmen", _("Who built"), empty=_("not told")),
            "note": shell.TextField(limit=200, required=False, label=_("Note")),
        }  # fmt: skip
        self.dress()

    def values(self) -> dict[str, Any]:
        """What was answered; the measure of the way that was chosen where none is said."""
        told = dict(self.cleaned_data)
        way = next((one for one in self.ways if one.pid == told.get("option")), None)
        measure = told.get("measure") or (way.measure if way is not None else "")
        return {**told, "option": way, "measure": measure, "subsidy": told.get("subsidy") or 0}


class AcceptForm(Plain):
    """The work was looked at."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="accept_%s", **options)
        self.fields |= {
            "grade_after": chosen("grades", _("Grade after"), empty="—"),
            "on": day_field(_("Accepted on"), required=False),
            "paper": shell.TextField(limit=80, required=False, label=_("Number of the paper")),
        }  # fmt: skip
        self.dress()
