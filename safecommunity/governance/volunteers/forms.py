"""Forms of volunteers. They check shape; actions decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance import words as common
from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.models import VolunteerTeam
from safecommunity.governance.volunteers import words
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell
from safecommunity.shell.forms import TextField, WholeNumberField

TILES = 9  # teams; more are a list one types into


def clock(label: Any) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(
        label=label, input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Not a time. Allowed: hour and minute, such as 20:00.")},
    )  # fmt: skip


def qualifiers() -> list[tuple[str, Any]]:
    """How exactly a number was told."""
    return [(one, common.qualifier(one) or _("exactly")) for one in VolunteerTeam.Qualifier.values]


class TeamForm(Plain):
    """A new team."""

    place = forms.ChoiceField(label=_("Place"))
    kind = forms.ChoiceField(label=_("Kind"))
    name = TextField(label=_("Name of the team"), limit=80)
    starts = forms.DateField(label=_("Formed on"), widget=DAY)
    leader = TextField(
        label=_("Leader"), limit=40, required=False, help_text=_("Kept sealed; can be erased.")
    )
    said = WholeNumberField(
        label=_("People, where there is no list"), lowest=1, highest=100_000, required=False,
        help_text=_("Members can be entered by name afterwards."),
    )  # fmt: skip
    qualifier = forms.ChoiceField(label=_("As counted"), required=False)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        self.places = places
        super().__init__(*args, **options)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the office, kinds, qualifiers."""
        found: list[tuple[str, Any]] = [(one.pid, one.name) for one in self.places]
        return {"place": found, "kind": list(words.choices("kinds")), "qualifier": qualifiers()}


class PeopleForm(Plain):
    """A head count from paper."""

    said = WholeNumberField(label=_("People, as a paper says"), lowest=1, highest=100_000, required=False)
    qualifier = forms.ChoiceField(label=_("As counted"), required=False)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Qualifiers."""
        return {"qualifier": qualifiers()}


class MembersForm(Plain):
    """New members, a name a line."""

    names = TextField(
        label=_("Names"), limit=6000, lines=True, help_text=_("One name a line. Kept sealed; can be erased.")
    )
    starts = forms.DateField(label=_("Joined on"), widget=DAY)


class ShiftForm(Plain):
    """A line of the roster."""

    on = forms.DateField(label=_("Day"), widget=DAY)
    begins = clock(_("From"))
    ends = clock(_("To"))
    until = forms.DateField(
        label=_("Every week until"), widget=DAY, required=False, help_text=_("Empty: this day only.")
    )
    spot = TextField(label=_("Where"), limit=80, required=False)


class HoursForm(shell.Form):
    """Team, day, from, to, how many or who, what for: one screen."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    shift = forms.CharField(max_length=16, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, teams: Sequence[VolunteerTeam], today: date, **options: Any) -> None:
        super().__init__(*args, auto_id="h_%s", **options)
        numbers = {one.pid: at for at, one in enumerate(teams, 1)}
        choices = [(one.pid, one.name) for one in teams]
        first = teams[0].pid if len(teams) == 1 else ""
        self.fields["team"] = (
            shell.OptionField(choices=choices, label=_("Team"), numbers=numbers, initial=first, layout="one")
            if len(teams) <= TILES
            else shell.PickerField(choices=choices, label=_("Team"), numbers=numbers, initial=first)
        )
        self.fields["on"] = forms.DateField(
            label=_("Day"), input_formats=["%Y-%m-%d"], initial=today,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Not a day. Allowed: year-month-day, such as 2026-11-23.")},
        )  # fmt: skip
        self.fields["begins"], self.fields["ends"] = clock(_("From")), clock(_("To"))
        self.fields["people"] = WholeNumberField(
            lowest=1, highest=2000, required=False, label=_("How many people"),
            help_text=_("or tick below who came"),
        )  # fmt: skip
        self.fields["what"] = shell.OptionField(
            choices=words.choices("whats"), label=_("Served for"), layout="three",
            numbers={code: at for at, code in enumerate(words.ids("whats"), 1)},
        )  # fmt: skip
        self.fields["note"] = TextField(limit=200, required=False, label=_("Note"), help_text=_("no names"))
        self.fields["binder"] = TextField(
            limit=60, required=False, label=_("Binder"), help_text=_("only for hours copied from old paper")
        )
        for name in ("on", "begins", "ends", "people", "note", "binder"):
            self.fields[name].widget.attrs.setdefault("class", "input")
