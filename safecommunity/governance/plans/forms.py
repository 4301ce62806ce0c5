"""Forms of plans. They check shape; actions decide."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.governance import codes
from safecommunity.governance.forms import DAY, Plain
from safecommunity.governance.models import Agency, Body, Plan, PlanItem, PlanStage, Review
from safecommunity.governance.plans import words
from safecommunity.governance.targets.queries import figures_known
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language
from safecommunity.shell.forms import PickerField, TextField, WholeNumberField

MOST_YUAN = 10_000_000_000
Choices = list[tuple[str, Any]]


class PlanForm(Plain):
    """A plan: which kind, by which paper, from when to when."""

    kind = forms.ChoiceField(label=_("Kind"))
    title = TextField(label=_("Title"), limit=200)
    starts = forms.DateField(label=_("First day"), widget=DAY)
    until = forms.DateField(label=_("Last day"), widget=DAY)
    scheme = forms.ChoiceField(
        label=_("Stages"), required=False, help_text=_("Titles and days can be changed afterwards.")
    )
    paper = TextField(label=_("Ordering paper and its number"), limit=200, required=False)
    goal = TextField(label=_("Goal"), limit=500, lines=True, required=False)
    body = forms.ChoiceField(label=_("Whose plan"), required=False)
    within = forms.ChoiceField(label=_("Year of the plan in stages"), required=False)

    def __init__(
        self, *args: Any, bodies: Iterable[Body], staged: Iterable[Plan], plan: Plan | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        self.bodies, self.staged, self.plan = list(bodies), list(staged), plan
        if plan is not None:
            kwargs["initial"] = {name: getattr(plan, name) for name in ("kind", "title", "goal", "paper", "starts",
                                                                         "until")}  # fmt: skip
            kwargs["initial"] |= {"body": plan.body.pid if plan.body else ""}
            kwargs["initial"] |= {"within": plan.within.pid if plan.within else ""}
        super().__init__(*args, **kwargs)
        if plan is not None:
            del self.fields["scheme"]

    def offered(self) -> dict[str, Choices]:
        """Kinds, schemes, the bodies and the plans in stages of the place."""
        schemes = [
            (code, f"{codes.said(one['title'])}{_recalled(one)}") for code, one in codes.schemes().items()
        ]
        return {
            "kind": [(one, words.kind(one)) for one in Plan.Kind.values],
            "scheme": [("", _("none")), *schemes],
            "body": [("", _("the office")), *((one.pid, one.name) for one in self.bodies)],
            "within": [("", _("none")), *((one.pid, one.title) for one in self.staged)],
        }

    def values(self) -> dict[str, Any]:
        """What was said, with body and plan themselves."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "scheme"}
        told["body"] = next((one for one in self.bodies if one.pid == told["body"]), None)
        told["within"] = next((one for one in self.staged if one.pid == told["within"]), None)
        return told


def _recalled(scheme: dict[str, Any]) -> str:
    return str(_(" (usual, not from a paper)")) if scheme["basis"] == "recalled" else ""


class StageForm(Plain):
    """A stage of a plan."""

    title = TextField(label=_("Stage"), limit=60)
    starts = forms.DateField(label=_("First day"), widget=DAY)
    until = forms.DateField(label=_("Last day"), widget=DAY)
    expected = TextField(label=_("What it is to bring"), limit=300, required=False)


class ItemForm(Plain):
    """An item of a plan."""

    title = TextField(label=_("What is to be done"), limit=200)
    who = TextField(
        label=_("Who answers for it"), limit=120, help_text=_("A post, body, agency or unit; nobody's name.")
    )
    due = forms.DateField(label=_("To be done by"), widget=DAY)
    setting = forms.ChoiceField(label=_("Setting"), required=False)
    group = TextField(label=_("For whom"), limit=120, required=False)
    measure = TextField(label=_("What it is to bring"), limit=200, required=False)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=Decimal(0), max_digits=16, decimal_places=3, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    qualifier = forms.ChoiceField(label=_("As the paper says it"), required=False)
    unit = forms.ChoiceField(label=_("Unit of measure"), required=False)
    figure = PickerField(label=_("Measured by the figure"), choices=(), required=False)
    budget = WholeNumberField(label=_("Budget (yuan)"), lowest=0, highest=MOST_YUAN, required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    body = forms.ChoiceField(label=_("Body"), required=False)

    def __init__(
        self, *args: Any, stages: Iterable[PlanStage], agencies: Iterable[tuple[Agency, str]], bodies: Iterable[Body],
        item: PlanItem | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.stages, self.agencies, self.bodies = list(stages), list(agencies), list(bodies)
        if item is not None:
            first = {name: getattr(item, name) for name in self.base_fields if hasattr(item, name)}
            first |= {"amount": words.told(item.amount).replace(",", "") if item.amount is not None else ""}
            first |= {
                "stage": item.stage.ref if item.stage else "",
                "body": item.body.pid if item.body else "",
            }
            kwargs["initial"] = first | {"agency": item.agency.pid if item.agency else ""}
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = figures_known()  # type: ignore[attr-defined]

    def offered(self) -> dict[str, Choices]:
        """Settings, units, stages of the plan, agencies and bodies of the place."""
        at = get_language() or "zh-hans"
        none = ("", _("none"))
        return {
            "setting": [none, *((code, codes.setting_name(code)) for code in codes.settings())],
            "unit": [none, *((code, in_language(texts, at)) for code, texts in UNITS.items())],
            "qualifier": [
                ("", _("exactly")),
                *((one, words.qualifier(one)) for one in ("gt", "near", "approx", "ge")),
            ],
            "stage": [none, *((one.ref, one.title) for one in self.stages)],
            "agency": [none, *((one.pid, name) for one, name in self.agencies)],
            "body": [none, *((one.pid, one.name) for one in self.bodies)],
        }

    def values(self) -> dict[str, Any]:
        """What was said, with stage, agency and body themselves."""
        told = dict(self.cleaned_data)
        told["stage"] = next((one for one in self.stages if one.ref == told["stage"]), None)
        told["agency"] = next((one for one, _name in self.agencies if one.pid == told["agency"]), None)
        told["body"] = next((one for one in self.bodies if one.pid == told["body"]), None)
        told["figure"] = str(told.get("figure") or "")
        return told


class ItemTaskForm(Plain):
    """One more task of an item."""

    title = TextField(label=_("Task"), limit=200)
    who = TextField(label=_("Who does it"), limit=120, required=False)
    due = forms.DateField(label=_("To be done by"), widget=DAY)


class JudgeForm(Plain):
    """The judgement of one item; an empty line is left out."""

    verdict = forms.ChoiceField(label=_("Judgement"), required=False)
    after = forms.ChoiceField(label=_("What follows"), required=False)
    evidence = TextField(label=_("What shows it"), limit=500, required=False)

    def offered(self) -> dict[str, Choices]:
        """Three judgements, three ways on."""
        none = ("", "—")
        return {
            "verdict": [none, *((one, words.verdict(one)) for one in Review.Verdict.values)],
            "after": [none, *((one, words.after(one)) for one in Review.After.values)],
        }

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return any(self.cleaned_data.get(name) for name in self.fields)
