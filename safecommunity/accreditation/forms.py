"""Forms of the room. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safecommunity.accreditation import words
from safecommunity.accreditation.actions import Given
from safecommunity.accreditation.standards import Item, Standard
from safecommunity.governance import codes
from safecommunity.places import queries
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.forms import Offering, TextField, WholeNumberField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundForm(Offering):
    """Which place by which standard."""

    place = forms.ChoiceField(label=_("Place"))
    code = forms.ChoiceField(label=_("Standard"))
    year = WholeNumberField(label=_("Year"), lowest=2000, highest=2100)

    def __init__(
        self, *args: Any, places: Iterable[Place], standards: Iterable[Standard], **kwargs: Any
    ) -> None:
        self.near, self.sheets = list(places), list(standards)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the office, standards in force."""
        return {
            "place": [(one.pid, one.name) for one in self.near],
            "code": [(one.id, words.text(one.title)) for one in self.sheets],
        }

    def chosen(self) -> Place:
        """The place itself."""
        return next(one for one in self.near if one.pid == self.cleaned_data["place"])


class MarkForm(Offering):
    """Grades of one item with reasons and gaps; one set of fields a part."""

    def __init__(self, *args: Any, standard: Standard, item: Item, **kwargs: Any) -> None:
        self.standard, self.item = standard, item
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The fields are made here, before anything is checked: they hang on the sheet."""
        grades = [(code, words.grade(self.standard, code)) for code in self.standard.grade_codes]
        for part in self.standard.part_codes:
            self.fields[f"{part}_grade"] = forms.ChoiceField(
                label=words.part(self.standard, part), choices=grades, required=False
            )
            self.fields[f"{part}_reason"] = TextField(label=_("Reason"), limit=500, required=False)
            self.fields[f"{part}_gap"] = TextField(label=_("What is missing"), limit=300, required=False)
            self.fields[f"{part}_edition"] = WholeNumberField(lowest=0, highest=10**6, required=False)
        return {}

    def given(self) -> dict[str, Given]:
        """What was graded; a part without a grade is left as it is."""
        told = self.cleaned_data
        return {
            part: Given(
                told[f"{part}_grade"],
                told[f"{part}_reason"],
                told[f"{part}_gap"],
                told[f"{part}_edition"] or 0,
            )
            for part in self.standard.part_codes
            if told[f"{part}_grade"]
        }


class EvidenceForm(Offering):
    """A file, or the address of a record or page."""

    title = TextField(label=_("Title"), limit=200)
    pointer = TextField(
        label=_("Address"),
        limit=300,
        required=False,
        help_text=_("Of a record here (/…) or a page elsewhere (https://…)."),
    )
    happened_on = forms.DateField(label=_("Happened on"), widget=DAY)
    effective_from = forms.DateField(label=_("Counts since"), widget=DAY, required=False)
    binder = TextField(
        label=_("Binder"), limit=80, required=False,
        help_text=_("Of an old paper entered now: the binder it lies in. It is marked as backfill."),
    )  # fmt: skip
    part = forms.MultipleChoiceField(label=_("For which part"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        self.standard = standard
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The parts of the sheet."""
        return {"part": [(code, words.part(self.standard, code)) for code in self.standard.part_codes]}


class TaskForm(Offering):
    """A gap becomes a task."""

    title = TextField(label=_("Task"), limit=200)
    who = TextField(label=_("Who does it"), limit=120, required=False)
    due = forms.DateField(label=_("Due"), widget=DAY)


class AskForm(Offering):
    """Whom to ask about an item, what, and by when."""

    sector = forms.ChoiceField(label=_("Agency"), required=False)
    unit = forms.ChoiceField(label=_("Or a social unit"), required=False)
    part = forms.ChoiceField(label=_("For which part"), required=False)
    text = TextField(label=_("The question"), limit=500, lines=True, widget=forms.Textarea(attrs={"rows": 3}))
    due = forms.DateField(label=_("To be answered by"), widget=DAY)

    def __init__(self, *args: Any, standard: Standard, place: Place, **kwargs: Any) -> None:
        self.standard, self.units = standard, queries.every_unit_within(queries.subtree(place.pid))
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Sectors of agencies, units of the place, parts of the sheet."""
        parts = [(code, words.part(self.standard, code)) for code in self.standard.part_codes]
        return {
            "sector": [("", "—"), *((code, codes.sector_name(code)) for code in codes.people_sectors())],
            "unit": [("", "—"), *((one.pid, f"{one.name}（{one.place.name}）") for one in self.units)],
            "part": [("", gettext("the whole item")), *parts],
        }

    def chosen_unit(self) -> SocialUnit | None:
        """The unit itself."""
        return next((one for one in self.units if one.pid == self.cleaned_data["unit"]), None)


class AnswerForm(Offering):
    """What is answered: words, a figure of the item, files."""

    text = TextField(
        label=_("Answer"), limit=1000, lines=True, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    figure = forms.ChoiceField(label=_("A figure of the records"), required=False)
    happened_on = forms.DateField(
        label=_("Happened on"), widget=DAY, help_text=_("The day what you tell of happened.")
    )

    def __init__(self, *args: Any, figures: dict[str, str], **kwargs: Any) -> None:
        self.figures = figures
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Figures that have records."""
        return {"figure": [("", "—"), *self.figures.items()]}


class ReasonForm(Offering):
    """Why."""

    reason = TextField(label=_("Reason"), limit=200)


class BringForm(Offering):
    """An edition from a file: YAML in our format, or a workbook of items on the rules of a standard we have."""

    file = forms.FileField(label=_("File"))
    base = forms.ChoiceField(
        label=_("Rules of"),
        required=False,
        help_text=_("For a workbook: parts, grades and verdicts are taken from it."),
    )
    version = TextField(
        label=_("Version"), limit=60, required=False, help_text=_("For a workbook: e.g. 2026 official.")
    )

    def __init__(self, *args: Any, standards: Iterable[Standard], **kwargs: Any) -> None:
        self.sheets = list(standards)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Standards in force."""
        return {"base": [("", "—"), *((one.id, words.text(one.title)) for one in self.sheets)]}
