"""Forms of the room. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from safecommunity.accreditation import words
from safecommunity.accreditation.actions import Declared, Given, Refused, Sent
from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.procedures import Move, Procedure
from safecommunity.accreditation.procedures.shape import FIRM
from safecommunity.accreditation.queries.moves import ON_RECORD
from safecommunity.accreditation.queries.vetoes import Told
from safecommunity.accreditation.standards import Item, Standard
from safecommunity.files import actions as files
from safecommunity.governance import codes
from safecommunity.places import queries
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell
from safecommunity.shell.forms import Offering, TextField, WholeNumberField
from safecommunity.shell.numbers import day

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


class PaperAnswerForm(AnswerForm):
    """The same, typed by the office from a paper somebody else wrote."""

    paper_of = TextField(
        label=_("Who answered on paper"), limit=60, help_text=_("Name and post, as they stand on the paper.")
    )


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


class OpenForm(Offering):
    """Which place for which title."""

    place = forms.ChoiceField(label=_("Place"))
    code = forms.ChoiceField(label=_("Title applied for"))
    opened_on = forms.DateField(
        label=_("Opened on"), widget=DAY, required=False,
        help_text=_("Empty: today. An earlier day for what began on paper."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: Iterable[Place], procedures: Iterable[Procedure], **kwargs: Any
    ) -> None:
        self.near, self.known = list(places), list(procedures)
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Places of the office, titles with a procedure."""
        return {
            "place": [(one.pid, one.name) for one in self.near],
            "code": [(one.id, words.title_of(one.level)) for one in self.known],
        }

    def chosen(self) -> Place:
        """The place itself."""
        return next(one for one in self.near if one.pid == self.cleaned_data["place"])


class MoveForm(Offering):
    """A move with its papers in one form: a file or a piece of evidence for each, the day, the reason."""

    edition = WholeNumberField(lowest=0, highest=10**6, widget=forms.HiddenInput())
    happened_on = forms.DateField(label=_("Decided on"), widget=DAY)
    note = TextField(label=_("Note"), limit=500, lines=True, required=False)

    def __init__(
        self, *args: Any, move: Move, recorded: bool, rounds: list[Round], pieces: list[Evidence],
        vetoes: Iterable[Told] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        self.move, self.recorded, self.rounds, self.pieces = move, recorded, rounds, pieces
        self.vetoes = [one for one in vetoes if one.happened is None]
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """The fields hang on the move."""
        if self.move.says:
            self.fields["note"].label, self.fields["note"].required = _("Reason"), True
        if "deadline" in self.move.does:
            self.fields["due_on"] = forms.DateField(
                label=_("Deadline"), widget=DAY, help_text=_("A working day.")
            )
        if "report" in self.move.does:
            self.fields["year"] = WholeNumberField(label=_("Year of the report"), lowest=2000, highest=2100)
        if {"round", "official_round"}.intersection(self.move.needs):
            chosen = [
                (one.pid, f"{one.year} · {one.number} · {one.points:.2f} · {one.sheet.version}")
                for one in self.rounds
            ]
            self.fields["round"] = forms.ChoiceField(
                label=_("Self-assessment"), required=False, choices=[("", say("as linked before")), *chosen]
            )
        if self.recorded and {"name", "renew"}.intersection(self.move.does):
            self.fields["paper_number"] = TextField(
                label=_("Number on the paper of the office that decided"), limit=60, required=False
            )
        for one in self.vetoes:
            self._veto(one)
        for need in self.needs():
            self._paper(*need)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "input")
            field.error_messages["required"] = _("Not answered yet.")
        return {}

    def needs(self) -> list[tuple[str, str, str]]:
        """(id, title, basis) of each paper; for an office outside, the paper that came from there."""
        found = [(one.id, words.text(one.title), one.basis) for one in self.move.papers]
        return found or (
            [(ON_RECORD, say("Paper from the office that decided"), "operator")] if self.recorded else []
        )

    def _paper(self, name: str, title: str, basis: str) -> None:
        known = "" if basis in FIRM else words.basis(basis)
        self.fields[f"file_{name}"] = forms.FileField(label=title, required=False, help_text=known)
        if self.pieces:
            self.fields[f"piece_{name}"] = forms.ChoiceField(
                label=say("… or evidence held already"), required=False,
                choices=[("", "—"), *((one.pid, f"{one.title} · {day(one.happened_on)}") for one in self.pieces)],
            )  # fmt: skip

    def _veto(self, one: Told) -> None:
        """Whether it happened, and how whoever moves it knows."""
        self.fields[f"veto_{one.veto.id}"] = forms.ChoiceField(
            label=one.text, required=False, help_text=one.says,
            choices=[("", "—"), ("no", say("did not happen")), ("yes", say("happened"))],
        )  # fmt: skip
        self.fields[f"veto_{one.veto.id}_why"] = TextField(
            label=say("How you know"), limit=300, required=False
        )

    def declares(self) -> list[tuple[Any, Any]]:
        """The two fields of each veto records cannot tell of."""
        return [(self[f"veto_{one.veto.id}"], self[f"veto_{one.veto.id}_why"]) for one in self.vetoes]

    def _declared(self) -> dict[str, Declared]:
        told = self.cleaned_data
        return {
            one.veto.id: Declared(told[f"veto_{one.veto.id}"] == "yes", told[f"veto_{one.veto.id}_why"])
            for one in self.vetoes
            if told.get(f"veto_{one.veto.id}")
        }

    def papers(self) -> list[tuple[str, Any, Any]]:
        """The fields of each paper for the page."""
        return [
            (name, self[f"file_{name}"], self[f"piece_{name}"] if self.pieces else None)
            for name, _title, _basis in self.needs()
        ]

    def sent(self, known: Iterable[str]) -> Sent:
        """What was filled in. Refused where a file cannot be taken."""
        told = self.cleaned_data
        papers: dict[str, Any] = {}
        for name, title, _basis in self.needs():
            file, piece = told.get(f"file_{name}"), told.get(f"piece_{name}")
            if file:
                papers[name] = looked(file, title)
            elif piece:
                papers[name] = next(one for one in self.pieces if one.pid == piece)
        chosen = told.get("round")
        return Sent(
            edition=told["edition"], happened_on=told["happened_on"], note=told["note"], due_on=told.get("due_on"),
            known=tuple(known), year=told.get("year"), papers=papers, declared=self._declared(),
            paper_number=told.get("paper_number", ""),
            round=next((one for one in self.rounds if one.pid == chosen), None) if chosen else None,
        )  # fmt: skip


