"""Forms of the room. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.governance import codes, words
from safecommunity.governance.models import Body, HouseholdSheet, LetterRound, Meeting, Membership
from safecommunity.shell.forms import TextField, WholeNumberField

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Plain(forms.Form):
    """A form whose inputs look like ours and say where they are wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in self.offered().items():  # before anything is checked
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "input")
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """What each question with options offers."""
        return {}


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

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The three levels."""
        return {"level": [(value, words.level(value)) for value in LetterRound.Level.values]}


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

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """How exactly a number was told."""
        told = HouseholdSheet.Qualifier.values
        return {"qualifier": [(value, words.qualifier(value) or _("exactly")) for value in told]}


class DueForm(Plain):
    """How many households a committee has, and who says so."""

    due = WholeNumberField(label=_("Households due"), lowest=1, highest=1_000_000)
    source = TextField(label=_("Source"), limit=200)


class ReasonForm(Plain):
    """Why something is taken back."""

    reason = TextField(label=_("Reason"), limit=200)


class SeatForm(Plain):
    """Who sits in a body."""

    part = forms.ChoiceField(label=_("Part"))
    post = TextField(label=_("Post or unit"), limit=120)
    person = TextField(
        label=_("Name"), limit=60, required=False, help_text=_("May be left out, and erased later.")
    )
    starts = forms.DateField(label=_("Since"), widget=DAY)
    paper = TextField(label=_("Paper that names them"), limit=120, required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Parts in a body."""
        return {"part": [(one, words.part(one)) for one in Membership.Part.values]}


class PaperForm(Plain):
    """An order or a rule."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = TextField(label=_("Title"), limit=200)
    number = TextField(label=_("Number of the paper"), limit=60, required=False)
    on = forms.DateField(label=_("Day"), widget=DAY)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Orders and rules."""
        return {"kind": [("order", _("Order")), ("rule", _("Rule"))]}


class DutiesForm(Plain):
    """What a body is there for."""

    duties = TextField(
        label=_("Duties of the body"), limit=2000, lines=True, required=False, help_text=_("One duty a line.")
    )


class MeetingForm(Plain):
    """A meeting, a launch or a visit; its decisions stand in `DecisionForm`, as many lines as needed."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    body = forms.ChoiceField(label=_("Body"))
    on = forms.DateField(label=_("Day"), widget=DAY)
    until = forms.DateField(label=_("Last day, of several"), widget=DAY, required=False)
    host = TextField(label=_("Who invites or receives"), limit=120, required=False)
    title = TextField(label=_("What it was about"), limit=200)
    present = WholeNumberField(label=_("People present"), lowest=1, highest=10_000, required=False)
    where = TextField(label=_("Where"), limit=120, required=False)
    agenda = TextField(
        label=_("Agenda"), limit=4000, lines=True, required=False, help_text=_("One item a line.")
    )
    minutes = TextField(label=_("Minutes"), limit=20_000, lines=True, required=False)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        self.bodies = list(bodies)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The bodies that may have met; meeting, launch, visit."""
        kinds = [(one, words.meeting_kind(one)) for one in Meeting.Kind.values]
        return {"body": [(one.pid, one.name) for one in self.bodies], "kind": kinds}

    def clean_kind(self) -> str:
        """A meeting where nothing else is said."""
        return str(self.cleaned_data.get("kind") or "meeting")


class DecisionForm(Plain):
    """One decision: who does what until when. An empty line is left out."""

    title = TextField(label=_("Decision"), limit=200, required=False)
    who = TextField(label=_("Who does it"), limit=120, required=False)
    due = forms.DateField(label=_("To be done by"), widget=DAY, required=False)

    def clean(self) -> dict[str, Any]:
        """A decision has a day."""
        data = super().clean() or self.cleaned_data
        if data.get("title") and not data.get("due") and not self.errors.get("due"):
            self.add_error("due", _("Until when: nothing came; allowed: a day as 2026-10-02"))
        return data


class TaskForm(Plain):
    """A task of the office's own."""

    title = TextField(label=_("Task"), limit=200)
    who = TextField(label=_("Who does it"), limit=120, required=False)
    sector = forms.ChoiceField(
        label=_("Sector of the agency"), required=False,
        help_text=_("Its own people see the task and end it."),
    )  # fmt: skip
    due = forms.DateField(label=_("To be done by"), widget=DAY)
    what = TextField(label=_("More about it"), limit=500, lines=True, required=False)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The sectors an agency's people may be of."""
        named = [(code, codes.sector_name(code)) for code in codes.people_sectors()]
        return {"sector": [("", _("no agency")), *named]}


class DoneForm(Plain):
    """What came of a task."""

    on = forms.DateField(label=_("Done on"), widget=DAY)
    result = TextField(label=_("What came of it"), limit=300, required=False)


class NameForm(Plain):
    """What an agency is called from a day on."""

    name = TextField(label=_("New name"), limit=120)
    on = forms.DateField(label=_("Since"), widget=DAY)
