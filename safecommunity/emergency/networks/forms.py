"""Forms of networks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.forms import Asked, day_field, place_choices, select, words
from safecommunity.emergency.models import Resource
from safecommunity.governance.models import Agency
from safecommunity.places.models import Place


class NetworkForm(Asked):
    """A new network."""

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Places of the office."""
        return ("places",)

    def ask(self, *, places: Sequence[Place], **_more: Any) -> dict[str, forms.Field]:
        """The questions."""
        return {
            "title": words(_("Name of the network"), 80, required=True),
            "place": select(_("Place"), place_choices(places)),
            "starts": day_field(_("There since")),
            "said": words(_("Agency, as the paper says"), 60),
            "note": words(_("Note"), 300, rows=2),
        }  # fmt: skip


class OwnerForm(Asked):
    """Who answers for it from a day on."""

    prefix_id = "owner"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Agencies of the office."""
        return ("agencies",)

    def ask(self, *, agencies: Sequence[tuple[Agency, str]], **_more: Any) -> dict[str, forms.Field]:
        """Agency and day."""
        return {
            "agency": select(_("Agency that answers for it"), [(one.pid, name) for one, name in agencies]),
            "on": day_field(_("Answers for it from")),
        }


class ChannelForm(Asked):
    """How it is reached."""

    prefix_id = "channel"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Kind and words."""
        return {
            "kind": select(_("Channel"), codes.choices("channels")),
            "says": words(
                _("How it is reached"), 120, required=True, help_text=_("No phone of a person: that is a contact.")
            ),
        }  # fmt: skip


class HoldingForm(Asked):
    """What it can send."""

    prefix_id = "holding"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Resources of the office."""
        return ("resources",)

    def ask(self, *, resources: Sequence[Resource], **_more: Any) -> dict[str, forms.Field]:
        """One of the resources."""
        offered = [(one.pid, f"{one.name}（{one.place.name}）") for one in resources]
        return {"resource": select(_("Resource"), offered)}


class EndForm(Asked):
    """The network is no more."""

    prefix_id = "end"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Since when."""
        return {"on": day_field(_("Ended on"))}
