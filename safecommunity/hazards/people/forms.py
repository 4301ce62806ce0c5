"""Forms of the register. They check shape; actions decide. Nothing personal is kept in drafts or on the phone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.hazards import codes
from safecommunity.hazards.forms import choices, day_field
from safecommunity.hazards.models import Dwelling, VulnerablePerson
from safecommunity.hazards.people import words
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell

CODES = words.CODES
NO_NAMES = "off"  # what names people is not offered again by the browser


class Ticks(forms.CheckboxSelectMultiple):
    """Check boxes as tiles."""

    template_name = "hazards/widgets/ticks.html"


def ticks(listed: str, label: str, **options: Any) -> forms.MultipleChoiceField:
    """Several codes of a list."""
    return forms.MultipleChoiceField(
        choices=CODES.choices(listed), label=label, required=False, widget=Ticks, **options
    )


def tiles(listed: str, label: str, **options: Any) -> shell.OptionField:
    """One code of a list."""
    offered = CODES.choices(listed)
    return shell.OptionField(
        choices=offered, label=label, required=False, numbers={code: n for n, (code, _l) in enumerate(offered, 1)},
        **options,
    )  # fmt: skip


class ConsentForm(shell.Form):
    """How, when, by whom and for what somebody agreed."""

    use_required_attribute = False

    def __init__(self, *args: Any, today: date, auto_id: str = "c_%s", **options: Any) -> None:
        super().__init__(*args, auto_id=auto_id, **options)
        until = today + timedelta(days=words.consent_days())
        self.fields["how"] = tiles("hows", _("How consent was given"), initial="paper")
        self.fields["giver"] = tiles("givers", _("Who agreed"), initial="self")
        self.fields["on"] = day_field(_("Consent given on"), required=False)
        self.fields["until"] = day_field(_("Consent until"), required=False)
        self.fields["purposes"] = ticks("purposes", _("What for"), initial=["visits", "moving"])
        self.fields["paper"] = shell.TextField(limit=60, required=False, label=_("Where the paper is kept"))
        self.initial = {"on": today, "until": until, **self.initial}
        for name in ("on", "until", "paper"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def consent(self) -> dict[str, Any]:
        """What was answered about the consent."""
        names = ("how", "giver", "on", "until", "purposes", "paper")
        return {name: self.cleaned_data.get(name) for name in names}


class EntryForm(shell.Form):
    """Somebody of the register: row, groups, and what names the person."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, places: Sequence[Place], dwellings: Sequence[Dwelling], secrets: bool = True,
        auto_id: str = "v_%s", **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, auto_id=auto_id, **options)
        self.near, self.houses, self.secrets = list(places), list(dwellings), secrets
        self.fields["groups"] = ticks(
            "groups", _("Group at higher risk"), help_text=_("several may be chosen")
        )
        self.fields["sex"] = shell.OptionField(
            choices=words.sexes(), label=_("Sex"), required=False, numbers={"1": 1, "2": 2}
        )
        self.fields["born"] = shell.WholeNumberField(
            lowest=1880, highest=2200, label=_("Year of birth"), required=False
        )
        self.fields["place"] = shell.PickerField(
            choices=[(one.pid, one.name) for one in self.near], label=_("Where"), required=False,
            numbers={one.pid: at for at, one in enumerate(self.near, 1)},
            initial=self.near[-1].pid if self.near else "",
        )  # fmt: skip
        self.fields["needs"] = ticks("needs", _("Needs"))
        self.fields["help"] = shell.TextField(
            limit=200, required=False, label=_("What help"), help_text=_("no names")
        )
        self.fields["who"] = shell.TextField(
            limit=60, required=False, label=_("Who visits"), help_text=_("a post, nobody's name")
        )
        self.fields["visit_days"] = shell.WholeNumberField(
            lowest=1, highest=365, label=_("A visit every so many days"), required=False,
            help_text=_("empty: as usual for the group"),
        )  # fmt: skip
        self.fields["dwelling"] = forms.ChoiceField(
            choices=[("", _("none")), *((one.pid, f"{one.place.name} {one.spot}") for one in self.houses)],
            label=_("Dwelling"), required=False,
        )  # fmt: skip
        for name, title in words.personal().items() if secrets else ():
            self.fields[name] = shell.TextField(
                limit=100,
                required=False,
                label=title,
                widget=forms.TextInput(attrs={"autocomplete": NO_NAMES}),
            )
        for name in ("born", "help", "who", "visit_days", "dwelling", *(words.PERSONAL if secrets else ())):
            self.fields[name].widget.attrs.setdefault("class", "input")

    @property
    def named(self) -> list[forms.BoundField]:
        """The questions that name somebody, but for the first ones of the page."""
        return [self[name] for name in words.PERSONAL] if self.secrets else []

    def values(self) -> dict[str, Any]:
        """The row as it was answered."""
        told = {name: self.cleaned_data.get(name) for name in
                ("groups", "born", "needs", "help", "who", "visit_days")}  # fmt: skip
        place = next((one for one in self.near if one.pid == self.cleaned_data.get("place")), None)
        house = next((one for one in self.houses if one.pid == self.cleaned_data.get("dwelling")), None)
        sex = self.cleaned_data.get("sex")
        return {**told, "place": place, "dwelling": house, "sex": int(sex) if sex else None}

    def secret(self) -> dict[str, Any]:
        """What names somebody."""
        return {name: self.cleaned_data.get(name) or "" for name in words.PERSONAL}


class PersonForm(EntryForm, ConsentForm):
    """All of it on one screen."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)


def initial_of(one: VulnerablePerson) -> dict[str, Any]:
    """An entry as the form shows it."""
    return {
        "groups": [line.group for line in one.groups.all()], "sex": str(one.sex), "born": one.born,
        "place": one.place.pid, "needs": one.needs, "help": one.help, "who": one.who, "visit_days": one.visit_days,
        "dwelling": one.dwelling.pid if one.dwelling else "",
    }  # fmt: skip


class VisitForm(shell.Form):
    """Day and what was found; a hazard asks which."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="z_%s", **options)
        self.fields["found"] = tiles("found", _("Found at the visit"))
        self.fields["on"] = day_field(_("Visited on"), required=False)
        self.fields["note"] = shell.TextField(
            limit=200, required=False, label=_("In words"), help_text=_("no names"),
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip
        self.fields["kind"] = forms.ChoiceField(
            choices=[("", "—"), *choices(codes.kinds())], required=False, label=_("What hazard is it")
        )
        self.fields["color"] = forms.ChoiceField(
            choices=[(one, codes.colour_name(one)) for one in codes.COLORS], required=False, initial="yellow",
            label=_("How big is the risk"),
        )  # fmt: skip
        self.fields["what"] = shell.TextField(
            limit=200,
            required=False,
            label=_("The hazard in words"),
            help_text=_("no names, no house number"),
        )
        for name in ("on", "note", "kind", "color", "what"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def values(self) -> dict[str, Any]:
        """What was answered."""
        told = self.cleaned_data
        return {
            "found": told.get("found") or "", "on": told.get("on"), "note": told.get("note") or "",
            "client_id": told.get("client_id") or "",
            "hazard": {name: told.get(name) or "" for name in ("kind", "color", "what")},
        }  # fmt: skip
