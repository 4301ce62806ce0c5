"""Forms of reviews. They check shape; actions decide."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts.models import User
from safecommunity.accreditation import words as sheet_words
from safecommunity.accreditation.forms import DAY
from safecommunity.accreditation.models import Evidence, PanelMember
from safecommunity.accreditation.review import rules, words
from safecommunity.accreditation.review.actions import Seen, Settled, Told
from safecommunity.accreditation.standards import Item, Standard
from safecommunity.places.models import SocialUnit
from safecommunity.shell.forms import Offering, TextField, WholeNumberField

TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class AppointForm(Offering):
    """Who reviews, who leads, until when."""

    members = forms.MultipleChoiceField(label=_("Reviewers"), widget=forms.CheckboxSelectMultiple)
    lead = forms.ChoiceField(label=_("Lead of the panel"))
    due = forms.DateField(label=_("Scored by"), widget=DAY)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        self.people = list(people)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Reviewers who may be asked."""
        found = [(one.pid, one.display_name) for one in self.people]
        return {"members": found, "lead": found}


class DeclareForm(Offering):
    """Yes or no to every kind of tie, with a word to a yes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in rules.ties():
            self.fields[f"{kind}_holds"] = forms.ChoiceField(
                label=words.tie(kind), choices=[("no", _("no")), ("yes", _("yes"))], required=False
            )
            detail = TextField(label=_("What tie it is"), limit=200, required=False)
            detail.widget.attrs["class"] = "input"
            self.fields[f"{kind}_detail"] = detail

    def rows(self) -> list[dict[str, Any]]:
        """Ties with their fields, for the page."""
        return [
            {"tie": tie, "title": words.tie(kind), "value": self[f"{kind}_holds"].value() or "",
             "name": f"{kind}_holds", "detail": self[f"{kind}_detail"]}
            for kind, tie in rules.ties().items()
        ]  # fmt: skip

    def told(self) -> dict[str, Told]:
        """The answers given; a tie left out is left out."""
        data = self.cleaned_data
        return {
            kind: Told(data[f"{kind}_holds"] == "yes", data[f"{kind}_detail"])
            for kind in rules.ties()
            if data[f"{kind}_holds"]
        }


class SheetForm(Offering):
    """Some items on a tablet: a grade a part, a note an item."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standard: Standard, items: Sequence[Item], **kwargs: Any) -> None:
        self.standard, self.sheet = standard, list(items)
        super().__init__(*args, auto_id="s_%s", **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The fields hang on the sheet."""
        grades = [(code, sheet_words.grade(self.standard, code)) for code in self.standard.grade_codes]
        for item in self.sheet:
            for part in self.standard.part_codes:
                self.fields[f"{item.id}:{part}"] = forms.ChoiceField(
                    label=f"{item.id} {sheet_words.part(self.standard, part)}", choices=grades, required=False
                )
            self.fields[f"{item.id}:note"] = TextField(label=_("Note"), limit=500, required=False)
        return {}

    def seen(self) -> dict[str, Seen]:
        """What was filled in; an item without anything is left out."""
        data, found = self.cleaned_data, {}
        for item in self.sheet:
            grades = {p: g for p in self.standard.part_codes if (g := data[f"{item.id}:{p}"])}
            note = data[f"{item.id}:note"]
            if grades or note.strip():
                found[item.id] = Seen(grades, note)
        return found


class AgreeForm(Offering):
    """What the panel agrees on for the items of one element."""

    def __init__(self, *args: Any, standard: Standard, items: Sequence[Item], **kwargs: Any) -> None:
        self.standard, self.sheet = standard, list(items)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The fields hang on the sheet."""
        grades = [(code, sheet_words.grade(self.standard, code)) for code in self.standard.grade_codes]
        for item in self.sheet:
            for part in self.standard.part_codes:
                key = f"{item.id}:{part}"
                self.fields[key] = forms.ChoiceField(label=key, choices=grades, required=False)
                self.fields[f"{key}:reason"] = TextField(label=_("Reason"), limit=500, required=False)
                self.fields[f"{key}:edition"] = WholeNumberField(lowest=0, highest=10**6, required=False)
        return {}

    def settled(self) -> dict[tuple[str, str], Settled]:
        """What was chosen; a part without a grade is left as it is."""
        data = self.cleaned_data
        return {
            (item.id, part): Settled(data[key], data[f"{key}:reason"], data[f"{key}:edition"] or 0)
            for item in self.sheet
            for part in self.standard.part_codes
            if data[key := f"{item.id}:{part}"]
        }


class FindingForm(Offering):
    """Something found at an item."""

    item = forms.ChoiceField(label=_("Item of the sheet"))
    grade = forms.ChoiceField(label=_("Grade of the finding"))
    text = TextField(label=_("What was found"), limit=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, standard: Standard, **kwargs: Any) -> None:
        self.standard = standard
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Items of the sheet, grades with their days."""
        items = [(one.id, f"{one.id} {sheet_words.text(one.text)[:60]}") for one in self.standard.items()]
        return {"item": items, "grade": [(code, words.grade_days(code)) for code in rules.finding_grades()]}


class AnswerForm(Offering):
    """What was done about a finding, and what shows it."""

    what = TextField(label=_("What was done"), limit=500, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.ChoiceField(label=_("Evidence brought in"), required=False)

    def __init__(self, *args: Any, pieces: Iterable[Evidence], **kwargs: Any) -> None:
        self.pieces = list(pieces)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Pieces of the place."""
        return {"evidence": [("", "—"), *((one.pid, one.title) for one in self.pieces)]}

    def chosen(self) -> Evidence | None:
        """The piece itself."""
        return next((one for one in self.pieces if one.pid == self.cleaned_data["evidence"]), None)


class StopForm(Offering):
    """A stop of a visit day."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    starts = forms.TimeField(label=_("From"), widget=TIME)
    ends = forms.TimeField(label=_("Until"), widget=TIME)
    unit = forms.ChoiceField(label=_("Unit to see"), required=False)
    spot = TextField(label=_("or a place in words"), limit=80, required=False)
    members = forms.MultipleChoiceField(label=_("Who goes"), widget=forms.CheckboxSelectMultiple)
    items = forms.MultipleChoiceField(label=_("Items to see"), required=False)
    note = TextField(label=_("Note"), limit=200, required=False)

    def __init__(
        self, *args: Any, standard: Standard, units: Iterable[SocialUnit], sitting: Iterable[PanelMember],
        names: dict[str, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        self.standard, self.near, self.sitting, self.names = standard, list(units), list(sitting), names
        super().__init__(*args, **kwargs)
        self.fields["items"].widget.attrs["size"] = "6"

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Units of the place, reviewers of the panel, items of the sheet."""
        return {
            "unit": [("", "—"), *((one.pid, one.name) for one in self.near)],
            "members": [(one.pid, self.names.get(one.user, "")) for one in self.sitting],
            "items": [
                (one.id, f"{one.id} {sheet_words.text(one.text)[:40]}") for one in self.standard.items()
            ],
        }

    def chosen(self) -> SocialUnit | None:
        """The unit itself."""
        return next((one for one in self.near if one.pid == self.cleaned_data["unit"]), None)
