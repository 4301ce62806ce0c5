"""Forms of the room. They check shape; actions decide."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.figures.registry import known
from safecommunity.governance import codes as governance
from safecommunity.governance.models import Body
from safecommunity.governance.targets.queries import figures_known
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import codes, words
from safecommunity.programmes.actions.projects import AIMS
from safecommunity.programmes.models import Project
from safecommunity.shell.forms import Offering, PickerField, TextField, WholeNumberField

MOST_YUAN = 10_000_000_000
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
Choices = list[tuple[str, Any]]
AIM_TITLES = {
    "ages": _("Age groups"), "sexes": _("Sex"), "roles": _("Roles"), "environments": _("High-risk environments"),
    "vulnerable": _("Vulnerable groups"), "situations": _("Situations"),
}  # fmt: skip


def aim_choices(name: str) -> Choices:
    """The codes of a kind of aim."""
    return list(codes.ages()) if name == "ages" else list(codes.choices(name))


class ProjectForm(Offering):
    """A project: what is wrong, for whom, where from when to when, who leads."""

    title = TextField(label=_("Name of the project"), limit=120)
    setting = forms.ChoiceField(label=_("Setting"))
    problem = TextField(
        label=_("The problem"), limit=600, lines=True,
        help_text=_("What hurts whom, where and why. Its figure is chosen on the next page."),
    )  # fmt: skip
    goal = TextField(label=_("Goal of the project"), limit=300, required=False)
    starts = forms.DateField(label=_("First day"), widget=DAY)
    until = forms.DateField(label=_("Last day"), widget=DAY)
    body = forms.ChoiceField(label=_("Working group"), required=False)
    agency = forms.ChoiceField(label=_("Agency that leads"), required=False)
    group = TextField(label=_("Target group in words"), limit=200, required=False)
    people = WholeNumberField(
        label=_("How many people it has"), lowest=1, highest=100_000_000, required=False
    )
    people_qualifier = forms.ChoiceField(label=_("As it was told"), required=False)
    recording = TextField(
        label=_("What changed in how things are recorded"), limit=200, required=False,
        help_text=_("Better recording looks like more injuries; whoever compares must know."),
    )  # fmt: skip
    recording_on = forms.DateField(label=_("Day of that change"), widget=DAY, required=False)
    ages = forms.MultipleChoiceField(label=_("Age groups"))
    sexes = forms.MultipleChoiceField(label=_("Sex"))
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False)
    environments = forms.MultipleChoiceField(label=_("High-risk environments"), required=False)
    vulnerable = forms.MultipleChoiceField(label=_("Vulnerable groups"), required=False)
    situations = forms.MultipleChoiceField(label=_("Situations"), required=False)

    def __init__(
        self, *args: Any, bodies: Iterable[Body], agencies: Iterable[tuple[str, str]], own_only: bool = False,
        project: Project | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.bodies, self.agencies, self.own_only = list(bodies), list(agencies), own_only
        if project is not None:
            kwargs["initial"] = _first(project)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Choices]:
        """Settings, who may lead, and every kind of aim."""
        none = [] if self.own_only else [("", _("none"))]
        return {
            "setting": [(code, governance.setting_name(code)) for code in governance.settings()],
            "people_qualifier": [
                ("", _("exactly")),
                *((one, words.qualifier(one)) for one in words.QUALIFIERS),
            ],
            "body": [("", _("none")), *((one.pid, one.name) for one in self.bodies)],
            "agency": [*none, *self.agencies],
            **{name: aim_choices(name) for name in AIMS},
        }

    def values(self) -> dict[str, Any]:
        """What was said, with the body itself."""
        told = dict(self.cleaned_data)
        told["body"] = next((one for one in self.bodies if one.pid == told["body"]), None)
        return told

    def boxes(self) -> list[dict[str, Any]]:
        """The kinds of aims as the page draws them: title, options, chosen ones, what was refused."""
        found = []
        for name, title in AIM_TITLES.items():
            chosen = {str(one) for one in self[name].value() or ()}
            options = [(value, label, value in chosen) for value, label in aim_choices(name)]
            found.append({"name": name, "title": title, "options": options, "errors": self.errors.get(name),
                          "needed": name in ("ages", "sexes")})  # fmt: skip
        return found


def _first(project: Project) -> dict[str, Any]:
    names = ("title", "setting", "problem", "goal", "starts", "until", "group", "people", "people_qualifier",
             "recording", "recording_on")  # fmt: skip
    found = {name: getattr(project, name) for name in names}
    found |= {
        "body": project.body.pid if project.body else "",
        "agency": project.agency,
    }
    aims = list(project.aims.all())
    return found | {name: [one.code for one in aims if one.what == what] for name, what in AIMS.items()}


class StepForm(Offering):
    """A move of its life."""

    on = forms.DateField(label=_("Day"), widget=DAY, required=False)
    says = TextField(label=_("Reason"), limit=600, lines=True, required=False)


class MeasureForm(Offering):
    """A measure."""

    kind = forms.ChoiceField(label=_("Kind of measure"))
    side = forms.ChoiceField(label=_("Side"), help_text=_("People, things, environment, management."))
    what = TextField(label=_("What is done"), limit=200)

    def offered(self) -> dict[str, Choices]:
        """Seven kinds, four sides."""
        return {"kind": list(codes.choices("measures")), "side": list(codes.choices("sides"))}


class PartnerForm(Offering):
    """Who takes part."""

    agency = forms.ChoiceField(label=_("Agency"), required=False)
    unit = PickerField(label=_("Social unit"), choices=(), required=False)
    name = TextField(label=_("or another body"), limit=120, required=False)
    part = TextField(label=_("What it does in it"), limit=120, required=False)

    def __init__(
        self, *args: Any, agencies: Iterable[tuple[str, str]], units: Iterable[SocialUnit], **kwargs: Any
    ) -> None:
        self.agencies, self.units = list(agencies), list(units)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Choices]:
        """Agencies of the place."""
        return {
            "agency": [("", _("none")), *self.agencies], "unit": [(one.pid, one.name) for one in self.units],
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was said, with the unit itself."""
        told = dict(self.cleaned_data)
        told["unit"] = next((one for one in self.units if one.pid == told["unit"]), None)
        return told


