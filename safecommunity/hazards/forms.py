"""Forms of the room. They check shape; actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.governance import codes as settings
from safecommunity.hazards import codes, queries
from safecommunity.hazards.models import Hazard, State
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell
from safecommunity.shell.numbers import day

Choices = list[tuple[str, str]]
MOST_FIRSTS = 50


def choices(group: dict[str, dict[str, Any]]) -> Choices:
    """A list of codes with their words."""
    return [(code, codes.label(group, code)) for code in group]


def day_field(label: str, required: bool = True) -> forms.DateField:
    """One day."""
    return forms.DateField(
        label=label, required=required, input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Not a day. Allowed: year-month-day, such as 2026-11-23.")},
    )  # fmt: skip


class QuickForm(shell.Form):
    """Two photos, what, where, how big, how it was put right; the rest is folded away."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, places: Sequence[Place], units: Sequence[SocialUnit], **options: Any
    ) -> None:
        super().__init__(*args, auto_id="h_%s", **options)
        self.near_places, self.near_units = list(places), list(units)
        known = codes.kinds()
        tiles = {code: one for code, one in known.items() if one.get("quick")}
        others = {code: one for code, one in known.items() if not one.get("quick")}
        self.fields["fixed_now"] = shell.OptionField(
            choices=[("yes", _("Put right at once")), ("no", _("Cannot be put right now, report it"))],
            label=_("Is it put right"), numbers={"yes": "✓", "no": "→"}, required=False, initial="yes",
        )  # fmt: skip
        self.fields["kind"] = shell.OptionField(
            choices=choices(tiles), label=_("What hazard is it"), required=False,
            numbers={code: at for at, code in enumerate(tiles, 1)},
        )  # fmt: skip
        self.fields["other"] = forms.ChoiceField(
            choices=[("", "—"), *choices(others)], label=_("Another kind"), required=False
        )
        self.fields["place"] = shell.PickerField(
            choices=[(one.pid, one.name) for one in self.near_places], label=_("Where"), required=False,
            numbers={one.pid: at for at, one in enumerate(self.near_places, 1)},
            initial=self.near_places[0].pid if self.near_places else "",
        )  # fmt: skip
        self.fields["spot"] = shell.TextField(
            limit=80, required=False, label=_("Where exactly"), help_text=_("building, stair, road")
        )
        self.fields["color"] = shell.OptionField(
            choices=[(one, codes.colour_name(one)) for one in codes.COLORS], label=_("How big is the risk"),
            help_text=_("not sure: ordinary; the office looks again"), required=False, initial="yellow",
            numbers=dict.fromkeys(codes.COLORS, "●"),
        )  # fmt: skip
        self.fields["fixed"] = shell.TextField(
            limit=300,
            required=False,
            label=_("How it was put right"),
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["what"] = shell.TextField(
            limit=200, required=False, label=_("In words"), help_text=_("no names")
        )
        self.fields["unit"] = forms.ChoiceField(
            choices=[("", _("none")), *((one.pid, f"{one.name}（{one.place.name}）") for one in self.near_units)],
            label=_("Social unit"), required=False,
        )  # fmt: skip
        self.fields["setting"] = forms.ChoiceField(
            choices=[("", _("not said")), *((one, settings.setting_name(one)) for one in settings.settings())],
            label=_("Setting"), required=False,
        )  # fmt: skip
        for name in ("other", "spot", "fixed", "what", "unit", "setting"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    @property
    def on_the_spot(self) -> bool:
        """Whether it was put right at once."""
        return self.cleaned_data.get("fixed_now") != "no"

    def values(self) -> dict[str, Any]:
        """What was answered."""
        told = {
            name: self.cleaned_data.get(name) or "" for name in ("spot", "color", "what", "setting", "fixed")
        }
        told["kind"] = self.cleaned_data.get("other") or self.cleaned_data.get("kind") or ""
        unit = next((one for one in self.near_units if one.pid == self.cleaned_data.get("unit")), None)
        place = next((one for one in self.near_places if one.pid == self.cleaned_data.get("place")), None)
        return {**told, "unit": unit, "place": unit.place if unit is not None else place}


class StepForm(shell.Form):
    """What one deed asks."""

    use_required_attribute = False

    def __init__(self, *args: Any, hazard: Hazard, deed: str, **options: Any) -> None:
        super().__init__(*args, auto_id=f"{deed}_%s", **options)
        self.deed = deed
        for name, field in ASKED.get(deed, lambda _hazard: {})(hazard).items():
            self.fields[name] = field
            field.widget.attrs.setdefault("class", "input")

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in groups: factors of each way to assess under its name, the rest without one."""
        found: list[tuple[str, list[forms.BoundField]]] = []
        for field in self:
            method = codes.methods().get(field.name.partition("_")[0]) if self.deed == "assess" else None
            legend = f"{codes.label_of(method)} {method['formula'].replace('*', '×')}" if method else ""
            if not found or found[-1][0] != legend:
                found.append((legend, []))
            found[-1][1].append(field)
        return found

    @property
    def idle(self) -> bool:
        """Whether it asks to choose one and there is none."""
        return self.deed == "duplicate" and len(self.fields["first"].choices) == 1  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was answered; factors of an assessment together."""
        told = dict(self.cleaned_data)
        told["factors"] = {
            name.partition("_")[2]: value
            for name, value in told.items()
            if name.startswith(f"{told.get('method')}_") and value
        }
        return told


def _assess(one: Hazard) -> dict[str, forms.Field]:
    methods = codes.methods()
    found: dict[str, forms.Field] = {
        "method": forms.ChoiceField(
            choices=[(code, codes.label_of(told)) for code, told in methods.items()],
            label=_("Method"), initial=one.method or "ls",
        )
    }  # fmt: skip
    for code, told in methods.items():
        for name, factor in told["factors"].items():
            offered = [
                (str(value["v"]), f"{value['v']} {codes.said(value['label'])}") for value in factor["values"]
            ]
            title = f"{name} {codes.said(factor['title'])}"
            initial = str(one.factors.get(name, "")) if one.method == code else ""
            found[f"{code}_{name}"] = forms.ChoiceField(
                choices=[("", "—"), *offered], label=title, required=False, initial=initial
            )
    levels = [pair for pair in choices(codes.levels()) if not one.supervised or pair[0] == one.level]
    found["level"] = forms.ChoiceField(choices=levels, label=_("Level of the hazard"), initial=one.level)
    listed = [(code, codes.class_name(code)) for code in codes.classes()]
    found["klass"] = forms.ChoiceField(
        choices=[("", "—"), *listed], label=_("GB/T 13861 class"), required=False,
        initial=one.klass or codes.kinds()[one.kind]["gb"],
    )  # fmt: skip
    return found


def _duplicate(one: Hazard) -> dict[str, forms.Field]:
    rows = queries.firsts(one).select_related("place")[:MOST_FIRSTS]
    listed = [(each.pid, _first(each)) for each in rows]
    return {
        "first": forms.ChoiceField(
            choices=[("", "—"), *listed], label=_("Entered first as"), required=False,
            help_text=_("It goes on as that one; this entry counts no more."),
        )
    }  # fmt: skip


def _first(one: Hazard) -> str:
    what = one.what or codes.label(codes.kinds(), one.kind)
    return " · ".join((one.number, what, f"{one.place.name} {one.spot}".strip(), day(one.found_on)))


def _reason(_hazard: Hazard) -> dict[str, forms.Field]:
    return {"reason": shell.TextField(limit=200, label=_("Reason"), required=False)}


def _assign(one: Hazard) -> dict[str, forms.Field]:
    who = one.unit.name if one.unit is not None else ""
    found: dict[str, forms.Field] = {
        "who": shell.TextField(limit=120, label=_("Who puts it right"), initial=who, required=False,
                               help_text=_("A post, unit or agency; nobody's name.")),
    }  # fmt: skip
    if one.state == State.ASSESSED and not one.supervised:
        found["due"] = day_field(_("To be done by"), required=False)
    return found | (_rest_of_five(one) if one.level == Hazard.Level.MAJOR else {})


def _transfer(one: Hazard) -> dict[str, forms.Field]:
    listed = [(code, settings.sector_name(code)) for code in settings.people_sectors()]
    found: dict[str, forms.Field] = {
        "sector": forms.ChoiceField(
            choices=[("", "—"), *listed], label=_("Sector of the agency"), required=False,
            help_text=_("Its people see the hazard and sign the receipt themselves."),
        ),
        "who": shell.TextField(limit=120, label=_("Agency"), required=False),
    }  # fmt: skip
    if one.state == State.ASSESSED and not one.supervised:
        found["due"] = day_field(_("To be done by"), required=False)
    return found


def _answer(one: Hazard) -> dict[str, forms.Field]:
    return {"answer": _long("answer", _("What the agency says and until when"), one.answer)}


def _five(one: Hazard) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {
        "who": shell.TextField(
            limit=120, label=codes.label(codes.five(), "responsibility"), initial=one.who, required=False,
            help_text=_("A post, unit or agency; nobody's name."),
        )
    }  # fmt: skip
    return found | _rest_of_five(one)


def _rest_of_five(one: Hazard) -> dict[str, forms.Field]:
    return {
        name: shell.TextField(
            limit=200, label=codes.label(codes.five(), name), initial=one.five.get(name, ""), required=False
        )
        for name in ("measure", "funds", "plan")
    }


def _list(one: Hazard) -> dict[str, forms.Field]:
    return {
        "authority": shell.TextField(
            limit=120, label=_("Who supervises"), required=False, help_text=_("A post, unit or agency; nobody's name.")
        ),
        "due": day_field(_("To be done by"), required=False),
        "paper": shell.TextField(limit=120, label=_("Number of the paper"), required=False),
        "board": _long("board", _("Text of the public board"), _board(one)),
    }  # fmt: skip


def _board(one: Hazard) -> str:
    """A proposal: what, where, who; the deadline stands beside it."""
    where = f"{one.place.name} {one.spot}".strip()
    what = one.what or codes.label(codes.kinds(), one.kind)
    return f"{where}：{what}。{one.who}".rstrip("。") + "。"


def _lift(_one: Hazard) -> dict[str, forms.Field]:
    return {
        "paper": shell.TextField(limit=120, label=_("Number of the paper"), required=False),
        "says": shell.TextField(limit=200, label=_("What was seen"), required=False),
    }


def _long(_name: str, label: str, initial: str = "") -> forms.Field:
    return shell.TextField(
        limit=300, label=label, initial=initial, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def _receive(_hazard: Hazard) -> dict[str, forms.Field]:
    return {"receipt": shell.TextField(limit=120, label=_("Number of the receipt"), required=False)}


def _submit(_hazard: Hazard) -> dict[str, forms.Field]:
    return {
        "fixed": shell.TextField(
            limit=300,
            label=_("How it was put right"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    }


def _accept(_hazard: Hazard) -> dict[str, forms.Field]:
    return {"says": shell.TextField(limit=200, label=_("What was seen"), required=False)}


def _ask(one: Hazard) -> dict[str, forms.Field]:
    return {"due": day_field(_("New day"), required=False), **_reason(one)}


ASKED = {
    "assess": _assess, "no_hazard": _reason, "assign": _assign, "transfer": _transfer, "receive": _receive,
    "answer": _answer, "hand_back": _reason, "five": _five, "list": _list, "lift": _lift,
    "submit": _submit, "accept": _accept, "send_back": _reason, "ask": _ask, "refuse": _reason,
    "new_day": _ask, "duplicate": _duplicate,
}  # fmt: skip
