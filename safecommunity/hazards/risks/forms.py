"""Forms of the register. They check shape; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.forms import choices, day_field
from safecommunity.hazards.models import Risk
from safecommunity.hazards.risks import tables, words
from safecommunity.hazards.risks.actions.entries import MOST_EXPOSED
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell

LEAST_LINES, MORE_LINES = 6, 3
TEXTS = ("title", "spot", "exposed_who", "controls", "measures", "who")


class RiskForm(shell.Form):
    """What an entry of the register says."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, places: Sequence[Place], units: Sequence[SocialUnit], **options: Any
    ) -> None:
        super().__init__(*args, auto_id="r_%s", **options)
        self.near_places, self.near_units = list(places), list(units)
        said, named = words.fields(), settings.settings()
        self.fields["title"] = shell.TextField(limit=120, required=False, label=said["title"])
        self.fields["setting"] = forms.ChoiceField(
            choices=[("", "—"), *((one, settings.setting_name(one)) for one in named)], label=said["setting"],
            required=False,
        )  # fmt: skip
        self.fields["place"] = shell.PickerField(
            choices=[(one.pid, one.name) for one in self.near_places], label=said["place"], required=False,
            numbers={one.pid: at for at, one in enumerate(self.near_places, 1)},
            initial=self.near_places[0].pid if self.near_places else "",
        )  # fmt: skip
        self.fields["where"] = shell.OptionField(
            choices=[(one, tables.where(one)) for one in Risk.Where.values], label=said["where"], required=False,
            numbers={one: at for at, one in enumerate(Risk.Where.values, 1)}, initial="place",
        )  # fmt: skip
        self.fields["unit"] = forms.ChoiceField(
            choices=[("", _("none")), *((one.pid, f"{one.name}（{one.place.name}）") for one in self.near_units)],
            label=said["unit"], required=False,
        )  # fmt: skip
        self.fields["spot"] = shell.TextField(limit=80, required=False, label=said["spot"])
        self.fields["exposed_who"] = shell.TextField(
            limit=120, required=False, label=said["exposed_who"], help_text=_("A group, nobody's name.")
        )
        self.fields["exposed"] = shell.WholeNumberField(
            lowest=0,
            highest=MOST_EXPOSED,
            required=False,
            label=said["exposed"],
            help_text=_("Empty: not counted."),
        )
        listed = [(code, tables.accident_name(code)) for code in tables.accidents()]
        self.fields["accident"] = forms.ChoiceField(
            choices=[("", _("not said")), *listed], label=said["accident"], required=False
        )
        classes = [(code, codes.class_name(code)) for code in codes.classes()]
        self.fields["klass"] = forms.ChoiceField(
            choices=[("", _("not said")), *classes], label=said["klass"], required=False
        )
        for name in ("controls", "measures"):
            self.fields[name] = shell.TextField(
                limit=1000,
                lines=True,
                required=False,
                label=said[name],
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["who"] = shell.TextField(
            limit=120, required=False, label=said["who"], help_text=_("A post or body; nobody's name.")
        )
        for name in ("setting", "unit", "accident", "klass", *TEXTS, "exposed"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def values(self) -> dict[str, Any]:
        """What was answered."""
        told = {name: self.cleaned_data.get(name) or "" for name in (*TEXTS, "setting", "accident", "klass")}
        unit = next((one for one in self.near_units if one.pid == self.cleaned_data.get("unit")), None)
        place = next((one for one in self.near_places if one.pid == self.cleaned_data.get("place")), None)
        where = "unit" if unit is not None else self.cleaned_data.get("where") or "place"
        return {
            **told,
            "exposed": self.cleaned_data.get("exposed"),
            "unit": unit,
            "place": place,
            "where": where,
        }


def initial(one: Risk) -> dict[str, Any]:
    """An entry as its form shows it."""
    told: dict[str, Any] = {
        name: getattr(one, name) for name in (*TEXTS, "setting", "accident", "klass", "where")
    }
    return {**told, "exposed": one.exposed, "place": one.place.pid, "unit": one.unit.pid if one.unit else ""}


class AssessForm(shell.Form):
    """One way to assess: factors, or the lines of a checklist or a job; when, until when, a note."""

    use_required_attribute = False

    def __init__(self, *args: Any, method: str, lines: int = 0, **options: Any) -> None:
        super().__init__(*args, auto_id="a_%s", **options)
        self.method, self.count = method, lines
        if method in tables.SINGLE:
            for name, factor in codes.methods()[method]["factors"].items():
                self.fields[name] = _factor(name, factor)
        for at in range(lines):
            for name, field in _cells(method).items():
                self.fields[f"{name}_{at}"] = field
        self.fields["on"] = day_field(_("Assessed on"), required=False)
        self.fields["next_due"] = day_field(_("Next assessment"), required=False)
        self.fields["next_due"].help_text = _("Empty: by the colour.")
        self.fields["says"] = shell.TextField(limit=300, required=False, label=_("Note"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def rows(self) -> list[list[forms.BoundField]]:
        """The lines, each as its fields."""
        names = list(_cells(self.method))
        return [[self[f"{name}_{at}"] for name in names] for at in range(self.count)]

    def factors(self) -> list[forms.BoundField]:
        """The factors of a way without lines."""
        return (
            [self[name] for name in codes.methods()[self.method]["factors"]]
            if self.method in tables.SINGLE
            else []
        )

    def values(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        told = self.cleaned_data
        names = list(_cells(self.method)) if self.count else []
        return {
            "method": self.method, "factors": {field.name: told.get(field.name) for field in self.factors()},
            "lines": [{name: told.get(f"{name}_{at}") or "" for name in names} for at in range(self.count)],
            "on": told.get("on"), "next_due": told.get("next_due"), "says": told.get("says") or "",
        }  # fmt: skip


def _factor(name: str, factor: dict[str, Any]) -> forms.ChoiceField:
    offered = [(f"{value['v']}", f"{value['v']} {codes.said(value['label'])}") for value in factor["values"]]
    title = f"{name} {codes.said(factor['title'])}"
    return forms.ChoiceField(choices=[("", "—"), *offered], label=title, required=False)


def _cells(method: str) -> dict[str, forms.Field]:
    """The fields of one line."""
    found: dict[str, forms.Field] = {}
    for name, column in tables.table(method)["columns"].items():
        label = codes.said(column["label"])
        if column.get("options"):
            offered = [("", "—"), *((one, tables.result(one)) for one in column["options"])]
            found[name] = forms.ChoiceField(choices=offered, label=label, required=False)
        else:
            found[name] = shell.TextField(
                limit=column["limit"], required=False, label=label, widget=forms.Textarea(attrs={"rows": 2})
            )
    for name, factor in codes.methods()["ls"]["factors"].items():
        found[name] = _factor(name, factor)
    return found


def last_answers(one: Risk, method: str) -> tuple[dict[str, Any], int]:
    """What the last assessment by this method said, to be gone on with; and how many lines the form needs."""
    made = one.assessments.filter(method=method).last()
    if method in tables.SINGLE:
        return ({name: f"{value:g}" for name, value in made.factors.items()} if made else {}), 0
    lines = made.lines if made else []
    told = {f"{name}_{at}": f"{value:g}" if isinstance(value, float) else value
            for at, line in enumerate(lines) for name, value in line.items()}  # fmt: skip
    return told, min(tables.MOST_LINES, max(LEAST_LINES, len(lines) + MORE_LINES))


class FailForm(shell.Form):
    """What failed: the kind of hazard, in words; put right at once or not."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="f_%s", **options)
        self.fields["kind"] = forms.ChoiceField(
            choices=[("", "—"), *choices(codes.kinds())], label=_("What hazard is it"), required=False
        )
        self.fields["what"] = shell.TextField(limit=200, required=False, label=_("Which control failed"))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")