class PlaceForm(Offering):
    """Where from when."""

    place = forms.ChoiceField(label=_("Place"))
    stage = forms.ChoiceField(label=_("Stage"))
    starts = forms.DateField(label=_("From"), widget=DAY)

    def __init__(self, *args: Any, near: Iterable[Place], **kwargs: Any) -> None:
        self.near = list(near)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Choices]:
        """Places of the project's own, pilot or roll-out."""
        return {
            "place": [(one.pid, one.name) for one in self.near],
            "stage": [(one, words.stage(one)) for one in words.STAGES],
        }

    def values(self) -> dict[str, Any]:
        """What was said, with the place itself."""
        told = dict(self.cleaned_data)
        told["place"] = next(one for one in self.near if one.pid == told["place"])
        return told


class MilestoneForm(Offering):
    """A milestone."""

    title = TextField(label=_("Milestone"), limit=200)
    who = TextField(
        label=_("Who answers for it"), limit=120, help_text=_("A post, body or agency; nobody's name.")
    )
    due = forms.DateField(label=_("To be done by"), widget=DAY)


class DoneForm(Offering):
    """A milestone is done."""

    on = forms.DateField(label=_("Done on"), widget=DAY)
    result = TextField(label=_("What came of it"), limit=300, required=False)


class LaterForm(Offering):
    """A later day."""

    due = forms.DateField(label=_("New day"), widget=DAY)
    reason = TextField(label=_("Reason"), limit=300)


class EndForm(Offering):
    """It runs at a place no more."""

    ends = forms.DateField(label=_("Until"), widget=DAY)


class ReasonForm(Offering):
    """Why."""

    reason = TextField(label=_("Reason"), limit=200)


