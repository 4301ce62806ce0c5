"""Forms of drills."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.common import by_pid
from safecommunity.emergency.drills import words
from safecommunity.emergency.drills.actions.holding import MOST_PEOPLE, Held, Party
from safecommunity.emergency.forms import (
    Asked,
    day_field,
    number,
    place_choices,
    qualifiers,
    select,
    time_field,
    unit_choices,
)
from safecommunity.emergency.forms import words as text
from safecommunity.emergency.models import Drill, EmergencyPlan
from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, SocialUnit

STEPS = ("alarm", "report", "start", "out", "counted", "arrival", "firstaid", "end")


class TimeAfter(forms.CharField):
    """Minutes and seconds after the alarm."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=12, **options)
        self.widget.attrs |= {"class": "input", "placeholder": "0:00", "size": "6"}

    def clean(self, value: Any) -> Any:
        """Seconds, or nothing."""
        try:
            return words.seconds_of(super().clean(value))
        except ValueError:
            raise ValidationError(_("Not a time. Allowed: minutes and seconds, such as 3:20.")) from None


def held_fields(today: Any) -> dict[str, forms.Field]:
    """How a drill went."""
    return {
        "parties": text(
            _("Who took part"), 3000, rows=4,
            help_text=_("One organisation a line: its name, a blank, its number of people. No names of people."),
        ),
        "sheet_count": number(_("People on the sign-in sheet"), 0, MOST_PEOPLE, help_text=_("where it was counted")),
        "qualifier": select(_("As counted"), qualifiers(), required=True),
        "alarm_at": time_field(_("Alarm at"), required=False),
        "rating": select(_("How it was judged"), codes.choices("ratings"), required=False),
        "says": text(_("What the judgement says"), 500, rows=3),
        **{
            f"{kind}_{step}": TimeAfter(label=f"{codes.label('drill_steps', step)} {title}")
            for step in STEPS for kind, title in (("p", _("planned")), ("t", _("actual")))
        },
    }  # fmt: skip


class HeldPart:
    """Reads how a drill went out of a form."""

    cleaned_data: dict[str, Any]
    near: tuple[Any, Any, Any, Any]

    def parties(self) -> list[Party]:
        """One a line: name and people; a name of the register or of an agency is linked. Raises ValidationError."""
        units = {one.name: one for one in self.near[1]}
        agencies = {name: one for one, name in self.near[2]}
        found = []
        for line in (self.cleaned_data.get("parties") or "").splitlines():
            plain = " ".join(
                line.replace("，", " ").replace(",", " ").replace("：", " ").replace(":", " ").split()
            )
            if not plain:
                continue
            name, _space, many = plain.rpartition(" ")
            count, _exact = codes.split(many)
            if not name or not count:
                says = _("“%(line)s”: allowed: a name, a blank and a number of people")
                raise ValidationError(says % {"line": plain[:40]})
            found.append(Party(name[:80], count, units.get(name), agencies.get(name)))
        return found

    def held(self) -> Held:
        """How it went."""
        data = self.cleaned_data
        return Held(
            on=data["on"], parties=self.parties(), sheet_count=data["sheet_count"],
            qualifier=data["qualifier"] or "exact",
            alarm_at=data["alarm_at"], rating=data["rating"], says=data["says"].replace("\r\n", "\n"),
            timings={step: (data[f"p_{step}"], data[f"t_{step}"]) for step in STEPS},
        )  # fmt: skip

    def clean_parties(self) -> str:
        """Every line can be read."""
        self.parties()
        return str(self.cleaned_data["parties"])

    def timing_rows(self) -> list[tuple[str, Any, Any]]:
        """The steps with their two fields."""
        return [(codes.label("drill_steps", step), self[f"p_{step}"], self[f"t_{step}"]) for step in STEPS]  # type: ignore[index]