def looked(file: Any, title: str) -> files.Looked:
    """A file that was sent, judged before anything is written."""
    try:
        return files.looked_at(file.read(files.MOST + 1), file.name or "file")
    except files.Refused as reason:
        raise Refused(f"{title}: {reason}") from reason


class PaperForm(Offering):
    """One paper filed ahead of a move."""

    code = forms.ChoiceField(label=_("Paper"), required=False)
    title = TextField(
        label=_("Title"), limit=200, required=False, help_text=_("For a paper that is not of the list.")
    )
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, needs: list[tuple[str, str]], **kwargs: Any) -> None:
        self.needs = needs
        super().__init__(*args, **kwargs)

    def offered(self) -> dict[str, list[tuple[str, Any]]]:
        """Papers moves from here need."""
        return {"code": [*self.needs, ("", say("another paper"))]}


class ProcedureForm(shell.Form):
    """An edition of a procedure as YAML."""

    file = forms.FileField(label=_("File"))


class ObjectForm(shell.Form):
    """What anybody may object to a decision on notice."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=32, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="y_%s", **options)
        self.fields["text"] = TextField(limit=1000, lines=True, label=_("What speaks against this decision?"))
        self.fields["contact"] = TextField(
            limit=60, required=False, label=_("How can we reach you? You may leave it empty."),
            help_text=_("It is kept sealed, and seen by the deciding office only."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )  # fmt: skip
        # a field no person sees; programs that fill every field give themselves away
        self.fields["website"] = forms.CharField(required=False, widget=forms.TextInput(attrs={
            "tabindex": "-1", "autocomplete": "off"}))  # fmt: skip
        for name in ("text", "contact"):
            self.fields[name].widget.attrs.setdefault("class", "input")