class NothingForm(Offering):
    """A deed that needs no word."""


class Money(Offering):
    """What for and where from."""

    line = forms.ChoiceField(label=_("What for"))
    source = forms.ChoiceField(label=_("Where from"))

    def offered(self) -> dict[str, Choices]:
        """Lines and sources."""
        return {"line": list(codes.choices("lines")), "source": list(codes.choices("sources"))}


class BudgetForm(Money):
    """A line of the budget."""

    year = WholeNumberField(label=_("Year"), lowest=1990, highest=2199)
    amount = WholeNumberField(label=_("Amount (yuan)"), lowest=1, highest=MOST_YUAN)
    note = TextField(label=_("Note"), limit=120, required=False)
    field_order = ("year", "line", "source", "amount", "note")


class SpendingForm(Money):
    """Money spent."""

    on = forms.DateField(label=_("Day"), widget=DAY)
    what = TextField(label=_("What for, in words"), limit=120)
    amount = WholeNumberField(label=_("Amount (yuan)"), lowest=1, highest=MOST_YUAN)
    field_order = ("on", "line", "what", "source", "amount")


class FigureForm(Offering):
    """A figure of a project: which one, of where and when, of which part; and for a target what it is to become."""

    code = PickerField(label=_("Figure"), choices=())
    place = forms.ChoiceField(label=_("Place"))
    period = forms.ChoiceField(label=_("Period of the start"), help_text=_("Months that are over."))
    only = forms.ChoiceField(label=_("Only"), required=False)
    use = forms.ChoiceField(label=_("Use"))
    wanted = forms.DecimalField(
        label=_("What it is to become"), min_value=Decimal(0), max_digits=15, decimal_places=3, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    wanted_by = forms.DateField(label=_("Until when"), widget=DAY, required=False)
    who = TextField(label=_("Who answers for it"), limit=120, required=False)

    def __init__(
        self, *args: Any, near: Iterable[Place], periods: Choices, parts: Choices, **kwargs: Any
    ) -> None:
        self.near, self.periods, self.parts = list(near), periods, parts
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, Choices]:
        """Places, periods, parts, and the two uses."""
        return {
            "code": list(figures_known()),
            "place": [(one.pid, one.name) for one in self.near], "period": self.periods,
            "only": [("", _("everything")), *self.parts],
            "use": [("problem", _("the problem")), ("target", _("a target"))],
        }  # fmt: skip


class ReviewForm(Offering):
    """The yearly review."""

    year = WholeNumberField(label=_("Year"), lowest=1990, highest=2199)
    after = forms.ChoiceField(label=_("What follows"))
    evidence = TextField(label=_("What was reached, and what shows it"), limit=600, lines=True)
    improve = TextField(
        label=_("What is to be done better"), limit=200, required=False,
        help_text=_("It becomes a milestone with a day and somebody who answers for it."),
    )  # fmt: skip
    improve_who = TextField(label=_("Who answers for it"), limit=120, required=False)
    improve_due = forms.DateField(label=_("To be done by"), widget=DAY, required=False)

    def offered(self) -> dict[str, Choices]:
        """Three ways on."""
        return {"after": [(one, words.after(one)) for one in words.AFTERS]}


def option_label(fact: str, name: str, value: int) -> str:
    """The words of a code of a fact of another room."""
    doors = known(fact)
    return doors.option_label(name, value) if doors is not None and doors.option_label else str(value)


def periods_of(today: date) -> Choices:
    """Periods a start may be told of: the last years, and this year as far as its months are over."""
    from django.utils.translation import get_language

    from safecommunity.indicators.period import Period, index

    language = get_language() or "zh-hans"
    found = [Period.of_year(year) for year in range(today.year - 1, today.year - 6, -1)]
    if today.month > 1:
        found.insert(0, Period(index(today.year, 1), index(today.year, today.month) - 1))
        found.insert(1, Period(index(today.year, today.month) - 12, index(today.year, today.month) - 1))
    return [(str(one), one.label(language)) for one in dict.fromkeys(found)]
