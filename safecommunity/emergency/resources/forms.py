"""Forms of resources and whom to call."""

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
    qualifiers,
    select,
    ticks,
    unit_choices,
    words,
)
from safecommunity.emergency.models import Resource
from safecommunity.emergency.resources.actions import MOST
from safecommunity.places.models import Place, SocialUnit


def degree(label: str) -> forms.FloatField:
    """A longitude or latitude."""
    return forms.FloatField(
        label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input"}),
        error_messages={"invalid": _("Not a number. Allowed: degrees such as 121.4737.")},
    )  # fmt: skip


class ResourceForm(Asked):
    """A team, a shelter or supplies; what each kind is asked differs."""

    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """What may be named."""
        return ("kind", "places", "units")

    def ask(
        self, *, kind: str, places: Sequence[Place], units: Sequence[SocialUnit], **_more: Any
    ) -> dict[str, forms.Field]:
        """The questions of a kind."""
        self.kind, self.near = kind, (places, units)
        own: dict[str, dict[str, forms.Field]] = {
            "team": {"people": number(_("People"), 1, MOST, required=True)},
            "shelter": {
                "capacity": number(_("People it holds"), 1, MOST, required=True),
                "area_m2": number(_("Net area, m²"), 1, MOST),
                "facilities": ticks(_("Facilities"), codes.choices("facilities")),
            },
            "stock": {
                "quantity": number(_("Quantity"), 0, MOST, required=True),
                "measure": words(_("Unit of measure"), 12),
                "expires_on": day_field(_("Good until"), required=False),
            },
        }
        return {
            "name": words(_("Name"), 80, required=True), "sort": select(_("Sort"), codes.choices(codes.SORTS[kind])),
            **own[kind], "qualifier": select(_("As counted"), qualifiers()),
            "place": select(_("Place"), place_choices(places)),
            "unit": select(_("At a social unit"), unit_choices(units), required=False),
            "spot": words(_("Where exactly"), 80),
            "phases": ticks(_("Phase"), phases()),
            "inspect_days": number(_("Looked at every so many days"), 0, 3660, help_text=_("Empty: never reminded.")),
            "starts": day_field(_("There since"), required=False, help_text=_("Empty: today.")),
            "x": degree(_("Longitude")), "y": degree(_("Latitude")),
        }  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was answered."""
        data, (places, units) = dict(self.cleaned_data), self.near
        picked = data.pop("phases", [])
        data.pop("client_id", None)
        return {
            **data, **{phase: phase in picked for phase in codes.PHASES}, "kind": self.kind,
            "place": by_pid(places, data["place"]), "unit": by_pid(units, data["unit"]),
        }  # fmt: skip


def first_of(one: Resource) -> dict[str, Any]:
    """What stands in the form of a resource."""
    told = {
        name: getattr(one, name)
        for name in ("name", "sort", "people", "capacity", "area_m2", "facilities", "quantity", "measure", "expires_on",
                     "qualifier", "spot", "inspect_days", "starts", "x", "y")
    }  # fmt: skip
    return {
        **told, "place": one.place.pid, "unit": one.unit.pid if one.unit else "",
        "phases": [phase for phase in codes.PHASES if getattr(one, phase)],
    }  # fmt: skip


class CheckForm(Asked):
    """A look at a resource."""

    prefix_id = "check"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Of which kind."""
        return ("kind",)

    def ask(self, *, kind: str, **_more: Any) -> dict[str, forms.Field]:
        """In order or not; of supplies how many and until when they are good."""
        asked: dict[str, forms.Field] = {
            "on": day_field(_("Looked at on")), "condition": select(_("Condition"), codes.choices("conditions")),
        }  # fmt: skip
        if kind == "stock":
            asked["quantity"] = number(_("How many are there"), 0, MOST, help_text=_("Empty: as before."))
            asked["expires_on"] = day_field(_("Good until"), required=False, help_text=_("Empty: as before."))
        return asked | {"says": words(_("Note"), 200)}


class ContactForm(Asked):
    """Somebody to call."""

    prefix_id = "contact"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Post, name, phone."""
        return {
            "post": words(_("Post"), 60, required=True),
            "name": words(_("Name"), 40, help_text=_("Kept sealed; can be erased.")),
            "phone": words(_("Phone"), 30),
            "leads": forms.BooleanField(label=_("Call first"), required=False),
        }


class EndForm(Asked):
    """It is there no more."""

    prefix_id = "end"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Day and reason."""
        return {"on": day_field(_("Ended on")), "reason": words(_("Reason"), 200, required=True)}
