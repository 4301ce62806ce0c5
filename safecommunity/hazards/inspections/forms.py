"""Forms of inspections. They check shape; actions decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safecommunity.hazards.forms import day_field
from safecommunity.hazards.inspections import lists, words
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.hazards.inspections.lists import Listed
from safecommunity.hazards.models import Inspection, InspectionLine
from safecommunity.hazards.views.common import photos_of
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell

NOBODY = "none"


class PlanForm(shell.Form):
    """What a round is: its checklist, who goes along, who leads, from when to when, which places besides units."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, checklists: Sequence[Listed], tops: Sequence[Place], **options: Any
    ) -> None:
        super().__init__(*args, auto_id="i_%s", **options)
        self.checklists, self.tops = list(checklists), list(tops)
        teams = [(code, lists.team_name(code)) for code in lists.sectors()]
        self.fields["title"] = shell.TextField(limit=120, required=False, label=_("Title"))
        self.fields["place"] = forms.ChoiceField(
            choices=[(one.pid, one.name) for one in self.tops], label=_("Office"), required=False
        )
        self.fields["checklist"] = forms.ChoiceField(
            choices=[(one.code, one.title) for one in self.checklists], label=_("Checklist"), required=False
        )
        self.fields["sectors"] = forms.MultipleChoiceField(
            choices=teams, label=_("Who goes along"), required=False, widget=forms.CheckboxSelectMultiple
        )
        self.fields["lead"] = forms.ChoiceField(choices=teams, label=_("Who leads"), required=False)
        self.fields["starts"] = day_field(_("From"), required=False)
        self.fields["until"] = day_field(_("Until"), required=False)
        self.fields["spots"] = shell.TextField(
            limit=4000, lines=True, required=False, label=_("Places that are no unit"),
            help_text=_("One place a line, such as a crossing or a river bank."),
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip
        for name in ("title", "place", "checklist", "lead", "starts", "until", "spots"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def chosen(self) -> Listed | None:
        """The checklist that was chosen."""
        return next((one for one in self.checklists if one.code == self.cleaned_data.get("checklist")), None)

    def office(self) -> Place | None:
        """The office that plans."""
        return next((one for one in self.tops if one.pid == self.cleaned_data.get("place")), None)


class DoForm(shell.Form):
    """One inspection on a phone: its items, who came, who of the unit signed. Nothing says beforehand who came."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
    asks_came = forms.CharField(max_length=1, widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, lines: Sequence[InspectionLine], planned: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, auto_id="d_%s", **options)
        self.lines = list(lines)
        offered = [*planned, *(code for code in lists.sectors() if code not in planned)]
        self.fields["came"] = forms.MultipleChoiceField(
            choices=[*((code, lists.team_name(code)) for code in offered), (NOBODY, _("none of these agencies"))],
            label=_("Agencies that came"), required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("Tick who was there, whoever was planned."),
        )  # fmt: skip
        for line in self.lines:
            self.fields[f"r_{line.n}"] = forms.ChoiceField(
                choices=list(words.results().items()), required=False, label=line.text
            )
            self.fields[f"note_{line.n}"] = shell.TextField(
                limit=200, required=False, label=_("What is wrong"), help_text=_("no names")
            )
            self.fields[f"now_{line.n}"] = forms.BooleanField(
                required=False, label=_("Put right on the spot")
            )
            self.fields[f"fixed_{line.n}"] = shell.TextField(
                limit=200, required=False, label=_("How it was put right")
            )
        self.fields["team"] = shell.TextField(
            limit=200, required=False, label=_("Who inspected"), help_text=_("Posts, nobody's name.")
        )
        self.fields["note"] = shell.TextField(limit=300, required=False, label=_("Note"))
        self.fields["signed"] = forms.ChoiceField(
            choices=[(one, words.signed(one)) for one in Inspection.Signed.values], required=False,
            label=_("Signature of the unit"),
        )  # fmt: skip
        self.fields["signed_post"] = shell.TextField(
            limit=60, required=False, label=_("Post of who signed"), help_text=_("nobody's name")
        )
        self.fields["done_on"] = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)
        for name, field in self.fields.items():
            if not name.startswith(("r_", "now_", "came")):
                field.widget.attrs.setdefault("class", "input")

    def clean_came(self) -> list[str]:
        """Somebody is ticked, or that nobody of them came. A page kept on a phone since before did not ask."""
        came: list[str] = self.cleaned_data.get("came") or []
        if self.data.get("asks_came") and (not came or (NOBODY in came and len(came) > 1)):
            raise forms.ValidationError(
                _("Agencies that came: tick each that was there, or that none of them was")
            )
        return came

    def came(self) -> list[str] | None:
        """The agencies that came; None where the page did not ask."""
        came = self.cleaned_data.get("came") or []
        return [one for one in came if one != NOBODY] if came else None

    def items(self) -> list[dict[str, Any]]:
        """The lines with their fields, for the page."""
        return [
            {"line": line, "value": self[f"r_{line.n}"].value() or "", "result": self[f"r_{line.n}"],
             "note": self[f"note_{line.n}"], "now": self[f"now_{line.n}"], "fixed": self[f"fixed_{line.n}"],
             "before": f"before_{line.n}", "after": f"after_{line.n}"}
            for line in self.lines
        ]  # fmt: skip

    def answers(self, request: HttpRequest) -> dict[int, Answer]:
        """What was seen of each item, with photos. Raises Refused for what is no photo."""
        told = self.cleaned_data
        return {
            line.n: Answer(
                told.get(f"r_{line.n}") or "", told.get(f"note_{line.n}") or "", told.get(f"fixed_{line.n}") or "",
                bool(told.get(f"now_{line.n}")), photos_of(request, f"before_{line.n}"),
                photos_of(request, f"after_{line.n}"),
            )
            for line in self.lines
        }  # fmt: skip

    def day(self) -> date | None:
        """The day the phone says it was done; a page kept on it may be older."""
        text = self.cleaned_data.get("done_on") or ""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            return None
