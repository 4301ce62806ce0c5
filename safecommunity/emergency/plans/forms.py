"""Forms of plans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.common import by_pid
from safecommunity.emergency.forms import (
    Asked,
    day_field,
    number,
    phases,
    place_choices,
    select,
    ticks,
    unit_choices,
    words,
)
from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, SocialUnit


class PlanForm(Asked):
    """A new plan with its draft."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Places, units and agencies of the office."""
        return ("places", "units", "agencies")

    def ask(
        self, *, places: Sequence[Place], units: Sequence[SocialUnit], agencies: Sequence[tuple[Agency, str]],
        **_more: Any,
    ) -> dict[str, forms.Field]:  # fmt: skip
        """The questions."""
        self.near: tuple[Any, Any, Any] = (places, units, [one for one, _name in agencies])
        return {
            "title": words(_("Title"), 120, required=True),
            "kind": select(_("Kind of plan"), codes.choices("plan_kinds")),
            "danger": select(_("Against what"), codes.choices("dangers")),
            "phases": ticks(_("Phase"), phases(), required=True),
            "place": select(_("Place"), place_choices(places)),
            "unit": select(
                _("Of a social unit"), unit_choices(units), required=False, help_text=_("Empty: the place's own.")
            ),
            "agency": select(_("Of an agency"), [(one.pid, name) for one, name in agencies], required=False),
            "review_months": number(
                _("Reviewed every so many months"), 1, 120, help_text=f"{_('Empty')}：{codes.clock('review_months')}"
            ),
            "says": words(_("What is new in it"), 300, rows=2),
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was answered."""
        data, (places, units, agencies) = self.cleaned_data, self.near
        return {
            **{name: data[name] for name in ("title", "kind", "danger", "review_months", "says")},
            **{phase: phase in data["phases"] for phase in codes.PHASES},
            "place": by_pid(places, data["place"]), "unit": by_pid(units, data["unit"]),
            "agency": by_pid(agencies, data["agency"]),
        }  # fmt: skip


class StepForm(Asked):
    """What a step of a version asks."""

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Which step."""
        return ("deed",)

    def ask(self, *, deed: str, **_more: Any) -> dict[str, forms.Field]:
        """Day, number or reason."""
        self.deed = deed
        if deed == "issue":
            return {
                "on": day_field(_("In force from"), required=False, help_text=_("Empty: today.")),
                "filing_no": words(_("Filing number"), 60),
            }
        if deed == "approve":
            return {"on": day_field(_("Approved on"), required=False, help_text=_("Empty: today."))}
        if deed in ("send_back", "drop"):
            return {"reason": words(_("Reason"), 200, required=True)}
        return {}


class NextForm(Asked):
    """Begin the next version."""

    prefix_id = "next"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """What is new."""
        return {"says": words(_("What is new in it"), 300, required=True, rows=2)}


class ReviewForm(Asked):
    """A review of the plan in force."""

    prefix_id = "review"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """What came of it."""
        return {
            "result": select(
                _("What came of it"), [("keep", _("it still fits")), ("revise", _("it is to be revised"))]
            ),
            "on": day_field(_("Reviewed on")),
            "says": words(_("What the review says"), 300, required=True, rows=2),
        }  # fmt: skip


class EndForm(Asked):
    """The plan holds no more."""

    prefix_id = "end"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Day and reason."""
        return {"on": day_field(_("Ended on")), "reason": words(_("Reason"), 200, required=True)}