class DrillForm(HeldPart, Asked):
    """A drill: planned for a day, or held with how it went."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """What may be named."""
        return ("places", "units", "agencies", "plans", "today")

    def ask(
        self, *, places: Sequence[Place], units: Sequence[SocialUnit], agencies: Sequence[tuple[Agency, str]],
        plans: Sequence[EmergencyPlan], today: Any, **_more: Any,
    ) -> dict[str, forms.Field]:  # fmt: skip
        """The questions."""
        self.near = (places, units, agencies, plans)
        return {
            "state": select(_("Held or planned"), [("done", _("it was held")), ("planned", _("it is planned"))]),
            "on": day_field(_("Day")),
            "title": text(_("Title"), 120, required=True),
            "form": select(_("Form of the drill"), codes.choices("drill_forms")),
            "danger": select(
                _("Against what"), codes.choices("dangers"), required=False, help_text=_("Empty: as the plan.")
            ),
            "plan": select(
                _("Plan it tests"), [(one.pid, f"{one.title}（{one.place.name}）") for one in plans], required=False
            ),
            "place": select(_("Place"), place_choices(places)),
            "unit": select(_("At a social unit"), unit_choices(units), required=False),
            "held_by": text(_("Organised by"), 80),
            "spot": text(_("Where exactly"), 80),
            "scenario": text(_("Scenario"), 500, rows=3),
            **held_fields(today),
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the drill is about."""
        data, (places, units, _agencies, plans) = self.cleaned_data, self.near
        return {
            **{name: data[name] for name in ("title", "form", "danger", "held_by", "spot")},
            "scenario": data["scenario"].replace("\r\n", "\n"),
            "place": by_pid(places, data["place"]), "unit": by_pid(units, data["unit"]),
            "plan": by_pid(plans, data["plan"]),
        }  # fmt: skip


class HoldForm(HeldPart, Asked):
    """How a planned drill went, or what is corrected of one that was held."""

    prefix_id = "held"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """What may be named."""
        return ("units", "agencies", "today")

    def ask(
        self, *, units: Sequence[SocialUnit], agencies: Sequence[tuple[Agency, str]], today: Any, **_more: Any
    ) -> dict[str, forms.Field]:
        """The day and how it went."""
        self.near = ((), units, agencies, ())
        return {"on": day_field(_("Held on")), **held_fields(today)}


def first_of(drill: Drill, today: Any) -> dict[str, Any]:
    """What stands in the form of a drill."""
    told: dict[str, Any] = {
        "on": drill.done_on or min(drill.on, today), "sheet_count": drill.sheet_count, "qualifier": drill.qualifier,
        "alarm_at": drill.alarm_at, "rating": drill.rating, "says": drill.says,
        "parties": "\n".join(f"{one.name} {one.people}" for one in drill.parties.all()),
    }  # fmt: skip
    for timing in drill.timings.all():
        told[f"p_{timing.step}"] = words.told(timing.planned) if timing.planned is not None else ""
        told[f"t_{timing.step}"] = words.told(timing.actual) if timing.actual is not None else ""
    return told


class FindingForm(Asked):
    """What a drill showed and what comes of it."""

    prefix_id = "finding"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Whether the office asks."""
        return ("office",)

    def ask(self, *, office: bool, **_more: Any) -> dict[str, forms.Field]:
        """The questions; a task needs who and when."""
        asked: dict[str, forms.Field] = {
            "says": text(_("What the drill showed"), 200, required=True, rows=2),
            "way": select(_("What comes of it"), words.ways(office=office)),
        }
        if office:
            asked |= {
                "who": text(
                    _("Who does it"), 120, help_text=_("a post, body, agency or unit; nobody's name")
                ),
                "due": day_field(_("Due"), required=False),
            }
        return asked | {
            "closed_says": text(_("How it was put right"), 200, help_text=_("where it was put right at once"))
        }


class OnForm(Asked):
    """Hand a finding on."""

    prefix_id = "on"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Way, who, until when."""
        return {
            "way": select(
                _("What comes of it"), [one for one in words.ways(office=True) if one[0] in ("task", "action")]
            ),
            "who": text(_("Who does it"), 120, required=True), "due": day_field(_("Due")),
        }  # fmt: skip


class MoveForm(Asked):
    """Put off to another day."""

    prefix_id = "move"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Day and reason."""
        return {"on": day_field(_("Planned for")), "reason": text(_("Reason"), 200, required=True)}


class ReasonForm(Asked):
    """Cancel or withdraw."""

    prefix_id = "reason"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Why."""
        return {"reason": text(_("Reason"), 200, required=True)}
