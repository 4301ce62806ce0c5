"""Forms of schedules and bulks. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts.models import Role
from safecommunity.places.models import Place
from safecommunity.reports.documents.kinds import Kind
from safecommunity.reports.models import Schedule
from safecommunity.reports.scheduling import days, queries, words
from safecommunity.reports.scheduling.actions import Asked
from safecommunity.shell.forms import Offering, WholeNumberField
from safecommunity.shell.papers import data

Choices = list[tuple[str, Any]]


def kinds_to_choose(kinds: Iterable[Kind]) -> Choices:
    """Kinds, each in each of its languages."""
    spoken = get_language() or "zh-hans"
    names = data.frame()["languages"]
    return [
        (f"{one.id} {code}", f"{one.title(spoken)} · {names[code]}")
        for one in kinds
        for code in one.languages
    ]


def _dress(form: forms.Form) -> None:
    """Inputs look like ours; boxes to tick stay boxes."""
    for field in form.fields.values():
        if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            field.widget.attrs.setdefault("class", "input")


class ScheduleForm(Offering):
    """What is written by itself, when, for which places, and who is told."""

    what = forms.ChoiceField(label=_("Document and language"))
    every = forms.ChoiceField(label=_("Written how often"))
    lag = WholeNumberField(
        label=_("Months after the period"), lowest=1, highest=days.MOST_LAG,
        help_text=_("1: in the month after the month, quarter or year is over."),
    )  # fmt: skip
    day = WholeNumberField(label=_("Day"), lowest=1, highest=31)
    rule = forms.ChoiceField(label=_("Where offices do not work"))
    outcome = forms.ChoiceField(label=_("As what it is left"))
    places = forms.MultipleChoiceField(label=_("Places"), widget=forms.CheckboxSelectMultiple)
    roles = forms.MultipleChoiceField(
        label=_("Who is told"), widget=forms.CheckboxSelectMultiple, required=False
    )
    mail = forms.BooleanField(label=_("By mail too, to who wishes so"), required=False)

    def __init__(
        self, *args: Any, places: Iterable[Place], schedule: Schedule | None = None, **kwargs: Any
    ) -> None:
        self.offered_places = list(places)
        kwargs.setdefault("initial", _first(schedule, self.offered_places))
        super().__init__(*args, **kwargs)
        _dress(self)

    def offered(self) -> dict[str, Choices]:
        """Kinds in their languages, spans, rules, places, roles."""
        names = dict(Role.choices)
        return {
            "what": kinds_to_choose(queries.offered_kinds()),
            "every": [(one, words.every(one)) for one in Schedule.Every.values],
            "rule": [(one, words.rule(one)) for one in Schedule.Rule.values],
            "outcome": [(one, words.outcome(one)) for one in Schedule.Outcome.values],
            "places": [(one.pid, one.name) for one in self.offered_places],
            "roles": [(one, names[one]) for one in queries.TOLD],
        }

    def asked(self) -> Asked:
        """What was said, as the action takes it."""
        told = self.cleaned_data
        kind, _space, language = told["what"].partition(" ")
        return Asked(
            kind=kind, language=language, every=told["every"], lag=told["lag"], day=told["day"], rule=told["rule"],
            outcome=told["outcome"], roles=tuple(told["roles"]), mail=told["mail"], places=tuple(told["places"]),
        )  # fmt: skip

    def refuse(self, findings: dict[str, str]) -> None:
        """Put what an action refused beside the questions it is about."""
        for name, says in findings.items():
            at = {"kind": "what", "language": "what"}.get(name, name)
            self.add_error(at if at in self.fields else None, says)


def _first(schedule: Schedule | None, places: list[Place]) -> dict[str, Any]:
    """What stands in the form: the monthly bulletin on the fifth, or the schedule that is changed."""
    if schedule is None:
        return {
            "what": "injury_bulletin zh-hans", "every": "month", "lag": 1, "day": 5, "rule": "next",
            "outcome": "draft", "roles": [Role.CHIEF, Role.CLERK], "places": [one.pid for one in places[:1]],
        }  # fmt: skip
    return {
        "what": f"{schedule.kind} {schedule.language}", "every": schedule.every, "lag": schedule.lag,
        "day": schedule.day, "rule": schedule.rule, "outcome": schedule.outcome, "roles": schedule.roles,
        "mail": schedule.mail, "places": [one.place.pid for one in schedule.places.select_related("place")],
    }  # fmt: skip


class BulkForm(Offering):
    """One document for every street and town of a place."""

    what = forms.ChoiceField(label=_("Document and language"))
    form = forms.ChoiceField(label=_("File"))

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        self.kinds = list(kinds)
        kwargs.setdefault("initial", {"what": "injury_bulletin zh-hans", "form": "pdf"})
        super().__init__(*args, **kwargs)
        _dress(self)

    def offered(self) -> dict[str, Choices]:
        """Kinds in their languages, and the two forms."""
        return {"what": kinds_to_choose(self.kinds), "form": [("pdf", "PDF"), ("docx", "Word")]}
